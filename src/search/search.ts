import { BLOCK_ROWS } from "../core/blocks.js";
import { carve, carvedBytes, writeIntegers, type Workspace } from "../core/core.js";
import { CENTROID_SWEEP, recordBytes } from "../core/records.js";
import type { Rows } from "../core/rows.js";
import type { Asked } from "../data/pending.js";

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
  /** Has made what it needs of the rows, before centroids are set. */
  prepare(): Asked<void>;
  /** Makes ready for new centroids, which lie in linear memory already. */
  setCentroids(centroids: readonly number[]): void;
  /** Labels rows and returns how many labels changed. */
  assign(first: number, rows: number): number;
  /** Drops all bounds: labels or centroids are not those it left. */
  forget(): void;
  release(): void;
}

/** Whether squared distances of rows to these may be infinite: bounds know nothing of such. */
export function mayOverflow(rows: Rows, centroids: readonly number[]): boolean {
  const farthest = centroids.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const reach = rows.largestMagnitude() + farthest;
  return !Number.isFinite(reach * reach * rows.dimensions);
}

function layout() {
  return { record: recordBytes(CENTROID_SWEEP) };
}

/** Every row against every centroid, every time. */
export class PlainSearch implements Search {
  readonly stride = BLOCK_ROWS;
  readonly #rows: Rows;
  readonly #labels: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;

  constructor(rows: Rows, k: number, { centroids, labels, tile }: SearchArrays) {
    const { dimensions: d, valueBytes: bytes } = rows;
    this.#rows = rows;
    this.#labels = labels;
    this.#space = carve(layout());
    const record = this.#space.at("record");
    writeIntegers(record, CENTROID_SWEEP, { bytes, d, k, centroids, tile });
  }

  /** Bytes of linear memory it needs. */
  static bytes(): number {
    return carvedBytes(layout());
  }

  prepare(): void {
    // It needs no more than the rows.
  }

  setCentroids(): void {
    // The kernel reads them where they lie.
  }

  assign(first: number, rows: number): number {
    const labels = this.#labels + first * 4;
    const x = this.#rows.address(first);
    return this.#rows.kernels.assignBlock(this.#space.at("record"), x, rows, labels);
  }

  forget(): void {
    // It keeps no bounds.
  }

  release(): void {
    this.#space.region.release();
  }
}
