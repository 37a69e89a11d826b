import { pipeline } from "node:stream/promises";
import { fileReason } from "../files/errors.js";
import type { Kind } from "../files/kinds.js";
import type { Source } from "../files/source.js";
import { inOneGo } from "../records/in-one-go.js";
import { shownWhileRead } from "../records/read-status.js";
import { allBytes } from "./all-bytes.js";
import { readDelimited } from "./delimited.js";
import { gunzipped, gzipReason } from "./gunzipped.js";
import { readJson } from "./json.js";
import { readNdjson } from "./ndjson.js";
import { readNpy } from "./npy.js";
import type { TableSink } from "./table-sink.js";

/** Reads the bytes of a file into a table. */
type Reader = (chunks: AsyncIterable<Buffer>, source: Source, sink: TableSink) => Promise<void>;

/** Reads the bytes of a file, all of them at once. */
type WholeReader = (
  bytes: Uint8Array<ArrayBuffer>,
  source: Source,
  sink: TableSink,
) => Promise<void> | void;

/** A reader each, and what it needs is imported only then: some of it takes as long as a small fit. */
const readers: Record<Kind, (signal?: AbortSignal) => Promise<Reader> | Reader> = {
  csv: () => readDelimited,
  tsv: () => readDelimited,
  json: () => readJson,
  ndjson: () => readNdjson,
  arrow: async (signal) => whole((await import("./arrow.js")).readArrow, signal),
  parquet: async (signal) => whole((await import("./parquet.js")).readParquet, signal),
  npy: (signal) => whole(readNpy, signal),
  xlsx: async (signal) => whole((await import("./xlsx.js")).readXlsx, signal),
};

function whole(reader: WholeReader, signal: AbortSignal | undefined): Reader {
  return async (chunks, source, sink) => {
    const bytes = await allBytes(chunks, source);
    if (bytes.length === 0) return;
    await inOneGo(bytes, source, () => reader(bytes, source, sink), { signal });
  };
}

export async function read(source: Source, sink: TableSink, signal?: AbortSignal): Promise<void> {
  const reader = await readers[source.kind](signal);
  try {
    await pipeline(
      source.open(),
      (chunks: AsyncIterable<Buffer>) => gunzipped(shownWhileRead(chunks, source)),
      (chunks: AsyncIterable<Buffer>) => reader(chunks, source, sink),
      { signal },
    );
  } catch (error) {
    const reason = fileReason(error) ?? gzipReason(error);
    if (reason !== undefined) throw new Error(`${source.name}: ${reason}`, { cause: error });
    throw error;
  }
}
