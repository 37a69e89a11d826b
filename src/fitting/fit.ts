import type { Running, Talk } from "../data/pending.js";
import { inRanges, type Pace, VALUE_COST } from "../data/sweep.js";
import { em, type Iteration, type Model } from "../em.js";
import type { Source } from "../points/forms.js";
import { Random } from "../random.js";
import type { Precision, Standardization, Steps } from "../types.js";
import { releaseWhenForgotten } from "../core/reclaim.js";
import { checkMagnitude } from "../points/magnitude.js";
import { pointsSource } from "../points/points.js";
import { type FitData, openFitData, openFitRows } from "./data.js";
import type { Common } from "./options.js";
import { viewed } from "./steps.js";

/** A fit that is checked and in memory, ready to run. */
export interface Fit<M> {
  readonly points: FitData;
  readonly model: M;
  readonly k: number;
  readonly precision: Precision;
  readonly random: Random;
  readonly restarts: number;
  readonly maxIterations: number;
}

/** What a start gives of positions, for a message, and their largest magnitude. */
export interface Positions {
  readonly name: string;
  readonly magnitude: number;
}

/** What opening a fit has to know of the start, whatever the model. */
export interface Opening<Start, M> {
  readonly start: Start;
  /** The same start, given in the user's units, as it is among rows that were standardized by this. */
  readonly startAmong: (standardization: Standardization | undefined) => Start;
  /** Whether rows are scaled to length 1 before the model sees them. */
  readonly unitLength: boolean;
  /** Bytes of linear memory the model will need beside the points. */
  readonly bytes: number;
  /** What a row costs in an E-step, in multiplications. */
  readonly rowCost: number;
  readonly given: (start: Start) => Positions;
  /** Whether the start draws, so that restarts differ. */
  readonly drawn: boolean;
  /** Makes the model; `start` speaks of the fitted rows alone. */
  readonly make: (points: FitData, start: Start) => M;
  /** What the model would rather know before its first iteration. */
  readonly lookAhead?: (model: M) => Talk<void>;
}

/** What a fit has to know of points before it has them. */
export type Shaped = Pick<Source, "count" | "dimensions" | "precision">;

/** Where the points of a fit come from. */
export interface Origin {
  /** @throws TypeError or RangeError where they are no points */
  shapeOf(points: unknown): Shaped;
  /**
   * Brings them to the model.
   *
   * @param shape what `shapeOf` has said
   */
  open<Start extends { readonly kind: string }, M extends { release(): void }>(
    points: unknown,
    shape: Shaped,
    common: Common,
    opening: Opening<Start, M>,
    pace: Pace,
  ): Talk<Fit<M>>;
}

/** Passes over the rows that a fit takes, where nobody knows. */
const PASSES = 20;

/** Brings the points into linear memory, and makes the model that is fitted to them. */
function* openFit<Start extends { readonly kind: string }, M extends { release(): void }>(
  points: unknown,
  shape: Shaped,
  common: Common,
  opening: Opening<Start, M>,
  pace: Pace,
): Talk<Fit<M>> {
  // As said above.
  const source = shape as Source;
  const { precision, weights, restarts } = common;
  const { bytes, unitLength, drawn } = opening;
  const wanted = { standardize: common.standardize, unitLength };
  const rows = yield* openFitRows(points, source, precision, wanted, weights, bytes, pace);
  let start: Start;
  try {
    start = opening.startAmong(rows.standardization);
  } catch (error) {
    rows.close();
    throw error;
  }
  const positions = opening.given(start);
  const rowCost = opening.rowCost * PASSES * (drawn ? restarts : 1);
  const { magnitude } = positions;
  const data = yield* openFitData(rows, weights, magnitude, bytes, rowCost, pace);
  return yield* fitOf(data, start, positions, source.count, common, opening, pace);
}

/** Points that are in memory, or go there. */
export const IN_MEMORY: Origin = {
  shapeOf: (points) => pointsSource("points", points),
  open: openFit,
};

