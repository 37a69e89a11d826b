import { carve, core, type Workspace, writeIntegers } from "../core/core.js";
import { DISTANCE_SUMS, recordBytes } from "../core/records.js";
import { tileBytes } from "../core/rows.js";
import type { Part } from "../data/part.js";
import { Pending, type Talk } from "../data/pending.js";

function layout(n: number, d: number, k: number, tileRows: number) {
  return {
    record: recordBytes(DISTANCE_SUMS),
    rows: tileRows * 4,
    order: n * 4,
    clusters: n * 4,
    sums: k * tileRows * 8,
    mirrored: n * 8,
    tile: tileBytes(d),
  };
}

/**
 * Euclidean distances of some rows to others, summed by the cluster of the latter one by one, in
 * the order given: how many are done at a time changes no bit.
 */
export class DistanceSums {
  /** How many rows are measured at a time: those of a tile. */
  readonly width: number;
  readonly #part: Part;
  readonly #k: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;

  /**
   * @param clusters the cluster of every row, in 0..k−1
   * @param order all rows, cluster by cluster
   */
  constructor(part: Part, clusters: Int32Array, k: number, order: Int32Array) {
    const { memory, kernels } = core();
    const { count: n, dimensions: d, valueBytes: bytes } = part.rows;
    this.width = kernels.tileRows();
    this.#part = part;
    this.#k = k;
    this.#space = carve(layout(n, d, k, this.width));
    const { addresses } = this.#space;
    memory.i32(addresses.clusters, n).set(clusters);
    memory.i32(addresses.order, n).set(order);
    this.mirrored().fill(0);
    writeIntegers(addresses.record, DISTANCE_SUMS, {
      bytes,
      d,
      x: part.rows.address(),
      ...addresses,
    });
  }

  /**
   * Sums the distances of up to `width` rows to those at `begin` to `end` − 1 of the order.
   *
   * @param mirrorFrom from where on they are added to the other row's sum, too
   * @returns k × width, row-major: a view, stale as soon as memory grows
   */
  *of(rows: Int32Array, begin: number, mirrorFrom: number, end: number): Talk<Float64Array> {
    const { memory, kernels } = core();
    const { record, rows: own, sums } = this.#space.addresses;
    const d = this.#part.rows.dimensions;
    memory.f64(sums, this.#k * this.width).fill(0);
    const swept = this.#part.pace(end - begin, {
      stride: 1,
      rowCost: d * this.width,
      visit: (first, count) => {
        const from = begin + first;
        const until = from + count;
        const middle = Math.max(from, Math.min(mirrorFrom, until));
        memory.i32(own, rows.length).set(rows);
        if (from < middle) kernels.addDistances(record, own, rows.length, from, middle, false);
        if (middle < until) kernels.addDistances(record, own, rows.length, middle, until, true);
      },
      answer: () => undefined,
    });
    if (swept instanceof Pending) yield swept;
    return memory.f64(sums, this.#k * this.width);
  }

  /** What was added to each row's sum, in the order given: a view, stale as soon as memory grows. */
  mirrored(): Float64Array {
    return core().memory.f64(this.#space.addresses.mirrored, this.#part.rows.count);
  }

  release(): void {
    this.#space.region.release();
  }
}
