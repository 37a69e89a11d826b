import { after, type Asked, answerTo, begin, type Talk } from "../../data/pending.js";
import { lightest, type Part } from "../../data/part.js";
import { inRanges, VALUE_COST } from "../../data/sweep.js";
import { refillEmpty } from "../../starts/refill.js";
import type { Model } from "../../em.js";
import type { Random } from "../../random.js";
import { firstCentroids } from "../../starts/first-centroids.js";
import type { Diagnostic } from "../../types.js";
import { type Components, DISTANCE, SPHERICAL } from "../../core/forms.js";
import { assign, assignBytes } from "../../questions/distances.js";
import { LARGEST, LOG_SHARES, SIZES, MixturePass } from "../../questions/mixture-statistics.js";
import { responsibilities } from "../../questions/mixture-answers.js";
import { mixtureSums } from "../../questions/mixture-choice.js";
import type { MixtureStatistics, MixtureSums } from "../../questions/mixture-sums.js";
import { farthestOf } from "../../questions/farthest.js";
import { kMeansParallelBytes } from "../../starts/k-means-parallel.js";
import { Seeding, seedingOf } from "../../questions/seeding.js";
import { componentsInWords, withoutPoints } from "../../fitting/diagnostics.js";
import { bitsOfFairParts, droppingEStep, mostDropped, unseen } from "../../fitting/pruning.js";
import { HardModel } from "../k-means/model.js";
import { directionsOf, emptyComponents, meansFrom, NOTHING } from "../../fitting/means.js";
import { assignOccupied } from "../../fitting/occupied.js";
import {
  isDrawn,
  type LabelsStart,
  type ResponsibilitiesStart,
  seededRows,
  type Start,
} from "../../starts/options.js";

/** What counts as the distance of a point from a centroid. */
export type Distance = "half-squared" | "euclidean" | "cosine";

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
  // Between rows and centroids of length 1, 1 − cos is ½‖x − m‖².
  const halfSquared = distance !== "euclidean";
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
 * components are equally responsible for every point: a tie throughout. At β = Infinity those
 * without points have none, as in hard k-means.
 */
export function* softLabels(
  part: Part,
  centroids: readonly number[],
  sizes: readonly number[],
  stiffness: number,
): Talk<Int32Array> {
  if (stiffness === 0) return new Int32Array(part.rows.count);
  if (stiffness === Infinity) return yield* assignOccupied(part, centroids, sizes);
  return yield* assign(part, centroids, sizes.length);
}

/** r of every row and component, n × k, row-major: at β = Infinity 1 where the label is, else 0. */
export function* softShares(
  part: Part,
  centroids: readonly number[],
  sizes: readonly number[],
  softness: Softness,
): Talk<Float64Array> {
  const k = sizes.length;
  if (softness.stiffness < Infinity) {
    return yield* responsibilities(part, k, softComponents(centroids, k, softness));
  }
  const labels = yield* assignOccupied(part, centroids, sizes);
  const shares = new Float64Array(labels.length * k);
  const mark = (first: number, count: number) => {
    for (let i = first; i < first + count; i++) shares[i * k + labels[i]] = 1;
  };
  yield* inRanges(labels.length, VALUE_COST, mark, part.pace);
  return shares;
}

/** −(1/β) Σ w log Σ exp(−β d), from its two parts: largest scores, and what shares add to them. */
function freeEnergyOf(statistics: MixtureStatistics, stiffness: number): number {
  const shares = statistics[LOG_SHARES];
  // A lone component has nothing to add; several at β = 0 add without bound.
  return -statistics[LARGEST] - (shares === 0 ? 0 : shares / stiffness);
}

/** How far a centroid may still be about to move, in 1/√β, where users do not say. */
export const SOFT_TOLERANCE = 1e-4;

/** A move of so many times the largest |x| costs a mean digits that count. */
const FAR = 2 ** 10;

/** How often sums are taken again at most: float64 has no more digits to win back. */
const MOST_RETAKEN = 8;

/**
 * How near each other two centroids are one, in 1/√β: no point then gives one 5 to 8 % more
 * than the other. Below the critical stiffness they end within 0.03 of each other when a fit
 * stops, above it 0.07 apart or more (decision 0008).
 */
const TOGETHER = 0.05;

