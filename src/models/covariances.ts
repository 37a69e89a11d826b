import { factorize } from "../cholesky.js";
import type { Numbers } from "../types.js";
import { DIAGONAL, type Form, FULL, SPHERICAL, TIED, triangle } from "../wasm/forms.js";
import type { Moments } from "../wasm/mixture.js";
import { floorMatrix } from "./floored-matrix.js";

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
  readonly spherical: Numbers;
  readonly diagonal: ArrayLike<Numbers>;
  readonly tied: ArrayLike<Numbers>;
  readonly full: ArrayLike<ArrayLike<Numbers>>;
}

/** Covariances as the kernels want them: Σ = L D Lᵀ. */
export interface Factors {
  /** D: k (spherical), k × d (diagonal, full) or d (tied) values. */
  readonly variances: readonly number[];
  /** Rows of L below its diagonal, for each matrix. */
  readonly lower: readonly number[];
}

/** The covariances that suit second moments best, none below its floor. */
export interface Estimate {
  /** Flat, in the order of {@link Covariances}. */
  readonly covariances: readonly number[];
  readonly factors: Factors;
  /** The components whose variance had to be raised to its floor. */
  readonly floored: readonly number[];
}

/** What is known of components when their covariances are estimated. */
export interface Scatter {
  readonly k: number;
  readonly d: number;
  /** N of each component; 0 leaves its covariance as it was. */
  readonly sizes: readonly number[];
  /** k × d: from the points the second moments are about to the means. */
  readonly shifts: readonly number[];
  /** Σ r (x − a)², Σ r (x_j − a_j)² or lower triangles of Σ r (x − a)(x − a)ᵀ. */
  readonly second: readonly number[];
  /** The covariances before, flat. */
  readonly previous: readonly number[];
}

/** The least variance of each coordinate, and of all coordinates in the mean. */
export interface Floors {
  readonly each: readonly number[];
  readonly mean: number;
}

/** One of the four forms: all that depends on it. */
export interface CovarianceForm {
  readonly form: Form;
  /** The shape of covariances, nested as users see them. */
  readonly shape: (k: number, d: number) => number[];
  /** Free parameters of the covariances. */
  readonly parameterCount: (k: number, d: number) => number;
  /** Whether covariances are matrices, which have to be positive definite. */
  readonly matrices: boolean;
  /** Covariances that are the data's own in every component. */
  readonly ofData: (k: number, variance: readonly number[]) => number[];
  readonly estimate: (scatter: Scatter, floors: Floors) => Estimate;
  /** The factors of covariances that are positive definite. */
  readonly factors: (covariances: readonly number[], d: number) => Factors;
  /** Σ r (x_j − a_j)² of a component, of all for tied; for spherical its mean over j. */
  readonly squares: (second: readonly number[], d: number, component: number, j: number) => number;
  /** The variance of a coordinate in a component. */
  readonly variance: (
    covariances: readonly number[],
    d: number,
    component: number,
    j: number,
  ) => number;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** 0, 1, … length − 1. */
function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

const spherical: CovarianceForm = {
  form: SPHERICAL,
  shape: (k) => [k],
  parameterCount: (k) => k,
  matrices: false,
  ofData: (k, variance) => new Array<number>(k).fill(sum(variance) / variance.length),
  estimate({ d, sizes, shifts, second, previous }, floors) {
    const floored: number[] = [];
    const covariances = sizes.map((size, c) => {
      if (size === 0) return previous[c];
      const moved = sum(shifts.slice(c * d, (c + 1) * d).map((shift) => shift * shift));
      // MacKay's Gaussian k-means: σ² = Σ r‖x − μ‖² / (I Σ r), I the number of dimensions.
      const variance = (second[c] / size - moved) / d;
      if (variance >= floors.mean) return variance;
      floored.push(c);
      return floors.mean;
    });
    return { covariances, factors: { variances: covariances, lower: [] }, floored };
  },
  factors: (covariances) => ({ variances: covariances, lower: [] }),
  squares: (second, d, component) => second[component] / d,
  variance: (covariances, _, component) => covariances[component],
};

const diagonal: CovarianceForm = {
  form: DIAGONAL,
  shape: (k, d) => [k, d],
  parameterCount: (k, d) => k * d,
  matrices: false,
  ofData: (k, variance) => range(k).flatMap(() => [...variance]),
  estimate({ d, sizes, shifts, second, previous }, floors) {
    const floored: number[] = [];
    const covariances = second.map((moment, i) => {
      const c = Math.floor(i / d);
      if (sizes[c] === 0) return previous[i];
      const variance = moment / sizes[c] - shifts[i] * shifts[i];
      const floor = floors.each[i % d];
      if (variance >= floor) return variance;
      if (floored.at(-1) !== c) floored.push(c);
      return floor;
    });
    return { covariances, factors: { variances: covariances, lower: [] }, floored };
  },
  factors: (covariances) => ({ variances: covariances, lower: [] }),
  squares: (second, d, component, j) => second[component * d + j],
  variance: (covariances, d, component, j) => covariances[component * d + j],
};

/** The entries of a packed lower triangle less N s sᵀ, over `size`, as a whole matrix. */
function centred(
  second: readonly number[],
  first: number,
  d: number,
  size: number,
  outer: (i: number, j: number) => number,
): number[] {
  const matrix = new Array<number>(d * d).fill(0);
  let at = first;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (second[at++] - outer(i, j)) / size;
      matrix[i * d + j] = value;
      matrix[j * d + i] = value;
    }
  }
  return matrix;
}

