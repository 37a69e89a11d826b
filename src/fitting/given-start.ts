import { rangeError } from "../check.js";
import { toUnitLength } from "../linear-algebra/unit-length.js";
import type { Standardization } from "../types.js";
import { largest } from "./fit.js";
import { standardized } from "./standardize.js";

/**
 * A start, given in the user's units, as it is among the rows that a model sees.
 *
 * @param d how many columns there are
 * @param unitLength whether rows are scaled to length 1
 */
export function centroidsAmong<Start extends { readonly kind: string }>(
  start: Start,
  standardization: Standardization | undefined,
  d: number,
  unitLength = false,
): Start {
  if ((standardization === undefined && !unitLength) || !("centroids" in start)) return start;
  let centroids = standardized(start.centroids as readonly number[], standardization);
  if (unitLength) {
    const scaled = [...centroids];
    for (let at = 0; at < scaled.length; at += d) {
      if (toUnitLength(scaled, at, d)) continue;
      const expected = 'centroids that have a direction for distance "cosine"';
      throw rangeError("start.centroids", expected, `zeros at row ${at / d} (from 0)`);
    }
    centroids = scaled;
  }
  return { ...start, centroids };
}

/** What a start gives of positions, for a message, and their largest magnitude. */
export function givenCentroids(start: { readonly kind: string }): {
  readonly name: string;
  readonly magnitude: number;
} {
  const magnitude = "centroids" in start ? largest(start.centroids as readonly number[]) : 0;
  return { name: "start.centroids", magnitude };
}
