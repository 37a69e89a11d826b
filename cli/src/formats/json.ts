import type { Source } from "../files/source.js";
import { decoded } from "../records/decoded.js";
import { quoted } from "../text/wording.js";
import { JsonColumns } from "./json-columns.js";
import { JsonRows } from "./json-rows.js";
import { JsonText } from "./json-text.js";
import type { TableSink } from "./table-sink.js";

/** Reads JSON part by part, so that memory need not hold its text: an array of rows, or columns. */
export async function readJson(
  chunks: AsyncIterable<Buffer>,
  source: Source,
  sink: TableSink,
): Promise<void> {
  const json: JsonText = new JsonText(source);
  let table: JsonRows | JsonColumns | undefined;
  let line = 1;
  for await (const text of decoded(chunks, source)) {
    let start = 0;
    if (table === undefined) {
      start = text.search(/\S/);
      line += text.slice(0, start < 0 ? undefined : start).split("\n").length - 1;
      if (start < 0) continue;
      const Form = { "[": JsonRows, "{": JsonColumns }[text.charAt(start)];
      if (Form === undefined) {
        const got = quoted(text.charAt(start));
        json.fail(line, `expected an array of records, or an object of columns, got ${got}`);
      }
      table = new Form(json, sink, line);
      start++;
    }
    table.write(text.slice(start));
  }
  table?.finish();
}