/**
 * A length in units of 1/√β, in which shares change: β d tells them apart, and d is ½‖x − m‖²,
 * or with `"euclidean"` distances ‖x − m‖, whose unit is 1/β.
 */
function inSoftUnits(length: number, { stiffness, distance }: Softness): number {
  return (distance === "euclidean" ? stiffness : Math.sqrt(stiffness)) * length;
}

function distanceBetween(centroids: readonly number[], d: number, a: number, b: number): number {
  let squares = 0;
  for (let j = 0; j < d; j++) {
    // Not e ** 2, which engines may round as they like.
    const e = centroids[a * d + j] - centroids[b * d + j];
    squares += e * e;
  }
  return Math.sqrt(squares);
}

/** Says which components have the same centroid as another: stiffness was too low to part them. */
function mergedComponents(
  centroids: readonly number[],
  k: number,
  softness: Softness,
): Diagnostic[] {
  const d = centroids.length / k;
  const merged = new Set<number>();
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      const apart = inSoftUnits(distanceBetween(centroids, d, a, b), softness);
      if (apart <= TOGETHER) merged.add(a).add(b);
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
  readonly #data: Part;
  readonly #k: number;
  readonly #start: Start;
  readonly #softness: Softness;
  readonly #pass: MixtureSums;
  /** Σ w. */
  readonly #total: number;
  /** How far a centroid may still be about to move, in 1/√β. */
  readonly #tolerance: number;
  /** What a component may have and still count as empty. */
  readonly #nothing: number;
  /** A move of a coordinate that rounding may make. */
  readonly #resolution: number;
  /** The largest |x|. */
  readonly #magnitude: number;
  #seedingIfNeeded: Seeding | undefined;

  /**
   * @param totalWeight Σ w
   * @param pass what takes the sums, if that is not whoever answers for the rows
   */
  constructor(
    data: Part,
    totalWeight: number,
    k: number,
    start: Start,
    tolerance: number,
    softness: Softness,
    pass?: MixtureSums,
  ) {
    this.#data = data;
    this.#k = k;
    this.#start = start;
    this.#softness = softness;
    this.#pass = pass ?? mixtureSums(data, k, DISTANCE);
    this.#total = totalWeight;
    this.#tolerance = tolerance;
    this.#nothing = Math.min(NOTHING, lightest(data) / 2);
    this.#magnitude = data.rows.largestMagnitude();
    this.#resolution = this.#magnitude * 2 ** -51;
  }

  /** Bytes of linear memory a model and its labels need beside the data, unless components become empty. */
  static bytes(n: number, d: number, k: number, start: Start): number {
    const seeded = seededRows(start, k);
    const seeding =
      start.kind === "k-means||"
        ? kMeansParallelBytes(n, d, k)
        : isDrawn(start)
          ? Seeding.bytes(n, d, seeded) + Seeding.keptBytes(n, d, seeded)
          : 0;
    // What takes means by labels is gone before any are found.
    const ofRows = start.kind === "labels" || start.kind === "responsibilities";
    const means = ofRows ? HardModel.bytes(n, d, k, start) : 0;
    return MixturePass.bytes(n, d, k, DISTANCE) + seeding + Math.max(means, assignBytes(n, d, k));
  }

  get #seeding(): Seeding {
    this.#seedingIfNeeded ??= seedingOf(this.#data, seededRows(this.#start, this.#k));
    return this.#seedingIfNeeded;
  }

  start(random: Random): Asked<readonly number[]> {
    const start = this.#start;
    if (start.kind === "labels" || start.kind === "responsibilities") {
      return begin(this.#meansOf(start, random));
    }
    const first = firstCentroids(start, this.#k, random, this.#data, () => this.#seeding);
    if (start.kind !== "k-means||" || !this.#unitLength) return first;
    return after(first, (means) => directionsOf([...means], this.#data.rows, []));
  }

  /** As hard k-means takes them. */
  *#meansOf(start: LabelsStart | ResponsibilitiesStart, random: Random): Talk<readonly number[]> {
    const hard = new HardModel(this.#data, this.#k, start, 0, this.#unitLength);
    try {
      return yield* answerTo(hard.start(random));
    } finally {
      hard.release();
    }
  }

  eStep(centroids: readonly number[]): Asked<MixtureStatistics> {
    const components = softComponents(centroids, this.#k, this.#softness);
    const shape = {
      k: this.#k,
      d: this.#data.rows.dimensions,
      stiffness: components.stiffness,
      look: true,
    };
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

  get #unitLength(): boolean {
    return this.#softness.distance === "cosine";
  }

  /** Where centroids go from these, by statistics about `from`. */
  #next(
    statistics: MixtureStatistics,
    from: readonly number[],
    centroids: readonly number[],
  ): number[] {
    const means = meansFrom(statistics, SIZES, from, this.#k, this.#nothing);
    return this.#unitLength ? directionsOf(means, this.#data.rows, centroids) : means;
  }

  /** The distance of one centroid from another, as scores have it. */
  #away(centroids: readonly number[], of: number, from: number): number {
    const length = distanceBetween(centroids, this.#data.rows.dimensions, of, from);
    return this.#softness.distance === "euclidean" ? length : (length * length) / 2;
  }

  /**
   * Moves each centroid to the mean of all points, each counted as far as it is responsible.
   * Sums about where one came from far away are taken again about where it went.
   */
  mStep(statistics: MixtureStatistics, centroids: readonly number[]): Asked<readonly number[]> {
    const moved = this.#next(statistics, centroids, centroids);
    const empty = this.empty(statistics);
    if (empty.length === 0 && !this.#movedFar(centroids, moved)) return moved;
    return begin(this.#mended(moved, empty, centroids));
  }

  *#mended(
    first: number[],
    empty: readonly number[],
    centroids: readonly number[],
  ): Talk<readonly number[]> {
    let from = centroids;
    let moved = first;
    for (let i = 0; i < MOST_RETAKEN && this.#movedFar(from, moved); i++) {
      const components = softComponents(centroids, this.#k, this.#softness);
      from = moved;
      const again = yield* answerTo(this.#pass.eStep(components, from));
      moved = this.#next(again, from, centroids);
    }
    if (empty.length > 0) {
      yield* refillEmpty(moved, empty, farthestOf(this.#data, this.#k));
    }
    return moved;
  }

  #movedFar(from: readonly number[], to: readonly number[]): boolean {
    return to.some((value, i) => Math.abs(value - from[i]) > FAR * this.#magnitude);
  }

  cost(statistics: MixtureStatistics): number {
    return freeEnergyOf(statistics, this.#softness.stiffness);
  }

  /**
   * The next update would move no centroid farther than tolerance × 1/√β, the unit in which
   * shares change, or no farther than rounding does. Not the free energy itself: at small β it
   * is huge, and its differences noise; and no share of a total, which one far point swallows.
   */
  settled(
    _before: MixtureStatistics,
    after: MixtureStatistics,
    centroids: readonly number[],
  ): boolean {
    if (this.empty(after).length > 0 && after[LARGEST] !== 0) return false;
    const d = this.#data.rows.dimensions;
    const next = this.#unitLength ? this.#next(after, centroids, centroids) : undefined;
    for (let c = 0; c < this.#k; c++) {
      const size = after[SIZES + c];
      if (size <= this.#nothing) continue;
      const sums = SIZES + this.#k + c * d;
      let squares = 0;
      let farthest = 0;
      for (let j = 0, i = c * d; j < d; j++, i++) {
        const move = next === undefined ? after[sums + j] / size : next[i] - centroids[i];
        squares += move * move;
        farthest = Math.max(farthest, Math.abs(move));
      }
      if (farthest <= this.#resolution) continue;
      if (!(inSoftUnits(Math.sqrt(squares), this.#softness) <= this.#tolerance)) return false;
    }
    return true;
  }

  /** The components without a point. */
  empty(statistics: MixtureStatistics): number[] {
    return emptyComponents(statistics, SIZES, this.#k, this.#nothing);
  }

  /** Σ of responsibilities of each component. */
  sizes(statistics: MixtureStatistics): number[] {
    return statistics.slice(SIZES, SIZES + this.#k);
  }

  diagnose(statistics: MixtureStatistics, centroids: readonly number[]): Diagnostic[] {
    return [
      ...withoutPoints(this.empty(statistics), this.#k, statistics[LARGEST] === 0),
      ...mergedComponents(centroids, this.#k, this.#softness),
    ];
  }

  release(): void {
    this.#pass.release();
    this.#seedingIfNeeded?.release();
  }
}
