import type { Kind } from "../files/kinds.js";
import { csvField } from "../report/csv.js";
import { quoted } from "../text/wording.js";
import type { Added } from "./added.js";
import { nameFields, rowFields, type Writing } from "./fields.js";
import { jsonNumber } from "./members.js";
import type { Cells } from "./whole.js";

/** Rows that are written at a time. */
const chunk = 1000;

/** The values of a table as delimited text or JSON, with further columns. */
export function* convertedTo(
  kind: Kind,
  names: readonly string[],
  cells: Cells,
  added: Added,
): Generator<string> {
  const form =
    kind === "json" || kind === "ndjson" ? json(kind, names, added) : text(kind, names, added);
  yield form.start;
  for (let first = 0; first < added.rows; first += chunk) {
    let written = "";
    for (let row = first; row < Math.min(first + chunk, added.rows); row++) {
      const values = names.map((_, column) => cells(row, column));
      written += (row > 0 ? form.between : "") + form.row(values, row);
    }
    yield written;
  }
  yield form.end;
}

interface Form {
  readonly start: string;
  readonly between: string;
  readonly end: string;
  row(values: readonly unknown[], row: number): string;
}

function text(kind: Kind, names: readonly string[], added: Added): Form {
  const writing: Writing = { delimiter: kind === "tsv" ? "\t" : ",", decimal: "." };
  const line = (texts: readonly string[], fields: readonly string[]) =>
    [...texts.map((one) => csvField(one, writing.delimiter)), ...fields].join(writing.delimiter);
  return {
    start: `${line(names, nameFields(added, writing))}\n`,
    between: "\n",
    end: "\n",
    row: (values, row) => line(values.map(textOf), rowFields(added, row, writing)),
  };
}

function json(kind: "json" | "ndjson", names: readonly string[], added: Added): Form {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Error(`two columns are named ${quoted(twice)}, which JSON cannot tell apart`);
  }
  const array = kind === "json";
  const keys = [...names, ...added.names].map((name) => `${JSON.stringify(name)}:`);
  return {
    start: array ? "[\n" : "",
    between: array ? ",\n" : "\n",
    end: array ? "\n]\n" : "\n",
    row: (values, row) => {
      const numbers = added.row(row);
      const members = [
        ...values.map(jsonOf),
        ...added.names.map((_, index) => jsonNumber(numbers?.[index])),
      ];
      return `{${members.map((member, index) => keys[index] + member).join(",")}}`;
    },
  };
}

/** A value as a field; nothing where it is missing. */
function textOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return Number.isNaN(value) ? "" : String(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      if (value === null) return "";
      if (value instanceof Date) return dateText(value);
      return jsonOf(value);
    default:
      return "";
  }
}

function jsonOf(value: unknown): string {
  if (typeof value === "number") return Number.isNaN(value) ? "null" : jsonNumber(value);
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return JSON.stringify(dateText(value) || null);
  return JSON.stringify(value ?? null, plain);
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

/** Within lists and records: what JSON has no form for, in one that it has. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === "bigint")
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  return value;
}
