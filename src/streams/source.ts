import type { PointsLike } from "../points/points.js";
import type { Numbers, Precision } from "../types.js";

/** Which rows of a source are wanted. */
export interface RowRange {
  /** The first of them, from 0. Default: 0. */
  readonly rowStart?: number;
  /** The first that is not wanted any more. Default: none, all are. */
  readonly rowEnd?: number;
}

/**
 * Some rows of a source: numbers in a typed array, row after row, or points in any other form; or
 * these with one weight a row.
 */
export type StreamChunk =
  PointsLike | { readonly points: PointsLike; readonly weights?: Numbers | undefined };

/**
 * A table that is read in chunks, again in each pass. `mixtura-data` makes sources of files, and
 * whatever has these fields is one.
 *
 * @example
 * const source = {
 *   dimensions: 1,
 *   *open({ rowStart = 0 } = {}) {
 *     for (let row = rowStart; row < 4; row++) yield new Float64Array([[1, 2, 10, 11][row]]);
 *   },
 * };
 * (await KMeans.fitStream(source, { k: 2 })).sizes; // [2, 2]
 */
export interface StreamSource {
  /** Numbers in a row. */
  readonly dimensions: number;
  /** How many rows there are, where that is known before they are read. */
  readonly rows?: number | undefined;
  /** How numbers are kept there. Default: as the first chunk has them. */
  readonly precision?: Precision | undefined;
  /**
   * Begins to read, anew with every call: the same rows in the same order, from `rowStart` on. Where
   * reading ends early, the iterator's `return` is called.
   *
   * @param range which rows; default: all
   */
  open(range?: RowRange): AsyncIterable<StreamChunk> | Iterable<StreamChunk>;
}
