/** QL steps for one eigenvalue after which it counts as found; two is what most take. */
const MOST_STEPS = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: reflections make it tridiagonal
 * (Householder 1958), then rotations diagonal (implicit QL: Martin & Wilkinson 1968; Golub & Van
 * Loan, Matrix Computations, section 8.3).
 *
 * Of a matrix whose rows differ much in size the smallest have to come first, for both begin
 * with the last: then each eigenvalue keeps its own digits (ten of them, where rows spread over 30
 * orders of magnitude); the other way round only those that show beside the largest.
 *
 * @param a d × d, row-major, of which the lower triangle is read; overwritten. Values below 1e-140 count as 0
 * @returns d values, and their vectors of length 1, row by row
 */
export function eigen(a: Float64Array, d: number): { values: Float64Array; vectors: Float64Array } {
  const values = new Float64Array(d);
  const beside = new Float64Array(d);
  const vectors = new Float64Array(d * d);
  tridiagonalize(a, d, values, beside, vectors);
  diagonalize(d, values, beside, vectors);
  return { values, vectors };
}

/**
 * A = Q T Qᵀ with T tridiagonal.
 *
 * @param diagonal out, d values
 * @param beside out, the d − 1 values beside the diagonal, and a 0
 * @param turned out, Qᵀ, d × d, row-major
 */
function tridiagonalize(
  a: Float64Array,
  d: number,
  diagonal: Float64Array,
  beside: Float64Array,
  turned: Float64Array,
): void {
  const product = new Float64Array(d);
  /** ‖v‖² / 2 of each reflection, 0 where there is nothing to reflect; v is kept in its row. */
  const halves = new Float64Array(d);
  for (let i = d - 1; i > 0; i--) {
    const v = i * d;
    diagonal[i] = a[v + i];
    let squares = 0;
    for (let j = 0; j < i - 1; j++) squares += a[v + j] * a[v + j];
    const last = a[v + i - 1];
    if (squares < 1e-280) {
      beside[i - 1] = last;
      continue;
    }
    squares += last * last;
    const length = last > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    beside[i - 1] = length;
    a[v + i - 1] = last - length;
    const half = squares - last * length;
    halves[i] = half;
    // A v / half, of which only the lower triangle is there.
    product.fill(0);
    for (let j = 0, row = 0; j < i; j++, row += d) {
      const vj = a[v + j];
      let sum = a[row + j] * vj;
      for (let p = 0; p < j; p++) {
        sum += a[row + p] * a[v + p];
        product[p] += a[row + p] * vj;
      }
      product[j] += sum;
    }
    let along = 0;
    for (let j = 0; j < i; j++) {
      product[j] /= half;
      along += product[j] * a[v + j];
    }
    along /= 2 * half;
    for (let j = 0; j < i; j++) product[j] -= along * a[v + j];
    for (let j = 0, row = 0; j < i; j++, row += d) {
      const vj = a[v + j];
      const wj = product[j];
      for (let p = 0; p <= j; p++) a[row + p] -= vj * product[p] + wj * a[v + p];
    }
  }
  diagonal[0] = a[0];
  turned[0] = 1;
  for (let i = 1; i < d; i++) {
    const v = i * d;
    for (let row = 0; row < v && halves[i] > 0; row += d) {
      let along = 0;
      for (let p = 0; p < i; p++) along += turned[row + p] * a[v + p];
      along /= halves[i];
      for (let p = 0; p < i; p++) turned[row + p] -= along * a[v + p];
    }
    turned[v + i] = 1;
  }
}

/**
 * Turns a tridiagonal matrix until it is diagonal.
 *
 * @param diagonal in, and out: the eigenvalues
 * @param beside in, overwritten
 * @param vectors in, d rows, and out: as they are turned
 */
function diagonalize(
  d: number,
  diagonal: Float64Array,
  beside: Float64Array,
  vectors: Float64Array,
): void {
  for (let first = 0; first < d; first++) {
    for (let step = 0; step < MOST_STEPS; step++) {
      // Where adding it to the diagonal would change nothing, the matrix falls into two.
      let end = first;
      while (
        end < d - 1 &&
        Math.abs(beside[end]) > 2 ** -53 * (Math.abs(diagonal[end]) + Math.abs(diagonal[end + 1]))
      ) {
        end++;
      }
      if (end === first) break;
      const slope = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
      const root = hypotenuse(slope, 1);
      let g =
        diagonal[end] - diagonal[first] + beside[first] / (slope + (slope < 0 ? -root : root));
      let sine = 1;
      let cosine = 1;
      let shift = 0;
      let i = end - 1;
      for (; i >= first; i--) {
        const f = sine * beside[i];
        const b = cosine * beside[i];
        const r = hypotenuse(f, g);
        beside[i + 1] = r;
        if (r === 0) break;
        sine = f / r;
        cosine = g / r;
        g = diagonal[i + 1] - shift;
        const t = (diagonal[i] - g) * sine + 2 * cosine * b;
        shift = sine * t;
        diagonal[i + 1] = g + shift;
        g = cosine * t - b;
        turn(vectors, i * d, d, cosine, sine);
      }
      diagonal[i + 1] -= shift;
      if (i < first) beside[first] = g;
      beside[end] = 0;
    }
  }
}

/** √(a² + b²). Not Math.hypot, whose last digit differs between engines. */
function hypotenuse(a: number, b: number): number {
  const larger = Math.max(Math.abs(a), Math.abs(b));
  return larger > 1e150 ? larger : Math.sqrt(a * a + b * b);
}

/** Turns the row at `at` and the one behind it in their plane. */
function turn(rows: Float64Array, at: number, d: number, cosine: number, sine: number): void {
  for (let x = at, y = at + d; x < at + d; x++, y++) {
    const b = rows[y];
    rows[y] = sine * rows[x] + cosine * b;
    rows[x] = cosine * rows[x] - sine * b;
  }
}
