import type { Source } from "../files/source.js";
import { delimiterChecked } from "../records/delimiter-check.js";
import { Malformed, Records } from "../records/records.js";
import { decoded } from "../records/decoded.js";
import type { TableSink } from "./table-sink.js";

/** Reads CSV, by whatever delimiter. */
export async function readDelimited(
  chunks: AsyncIterable<Buffer>,
  source: Source,
  sink: TableSink,
): Promise<void> {
  const records = new Records(source.delimiter, (fields, line, end) => sink.row(fields, line, end));
  try {
    for await (const text of decoded(delimiterChecked(chunks, source), source)) {
      records.write(text);
    }
    records.finish();
  } catch (error) {
    if (error instanceof Malformed) {
      throw new Error(`${source.name} line ${error.line}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
