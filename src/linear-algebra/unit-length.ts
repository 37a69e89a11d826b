import type { Precision } from "../types.js";
import { powerOfTwoWithin } from "./power-of-two.js";

/**
 * Scales d numbers from `at` on to length 1, in place. Those that have it, but for what rounding
 * makes of a sum of d squares, stay as they are: else a point would not be its own direction, and
 * labels might change for ever.
 *
 * @param rounding by what share lengths may differ and count as the same
 * @returns whether they have a direction: zeros have none, and stay
 */
export function toUnitLength(
  values: { [index: number]: number },
  at: number,
  d: number,
  rounding = roundingOfLength(d, "float64"),
): boolean {
  let largest = 0;
  for (let i = at; i < at + d; i++) largest = Math.max(largest, Math.abs(values[i]));
  if (largest === 0) return false;
  // Beyond all numbers: whoever checks how far rows reach refuses it.
  if (!(largest < Infinity)) return true;
  // A power of two loses no digit, and squares of what is left stay in range.
  const unit = powerOfTwoWithin(largest);
  let squares = 0;
  for (let i = at; i < at + d; i++) {
    const value = values[i] / unit;
    squares += value * value;
  }
  const length = nearPowerOfTwo(Math.sqrt(squares), rounding);
  for (let i = at; i < at + d; i++) values[i] = values[i] / unit / length;
  return true;
}

/** By what share the length of rows that are scaled to 1 may differ from it. */
export function roundingOfLength(d: number, precision: Precision): number {
  return precision === "float32" ? 2 ** -23 : (d + 4) * 2 ** -52;
}

function nearPowerOfTwo(length: number, rounding: number): number {
  const below = powerOfTwoWithin(length);
  const near = length - below > 2 * below - length ? 2 * below : below;
  return Math.abs(length - near) <= rounding * near ? near : length;
}
