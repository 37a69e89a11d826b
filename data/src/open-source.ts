import { openArrow } from "./formats/arrow/arrow.js";
import { openCsv } from "./formats/csv/csv.js";
import { openNpy } from "./formats/npy.js";
import { openParquet } from "./formats/parquet/parquet.js";
import { withBytes } from "./input/file.js";
import { inputOf, type SourceInput } from "./input/input.js";
import { latin1 } from "./latin1.js";
import type { CsvOptions } from "./options.js";
import type { DataSource } from "./source.js";

/** What files start with, by who opens them. */
const starts = [
  ["PAR1", openParquet],
  ["ARROW1", openArrow],
  ["\xff\xff\xff\xff", openArrow],
  ["\x93NUMPY", openNpy],
] as const;

/** What files are called that may start with anything. */
const isText = /\.(csv|tsv|tab|txt)$/i;

/** What files are called, for those that are damaged at their start. */
const kinds = [
  [/\.(parquet|pq)$/i, openParquet],
  [/\.(arrow|arrows|feather|ipc)$/i, openArrow],
  [/\.npy$/i, openNpy],
] as const;

/**
 * Opens a file of whatever kind: by what it starts with, or else by how its name ends. What does
 * neither is read as CSV if it is text. A file at a URL is read part by part, and no message shows
 * more of the URL than its origin and path: `openSource("https://host/t.parquet?signature=…")`.
 *
 * @param input a path (in Node), a URL that starts with http:// or https://, a Blob or a File
 * @param options what to read of it, and how; default: all columns that hold numbers
 * @throws Error where it is of no known kind, and what the kind's own function throws; at a URL also
 *   where there is no such file, no permission, no server, or one that sends no ranges
 *
 * @example
 * ```ts
 * import { openSource } from "mixtura-data";
 *
 * const source = await openSource(new File(["x;y\n1;2\n"], "points.csv"), { delimiter: ";" });
 * console.log(source.columns); // ["x", "y"]
 * ```
 */
export async function openSource(
  input: SourceInput,
  options: CsvOptions = {},
): Promise<DataSource> {
  const file = await inputOf(input);
  const head = await withBytes(file, (bytes) => bytes.read(0, Math.min(file.size, 4096)));
  const start = latin1(head.subarray(0, 8));
  const open =
    starts.find(([magic]) => start.startsWith(magic))?.[1] ??
    kinds.find(([name]) => name.test(file.name))?.[1];
  if (open) return await open(input, options);
  if (start.startsWith("\x1f\x8b")) {
    throw new Error(`${file.name}: the file is packed by gzip; unpack it first`);
  }
  if (isText.test(file.name) || !head.includes(0)) return await openCsv(input, options);
  throw new Error(
    `${file.name}: expected Parquet, CSV, Arrow or .npy, got a file that starts as none of them`,
  );
}
