import { createReadStream, fstatSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Readable } from "node:stream";
import { isatty } from "node:tty";
import { WrongUsage } from "./errors.js";
import { kindOf, kinds, type Kind } from "./kinds.js";
import { statsOf } from "./stats.js";

/** What stands before the fraction of a number. */
export type DecimalMark = "." | ",";

/** Where a table comes from: bytes, how they are to be read, and what to call it. */
export interface Source {
  /** As the user wrote it, for messages that point into it. */
  readonly name: string;
  /** Short, for headings. */
  readonly title: string;
  readonly kind: Kind;
  /** What messages count to point into it. */
  readonly place: "line" | "row";
  /** Of text. A space stands for any number of spaces. */
  readonly delimiter: string;
  /** Whether the user named the delimiter: then it is no guess that could be wrong. */
  readonly delimiterAsked: boolean;
  readonly decimal: DecimalMark;
  /** Whether the columns have names. */
  readonly header: boolean;
  /** Whether those are in the first row, which may be one of numbers after all. */
  readonly headerIsRow: boolean;
  /** Whether it is being typed at a terminal. */
  readonly typed: boolean;
  /** How many bytes there are to read; undefined where only the end will tell. */
  size(): number | undefined;
  open(): Readable;
}

/** What the user says of how a table is written. */
export interface Format {
  /** Undefined: the one that goes with the name of the file. */
  readonly format?: Kind;
  /** Undefined: the one that goes with the kind of file and the decimal mark. */
  readonly delimiter?: string;
  readonly decimal?: DecimalMark;
  readonly header?: boolean;
}

export function sourceOf(data: string, format: Format): Source {
  const kind = format.format ?? kindOf(data) ?? plainKindOf(data, format);
  refuseForeignOptions(data, kind, format);
  const { decimal = "." } = format;
  const { place, names } = kinds[kind];
  const read = {
    kind,
    place,
    delimiter: format.delimiter ?? usualDelimiter(kind, decimal),
    delimiterAsked: format.delimiter !== undefined,
    decimal,
    header: names !== "nobody" && (format.header ?? true),
    headerIsRow: names === "first row",
  };
  const size = () => sizeOf(data);
  if (data === "-") {
    const name = "standard input";
    return { name, title: name, ...read, typed: isatty(0), size, open: () => process.stdin };
  }
  const title = basename(data);
  const open = () => createReadStream(data, { highWaterMark: 2 ** 18 });
  return { name: data, title, ...read, typed: false, size, open };
}

/** Where commas are in numbers, spreadsheets write semicolons between them. */
export function usualDelimiter(kind: Kind, decimal: DecimalMark): string {
  if (kind === "tsv") return "\t";
  return decimal === "," ? ";" : ",";
}

/** A file whose name does not tell its kind is CSV, if it has no other name or a delimiter is given. */
function plainKindOf(data: string, { delimiter }: Format): Kind {
  const extension = extname(data.replace(/\.gz$/i, "")).toLowerCase();
  if (data === "-" || extension === "" || delimiter !== undefined) return "csv";
  const ends = Object.values(kinds).flatMap(({ extensions }) => extensions);
  throw new Error(
    `${data}: expected a name that ends in ${ends.join(", ")}, each also with .gz, or --format, ` +
      `got ${extension}`,
  );
}

/** Kinds of text that have delimiters, and may have decimal commas. */
export const delimited: ReadonlySet<Kind> = new Set<Kind>(["csv", "tsv"]);

function refuseForeignOptions(data: string, kind: Kind, format: Format): void {
  const text = delimited.has(kind);
  const foreign = [
    ["--delimiter", !text && format.delimiter !== undefined],
    ["--decimal ,", !text && format.decimal === ","],
    ["--no-header", kinds[kind].names === "format" && format.header === false],
  ] as const;
  for (const [option, given] of foreign) {
    if (given) throw new WrongUsage(`${option} does not go with ${data}, which is read as ${kind}`);
  }
}

function sizeOf(data: string): number | undefined {
  const found = data === "-" ? fstatSync(0) : statsOf(data);
  // Files that the system makes up as they are read claim to be empty.
  return found?.isFile() && found.size > 0 ? Number(found.size) : undefined;
}
