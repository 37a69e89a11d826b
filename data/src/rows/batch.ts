import type { RowRange } from "../source.js";

/** Numbers of one column in a batch: that of row i stands at `start + i × stride`. */
export interface Values {
  readonly numbers: ArrayLike<number>;
  readonly start: number;
  readonly stride: number;
}

/** Some rows of a table as they come from a file, NaN where there is no value. */
export interface Batch {
  /** The first row, counted from 0 in the table. */
  readonly first: number;
  readonly count: number;
  /** Coordinates, and behind them the weight where there are weights. */
  readonly columns: readonly Values[];
  /** The line of each row, where the file has lines; the first is 1. */
  readonly lines?: ArrayLike<number>;
}

/** A column that is read. */
export interface Column {
  readonly name: string;
  /** Whether it may hold integers so large that a number would not be the same. */
  readonly isWide: boolean;
  readonly isFloat32: boolean;
}

/** Rows that are wanted, all counts from 0. */
export type Rows = Required<RowRange>;

/** A table in a file, of which some columns are read. */
export interface Table {
  /** For messages. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** A column of weights, behind the others in every batch. */
  readonly weights?: Column | undefined;
  readonly rows?: number | undefined;
  /** Refuses a file that is not as it was when it was opened. */
  checkUnchanged?(): Promise<void>;
  /** Reads at least the rows that are wanted, in order and without gaps. */
  batches(rows: Rows): AsyncIterable<Batch>;
}

/** A column that stands alone in memory. */
export function columnOf(numbers: ArrayLike<number>): Values {
  return { numbers, start: 0, stride: 1 };
}
