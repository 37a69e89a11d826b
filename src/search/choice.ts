import { HamerlySearch } from "./hamerly.js";
import { LEAST_DIMENSIONS, YinyangSearch } from "./yinyang.js";
import { unitOf } from "./drift.js";
import type { Rows } from "../core/rows.js";
import { PlainSearch, type Search, type SearchArrays } from "./search.js";

type Way = "plain" | "hamerly" | "yinyang";

/** Fewer rows than this are searched before bounds are set up. */
const FEW_ROWS = 512;

/**
 * Values in the centroids, k × d, from which groups pay. With noise they take 0.7 of the time of
 * Hamerly's bound at d = 128, k = 256 and 0.85 at 64, 64, but 1.1 at 16, 64; with blobs 0.95 to 1.1.
 */
const MANY_VALUES = 4096;

function wayOf(n: number, d: number, k: number): Way {
  if (n < FEW_ROWS || k === 1) return "plain";
  if (k >= 64 && d >= LEAST_DIMENSIONS && k * d >= MANY_VALUES) return "yinyang";
  return "hamerly";
}

/**
 * Data smaller than 1 / this are searched by the rule alone: squares of differences are subnormal
 * there, or 0, so that the rule's own labels are coarse, and bounds know better than it.
 */
export const SUBNORMAL_SQUARES = 2 ** 400;

/** The way that is fastest for a fit of this shape. */
export function searchFor(rows: Rows, k: number, arrays: SearchArrays): Search {
  const { count, dimensions } = rows;
  if (unitOf(rows) > SUBNORMAL_SQUARES) return new PlainSearch(rows, k, arrays);
  switch (wayOf(count, dimensions, k)) {
    case "plain":
      return new PlainSearch(rows, k, arrays);
    case "hamerly":
      return new HamerlySearch(rows, k, arrays);
    case "yinyang":
      return new YinyangSearch(rows, k, arrays);
  }
}

/** Bytes of linear memory that {@link searchFor} will need. */
export function searchBytes(n: number, d: number, k: number): number {
  switch (wayOf(n, d, k)) {
    case "plain":
      return PlainSearch.bytes();
    case "hamerly":
      return HamerlySearch.bytes(n, d, k);
    case "yinyang":
      return YinyangSearch.bytes(n, d, k);
  }
}
