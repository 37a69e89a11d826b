import { BLOCK_ROWS, blockCount, foldBlocks, foldDepth } from "../core/blocks.js";
import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import { largestOf, driftsOf } from "../search/drift.js";
import { tileBytes } from "../core/rows.js";
import { type Part as WeightedRows, weightsAddress } from "../data/part.js";
import type { Search } from "../search/search.js";
import { searchBytes, searchFor } from "../search/choice.js";

/**
 * Statistics of hard k-means, as assembly/sums/statistics.ts lays them out:
 * [cost, changed, N_0 … N_{k−1}, S_0 … S_{k−1}, J_0 … J_{k−1}] with N_c = Σ w,
 * S_c = Σ w (x − m_c) and J_c = Σ w‖x − m_c‖², sums about the centroid they were taken
 * under, and cost = Σ J_c.
 *
 * A plain array: making a small typed array costs more than the kernel that
 * fills it (a fit of 150 × 4, k = 3, takes 1.25 times as long with them).
 */
export type HardStatistics = readonly number[];

export const COST = 0;
export const CHANGED = 1;
export const SIZES = 2;

export function statisticsLength(k: number, d: number): number {
  return 2 + k + k * d + k;
}

/** Where J_0 stands: the cost of each component. */
export function costsOf(k: number, d: number): number {
  return 2 + k + k * d;
}

/**
 * Whether the statistics of every block are kept from one E-step to the next: where they take no
 * more than an eighth of what float32 rows take, or a quarter where bounds take little.
 */
function keepsBlocks(n: number, d: number, k: number): boolean {
  return n >= BLOCK_ROWS && (k <= 64 || (k <= 256 && d >= 100));
}

function layout(n: number, d: number, k: number) {
  const length = statisticsLength(k, d) * 8;
  const keeps = keepsBlocks(n, d, k);
  return {
    labels: n * 4,
    before: keeps ? BLOCK_ROWS * 4 : 0,
    centroids: k * d * 8,
    anchors: k * d * 8,
    blocks: keeps ? blockCount(n) * length : 0,
    stack: foldDepth(n) * length,
    tile: tileBytes(d),
  };
}

/**
 * The E-step of hard k-means over all rows, with the labels it leaves behind.
 *
 * From one iteration to the next few labels change, so the statistics of every block are kept,
 * about centroids that stay for a while, the anchors; only rows whose label changed are moved
 * from one component's statistics to another's, and the sums are brought to the centroids at
 * hand. docs/decisions/0010 says when anchors are dropped, which depends on labels and
 * centroids alone.
 */
export class HardPass {
  readonly #data: WeightedRows;
  readonly #k: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  readonly #search: Search;
  readonly #keeps: boolean;
  /** What the statistics kept are about, if any are kept. */
  #anchors: readonly number[] | undefined;
  /** How many labels have changed under these anchors. */
  #moves = 0;
  /** How many labels changed in the E-step before, and the cost that it found. */
  #changed = Infinity;
  #cost = 0;

