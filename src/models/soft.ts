import { refillEmpty } from "../empty-components.js";
import type { Model } from "../em.js";
import type { Random } from "../random.js";
import { candidateCount } from "../start.js";
import type { Diagnostic } from "../types.js";
import { type Components, DIAGONAL, DISTANCE, SPHERICAL } from "../wasm/forms.js";
import { assign, assignBytes } from "../wasm/hard.js";
import {
  LARGEST,
  LOG_SHARES,
  MASSES,
  MixturePass,
  type MixtureStatistics,
  moments,
} from "../wasm/mixture.js";
import { lightest, type Rows, type WeightedRows } from "../wasm/rows.js";
import { Seeding } from "../wasm/seeding.js";
import { componentsInWords, withoutPoints } from "./diagnostics.js";
import { bitsOfFairParts, droppingEStep, mostDropped, unseen } from "./dropping.js";
import { HardModel } from "./hard.js";
import { emptyComponents, meansFrom, NOTHING } from "./means.js";
import type { HardStart } from "./start-options.js";

/** What counts as the distance of a point from a centroid. */
export type Distance = "half-squared" | "euclidean";

/** How soft k-means shares points: stiffness β and distance. */
export interface Softness {
  readonly stiffness: number;
  readonly distance: Distance;
}

/** Centroids as the kernels take them: soft k-means is a mixture of equal Gaussians, whose scores β multiplies. */
export function softComponents(
  centroids: readonly number[],
  k: number,
  { stiffness, distance }: Softness,
): Components {
  const halfSquared = distance === "half-squared";
  return {
    form: halfSquared ? SPHERICAL : DISTANCE,
    // At Infinity labels decide, and only the smallest distance is asked for: any β will do.
    stiffness: Math.min(stiffness, Number.MAX_VALUE),
    offsets: new Array<number>(k).fill(0),
    means: centroids,
    halves: halfSquared ? new Array<number>(k).fill(-0.5) : [],
  };
}

/**
 * The label of every row: the nearest centroid, ties to the lowest index. At β = 0 all
 * components are equally responsible for every point: a tie throughout.
 */
export function softLabels(
  rows: Rows,
  centroids: readonly number[],
  k: number,
  stiffness: number,
): Int32Array {
  return stiffness === 0 ? new Int32Array(rows.count) : assign(rows, centroids, k);
}

/** −(1/β) Σ w log Σ exp(−β d), from its two parts: largest scores, and what shares add to them. */
export function freeEnergyOf(statistics: MixtureStatistics, stiffness: number): number {
  const shares = statistics[LOG_SHARES];
  // A lone component has nothing to add; several at β = 0 add without bound.
  return -statistics[LARGEST] - (shares === 0 ? 0 : shares / stiffness);
}

/** The share of the data's standard deviation within which two centroids are one. */
const TOGETHER = 1e-3;

/** Says which components have the same centroid as another: stiffness was too low to part them. */
function mergedComponents(centroids: readonly number[], k: number, together: number): Diagnostic[] {
  const d = centroids.length / k;
  const merged = new Set<number>();
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      let squares = 0;
      for (let j = 0; j < d; j++) {
        const e = centroids[a * d + j] - centroids[b * d + j];
        squares += e * e;
      }
      if (squares <= together) merged.add(a).add(b);
    }
  }
  if (merged.size === 0) return [];
  const components = [...merged].sort((a, b) => a - b);
  return [
    {
      code: "merged-components",
      message: `${componentsInWords(components)} merged: their centroids coincide; a higher stiffness or a smaller k keeps components apart`,
      components,
    },
  ];
}

/** Soft k-means as the loop sees it (MacKay 2003, algorithm 20.7): θ is k × d centroids, row-major. */
export class SoftModel implements Model<readonly number[], MixtureStatistics> {
  readonly #data: WeightedRows;
  readonly #k: number;
  readonly #start: HardStart;
  readonly #softness: Softness;
  readonly #pass: MixturePass;
  /** Σ w. */
  readonly #total: number;
  /** The sum of squared moves, weighted by size, that is no longer worth an iteration. */
  readonly #negligible: number;
  /** The squared distance within which two centroids are one. */
  readonly #together: number;
  /** What a component may have and still count as empty. */
  readonly #nothing: number;
  /** A move of a coordinate that rounding may make. */
  readonly #resolution: number;
  #seedingIfNeeded: Seeding | undefined;

