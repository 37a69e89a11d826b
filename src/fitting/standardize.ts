import { logarithms } from "../core/logarithms.js";
import type { Standardization } from "../types.js";

/** Points among standardized rows, row-major, in the user's units. */
export function inUsersUnits(
  points: readonly number[],
  standardization: Standardization | undefined,
): readonly number[] {
  if (standardization === undefined) return points;
  const { means, scales } = standardization;
  const d = means.length;
  return points.map((value, i) => value * scales[i % d] + means[i % d]);
}

/** Points in the user's units, row-major, as they lie among standardized rows. */
export function standardized(
  points: readonly number[],
  standardization: Standardization | undefined,
): readonly number[] {
  if (standardization === undefined) return points;
  const { means, scales } = standardization;
  const d = means.length;
  return points.map((value, i) => (value - means[i % d]) / scales[i % d]);
}

/** The logarithm of a density in the user's units less that of one among standardized rows. */
export function densityShift(standardization: Standardization | undefined): number {
  if (standardization === undefined) return 0;
  return -logarithms([...standardization.scales]).reduce((sum, log) => sum + log, 0);
}

/** Whether two fits see rows alike. */
export function sameStandardization(
  a: Standardization | undefined,
  b: Standardization | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  const same = (x: readonly number[], y: readonly number[]) =>
    x.length === y.length && x.every((value, i) => value === y[i]);
  return same(a.means, b.means) && same(a.scales, b.scales);
}

/** A copy for users: what they write into it reaches no prediction. */
export function copyOfStandardization(
  standardization: Standardization | undefined,
): Standardization | undefined {
  return (
    standardization && {
      means: [...standardization.means],
      scales: [...standardization.scales],
    }
  );
}
