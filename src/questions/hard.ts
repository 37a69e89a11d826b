import { BLOCK_ROWS } from "../core/blocks.js";
import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import { tileBytes } from "../core/rows.js";
import type { Part } from "../data/part.js";
import { after, type Asked, Pending } from "../data/pending.js";
import { searchBytes, searchFor } from "../search/choice.js";
import type { Search } from "../search/search.js";
import { ExactSums } from "./exact-sums.js";
import { Farthest } from "./farthest.js";
import { Seeding } from "./seeding.js";

/**
 * Statistics of hard k-means, as assembly/sums/answer.ts lays them out:
 * [cost, changed, N_0 … N_{k−1}, mean_0 … mean_{k−1}, J_0 … J_{k−1}] with N_c = Σ w,
 * the mean Σ w x / N_c of each component, or of an empty one its centroid, and the cost
 * J_c = Σ w‖x − m_c‖² of each under its centroid; cost = Σ J_c.
 *
 * Means are correctly rounded, so data, labels and centroids alone decide all of it:
 * docs/decisions/0014.
 *
 * A plain array: making a small typed array costs more than the kernel that
 * fills it (a fit of 150 × 4, k = 3, takes 1.25 times as long with them).
 */
export type HardStatistics = readonly number[];

export const COST = 0;
export const CHANGED = 1;
export const SIZES = 2;

function statisticsLength(k: number, d: number): number {
  return costsOf(k, d) + k;
}

/** Where mean_0 stands. */
export function meansOf(k: number): number {
  return SIZES + k;
}

/** Where J_0 stands: the cost of each component. */
export function costsOf(k: number, d: number): number {
  return meansOf(k) + k * d;
}

/**
 * Whether rows are moved from one component's sums to another's where their label changes. Few
 * rows are summed afresh: that takes less than to copy the labels from before.
 */
function movesRows(n: number): boolean {
  return n >= 128;
}

function layout(n: number, d: number, k: number) {
  return {
    labels: n * 4,
    before: movesRows(n) ? Math.min(BLOCK_ROWS, n) * 4 : 0,
    centroids: k * d * 8,
    statistics: statisticsLength(k, d) * 8,
    tile: tileBytes(d),
  };
}

/**
 * The E-step of hard k-means over all rows, with the labels it leaves behind.
 *
 * From one iteration to the next few labels change, so the sums are kept, and only rows whose
 * label changed are moved. Sums are exact, so that nobody can tell.
 */
export class HardPass {
  readonly #data: Part;
  readonly #k: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  readonly #search: Search;
  readonly #sums: ExactSums;
  /** Whether the sums are those of the labels. */
  #summed = false;
  /** The centroids that labels are known to be of, as long as no E-step has been made. */
  #adopted: readonly number[] | undefined;

  constructor(data: Part, k: number) {
    const { rows } = data;
    this.#data = data;
    this.#k = k;
    this.#space = carve(layout(rows.count, rows.dimensions, k));
    const { addresses, region } = this.#space;
    try {
      this.#search = searchFor(rows, k, addresses);
    } catch (error) {
      region.release();
      throw error;
    }
    this.#sums = new ExactSums(data, k, addresses);
    this.#labels().fill(0);
  }

  /** Bytes of linear memory a pass needs, unless sums take more words than most. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d, k)) + searchBytes(n, d, k) + ExactSums.bytes(d, k);
  }

  /** Labels every row under these centroids (k × d) and returns the statistics of it. */
  eStep(centroids: readonly number[]): Asked<HardStatistics> {
    const ready = this.#sums.prepare();
    if (ready instanceof Pending) return after(ready, () => this.eStep(centroids));
    const adopted = centroids === this.#adopted;
    this.#adopted = undefined;
    this.#writeCentroids(centroids);
    if (adopted) {
      this.#sums.clear();
      return this.#summing((first, count) => this.#take(first, count));
    }
    this.#search.setCentroids(centroids);
    const moves = this.#summed && movesRows(this.#data.rows.count);
    if (!moves) this.#sums.clear();
    return this.#summing((first, count) => this.#assign(first, count, moves));
  }

