import type { Covariance } from "mixtura";

/** How far apart two points are: ½‖x − m‖², ‖x − m‖, or 1 − cos. */
export type Distance = "squared" | "plain" | "cosine";
/** Where the first centroids come from. */
export type Start = "k-means++" | "k-means" | "sample" | "corner" | "hand";

export const DISTANCES: readonly Distance[] = ["squared", "plain", "cosine"];
export const COVARIANCES: readonly Covariance[] = ["spherical", "diagonal", "tied", "full"];
export const STARTS: readonly Start[] = ["k-means++", "k-means", "sample", "corner", "hand"];

/** Places of the slider: hard k-means, soft k-means from stiff to soft, and Gaussians. */
export const HARD = 0;
export const GAUSSIAN = 24;
export const MOST_CLUSTERS = 12;

/** Everything that a run and its picture are made of, but the visitor's own points. */
export interface State {
  /** The name of a set of points. */
  readonly data: string;
  /** Which two of the columns are shown. */
  readonly axes: readonly [number, number];
  /** Whether the fit is to all columns, or to the two that are shown. */
  readonly all: boolean;
  readonly standardize: boolean;
  /** Place of the slider from stiff to soft to Gaussian. */
  readonly mix: number;
  readonly distance: Distance;
  readonly covariance: Covariance;
  readonly k: number;
  readonly start: Start;
  /** Centroids placed by hand, k × d. */
  readonly hand: readonly (readonly number[])[];
  readonly seed: number;
  /** The half-step shown: 0 is the start, odd ones end an E-step, even ones an M-step. */
  readonly frame: number;
  /** The cluster singled out. */
  readonly single: number | undefined;
}

export const FIRST: State = {
  data: "shapes",
  axes: [0, 1],
  all: false,
  standardize: false,
  mix: HARD,
  distance: "squared",
  covariance: "full",
  k: 3,
  start: "sample",
  hand: [],
  seed: 4,
  frame: 0,
  single: undefined,
};

/** Whether two states have the same run. */
export function sameRun(a: State, b: State): boolean {
  const run = (state: State) => JSON.stringify({ ...state, frame: 0, single: 0 });
  return run(a) === run(b);
}
