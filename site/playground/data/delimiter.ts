import Papa from "papaparse";
import { numberIn } from "./numerals.js";

const DELIMITERS = ["\t", ";", "|", ","];
/** Nothing that a file may hold: each line is one field. */
const NONE = "\u001F";
/** Rows that are enough to tell. */
const LOOKED_AT = 60;

const rowsBy = (text: string, delimiter: string, preview = 0): string[][] =>
  Papa.parse<string[]>(text, { delimiter, preview }).data.filter((row) => !isBlank(row));

export const isBlank = (row: readonly string[]) => row.every((field) => field.trim() === "");

/** What separates the fields: what cuts most rows into equally many, and most of those into numbers. */
export function delimiterOf(text: string): string {
  const scores = DELIMITERS.map((delimiter) => scoreOf(rowsBy(text, delimiter, LOOKED_AT)));
  const best = Math.max(...scores);
  if (best === 0) return ",";
  const delimiter = DELIMITERS[scores.indexOf(best)];
  if (delimiter !== ",") return delimiter;
  // One column of numbers with decimal commas, under a name without one.
  const [head, ...body] = rowsBy(text, delimiter, LOOKED_AT);
  const numbers = rowsBy(text, NONE, LOOKED_AT).slice(1);
  const single =
    head.length === 1 &&
    body.length > 0 &&
    body.every((row) => row.length <= 2) &&
    numbers.every(([field]) => numberIn(field, ",") !== undefined);
  return single ? NONE : delimiter;
}

function scoreOf(rows: readonly (readonly string[])[]): number {
  const times = new Map<number, number>();
  for (const { length } of rows) if (length > 1) times.set(length, (times.get(length) ?? 0) + 1);
  const alike = Math.max(0, ...times.values()) / Math.max(rows.length, 1);
  const fields = rows.flat();
  const numbers = fields.filter(
    (field) => numberIn(field, ".") !== undefined || numberIn(field, ",") !== undefined,
  );
  // Even words alone are better cut than not.
  return alike * (0.01 + numbers.length / Math.max(fields.length, 1));
}
