import type { AsyncOptions, FlatPoints, StreamOptions, StreamSource } from "mixtura";
import { StreamedTable } from "../streams/streamed-table.js";
import type { Dataset } from "../table/dataset.js";

/** Rows that a model can be fitted to: in memory, or read again and again. */
export type Rows = Dataset | StreamedTable;

/** A class whose models can be fitted to either. */
export interface Fitting<Options, M> {
  readonly name: string;
  fitAsync(points: FlatPoints, options: Options & AsyncOptions): Promise<M>;
  fitStream(source: StreamSource, options: Options & StreamOptions): Promise<M>;
}

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
