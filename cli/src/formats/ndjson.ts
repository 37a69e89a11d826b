import type { Source } from "../files/source.js";
import { decoded } from "../records/decoded.js";
import { JsonRecords } from "./json-records.js";
import { JsonText } from "./json-text.js";
import type { TableSink } from "./table-sink.js";

/** Reads a record of JSON a line; blank lines are none. */
export async function readNdjson(
  chunks: AsyncIterable<Buffer>,
  source: Source,
  sink: TableSink,
): Promise<void> {
  const json = new JsonText(source);
  const records = new JsonRecords(json, sink);
  let line = 1;
  let held: string[] = [];
  let length = 0;
  const end = (rest: string) => {
    const text = held.join("") + rest;
    if (text.trim() !== "") records.add(text, line);
    held = [];
    length = 0;
    line++;
  };
  for await (const text of decoded(chunks, source)) {
    let start = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", start)) {
      end(text.slice(start, at));
      start = at + 1;
    }
    held.push(text.slice(start));
    length += text.length - start;
    json.checkLength(length, line);
  }
  end("");
}
