import type { DecimalMark } from "../files/source.js";
import type { Cell } from "../formats/table-sink.js";
import { Numbers } from "./numbers.js";
import { isMissing, valueIn } from "./values.js";

/** More than this are hardly kinds of a thing, and would be as many columns. */
export const mostCategories = 1000;

/** Texts of which each is kept once, since few are many times in a column. */
export class Texts {
  private readonly kept = new Map<string, string>();

  /** The text of a cell, null where it is missing. */
  of(cell: Cell): string | null {
    if (cell === null || Number.isNaN(cell)) return null;
    const text = String(cell).trim();
    if (isMissing(text)) return null;
    const known = this.kept.get(text);
    if (known !== undefined) return known;
    // A copy: what is cut out of a piece of the file would keep all of the piece.
    const copy = Buffer.from(text, "utf16le").toString("utf16le");
    this.kept.set(copy, copy);
    return copy;
  }
}

/** The category in a cell, null where it is missing; a number is the same however it is written. */
export function categoryOf(cell: Cell, decimal: DecimalMark, texts: Texts): string | null {
  const value = valueIn(cell, decimal);
  return texts.of(value ?? cell);
}

/** What to call the column that has a 1 where another has a category. */
export function indicatorName(name: string, category: string): string {
  return `${name}=${category}`;
}

/** A column of categories, of which each is to be a column of 0 and 1. */
export class Categories {
  private readonly places = new Map<string, number>();
  private readonly rows = new Numbers();

  constructor(
    readonly name: string,
    readonly index: number,
  ) {}

  /** How many there are. */
  get count(): number {
    return this.places.size;
  }

  add(category: string | null): void {
    if (category !== null && !this.places.has(category)) {
      this.places.set(category, this.places.size);
    }
    this.rows.push(category === null ? NaN : this.places.get(category)!);
  }

  /** The columns, sorted by their categories, NaN where none is known. */
  columns(): { name: string; values: Float64Array }[] {
    return [...this.places.keys()].sort().map((category) => {
      const place = this.places.get(category);
      const values = this.rows.all.map((row) => (Number.isNaN(row) ? NaN : Number(row === place)));
      return { name: indicatorName(this.name, category), values };
    });
  }
}
