import type { Bytes, Input } from "../../input/file.js";
import { FlatTable } from "./flatbuffer.js";

/** A record batch: where its buffers lie, without the buffers. */
export interface RecordBatch {
  readonly rows: number;
  /** Rows and nulls of each node of the schema. */
  readonly nodes: readonly (readonly [rows: number, nulls: number])[];
  /** Where each buffer lies in the file, and how many bytes it has. */
  readonly buffers: readonly (readonly [start: number, length: number])[];
  readonly compression: "lz4" | "zstd" | undefined;
  /** How many buffers columns of views have more than others. */
  readonly variadic: readonly number[];
}

/** What is known of a file before any buffer is read. */
export interface ArrowIndex {
  /** The message with the schema, as it stands in the file. */
  readonly schema: Uint8Array;
  readonly batches: readonly RecordBatch[];
}

/** Messages by what they hold. */
const schemaMessage = 1;
const batchMessage = 3;

/** No schema, and no list of buffers, is so long. */
const longest = 2 ** 28;

/**
 * Goes from message to message, reading none of the buffers. A file is a stream too, between its
 * marks, so both are read in the same way.
 */
export async function arrowIndex(file: Input, bytes: Bytes, start: number): Promise<ArrowIndex> {
  let schema: Uint8Array | undefined;
  const batches: RecordBatch[] = [];
  for (let at = start; at < file.size;) {
    const prefix = new DataView((await bytes.read(at, at + 8)).buffer);
    if (prefix.getUint32(0, true) !== 0xffffffff) throw new Error("no message where one should be");
    const length = prefix.getInt32(4, true);
    if (length === 0) break;
    if (length < 0 || length > longest) throw new Error(`a message of ${length} bytes`);
    const metadata = await bytes.read(at + 8, at + 8 + length);
    const message = FlatTable.root(new DataView(metadata.buffer));
    const body = at + 8 + length;
    const size = message.int64(3);
    if (!(size >= 0)) throw new Error(`a message of ${size} bytes`);
    if (body + size > file.size) throw new Error("the file is cut off in a batch of rows");
    const kind = message.uint8(1, 0);
    if (kind === schemaMessage) schema ??= await bytes.read(at, body);
    if (kind === batchMessage) batches.push(recordBatch(message, body, size));
    at = body + size;
  }
  if (!schema) throw new Error("there is no schema");
  return { schema, batches };
}

function recordBatch(message: FlatTable, body: number, size: number): RecordBatch {
  const header = message.table(2);
  if (!header) throw new Error("a batch of rows without a header");
  // Version 5 is 4 here; the ones before have other buffers in unions, and older ones in all.
  if (message.int16(0, 0) < 3) throw new Error("Arrow of before version 4 cannot be read");
  const rows = header.int64(0);
  if (!(rows >= 0)) throw new Error(`a batch of ${rows} rows`);
  const buffers = header.pairs(2).map(([offset, length]) => {
    if (offset >= 0 && length >= 0 && offset + length <= size) {
      return [body + offset, length] as const;
    }
    throw new Error("a buffer outside of its batch");
  });
  const compression = header.table(3);
  const codec = compression?.uint8(0, 0);
  if (codec !== undefined && codec > 1) throw new Error(`an unknown compression, ${codec}`);
  return {
    rows,
    nodes: header.pairs(1),
    buffers,
    compression: codec === undefined ? undefined : codec === 0 ? "lz4" : "zstd",
    variadic: header.int64s(4),
  };
}
