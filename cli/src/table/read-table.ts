import { indicatorName, type Indicator, type OneHot } from "../files/reading.js";
import { delimited, type Source } from "../files/source.js";
import { withJsonAdvice } from "../formats/json-advice.js";
import { read } from "../formats/read.js";
import type { Cell, Shown, TableSink } from "../formats/table-sink.js";
import { note } from "../text/notes.js";
import { counted, listed, quoted } from "../text/wording.js";
import { addedFrom } from "./added-columns.js";
import { ChosenCategory } from "./chosen-category.js";
import { ColumnNames, type Place } from "./column-names.js";
import { Categories, categoryOf, mostCategories, Texts } from "./categories.js";
import { FirstLineCheck } from "./first-line-check.js";
import { noteIds } from "./id-note.js";
import { Numbers } from "./numbers.js";
import { mayBeMark, unitAdvice, valueIn, whyNoNumber } from "./values.js";

/** The columns of a file that a fit uses. */
export interface Table {
  /** The line or row of the file on which each data row starts. */
  readonly lines: Float64Array;
  readonly columns: readonly NumericColumn[];
  /** Those of the columns that a name with a category has chosen. */
  readonly indicators: readonly Indicator[];
  /** Those of which the last of the columns are made. */
  readonly oneHot: readonly OneHot[];
  /** The column that describes the clusters. */
  readonly description: TextColumn | undefined;
  readonly layout: Layout;
  /** What it was read from, as that has turned out to be. */
  readonly source: Source;
}

/** Where a table stands in its file, for those who write it again. */
export interface Layout {
  /** Of all columns, used or not. */
  readonly names: readonly string[];
  /** Whether those are the file's own. */
  readonly named: boolean;
  /** The line or row on which the names end; undefined: they stand on none. */
  readonly headerEnd: number | undefined;
  /** The line or row on which each data row ends. */
  readonly ends: Float64Array;
}

export interface NumericColumn {
  readonly name: string;
  /** One number a data row, NaN where it is missing. */
  readonly values: Float64Array;
}

export interface TextColumn {
  readonly name: string;
  /** One text a data row, null where it is missing. */
  readonly values: readonly (string | null)[];
}

export interface Choice {
  /** Names of the columns to use; undefined: all that hold numbers. */
  readonly columns: readonly string[] | undefined;
  /** Those of them that stand for a category; undefined: the names of this table tell. */
  readonly indicators?: readonly Indicator[];
  /** Name of the column that describes the clusters. */
  readonly description: string | undefined;
  /** Columns of categories, each of which becomes a column of 0 and 1. */
  readonly oneHot?: readonly OneHotChoice[] | undefined;
}

export interface OneHotChoice {
  readonly column: string;
  /** All that there may be; undefined: those that the file has. */
  readonly categories?: readonly string[];
}

export async function readTable(
  source: Source,
  choice: Choice,
  signal?: AbortSignal,
): Promise<Table> {
  const reader = new TableReader(source, choice);
  await read(source, reader, signal);
  try {
    return reader.finish();
  } catch (error) {
    throw reader.asJson(error);
  }
}

interface Candidate {
  readonly name: string;
  /** What the file calls its column, where that is another. */
  readonly column: string;
  readonly index: number;
  /** Where this stands there is a 1, elsewhere a 0; undefined: numbers are read. */
  readonly category: ChosenCategory | undefined;
  readonly numbers: Numbers;
}

interface Description {
  readonly name: string;
  readonly index: number;
  readonly values: (string | null)[];
}

/** What the names tell. */
interface Begun {
  readonly names: ColumnNames;
  readonly firstLine: FirstLineCheck;
  readonly line: number;
  /** As the file has it, also where names are not read. */
  readonly firstName: string;
}

const inQuotes = 'between commas, a number with a decimal comma has to be in quotes, as "3,5"';

/** What is kept of each column would not fit into memory if a line held delimiters alone. */
const mostColumns = 1_000_000;

