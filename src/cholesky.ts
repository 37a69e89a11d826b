/**
 * Σ = L D Lᵀ with L unit lower triangular and D diagonal: D_j is the variance of
 * coordinate j that the coordinates before it do not explain, and L holds how they do.
 */
export interface Factor {
  /** The rows of L below its diagonal: 1 + 2 + … + (d − 1) values. */
  readonly lower: readonly number[];
  /** D, d values. */
  readonly variances: readonly number[];
}

/** A factor, and how far its matrix is from being singular. */
export interface Factorization extends Factor {
  /**
   * The least share of a coordinate's variance that the others leave unexplained: above 0
   * where the matrix is positive definite. The factor is of use only then.
   */
  readonly unexplained: number;
}

/**
 * Factors a symmetric matrix.
 *
 * @param matrix d × d, row-major, of which the lower triangle is read
 */
export function factorize(matrix: readonly number[], d: number): Factorization {
  const lower: number[] = [];
  const variances: number[] = [];
  let unexplained = 1;
  for (let i = 0, row = 0; i < d; row += i, i++) {
    const whole = matrix[i * d + i];
    let variance = whole;
    // L_ij D_j first, from which both L_ij and what is left of Σ_ii follow.
    for (let j = 0, other = 0; j < i; other += j, j++) {
      let covariance = matrix[i * d + j];
      for (let p = 0; p < j; p++) covariance -= lower[row + p] * variances[p] * lower[other + p];
      lower.push(covariance / variances[j]);
      variance -= (covariance / variances[j]) * covariance;
    }
    // Not Math.min: a NaN, once a variance was 0, is no share either.
    const share = whole > 0 ? variance / whole : 0;
    if (!(share >= unexplained)) unexplained = share > 0 ? share : 0;
    variances.push(variance);
  }
  return { lower, variances, unexplained };
}

/** L D Lᵀ, d × d, row-major. */
export function multiply({ lower, variances }: Factor): number[] {
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

/**
 * The factor of AᵀA, by Householder's reflections (1958). Where the rows of A differ much in
 * size, the largest come first: then each keeps its own relative precision (Cox & Higham
 * 1998), which the product AᵀA would have lost.
 *
 * @param rows A, d × d, overwritten
 */
export function factorizeGram(rows: number[][]): Factor {
  const d = rows.length;
  const triangle: number[][] = [];
  for (let j = 0; j < d; j++) {
    let squares = 0;
    for (let i = j; i < d; i++) squares += rows[i][j] * rows[i][j];
    const diagonal = rows[j][j] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    const first = rows[j][j] - diagonal;
    // ‖v‖² / 2 of the reflection that turns column j into (…, diagonal, 0, …).
    const half = -diagonal * first;
    rows[j][j] = first;
    for (let c = j + 1; c < d; c++) {
      let product = 0;
      for (let i = j; i < d; i++) product += rows[i][j] * rows[i][c];
      const factor = half === 0 ? 0 : product / half;
      for (let i = j; i < d; i++) rows[i][c] -= factor * rows[i][j];
    }
    triangle.push([...rows[j].slice(j)]);
    triangle[j][0] = diagonal;
  }
  const lower: number[] = [];
  for (let i = 1; i < d; i++) {
    for (let j = 0; j < i; j++) lower.push(triangle[j][i - j] / triangle[j][0]);
  }
  return { lower, variances: triangle.map(([diagonal]) => diagonal * diagonal) };
}
