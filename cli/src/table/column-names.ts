import type { Source } from "../files/source.js";
import { nearest } from "../text/nearest.js";
import { counted, listed, quoted } from "../text/wording.js";
import { isMissing, numberIn } from "./values.js";

/** A column, or where it has one of its categories. */
export interface Place {
  readonly index: number;
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
   * Finds columns that the user has named, in their order. What is no column may be a column and one
   * of its categories, as `species=Adelie`.
   */
  find(names: readonly string[]): Place[] {
    const found = new Set<number>();
    return names.map((name) => {
      const indicator = this.indicator(name);
      if (indicator !== undefined) return indicator;
      const index = this.indexOf(name);
      if (found.has(index)) {
        throw new Error(`${this.source.name}: ${quoted(name)} is named twice in --columns`);
      }
      found.add(index);
      return { index, category: undefined };
    });
  }

  indexOf(name: string): number {
    const { header, name: file } = this.source;
    const index = this.first.get(!header && /^\d+$/.test(name) ? `column ${Number(name)}` : name);
    if (index === undefined) {
      const named = this.all.filter((other) => other !== "");
      const meant = nearest(name, named);
      const hint = meant === undefined ? "" : `; did you mean ${quoted(meant)}?`;
      throw new Error(
        `${file}: no column ${quoted(name)}${hint} ` +
          `(it has ${named.length === 0 ? "only columns without a name" : listed(named, 20)})` +
          this.wayOut(),
      );
    }
    this.checkUnique(name);
    return index;
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

  private indicator(name: string): Place | undefined {
    if (this.first.has(name)) return undefined;
    for (let at = name.indexOf("="); at >= 0; at = name.indexOf("=", at + 1)) {
      const column = name.slice(0, at);
      if (this.first.has(column)) {
        return { index: this.indexOf(column), category: name.slice(at + 1) };
      }
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
