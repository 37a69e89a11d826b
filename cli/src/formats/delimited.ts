import type { Source } from "../files/source.js";
import { delimiterChecked } from "../records/delimiter-check.js";
import { Malformed, Records } from "../records/records.js";
import { decoded } from "../records/decoded.js";
import { withJsonAdvice } from "./json-advice.js";
import type { TableSink } from "./table-sink.js";

/** Reads CSV, by whatever delimiter. */
export async function readDelimited(
  chunks: AsyncIterable<Buffer>,
  source: Source,
  sink: TableSink,
): Promise<void> {
  const records = new Records(source.delimiter, (fields, line, end) => sink.row(fields, line, end));
  let start = "";
  try {
    for await (const text of decoded(delimiterChecked(chunks, source), source)) {
      if (start.length < 100) start += text.slice(0, 100);
      records.write(text);
    }
    records.finish();
  } catch (error) {
    if (error instanceof Malformed) {
      const told = `${source.name} line ${error.line}: ${error.message}`;
      throw withJsonAdvice(new Error(told, { cause: error }), start);
    }
    throw withJsonAdvice(error, start);
  }
}
