import {
  answered,
  type Asked,
  begin,
  Pending,
  type Running,
  type Talk,
} from "../../data/pending.js";
import { atOnce, type Pace } from "../../data/sweep.js";
import type { Iteration } from "../../em.js";
import { checkOneOf } from "../../check.js";
import type { Diagnostic, Precision, Standardization } from "../../types.js";
import { COST, type HardStatistics, SIZES } from "../../questions/hard.js";
import { notConverged, withoutPoints } from "../../fitting/diagnostics.js";
import { type Fit, IN_MEMORY, type Origin, positionsIn, run, unpack } from "../../fitting/fit.js";
import { HARD_TOLERANCE, HardModel } from "./model.js";
import { assignOccupied } from "../../fitting/occupied.js";
import type { FitData } from "../../fitting/data.js";
import { centroidsAmong } from "../../fitting/given-start.js";
import { checkCommon, type CommonOptions, orPreset } from "../../fitting/options.js";
import { inUsersUnits } from "../../fitting/standardize.js";
import { checkHardStart, type HardStart, isDrawn, type KMeansStart } from "../../starts/options.js";

/** What a fit of {@link KMeans} is asked for; `k` alone is needed. */
export interface KMeansOptions extends CommonOptions {
  /**
   * Where it starts. `"k-means++"` (default): greedy k-means++ seeding. `"k-means||"`: means of
   * some 10 k rows that are picked in seven passes over the points, however many centroids there are
   * (Bahmani et al. 2012). `"sample"`: k observed points. `"optimal"`, in one dimension: the
   * centroids whose inertia is the least there is, in ascending order (Jenks' natural breaks).
   * `{ centroids }`: k × d of your own. `{ labels }`: one label per point in 0..k−1, whose means are
   * the first centroids. `{ responsibilities }`: n × k, rows that sum to 1, whose weighted means they
   * are. A fitted `KMeans` of the same k and d: its fit goes on, bit for bit. Only the first three
   * draw at random, so that `restarts` and `seed` matter.
   *
   * @example
   * const first = KMeans.fit([1, 2, 10, 11], { k: 2, maxIterations: 0 }); // the seeding alone
   * KMeans.fit([1, 2, 10, 11], { k: 2, start: first }).sizes; // [2, 2]
   * const start = { responsibilities: [[1, 0], [0.75, 0.25], [0, 1], [0, 1]] };
   * KMeans.fit([1, 2, 10, 11], { k: 2, start }).centroids; // [[1.5], [10.5]]
   */
  readonly start?: KMeansStart | undefined;
  /**
   * Stop when no centroid is about to move farther than this share of the root-mean-square
   * distance of its own points from it. Default 1e-3; 0 means that labels alone decide.
   */
  readonly tolerance?: number | undefined;
  /**
   * How points are told apart: `"euclidean"` (default), or `"cosine"`: by direction alone, as suits
   * embeddings and word counts (spherical k-means, Dhillon & Modha 2001). Then every point is scaled
   * to length 1, and so is every centroid: ‖x − m‖² is 2(1 − cos). A point of zeros has no direction
   * and is refused.
   */
  readonly distance?: KMeansDistance | undefined;
}

/** How `KMeans` tells points apart. */
export type KMeansDistance = "euclidean" | "cosine";

export const DISTANCES = ["euclidean", "cosine"] as const;

/** The state of a fit after one iteration; every field is a copy of its own. */
export interface KMeansStep {
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
  /** Σ w‖x − m‖² after this iteration: lower is better. */
  readonly inertia: number;
  /** Whether this restart stops here because it has converged. */
  readonly converged: boolean;
}

/** Everything a fitted model consists of. */
export interface KMeansState {
  readonly k: number;
  readonly dimensions: number;
  readonly precision: Precision;
  readonly distance: KMeansDistance;
  readonly standardization: Standardization | undefined;
  /** k × d, row-major. */
  readonly centroids: readonly number[];
  readonly inertia: number;
  readonly labels: Int32Array;
  readonly sizes: number[];
  readonly iterations: number;
  readonly converged: boolean;
  readonly history: number[];
  readonly diagnostics: Diagnostic[];
}

export type HardFit = Fit<HardModel>;

