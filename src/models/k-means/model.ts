import { after, answerTo, type Asked, begin, type Talk } from "../../data/pending.js";
import { refillEmpty } from "../../starts/refill.js";
import type { Model } from "../../em.js";
import type { Random } from "../../random.js";
import { firstCentroids } from "../../starts/first-centroids.js";
import {
  CHANGED,
  COST,
  costsOf,
  HardPass,
  type HardStatistics,
  meansOf,
  SIZES,
} from "../../questions/hard.js";
import type { Part } from "../../data/part.js";
import {
  mostResponsible,
  responsibleMeans,
  responsibleMeansBytes,
} from "../../questions/responsible-rows.js";
import { Seeding } from "../../questions/seeding.js";
import { directionsOf, emptyComponents } from "../../fitting/means.js";
import { kMeansParallelBytes } from "../../starts/k-means-parallel.js";
import { optimalCentroids } from "../../starts/optimal.js";
import { type HardStart, isDrawn, seededRows } from "../../starts/options.js";

/** How far a centroid may still be about to move, in units of its own cluster's radius, where users do not say. */
export const HARD_TOLERANCE = 1e-3;

/** What the square of a move of a centroid of length 1 comes to by rounding alone: labels might change by it for ever. */
const ROUNDING = 2 ** -92;

/** Hard k-means as the loop sees it: θ is k × d centroids, row-major. */
export class HardModel implements Model<readonly number[], HardStatistics> {
  /** Whether rows and centroids have length 1. */
  readonly unitLength: boolean;
  readonly #data: Part;
  readonly #k: number;
  readonly #start: HardStart;
  readonly #tolerance: number;
  readonly #pass: HardPass;
  #seedingIfNeeded: Seeding | undefined;

  /** @param unitLength whether rows and centroids have length 1 (Dhillon & Modha 2001) */
  constructor(data: Part, k: number, start: HardStart, tolerance: number, unitLength = false) {
    this.#data = data;
    this.unitLength = unitLength;
    this.#k = k;
    this.#start = start;
    this.#tolerance = tolerance;
    this.#pass = new HardPass(data, k);
  }

