import type { Model } from "./algorithm.js";
import type { TableSummary } from "../table/summary.js";

/** What there is to say where the direction of rows alone counts. */

/** As a part of a heading. */
export const cosineTitle = "by cosine";

export function isCosine(model: Model): boolean {
  return "distance" in model && model.distance === "cosine";
}

/** The mean cosine between rows and their centroids. */
export function meanCosine(inertia: number, { count }: TableSummary): number {
  // Rounding may put the inertia of rows that point all ways a hair above 2 a row.
  return Math.max(0, 1 - inertia / (2 * count));
}

/** What the figures of a centroid are. */
export function directionsRule({ standardize }: TableSummary): string {
  return standardize
    ? "centroids are directions: at length 1 from the means, in standard deviations"
    : "centroids are directions, of length 1";
}

/** What the library says of a row without a direction, with its place in the file. */
export function withoutDirection(
  error: unknown,
  { title, place, lineOf }: Pick<TableSummary, "title" | "place" | "lineOf">,
) {
  if (!(error instanceof RangeError)) return undefined;
  const got = /got zeros(, once standardized,)? at row (\d+) \(from 0\)$/.exec(error.message);
  if (got === null) return undefined;
  const row = Number(got[2]);
  const what = `every value in use is ${got[1] ? "the mean of its column" : "0"}`;
  return new Error(
    `${title} ${place} ${lineOf(row)}: ${what}, so the row has no direction, which the ` +
      "cosine distance needs; leave it out",
    { cause: error },
  );
}
