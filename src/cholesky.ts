/**
 * Σ = L D Lᵀ with L unit lower triangular and D diagonal: D_j is the variance of
 * coordinate j that the coordinates before it do not explain, and L holds how they do.
 */
export interface Factor {
  /** The rows of L below its diagonal: 1 + 2 + … + (d − 1) values. */
  readonly lower: readonly number[];
  /** D, d values, each above 0. */
  readonly variances: readonly number[];
  /** Whether an entry of D had to be raised to its floor. */
  readonly raised: boolean;
  /**
   * The least share of a coordinate's variance that was left unexplained, before any raising:
   * above 0 where the matrix is positive definite.
   */
  readonly unexplained: number;
}

/**
 * The least share of a coordinate's variance that others may leave unexplained:
 * below it, rounding decides what the factor says.
 */
const UNEXPLAINED = 2 ** -40;

/**
 * Factors a symmetric matrix that is positive semi-definite, up to rounding. Where an
 * entry of D falls below its floor, it is raised to it, which adds just as much to that
 * entry of Σ's diagonal and changes no other: the modified factorization of Gill & Murray
 * (1974).
 *
 * @param matrix d × d, row-major, of which the lower triangle is read
 * @param floors d values that D may not fall below
 */
export function factorize(matrix: readonly number[], floors: readonly number[]): Factor {
  const d = floors.length;
  const lower: number[] = [];
  const variances: number[] = [];
  let raised = false;
  let unexplained = 1;
  for (let i = 0, row = 0; i < d; row += i, i++) {
    let variance = matrix[i * d + i];
    // L_ij D_j first, from which both L_ij and what is left of Σ_ii follow.
    for (let j = 0, other = 0; j < i; other += j, j++) {
      let covariance = matrix[i * d + j];
      for (let p = 0; p < j; p++) covariance -= lower[row + p] * variances[p] * lower[other + p];
      lower.push(covariance / variances[j]);
      variance -= (covariance / variances[j]) * covariance;
    }
    const whole = matrix[i * d + i];
    unexplained = Math.min(unexplained, whole > 0 ? variance / whole : 0);
    const floor = Math.max(floors[i], UNEXPLAINED * whole);
    // A NaN, from numbers that overflowed, is raised as well.
    if (!(variance >= floor)) {
      variance = floor;
      raised = true;
    }
    variances.push(variance);
  }
  return { lower, variances, raised, unexplained };
}

/** L D Lᵀ, d × d, row-major. */
export function multiply({ lower, variances }: Pick<Factor, "lower" | "variances">): number[] {
  const d = variances.length;
  const entry = (i: number, j: number) => (i === j ? 1 : lower[(i * (i - 1)) / 2 + j]);
  const matrix = new Array<number>(d * d).fill(0);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let p = 0; p <= j; p++) sum += entry(i, p) * variances[p] * entry(j, p);
      matrix[i * d + j] = sum;
      matrix[j * d + i] = sum;
    }
  }
  return matrix;
}

/** z with L z = x: what {@link Factor} leaves of each coordinate. */
export function solve(lower: readonly number[], x: readonly number[]): number[] {
  const z: number[] = [];
  for (let i = 0, row = 0; i < x.length; row += i, i++) {
    let value = x[i];
    for (let j = 0; j < i; j++) value -= lower[row + j] * z[j];
    z.push(value);
  }
  return z;
}