  /** Made at its first use: a fit from given centroids seldom needs it. */
  get #seeding(): Seeding {
    this.#seedingIfNeeded ??= this.#pass.seeding(seededRows(this.#start, this.#k));
    return this.#seedingIfNeeded;
  }

  /** Bytes of linear memory a model needs beside its data, unless components become empty. */
  static bytes(n: number, d: number, k: number, start: HardStart, weighted = false): number {
    const means = start.kind === "responsibilities" ? responsibleMeansBytes(n, d) : 0;
    const pass = HardPass.bytes(n, d, k, weighted) + means;
    if (start.kind === "k-means||") return pass + kMeansParallelBytes(n, d, k);
    if (!isDrawn(start)) return pass;
    const seeded = seededRows(start, k);
    // What both have rows keep is there once.
    const kept = Math.max(Seeding.keptBytes(n, d, seeded) - HardPass.keptBytes(n, d, k), 0);
    return pass + Seeding.bytes(n, d, seeded, weighted) + kept;
  }

  start(random: Random): Asked<readonly number[]> {
    this.#pass.startAfresh();
    const start = this.#start;
    if (start.kind === "optimal") {
      const best = begin(optimalCentroids(this.#data, this.#k));
      return after(best, (means) => this.#centroidsOf(means, []));
    }
    if (start.kind === "labels") return this.#ofLabels(start.labels);
    if (start.kind === "responsibilities") return begin(this.#meansUnder(start.responsibilities));
    const first = firstCentroids(start, this.#k, random, this.#data, () => this.#seeding);
    return after(first, (centroids) => {
      if (start.kind === "k-means||") return this.#centroidsOf([...centroids], []);
      if (this.#seedingIfNeeded?.labelled === this.#k) this.#pass.adopt(centroids);
      return centroids;
    });
  }

  eStep(centroids: readonly number[]): Asked<HardStatistics> {
    return this.#pass.eStep(centroids);
  }

  /** Moves each centroid to the mean of its points; refills empty components. */
  mStep(statistics: HardStatistics, centroids: readonly number[]): Asked<readonly number[]> {
    const moved = this.#centroidsOf(this.#meansOf(statistics), centroids);
    const empty = this.empty(statistics);
    return empty.length === 0 ? moved : begin(this.#refilled(moved, empty));
  }

  #meansOf(statistics: HardStatistics): number[] {
    return statistics.slice(meansOf(this.#k), costsOf(this.#k, this.#data.rows.dimensions));
  }

  /** Centroids that suit points best whose means are these. */
  #centroidsOf(means: number[], before: readonly number[]): number[] {
    return this.unitLength ? directionsOf(means, this.#data.rows, before) : means;
  }

  *#refilled(centroids: number[], empty: readonly number[]): Talk<readonly number[]> {
    yield* refillEmpty(centroids, empty, yield* answerTo(this.#pass.farthest()));
    return centroids;
  }

  cost(statistics: HardStatistics): number {
    return statistics[COST];
  }

  /**
   * No label changed; or no centroid is about to move farther than tolerance × the
   * root-mean-square distance of its own points from it, unless a component has just become
   * empty: the next M-step refills that. A share of anything summed over all components would
   * be swallowed by one far point (decision 0012).
   */
  settled(_before: HardStatistics, after: HardStatistics, centroids: readonly number[]): boolean {
    if (after[CHANGED] === 0) return true;
    const { unitLength } = this;
    if ((this.#tolerance === 0 && !unitLength) || this.empty(after).length > 0) return false;
    const k = this.#k;
    const d = this.#data.rows.dimensions;
    const next = unitLength ? this.#centroidsOf(this.#meansOf(after), centroids) : after;
    const first = unitLength ? 0 : meansOf(k);
    const rounding = unitLength ? ROUNDING : 0;
    const costs = costsOf(k, d);
    for (let c = 0; c < k; c++) {
      let squared = 0;
      for (let i = c * d; i < (c + 1) * d; i++) {
        const move = next[first + i] - centroids[i];
        squared += move * move;
      }
      const most = this.#tolerance * this.#tolerance * after[costs + c];
      if (squared > rounding && !(squared * after[SIZES + c] <= most)) return false;
    }
    return true;
  }

  /** The components without a point. */
  empty(statistics: HardStatistics): number[] {
    return emptyComponents(statistics, SIZES, this.#k);
  }

  /** A copy of the labels under the θ of the last E-step. */
  labels(): Asked<Int32Array> {
    return this.#pass.labels();
  }

  release(): void {
    this.#pass.release();
    this.#seedingIfNeeded?.release();
  }

  /** One M-step from labels taken as one-hot responsibilities. */
  #ofLabels(labels: Int32Array): Asked<readonly number[]> {
    return after(this.#pass.labelled(labels), (statistics) => this.mStep(statistics, []));
  }

  /** One M-step from responsibilities; a component without any is refilled. */
  *#meansUnder(responsibilities: Float64Array): Talk<readonly number[]> {
    const d = this.#data.rows.dimensions;
    const means = yield* responsibleMeans(this.#data, this.#k, responsibilities);
    const empty = Array.from(means.keys()).filter((c) => means[c] === undefined);
    const values = means.flatMap((mean) => mean ?? new Array<number>(d).fill(0));
    const centroids = this.#centroidsOf(values, []);
    if (empty.length === 0) return centroids;
    // Where rows are near: what is farthest from all is found by that.
    const labels = yield* mostResponsible(this.#data, this.#k, responsibilities);
    yield* answerTo(this.#pass.labelled(labels));
    return yield* this.#refilled(centroids, empty);
  }
}
