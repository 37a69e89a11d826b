import {
  checkInteger,
  checkLength,
  checkOneOf,
  checkRecord,
  rangeError,
  typeError,
} from "../check.js";
import type { Talk } from "../data/pending.js";
import { inRanges, type Pace, VALUE_COST } from "../data/sweep.js";
import { type PointsLike, pointsSource } from "../points/points.js";
import { valuesOf } from "../points/forms.js";
import type { Numbers } from "../types.js";
import { type FittedModel, type FittedState, fittedState, type ModelName } from "./fitted.js";

/** Where a fit of `SoftKMeans`, and of the others, starts if not from a fitted model. */
export type SoftKMeansStart =
  "k-means++" | "sample" | { readonly centroids: PointsLike } | { readonly labels: Numbers };

/** Where a fit of `KMeans` starts. */
export type KMeansStart = SoftKMeansStart | "optimal" | FittedModel<"KMeans">;

/** Centroids to start from, or how rows are drawn for them; checked. */
export type CentroidsStart =
  { readonly kind: "k-means++" } | { readonly kind: "sample" } | GivenCentroids;

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

/** Where a fit of k-means, hard or soft, starts, checked. */
export type Start = CentroidsStart | LabelsStart;

/** Where a fit of hard k-means starts, checked: `"optimal"` in one dimension alone. */
export type HardStart = Start | { readonly kind: "optimal" };

/** Whether a start draws rows at random, so that restarts differ and seeding is needed. */
export function isDrawn(start: { readonly kind: string }): boolean {
  return start.kind === "k-means++" || start.kind === "sample" || start.kind === "k-means";
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
    const others = `${more}, { centroids }, { labels } or a fitted ${name}`;
    const kind = start === undefined ? "k-means++" : start;
    return { kind: checkOneOf("start", kind, ["k-means++", "sample"], others) };
  }
  const state = fittedState(start, name, k, d);
  if (state !== undefined) return centroidsOf(state as FittedCentroids);
  const { centroids, labels } = checkRecord("start", start, ["centroids", "labels"]);
  if ((centroids === undefined) === (labels === undefined)) {
    const got = centroids === undefined ? "neither" : "both";
    throw typeError("start", "{ centroids } or { labels }", got);
  }
  return labels === undefined
    ? { kind: "centroids", centroids: checkCentroids(centroids, k, d) }
    : { kind: "labels", labels: yield* checkLabels("start.labels", labels, n, k, pace) };
}

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