  /** The statistics under labels given, which take the place of those that an E-step found; J is about the origin. */
  labelled(labels: ArrayLike<number>): Asked<HardStatistics> {
    const ready = this.#sums.prepare();
    if (ready instanceof Pending) return after(ready, () => this.labelled(labels));
    this.startAfresh();
    this.#labels().set(labels);
    this.#writeCentroids(new Array<number>(this.#k * this.#data.rows.dimensions).fill(0));
    this.#sums.clear();
    return this.#summing((first, count) => {
      this.#sums.add(first, count, 0, this.#labelsFrom(first));
      return 0;
    });
  }

  /** Forgets all that E-steps so far have left, so that none of it can show in what follows. */
  startAfresh(): void {
    this.#labels().fill(0);
    this.#search.forget();
    this.#summed = false;
    this.#adopted = undefined;
  }

  /** A copy of the labels the last E-step left. */
  labels(): Int32Array {
    return this.#labels().slice();
  }

  /** Chooses k rows by k-means++, or with k = 0 draws some, and writes labels where E-steps do. */
  seeding(k: number): Seeding {
    return new Seeding(this.#data, k, this.#space.addresses.labels);
  }

  /** Takes the labels that seeding left for those of the first E-step, under these very centroids. */
  adopt(centroids: readonly number[]): void {
    this.#adopted = centroids;
  }

  /** Finds rows far from all centroids, by the labels the last E-step left. */
  farthest(): Farthest {
    return new Farthest(this.#data, this.#k, this.#space.addresses.labels);
  }

  release(): void {
    this.#space.region.release();
    this.#search.release();
    this.#sums.release();
  }

  #labels(): Int32Array {
    return core().memory.i32(this.#space.addresses.labels, this.#data.rows.count);
  }

  #labelsFrom(first: number): number {
    return this.#space.addresses.labels + first * 4;
  }

  #writeCentroids(centroids: readonly number[]): void {
    core().memory.write(this.#space.addresses.centroids, centroids);
  }

  /** Brings labels and sums into line, strip by strip, and answers. */
  #summing(strip: Strip): Asked<HardStatistics> {
    const { stride } = this.#search;
    const { rows, pace } = this.#data;
    // A sweep that is broken off leaves sums that are not those of the labels.
    this.#summed = false;
    let changed = 0;
    return after(
      pace(rows.count, {
        stride,
        rowCost: this.#k * rows.dimensions,
        visit: (first, count) => {
          const end = first + count;
          for (let row = first; row < end; row += stride) {
            changed += strip(row, Math.min(stride, end - row));
          }
        },
        answer: () => {
          this.#summed = true;
        },
      }),
      () => this.#answer(changed),
    );
  }

  /** Labels rows and returns how many labels changed; the sums follow. */
  #assign(first: number, count: number, moves: boolean): number {
    const { memory } = core();
    const labels = this.#labelsFrom(first);
    const { before } = this.#space.addresses;
    if (moves) memory.i32(before, count).set(memory.i32(labels, count));
    const changed = this.#search.assign(first, count);
    if (!moves || changed > 0) this.#sums.add(first, count, moves ? before : 0, labels);
    return changed;
  }

  /** Sums rows whose labels are known; returns how many are not what {@link startAfresh} leaves. */
  #take(first: number, count: number): number {
    const labels = this.#labelsFrom(first);
    this.#sums.add(first, count, 0, labels);
    let changed = 0;
    for (const label of core().memory.i32(labels, count)) changed += +(label !== 0);
    return changed;
  }

  #answer(changed: number): Asked<HardStatistics> {
    const { unsure, coarse } = this.#sums.answer();
    if (coarse) return after(this.#costs(), () => this.#read(changed, unsure));
    return this.#read(changed, unsure);
  }

  #read(changed: number, unsure: boolean): HardStatistics {
    const d = this.#data.rows.dimensions;
    const length = statisticsLength(this.#k, d);
    const statistics = core().memory.read(this.#space.addresses.statistics, length);
    statistics[CHANGED] = changed;
    if (unsure) this.#makeSure(statistics);
    return statistics;
  }

  /** Puts sizes and means where the kernel could not tell which f64 is nearest. */
  #makeSure(statistics: number[]): void {
    const d = this.#data.rows.dimensions;
    const means = meansOf(this.#k);
    for (let i = SIZES; i < costsOf(this.#k, d); i++) {
      if (!Number.isNaN(statistics[i])) continue;
      const j = i - means;
      statistics[i] =
        j < 0 ? this.#sums.size(i - SIZES) : this.#sums.mean(Math.floor(j / d), j % d);
    }
  }

  /** Sums costs row by row. */
  #costs(): Asked<void> {
    const { rows, pace } = this.#data;
    this.#sums.clearCosts();
    return pace(rows.count, {
      stride: 1,
      rowCost: COST_COST * rows.dimensions,
      visit: (first, count) => {
        this.#sums.addCosts(first, count, this.#labelsFrom(first));
      },
      answer: () => {
        this.#sums.answerCosts();
      },
    });
  }
}

/** What a value costs whose square is put into words, in multiplications. */
const COST_COST = 8;

/** Brings `count` rows from `first` on into line; how many of their labels changed. */
type Strip = (first: number, count: number) => number;