const tied: CovarianceForm = {
  form: TIED,
  shape: (_, d) => [d, d],
  parameterCount: (_, d) => triangle(d),
  matrices: true,
  ofData: (_, variance) => diagonalMatrix(variance),
  estimate({ k, d, sizes, shifts, second }, floors) {
    const matrix = centred(second, 0, d, sum(sizes), (i, j) => {
      let outer = 0;
      for (let c = 0; c < k; c++) outer += sizes[c] * shifts[c * d + i] * shifts[c * d + j];
      return outer;
    });
    const { matrix: covariances, factor, raised } = floorMatrix(matrix, floors.each);
    const alive = range(k).filter((c) => sizes[c] > 0);
    return { covariances, factors: factor, floored: raised ? alive : [] };
  },
  factors: (covariances, d) => factorize(covariances, d),
  squares: (second, _d, _component, j) => second[triangle(j + 1) - 1],
  variance: (covariances, d, _, j) => covariances[j * d + j],
};

const full: CovarianceForm = {
  form: FULL,
  shape: (k, d) => [k, d, d],
  parameterCount: (k, d) => k * triangle(d),
  matrices: true,
  ofData: (k, variance) => range(k).flatMap(() => diagonalMatrix(variance)),
  estimate({ k, d, sizes, shifts, second, previous }, floors) {
    const covariances: number[] = [];
    const variances: number[] = [];
    const lower: number[] = [];
    const floored: number[] = [];
    for (let c = 0; c < k; c++) {
      const matrix =
        sizes[c] === 0
          ? previous.slice(c * d * d, (c + 1) * d * d)
          : centred(
              second,
              c * triangle(d),
              d,
              sizes[c],
              (i, j) => sizes[c] * shifts[c * d + i] * shifts[c * d + j],
            );
      const wide = floorMatrix(matrix, floors.each);
      if (wide.raised && sizes[c] > 0) floored.push(c);
      for (const value of wide.matrix) covariances.push(value);
      for (const value of wide.factor.variances) variances.push(value);
      for (const value of wide.factor.lower) lower.push(value);
    }
    return { covariances, factors: { variances, lower }, floored };
  },
  factors(covariances, d) {
    const variances: number[] = [];
    const lower: number[] = [];
    for (let at = 0; at < covariances.length; at += d * d) {
      const factor = factorize(covariances.slice(at, at + d * d), d);
      for (const value of factor.variances) variances.push(value);
      for (const value of factor.lower) lower.push(value);
    }
    return { variances, lower };
  },
  squares: (second, d, component, j) => second[component * triangle(d) + triangle(j + 1) - 1],
  variance: (covariances, d, component, j) => covariances[(component * d + j) * d + j],
};

export const COVARIANCE_FORMS: Readonly<Record<Covariance, CovarianceForm>> = {
  spherical,
  diagonal,
  tied,
  full,
};

function diagonalMatrix(variances: readonly number[]): number[] {
  const d = variances.length;
  const matrix = new Array<number>(d * d).fill(0);
  variances.forEach((variance, j) => (matrix[j * d + j] = variance));
  return matrix;
}

/** A floor higher than this would leave no room for what is above it. */
const HUGE = 1e300;

/** A variance of this or less cannot be divided by. */
export const TINY = 1e-307;

/**
 * What variances may not fall below: regularization × the data's mean variance of a
 * coordinate; and, even where regularization is 0, what rounding can still tell from 0.
 */
export function varianceFloors(
  { mean, variance }: Moments,
  regularization: number,
  { matrices }: CovarianceForm,
): Floors {
  const typical = sum(variance) / variance.length;
  // A matrix is rounded relative to its widest direction, so its thinnest needs a wider berth.
  const slanting = matrices && variance.length > 1;
  const share = slanting ? 2 ** -38 : 2 ** -104;
  const each = variance.map((value, j) => {
    // Means are rounded relative to their distance from the origin.
    const resolution = (slanting ? 2 ** -41 : 2 ** -50) * (Math.abs(mean[j]) + Math.sqrt(value));
    return Math.max(
      Math.min(regularization * typical, HUGE),
      share * value,
      resolution * resolution,
      TINY,
    );
  });
  return { each, mean: sum(each) / each.length };
}

/** Flat covariances, nested as users see them. */
export function nest(
  covariances: readonly number[],
  shape: readonly number[],
): Covariances[Covariance] {
  if (shape.length === 1) return covariances.map((value) => value + 0);
  const [length, ...inner] = shape;
  const size = covariances.length / length;
  const parts = range(length).map((i) => nest(covariances.slice(i * size, (i + 1) * size), inner));
  return parts as number[][] | number[][][];
}
