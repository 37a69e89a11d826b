import { checkOneOf, rangeError, show, typeError } from "../../check.js";
import { answered, begin, type Running, type Talk } from "../../data/pending.js";
import { atOnce, type Pace } from "../../data/sweep.js";
import type { Iteration, Model } from "../../em.js";
import { EXPONENTIAL } from "../../questions/mixture-sweep.js";
import type { Diagnostic, Standardization } from "../../types.js";
import { notConverged } from "../../fitting/diagnostics.js";
import { type Fit, IN_MEMORY, type Origin, positionsIn, run, unpack } from "../../fitting/fit.js";
import type { CommonState } from "../../fitting/json.js";
import type { FitData } from "../../fitting/data.js";
import { centroidsAmong } from "../../fitting/given-start.js";
import { inUsersUnits } from "../../fitting/standardize.js";
import { checkCommon, type CommonOptions, orPreset } from "../../fitting/options.js";
import { HARD_TOLERANCE } from "../k-means/model.js";
import { type Distance, SOFT_TOLERANCE, SoftModel, softLabels, type Softness } from "./model.js";
import { SoftLimitModel } from "./limit.js";
import type { FittedModel } from "../../starts/fitted.js";
import { checkStart, type Start, isDrawn, type SoftKMeansStart } from "../../starts/options.js";

/** What a fit of {@link SoftKMeans} is asked for; `k` and `stiffness` are needed. */
export interface SoftKMeansOptions extends CommonOptions {
  /**
   * β, 0 to Infinity: how strongly points prefer near centroids. With half-squared
   * distances it is 1/σ², an inverse squared length. Infinity is hard k-means; below
   * 1 / the largest eigenvalue of the data's covariance all means merge.
   */
  readonly stiffness: number;
  /**
   * What a centroid's distance d from a point is: `"half-squared"` (default), ½‖x − m‖²;
   * `"euclidean"`, ‖x − m‖: means are updated alike in both, so with this the free energy may rise
   * on the way; or `"cosine"`, 1 − cos, the direction alone, as suits embeddings: points and
   * centroids are scaled to length 1, and β is the concentration κ of von Mises–Fisher
   * distributions (Banerjee et al. 2005). A point of zeros has no direction and is refused then.
   */
  readonly distance?: Distance | undefined;
  /**
   * Where it starts. `"k-means++"` (default): greedy k-means++ seeding. `"k-means||"`: means of
   * some 10 k rows picked in seven passes over the points, as in {@link KMeansOptions}. `"sample"`: k
   * observed points. `{ centroids }`: k × d. `{ labels }`, one a point, and `{ responsibilities }`,
   * n × k, rows that sum to 1: the means under them. A fitted `SoftKMeans` of the same k and d,
   * whatever its stiffness: with the same options its fit goes on, bit for bit.
   *
   * @example
   * const loose = SoftKMeans.fit([1, 2, 10, 11], { k: 2, stiffness: 0.5 });
   * SoftKMeans.fit([1, 2, 10, 11], { k: 2, stiffness: 5, start: loose }).k; // 2
   */
  readonly start?: SoftKMeansStart | FittedModel<"SoftKMeans"> | undefined;
  /**
   * Stop when the next update would move no centroid farther than this many 1/√β, the
   * standard deviation that the stiffness stands for (with `"euclidean"` distances: 1/β).
   * Default 1e-4; 0: when they no longer move. At stiffness Infinity as in
   * {@link KMeansOptions}, 1e-3 by default.
   */
  readonly tolerance?: number | undefined;
}

/** The state of a fit after one iteration; every field is a copy of its own. */
export interface SoftKMeansStep {
  /** Which restart this belongs to, from 0. */
  readonly restart: number;
  /** How many iterations this restart has made, from 1. */
  readonly iteration: number;
  /** k × d, in your units: where the centroids are after this iteration. */
  readonly centroids: number[][];
  /** n labels: the component of each point. */
  readonly labels: Int32Array;
  /** Of each component: Σ of weights × responsibilities. */
  readonly sizes: number[];
  /** The free energy after this iteration: lower is better. */
  readonly freeEnergy: number;
  /** Whether this restart stops here because it has converged. */
  readonly converged: boolean;
}

/** Everything a fitted model consists of. */
export interface SoftKMeansState extends CommonState, Softness {
  /** k × d, row-major. */
  readonly centroids: readonly number[];
  readonly freeEnergy: number;
  readonly history: number[];
}

/** What a fit asks of a model, be it soft or at the limit. */
interface SoftlyFitted<Statistics> extends Model<readonly number[], Statistics> {
  sizes(statistics: Statistics): number[];
  diagnose(statistics: Statistics, centroids: readonly number[]): Diagnostic[];
  release(): void;
}

// Which statistics pass through it is the model's own affair.
export type SoftFit = Fit<SoftlyFitted<unknown>> & { readonly softness: Softness };

