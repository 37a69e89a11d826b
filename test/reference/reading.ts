/**
 * What is read off a Gaussian, in plain TypeScript: the inverse of its covariance, distances in its
 * standard deviations, and how far a coordinate lies from what the others let expect.
 */

import type { Point } from "./k-means.js";

/** A⁻¹ by elimination with pivots (Gauss & Jordan). */
export function inverse(matrix: readonly Point[]): number[][] {
  const d = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < d; column++) {
    let pivot = column;
    for (let i = column; i < d; i++) {
      if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    }
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const first = rows[column][column];
    rows[column] = rows[column].map((value) => value / first);
    for (let i = 0; i < d; i++) {
      const share = rows[i][column];
      if (i !== column) rows[i] = rows[i].map((value, j) => value - share * rows[column][j]);
    }
  }
  return rows.map((row) => row.slice(d));
}

function product(a: Point, b: Point): number {
  return a.reduce((sum, value, j) => sum + value * b[j], 0);
}

function times(matrix: readonly Point[], x: Point): number[] {
  return matrix.map((row) => product(row, x));
}

/** √((x − μ)ᵀ Σ⁻¹ (x − μ)). */
export function mahalanobis(x: Point, mean: Point, covariance: readonly Point[]): number {
  const e = x.map((value, j) => value - mean[j]);
  return Math.sqrt(product(e, times(inverse(covariance), e)));
}

/**
 * By conditioning a Gaussian on all coordinates but one (Bishop 2006, section 2.3.1): how far that
 * one lies from its conditional mean, in conditional standard deviations.
 */
export function deviations(x: Point, mean: Point, covariance: readonly Point[]): number[] {
  const e = x.map((value, j) => value - mean[j]);
  return e.map((own, j) => {
    const without = <T>(values: readonly T[]) => values.filter((_, i) => i !== j);
    const others = inverse(without(covariance).map(without));
    const slopes = times(others, without(covariance[j]));
    const expected = product(slopes, without(e));
    const variance = covariance[j][j] - product(slopes, without(covariance[j]));
    return (own - expected) / Math.sqrt(variance);
  });
}
