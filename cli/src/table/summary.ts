import type { Indicator, OneHot } from "../files/reading.js";
import type { Spread } from "./spread.js";

/** What is known of a table, whoever holds its rows. */
export interface TableSummary {
  /** What to call it in a heading. */
  readonly title: string;
  /** How many data rows the file has. */
  readonly rows: number;
  /** How many of them lack no value. */
  readonly count: number;
  /** What the file counts, to point into it; in a stream with gaps, those rows alone that lack no value. */
  readonly place: "line" | "row" | "complete row";
  /** The place in the file of one of the rows that lack no value. */
  readonly lineOf: (row: number) => number;
  readonly columns: readonly string[];
  /** Those of the columns that a name with a category has chosen. */
  readonly indicators: readonly Indicator[];
  /** Columns of categories, of which the last of the columns are made. */
  readonly oneHot: readonly OneHot[];
  /** What stands where a value is missing, of each column; undefined: such rows are dropped. */
  readonly means: readonly number[] | undefined;
  /** Of each column, in original units. */
  readonly spreads: readonly Spread[];
  /** Whether columns are to be put on one scale for a fit. */
  readonly standardize: boolean;
}
