import type { AsyncOptions } from "mixtura";
import type { Fitting } from "../cluster/fitting.js";
import { StreamedTable } from "../streams/streamed-table.js";
import type { Dataset } from "../table/dataset.js";

/** Rows that a model can be fitted to: in memory, or read again and again. */
export type Rows = Dataset | StreamedTable;

/** Fits a model, which is the same to the bit wherever the rows are. */
export function fittedTo<Options, M>(
  Model: Fitting<Options, M>,
  rows: Rows,
  options: Options & AsyncOptions,
): Promise<M> {
  if (!(rows instanceof StreamedTable)) return Model.fitAsync(rows.points, options);
  // In memory, too, numbers of 32 bits are computed with in 64.
  return rows.fitted(Model, { ...options, precision: "float64" });
}
