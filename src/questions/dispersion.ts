import type { Part } from "../data/part.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";
import type { Talk } from "../data/pending.js";
import { powerOfTwoWithin } from "../linear-algebra/power-of-two.js";

/**
 * How rows spread about the means of their clusters, and these about each other. Lengths are in a
 * unit near the largest |x|, a power of two, and weights in one near their sum, so that no square
 * leaves the range of numbers.
 */
export interface Dispersion {
  /** How many rows of positive weight there are. */
  readonly rows: number;
  /** How many clusters have some. */
  readonly clusters: number;
  /** Σ w, as it was given: the number of rows where there are no weights. */
  readonly weight: number;
  /** Σ w‖x − m‖², m the mean of the row's cluster. */
  readonly within: number;
  /** Σ W_c‖m_c − m‖², m the mean of all rows. */
  readonly between: number;
  /** Of each cluster that has rows, Σ w‖x − m‖ / Σ w. */
  readonly spreads: Float64Array;
  /** How far the means of two of these clusters lie from each other. */
  readonly apart: (a: number, b: number) => number;
}

/**
 * In two passes, the means first. Each cluster is measured from the first of its rows: of values
 * that lie near each other, however far from 0, differences are exact, and means have all their
 * digits as sums of such a row and an offset.
 *
 * @param of the cluster of every row, 0..k − 1
 * @param weights one number a row; undefined where each weighs 1
 */
export function* dispersion(
  { rows, pace }: Part,
  of: Int32Array,
  k: number,
  weights: Float64Array | undefined,
): Talk<Dispersion> {
  const d = rows.dimensions;
  const magnitude = rows.largestMagnitude();
  const scale = magnitude === 0 ? 1 : inverseOf(magnitude);
  let weight = rows.count;
  if (weights !== undefined) {
    weight = 0;
    for (let row = 0; row < rows.count; row++) weight += weights[row];
  }
  const share = inverseOf(weight);
  const weightOf = (row: number) => (weights === undefined ? 1 : weights[row]) * share;
  // Of each cluster, in the order in which their rows come.
  const number = new Int32Array(k).fill(-1);
  const origins = new Float64Array(k * d);
  const offsets = new Float64Array(k * d);
  const sizes = new Float64Array(k);
  const spreads = new Float64Array(k);
  let clusters = 0;
  let count = 0;
  let within = 0;

  const addToMeans = (first: number, some: number) => {
    const values = rows.view(first, some);
    for (let i = 0, at = 0; i < some; i++, at += d) {
      const w = weightOf(first + i);
      if (w === 0) continue;
      count++;
      let c = number[of[first + i]];
      if (c < 0) {
        c = number[of[first + i]] = clusters++;
        for (let j = 0; j < d; j++) origins[c * d + j] = values[at + j] * scale;
      }
      sizes[c] += w;
      for (let j = 0; j < d; j++) {
        offsets[c * d + j] += w * (values[at + j] * scale - origins[c * d + j]);
      }
    }
  };
  yield* inRanges(rows.count, VALUE_COST * d, addToMeans, pace);
  for (let c = 0; c < clusters; c++) {
    for (let j = c * d; j < (c + 1) * d; j++) offsets[j] /= sizes[c];
  }

  const addToSpreads = (first: number, some: number) => {
    const values = rows.view(first, some);
    for (let i = 0, at = 0; i < some; i++, at += d) {
      const w = weightOf(first + i);
      if (w === 0) continue;
      const c = number[of[first + i]];
      let square = 0;
      for (let j = 0; j < d; j++) {
        const off = values[at + j] * scale - origins[c * d + j] - offsets[c * d + j];
        square += off * off;
      }
      within += w * square;
      spreads[c] += w * Math.sqrt(square);
    }
  };
  yield* inRanges(rows.count, VALUE_COST * d, addToSpreads, pace);
  for (let c = 0; c < clusters; c++) spreads[c] /= sizes[c];

  const apart = (a: number, b: number) => {
    let square = 0;
    for (let j = 0, ja = a * d, jb = b * d; j < d; j++, ja++, jb++) {
      const gap = origins[ja] - origins[jb] + (offsets[ja] - offsets[jb]);
      square += gap * gap;
    }
    return Math.sqrt(square);
  };
  return {
    rows: count,
    clusters,
    weight,
    within,
    between: betweenOf(d, clusters, sizes, origins, offsets),
    spreads: spreads.subarray(0, clusters),
    apart,
  };
}

/** A power of two that brings a positive number near 1, so that no digit is lost. */
function inverseOf(x: number): number {
  // Of the smallest numbers it would be more than any.
  return Math.min(1 / powerOfTwoWithin(x), 2 ** 1000);
}

/** Σ W_c‖m_c − m‖², where m_c lies at the cluster's offset from its origin. */
function betweenOf(
  d: number,
  clusters: number,
  sizes: Float64Array,
  origins: Float64Array,
  offsets: Float64Array,
): number {
  let total = 0;
  for (let c = 0; c < clusters; c++) total += sizes[c];
  let between = 0;
  for (let j = 0; j < d; j++) {
    // From the mean of the first cluster.
    const from = (c: number) => origins[c * d + j] - origins[j] + (offsets[c * d + j] - offsets[j]);
    let mean = 0;
    for (let c = 0; c < clusters; c++) mean += (sizes[c] / total) * from(c);
    for (let c = 0; c < clusters; c++) {
      const off = from(c) - mean;
      between += sizes[c] * off * off;
    }
  }
  return between;
}
