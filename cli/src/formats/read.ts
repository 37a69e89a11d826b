import { pipeline } from "node:stream/promises";
import { fileReason } from "../files/errors.js";
import type { Kind } from "../files/kinds.js";
import type { Source } from "../files/source.js";
import { shownWhileRead } from "../records/read-status.js";
import { readDelimited } from "./delimited.js";
import { gunzipped, gzipReason } from "./gunzipped.js";
import { readJson } from "./json.js";
import { readNdjson } from "./ndjson.js";
import { readNpy } from "./npy.js";
import type { TableSink } from "./table-sink.js";

/** Reads the bytes of a file into a table. */
type Reader = (chunks: AsyncIterable<Buffer>, source: Source, sink: TableSink) => Promise<void>;

/** A reader each, and what it needs is imported only then: some of it takes as long as a small fit. */
const readers: Record<Kind, () => Promise<Reader> | Reader> = {
  csv: () => readDelimited,
  tsv: () => readDelimited,
  json: () => readJson,
  ndjson: () => readNdjson,
  arrow: async () => (await import("./arrow.js")).readArrow,
  parquet: async () => (await import("./parquet.js")).readParquet,
  npy: () => readNpy,
  xlsx: async () => (await import("./xlsx.js")).readXlsx,
};

export async function read(source: Source, sink: TableSink, signal?: AbortSignal): Promise<void> {
  const reader = await readers[source.kind]();
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
