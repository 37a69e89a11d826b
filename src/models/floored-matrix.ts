import { type Factor, factorize, factorizeGram, multiply } from "../cholesky.js";
import { eigen } from "../eigen.js";

/** A covariance matrix that is nowhere thinner than its floors, and its factor. */
export interface FlooredMatrix {
  /** d × d, row-major. */
  readonly matrix: readonly number[];
  readonly factor: Factor;
  /** Whether it had to be widened. */
  readonly raised: boolean;
  /** The directions in which it had, each of length 1 in units of √floor along the coordinates. */
  readonly directions: readonly (readonly number[])[];
}

/**
 * Widens a covariance matrix to its floors: measured in units of √floor along each
 * coordinate, no direction keeps a variance below 1. Among all matrices that are so wide
 * this is the likeliest, so EM with it still never falls: the logarithm of a Gaussian's
 * likelihood has, along each eigenvector, the term −½ (ln λ + s / λ), which rises up to
 * λ = s and falls after.
 *
 * @param matrix d × d, symmetric, row-major
 * @param floors d variances, above 0
 */
export function floorMatrix(matrix: readonly number[], floors: readonly number[]): FlooredMatrix {
  const d = floors.length;
  const rest = matrix.map((value, i) => (i % (d + 1) === 0 ? value - floors[i / (d + 1)] : value));
  // Wide enough everywhere where what exceeds the floors is positive definite.
  if (factorize(rest, d).unexplained > 0) {
    return { matrix, factor: factorize(matrix, d), raised: false, directions: [] };
  }
  const units = floors.map(Math.sqrt);
  const scaled = matrix.map((value, i) => value / units[Math.floor(i / d)] / units[i % d]);
  const { values, vectors } = eigen(scaled, d);
  const order = values.map((_, i) => i).toSorted((a, b) => values[b] - values[a]);
  const rows = order.map((i) => {
    const width = Math.sqrt(Math.max(values[i], 1));
    return vectors[i].map((value, j) => width * value * units[j]);
  });
  const factor = factorizeGram(rows);
  const directions = vectors.filter((_, i) => values[i] < 1);
  return { matrix: multiply(factor), factor, raised: true, directions };
}
