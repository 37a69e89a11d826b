/** Sweeps after which rotations stop; ten are more than enough for any matrix met. */
const MOST_SWEEPS = 40;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations (1846; Golub &
 * Van Loan, Matrix Computations, section 8.5): slow, short, and accurate.
 *
 * @param matrix d × d, row-major
 * @returns d values, and for each its vector of length 1
 */
export function eigen(
  matrix: readonly number[],
  d: number,
): { values: number[]; vectors: number[][] } {
  const a = Array.from({ length: d }, (_, i) => matrix.slice(i * d, (i + 1) * d));
  const vectors = a.map((_, i) => a.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0, turned = true; turned && sweep < MOST_SWEEPS; sweep++) {
    turned = false;
    for (let p = 0; p < d; p++) {
      for (let q = p + 1; q < d; q++) {
        // An entry that adding to either diagonal would not change is as good as 0.
        const tiny = Math.abs(a[p][q]) * 2 ** 54;
        if (tiny <= Math.abs(a[p][p]) && tiny <= Math.abs(a[q][q])) continue;
        if (a[p][q] === 0) continue;
        rotate(a, vectors, p, q);
        turned = true;
      }
    }
  }
  return { values: a.map((row, i) => row[i]), vectors };
}

/** Turns coordinates p and q so that a_pq becomes 0. Row i of `vectors` is the i-th vector. */
function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const root = Math.abs(theta) > 1e150 ? Math.abs(theta) : Math.sqrt(theta * theta + 1);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + root);
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const shift = tangent * a[p][q];
  a[p][p] -= shift;
  a[q][q] += shift;
  a[p][q] = 0;
  a[q][p] = 0;
  const rowP = a[p];
  const rowQ = a[q];
  for (let i = 0; i < a.length; i++) {
    if (i === p || i === q) continue;
    const x = rowP[i];
    const y = rowQ[i];
    rowP[i] = cosine * x - sine * y;
    rowQ[i] = sine * x + cosine * y;
    a[i][p] = rowP[i];
    a[i][q] = rowQ[i];
  }
  turn(vectors[p], vectors[q], cosine, sine);
}

/** Turns two vectors in their plane. */
function turn(p: number[], q: number[], cosine: number, sine: number): void {
  for (let i = 0; i < p.length; i++) {
    const x = p[i];
    const y = q[i];
    p[i] = cosine * x - sine * y;
    q[i] = sine * x + cosine * y;
  }
}
