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

/**
 * Vectors that lie on the stack at most when n rows are folded: one a level, and the newest; twice as
 * many where other rows come before these.
 */
export function foldDepth(n: number, before = 0): number {
  const levels = Math.ceil(Math.log2(blockCount(n))) + 1;
  return before === 0 ? levels : 2 * levels;
}

/**
 * Sums a vector over all blocks in an aligned power-of-two tree: block 0 with
 * 1, 2 with 3, then pairs of pairs. The shape depends on the blocks alone, so
 * any part of the tree may be computed elsewhere without changing a bit.
 *
 * The open left halves wait on a stack; a block whose index ends in m ones
 * closes m subtrees, those of them that begin among these rows.
 */
export class Fold {
  readonly #stack: number;
  readonly #length: number;
  readonly #first: number;
  #top: number;
  #blocks: number;

  /**
   * @param stack scratch, foldDepth(n, before) vectors of f64
   * @param length f64 in one vector
   * @param before how many rows come before these, whole blocks
   */
  constructor(stack: number, length: number, before = 0) {
    this.#stack = stack;
    this.#length = length;
    this.#first = this.#blocks = before / BLOCK_ROWS;
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
      // The first block of the subtree that closes.
      let begin = this.#blocks;
      for (let size = 1; (this.#blocks & size) !== 0; size *= 2) {
        begin -= size;
        if (begin < this.#first) break;
        this.#close();
      }
      this.#blocks++;
    }
  }

  /** Subtrees that are left open, from {@link nodes} on: so many vectors. */
  get open(): number {
    return (this.#top - this.#stack) / (this.#length * 8);
  }

  /** Where they stand. */
  get nodes(): number {
    return this.#stack;
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

/** Statistics of some rows: those of subtrees of the tree of all, one vector behind the other. */
export interface Nodes {
  /** How many rows come before these, whole blocks. */
  readonly first: number;
  readonly count: number;
  readonly values: Float64Array;
}

/** A subtree of the tree of blocks. */
interface Subtree {
  readonly first: number;
  readonly size: number;
  readonly sum: readonly number[];
}

/** Whether two neighbours are the halves of one. */
function isClosed(left: Subtree | undefined, right: Subtree | undefined): boolean {
  return left !== undefined && left.size === right!.size && left.first % (2 * left.size) === 0;
}

function closeLast(stack: Subtree[]): void {
  const right = stack.pop()!;
  const { first, size, sum } = stack.pop()!;
  stack.push({ first, size: 2 * size, sum: sum.map((value, i) => value + right.sum[i]) });
}

/** The subtrees, as few as there can be, of parts that follow each other. */
function subtreesOf(parts: readonly Nodes[], length: number): Subtree[] {
  const stack: Subtree[] = [];
  for (const { first, count, values } of parts) {
    let at = 0;
    for (const { block, size } of subtreesAmong(first, count)) {
      stack.push({ first: block, size, sum: Array.from(values.subarray(at, at + length)) });
      at += length;
      while (isClosed(stack.at(-2), stack.at(-1))) closeLast(stack);
    }
  }
  return stack;
}

/** The largest subtrees of blocks of these rows, in their order, and how many blocks each has. */
export function subtreesAmong(first: number, count: number): { block: number; size: number }[] {
  const found: { block: number; size: number }[] = [];
  const end = first / BLOCK_ROWS + blockCount(count);
  for (let block = first / BLOCK_ROWS; block < end;) {
    let size = 1;
    while (block % (2 * size) === 0 && block + 2 * size <= end) size *= 2;
    found.push({ block, size });
    block += size;
  }
  return found;
}

/** Parts that follow each other as one. */
export function joinNodes(parts: readonly Nodes[], length: number): Nodes {
  const values = Float64Array.from(subtreesOf(parts, length).flatMap(({ sum }) => sum));
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return { first: parts[0].first, count, values };
}

/**
 * The sum over all rows, of parts that follow each other, as {@link Fold} would have found it.
 *
 * @param length numbers in one vector
 */
export function foldNodes(parts: readonly Nodes[], length: number): readonly number[] {
  const stack = subtreesOf(parts, length);
  while (stack.length > 1) closeLast(stack);
  return stack[0].sum;
}
