import { gzipSync } from "node:zlib";
import { utils, write } from "@e965/xlsx";
import { Float64, Table, Utf8, tableToIPC, vectorFromArray, type Vector } from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";

/** A table: columns of numbers or of text, null where nothing is known. */
export type Columns = Readonly<Record<string, readonly (number | string | null)[]>>;

type Writer = (columns: Columns) => Uint8Array | string;

export function records(columns: Columns): Record<string, number | string | null>[] {
  const [first] = Object.values(columns);
  return first.map((_, row) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]])),
  );
}

/** Lines of fields, of which a number has as many digits as it takes. */
export function delimited(
  columns: Columns,
  delimiter: string,
  { decimal = ".", missing = "" } = {},
): string {
  const rows = records(columns).map((record) =>
    Object.values(record).map((value) => {
      if (typeof value !== "number") return value ?? missing;
      return (Object.is(value, -0) ? "-0" : String(value)).replace(".", decimal);
    }),
  );
  const names = Object.keys(columns).map((name) => (name.includes(" ") ? `"${name}"` : name));
  return [names, ...rows].map((row) => `${row.join(delimiter)}\n`).join("");
}

/** As JSON, which has a zero with a sign, whatever its writer here believes. */
export function json(value: unknown, indent?: number): string {
  const mark = "minus zero";
  const text = JSON.stringify(
    value,
    (_, one: unknown) => (Object.is(one, -0) ? mark : one),
    indent,
  );
  return text.replaceAll(`"${mark}"`, "-0");
}

function isText(values: Columns[string]): boolean {
  return values.some((value) => typeof value === "string");
}

export function arrow(columns: Columns, form: "file" | "stream" = "file"): Uint8Array {
  const vectors: Record<string, Vector> = {};
  for (const [name, values] of Object.entries(columns)) {
    vectors[name] = vectorFromArray(values, isText(values) ? new Utf8() : new Float64());
  }
  return tableToIPC(new Table(vectors), form);
}

/** How the pages of a Parquet file are packed. */
type Codec = "SNAPPY" | "GZIP" | "ZSTD" | "UNCOMPRESSED";

/** Bytes as a frame of Zstandard that holds them as they are, after its specification. */
function zstdStored(bytes: Uint8Array): Uint8Array {
  const start = Buffer.alloc(12);
  start.writeUInt32LE(0xfd2fb528, 0);
  // A size of four bytes, and a single segment.
  start.writeUInt8(0xa0, 4);
  start.writeUInt32LE(bytes.length, 5);
  // The last block, raw.
  start.writeUIntLE(bytes.length * 8 + 1, 9, 3);
  return Buffer.concat([start, bytes]);
}

export function parquet(columns: Columns, rowGroupSize = 2, codec: Codec = "SNAPPY"): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: Object.entries(columns).map(([name, values]) => ({
        name,
        data: [...values],
        type: isText(values) ? "STRING" : "DOUBLE",
        nullable: true,
      })),
      rowGroupSize,
      codec,
      compressors: { GZIP: (bytes) => new Uint8Array(gzipSync(bytes)), ZSTD: zstdStored },
    }),
  );
}

/** An array as NumPy writes it, after its format's specification. */
export function npy(
  descr: string,
  shape: readonly number[],
  data: ArrayBufferView,
  fortran = false,
): Uint8Array {
  const order = fortran ? "True" : "False";
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${sizes}), }`;
  const padded = `${header.padEnd(128 - 10 - 1)}\n`;
  const start = Buffer.concat([Buffer.from("\x93NUMPY\x01\x00vv", "latin1"), Buffer.from(padded)]);
  start.writeUInt16LE(padded.length, 8);
  return Buffer.concat([start, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

export function xlsx(...sheets: readonly Columns[]): Uint8Array {
  const book = utils.book_new();
  for (const columns of sheets) {
    const sheet = utils.json_to_sheet(records(columns));
    utils.book_append_sheet(book, sheet);
  }
  return new Uint8Array(write(book, { type: "array", bookType: "xlsx" }) as ArrayBuffer);
}

/** A writer for each kind of file that has names. */
export const writers: Readonly<Record<string, Writer>> = {
  csv: (columns) => delimited(columns, ","),
  tsv: (columns) => delimited(columns, "\t"),
  json: (columns) => json(records(columns), 1),
  "columns.json": (columns) => json(columns, 1),
  ndjson: (columns) =>
    records(columns)
      .map((record) => `${json(record)}\n`)
      .join(""),
  arrow: (columns) => arrow(columns),
  arrows: (columns) => arrow(columns, "stream"),
  parquet: (columns) => parquet(columns),
  xlsx: (columns) => xlsx(columns),
};
