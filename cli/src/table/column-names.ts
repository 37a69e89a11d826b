import { indicatorName, type Indicator } from "../files/reading.js";
import type { Source } from "../files/source.js";
import { nearest } from "../text/nearest.js";
import { counted, listed, quoted } from "../text/wording.js";
import { isMissing, numberIn } from "./values.js";

/** A column, or where it has one of its categories. */
export interface Place {
  readonly index: number;
  readonly category: string | undefined;
}

/** The name of a column, and where one of its categories is meant, that. */
export interface Meant {
  readonly column: string;
  readonly category: string | undefined;
}

/** The columns of a file, to be found by their names. */
export class ColumnNames {
  /** The name of every column; empty: it has none. */
  readonly all: readonly string[];
  /** Whether the first line may be a row, since all that it holds are numbers. */
  readonly numeric: boolean;
  private readonly first = new Map<string, number>();
  private readonly repeated = new Set<string>();

  constructor(
    firstLine: readonly string[],
    private readonly source: Source,
  ) {
    this.all = source.header
      ? firstLine.map((name) => name.trim())
      : firstLine.map((_, index) => `column ${index + 1}`);
    this.all.forEach((name, index) => {
      if (this.first.has(name)) this.repeated.add(name);
      else this.first.set(name, index);
    });
    const numbers = this.all.filter((name) => !isMissing(name));
    this.numeric =
      source.headerIsRow &&
      numbers.length > 0 &&
      numbers.every((name) => numberIn(name, source.decimal) !== undefined);
  }

  /**
   * What is meant by names of columns. Those that are no column may be a column and one of its
   * categories, as `species=Adelie`.
   *
   * @param indicators those that are, where a fit has told; undefined: the columns there are tell
   */
  meant(names: readonly string[], indicators?: readonly Indicator[]): Meant[] {
    const known = new Map(
      indicators?.map((one) => [indicatorName(one.column, one.category), one] as const),
    );
    return names.map((name) => {
      const indicator = indicators === undefined ? this.indicator(name) : known.get(name);
      return indicator ?? { column: name, category: undefined };
    });
  }

  /** Finds columns that the user has named, in their order. */
  find(meant: readonly Meant[]): Place[] {
    const found = new Set<number>();
    return meant.map(({ column, category }) => {
      const index = this.indexOf(column);
      if (category === undefined && found.size === found.add(index).size) {
        throw new Error(`${this.source.name}: ${quoted(column)} is named twice in --columns`);
      }
      return { index, category };
    });
  }

  indexOf(name: string): number {
    const index = this.placeOf(name);
    if (index === undefined) this.refuse([name]);
    this.checkUnique(name);
    return index;
  }

  /** Refuses names that are no columns, all at once. */
  checkThere(names: readonly string[]): void {
    const absent = names.filter((name) => this.placeOf(name) === undefined);
    if (absent.length > 0) this.refuse([...new Set(absent)]);
  }

  /** Columns that nobody has named need names of their own to be told apart in the results. */
  check(indices: readonly number[]): void {
    for (const index of indices) {
      const name = this.all[index];
      if (name === "") {
        throw new Error(
          `${this.source.name}: column ${index + 1} has no name in the header; ` +
            `name it, or choose columns with --columns${this.wayOut()}`,
        );
      }
      this.checkUnique(name);
    }
  }

  /** What to add to a complaint about names that may be none. */
  wayOut(): string {
    return this.numeric ? "; if the first line is a row, add --no-header" : "";
  }

  private placeOf(name: string): number | undefined {
    const numbered = !this.source.header && /^\d+$/.test(name);
    return this.first.get(numbered ? `column ${Number(name)}` : name);
  }

  private refuse(absent: readonly string[]): never {
    const named = this.all.filter((other) => other !== "");
    const hint = (name: string, before: string, after: string) => {
      const meant = nearest(name, named);
      return meant === undefined ? "" : `${before}did you mean ${quoted(meant)}?${after}`;
    };
    const most = 10;
    const which =
      absent.length === 1
        ? `column ${quoted(absent[0])}${hint(absent[0], "; ", "")}`
        : // To look for what was meant takes its time, and only these will be read.
          `columns ${listed(
            absent.map((name, i) => (i > most ? name : `${quoted(name)}${hint(name, " (", ")")}`)),
            most,
          )}`;
    throw new Error(
      `${this.source.name}: no ${which} ` +
        `(it has ${named.length === 0 ? "only columns without a name" : listed(named, 20)})` +
        this.wayOut(),
    );
  }

  private indicator(name: string): Indicator | undefined {
    if (this.first.has(name)) return undefined;
    for (let at = name.indexOf("="); at >= 0; at = name.indexOf("=", at + 1)) {
      const column = name.slice(0, at);
      if (this.first.has(column)) return { column, category: name.slice(at + 1) };
    }
    return undefined;
  }

  private checkUnique(name: string): void {
    if (!this.repeated.has(name)) return;
    const places = this.all.flatMap((other, index) => (other === name ? [index + 1] : []));
    throw new Error(
      `${this.source.name}: ${counted(places.length, "column")} are named ${quoted(name)} ` +
        `(columns ${listed(places, 5)}); each column in use needs a name of its own${this.wayOut()}`,
    );
  }
}
