/** Rows in order: row-major numbers, n × d; or these with one weight a row. */
export type StreamChunk =
  | Float64Array
  | Float32Array
  | { readonly points: Float64Array | Float32Array; readonly weights?: Float64Array };

/** Rows `[rowStart, rowEnd)` of a table, counted from 0: all where neither is given. */
export interface RowRange {
  /** @defaultValue 0 */
  readonly rowStart?: number;
  /** The row behind the last; beyond the end of the table: its end. @defaultValue the end */
  readonly rowEnd?: number;
}

/** What a fit reads rows from, pass after pass. */
export interface StreamSource {
  /** d, how many numbers a row has. */
  readonly dimensions: number;
  /** How many rows, where known before reading. */
  readonly rows?: number;
  /** How numbers are kept in the file, so that a fit keeps them alike. */
  readonly precision?: "float64" | "float32";
  /**
   * Reads rows `[rowStart, rowEnd)` in the order of the table, from the beginning again at every
   * call; all by default. Whoever stops early ends the iterator by `return()`, as `break` in a
   * `for await` does: the file is closed then.
   */
  open(range?: RowRange): AsyncIterable<StreamChunk>;
}

/** A source that knows its columns. */
export interface DataSource extends StreamSource {
  /** What is read: a file's name, for messages. */
  readonly name: string;
  /** Names of the d columns, in the order in which a row has them. */
  readonly columns: readonly string[];
  /**
   * How many rows the table has, with those that `missing: "drop"` leaves out; where known before
   * reading. Ranges count the rows that are given.
   */
  readonly tableRows?: number;
  /**
   * How many rows are left out for missing values: so far, while the first pass reads them, and of all
   * from its end on.
   */
  readonly dropped: number;
}
