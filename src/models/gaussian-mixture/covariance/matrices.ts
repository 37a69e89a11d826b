import { bounded } from "../../../linear-algebra/triangular.js";
import { triangle } from "../../../core/forms.js";
import { type FlooredMatrix, floorMatrix, unraised } from "../floors/floored-matrix.js";
import { type Floors, matrixFloors } from "../floors/floors.js";

/** What forms have in common whose covariances are matrices. */

/** The entries of a packed lower triangle less N s sᵀ, over `size`, as a whole matrix. */
export function centred(
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

/** A matrix widened to the floors of a component with this mean. */
export function floored(
  matrix: readonly number[],
  floors: Floors,
  mean: readonly number[],
): FlooredMatrix {
  // Where even the highest floor is no matter, the others need not be known.
  const wide = floors.known
    ? undefined
    : unraised(matrix, new Array<number>(mean.length).fill(floors.mostSlanting));
  return wide ?? floorMatrix(matrix, matrixFloors(floors, mean, matrix));
}

/**
 * L √D z, in place.
 *
 * @param deviations √D, from `first` on
 * @param lower the rows of L below its diagonal, from `below` on
 */
export function deviateBy(
  z: Float64Array,
  deviations: readonly number[],
  first: number,
  lower: readonly number[],
  below: number,
): void {
  const d = z.length;
  for (let j = 0; j < d; j++) z[j] *= deviations[first + j];
  // From the last coordinate up, so that those it depends on are still as drawn.
  for (let j = d - 1; j > 0; j--) {
    const row = below + triangle(j - 1);
    for (let p = 0; p < j; p++) z[j] += lower[row + p] * z[p];
  }
}

/** A matrix of these variances. */
export function diagonalMatrix(variances: readonly number[]): number[] {
  const d = variances.length;
  const matrix = new Array<number>(d * d).fill(0);
  variances.forEach((variance, j) => (matrix[j * d + j] = variance));
  return matrix;
}

/** Matrices of d × d whose columns and rows are so many times as large. */
export function scaledMatrices(
  matrices: readonly number[],
  d: number,
  scales: readonly number[] | undefined,
): readonly number[] {
  if (scales === undefined) return matrices;
  return matrices.map((value, at) => {
    const [i, j] = [Math.floor(at / d) % d, at % d];
    // Always in this order, so that what lies across the diagonal stays the same to the bit.
    return bounded(value * scales[Math.min(i, j)] * scales[Math.max(i, j)]);
  });
}
