import type { Model } from "../em.js";
import type { Random } from "../random.js";
import type { Diagnostic } from "../types.js";
import { DISTANCE } from "../wasm/forms.js";
import { COST, type HardStatistics, SIZES } from "../wasm/hard.js";
import { LARGEST, MixturePass } from "../wasm/mixture.js";
import type { WeightedRows } from "../wasm/rows.js";
import { withoutPoints } from "./diagnostics.js";
import { HardModel } from "./hard.js";
import { type Distance, softComponents } from "./soft.js";
import type { HardStart } from "./start-options.js";

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
  readonly #pass: MixturePass | undefined;

  constructor(
    data: WeightedRows,
    k: number,
    start: HardStart,
    tolerance: number,
    distance: Distance,
  ) {
    this.#hard = new HardModel(data, k, start, tolerance);
    this.#k = k;
    this.#distance = distance;
    this.#pass = distance === "euclidean" ? new MixturePass(data, k, DISTANCE) : undefined;
  }

  start(random: Random): readonly number[] {
    return this.#hard.start(random);
  }

  eStep(centroids: readonly number[]): LimitStatistics {
    const hard = this.#hard.eStep(centroids);
    return { hard, freeEnergy: this.#freeEnergy(hard, centroids) };
  }

  mStep({ hard }: LimitStatistics): readonly number[] {
    return this.#hard.mStep(hard);
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

  #freeEnergy(hard: HardStatistics, centroids: readonly number[]): number {
    if (this.#pass === undefined) return hard[COST] / 2;
    const softness = { stiffness: Infinity, distance: this.#distance };
    return -this.#pass.eStep(softComponents(centroids, this.#k, softness), centroids)[LARGEST];
  }
}
