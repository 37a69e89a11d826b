import { core } from "./core.js";

/**
 * Rows are cut into blocks of this many by their global index. Statistics are
 * summed within a block and folded between blocks, so this number is part of
 * every result's bits: docs/decisions/0003 says how it was chosen.
 */
export const BLOCK_ROWS = 2048;

/** How many blocks n rows make. */
export function blockCount(n: number): number {
  return Math.ceil(n / BLOCK_ROWS);
}

/** Visits the blocks of n rows in order: the block's index, its first row, its number of rows. */
export function forEachBlock(
  n: number,
  visit: (block: number, first: number, rows: number) => void,
): void {
  for (let block = 0, first = 0; first < n; block++, first += BLOCK_ROWS) {
    visit(block, first, Math.min(BLOCK_ROWS, n - first));
  }
}

/** Vectors that lie on the stack at most when n rows are folded: one a level, and the newest. */
export function foldDepth(n: number): number {
  return Math.ceil(Math.log2(blockCount(n))) + 1;
}

/**
 * Sums a vector over all blocks in an aligned power-of-two tree: block 0 with
 * 1, 2 with 3, then pairs of pairs. The shape depends on the blocks alone, so
 * any part of the tree may be computed elsewhere without changing a bit.
 *
 * The open left halves wait on a stack; a block whose index ends in m ones
 * closes m subtrees. The sum is left at `stack`.
 *
 * @param stack scratch and out, foldDepth(n) vectors of f64
 * @param length f64 in one vector
 * @param write writes the vector of one block to `target`
 */
export function foldBlocks(
  n: number,
  stack: number,
  length: number,
  write: (first: number, rows: number, target: number) => void,
): void {
  const { fold } = core().kernels;
  const bytes = length * 8;
  let top = stack;
  const close = () => {
    top -= bytes;
    fold(top - bytes, top, length);
  };
  forEachBlock(n, (block, first, rows) => {
    write(first, rows, top);
    top += bytes;
    for (let bits = block; bits % 2 === 1; bits = (bits - 1) / 2) close();
  });
  while (top - bytes > stack) close();
}
