import { factorize } from "../../../linear-algebra/ldl.js";
import type { Numbers } from "../../../types.js";
import { DIAGONAL, type Form, FULL, SPHERICAL, TIED, triangle } from "../../../core/forms.js";
import { type FlooredMatrix, floorMatrix, unraised } from "../floors/floored-matrix.js";
import { columnFloors, floorAt, type Floors, matrixFloors } from "../floors/floors.js";

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

/** Covariances, flat in the order of {@link Covariances}, with their factors. */
export interface FactoredCovariances {
  readonly covariances: readonly number[];
  readonly factors: Factors;
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
  estimate({ d, sizes, means, shifts, second, previous }, floors) {
    const raised: Raised[] = [];
    const covariances = sizes.map((size, c) => {
      if (size === 0) return previous().covariances[c];
      const moved = sum(shifts.slice(c * d, (c + 1) * d).map((shift) => shift * shift));
      // MacKay's Gaussian k-means: σ² = Σ r‖x − μ‖² / (I Σ r), I the number of dimensions.
      const variance = (second[c] / size - moved) / d;
      if (variance >= floors.mostOfColumns) return variance;
      const floor = sum(columnFloors(floors, means.slice(c * d, (c + 1) * d))) / d;
      if (variance >= floor) return variance;
      raised.push({ components: [c], columns: range(d), axes: undefined });
      return floor;
    });
    return { covariances, factors: { variances: covariances, lower: [] }, raised };
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
  estimate({ d, sizes, means, shifts, second, previous }, floors) {
    const raised: { components: number[]; columns: number[]; axes: undefined }[] = [];
    const covariances = second.map((moment, i) => {
      const c = Math.floor(i / d);
      if (sizes[c] === 0) return previous().covariances[i];
      const variance = moment / sizes[c] - shifts[i] * shifts[i];
      if (variance >= floors.mostOfColumns) return variance;
      const floor = floorAt(floors.columns[i % d], means[i]);
      if (variance >= floor) return variance;
      if (raised.at(-1)?.components[0] !== c) {
        raised.push({ components: [c], columns: [], axes: undefined });
      }
      raised.at(-1)!.columns.push(i % d);
      return floor;
    });
    return { covariances, factors: { variances: covariances, lower: [] }, raised };
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
  estimate({ k, d, sizes, means, shifts, second }, floors) {
    const matrix = centred(second, 0, d, sum(sizes), (i, j) => {
      let outer = 0;
      for (let c = 0; c < k; c++) outer += sizes[c] * shifts[c * d + i] * shifts[c * d + j];
      return outer;
    });
    const components = range(k).filter((c) => sizes[c] > 0);
    // About the mean that is rounded least: one far point says nothing of what all share.
    const nearest = range(d).map((j) =>
      components.reduce((least, c) => Math.min(least, Math.abs(means[c * d + j])), Infinity),
    );
    const wide = floorOwn(matrix, floors, nearest);
    const { matrix: covariances, factor, axes } = wide;
    const raised = wide.raised ? [{ components, columns: [], axes }] : [];
    return { covariances, factors: factor, raised };
  },
  factors: (covariances, d) => factorize(covariances, d),
  squares: (second, _d, _component, j) => second[triangle(j + 1) - 1],
  variance: (covariances, d, _, j) => covariances[j * d + j],
};

/** A matrix widened to the floors of a component with this mean. */
function floorOwn(
  matrix: readonly number[],
  floors: Floors,
  mean: readonly number[],
): FlooredMatrix {
  // Where even the highest floor is no matter, the others need not be known.
  const wide = floors.known
    ? undefined
    : unraised(
        matrix,
        mean.map(() => floors.mostSlanting),
      );
  return wide ?? floorMatrix(matrix, matrixFloors(floors, mean, matrix));
}

/** A matrix that stays as it is. */
function kept(all: FactoredCovariances, c: number, k: number) {
  const { covariances: matrix, factors: factor } = ownCovariance(all, c, k);
  return { matrix, factor, raised: false, axes: undefined };
}

const full: CovarianceForm = {
  form: FULL,
  shape: (k, d) => [k, d, d],
  parameterCount: (k, d) => k * triangle(d),
  matrices: true,
  ofData: (k, variance) => range(k).flatMap(() => diagonalMatrix(variance)),
  estimate({ k, d, sizes, means, shifts, second, previous }, floors) {
    const covariances: number[] = [];
    const variances: number[] = [];
    const lower: number[] = [];
    const raised: Raised[] = [];
    for (let c = 0; c < k; c++) {
      const size = sizes[c];
      // What has no size stays as it was: factoring it anew might overflow.
      const { matrix, factor, ...wide } =
        size === 0
          ? kept(previous(), c, k)
          : floorOwn(
              centred(
                second,
                c * triangle(d),
                d,
                size,
                (i, j) => size * shifts[c * d + i] * shifts[c * d + j],
              ),
              floors,
              means.slice(c * d, (c + 1) * d),
            );
      if (wide.raised) raised.push({ components: [c], columns: [], axes: wide.axes });
      for (const value of matrix) covariances.push(value);
      for (const value of factor.variances) variances.push(value);
      for (const value of factor.lower) lower.push(value);
    }
    return { covariances, factors: { variances, lower }, raised };
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

/** What of each list of k components' covariances belongs to one of them. */
function part(values: readonly number[], c: number, k: number): readonly number[] {
  const length = values.length / k;
  return values.slice(c * length, (c + 1) * length);
}

/** The covariance of one of k components that each have their own. */
export function ownCovariance(
  { covariances, factors }: FactoredCovariances,
  c: number,
  k: number,
): FactoredCovariances {
  return {
    covariances: part(covariances, c, k),
    factors: { variances: part(factors.variances, c, k), lower: part(factors.lower, c, k) },
  };
}

/** The covariances of k components, each where it is given in place of that which was there. */
export function withCovariances(
  all: FactoredCovariances,
  k: number,
  given: (c: number) => FactoredCovariances | undefined,
): FactoredCovariances {
  const each = range(k).map((c) => given(c) ?? ownCovariance(all, c, k));
  return {
    covariances: each.flatMap(({ covariances }) => covariances),
    factors: {
      variances: each.flatMap(({ factors }) => factors.variances),
      lower: each.flatMap(({ factors }) => factors.lower),
    },
  };
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