/** Keeps only what the choice asks for, so that a wide file costs no more than its used columns. */
class TableReader implements TableSink {
  private begun: Begun | undefined;
  private candidates: Candidate[] = [];
  private readonly leftOut: string[] = [];
  /** What may be the only text in a column, for a value that is missing. */
  private mark: string | undefined;
  /** Columns that an earlier run has added, and nobody has chosen. */
  private added: readonly string[] = [];
  private description: Description | undefined;
  private oneHot: Categories[] = [];
  private readonly texts = new Texts();
  private readonly lines = new Numbers();
  /** Where rows end; undefined as long as each does where it starts. */
  private ends: Numbers | undefined;
  private headerEnd: number | undefined;
  private decimalCommas = false;

  constructor(
    private source: Source,
    private readonly choice: Choice,
  ) {}

  /** An error of a file that may be JSON, and was read as text between delimiters. */
  asJson(error: unknown): unknown {
    const { begun, source } = this;
    return begun !== undefined && delimited.has(source.kind)
      ? withJsonAdvice(error, begun.firstName)
      : error;
  }

  get used(): readonly number[] {
    const others = [...this.oneHot, ...(this.description === undefined ? [] : [this.description])];
    return [...this.candidates, ...others].map(({ index }) => index);
  }

  begin(names: readonly string[], line: number, shown: Shown = {}): Begun {
    this.source = { ...this.source, ...shown };
    if (names.length > mostColumns) {
      throw new Error(
        `${this.at(line)}: ${counted(names.length, "column")}; ` +
          `a table may have ${mostColumns.toLocaleString("en-US")}`,
      );
    }
    this.begun = this.chosen(new ColumnNames(names, this.source), line, names[0] ?? "");
    return this.begun;
  }

  row(cells: readonly Cell[], line: number, end = line): void {
    if (this.begun === undefined) {
      this.begin(
        cells.map((cell) => String(cell ?? "")),
        line,
      );
      if (this.source.header) {
        this.headerEnd = end;
        return;
      }
    }
    const { firstLine } = this.checkCount(cells.length, line);
    firstLine.add(cells);
    if (end !== line) this.ends ??= this.lines.copy();
    this.lines.push(line);
    this.ends?.push(end);
    let textual: Set<Candidate> | undefined;
    for (const candidate of this.candidates) {
      const cell = cells[candidate.index];
      if (!this.take(candidate, cell, line)) (textual ??= new Set()).add(candidate);
    }
    if (textual !== undefined) this.candidates = this.candidates.filter((one) => !textual.has(one));
    for (const categories of this.oneHot) this.categorize(categories, cells[categories.index]);
    if (this.description !== undefined) {
      this.description.values.push(this.texts.of(cells[this.description.index]));
    }
  }

  rows(columnAt: (index: number) => ArrayLike<Cell>, count: number, line: number): void {
    this.candidates = this.candidates.filter((candidate) => {
      const column = columnAt(candidate.index);
      for (let row = 0; row < count; row++) {
        if (!this.take(candidate, column[row], line + row)) return false;
      }
      return true;
    });
    for (let row = 0; row < count; row++) this.lines.push(line + row);
    for (const categories of this.oneHot) {
      const column = columnAt(categories.index);
      for (let row = 0; row < count; row++) this.categorize(categories, column[row]);
    }
    if (this.description === undefined) return;
    const { index, values } = this.description;
    const column = columnAt(index);
    for (let row = 0; row < count; row++) values.push(this.texts.of(column[row]));
  }