  constructor(data: WeightedRows, k: number) {
    const { rows } = data;
    this.#data = data;
    this.#k = k;
    this.#space = carve(layout(rows.count, rows.dimensions, k));
    const { at } = this.#space;
    this.#search = searchFor(rows, k, {
      centroids: at("centroids"),
      labels: at("labels"),
      tile: at("tile"),
    });
    // Taking a weight out again may leave a trace of it, where an empty component has to have none.
    this.#keeps = keepsBlocks(rows.count, rows.dimensions, k) && data.weights === undefined;
    this.#labels().fill(0);
  }

  /** Bytes of linear memory a pass needs. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d, k)) + searchBytes(n, d, k);
  }

  /** Labels every row under these centroids (k × d) and returns the statistics of it. */
  eStep(centroids: readonly number[]): HardStatistics {
    this.#write("centroids", centroids);
    this.#search.setCentroids(centroids);
    const statistics = this.#statistics(centroids);
    this.#changed = statistics[CHANGED];
    this.#cost = statistics[COST];
    return statistics;
  }

  /** Puts labels in the place of those that an E-step found. */
  setLabels(labels: ArrayLike<number>): void {
    this.startAfresh();
    this.#labels().set(labels);
  }

  /** Forgets all that E-steps so far have left, so that none of it can show in what follows. */
  startAfresh(): void {
    this.#labels().fill(0);
    this.#search.forget();
    this.#anchors = undefined;
    this.#changed = Infinity;
  }

  /** The statistics about `centroids` under the labels as they are, which become the anchors; changed is 0. */
  statisticsAbout(centroids: readonly number[]): number[] {
    return this.#anchor(centroids, (first, rows, target) => {
      this.#add(first, rows, target);
    });
  }

  /** A copy of the labels the last E-step left. */
  labels(): Int32Array {
    return this.#labels().slice();
  }

  release(): void {
    this.#space.region.release();
    this.#search.release();
  }

  #labels(): Int32Array {
    return core().memory.i32(this.#space.at("labels"), this.#data.rows.count);
  }

  #statistics(centroids: readonly number[]): HardStatistics {
    const anchors = this.#anchors;
    let changed = 0;
    if (anchors === undefined || !this.#hold(anchors, centroids)) {
      const anew = this.#anchor(centroids, (first, rows, target) => {
        forEachStrip(first, rows, this.#search.stride, (row, count) => {
          changed += this.#search.assign(row, count);
          this.#add(row, count, target);
        });
      });
      anew[CHANGED] = changed;
      return anew;
    }
    const kept = this.#fold((first, rows, target) => {
      forEachStrip(first, rows, this.#search.stride, (row, count) => {
        changed += this.#assignAndMove(row, count, target);
      });
    });
    this.#moves += changed;
    let statistics = brought(kept, anchors, centroids, this.#k);
    // Where little is left of the cost about the anchors, digits are lost.
    if (statistics[COST] < kept[COST] / 4) statistics = this.statisticsAbout(centroids);
    statistics[CHANGED] = changed;
    return statistics;
  }

  /**
   * Whether statistics about these anchors may serve once more: few labels changed last time and
   * not too many in all, and no centroid has gone farther from its anchor than four times the
   * distance of a typical point from its own centroid.
   */
  #hold(anchors: readonly number[], centroids: readonly number[]): boolean {
    const n = this.#data.rows.count;
    if (this.#changed > n / 8 || this.#moves > n / 2) return false;
    const farthest = largestOf(driftsOf(anchors, centroids, this.#k, 1));
    return farthest * farthest * n <= 16 * this.#cost;
  }

  /** Drops anchors for these centroids; `add` adds the statistics of rows about them. */
  #anchor(centroids: readonly number[], add: RowsPass): number[] {
    const { memory } = core();
    const length = statisticsLength(this.#k, this.#data.rows.dimensions);
    this.#write("anchors", centroids);
    this.#anchors = this.#keeps ? centroids : undefined;
    this.#moves = 0;
    return this.#fold((first, rows, target) => {
      memory.f64(target, length).fill(0);
      add(first, rows, target);
    });
  }

  /** Folds the statistics of all blocks, each brought up to date at its target by `update`. */
  #fold(update: RowsPass): number[] {
    const { memory } = core();
    const length = statisticsLength(this.#k, this.#data.rows.dimensions);
    const stack = this.#space.at("stack");
    const blocks = this.#space.at("blocks");
    foldBlocks(this.#data.rows.count, stack, length, (first, rows, target) => {
      if (!this.#keeps) {
        update(first, rows, target);
        return;
      }
      const block = blocks + (first / BLOCK_ROWS) * length * 8;
      update(first, rows, block);
      memory.f64(target, length).set(memory.f64(block, length));
    });
    const statistics = memory.read(stack, length);
    statistics[COST] = totalCost(statistics, this.#k);
    return statistics;
  }

  #add(first: number, count: number, target: number): void {
    const { rows } = this.#data;
    const { at } = this.#space;
    rows.kernels.addRows(
      rows.address(first),
      rows.valueBytes,
      count,
      rows.dimensions,
      at("anchors"),
      this.#k,
      weightsAddress(this.#data, first),
      at("labels") + first * 4,
      target,
    );
  }

  #assignAndMove(first: number, count: number, target: number): number {
    const { memory } = core();
    const { rows } = this.#data;
    const { at } = this.#space;
    const labels = at("labels") + first * 4;
    memory.i32(at("before"), count).set(memory.i32(labels, count));
    const changed = this.#search.assign(first, count);
    if (changed > 0) {
      const x = rows.address(first);
      const { dimensions: d, kernels, valueBytes } = rows;
      const [anchors, before] = [at("anchors"), at("before")];
      kernels.moveRows(x, valueBytes, count, d, anchors, this.#k, before, labels, target);
    }
    return changed;
  }

  #write(name: "centroids" | "anchors", centroids: readonly number[]): void {
    core().memory.write(this.#space.at(name), centroids);
  }
}

/** Does something with rows from `first` on, and their statistics at `target`. */
type RowsPass = (first: number, rows: number, target: number) => void;

function forEachStrip(
  first: number,
  rows: number,
  stride: number,
  visit: (first: number, rows: number) => void,
): void {
  const end = first + rows;
  for (let row = first; row < end; row += stride) visit(row, Math.min(stride, end - row));
}

/**
 * Statistics about `from`, brought to `to`: with e_c = to_c − from_c, S_c becomes S_c − N_c e_c
 * and J_c becomes J_c − e_c · (2 S_c − N_c e_c).
 */
function brought(
  statistics: HardStatistics,
  from: readonly number[],
  to: readonly number[],
  k: number,
): number[] {
  const d = to.length / k;
  const costs = costsOf(k, d);
  const result = [...statistics];
  for (let i = 0; i < to.length; i++) {
    const c = Math.floor(i / d);
    const e = to[i] - from[i];
    const sum = statistics[SIZES + k + i];
    const part = statistics[SIZES + c] * e;
    result[SIZES + k + i] = sum - part;
    result[costs + c] -= e * (2 * sum - part);
  }
  result[COST] = totalCost(result, k);
  return result;
}

/** Σ J_c, from the end of statistics. */
function totalCost(statistics: HardStatistics, k: number): number {
  let cost = 0;
  for (let i = statistics.length - k; i < statistics.length; i++) cost += statistics[i];
  return cost;
}
