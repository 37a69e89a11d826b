import type { DecimalMark } from "../files/source.js";
import { indicatorName, type OneHot } from "../files/reading.js";
import type { Cell } from "../formats/table-sink.js";
import { counted, listed, quoted, shortened } from "../text/wording.js";
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
  return texts.of(value === undefined || isRounded(cell, value) ? cell : value);
}

/** Whether a text has digits that its number lacks: long codes may differ in these alone. */
function isRounded(cell: Cell, value: number): boolean {
  // As many are exact, whatever they are.
  if (typeof cell !== "string" || cell.length <= 15 || Number.isNaN(value)) return false;
  return significantDigits(cell) !== significantDigits(String(value));
}

function significantDigits(number: string): string {
  const [mantissa] = number.split(/e/i, 1);
  return mantissa.replace(/\D/g, "").replace(/^0+|0+$/g, "");
}

/** A column of categories, of which each is to be a column of 0 and 1. */
export class Categories {
  private readonly places = new Map<string, number>();
  private readonly rows = new Numbers();
  /** Categories that are none of those given; rows that have one have a 0 in all columns. */
  private readonly foreign = new Set<string>();
  private foreignRows = 0;

  /** @param given all that there may be; undefined: those that will be found */
  constructor(
    readonly name: string,
    readonly index: number,
    private readonly given?: readonly string[],
  ) {
    given?.forEach((category, place) => this.places.set(category, place));
  }

  /** How many there are. */
  get count(): number {
    return this.places.size;
  }

  add(category: string | null): void {
    if (category === null) {
      this.rows.push(NaN);
      return;
    }
    if (!this.places.has(category)) {
      if (this.given === undefined) {
        this.places.set(category, this.places.size);
      } else {
        this.foreign.add(category);
        this.foreignRows++;
      }
    }
    this.rows.push(this.places.get(category) ?? -1);
  }

  /** Those that there are, in the order of their columns. */
  get found(): OneHot {
    return { column: this.name, categories: this.given ?? [...this.places.keys()].sort() };
  }

  /** The columns, NaN where no category is known. */
  columns(): { name: string; values: Float64Array }[] {
    return this.found.categories.map((category) => {
      const place = this.places.get(category);
      const values = this.rows.all.map((row) => (Number.isNaN(row) ? NaN : Number(row === place)));
      return { name: indicatorName(this.name, category), values };
    });
  }

  /** What to remark on categories that are none of those given; null: nothing. */
  remark(): string | null {
    if (this.foreignRows === 0) return null;
    const rows = counted(this.foreignRows, "row");
    const categories = [...this.foreign].sort().map((category) => shortened(category, 40));
    return (
      `column ${quoted(this.name)}: ${rows} ${this.foreignRows === 1 ? "has" : "have"} ` +
      `${categories.length === 1 ? "a category" : "categories"} that the fit has not seen ` +
      `(${listed(categories, 10)}), so 0 in ${listed(
        this.columns().map(({ name }) => name),
        5,
      )}`
    );
  }
}
