import type { Rows } from "../core/rows.js";

/**
 * A power of two that brings values of these rows near 1, so that bounds fit into f32
 * whatever the scale of the data. Engines whose logarithms differ may take another one: labels
 * are proven with any. At most 2^400: of smaller values squares in f64 are subnormal, or 0, so
 * that the rule's own labels are coarse; then bounds are too small to hold.
 */
export function unitOf(rows: Rows): number {
  const exponent = Math.log2(rows.largestMagnitude());
  return 2 ** -Math.min(Math.max(Math.ceil(exponent), -400), 1000);
}

/** The drift of each centroid: how far it has moved, × unit, rounded up. */
export function driftsOf(
  from: readonly number[],
  to: readonly number[],
  k: number,
  unit: number,
): number[] {
  const d = to.length / k;
  const drifts: number[] = [];
  for (let c = 0; c < k; c++) {
    let square = 0;
    for (let i = c * d; i < (c + 1) * d; i++) {
      const move = (to[i] - from[i]) * unit;
      square += move * move;
    }
    drifts.push(Math.sqrt(square) * (1 + 2 ** -30));
  }
  return drifts;
}

/** Beyond this, bounds have been stretched so far that new ones are better. */
export const STRETCHED = 2 ** 20;

/** The nearest f32 that is surely not below a positive value. */
export function roundUp(value: number): number {
  return Math.fround(value * (1 + 2 ** -22) + 2 ** -120);
}

export function largestOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
