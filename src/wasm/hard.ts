import { BLOCK_ROWS, foldBlocks, foldDepth, forEachBlock } from "./blocks.js";
import { carve, carvedBytes, core, type Workspace } from "./core.js";
import { type Rows, tileBytes, type WeightedRows, weightsAddress } from "./rows.js";

/**
 * Statistics of hard k-means, as assembly/statistics.ts lays them out:
 * [cost, changed, N_0 … N_{k−1}, S_0 … S_{k−1}] with N_c = Σ w and
 * S_c = Σ w (x − m_c), sums about the centroid they were taken under.
 *
 * A plain array: making a small typed array costs more than the kernel that
 * fills it (a fit of 150 × 4, k = 3, takes 1.25 times as long with them).
 */
export type HardStatistics = readonly number[];

export const COST = 0;
export const CHANGED = 1;
export const SIZES = 2;

export function statisticsLength(k: number, d: number): number {
  return 2 + k + k * d;
}

function layout(n: number, d: number, k: number) {
  return {
    labels: n * 4,
    centroids: k * d * 8,
    stack: foldDepth(n) * statisticsLength(k, d) * 8,
    tile: tileBytes(d),
  };
}

/** The E-step of hard k-means over all rows, with the labels it leaves behind. */
export class HardPass {
  readonly #data: WeightedRows;
  readonly #k: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;

  constructor(data: WeightedRows, k: number) {
    this.#data = data;
    this.#k = k;
    this.#space = carve(layout(data.rows.count, data.rows.dimensions, k));
    core().memory.i32(this.#space.at("labels"), data.rows.count).fill(0);
  }

  /** Bytes of linear memory a pass needs. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d, k));
  }

  /** Labels every row under these centroids (k × d) and returns the statistics of it. */
  eStep(centroids: readonly number[]): HardStatistics {
    const { rows } = this.#data;
    const tile = this.#space.at("tile");
    return this.#statistics(centroids, (first, count, m, labels, statistics) => {
      rows.kernels.hardBlock(
        rows.address(first),
        count,
        rows.dimensions,
        m,
        this.#k,
        weightsAddress(this.#data, first),
        labels,
        statistics,
        tile,
      );
    });
  }

  /** Puts labels in the place of those that an E-step found. */
  setLabels(labels: ArrayLike<number>): void {
    core().memory.i32(this.#space.at("labels"), this.#data.rows.count).set(labels);
  }

  /** The statistics about `centroids` under the labels as they are, without cost and changed. */
  statisticsAbout(centroids: readonly number[]): HardStatistics {
    const { rows } = this.#data;
    return this.#statistics(centroids, (first, count, m, at, statistics) => {
      rows.kernels.labelledBlock(
        rows.address(first),
        count,
        rows.dimensions,
        m,
        this.#k,
        weightsAddress(this.#data, first),
        at,
        statistics,
      );
    });
  }

  /** A copy of the labels the last E-step left. */
  labels(): Int32Array {
    return core().memory.i32(this.#space.at("labels"), this.#data.rows.count).slice();
  }

  release(): void {
    this.#space.region.release();
  }

  #statistics(
    centroids: readonly number[],
    block: (
      first: number,
      rows: number,
      centroids: number,
      labels: number,
      statistics: number,
    ) => void,
  ): HardStatistics {
    const { memory } = core();
    const { rows } = this.#data;
    const length = statisticsLength(this.#k, rows.dimensions);
    const m = this.#space.at("centroids");
    const labels = this.#space.at("labels");
    const stack = this.#space.at("stack");
    memory.f64(m, centroids.length).set(centroids);
    foldBlocks(rows.count, stack, length, (first, count, target) => {
      block(first, count, m, labels + first * 4, target);
    });
    return copyNumbers(memory.f64(stack, length));
  }
}

function copyNumbers(view: Float64Array): number[] {
  const numbers: number[] = [];
  for (let i = 0; i < view.length; i++) numbers.push(view[i]);
  return numbers;
}

/** Bytes of linear memory that {@link assign} needs. */
export function assignBytes(n: number, d: number, k: number): number {
  return carvedBytes(blockLayout(n, d, k * d, 4));
}

/** The label of every row under these centroids (k × d), ties to the lowest index. */
export function assign(rows: Rows, centroids: readonly number[], k: number): Int32Array {
  const { memory } = core();
  const { dimensions, kernels } = rows;
  const labels = new Int32Array(rows.count);
  blockwise(rows, centroids, 4, (x, first, count, m, out, tile) => {
    kernels.hardBlock(x, count, dimensions, m, k, 0, out, 0, tile);
    labels.set(memory.i32(out, count), first);
  });
  return labels;
}

/** Euclidean distances of every row to every centroid, n × k, row-major. */
export function distances(rows: Rows, centroids: readonly number[], k: number): Float64Array {
  const { memory } = core();
  const { dimensions, kernels } = rows;
  const result = new Float64Array(rows.count * k);
  blockwise(rows, centroids, k * 8, (x, first, count, m, out, tile) => {
    kernels.distancesBlock(x, count, dimensions, m, k, out, tile);
    result.set(memory.f64(out, count * k), first * k);
  });
  return result;
}

function blockLayout(n: number, d: number, values: number, rowBytes: number) {
  return {
    centroids: values * 8,
    out: Math.min(BLOCK_ROWS, n) * rowBytes,
    tile: tileBytes(d),
  };
}

/**
 * Runs a pass block by block over one block-sized output, so that linear memory
 * holds nothing beside the rows that grows with n.
 *
 * @param rowBytes bytes of output a row
 */
export function blockwise(
  rows: Rows,
  centroids: readonly number[],
  rowBytes: number,
  pass: (
    x: number,
    first: number,
    rows: number,
    centroids: number,
    out: number,
    tile: number,
  ) => void,
): void {
  const space = carve(blockLayout(rows.count, rows.dimensions, centroids.length, rowBytes));
  try {
    const m = space.at("centroids");
    core().memory.f64(m, centroids.length).set(centroids);
    forEachBlock(rows.count, (_, first, count) => {
      pass(rows.address(first), first, count, m, space.at("out"), space.at("tile"));
    });
  } finally {
    space.region.release();
  }
}