  finish(): Table {
    if (this.begun === undefined) throw new Error(`${this.source.name}: the file is empty`);
    const { names } = this.begun;
    const lines = this.lines.all;
    if (lines.length === 0) {
      const where = this.source.headerIsRow ? "no data rows below the header" : "no rows";
      throw new Error(`${this.source.name}: ${where}${names.wayOut()}`);
    }
    if (this.commasClash && !this.decimalCommas) {
      throw new Error(
        `${this.source.name}: no number has a decimal comma, so --decimal , changes nothing: ` +
          `leave it out (${inQuotes})`,
      );
    }
    const indicators = this.oneHot.flatMap((categories) => categories.columns());
    if (this.choice.columns === undefined) this.settle(this.begun, indicators);
    const columns = this.candidates.map(({ name, numbers }) => ({ name, values: numbers.all }));
    const taken = new Set(columns.map(({ name }) => name));
    const twice = indicators.find(({ name }) => taken.size === taken.add(name).size);
    if (twice !== undefined) {
      const both = columns.some(({ name }) => name === twice.name)
        ? `there is a column ${quoted(twice.name)}, and --one-hot makes another of that name`
        : `--one-hot makes two columns ${quoted(twice.name)}`;
      throw new Error(`${this.source.name}: ${both}; each column in use needs a name of its own`);
    }
    const fits = this.choice.indicators === undefined;
    for (const { category } of fits ? this.candidates : []) {
      const remark = category?.remark() ?? null;
      if (remark !== null) note(remark);
    }
    for (const remark of this.oneHot.map((categories) => categories.remark())) {
      if (remark !== null) note(remark);
    }
    return {
      lines,
      columns: [...columns, ...indicators],
      indicators: this.candidates.flatMap(({ column, category }) =>
        category === undefined ? [] : [{ column, category: category.name }],
      ),
      oneHot: this.oneHot
        .map(({ found }) => found)
        .filter(({ categories }) => categories.length > 0),
      description: this.description,
      layout: {
        names: names.all,
        named: this.source.header,
        headerEnd: this.headerEnd,
        ends: this.ends?.all ?? lines,
      },
      source: this.source,
    };
  }

  /** Whether commas are between fields and in numbers. */
  private get commasClash(): boolean {
    return this.source.delimiter === "," && this.source.decimal === ",";
  }

  private at(line: number): string {
    return `${this.source.name} ${this.source.place} ${line}`;
  }

  private chosen(names: ColumnNames, line: number, firstName: string): Begun {
    const { columns, indicators, description, oneHot = [] } = this.choice;
    const meant = columns === undefined ? undefined : names.meant(columns, indicators);
    names.checkThere([...(meant ?? []), ...oneHot].map(({ column }) => column));
    this.oneHot = oneHot.map(({ column, categories }) => {
      const index = names.indexOf(column);
      return new Categories(names.all[index], index, categories);
    });
    const taken = new Set(this.oneHot.map(({ index }) => index));
    const wanted = meant === undefined ? this.unnamed(names) : names.find(meant);
    this.candidates = wanted
      .filter(({ index, category }) => category !== undefined || !taken.has(index))
      .map((place) => this.candidate(place, names.all[place.index]));
    this.checkCategories(taken);
    if (description !== undefined) {
      const index = names.indexOf(description);
      this.description = { name: names.all[index], index, values: [] };
    }
    return { names, firstLine: new FirstLineCheck(names, this.source), line, firstName };
  }

  private candidate({ index, category }: Place, column: string): Candidate {
    const numbers = new Numbers();
    if (category === undefined) return { name: column, column, index, category, numbers };
    const known = categoryOf(category, this.source.decimal, this.texts);
    if (known === null) {
      throw new Error(
        `${this.source.name}: ${quoted(indicatorName(column, category))} in --columns: ` +
          `${quoted(category)} is a missing value, and no category; name another`,
      );
    }
    const chosen = new ChosenCategory(column, known);
    return { name: indicatorName(column, known), column, index, category: chosen, numbers };
  }

  /** A category that is chosen twice would count twice. */
  private checkCategories(oneHot: ReadonlySet<number>): void {
    const seen = new Set<string>();
    for (const { name, column, index, category } of this.candidates) {
      if (category === undefined) continue;
      const where = `${this.source.name}: ${quoted(name)}`;
      if (oneHot.has(index)) {
        throw new Error(
          `${where} in --columns is one of the columns that --one-hot ${column} makes; ` +
            "leave one of the two out",
        );
      }
      if (seen.has(name)) throw new Error(`${where} is named twice in --columns`);
      seen.add(name);
    }
  }

  /** All columns, but for those that an earlier run has added. */
  private unnamed(names: ColumnNames): Place[] {
    const end = addedFrom(names.all);
    this.added = names.all.slice(end);
    return Array.from({ length: end }, (_, index) => ({ index, category: undefined }));
  }

