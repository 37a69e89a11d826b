/**
 * Eigenvalues and eigenvectors by Jacobi's rotations (1846; Golub & Van Loan, Matrix Computations,
 * section 8.5): slow, short, and accurate also where rows differ much in size.
 *
 * @returns d values, and for each its vector of length 1
 */
export function jacobi(matrix: readonly (readonly number[])[]): {
  values: number[];
  vectors: number[][];
} {
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((_, j) => Number(i === j)));
  for (let sweep = 0, turned = true; turned && sweep < 40; sweep++) {
    turned = false;
    for (let p = 0; p < a.length; p++) {
      for (let q = p + 1; q < a.length; q++) {
        const tiny = Math.abs(a[p][q]) * 2 ** 54;
        if (a[p][q] === 0 || (tiny <= Math.abs(a[p][p]) && tiny <= Math.abs(a[q][q]))) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cosine = 1 / Math.hypot(tangent, 1);
        const sine = tangent * cosine;
        const shift = tangent * a[p][q];
        a[p][p] -= shift;
        a[q][q] += shift;
        a[p][q] = 0;
        a[q][p] = 0;
        for (let i = 0; i < a.length; i++) {
          const [x, y] = [a[p][i], a[q][i]];
          if (i !== p && i !== q) {
            a[i][p] = a[p][i] = cosine * x - sine * y;
            a[i][q] = a[q][i] = sine * x + cosine * y;
          }
          const [v, w] = [vectors[p][i], vectors[q][i]];
          vectors[p][i] = cosine * v - sine * w;
          vectors[q][i] = sine * v + cosine * w;
        }
        turned = true;
      }
    }
  }
  return { values: a.map((row, i) => row[i]), vectors };
}
