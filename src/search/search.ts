import { BLOCK_ROWS } from "../core/blocks.js";
import type { Rows } from "../core/rows.js";

/** Where the arrays of a pass lie that every search reads or writes. */
export interface SearchArrays {
  /** k × d f64. */
  readonly centroids: number;
  /** n i32. */
  readonly labels: number;
  /** Scratch, tileBytes(d). */
  readonly tile: number;
}

/**
 * A way to find each row's nearest centroid. All find the same labels, those of the rule
 * (docs/decisions/0002); they differ in what they remember to save work.
 */
export interface Search {
  /** How many rows it takes at once. */
  readonly stride: number;
  /** Takes aim at new centroids, which lie in linear memory already. */
  aim(centroids: readonly number[]): void;
  /** Labels rows and returns how many labels changed. */
  assign(first: number, rows: number): number;
  /** Forgets what it knows: labels or centroids are not those it left. */
  forget(): void;
  release(): void;
}

/** Every row against every centroid, every time. */
export class PlainSearch implements Search {
  readonly stride = BLOCK_ROWS;
  readonly #rows: Rows;
  readonly #k: number;
  readonly #arrays: SearchArrays;

  constructor(rows: Rows, k: number, arrays: SearchArrays) {
    this.#rows = rows;
    this.#k = k;
    this.#arrays = arrays;
  }

  aim(): void {
    // It needs nothing but the centroids.
  }

  assign(first: number, rows: number): number {
    const { kernels, dimensions: d, valueBytes } = this.#rows;
    const { centroids, labels, tile } = this.#arrays;
    const x = this.#rows.address(first);
    const mine = labels + first * 4;
    return kernels.assignBlock(x, valueBytes, rows, d, centroids, this.#k, mine, tile);
  }

  forget(): void {
    // It knows nothing.
  }

  release(): void {
    // It holds nothing.
  }
}
