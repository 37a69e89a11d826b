import { checkInteger, checkRecord } from "../check.js";
import type { Numbers } from "../types.js";

/** Which rows of a table statistics are taken of. */
export interface StatisticsOptions {
  /**
   * Which row of the whole table the first of these is, from 0. Default: they are a table of their own.
   * In soft k-means and mixtures, whose rows are summed in blocks of 2,048, it is a multiple of that,
   * and every part but the last holds whole blocks: then parts have the bits of the whole.
   */
  readonly rowStart?: number | undefined;
  /**
   * One non-negative number per point: how often it counts. Default: all 1. A row of weight 0 is as if absent;
   * in soft k-means and mixtures it is refused where there is a `rowStart`, which counts rows
   * that are there.
   */
  readonly weights?: Numbers | undefined;
}

/** Blocks of rows are counted in 32 bits. */
const MOST_ROWS = 2 ** 40;

/** What of the options is not about weights, which have yet to be checked against the rows. */
export interface CheckedOptions {
  readonly rowStart: number | undefined;
  readonly weights: unknown;
  readonly given: Record<string, unknown>;
}

/** @param own what one class takes beside the common ones */
export function checkStatisticsOptions(
  options: unknown,
  own: readonly string[] = [],
): CheckedOptions {
  const given = checkRecord("options", options, ["rowStart", "weights", ...own]);
  const { rowStart, weights } = given;
  return {
    rowStart:
      rowStart === undefined
        ? undefined
        : checkInteger("rowStart", rowStart, 0, MOST_ROWS, "0..2^40"),
    weights,
    given,
  };
}

/** Where `count` rows lie in the whole table, if that is known. */
export function rangeOf(rowStart: number | undefined, count: number) {
  return rowStart === undefined ? undefined : { start: rowStart, end: rowStart + count };
}
