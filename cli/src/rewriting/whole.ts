import type { Source } from "../files/source.js";
import type { Layout } from "../table/read-table.js";
import type { Added } from "./added.js";

/** A file that is held in memory as a whole, to be written again. */
export interface Whole {
  /** The same kind of file, with further columns. */
  with(added: Added): Uint8Array | Promise<Uint8Array>;
  /** What stands in it, for files of other kinds. */
  cells(): Cells | Promise<Cells>;
}

/** The value of a data row in a column, of whatever type. */
export type Cells = (row: number, column: number) => unknown;

/** @param bytes all of them, which start their buffer */
export type Opened = (
  bytes: Uint8Array<ArrayBuffer>,
  source: Source,
  layout: Layout,
) => Whole | Promise<Whole>;