/**
 * Makes the model of points that are there.
 *
 * @param start among the rows of the fit
 * @param n how many rows the user has
 */
export function* fitOf<Start extends { readonly kind: string }, M extends { release(): void }>(
  data: FitData,
  start: Start,
  { name, magnitude }: Positions,
  n: number,
  common: Common,
  opening: Opening<Start, M>,
  pace: Pace,
): Talk<Fit<M>> {
  const { k, precision, maxIterations, restarts } = common;
  const { drawn } = opening;
  const { dimensions } = data.all.rows;
  let model: M | undefined;
  let open = false;
  try {
    const most = data.fitted.rows.largestMagnitude();
    // What is found in a fit lies among the points.
    const centroids = { name, magnitude: Math.max(most, magnitude) };
    const weight = data.totalWeight * Math.max(data.unit, 1);
    checkMagnitude("points", most, centroids, dimensions, weight);
    const { kept } = data;
    const own = kept === undefined ? start : yield* ofFittedRows(start, kept, n, pace);
    model = opening.make(data, own);
    if (opening.lookAhead !== undefined) yield* opening.lookAhead(model);
    open = true;
    return {
      points: data,
      model,
      k,
      precision,
      random: Random.fromSeed(common.seed),
      restarts: drawn ? restarts : 1,
      maxIterations,
    };
  } finally {
    if (!open) {
      model?.release();
      data.release();
    }
  }
}

/** A start by labels or responsibilities without those of rows that take no part. */
function* ofFittedRows<Start extends { readonly kind: string }>(
  start: Start,
  kept: Int32Array,
  n: number,
  pace: Pace,
): Talk<Start> {
  if ("labels" in start) {
    const labels = start.labels as Int32Array;
    return { ...start, labels: kept.map((row) => labels[row]) };
  }
  if (!("responsibilities" in start)) return start;
  const all = start.responsibilities as Float64Array;
  const k = all.length / n;
  const responsibilities = new Float64Array(kept.length * k);
  const take = (first: number, count: number) => {
    for (let i = first; i < first + count; i++) {
      for (let c = 0; c < k; c++) responsibilities[i * k + c] = all[kept[i] * k + c];
    }
  };
  yield* inRanges(kept.length, VALUE_COST * k, take, pace);
  return { ...start, responsibilities };
}

/**
 * What a start gives of positions, for the message, and their largest magnitude.
 *
 * @param name what users call them, unless they are those of a model
 */
export function positionsIn(
  start: {
    readonly kind: string;
    readonly centroids?: readonly number[];
    readonly of?: object | undefined;
  },
  name = "start.centroids",
): Positions {
  const { centroids = [], of } = start;
  return { name: of === undefined ? name : "start", magnitude: largest(centroids) };
}

/** The largest magnitude. */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

type Runnable<Theta, Statistics> = Model<Theta, Statistics> & { release(): void };

/** Runs a fit to its end; memory is given back however it ends. */
export function* run<Theta, Statistics, State>(
  fit: Fit<Runnable<Theta, Statistics>>,
  finish: (last: Iteration<Theta, Statistics>) => Talk<State>,
): Running<Iteration<Theta, Statistics>, State> {
  try {
    return yield* finish(yield* em(fit.model, fit.random, fit));
  } finally {
    release(fit);
  }
}

/** A running fit as users see it: a view of every iteration, and in the end the model. */
export function stepsOf<From, To, State, Made>(
  fit: Fit<{ release(): void }>,
  iterations: Running<From, State>,
  view: (iteration: From) => To,
  made: (state: State) => Made,
): Steps<To, Made> {
  const steps = viewed(iterations, view, made, () => close());
  const close = releaseWhenForgotten(steps, () => release(fit));
  return steps as Steps<To, Made>;
}

/** Gives back the memory of a fit; twice does no harm. */
export function release(fit: Fit<{ release(): void }>): void {
  fit.model.release();
  fit.points.release();
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
