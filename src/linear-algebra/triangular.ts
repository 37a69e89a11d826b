/**
 * What is solved in place with L, unit lower triangular, whose rows below the diagonal are packed:
 * row i begins i (i − 1) / 2 behind `at`. Without an array a call, as for every row of a table.
 */

/**
 * x = L⁻¹ x.
 *
 * @param at where L begins in `lower`
 * @param x in and out; 0 before `from`
 */
export function solveLower(lower: Float64Array, at: number, x: Float64Array, from = 0): void {
  const d = x.length;
  for (let i = from + 1; i < d; i++) {
    const row = at + (i * (i - 1)) / 2;
    let value = x[i];
    for (let j = from; j < i; j++) value -= lower[row + j] * x[j];
    x[i] = value;
  }
}

/**
 * x = L⁻ᵀ x.
 *
 * @param at where L begins in `lower`
 * @param x in and out
 */
export function solveUpper(lower: Float64Array, at: number, x: Float64Array): void {
  for (let i = x.length - 1; i > 0; i--) {
    const row = at + (i * (i - 1)) / 2;
    const value = x[i];
    for (let j = 0; j < i; j++) x[j] -= lower[row + j] * value;
  }
}

/** A number within the range of float64: of what overflowed the largest, and 0 where that has no sign. */
export function bounded(value: number): number {
  return Math.max(Math.min(value, Number.MAX_VALUE), -Number.MAX_VALUE) || 0;
}
