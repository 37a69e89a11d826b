import Papa from "papaparse";
import { delimiterOf, isBlank } from "./delimiter.js";
import { decimalOf, isTelling, numberIn, type Decimal } from "./numerals.js";
import type { Source } from "./own.js";
import { tell, type Refused } from "./refused.js";
import { tableOf, type Table } from "./table.js";

export interface Read {
  readonly table: Table;
  readonly refused: readonly Refused[];
  readonly leftOut: readonly LeftOut[];
  /** A number that may be read in more ways than one; undefined where there is none. */
  readonly telling: { readonly field: string; readonly value: number } | undefined;
  readonly source: Source;
}

/** A column that is not one of numbers. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

interface Row {
  readonly fields: readonly string[];
  readonly line: number;
}

/** The columns of a CSV that hold numbers; throws where there is nothing to use. */
export function readCsv(text: string): Read {
  const { comments, lines, table } = cut(text.replace(/^\uFEFF|[\r\n]+$/g, ""));
  const delimiter = delimiterOf(table);
  const { data } = Papa.parse<string[]>(table, { delimiter });
  const starts = linesOf(data, lines + 1);
  const rows = data
    .map((fields, i): Row => ({ fields, line: starts[i] }))
    .filter(({ fields }) => !isBlank(fields));
  if (rows.length === 0) throw new Error("The file is empty.");
  const decimal = decimalOf(
    rows.map(({ fields }) => fields),
    delimiter,
  );
  const { head, body } = headed(rows, comments, delimiter, decimal);
  const numbers = numbersOf(body, head.length, decimal);
  const kinds = head.map((_, j) => kindOf(body, numbers[j], j));
  const columns = kinds.flatMap((why, j) => (why === undefined ? [j] : []));
  if (columns.length === 0) throw new Error("The file has no column of numbers.");
  const refused: Refused[] = [];
  const values: number[] = [];
  const used: number[] = [];
  body.forEach(({ fields, line }, i) => {
    const bad = columns.find((j) => Number.isNaN(numbers[j][i]));
    const why = faultOf(fields, head, bad);
    if (why !== undefined) {
      refused.push({ line, why });
      return;
    }
    for (const j of columns) values.push(numbers[j][i]);
    used.push(i);
  });
  if (values.length === 0) throw new Error(`No row can be used: ${tell(refused[0])}.`);
  const named = head.map((name, j) => name.trim() || `column ${j + 1}`);
  return {
    table: tableOf(distinct(columns.map((j) => named[j])), values),
    refused,
    leftOut: kinds.flatMap((why, j) => (why === undefined ? [] : [{ name: named[j], why }])),
    telling: tellingOf(body, columns, decimal),
    source: { head, rows: body.map(({ fields }) => fields), used },
  };
}

/** A file without the comments that stand before its table. */
function cut(text: string) {
  const before = /^(?:[ \t]*(?:#.*)?(?:\r\n|\r|\n))*/.exec(text)![0];
  const comments = before.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  return { comments, lines: breaksIn(before), table: text.slice(before.length) };
}

function headed(
  rows: readonly Row[],
  comments: readonly string[],
  delimiter: string,
  decimal: Decimal,
) {
  const [{ fields: first }] = rows;
  const found = first.filter((field) => numberIn(field, decimal) !== undefined).length;
  // Some write the names of the columns as a comment.
  const comment = (comments.at(-1) ?? "").replace(/^\s*#+\s*/, "");
  const [named = []] = Papa.parse<string[]>(comment, { delimiter }).data;
  if (found > 0 && first.length > 1 && named.length === first.length)
    return { head: named, body: rows };
  if (found < first.length) return { head: first, body: rows.slice(1) };
  return { head: first.map((_, j) => `column ${j + 1}`), body: rows };
}

/** The numbers of each column, NaN where a row has none. */
const numbersOf = (body: readonly Row[], columns: number, decimal: Decimal): Float64Array[] =>
  Array.from({ length: columns }, (_, j) =>
    Float64Array.from(body, ({ fields }) => numberIn(fields[j] ?? "", decimal) ?? NaN),
  );

/** Why a column is not one of numbers; undefined where most of what is written in it is one. */
function kindOf(body: readonly Row[], numbers: Float64Array, j: number): string | undefined {
  let [written, found] = [0, 0];
  body.forEach(({ fields }, i) => {
    if (!Number.isNaN(numbers[i])) found += 1;
    if ((fields[j] ?? "").trim() !== "") written += 1;
  });
  if (written === 0) return "no values";
  if (found === 0) return "no numbers";
  return 2 * found > written ? undefined : "fewer numbers than words";
}

function tellingOf(body: readonly Row[], columns: readonly number[], decimal: Decimal) {
  for (const { fields } of body)
    for (const j of columns) {
      const field = (fields[j] ?? "").trim();
      if (isTelling(field, decimal)) return { field, value: numberIn(field, decimal)! };
    }
  return undefined;
}

function faultOf(
  fields: readonly string[],
  head: readonly string[],
  bad: number | undefined,
): string | undefined {
  if (fields.length !== head.length)
    return `${fields.length} ${fields.length === 1 ? "value" : "values"} instead of ${head.length}`;
  if (bad === undefined) return undefined;
  const text = fields[bad].trim();
  return text === ""
    ? `no value in ${head[bad]}`
    : `“${text.slice(0, 20)}” in ${head[bad]} is no number`;
}

const breaksIn = (text: string) => (/[\r\n]/.test(text) ? text.match(/\r\n|\r|\n/g)!.length : 0);

/** The line that each row begins on: fields may have line breaks of their own. */
function linesOf(rows: readonly (readonly string[])[], first: number): number[] {
  let line = first;
  return rows.map((fields) => {
    const start = line;
    line += 1 + fields.reduce((sum, field) => sum + breaksIn(field), 0);
    return start;
  });
}

/** Names told apart where two columns have the same. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
