/** Pictures as plain data: what is to be seen, whatever draws it. */

export interface Picture {
  /** What is shown: `k-means, k = 3`. */
  readonly title: string;
  /** Of which data: `342 rows × 2 columns of penguins.csv`. */
  readonly subtitle: string;
  /** Beside each other; all of the same kind, and with the same axes. */
  readonly panels: readonly Panel[];
  /** Sentences for below. */
  readonly caption: readonly string[];
}

export type Panel = Scatter | Histogram | Curve;

export interface Axis {
  readonly name: string;
  readonly domain: Interval;
  /** Whether there are whole numbers alone on it. */
  readonly whole?: boolean;
}

export type Interval = readonly [from: number, to: number];
export type Point = readonly [x: number, y: number];

interface Framed {
  /** What tells it from the others beside it. */
  readonly title?: string | undefined;
  readonly x: Axis;
  readonly y: Axis;
}

/** Rows in a plane. */
export interface Scatter extends Framed {
  readonly kind: "scatter";
  readonly points: readonly Point[];
  /** The cluster of each. */
  readonly labels: readonly number[];
  /** Of each, the share that every cluster has in it; null where rows are not shared. */
  readonly shares: readonly ArrayLike<number>[] | null;
  readonly centers: readonly Point[];
  /** The covariance of each cluster in the plane; null where clusters are centres alone. */
  readonly covariances: readonly Covariance2[] | null;
}

/** What a symmetric 2 × 2 matrix has: both variances, and the covariance. */
export interface Covariance2 {
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** Rows on a line. */
export interface Histogram extends Framed {
  readonly kind: "histogram";
  readonly bars: readonly Bar[];
  readonly centers: readonly number[];
  /** Where one cluster ends and the next begins. */
  readonly borders: readonly number[];
  /** The density of each cluster, at the same places; null where clusters are centres alone. */
  readonly densities: readonly (readonly Point[])[] | null;
}

export interface Bar {
  readonly from: number;
  readonly to: number;
  /** What each cluster adds to it. */
  readonly heights: readonly number[];
}

/** A number for each of several k. */
export interface Curve extends Framed {
  readonly kind: "curve";
  readonly points: readonly Point[];
  /** The k that is taken. */
  readonly chosen: number;
}
