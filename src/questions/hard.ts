import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import type { Part } from "../data/part.js";
import { after, type Asked, Pending } from "../data/pending.js";
import { searchKeptBytes } from "../search/choice.js";
import { KdTree } from "../search/kd-tree.js";
import type { Assignment } from "./assignment.js";
import { assignmentBytes, assignmentFor, type Passes } from "./assignment-choice.js";
import { elsewhere, paged } from "./elsewhere.js";
import { type ExactHardSums, ExactSums } from "./exact-sums.js";
import { Farthest } from "./farthest.js";
import { FewRows, hasFew } from "./few-rows.js";
import type { FarthestRows } from "./farthest-rows.js";
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

function layout(d: number, k: number) {
  return { centroids: k * d * 8, statistics: statisticsLength(k, d) * 8 };
}

/**
 * The E-step of hard k-means over all rows, with the labels it leaves behind. An assignment
 * finds labels and keeps the sums of their rows; here they become statistics.
 */
export class HardPass {
  readonly #data: Part;
  readonly #k: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  readonly #sums: ExactSums;
  readonly #assignment: Assignment;

  /** @param passes whether one E-step is all there will be, or many */
  constructor(data: Part, k: number, passes: Passes = "many") {
    this.#data = data;
    this.#k = k;
    this.#space = carve(layout(data.rows.dimensions, k));
    const { addresses, region } = this.#space;
    this.#sums = new ExactSums(data, k, addresses);
    try {
      this.#assignment =
        hasFew(data.rows) && elsewhere(data) === undefined
          ? new FewRows(data, k, this.#sums, addresses.centroids)
          : assignmentFor(data, k, passes, this.#sums, addresses.centroids);
    } catch (error) {
      region.release();
      throw error;
    }
  }

  /** Bytes of linear memory a pass needs, unless sums take more words than most. */
  static bytes(n: number, d: number, k: number, weighted = false): number {
    const own = carvedBytes(layout(d, k)) + ExactSums.bytes(d, k, weighted);
    const few = hasFew({ count: n, dimensions: d });
    return own + (few ? FewRows.bytes(n, d) : assignmentBytes(n, d, k, weighted));
  }

  /** Bytes among these of what rows keep, in integers or in the order of a tree. */
  static keptBytes(n: number, d: number, k: number): number {
    return KdTree.pays(n, d, k) ? KdTree.bytes(n, d) : searchKeptBytes(n, d, k);
  }

  /** Labels every row under these centroids (k × d) and returns the statistics of it. */
  eStep(centroids: readonly number[]): Asked<HardStatistics> {
    const ready = this.#prepare();
    if (ready instanceof Pending) return after(ready, () => this.eStep(centroids));
    this.#writeCentroids(centroids);
    const assigned = this.#assignment.assign(centroids);
    // Not by `after` where the answer is there: of 150 × 4 a closure an iteration shows.
    if (assigned instanceof Pending) return after(assigned, (changed) => this.#answer(changed));
    return this.#answer(assigned);
  }

  /** The statistics under labels given, which take the place of those that an E-step found; J is about the origin. */
  labelled(labels: ArrayLike<number>): Asked<HardStatistics> {
    const ready = this.#prepare();
    if (ready instanceof Pending) return after(ready, () => this.labelled(labels));
    this.#writeCentroids(new Array<number>(this.#k * this.#data.rows.dimensions).fill(0));
    return after(this.#assignment.take(labels), () => this.#answer(0));
  }

  /** The sums of the last E-step with nothing rounded off, and its cost, row by row. */
  exact(): Asked<ExactHardSums> {
    return after(this.#costs(), () => this.#sums.exact());
  }

  /** Forgets labels and bounds: what follows is a fit of its own. */
  startAfresh(): void {
    this.#assignment.forget();
  }

  /** A copy of the labels the last E-step left. */
  labels(): Asked<Int32Array> {
    return this.#assignment.labels();
  }

  /** Chooses k rows by k-means++, or with k = 0 draws some, and writes labels where E-steps do. */
  seeding(k: number): Seeding {
    return new Seeding(this.#data, this.#assignment.masses(k));
  }

  /** Takes the labels that seeding left for those of the first E-step, under these very centroids. */
  adopt(centroids: readonly number[]): void {
    this.#assignment.adopt(centroids);
  }

  /** Finds rows far from all centroids, by the labels the last E-step left. */
  farthest(): Asked<FarthestRows> {
    const pages = paged(this.#data);
    if (pages !== undefined) return pages.farthest(this.#k);
    return after(this.#assignment.labelsInMemory(), ({ address, own }) => {
      try {
        return new Farthest(this.#data, this.#k, address, own);
      } catch (error) {
        own?.release();
        throw error;
      }
    });
  }

  release(): void {
    this.#space.region.release();
    this.#assignment.release();
    this.#sums.release();
  }

  #prepare(): Asked<void> {
    const surveyed = this.#sums.prepare();
    return surveyed instanceof Pending
      ? after(surveyed, () => this.#assignment.prepare())
      : this.#assignment.prepare();
  }

  #writeCentroids(centroids: readonly number[]): void {
    core().memory.write(this.#space.addresses.centroids, centroids);
  }

  #answer(changed: number): Asked<HardStatistics> {
    const flags = this.#sums.answer();
    const unsure = flags > 1;
    if (flags % 2 === 1) return after(this.#costs(), () => this.#read(changed, unsure));
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
    this.#sums.clearCosts();
    return after(this.#assignment.addCosts(), () => this.#sums.answerCosts());
  }
}
