import type { Source } from "../files/source.js";
import { readRecords } from "../records/read-records.js";
import { note } from "../text/notes.js";
import { counted, listed, quoted } from "../text/wording.js";
import { ColumnNames } from "./column-names.js";
import { FirstLineCheck } from "./first-line-check.js";
import { noteIds } from "./id-note.js";
import { isMissing, numberIn, whyNoNumber } from "./values.js";

/** The columns of a file that a fit uses. */
export interface Table {
  /** The line of the file on which each data row starts. */
  readonly lines: readonly number[];
  readonly columns: readonly NumericColumn[];
  /** The column that describes the clusters. */
  readonly description: TextColumn | undefined;
}

export interface NumericColumn {
  readonly name: string;
  /** One number a data row, NaN where it is missing. */
  readonly values: readonly number[];
}

export interface TextColumn {
  readonly name: string;
  /** One text a data row, null where it is missing. */
  readonly values: readonly (string | null)[];
}

export interface Choice {
  /** Names of the columns to use; undefined: all that hold numbers. */
  readonly columns: readonly string[] | undefined;
  /** Name of the column that describes the clusters. */
  readonly description: string | undefined;
}

export async function readTable(
  source: Source,
  choice: Choice,
  signal?: AbortSignal,
): Promise<Table> {
  const reader = new TableReader(source, choice);
  await readRecords(source, (fields, line) => reader.add(fields, line), signal);
  return reader.finish();
}

interface Candidate {
  readonly name: string;
  readonly index: number;
  readonly values: number[];
}

/** What the first line tells. */
interface Begun {
  readonly names: ColumnNames;
  readonly firstLine: FirstLineCheck;
  readonly line: number;
}

const inQuotes = 'between commas, a number with a decimal comma has to be in quotes, as "3,5"';

/** What is kept of each column would not fit into memory if a line held delimiters alone. */
const mostColumns = 1_000_000;

/** Keeps only what the choice asks for, so that a wide file costs no more than its used columns. */
class TableReader {
  private begun: Begun | undefined;
  private candidates: Candidate[] = [];
  private readonly leftOut: string[] = [];
  private description: { name: string; index: number; values: (string | null)[] } | undefined;
  private readonly lines: number[] = [];
  private decimalCommas = false;

  constructor(
    private readonly source: Source,
    private readonly choice: Choice,
  ) {}

  add(fields: string[], line: number): void {
    if (this.begun === undefined) {
      this.begun = this.begin(fields, line);
      if (this.source.header) return;
    }
    this.checkCount(this.begun, fields.length, line);
    this.begun.firstLine.add(fields);
    this.lines.push(line);
    const textual = new Set<Candidate>();
    for (const candidate of this.candidates) {
      const field = fields[candidate.index];
      const value = isMissing(field) ? NaN : numberIn(field, this.source.decimal);
      if (value !== undefined) {
        candidate.values.push(value);
        this.decimalCommas ||= field.includes(",");
        continue;
      }
      this.checkText(candidate, field, line);
      this.leftOut.push(`${shownName(candidate)} (${quoted(field)} on line ${line})`);
      textual.add(candidate);
    }
    if (textual.size > 0) this.candidates = this.candidates.filter((one) => !textual.has(one));
    if (this.description !== undefined) {
      const field = fields[this.description.index];
      this.description.values.push(isMissing(field) ? null : field.trim());
    }
  }

  finish(): Table {
    if (this.begun === undefined) throw new Error(`${this.source.name}: the file is empty`);
    const { names } = this.begun;
    if (this.lines.length === 0) {
      throw new Error(`${this.source.name}: no data rows below the header${names.wayOut()}`);
    }
    if (this.commasClash && !this.decimalCommas) {
      throw new Error(
        `${this.source.name}: no number has a decimal comma, so --decimal , changes nothing: ` +
          `leave it out (${inQuotes})`,
      );
    }
    if (this.choice.columns === undefined) this.settle(this.begun);
    return { lines: this.lines, columns: this.candidates, description: this.description };
  }

  /** Whether commas are between fields and in numbers. */
  private get commasClash(): boolean {
    return this.source.delimiter === "," && this.source.decimal === ",";
  }

  private begin(fields: readonly string[], line: number): Begun {
    if (fields.length > mostColumns) {
      throw new Error(
        `${this.source.name} line ${line}: ${counted(fields.length, "column")}; ` +
          `a table may have ${mostColumns.toLocaleString("en-US")}`,
      );
    }
    const { columns, description } = this.choice;
    const names = new ColumnNames(fields, this.source);
    const indices = columns === undefined ? names.all.keys() : names.find(columns);
    this.candidates = Array.from(indices, (index) => ({
      name: names.all[index],
      index,
      values: [],
    }));
    if (description !== undefined) {
      const index = names.indexOf(description);
      this.description = { name: names.all[index], index, values: [] };
    }
    return { names, firstLine: new FirstLineCheck(names, this.source), line };
  }

  private checkCount({ names, line: first }: Begun, count: number, line: number): void {
    const expected = names.all.length;
    if (count === expected) return;
    const as = this.source.header ? "in the header" : `on line ${first}`;
    throw new Error(
      `${this.source.name} line ${line}: expected ${counted(expected, "field")} as ${as}, ` +
        `got ${count}${this.commasClash ? `; ${inQuotes}` : ""}`,
    );
  }

  /** Text is no mishap in a column that nobody has chosen, unless it is a number to its owner. */
  private checkText(candidate: Candidate, field: string, line: number): void {
    const chosen = this.choice.columns !== undefined;
    const reason = whyNoNumber(field, this.source.decimal);
    if (!chosen && reason === undefined) return;
    const advice = reason === undefined ? "" : `; ${reason}`;
    const wayOut = chosen ? "" : " (--columns can leave the column out)";
    throw new Error(
      `${this.source.name} line ${line}: column ${quoted(candidate.name)} expected a number, ` +
        `got ${quoted(field)}${advice}${wayOut}`,
    );
  }

  /** Nobody has chosen columns: uses all that hold numbers, and says so. */
  private settle({ names, firstLine }: Begun): void {
    const used: Candidate[] = [];
    for (const candidate of this.candidates) {
      if (candidate.values.every(Number.isNaN)) {
        this.leftOut.push(`${shownName(candidate)} (no values)`);
      } else {
        used.push(candidate);
      }
    }
    this.candidates = used;
    const leftOut = listed(this.leftOut, 10);
    if (used.length === 0) {
      throw new Error(`${this.source.name}: no column holds numbers only: ${leftOut}`);
    }
    names.check(used.map(({ index }) => index));
    const shown = used.map(({ name }) => name);
    note(`columns used: ${listed(shown, 10)}`);
    if (this.leftOut.length > 0) note(`columns left out: ${leftOut}`);
    noteIds(used);
    const remark = firstLine.remark();
    if (remark !== null) note(remark);
  }
}

function shownName({ name, index }: Candidate): string {
  return name === "" ? `column ${index + 1}` : name;
}
