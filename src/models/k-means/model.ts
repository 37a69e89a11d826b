import { type Asked, begin, type Talk } from "../../data/pending.js";
import { refillEmpty } from "../../starts/refill.js";
import type { Model } from "../../em.js";
import type { Random } from "../../random.js";
import { firstCentroids } from "../../starts/first-centroids.js";
import { candidateCount } from "../../starts/k-means-plus-plus.js";
import {
  CHANGED,
  COST,
  costsOf,
  HardPass,
  type HardStatistics,
  SIZES,
} from "../../questions/hard.js";
import type { Part } from "../../data/part.js";
import { Seeding } from "../../questions/seeding.js";
import { emptyComponents, meansFrom } from "../../fitting/means.js";
import { type Start, isDrawn } from "../../starts/options.js";

/** How far a centroid may still be about to move, in units of its own cluster's radius, where users do not say. */
export const HARD_TOLERANCE = 1e-3;

/** Hard k-means as the loop sees it: θ is k × d centroids, row-major. */
export class HardModel implements Model<readonly number[], HardStatistics> {
  readonly #data: Part;
  readonly #k: number;
  readonly #start: Start;
  readonly #tolerance: number;
  readonly #pass: HardPass;
  #seedingIfNeeded: Seeding | undefined;

  constructor(data: Part, k: number, start: Start, tolerance: number) {
    this.#data = data;
    this.#k = k;
    this.#start = start;
    this.#tolerance = tolerance;
    this.#pass = new HardPass(data, k);
  }

  /** Made at its first use: a fit from given centroids seldom needs it. */
  get #seeding(): Seeding {
    this.#seedingIfNeeded ??= new Seeding(this.#data, candidateCount(this.#k));
    return this.#seedingIfNeeded;
  }

  /** Bytes of linear memory a model needs beside its data, unless components become empty. */
  static bytes(n: number, d: number, k: number, start: Start): number {
    return HardPass.bytes(n, d, k) + (isDrawn(start) ? Seeding.bytes(n, d, candidateCount(k)) : 0);
  }

  start(random: Random): Asked<readonly number[]> {
    this.#pass.startAfresh();
    const start = this.#start;
    return start.kind === "labels"
      ? this.#meansOf(start.labels)
      : firstCentroids(start, this.#k, random, () => this.#seeding);
  }

  eStep(centroids: readonly number[]): Asked<HardStatistics> {
    return this.#pass.eStep(centroids);
  }

  /**
   * Moves each centroid by the mean difference of its points; refills empty
   * components. Where a centroid moved far beyond the spread of its points, the
   * differences lost digits, and are taken once more from where it is now.
   */
  mStep(statistics: HardStatistics, centroids: readonly number[]): Asked<readonly number[]> {
    let moved = meansFrom(statistics, SIZES, centroids, this.#k);
    if (movedFar(statistics, centroids, moved, this.#k)) {
      moved = meansFrom(this.#pass.statisticsAbout(moved), SIZES, moved, this.#k);
    }
    const empty = this.empty(statistics);
    return empty.length === 0 ? moved : begin(this.#refilled(moved, empty));
  }

  *#refilled(centroids: number[], empty: readonly number[]): Talk<readonly number[]> {
    yield* refillEmpty(centroids, empty, this.#seeding, this.#data.rows.dimensions);
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
  settled(_before: HardStatistics, after: HardStatistics): boolean {
    if (after[CHANGED] === 0) return true;
    if (this.#tolerance === 0 || this.empty(after).length > 0) return false;
    const k = this.#k;
    const d = this.#data.rows.dimensions;
    const costs = costsOf(k, d);
    for (let c = 0; c < k; c++) {
      const size = after[SIZES + c];
      const sums = SIZES + k + c * d;
      let squared = 0;
      for (let i = sums; i < sums + d; i++) squared += (after[i] / size) * (after[i] / size);
      if (!(squared * size <= this.#tolerance * this.#tolerance * after[costs + c])) return false;
    }
    return true;
  }

  /** The components without a point. */
  empty(statistics: HardStatistics): number[] {
    return emptyComponents(statistics, SIZES, this.#k);
  }

  /** A copy of the labels under the θ of the last E-step. */
  labels(): Int32Array {
    return this.#pass.labels();
  }

  release(): void {
    this.#pass.release();
    this.#seedingIfNeeded?.release();
  }

  /** One M-step from labels taken as one-hot responsibilities. */
  #meansOf(labels: Int32Array): Asked<readonly number[]> {
    const origin = new Array<number>(this.#k * this.#data.rows.dimensions).fill(0);
    this.#pass.setLabels(labels);
    return this.mStep(this.#pass.statisticsAbout(origin), origin);
  }
}

/** How many times its own scale a centroid may move before the digits that costs are made good. */
const FAR = 1e3;

/**
 * Whether a centroid moved so far that the differences it was computed from lost
 * digits that count: beyond FAR times the spread of points about the new
 * centroids, whose sum of squares is cost − Σ N_c ‖move_c‖², or beyond FAR times
 * a coordinate it now has, for components much smaller than the rest.
 */
function movedFar(
  statistics: HardStatistics,
  centroids: readonly number[],
  moved: readonly number[],
  k: number,
): boolean {
  const d = centroids.length / k;
  let within = statistics[COST];
  let total = 0;
  let farthest = 0;
  for (let c = 0; c < k; c++) {
    let squared = 0;
    for (let i = c * d; i < (c + 1) * d; i++) {
      const move = moved[i] - centroids[i];
      if (Math.abs(move) > FAR * Math.abs(moved[i])) return true;
      squared += move * move;
    }
    within -= statistics[SIZES + c] * squared;
    total += statistics[SIZES + c];
    farthest = Math.max(farthest, squared);
  }
  return farthest * total > FAR * FAR * Math.max(within, 0);
}
