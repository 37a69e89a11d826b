export { openArrow } from "./formats/arrow/arrow.js";
export { openCsv } from "./formats/csv/csv.js";
export { openNpy } from "./formats/npy.js";
export { openParquet } from "./formats/parquet/parquet.js";
export {
  fromIterable,
  type AnyIterable,
  type IterableOptions,
  type Rowlike,
} from "./from-iterable.js";
export { fromWebStream } from "./from-web-stream.js";
export type { SourceInput } from "./input/input.js";
export { openSource } from "./open-source.js";
export type { CsvOptions, RowOptions, SourceOptions } from "./options.js";
export type { DataSource, RowRange, StreamChunk, StreamSource } from "./source.js";
