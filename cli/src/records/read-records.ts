import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { fileReason } from "../files/errors.js";
import type { Source } from "../files/source.js";
import { note } from "../text/notes.js";
import { delimiterChecked } from "./delimiter-check.js";
import { longestRecord } from "./longest-record.js";
import { shownWhileRead } from "./read-status.js";
import { utf8Checked } from "./utf8-check.js";

/**
 * Reads the records of a CSV file (RFC 4180, but for the delimiter) one by one. Blank lines are no
 * records, and a run of spaces is one delimiter. `line` is the line of the file, counted from 1, on
 * which the record starts.
 */
export async function readRecords(
  source: Source,
  visit: (fields: string[], line: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  // csv-parse counts CR LF inside quotes as two lines; what it has counted too many is kept here.
  let overcounted = 0;
  let end = 0;
  let blankLines = 0;
  const spaces = source.delimiter === " ";
  const parser = parse({
    delimiter: source.delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    // Between two spaces of a run stands nothing; but "" is a field.
    cast: spaces && ((field, { quoting }) => (field === "" && !quoting ? null : field)),
    // A hook rather than the output stream: it keeps step with the parser, so that `end` is right
    // when the parser stops at an error, and it saves an object per record.
    on_record: (parsed: (string | null)[], { lines, empty_lines }) => {
      const fields = spaces ? parsed.filter((field) => field !== null) : (parsed as string[]);
      let breaks = 0;
      for (const field of fields) {
        // Few fields hold a line break: includes() finds out faster than the expression.
        if (!field.includes("\n") && !field.includes("\r")) continue;
        for (const [lineBreak] of field.matchAll(/\r\n|\n|\r/g)) {
          breaks++;
          overcounted += lineBreak.length - 1;
        }
      }
      end = lines - overcounted;
      blankLines = empty_lines;
      if (fields.length > 0) visit(fields, end - breaks);
      return null;
    },
  });
  const noteGarbled = (line: number) => {
    note(`${source.name} line ${line}: not UTF-8; names and text may be garbled`);
  };
  const refuseLength = () => {
    const line = end + parser.info.empty_lines - blankLines + 1;
    throw new Error(
      `${source.name} line ${line}: the row that starts here is longer than ` +
        `${longestRecord / 1e6} MB; is a line break or a closing quote missing?`,
    );
  };
  parser.resume();
  try {
    await pipeline(
      source.open(),
      (chunks) => delimiterChecked(shownWhileRead(chunks, source), source),
      (chunks) => utf8Checked(chunks, noteGarbled),
      (chunks) => recordsBounded(chunks, parser.info, refuseLength),
      parser,
      { signal },
    );
  } catch (error) {
    const reason = fileReason(error);
    if (reason !== undefined) throw new Error(`${source.name}: ${reason}`, { cause: error });
    if (error instanceof CsvError) {
      const line = Number(error["lines"]) - overcounted;
      throw new Error(malformed(error, source.name, end, line), { cause: error });
    }
    throw error;
  }
}

/**
 * Passes a file on while its records end.
 *
 * @param ended how many records and blank lines the reader of what is passed on has seen
 */
async function* recordsBounded(
  chunks: AsyncIterable<Buffer>,
  ended: { readonly records: number; readonly empty_lines: number },
  refuse: () => never,
): AsyncGenerator<Buffer> {
  let seen = 0;
  let bytes = 0;
  for await (const chunk of chunks) {
    const now = ended.records + ended.empty_lines;
    bytes = now === seen ? bytes + chunk.length : chunk.length;
    seen = now;
    if (bytes > longestRecord) refuse();
    yield chunk;
  }
}

/** @param end The line on which the last good record ends. */
function malformed(error: CsvError, name: string, end: number, line: number): string {
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return `${name}: a quote that opens after line ${end} is never closed`;
    case "INVALID_OPENING_QUOTE":
      return `${name} line ${line}: a quote inside a field that does not start with one`;
    case "CSV_INVALID_CLOSING_QUOTE":
      return `${name} line ${line}: text between a closing quote and the end of its field`;
    default:
      return `${name} line ${line}: ${error.message}`;
  }
}
