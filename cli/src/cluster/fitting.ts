import type { AsyncOptions, FlatPoints, StreamOptions, StreamSource } from "mixtura";

/** A class whose models can be fitted to rows in memory and to rows that are read again and again. */
export interface Fitting<Options, M> {
  readonly name: string;
  fitAsync(points: FlatPoints, options: Options & AsyncOptions): Promise<M>;
  fitStream(source: StreamSource, options: Options & StreamOptions): Promise<M>;
}
