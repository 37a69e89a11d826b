import { rangeError } from "../check.js";
import { roundingOfLength, toUnitLength } from "../linear-algebra/unit-length.js";
import type { FittedState } from "../starts/fitted.js";
import type { Precision, Standardization } from "../types.js";
import { inUsersUnits, sameStandardization, standardized } from "./standardize.js";

/** Points of a start as they are given: in the user's units, or in those of the model that they are of. */
interface GivenPoints {
  readonly of?: FittedState | undefined;
}

/** Points of a start, row-major, as they are among the rows of a fit; the very same where its model has seen rows alike. */
export function pointsAmong(
  points: readonly number[],
  { of }: GivenPoints,
  standardization: Standardization | undefined,
): readonly number[] {
  if (sameStandardization(of?.standardization, standardization)) return points;
  return standardized(inUsersUnits(points, of?.standardization), standardization);
}

/**
 * A start as it is among the rows that a model sees.
 *
 * @param d how many columns there are
 * @param unitLength how rows are kept that are scaled to length 1; undefined where they are not
 */
export function centroidsAmong<Start extends { readonly kind: string }>(
  start: Start,
  standardization: Standardization | undefined,
  d: number,
  unitLength?: Precision,
): Start {
  if (!("centroids" in start)) return start;
  const given = start as unknown as GivenPoints & { readonly centroids: readonly number[] };
  const centroids = pointsAmong(given.centroids, given, standardization);
  const directed =
    unitLength === undefined ? centroids : directionsOfGiven(centroids, d, unitLength);
  return directed === given.centroids ? start : { ...start, centroids: directed };
}

function directionsOfGiven(
  centroids: readonly number[],
  d: number,
  precision: Precision,
): number[] {
  const rounding = roundingOfLength(d, precision);
  const scaled = [...centroids];
  for (let at = 0; at < scaled.length; at += d) {
    if (toUnitLength(scaled, at, d, rounding)) continue;
    const expected = 'centroids that have a direction for distance "cosine"';
    throw rangeError("start.centroids", expected, `zeros at row ${at / d} (from 0)`);
  }
  return scaled;
}
