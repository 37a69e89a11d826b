import { em, type Iteration } from "../em.js";
import { pointsSource } from "../points.js";
import { Random } from "../random.js";
import type { Diagnostic, Precision } from "../types.js";
import { assign, COST, type HardStatistics, SIZES } from "../wasm/hard.js";
import { checkMagnitude, type FitData, openFitData } from "./data.js";
import { HardModel } from "./hard.js";
import { checkCommon, type CommonOptions } from "./options.js";
import { checkStart, type HardStart, type KMeansStart } from "./start-options.js";

export interface KMeansOptions extends CommonOptions {
  /**
   * `"k-means++"` (default): greedy k-means++ seeding. `"sample"`: k observed
   * points. `{ centroids }`: k × d of your own. `{ labels }`: one label a point
   * in 0..k−1, whose means are the first centroids. The last two leave nothing
   * to chance, so `restarts` has no effect on them.
   */
  readonly start?: KMeansStart | undefined;
  /**
   * Stop when the inertia falls by no more than this share of the data's total
   * sum of squares. Default 1e-9; 0 means that labels alone decide.
   */
  readonly tolerance?: number | undefined;
}

/** The state of a fit after one iteration; every field is a copy of its own. */
export interface KMeansStep {
  /** Which restart this belongs to, from 0. */
  readonly restart: number;
  /** How many iterations this restart has made, from 1. */
  readonly iteration: number;
  readonly centroids: number[][];
  readonly labels: Int32Array;
  readonly sizes: number[];
  readonly inertia: number;
  /** Whether this restart stops here because it has converged. */
  readonly converged: boolean;
}

/** Everything a fitted model consists of. */
export interface KMeansState {
  readonly k: number;
  readonly dimensions: number;
  readonly precision: Precision;
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

/** A fit that is checked and in memory, ready to run. */
export interface Fit {
  readonly points: FitData;
  readonly model: HardModel;
  readonly k: number;
  readonly precision: Precision;
  readonly random: Random;
  readonly restarts: number;
  readonly maxIterations: number;
}

export function prepare(points: unknown, options: unknown): Fit {
  const source = pointsSource("points", points);
  const { count: n, dimensions: d } = source;
  const common = checkCommon(options, [], n, source.precision, 1e-9);
  const { k, precision, maxIterations } = common;
  const start = checkStart(common.start, k, n, d);
  const bytes = HardModel.bytes(n, d, k, start);
  const data = openFitData(points, source, precision, common.weights, bytes);
  try {
    const most = data.data.rows.largestMagnitude();
    const given = "centroids" in start ? largest(start.centroids) : 0;
    // Centroids found in a fit lie among the points.
    const centroids = { name: "start.centroids", magnitude: Math.max(most, given) };
    checkMagnitude("points", most, centroids, d, data.totalWeight * Math.max(data.unit, 1));
    const kept = data.kept;
    const fitted: HardStart =
      start.kind === "labels" && kept !== undefined
        ? { kind: "labels", labels: Int32Array.from(kept, (row) => start.labels[row]) }
        : start;
    return {
      points: data,
      model: new HardModel(data.data, k, fitted, common.tolerance),
      k,
      precision,
      random: Random.fromSeed(common.seed),
      restarts: start.kind === "k-means++" || start.kind === "sample" ? common.restarts : 1,
      maxIterations,
    };
  } catch (error) {
    data.release();
    throw error;
  }
}

/** The largest magnitude. */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

type HardIteration = Iteration<readonly number[], HardStatistics>;

/** Runs a fit to its end; memory is given back however it ends. */
export function* iterations(fit: Fit): Generator<HardIteration, KMeansState> {
  try {
    const last = yield* em(fit.model, fit.random, fit);
    const history = last.history.map((cost) => cost * fit.points.unit);
    // Field by field: spreading the parts together cost a sixth of a fit of 150 × 4.
    const { centroids, labels, sizes, inertia, converged } = describe(fit, last);
    return {
      k: fit.k,
      dimensions: fit.points.all.dimensions,
      precision: fit.precision,
      centroids,
      inertia,
      labels,
      sizes,
      iterations: history.length,
      converged,
      history,
      diagnostics: diagnose(fit, last),
    };
  } finally {
    release(fit);
  }
}

/** Gives back the memory of a fit; twice does no harm. */
export function release(fit: Fit): void {
  fit.model.release();
  fit.points.release();
}

/** What `KMeans.steps` yields. */
export function snapshot(fit: Fit, iteration: HardIteration): KMeansStep {
  const { restart, history } = iteration;
  const state = describe(fit, iteration);
  const centroids = unpack(state.centroids, fit.k);
  return { restart, iteration: history.length, ...state, centroids };
}

/** What a state and a model have in common, in the user's units. */
function describe(fit: Fit, { theta, statistics, converged }: HardIteration) {
  const { unit } = fit.points;
  return {
    centroids: theta,
    // Rows of weight 0 took no part; they get the label of the nearest centroid.
    labels:
      fit.points.kept === undefined ? fit.model.labels() : assign(fit.points.all, theta, fit.k),
    sizes: statistics.slice(SIZES, SIZES + fit.k).map((size) => size * unit),
    inertia: statistics[COST] * unit,
    converged,
  };
}

function diagnose(fit: Fit, { statistics, converged, history }: HardIteration): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (!converged) {
    diagnostics.push({
      code: "not-converged",
      message: `stopped at maxIterations = ${history.length} before it converged; allow more`,
      iterations: history.length,
    });
  }
  const empty = fit.model.empty(statistics);
  if (empty.length > 0 && fit.model.cost(statistics) === 0) {
    const distinct = fit.k - empty.length;
    diagnostics.push({
      code: "fewer-distinct-points",
      message: `only ${distinct} of k = ${fit.k} components have points: every point coincides with one of their centroids`,
      distinct,
    });
  }
  if (empty.length > 0) {
    const some = empty.slice(0, 5).join(", ");
    const more = empty.length > 5 ? ` and ${empty.length - 5} more` : "";
    diagnostics.push({
      code: "empty-component",
      message: `no point is in component${empty.length > 1 ? "s" : ""} ${some}${more}`,
      components: empty,
    });
  }
  return diagnostics;
}

/** k × d numbers as rows; −0 becomes 0, as JSON would have it. */
export function unpack(packed: readonly number[], k: number): number[][] {
  const d = packed.length / k;
  const rows: number[][] = [];
  for (let c = 0; c < k; c++) {
    const row: number[] = [];
    for (let i = c * d; i < (c + 1) * d; i++) row.push(packed[i] + 0);
    rows.push(row);
  }
  return rows;
}
