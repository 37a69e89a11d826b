import { createReadStream, fstatSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Readable } from "node:stream";
import { isatty } from "node:tty";

/** What stands before the fraction of a number. */
export type DecimalMark = "." | ",";

/** Where a table comes from: bytes, how they are to be read, and what to call it. */
export interface Source {
  /** As the user wrote it, for messages that point into it. */
  readonly name: string;
  /** Short, for headings. */
  readonly title: string;
  /** A space stands for any number of spaces. */
  readonly delimiter: string;
  /** Whether the user named the delimiter: then it is no guess that could be wrong. */
  readonly delimiterAsked: boolean;
  readonly decimal: DecimalMark;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  /** Whether it is being typed at a terminal. */
  readonly typed: boolean;
  /** How many bytes there are to read; undefined where only the end will tell. */
  size(): number | undefined;
  open(): Readable;
}

/** What the user says of how a table is written. */
export interface Format {
  /** Undefined: the one that goes with the name of the file and the decimal mark. */
  readonly delimiter?: string;
  readonly decimal?: DecimalMark;
  readonly header?: boolean;
}

const delimiters = new Map([
  ["", ","],
  [".csv", ","],
  [".txt", ","],
  [".tsv", "\t"],
  [".tab", "\t"],
]);

export function sourceOf(data: string, format: Format): Source {
  const { decimal = ".", header = true } = format;
  const extension = data === "-" ? "" : extname(data).toLowerCase();
  const usual = delimiters.get(extension);
  // Where commas are in numbers, spreadsheets write semicolons between them.
  const delimiter = format.delimiter ?? (usual === decimal ? ";" : usual);
  if (delimiter === undefined) {
    throw new Error(
      `${data}: expected a CSV or TSV file (.csv, .tsv, .tab, or - for CSV on standard input), ` +
        `got ${extension}`,
    );
  }
  const read = { delimiter, delimiterAsked: format.delimiter !== undefined, decimal, header };
  const size = () => sizeOf(data);
  if (data === "-") {
    const name = "standard input";
    return { name, title: name, ...read, typed: isatty(0), size, open: () => process.stdin };
  }
  const title = basename(data);
  return { name: data, title, ...read, typed: false, size, open: () => createReadStream(data) };
}

function sizeOf(data: string): number | undefined {
  const found = data === "-" ? fstatSync(0) : statSync(data, { throwIfNoEntry: false });
  // Files that the system makes up as they are read claim to be empty.
  return found?.isFile() && found.size > 0 ? found.size : undefined;
}
