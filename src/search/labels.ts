import { BLOCK_ROWS } from "../core/blocks.js";
import {
  carve,
  carvedBytes,
  core,
  type Workspace,
  writeIntegers,
  writeReals,
} from "../core/core.js";
import { HAMERLY, recordBytes } from "../core/records.js";
import type { Rows } from "../core/rows.js";
import { paysInIntegers } from "./choice.js";
import { Grid, keptQuantised, type Quantised, quantisedBytes } from "./quantised.js";

/** Fewer of a row take less than to quantise it: at 4, 16 labels took 0.9 to 1.2 of the time. */
const FEW_A_ROW = 128;

/** Whether labels found once are found faster so than by the rule alone. */
export function paysOnce(n: number, d: number, k: number): boolean {
  return k * d >= FEW_A_ROW && paysInIntegers(n, d, k);
}

function layout(n: number, d: number, k: number) {
  const rows = Math.min(BLOCK_ROWS, n);
  return {
    record: recordBytes(HAMERLY),
    centroids: k * d * 8,
    z: k * quantisedBytes(d),
    zNorms: k * 4,
    q: rows * quantisedBytes(d),
    norms: rows * 4,
    scratch: core().kernels.hamerlyScratchBytes(rows, d, k),
  };
}

/**
 * Labels of rows under centroids that are asked about once, in integers: the kernel of
 * {@link HamerlySearch} without bounds. Rows are quantised a block at a time, unless they have been, so
 * that nothing grows with n. Of 1,000,000 × 16, k = 64, it takes 0.31 to 0.48 of the time of the rule alone,
 * and 0.73 to 1.04 at 8, 16.
 */
export class LabelsInIntegers {
  readonly #rows: Rows;
  readonly #k: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  readonly #kept: Quantised | undefined;
  readonly #grid: Grid;
  /** What rounding takes of a row at most; and by how much distances may be wrong then. */
  readonly #most: number;
  readonly #slack: number;

  constructor(rows: Rows, centroids: readonly number[], k: number) {
    const d = rows.dimensions;
    this.#rows = rows;
    this.#k = k;
    this.#space = carve(layout(rows.count, d, k));
    this.#kept = keptQuantised(rows);
    this.#grid = this.#kept?.grid ?? new Grid(rows);
    this.#most = this.#kept?.error ?? Math.sqrt(d);
    const { addresses: at } = this.#space;
    core().memory.write(at.centroids, centroids);
    this.#slack = this.#grid.quantiseCentroids(at.centroids, k, this.#most, at.z, at.zNorms);
  }

  /** Bytes of linear memory it needs. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d, k)) + Grid.bytes(d);
  }

  /** Labels `count` rows from `first` on, at most a block. `labels`: out, count i32. */
  assign(first: number, count: number, labels: number): void {
    const { kernels } = core();
    const { dimensions: d, valueBytes: bytes } = this.#rows;
    const { addresses } = this.#space;
    const x = this.#rows.address(first);
    let { q, norms } = addresses;
    let error = this.#most;
    if (this.#kept === undefined) {
      error = this.#grid.quantise(x, bytes, count, q, norms);
    } else {
      q = this.#kept.q + first * quantisedBytes(d);
      norms = this.#kept.norms + first * 4;
    }
    if (this.#slack === Infinity) q = 0;
    const slack = this.#slack - 2 * (this.#most - error);
    const none = { margins: 0, drift: 0 };
    const k = this.#k;
    writeReals(addresses.record, HAMERLY, { unit: this.#grid.scale, slack, largestDrift: 0 });
    writeIntegers(addresses.record, HAMERLY, {
      ...addresses,
      ...none,
      bytes,
      d,
      k,
      labels,
      q,
      norms,
    });
    kernels.hamerlyBlock(addresses.record, x, 0, count);
  }

  release(): void {
    this.#space.region.release();
    if (this.#kept === undefined) this.#grid.release();
  }
}
