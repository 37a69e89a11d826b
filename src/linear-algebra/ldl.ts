import { addMultiples } from "./multiples.js";

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
 * Factors a symmetric matrix, or leaves off where it is found not to be positive definite.
 *
 * @param matrix d × d, row-major, of which the lower triangle is read
 */
export function factorize(matrix: readonly number[], d: number): Factorization {
  const lower: number[] = [];
  const variances: number[] = [];
  const covariances = new Float64Array(d);
  let unexplained = 1;
  for (let i = 0; i < d && unexplained > 0; i++) {
    const whole = matrix[i * d + i];
    let variance = whole;
    // L_ij D_j first, from which both L_ij and what is left of Σ_ii follow.
    for (let j = 0, other = 0; j < i; other += j, j++) {
      let covariance = matrix[i * d + j];
      for (let p = 0; p < j; p++) covariance -= covariances[p] * lower[other + p];
      const share = covariance / variances[j];
      lower.push(share);
      covariances[j] = share * variances[j];
      variance -= share * covariance;
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
  const matrix = new Array<number>(d * d).fill(0);
  const covariances = new Float64Array(d);
  for (let i = 0, row = 0; i < d; row += i, i++) {
    // L_ip D_p once for all j; L_ii is 1.
    for (let p = 0; p < i; p++) covariances[p] = lower[row + p] * variances[p];
    covariances[i] = variances[i];
    for (let j = 0, other = 0; j <= i; other += j, j++) {
      let sum = 0;
      for (let p = 0; p < j; p++) sum += covariances[p] * lower[other + p];
      sum += covariances[j];
      matrix[i * d + j] = sum;
      matrix[j * d + i] = sum;
    }
  }
  return matrix;
}

/**
 * z with L z = x: what {@link Factor} leaves of each coordinate.
 *
 * @param terms out, d values: the magnitudes, in all, of what each z_j is the difference of, and to
 *   which its rounding is relative
 */
export function solve(
  lower: readonly number[],
  x: readonly number[],
  terms: Float64Array,
): number[] {
  const z: number[] = [];
  for (let i = 0, row = 0; i < x.length; row += i, i++) {
    let value = x[i];
    let most = Math.abs(value);
    for (let j = 0; j < i; j++) {
      const part = lower[row + j] * z[j];
      value -= part;
      most += Math.abs(part);
    }
    z.push(value);
    terms[i] = most;
  }
  return z;
}

/**
 * The factor of I + AᵀA in the given units, by Householder's reflections (1958) of the rows of A
 * and of I below. Where the rows of A differ much in size, the largest have to come first: then
 * each keeps its own relative precision (Cox & Higham 1998), and so do the ones, which the product
 * AᵀA would have lost.
 *
 * @param a rows × d, row-major
 * @param units of each coordinate, d values
 */
export function factorizeOnePlus(a: Float64Array, rows: number, units: readonly number[]): Factor {
  const d = units.length;
  const stack = new Float64Array((rows + d) * d);
  stack.set(a);
  for (let j = 0; j < d; j++) stack[(rows + j) * d + j] = 1;
  const along = new Float64Array(d);
  const shares = new Float64Array(rows + 1);
  for (let j = 0; j < d; j++) {
    // Of I the rows up to j have something in column j; below they are 0.
    const from = j * d;
    const to = (rows + j) * d;
    let squares = 0;
    for (let row = from; row <= to; row += d) squares += stack[row + j] * stack[row + j];
    const first = stack[from + j];
    const diagonal = first > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    stack[from + j] = first - diagonal;
    // ‖v‖² / 2 of the reflection that turns column j into (…, diagonal, 0, …).
    const half = squares - first * diagonal;
    for (let row = from, i = 0; row <= to; row += d, i++) shares[i] = stack[row + j] / half;
    along.fill(0, j + 1);
    addMultiples(along, j + 1, d - j - 1, stack, from + j + 1, shares, rows + 1, d);
    for (let row = from; row <= to; row += d) {
      const v = stack[row + j];
      for (let c = j + 1; c < d; c++) stack[row + c] -= v * along[c];
    }
    stack[from + j] = diagonal;
  }
  const lower: number[] = [];
  const variances: number[] = [];
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) {
      lower.push(((stack[j * d + i] / stack[j * d + j]) * units[i]) / units[j]);
    }
    const deviation = stack[i * d + i] * units[i];
    variances.push(deviation * deviation);
  }
  return { lower, variances };
}

/** The share of a variance that rounding of so many coordinates may leave where nothing is left. */
function noise(d: number, variance: number): number {
  // Beside 1 what is below 2^-40 counts as nothing; but noise that could be seen is not taken away.
  return Math.min(Math.max(d * 2 ** -52 * variance, 2 ** -40), 2 ** -4);
}

/**
 * A with AᵀA = Σ and as few rows as that takes, of which each explains as much of one coordinate as
 * there is left of any (Cholesky's decomposition with complete pivoting: Higham, Accuracy and
 * Stability of Numerical Algorithms, 2002, section 10.3). Variances are measured beside 1.
 *
 * @param matrix d × d, symmetric, row-major
 * @param most how many rows there may be
 * @param least what may be left of every variance
 * @returns row by row
 */
export function semidefiniteRoot(
  matrix: Float64Array,
  d: number,
  most: number,
  least = 0,
): Float64Array {
  const root = new Float64Array(most * d);
  const shares = new Float64Array(most);
  const left = Array.from({ length: d }, (_, i) => matrix[i * d + i]);
  const enough = left.map((variance) => Math.max(noise(d, variance), least));
  let rank = 0;
  for (; rank < most; rank++) {
    let pivot = -1;
    for (let i = 0; i < d; i++) {
      if (left[i] > enough[i] && (pivot < 0 || left[i] > left[pivot])) pivot = i;
    }
    if (pivot < 0) break;
    const row = root.subarray(rank * d, (rank + 1) * d);
    row.set(matrix.subarray(pivot * d, (pivot + 1) * d));
    for (let q = 0; q < rank; q++) shares[q] = -root[q * d + pivot];
    addMultiples(row, 0, d, root, 0, shares, rank);
    const deviation = Math.sqrt(left[pivot]);
    for (let i = 0; i < d; i++) {
      // Of a coordinate that was a pivot nothing is left, however it was rounded.
      row[i] = left[i] === -Infinity ? 0 : row[i] / deviation;
      left[i] -= row[i] * row[i];
    }
    row[pivot] = deviation;
    left[pivot] = -Infinity;
  }
  return root.subarray(0, rank * d);
}
