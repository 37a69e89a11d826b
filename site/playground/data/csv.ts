import Papa from "papaparse";
import { tell, type Refused } from "./refused.js";
import { tableOf, type Table } from "./table.js";

export interface Read {
  readonly table: Table;
  readonly refused: readonly Refused[];
}

const isNumber = (text: string) => text.trim() !== "" && Number.isFinite(Number(text));

/** The columns of a CSV that hold numbers; throws where there is nothing to use. */
export function readCsv(text: string): Read {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF|[\r\n]+$/g, ""), { delimiter: "" });
  const lines = linesOf(data);
  const rows = data
    .map((fields, i) => ({ fields, line: lines[i] }))
    .filter(({ fields }) => fields.some((field) => field.trim() !== ""));
  if (rows.length === 0) throw new Error("The file is empty.");
  const headed = !rows[0].fields.every((field) => isNumber(field));
  const head = headed ? rows[0].fields : rows[0].fields.map((_, j) => `column ${j + 1}`);
  const body = headed ? rows.slice(1) : rows;
  // A column is one of numbers where most of what is written in it is one.
  const columns = head.flatMap((_, j) => {
    const written = body.filter(({ fields }) => (fields[j] ?? "").trim() !== "");
    const numbers = written.filter(({ fields }) => isNumber(fields[j])).length;
    return numbers > 0 && 2 * numbers > written.length ? [j] : [];
  });
  if (columns.length === 0) throw new Error("The file has no column of numbers.");
  const refused: Refused[] = [];
  const values: number[] = [];
  for (const { fields, line } of body) {
    const why = faultOf(fields, head, columns);
    if (why === undefined) for (const j of columns) values.push(Number(fields[j]));
    else refused.push({ line, why });
  }
  if (values.length === 0) throw new Error(`No row can be used: ${tell(refused[0])}.`);
  const names = columns.map((j, at) => head[j].trim() || `column ${at + 1}`);
  return { table: tableOf(distinct(names), values), refused };
}

function faultOf(
  fields: readonly string[],
  head: readonly string[],
  columns: readonly number[],
): string | undefined {
  if (fields.length !== head.length)
    return `${fields.length} ${fields.length === 1 ? "value" : "values"} instead of ${head.length}`;
  const bad = columns.find((j) => !isNumber(fields[j]));
  if (bad === undefined) return undefined;
  const text = fields[bad].trim();
  return text === ""
    ? `no value in ${head[bad]}`
    : `“${text.slice(0, 20)}” in ${head[bad]} is no number`;
}

/** The line that each row begins on: fields may have line breaks of their own. */
function linesOf(rows: readonly (readonly string[])[]): number[] {
  let line = 1;
  const breaks = (field: string) => field.match(/\r\n|\r|\n/g)?.length ?? 0;
  return rows.map((fields) => {
    const first = line;
    line += 1 + fields.reduce((sum, field) => sum + breaks(field), 0);
    return first;
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
