import type { Components, Form } from "../../../core/forms.js";
import type { Numbers } from "../../../types.js";
import type { Floors } from "../floors/floors.js";

/** What is free about the covariances of a mixture's components. */
export type Covariance = "spherical" | "diagonal" | "tied" | "full";

/** How covariances are given and returned. */
export interface Covariances {
  /** σ² of each component: k numbers. */
  readonly spherical: number[];
  /** k × d variances. */
  readonly diagonal: number[][];
  /** One d × d matrix. */
  readonly tied: number[][];
  /** k matrices of d × d. */
  readonly full: number[][][];
}

/** Covariances as users may give them: anything that can be read like {@link Covariances}. */
export interface GivenCovariances {
  /** σ² of each component: k numbers. */
  readonly spherical: Numbers;
  /** k × d numbers: the variances. */
  readonly diagonal: ArrayLike<Numbers>;
  /** One d × d matrix for all. */
  readonly tied: ArrayLike<Numbers>;
  /** k matrices of d × d. */
  readonly full: ArrayLike<ArrayLike<Numbers>>;
}

/** Covariances as the kernels want them: Σ = L D Lᵀ. */
export interface Factors {
  /** D of each component, or once where all share it: d values, or one for all columns. */
  readonly variances: readonly number[];
  /** Rows of L below its diagonal, for each matrix. */
  readonly lower: readonly number[];
}

/**
 * Covariances, flat in the order of {@link Covariances}, with their factors: computed again from
 * the covariances, these would have lost digits where a floor was touched.
 */
export interface FactoredCovariances {
  readonly covariances: readonly number[];
  readonly factors: Factors;
}

/** A mixture's parameters, flat, checked or found. */
export interface MixtureParameters extends FactoredCovariances {
  /** π, k values. */
  readonly weights: readonly number[];
  /** μ, k × d, row-major. */
  readonly means: readonly number[];
}

/** Where a variance had to be raised to its floor. */
export interface Raised {
  /** One component, or all that share a tied matrix. */
  readonly components: readonly number[];
  /** The columns in which it stands at its floor; all for spherical, none for matrices. */
  readonly columns: readonly number[];
  /** The axes along which a matrix does not, of length 1 in units of the floors' deviations. */
  readonly axes: Float64Array | undefined;
}

/** The covariances that suit second moments best, none below its floor. */
export interface Estimate extends FactoredCovariances {
  readonly raised: readonly Raised[];
}

/** What is known of components when their covariances are estimated. */
export interface Scatter {
  readonly k: number;
  readonly d: number;
  /** N of each component; 0 leaves its covariance as it was. */
  readonly sizes: readonly number[];
  /** k × d. */
  readonly means: readonly number[];
  /** k × d: from the points the second moments are about to the means. */
  readonly shifts: readonly number[];
  /** Σ r (x − a)², Σ r (x_j − a_j)² or lower triangles of Σ r (x − a)(x − a)ᵀ. */
  readonly second: readonly number[];
  /** What was there before; asked for where a component has no size. */
  readonly previous: () => FactoredCovariances;
}

/** What the kernels take of means, and the form they score points by. */
export type ScoredMeans = Pick<Components, "form" | "means" | "groups" | "origins">;

/** What is free about covariances, and all that depends on it. */
export interface CovarianceForm {
  readonly name: Covariance;
  /** Its number in the core's table. */
  readonly inCore: Form;
  /** Whether covariances are matrices, which have to be positive definite. */
  readonly matrices: boolean;
  /** Whether all components share one covariance; else each has its own. */
  readonly shared: boolean;
  /** Whether each column has a variance, and so may be in a unit, of its own; else one is of all. */
  readonly ownUnits: boolean;
  /** Forms with fewer parameters, to advise where points are too few for this one. */
  readonly leaner: readonly Covariance[];
  /** The shape of covariances, nested as users see them. */
  readonly shape: (k: number, d: number) => number[];
  /** Free parameters of the covariances. */
  readonly parameterCount: (k: number, d: number) => number;
  /** Covariances that are the data's own in every component. */
  readonly ofData: (k: number, variance: readonly number[]) => number[];
  /** The covariances that suit second moments best, none below its floor. */
  readonly estimate: (scatter: Scatter, floors: Floors) => Estimate;
  /**
   * Covariances of points whose columns are so many times as large; as they are where nothing is
   * given, and where one variance is that of all columns.
   */
  readonly scaled: (
    covariances: readonly number[],
    d: number,
    scales: readonly number[] | undefined,
  ) => readonly number[];
  /** The factors of covariances that are positive definite. */
  readonly factors: (covariances: readonly number[], d: number) => Factors;
  /** The variance of a coordinate in a component. */
  readonly variance: (
    covariances: readonly number[],
    d: number,
    component: number,
    j: number,
  ) => number;
  /** Σ r (x_j − a_j)² of a component, of all where they share one; of one variance for all columns, its mean over j. */
  readonly squares: (second: readonly number[], d: number, component: number, j: number) => number;
  /** Means as the kernels take them. */
  readonly scored: (mixture: MixtureParameters) => ScoredMeans;
  /**
   * Turns a standard normal z, in place, into a deviation from a component's mean: L √D z.
   *
   * @param deviations √D, in the order of the factors
   */
  readonly deviate: (
    z: Float64Array,
    component: number,
    deviations: readonly number[],
    lower: readonly number[],
  ) => void;
}