  private checkCount(count: number, line: number): Begun {
    const begun = this.begun!;
    const expected = begun.names.all.length;
    if (count === expected) return begun;
    const as = this.source.header ? "in the header" : `on ${this.source.place} ${begun.line}`;
    throw new Error(
      `${this.at(line)}: expected ${counted(expected, "field")} as ${as}, ` +
        `got ${count}${this.commasClash ? `; ${inQuotes}` : ""}`,
    );
  }

  /** Takes the number of a column in a row; false: there is something else, so it is left out. */
  private take(candidate: Candidate, cell: Cell, line: number): boolean {
    const { decimal } = this.source;
    if (candidate.category !== undefined) {
      candidate.numbers.push(candidate.category.numberFor(categoryOf(cell, decimal, this.texts)));
      return true;
    }
    const value = valueIn(cell, decimal);
    if (value === undefined) {
      const field = String(cell);
      this.checkText(candidate, field, line);
      const { place } = this.source;
      if (mayBeMark(field)) this.mark ??= field.trim();
      const unit = unitAdvice(field);
      const advice = unit === undefined ? "" : `; ${unit}`;
      this.leftOut.push(`${shownName(candidate)} (${quoted(field)} on ${place} ${line}${advice})`);
      return false;
    }
    candidate.numbers.push(value);
    if (this.commasClash) this.decimalCommas ||= String(cell).includes(",");
    return true;
  }

  private categorize(categories: Categories, cell: Cell): void {
    categories.add(categoryOf(cell, this.source.decimal, this.texts));
    if (categories.count <= mostCategories) return;
    throw new Error(
      `${this.source.name}: column ${quoted(categories.name)} has more than ` +
        `${mostCategories.toLocaleString("en-US")} different values, too many for --one-hot`,
    );
  }

  /** Text is no mishap in a column that nobody has chosen, unless it is a number to its owner. */
  private checkText(candidate: Candidate, field: string, line: number): void {
    const chosen = this.choice.columns !== undefined;
    const { decimal, kind } = this.source;
    const reason = whyNoNumber(field, decimal, delimited.has(kind));
    if (!chosen && reason === undefined) return;
    const why = reason ?? unitAdvice(field);
    const advice = why === undefined ? "" : `; ${why}`;
    const wayOut = chosen ? "" : " (--columns can leave the column out)";
    throw new Error(
      `${this.at(line)}: column ${quoted(candidate.name)} expected a number, ` +
        `got ${quoted(field)}${advice}${wayOut}`,
    );
  }

  private markInWords(): string {
    if (this.mark === undefined) return "";
    return `; if ${quoted(this.mark)} stands for a missing value, make it an empty field`;
  }

  private addedInWords(): string {
    if (this.added.length === 0) return "";
    return (
      `left out as well, since --output adds columns of such names: ${listed(this.added, 10)} ` +
      "(--columns takes them)"
    );
  }

  /** Nobody has chosen columns: uses all that hold numbers, and says so. */
  private settle({ names, firstLine }: Begun, indicators: readonly NumericColumn[]): void {
    const used: Candidate[] = [];
    for (const candidate of this.candidates) {
      if (candidate.numbers.all.every((value) => Number.isNaN(value))) {
        this.leftOut.push(`${shownName(candidate)} (no values)`);
      } else {
        used.push(candidate);
      }
    }
    this.candidates = used;
    const leftOut = listed(this.leftOut, 10);
    if (used.length === 0 && indicators.length === 0) {
      const others = [`${leftOut}${this.markInWords()}`, this.addedInWords()].filter(
        (part) => part !== "",
      );
      throw new Error(`${this.source.name}: no column holds numbers only: ${others.join("; ")}`);
    }
    names.check(used.map(({ index }) => index));
    const shown = [...used, ...indicators].map(({ name }) => name);
    note(`columns used: ${listed(shown, 10)}`);
    if (this.leftOut.length > 0) note(`columns left out: ${leftOut}${this.markInWords()}`);
    if (this.added.length > 0) note(this.addedInWords());
    noteIds(used.map(({ name, numbers }) => ({ name, values: numbers.all })));
    const remark = firstLine.remark();
    if (remark !== null) note(remark);
  }
}

function shownName({ name, index }: Candidate): string {
  return name === "" ? `column ${index + 1}` : name;
}
