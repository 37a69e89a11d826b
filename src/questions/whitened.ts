import type { Part } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";
import { powerOfTwoWithin } from "../linear-algebra/power-of-two.js";
import { bounded, solveLower, solveUpper } from "../linear-algebra/triangular.js";

/**
 * Gaussians as rows are measured by them: Σ = S L D Lᵀ S. S are powers of two near the deviations
 * of the columns, so that L and D stay in range whatever units columns come in, and bits the same.
 *
 * Of every list there is one part a component, or one that all share.
 */
export interface Whitening {
  /** How many dimensions. */
  readonly d: number;
  /** μ, k × d. */
  readonly means: Float64Array;
  /** S. */
  readonly units: Float64Array;
  /** D. */
  readonly variances: Float64Array;
  /** Rows of L below its diagonal, packed; none where every Σ is diagonal. */
  readonly lower: Float64Array;
}

/** Differences beyond this, in units, or below its inverse are measured in units of their own: their squares would leave the range of float64. */
const FAR = 2 ** 300;

/** Where the covariance of a component begins among units and variances. */
function ofComponent({ units, d }: Whitening, c: number): number {
  return (c * d) % units.length;
}

/** Where its L begins. */
function lowerOf({ lower, d }: Whitening, c: number): number {
  return (c * ((d * (d - 1)) / 2)) % Math.max(lower.length, 1);
}

/**
 * z = L⁻¹ S⁻¹ (x − μ), whose coordinates are independent of each other, with variances D. From
 * the difference, so that nothing cancels far from the origin.
 *
 * @param values in which x begins at `from`
 * @param z out, d values, to be multiplied by what is returned: 1 but where they would overflow
 */
function whiten(
  whitening: Whitening,
  c: number,
  values: Float64Array | Float32Array,
  from: number,
  z: Float64Array,
): number {
  const { d, means, units, lower } = whitening;
  const own = ofComponent(whitening, c);
  const mean = c * d;
  let most = 0;
  for (let j = 0; j < d; j++) {
    z[j] = (values[from + j] - means[mean + j]) / units[own + j];
    most = Math.max(most, Math.abs(z[j]));
  }
  let unit = 1;
  if (most > FAR || (most < 1 / FAR && most > 0)) {
    unit = powerOfTwoWithin(most);
    for (let j = 0; j < d; j++) z[j] /= unit;
  }
  if (lower.length > 0) solveLower(lower, lowerOf(whitening, c), z);
  return unit;
}

/** √(zᵀ D⁻¹ z) of every row and component, n × k, row-major: Mahalanobis distances. */
export function* mahalanobisDistances(part: Part, whitening: Whitening): Talk<Float64Array> {
  const { rows, pace } = part;
  const { d, means, variances, lower } = whitening;
  const k = means.length / d;
  const result = new Float64Array(rows.count * k);
  const z = new Float64Array(d);
  const measure = (first: number, count: number) => {
    const values = rows.view(first, count);
    for (let row = 0, at = first * k; row < count; row++) {
      for (let c = 0; c < k; c++) {
        const unit = whiten(whitening, c, values, row * d, z);
        const own = ofComponent(whitening, c);
        let squares = 0;
        for (let j = 0; j < d; j++) squares += (z[j] * z[j]) / variances[own + j];
        const distance = unit * Math.sqrt(squares);
        // Not Math.min: a NaN, from what overflowed, is as far as can be, too.
        result[at++] = distance < Number.MAX_VALUE ? distance : Number.MAX_VALUE;
      }
    }
  };
  const width = lower.length > 0 ? (d + 3) / 2 : 2;
  yield* inRanges(rows.count, VALUE_COST * k * d * width, measure, pace);
  return result;
}

/**
 * P_jj^½ of every component, P being (L D Lᵀ)⁻¹: the inverse of the deviation that the other
 * coordinates leave unexplained of each. As sums of squares, for differences might come to nothing.
 */
function* rootsOfPrecisions(part: Part, { d, variances, lower }: Whitening): Talk<Float64Array> {
  const roots = new Float64Array(variances.length);
  const column = new Float64Array(d);
  const size = (d * (d - 1)) / 2;
  const find = (first: number, count: number) => {
    for (let i = first; i < first + count; i++) {
      const j = i % d;
      const own = i - j;
      column.fill(0);
      column[j] = 1;
      solveLower(lower, (own / d) * size, column, j);
      let squares = 0;
      for (let p = j; p < d; p++) squares += (column[p] * column[p]) / variances[own + p];
      roots[i] = Math.sqrt(squares);
    }
  };
  yield* inRanges(roots.length, VALUE_COST * d * (1 + d / 4), find, part.pace);
  return roots;
}

/**
 * (P e)_j / P_jj^½ of every row and coordinate under the component of its label, n × d, row-major:
 * e = x − μ less what the other coordinates let expect of it, in standard deviations of what they
 * leave unexplained.
 */
export function* conditionalDeviations(
  part: Part,
  labels: Int32Array,
  whitening: Whitening,
): Talk<Float64Array> {
  const { rows, pace } = part;
  const { d, variances, lower } = whitening;
  const result = new Float64Array(rows.count * d);
  const z = new Float64Array(d);
  const correlated = lower.length > 0;
  // What P e is divided by; where P is D⁻¹, e instead, which rounds once.
  const roots = correlated ? yield* rootsOfPrecisions(part, whitening) : variances.map(Math.sqrt);
  const measure = (first: number, count: number) => {
    const values = rows.view(first, count);
    for (let row = 0; row < count; row++) {
      const c = labels[first + row];
      const own = ofComponent(whitening, c);
      const unit = whiten(whitening, c, values, row * d, z);
      if (correlated) {
        for (let j = 0; j < d; j++) z[j] /= variances[own + j];
        solveUpper(lower, lowerOf(whitening, c), z);
      }
      const at = (first + row) * d;
      for (let j = 0; j < d; j++) result[at + j] = bounded(unit * (z[j] / roots[own + j]));
    }
  };
  yield* inRanges(rows.count, VALUE_COST * d * (correlated ? d + 4 : 2), measure, pace);
  return result;
}
