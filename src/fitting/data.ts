import { checkLength, rangeError, show, typeError } from "../check.js";
import { holdsRows, openPoints, type Points } from "../points/points.js";
import { powerOfTwoWithin } from "../linear-algebra/power-of-two.js";
import type { Source } from "../points/forms.js";
import type { Precision, Standardization } from "../types.js";
import {
  isWanted,
  openPrepared,
  preparedBytes,
  type PreparedRows,
  type WantedPreparation,
} from "./prepared.js";
import { measured } from "../questions/magnitude.js";
import { ALIGNMENT } from "../core/memory.js";
import { paddedBytes, Rows } from "../core/rows.js";
import type { Crew } from "../data/crew.js";
import { type Part, weightRows } from "../data/part.js";
import { Pending, type Talk } from "../data/pending.js";
import { inRanges, type Pace, type Task, VALUE_COST } from "../data/sweep.js";
import { makeRoom } from "../data/write.js";

/** The points of one fit, in linear memory. */
export interface FitData {
  /** The rows of positive weight: those that are fitted. */
  readonly fitted: Part;
  /** Σ of the weights in linear memory. */
  readonly totalWeight: number;
  /** What a weight of 1 in linear memory stands for: a power of two, so that scaling loses nothing. */
  readonly unit: number;
  /** All rows, those of weight 0 included, as if each weighed 1. */
  readonly all: Part;
  /** The user's Points, if it is these: held so that it is not reclaimed while the fit runs. */
  readonly owner: Points | undefined;
  /** What all rows are standardized by; undefined where they are as the user gave them. */
  readonly standardization: Standardization | undefined;
  /** The index among all rows of each fitted one; undefined where they are the same. */
  readonly kept: Int32Array | undefined;
  /** The user's number of a fitted row. */
  readonly numberOf: (row: number) => number;
  /** Whether the model gets a label for each row: those of a stream are too many. */
  readonly labelled: boolean;
  readonly release: () => void;
}

/** Weights as the user gave them, checked. */
export interface Weights {
  readonly values: Float64Array;
  /** The indices of the positive ones. */
  readonly positive: Int32Array;
  readonly total: number;
}

export function* checkWeights(weights: unknown, n: number, pace: Pace): Talk<Weights | undefined> {
  if (weights === undefined) return undefined;
  checkLength("weights", weights, "one number per point", n);
  const values = new Float64Array(n);
  // A typed array, for one of numbers that grows with n ends the process at some 10^8 of them.
  const positive = new Int32Array(n);
  let count = 0;
  let total = 0;
  const check = (first: number, some: number) => {
    for (let i = first; i < first + some; i++) {
      const weight = (weights as ArrayLike<unknown>)[i];
      if (typeof weight !== "number" || !(weight >= 0 && weight < Infinity)) {
        const refuse = typeof weight === "number" ? rangeError : typeError;
        throw refuse("weights", "finite numbers of at least 0", `${show(weight)} at index ${i}`);
      }
      values[i] = weight;
      total += weight;
      if (weight > 0) positive[count++] = i;
    }
  };
  yield* inRanges(n, VALUE_COST, check, pace);
  if (count === 0) throw rangeError("weights", "at least one above 0", "only zeros");
  if (!Number.isFinite(total)) throw rangeError("weights", "a finite sum", "Infinity");
  return { values, positive: positive.subarray(0, count), total };
}

/**
 * Brings the points of a fit into linear memory, as its model is to see them.
 *
 * @param workspaceBytes what the fit will need beside the points, so that memory grows once
 */
export function openFitRows(
  points: unknown,
  source: Source,
  precision: Precision,
  wanted: WantedPreparation,
  weights: Weights | undefined,
  workspaceBytes: number,
  pace: Pace,
): Talk<PreparedRows> {
  const { count: n, dimensions: d } = source;
  const held = holdsRows(points, precision);
  const kept = keptOf(weights, n);
  makeRoom(
    (held ? 0 : Rows.bytes(n, d, precision)) +
      (isWanted(wanted) ? preparedBytes(source, precision, held) : 0) +
      (kept === undefined ? 0 : Rows.bytes(kept.length, d, precision)) +
      (weights === undefined ? 0 : paddedBytes(n)) +
      3 * ALIGNMENT +
      // Those who are asked in place of the rows have their own.
      (pace.muster === undefined ? workspaceBytes : 0),
  );
  return isWanted(wanted)
    ? openPrepared(points, source, precision, wanted, weights?.values, pace)
    : openPoints(points, source, precision, pace);
}

/** The indices of rows of positive weight, where there are others. */
function keptOf(weights: Weights | undefined, n: number): Int32Array | undefined {
  return weights !== undefined && weights.positive.length < n ? weights.positive : undefined;
}

/**
 * The rows of a fit with their weights, and who answers for them.
 *
 * Rows of weight 0 are left out altogether: the seed then gives the very answer
 * of the data without them. Weights are divided by a power of two, which keeps
 * products within range and changes no digit.
 *
 * @param opened closed with what is made of it, or where that fails
 * @param centroids the largest magnitude of centroids that are given
 * @param rowCost what a row costs in the whole fit, in multiplications, as far as one can say
 */
