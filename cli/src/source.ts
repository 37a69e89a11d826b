import { createReadStream } from "node:fs";
import { basename, extname } from "node:path";
import type { Readable } from "node:stream";

/** Where a table comes from: bytes, what separates its fields, and what to call it. */
export interface Source {
  /** As the user wrote it, for messages that point into it. */
  readonly name: string;
  /** Short, for headings. */
  readonly title: string;
  readonly delimiter: string;
  /** Whether the user named the delimiter: then it is no guess that could be wrong. */
  readonly delimiterAsked: boolean;
  open(): Readable;
}

const delimiters = new Map([
  ["", ","],
  [".csv", ","],
  [".txt", ","],
  [".tsv", "\t"],
  [".tab", "\t"],
]);

/** @param asked The delimiter the user asks for; undefined: the one that goes with the name. */
export function sourceOf(data: string, asked: string | undefined): Source {
  if (data === "-") {
    const name = "standard input";
    const delimiter = asked ?? ",";
    const delimiterAsked = asked !== undefined;
    return { name, title: name, delimiter, delimiterAsked, open: () => process.stdin };
  }
  const extension = extname(data).toLowerCase();
  const delimiter = asked ?? delimiters.get(extension);
  if (delimiter === undefined) {
    throw new Error(
      `${data}: expected a CSV or TSV file (.csv, .tsv, .tab, or - for CSV on standard input), ` +
        `got ${extension}`,
    );
  }
  return {
    name: data,
    title: basename(data),
    delimiter,
    delimiterAsked: asked !== undefined,
    open: () => createReadStream(data),
  };
}
