import { createReadStream } from "node:fs";
import { basename, extname } from "node:path";
import type { Readable } from "node:stream";

/** Where a table comes from: bytes, what separates its fields, and what to call it. */
export interface Source {
  /** As the user wrote it, for messages that point into it. */
  readonly name: string;
  /** Short, for headings. */
  readonly title: string;
  readonly delimiter: "," | "\t";
  open(): Readable;
}

const delimiters = new Map<string, Source["delimiter"]>([
  ["", ","],
  [".csv", ","],
  [".txt", ","],
  [".tsv", "\t"],
  [".tab", "\t"],
]);

export function sourceOf(data: string): Source {
  if (data === "-") {
    const name = "standard input";
    return { name, title: name, delimiter: ",", open: () => process.stdin };
  }
  const extension = extname(data).toLowerCase();
  const delimiter = delimiters.get(extension);
  if (delimiter === undefined) {
    throw new Error(
      `${data}: expected a CSV or TSV file (.csv, .tsv, .tab, or - for CSV on standard input), ` +
        `got ${extension}`,
    );
  }
  return { name: data, title: basename(data), delimiter, open: () => createReadStream(data) };
}
