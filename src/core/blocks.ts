import { core } from "./core.js";

/**
 * Rows are cut into blocks of this many by their global index. Statistics are
 * summed within a block and folded between blocks, so this number is part of
 * every result's bits: docs/decisions/0003 says how it was chosen.
 */
export const BLOCK_ROWS = 2048;

/** How many blocks n rows make. */
function blockCount(n: number): number {
  return Math.ceil(n / BLOCK_ROWS);
}

/** Visits the blocks of rows first..first + count − 1 in order: the first row of each, and its number of rows. */
export function forEachBlock(
  first: number,
  count: number,
  visit: (first: number, rows: number) => void,
): void {
  const end = first + count;
  for (let row = first; row < end; row += BLOCK_ROWS) visit(row, Math.min(BLOCK_ROWS, end - row));
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
 * closes m subtrees.
 */
export class Fold {
  readonly #stack: number;
  readonly #length: number;
  #top: number;
  #blocks = 0;

  /**
   * @param stack scratch, foldDepth(n) vectors of f64
   * @param length f64 in one vector
   */
  constructor(stack: number, length: number) {
    this.#stack = stack;
    this.#length = length;
    this.#top = stack;
  }

  /** Adds the blocks of `count` rows from `first` on, which are next; `write` writes the vector of one to `target`. */
  add(
    first: number,
    count: number,
    write: (first: number, rows: number, target: number) => void,
  ): void {
    const end = first + count;
    for (let row = first; row < end; row += BLOCK_ROWS) {
      write(row, Math.min(BLOCK_ROWS, end - row), this.#top);
      this.#top += this.#length * 8;
      for (let bits = this.#blocks; bits % 2 === 1; bits = (bits - 1) / 2) this.#close();
      this.#blocks++;
    }
  }

  /** Closes what is open, and returns where the sum stands. */
  total(): number {
    while (this.#top - this.#length * 8 > this.#stack) this.#close();
    return this.#stack;
  }

  #close(): void {
    const bytes = this.#length * 8;
    this.#top -= bytes;
    core().kernels.fold(this.#top - bytes, this.#top, this.#length);
  }
}