type SoftIteration = Iteration<readonly number[], unknown>;

export const DISTANCES = ["half-squared", "euclidean", "cosine"] as const;

export function* prepare(
  points: unknown,
  options: unknown,
  pace: Pace,
  origin: Origin = IN_MEMORY,
): Talk<SoftFit> {
  const shape = origin.shapeOf(points);
  const { count: n, dimensions: d, precision } = shape;
  const common = yield* checkCommon(options, ["stiffness", "distance"], n, precision, pace);
  const { k } = common;
  const hint = " (needed; 1/σ² suits clusters of standard deviation σ)";
  const stiffness = checkStiffness("stiffness", common.given["stiffness"], hint);
  const distance = checkOneOf(
    "distance",
    orPreset(common.given, "distance", DISTANCES[0]),
    DISTANCES,
  );
  const tolerance = common.tolerance ?? (stiffness === Infinity ? HARD_TOLERANCE : SOFT_TOLERANCE);
  const start = yield* checkStart(common.start, "SoftKMeans", k, n, d, pace);
  const unitLength = distance === "cosine";
  const opening = {
    start,
    startAmong: (by: Standardization | undefined) =>
      centroidsAmong(start, by, d, unitLength ? common.precision : undefined),
    unitLength,
    bytes:
      stiffness === Infinity
        ? SoftLimitModel.bytes(n, d, k, start, distance)
        : SoftModel.bytes(n, d, k, start),
    rowCost: k * (2 * d + EXPONENTIAL),
    given: (own: Start) => positionsIn(own),
    drawn: isDrawn(start),
    make: ({ fitted, totalWeight }: FitData, own: Start): SoftlyFitted<unknown> =>
      stiffness === Infinity
        ? new SoftLimitModel(fitted, k, own, tolerance, distance)
        : new SoftModel(fitted, totalWeight, k, own, tolerance, { stiffness, distance }),
  };
  const fit = yield* origin.open(points, shape, common, opening, pace);
  return { ...fit, softness: { stiffness, distance } };
}

/**
 * β: 0 to Infinity.
 *
 * @param missing what to add where there is none
 */
export function checkStiffness(name: string, value: unknown, missing = ""): number {
  if (typeof value !== "number") {
    const got = show(value) + (value === undefined ? missing : "");
    throw typeError(name, "a number of at least 0", got);
  }
  if (!(value >= 0)) throw rangeError(name, "a number of at least 0", show(value));
  // −0 becomes 0, or dividing by it would turn signs.
  return value + 0;
}

/** Runs a fit to its end. */
export function iterations(fit: SoftFit): Running<SoftIteration, SoftKMeansState> {
  return run(fit, (last) => finish(fit, last));
}

function* finish(fit: SoftFit, last: SoftIteration): Talk<SoftKMeansState> {
  const history = last.history.map((cost) => cost * fit.points.unit + 0);
  return {
    k: fit.k,
    dimensions: fit.points.all.rows.dimensions,
    precision: fit.precision,
    standardization: fit.points.standardization,
    ...fit.softness,
    ...(yield* describe(fit, last)),
    iterations: history.length,
    history,
    diagnostics: [...notConverged(last), ...fit.model.diagnose(last.statistics, last.theta)],
  };
}

/** The free energy after an iteration; −0 becomes 0, as JSON would have it. */
export function objectiveOf(fit: SoftFit, { statistics }: SoftIteration): number {
  return fit.model.cost(statistics) * fit.points.unit + 0;
}

/** What `SoftKMeans.steps` yields. */
export function snapshot(fit: SoftFit, iteration: SoftIteration): SoftKMeansStep {
  const { restart, history } = iteration;
  const state = answered(begin(describe(fit, iteration)));
  const centroids = unpack(inUsersUnits(state.centroids, fit.points.standardization), fit.k);
  return { restart, iteration: history.length, ...state, centroids };
}

/** What a state and a model have in common, in the user's units. */
function* describe(fit: SoftFit, iteration: SoftIteration) {
  const { theta, statistics, converged } = iteration;
  const { unit, all, labelled } = fit.points;
  const sizes = fit.model.sizes(statistics);
  return {
    centroids: theta,
    labels: labelled
      ? yield* softLabels(all, theta, sizes, fit.softness.stiffness)
      : new Int32Array(0),
    sizes: sizes.map((size) => size * unit),
    freeEnergy: objectiveOf(fit, iteration),
    converged,
  };
}

/** A fit whose rows answer at once. */
export function opened(points: unknown, options: unknown): SoftFit {
  return answered(begin(prepare(points, options, atOnce)));
}

/** How a fit is run in slices of time. */
export const fitting = {
  prepare,
  iterations,
  objectiveOf,
  objective: (state: SoftKMeansState) => state.freeEnergy,
};
