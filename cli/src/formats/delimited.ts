import { StringDecoder } from "node:string_decoder";
import type { Source } from "../files/source.js";
import { delimiterChecked } from "../records/delimiter-check.js";
import { Malformed, Records, Unclosed } from "../records/records.js";
import { isUtf16, utf8Checked } from "../records/utf8-check.js";
import { note } from "../text/notes.js";
import type { TableSink } from "./table-sink.js";

/** Reads CSV, by whatever delimiter. */
export async function readDelimited(
  chunks: AsyncIterable<Buffer>,
  source: Source,
  sink: TableSink,
): Promise<void> {
  const records = new Records(source.delimiter, (fields, line) => sink.row(fields, line));
  const noteGarbled = (line: number) => {
    note(`${source.name} line ${line}: not UTF-8; names and text may be garbled`);
  };
  try {
    for await (const text of decoded(utf8Checked(delimiterChecked(chunks, source), noteGarbled))) {
      records.write(text);
    }
    records.finish();
  } catch (error) {
    if (error instanceof Malformed) {
      throw new Error(`${source.name} line ${error.line}: ${error.message}`, { cause: error });
    }
    if (error instanceof Unclosed) {
      const message = `a quote that opens after line ${records.end} is never closed`;
      throw new Error(`${source.name}: ${message}`, { cause: error });
    }
    throw error;
  }
}

/** The text of a file, without a byte order mark. */
export async function* decoded(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: StringDecoder | undefined;
  let started = false;
  for await (const chunk of chunks) {
    decoder ??= new StringDecoder(isUtf16(chunk) ? "utf16le" : "utf8");
    const text = decoder.write(chunk);
    yield !started && text.startsWith("\ufeff") ? text.slice(1) : text;
    started ||= text !== "";
  }
  if (decoder !== undefined) yield decoder.end();
}
