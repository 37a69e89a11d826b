import {
  checkInteger,
  checkLength,
  checkOneOf,
  checkRecord,
  lengthOf,
  rangeError,
  show,
  typeError,
} from "../check.js";
import type { Talk } from "../data/pending.js";
import { inRanges, type Pace, VALUE_COST } from "../data/sweep.js";
import { type PointsLike, pointsSource } from "../points/points.js";
import { valuesOf } from "../points/forms.js";
import type { Numbers } from "../types.js";
import { type FittedModel, type FittedState, fittedState, type ModelName } from "./fitted.js";

/** How rows may be drawn to start from. */
export const DRAWN = ["k-means++", "k-means||", "sample"] as const;

/** Where a fit of `SoftKMeans`, and of the others, starts if not from a fitted model. */
export type SoftKMeansStart =
  | "k-means++"
  | "k-means||"
  | "sample"
  | { readonly centroids: PointsLike }
  | { readonly labels: Numbers }
  | { readonly responsibilities: PointsLike };

/** Where a fit of `KMeans` starts. */
export type KMeansStart = SoftKMeansStart | "optimal" | FittedModel<"KMeans">;

/** Centroids to start from, or how rows are drawn for them; checked. */
export type CentroidsStart = { readonly kind: (typeof DRAWN)[number] } | GivenCentroids;

/** Centroids as they are given, or as a model has them. */
export interface GivenCentroids {
  readonly kind: "centroids";
  /** k × d, row-major. */
  readonly centroids: readonly number[];
  /** The model that they are of. */
  readonly of?: FittedState | undefined;
}

/** Labels to start from, checked. */
export interface LabelsStart {
  readonly kind: "labels";
  readonly labels: Int32Array;
}

/** Responsibilities to start from, checked. */
export interface ResponsibilitiesStart {
  readonly kind: "responsibilities";
  /** n × k, row-major. */
  readonly responsibilities: Float64Array;
}

/** Where a fit of k-means, hard or soft, starts, checked. */
export type Start = CentroidsStart | LabelsStart | ResponsibilitiesStart;

/** Where a fit of hard k-means starts, checked: `"optimal"` in one dimension alone. */
export type HardStart = Start | { readonly kind: "optimal" };

/** Whether a start draws rows at random, so that restarts differ and seeding is needed. */
export function isDrawn(start: { readonly kind: string }): boolean {
  return DRAWN.some((kind) => kind === start.kind) || start.kind === "k-means";
}

/** How many rows of k k-means++ chooses at such a start: all, or none. */
export function seededRows(start: { readonly kind: string }, k: number): number {
  return start.kind === "k-means++" ? k : 0;
}

export function* checkHardStart(
  start: unknown,
  k: number,
  n: number,
  d: number,
  pace: Pace,
): Talk<HardStart> {
  if (start !== "optimal") {
    return yield* checkStart(start, "KMeans", k, n, d, pace, ' or "optimal"');
  }
  if (d !== 1) {
    throw rangeError("start", 'points of 1 dimension for "optimal"', `${d} dimensions`);
  }
  return { kind: start };
}

/**
 * @param name the class of the fit, of which a model may be given
 * @param more what a start may be beside these, for the message
 */
export function* checkStart(
  start: unknown,
  name: ModelName,
  k: number,
  n: number,
  d: number,
  pace: Pace,
  more = "",
): Talk<Start> {
  if (typeof start !== "object" || start === null || Array.isArray(start)) {
    const others = `${more}, { centroids }, { labels }, { responsibilities } or a fitted ${name}`;
    const kind = start === undefined ? "k-means++" : start;
    return { kind: checkOneOf("start", kind, DRAWN, others) };
  }
  const state = fittedState(start, name, k, d);
  if (state !== undefined) return centroidsOf(state as FittedCentroids);
  const { centroids, labels, responsibilities } = checkRecord("start", start, GIVEN);
  const given = [centroids, labels, responsibilities].filter((value) => value !== undefined);
  if (given.length !== 1) {
    const got = given.length === 0 ? "none" : "more than one";
    throw typeError("start", "{ centroids }, { labels } or { responsibilities }", got);
  }
  if (centroids !== undefined) {
    return { kind: "centroids", centroids: checkCentroids(centroids, k, d) };
  }
  return labels === undefined
    ? yield* checkResponsibilities("start.responsibilities", responsibilities, n, k, pace)
    : { kind: "labels", labels: yield* checkLabels("start.labels", labels, n, k, pace) };
}

