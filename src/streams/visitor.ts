import type { Part } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import type { PagedRows } from "./paged-rows.js";

/** What is asked of a page: of its rows, as rows of their own, the first of which is the `first` of all. */
export type Visit = (part: Part, first: number) => Talk<void>;

/** Whoever turns the pages for a question. */
export interface PageVisitor {
  readonly rows: PagedRows;
  /**
   * Visits the pages in their order, held by workers where there are any.
   *
   * @param rowCost what a row costs, in multiplications; 0 where workers have no part in it
   * @param wanted the pages; default: all
   */
  eachPage(rowCost: number, visit: Visit, wanted?: ReadonlySet<number>): Talk<void>;
  /** Copies of rows, positions.length × d, row-major. */
  rowsAt(positions: ArrayLike<number>): Talk<Float64Array>;
}
