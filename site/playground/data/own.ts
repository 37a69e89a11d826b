import type { Table } from "./table.js";

/** Points of the visitor's file. */
export interface Own {
  readonly name: string;
  readonly table: Table;
  /** What stands in the file beside them; a link has none of it. */
  readonly source?: Source;
  /** What they came with, where it is not the file itself: from whomever. */
  readonly origin?: "link" | "saved state";
}

/** A file as it is written: all columns, all rows. */
export interface Source {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The row that each point is from. */
  readonly used: readonly number[];
}
