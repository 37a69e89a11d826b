import { after, type Asked } from "../../data/pending.js";
import type { Part } from "../../data/part.js";
import type { Model } from "../../em.js";
import type { Random } from "../../random.js";
import type { Diagnostic } from "../../types.js";
import { DISTANCE } from "../../core/forms.js";
import { COST, type HardStatistics, SIZES } from "../../questions/hard.js";
import { assignBytes } from "../../questions/distances.js";
import { LARGEST, MixturePass } from "../../questions/mixture-statistics.js";
import { mixtureSums } from "../../questions/mixture-choice.js";
import type { MixtureSums } from "../../questions/mixture-sums.js";
import { withoutPoints } from "../../fitting/diagnostics.js";
import { HardModel } from "../k-means/model.js";
import { type Distance, softComponents } from "./model.js";
import type { Start } from "../../starts/options.js";

/** Statistics of hard k-means, and the free energy as β goes to Infinity: Σ w × smallest distance. */
export interface LimitStatistics {
  readonly hard: HardStatistics;
  readonly freeEnergy: number;
}

/** Soft k-means at β = Infinity: hard k-means, bit for bit, whose objective is the free energy. */
export class SoftLimitModel implements Model<readonly number[], LimitStatistics> {
  readonly #hard: HardModel;
  readonly #k: number;
  readonly #distance: Distance;
  /** Measures the distances where they are not what hard k-means sums anyway. */
  readonly #pass: MixtureSums | undefined;

  constructor(data: Part, k: number, start: Start, tolerance: number, distance: Distance) {
    this.#k = k;
    this.#distance = distance;
    this.#hard = new HardModel(data, k, start, tolerance, distance === "cosine");
    try {
      this.#pass = distance === "euclidean" ? mixtureSums(data, k, DISTANCE) : undefined;
    } catch (error) {
      this.#hard.release();
      throw error;
    }
  }

  /** Bytes of linear memory a model and its labels need beside the data, unless components become empty. */
  static bytes(n: number, d: number, k: number, start: Start, distance: Distance): number {
    const measuring = distance === "euclidean" ? MixturePass.bytes(n, d, k, DISTANCE) : 0;
    return HardModel.bytes(n, d, k, start) + measuring + assignBytes(n, d, k);
  }

  start(random: Random): Asked<readonly number[]> {
    return this.#hard.start(random);
  }

  eStep(centroids: readonly number[]): Asked<LimitStatistics> {
    return after(this.#hard.eStep(centroids), (hard) =>
      after(this.#freeEnergy(hard, centroids), (freeEnergy) => ({ hard, freeEnergy })),
    );
  }

  mStep({ hard }: LimitStatistics, centroids: readonly number[]): Asked<readonly number[]> {
    return this.#hard.mStep(hard, centroids);
  }

  cost({ freeEnergy }: LimitStatistics): number {
    return freeEnergy;
  }

  settled(before: LimitStatistics, after: LimitStatistics, centroids: readonly number[]): boolean {
    return this.#hard.settled(before.hard, after.hard, centroids);
  }

  /** The number of points in each component. */
  sizes({ hard }: LimitStatistics): number[] {
    return hard.slice(SIZES, SIZES + this.#k);
  }

  diagnose({ hard }: LimitStatistics): Diagnostic[] {
    return withoutPoints(this.#hard.empty(hard), this.#k, hard[COST] === 0);
  }

  release(): void {
    this.#hard.release();
    this.#pass?.release();
  }

  #freeEnergy(hard: HardStatistics, centroids: readonly number[]): Asked<number> {
    if (this.#pass === undefined) return hard[COST] / 2;
    const softness = { stiffness: Infinity, distance: this.#distance };
    const components = softComponents(centroids, this.#k, softness);
    return after(this.#pass.eStep(components, centroids), (statistics) => -statistics[LARGEST]);
  }
}
