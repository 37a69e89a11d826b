import {
  CompressionType,
  setCompressionCodec,
  tableFromIPC,
  Type,
  type Codec,
  type ExtractionOptions,
  type Table,
} from "@uwdata/flechette";
import { decompressZstd } from "hyparquet-compressors";
import type { Source } from "../files/source.js";
import { checkRows } from "./arrow-rows.js";
import { cellsOf } from "./cell.js";
import { lz4Unpacked } from "mixtura-data/unpacking";
import type { Cell, TableSink } from "./table-sink.js";

// Nothing is packed here, only unpacked.
setCompressionCodec(CompressionType.LZ4_FRAME, { decode: lz4Unpacked } as Codec);
setCompressionCodec(CompressionType.ZSTD, {
  decode: (bytes, length) => decompressZstd(bytes, new Uint8Array(length)),
} as Codec);

/** Reads Arrow's IPC format, as a file or a stream. */
export function readArrow(bytes: Uint8Array<ArrayBuffer>, source: Source, sink: TableSink): void {
  const table = arrowTable(bytes, source, { useBigInt: true, useDate: true, useDecimalInt: true });
  sink.begin(table.names, 0);
  sink.rows((index) => columnOf(table, index, source), table.numRows, 1);
}

const magic = "ARROW1";

/** Whether bytes are a file of Arrow, as opposed to a stream. */
export function isArrowFile(bytes: Uint8Array): boolean {
  return (
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1", 0, 6) === magic
  );
}

export function arrowTable(
  bytes: Uint8Array,
  source: Source,
  extraction: ExtractionOptions = {},
): Table {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isFile = isArrowFile(bytes);
  // A stream starts with the mark of a message.
  if (!isFile && (text.length < 8 || text.readInt32LE(0) !== -1)) {
    throw new Error(`${source.name}: this is no Arrow file: it does not start as one`);
  }
  if (isFile && text.toString("latin1", text.length - 6) !== magic) {
    throw new Error(`${source.name}: the file is cut off: it does not end as Arrow files do`);
  }
  return readable(source, () => {
    const table = tableFromIPC(bytes, extraction);
    checkRows(table, bytes.length);
    return table;
  });
}

function columnOf(table: Table, index: number, source: Source): ArrayLike<Cell> {
  const { type } = table.schema.fields[index];
  const values = readable(source, () => table.getChildAt(index).toArray() as ArrayLike<unknown>);
  if (type.typeId !== Type.Decimal) return cellsOf(values);
  // The nearest number there is, as it would be from text.
  return Array.from(values, (value) =>
    value === null ? null : Number(`${value as bigint}e${-type.scale}`),
  );
}

function readable<Result>(source: Source, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${source.name}: this Arrow file cannot be read, or is cut off (${reason})`, {
      cause: error,
    });
  }
}