/** What a start may give of its own, whatever the model. */
export const GIVEN = ["centroids", "labels", "responsibilities"] as const;

/** The state of a model that has centroids. */
interface FittedCentroids extends FittedState {
  readonly centroids: readonly number[];
}

function centroidsOf(state: FittedCentroids): GivenCentroids {
  return { kind: "centroids", centroids: state.centroids, of: state };
}

function checkCentroids(centroids: unknown, k: number, d: number): number[] {
  const source = pointsSource("start.centroids", centroids);
  if (source.count !== k || source.dimensions !== d) {
    const got = `${source.count} × ${source.dimensions}`;
    throw rangeError("start.centroids", `k × d values (${k} × ${d})`, got);
  }
  return valuesOf(source);
}

function* checkLabels(
  name: string,
  labels: unknown,
  n: number,
  k: number,
  pace: Pace,
): Talk<Int32Array> {
  checkLength(name, labels, "one label per point", n);
  const checked = new Int32Array(n);
  const check = (first: number, count: number) => {
    for (let i = first; i < first + count; i++) {
      const label = (labels as ArrayLike<unknown>)[i];
      if (!Number.isInteger(label) || (label as number) < 0 || (label as number) >= k) {
        checkInteger(`${name}[${i}]`, label, 0, k - 1);
      }
      checked[i] = label as number;
    }
  };
  yield* inRanges(n, VALUE_COST, check, pace);
  return checked;
}

/** Responsibilities of a row need not sum to 1 to the last digit. */
const SUM_TOLERANCE = 1e-6;

/** Responsibilities in any form of points, or as a model gives them; of 0 and 1 alone they are labels. */
function* checkResponsibilities(
  name: string,
  given: unknown,
  n: number,
  k: number,
  pace: Pace,
): Talk<LabelsStart | ResponsibilitiesStart> {
  const flat = k > 1 && lengthOf(given) === n * k ? { data: given, shape: [n, k] } : given;
  const numbers = pointsSource(name, given);
  const source = numbers.dimensions === 1 ? pointsSource(name, flat) : numbers;
  if (source.count !== n || source.dimensions !== k) {
    throw rangeError(name, `n × k numbers (${n} × ${k})`, `${source.count} × ${source.dimensions}`);
  }
  const responsibilities = new Float64Array(n * k);
  const labels = new Int32Array(n);
  let hard = true as boolean;
  const check = (first: number, count: number) => {
    const part = responsibilities.subarray(first * k, (first + count) * k);
    source.copyTo(part, first, count);
    for (let row = first; row < first + count; row++) {
      let sum = 0;
      for (let c = 0; c < k; c++) {
        const value = responsibilities[row * k + c];
        if (!(value >= 0 && value < Infinity)) {
          const got = `${show(value)} at row ${row}, column ${source.columnName(c)} (from 0)`;
          throw rangeError(name, "finite numbers of at least 0", got);
        }
        if (value === 1) labels[row] = c;
        else if (value !== 0) hard = false;
        sum += value;
      }
      if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
        throw rangeError(name, "rows that sum to 1", `a sum of ${sum} at row ${row} (from 0)`);
      }
    }
  };
  yield* inRanges(n, VALUE_COST * k, check, pace);
  return hard ? { kind: "labels", labels } : { kind: "responsibilities", responsibilities };
}