export function* prepare(
  points: unknown,
  options: unknown,
  pace: Pace,
  origin: Origin = IN_MEMORY,
): Talk<HardFit> {
  const shape = origin.shapeOf(points);
  const { count: n, dimensions: d, precision } = shape;
  const common = yield* checkCommon(options, ["distance"], n, precision, pace);
  const start = yield* checkHardStart(common.start, common.k, n, d, pace);
  const distance = checkOneOf(
    "distance",
    orPreset(common.given, "distance", DISTANCES[0]),
    DISTANCES,
  );
  const unitLength = distance === "cosine";
  const opening = {
    start,
    startAmong: (by: Standardization | undefined) =>
      centroidsAmong(start, by, d, unitLength ? common.precision : undefined),
    unitLength,
    bytes: HardModel.bytes(n, d, common.k, start, common.weights !== undefined),
    rowCost: common.k * d,
    given: (own: HardStart) => positionsIn(own),
    drawn: isDrawn(start),
    make: ({ fitted }: FitData, own: HardStart) =>
      new HardModel(fitted, common.k, own, common.tolerance ?? HARD_TOLERANCE, unitLength),
  };
  return yield* origin.open(points, shape, common, opening, pace);
}

type HardIteration = Iteration<readonly number[], HardStatistics>;

/** Runs a fit to its end. */
export function iterations(fit: HardFit): Running<HardIteration, KMeansState> {
  return run(fit, (last) => finish(fit, last));
}

function* finish(fit: HardFit, last: HardIteration): Talk<KMeansState> {
  const history = last.history.map((cost) => cost * fit.points.unit);
  const asked = labelsUnder(fit, last);
  const labels = asked instanceof Pending ? ((yield asked) as Int32Array) : asked;
  // Field by field: spreading the parts together cost a sixth of a fit of 150 × 4.
  const { centroids, sizes, inertia, converged } = describe(fit, last);
  return {
    k: fit.k,
    dimensions: fit.points.all.rows.dimensions,
    precision: fit.precision,
    distance: fit.model.unitLength ? "cosine" : "euclidean",
    standardization: fit.points.standardization,
    centroids,
    inertia,
    labels,
    sizes,
    iterations: history.length,
    converged,
    history,
    diagnostics: diagnose(fit, last),
  };
}

/** The inertia after an iteration. */
export function objectiveOf(fit: HardFit, { statistics }: HardIteration): number {
  return statistics[COST] * fit.points.unit;
}

/** What `KMeans.steps` yields. */
export function snapshot(fit: HardFit, iteration: HardIteration): KMeansStep {
  const { restart, history } = iteration;
  const state = describe(fit, iteration);
  const labels = answered(labelsUnder(fit, iteration));
  const centroids = unpack(inUsersUnits(state.centroids, fit.points.standardization), fit.k);
  return { restart, iteration: history.length, labels, ...state, centroids };
}

/** What a state and a model have in common, in the user's units. */
function describe({ points, k }: HardFit, { theta, statistics, converged }: HardIteration) {
  const { unit } = points;
  const sizes = sizesIn(statistics, k).map((size) => size * unit);
  return { centroids: theta, sizes, inertia: statistics[COST] * unit, converged };
}

function labelsUnder(fit: HardFit, { theta, statistics }: HardIteration): Asked<Int32Array> {
  const { kept, all, labelled } = fit.points;
  if (!labelled) return new Int32Array(0);
  if (kept === undefined) return fit.model.labels();
  // Rows of weight 0 took no part; they get the label of the nearest centroid.
  return begin(assignOccupied(all, theta, sizesIn(statistics, fit.k)));
}

function sizesIn(statistics: HardStatistics, k: number): number[] {
  return statistics.slice(SIZES, SIZES + k);
}

function diagnose(fit: HardFit, last: HardIteration): Diagnostic[] {
  const empty = fit.model.empty(last.statistics);
  const coincide = fit.model.cost(last.statistics) === 0;
  return [...notConverged(last), ...withoutPoints(empty, fit.k, coincide)];
}

/** A fit whose rows answer at once. */
export function opened(points: unknown, options: unknown): HardFit {
  return answered(begin(prepare(points, options, atOnce)));
}

/** How a fit is run in slices of time. */
export const fitting = {
  prepare,
  iterations,
  objectiveOf,
  objective: (state: KMeansState) => state.inertia,
};
