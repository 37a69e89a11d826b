import { checkNames, columnNamed } from "./choose-columns.js";
import { note } from "./notes.js";
import { readRecords } from "./read-records.js";
import type { Source } from "./source.js";
import { isMissing, isNumberWithCommas, numberIn } from "./values.js";
import { counted, listed, quoted } from "./wording.js";

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

export async function readTable(source: Source, choice: Choice): Promise<Table> {
  const reader = new TableReader(source, choice);
  await readRecords(source, (fields, line) => reader.add(fields, line));
  return reader.finish();
}

interface Candidate {
  readonly name: string;
  readonly index: number;
  readonly values: number[];
}

/** Keeps only what the choice asks for, so that a wide file costs no more than its used columns. */
class TableReader {
  private header: string[] | undefined;
  private candidates: Candidate[] = [];
  private readonly leftOut: string[] = [];
  private description: { name: string; index: number; values: (string | null)[] } | undefined;
  private readonly lines: number[] = [];

  constructor(
    private readonly source: Source,
    private readonly choice: Choice,
  ) {}

  add(fields: string[], line: number): void {
    if (this.header === undefined) {
      this.begin(fields.map((name) => name.trim()));
      return;
    }
    if (fields.length !== this.header.length) {
      throw new Error(
        `${this.source.name} line ${line}: expected ${counted(this.header.length, "field")} as in ` +
          `the header, got ${fields.length}`,
      );
    }
    this.lines.push(line);
    for (const candidate of this.candidates) {
      const field = fields[candidate.index];
      const value = isMissing(field) ? NaN : numberIn(field);
      if (value === undefined) this.refuse(candidate, field, line);
      else candidate.values.push(value);
    }
    if (this.description !== undefined) {
      const field = fields[this.description.index];
      this.description.values.push(isMissing(field) ? null : field.trim());
    }
  }

  finish(): Table {
    if (this.header === undefined) throw new Error(`${this.source.name}: the file is empty`);
    if (this.lines.length === 0) {
      throw new Error(`${this.source.name}: no data rows below the header`);
    }
    if (this.choice.columns === undefined) this.settle(this.header);
    return { lines: this.lines, columns: this.candidates, description: this.description };
  }

  private begin(header: string[]): void {
    const { columns, description } = this.choice;
    const indices =
      columns === undefined
        ? header.map((_, index) => index)
        : columns.map((name) => columnNamed(name, header, this.source));
    this.header = header;
    this.candidates = indices.map((index) => ({ name: header[index], index, values: [] }));
    if (description !== undefined) {
      const index = columnNamed(description, header, this.source);
      this.description = { name: description, index, values: [] };
    }
  }

  private refuse(candidate: Candidate, field: string, line: number): void {
    const chosen = this.choice.columns !== undefined;
    // Columns of such numbers would be left out for no reason their owner can see.
    const commas = isNumberWithCommas(field);
    if (chosen || commas) {
      const advice = commas ? "; numbers need a decimal point and no commas" : "";
      const wayOut = chosen ? "" : " (--columns can leave the column out)";
      throw new Error(
        `${this.source.name} line ${line}: column ${quoted(candidate.name)} expected a number, ` +
          `got ${quoted(field)}${advice}${wayOut}`,
      );
    }
    this.leaveOut(candidate, `${quoted(field)} on line ${line}`);
  }

  private leaveOut(candidate: Candidate, reason: string): void {
    this.candidates = this.candidates.filter((other) => other !== candidate);
    const name = candidate.name === "" ? `column ${candidate.index + 1}` : candidate.name;
    this.leftOut.push(`${name} (${reason})`);
  }

  /** Nobody has chosen columns: uses all that hold numbers, and says so. */
  private settle(header: readonly string[]): void {
    for (const candidate of this.candidates) {
      if (candidate.values.every(Number.isNaN)) this.leaveOut(candidate, "no values");
    }
    const leftOut = listed(this.leftOut, 10);
    if (this.candidates.length === 0) {
      throw new Error(`${this.source.name}: no column holds numbers only: ${leftOut}`);
    }
    const indices = this.candidates.map(({ index }) => index);
    checkNames(indices, header, this.source);
    const names = this.candidates.map(({ name }) => name);
    note(`columns used: ${listed(names, 10)}`);
    if (this.leftOut.length > 0) note(`columns left out: ${leftOut}`);
    if (header.every((name) => numberIn(name) !== undefined)) {
      note(`the first line was read as column names, but holds numbers only`);
    }
  }
}
