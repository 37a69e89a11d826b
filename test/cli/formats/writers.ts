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

function delimited(columns: Columns, delimiter: string): string {
  const rows = records(columns).map((record) => Object.values(record));
  return [Object.keys(columns), ...rows]
    .map((row) => `${row.map((value) => value ?? "").join(delimiter)}\n`)
    .join("");
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

export function parquet(columns: Columns, rowGroupSize = 2): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: Object.entries(columns).map(([name, values]) => ({
        name,
        data: [...values],
        type: isText(values) ? "STRING" : "DOUBLE",
        nullable: true,
      })),
      rowGroupSize,
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
  json: (columns) => JSON.stringify(records(columns), null, 1),
  ndjson: (columns) =>
    records(columns)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(""),
  arrow: (columns) => arrow(columns),
  arrows: (columns) => arrow(columns, "stream"),
  parquet: (columns) => parquet(columns),
  xlsx: (columns) => xlsx(columns),
};

export function gzipped(writer: Writer): (columns: Columns) => Uint8Array {
  return (columns) => gzipSync(writer(columns));
}