export function* openFitData(
  { rows: all, owner, close, standardization }: PreparedRows,
  weights: Weights | undefined,
  centroids: number,
  workspaceBytes: number,
  rowCost: number,
  pace: Pace,
): Talk<FitData> {
  const kept = keptOf(weights, all.count);
  const { count: n, dimensions: d } = all;
  let rows = all;
  let open = false;
  try {
    if (kept !== undefined) rows = yield* selected(all, kept, pace);
    const reach = Math.max(rows.largestMagnitude(), centroids);
    // A generator for each of these that has nothing to do would cost a fit of 150 × 4 a hundredth.
    const { scaled, unit, total } =
      weights === undefined ? UNWEIGHTED : yield* scaleWeights(weights, d, reach, pace);
    const own = weightRows(rows, scaled, pace);
    let crew: Crew | undefined;
    if (pace.muster !== undefined) {
      let mustering = true;
      try {
        crew = yield* mustered(own, { weights: scaled, rowCost });
        if (crew === undefined) makeRoom(workspaceBytes);
        mustering = false;
      } finally {
        if (mustering) own.weights?.release();
      }
    }
    open = true;
    const fitted = crew === undefined ? own : { ...own, crew };
    return {
      fitted,
      totalWeight: scaled === undefined ? n : total,
      unit,
      all: {
        rows: all,
        weights: undefined,
        pace,
        crew: rows === all ? crew?.unweighted : undefined,
      },
      owner,
      standardization,
      kept,
      numberOf: (row) => kept?.[row] ?? row,
      labelled: true,
      release: () => {
        crew?.release();
        fitted.weights?.release();
        if (rows !== all) rows.release();
        close();
      },
    };
  } finally {
    if (!open) {
      if (rows !== all) rows.release();
      close();
    }
  }
}

/** As {@link scaleWeights} has them, where every row weighs 1. */
const UNWEIGHTED = { scaled: undefined, unit: 1, total: 0 };

/** Copies of the rows of these indices, in their order. */
export function* selected(all: Rows, indices: Int32Array, pace: Pace): Talk<Rows> {
  const { dimensions } = all;
  const rows = new Rows(indices.length, dimensions, all.precision);
  let whole = false;
  try {
    const copy = (first: number, count: number) => rows.take(all, indices, first, count);
    yield* inRanges(indices.length, VALUE_COST * dimensions, copy, pace);
    const asked = measured(rows, pace);
    if (asked instanceof Pending) yield asked;
    whole = true;
    return rows;
  } finally {
    if (!whole) rows.release();
  }
}

/** Those who are asked in place of the rows, if the pace has any. */
export function* mustered({ rows, pace }: Part, task: Task): Talk<Crew | undefined> {
  return pace.muster === undefined ? undefined : yield* pace.muster(rows, task);
}

/**
 * The positive weights, divided by the power of two within the largest. Where another is so
 * light that its products could underflow then, by as much less as squared distances leave
 * room for.
 *
 * @param reach the largest magnitude of points and centroids
 */
export function* scaleWeights(
  weights: Weights,
  d: number,
  reach: number,
  pace: Pace,
): Talk<{ readonly scaled: Float64Array; readonly unit: number; readonly total: number }> {
  const { values, positive } = weights;
  const scaled = new Float64Array(positive.length);
  let largest = 0;
  let lightest = Infinity;
  const gather = (first: number, count: number) => {
    for (let i = first; i < first + count; i++) {
      const weight = values[positive[i]];
      scaled[i] = weight;
      largest = Math.max(largest, weight);
      lightest = Math.min(lightest, weight);
    }
  };
  yield* inRanges(scaled.length, VALUE_COST, gather, pace);
  const unit = unitOfWeights({ largest, lightest, count: scaled.length }, d, reach);
  // A weight beyond the reach of the largest stays positive: its row is there, however light.
  let total = 0;
  const divide = (first: number, count: number) => {
    for (let i = first; i < first + count; i++) {
      scaled[i] = Math.max(scaled[i] / unit, Number.MIN_VALUE);
      total += scaled[i];
    }
  };
  yield* inRanges(scaled.length, VALUE_COST, divide, pace);
  return { scaled, unit, total };
}

/** What positive weights are divided by. */
export function unitOfWeights(
  { largest, lightest, count }: Readonly<Record<"largest" | "lightest" | "count", number>>,
  d: number,
  reach: number,
): number {
  const squared = reach * reach;
  const room = largest * Math.max(4 * squared, 1) * d * count * 2 ** -960;
  const need = lightest * Math.min(squared, 1) * 2 ** 900;
  const most = lightest / largest < ORDINARY ? Math.max(room, need, Number.MIN_VALUE) : largest;
  return powerOfTwoWithin(Math.min(largest, most));
}

/** Beside the largest weight one of so much of it needs no care. */
const ORDINARY = 2 ** -200;
