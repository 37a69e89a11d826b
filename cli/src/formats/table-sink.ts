import type { Source } from "../files/source.js";

/** What a field holds: text, which may be a number or missing to its reader; a number; or nothing. */
export type Cell = string | number | null;

/** Whether the columns have names, and what is counted to point into a file. */
export type Shown = Partial<Pick<Source, "header" | "place">>;

/** Takes in a table, of whatever format. Rows are of the length of the names. */
export interface TableSink {
  /** Indices of the columns that are wanted, once the names are known; it may become shorter. */
  readonly used: readonly number[];
  /**
   * Takes the names of the columns where they are no row of the table.
   *
   * @param place the line or row on which they stand
   * @param shown what the file shows of itself that its kind did not tell
   */
  begin(names: readonly string[], place: number, shown?: Shown): void;
  /**
   * Takes a row; without names before it, the first.
   *
   * @param end the line on which it ends, where that is not its place
   */
  row(cells: readonly Cell[], place: number, end?: number): void;
  /**
   * Takes rows that follow each other, column by column.
   *
   * @param columnAt gives a column by its index; only those that are wanted are asked for
   * @param place that of the first of the rows
   */
  rows(columnAt: (index: number) => ArrayLike<Cell>, count: number, place: number): void;
}