  constructor(
    data: WeightedRows,
    k: number,
    start: HardStart,
    tolerance: number,
    softness: Softness,
  ) {
    this.#data = data;
    this.#k = k;
    this.#start = start;
    this.#softness = softness;
    this.#pass = new MixturePass(data, k, DISTANCE);
    const { variance, total } = moments(data);
    const spread = variance.reduce((sum, value) => sum + value, 0);
    this.#total = total;
    this.#negligible = tolerance * total * spread;
    this.#together = TOGETHER * TOGETHER * spread;
    this.#nothing = Math.min(NOTHING, lightest(data) / 2);
    this.#resolution = data.rows.largestMagnitude() * 2 ** -51;
  }

  /** Bytes of linear memory a model needs beside its data, unless components become empty. */
  static bytes(n: number, d: number, k: number, start: HardStart): number {
    return (
      MixturePass.bytes(n, d, k, DISTANCE) +
      MixturePass.bytes(n, d, 1, DIAGONAL) +
      assignBytes(n, d, k) +
      HardModel.bytes(n, d, k, start)
    );
  }

  get #seeding(): Seeding {
    this.#seedingIfNeeded ??= new Seeding(this.#data, candidateCount(this.#k));
    return this.#seedingIfNeeded;
  }

  start(random: Random): readonly number[] {
    const hard = new HardModel(this.#data, this.#k, this.#start, 0);
    try {
      return hard.start(random);
    } finally {
      hard.release();
    }
  }

  eStep(centroids: readonly number[]): MixtureStatistics {
    const components = softComponents(centroids, this.#k, this.#softness);
    const shape = { k: this.#k, d: this.#data.rows.dimensions, stiffness: components.stiffness };
    const bits = bitsOfFairParts(this.#k);
    return droppingEStep(
      shape,
      bits,
      (of, from) => this.#away(centroids, of, from),
      (gap) => this.#pass.eStep(components, centroids, gap),
      // A mean that rounding moves by more than what was dropped does not miss it.
      (statistics) =>
        this.sizes(statistics).every((size) => unseen(mostDropped(bits, this.#total), size)),
    );
  }

  /** The distance of one centroid from another. */
  #away(centroids: readonly number[], of: number, from: number): number {
    const d = this.#data.rows.dimensions;
    let squared = 0;
    for (let j = 0; j < d; j++) {
      // Not e ** 2, which engines may round as they like.
      const e = centroids[of * d + j] - centroids[from * d + j];
      squared += e * e;
    }
    return this.#softness.distance === "euclidean" ? Math.sqrt(squared) : squared / 2;
  }

  /** Moves each centroid to the mean of all points, each counted as far as it is responsible. */
  mStep(statistics: MixtureStatistics, centroids: readonly number[]): readonly number[] {
    const moved = meansFrom(statistics, MASSES, centroids, this.#k, this.#nothing);
    const empty = this.empty(statistics);
    if (empty.length > 0) refillEmpty(moved, empty, this.#seeding, this.#data.rows.dimensions);
    return moved;
  }

  cost(statistics: MixtureStatistics): number {
    return freeEnergyOf(statistics, this.#softness.stiffness);
  }

  /**
   * The next update would move the means by no more than tolerance × the total sum of
   * squares, which bounds what the free energy can still fall in it, or no farther than
   * rounding does. Not the free energy itself: at small β it is huge, and its differences noise.
   */
  settled(_before: MixtureStatistics, after: MixtureStatistics): boolean {
    if (this.empty(after).length > 0 && after[LARGEST] !== 0) return false;
    const d = this.#data.rows.dimensions;
    let moves = 0;
    let farthest = 0;
    for (let c = 0; c < this.#k; c++) {
      const mass = after[MASSES + c];
      if (mass <= this.#nothing) continue;
      const sums = MASSES + this.#k + c * d;
      for (let i = sums; i < sums + d; i++) {
        const move = after[i] / mass;
        moves += mass * move * move;
        farthest = Math.max(farthest, Math.abs(move));
      }
    }
    return moves <= this.#negligible || farthest <= this.#resolution;
  }

  /** The components without a point. */
  empty(statistics: MixtureStatistics): number[] {
    return emptyComponents(statistics, MASSES, this.#k, this.#nothing);
  }

  /** Σ of responsibilities of each component. */
  sizes(statistics: MixtureStatistics): number[] {
    return statistics.slice(MASSES, MASSES + this.#k);
  }

  diagnose(statistics: MixtureStatistics, centroids: readonly number[]): Diagnostic[] {
    return [
      ...withoutPoints(this.empty(statistics), this.#k, statistics[LARGEST] === 0),
      ...mergedComponents(centroids, this.#k, this.#together),
    ];
  }

  release(): void {
    this.#pass.release();
    this.#seedingIfNeeded?.release();
  }
}
