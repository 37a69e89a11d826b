import type { Source } from "../files/source.js";
import type { Cell } from "../formats/table-sink.js";
import type { ColumnNames } from "./column-names.js";
import { numberIn } from "./values.js";

/**
 * Whether the line that was read as column names may be a row. It may if it holds numbers only; or
 * numbers, and for the rest texts that stand in the same columns below, as kinds of a thing do.
 * Names that are years, beside others that are words, are no reason to wonder.
 */
export class FirstLineCheck {
  /** Columns whose text in the first line was not seen again so far. */
  private readonly unseen: Set<number>;
  private readonly numbers: boolean;

  constructor(
    private readonly names: ColumnNames,
    { header, headerIsRow, decimal }: Source,
  ) {
    const texts = names.all.flatMap((name, index) =>
      numberIn(name, decimal) === undefined ? [index] : [],
    );
    this.numbers = header && headerIsRow && texts.length < names.all.length;
    this.unseen = new Set(this.numbers ? texts : []);
  }

  add(cells: readonly Cell[]): void {
    for (const index of this.unseen) {
      if (String(cells[index]).trim() === this.names.all[index]) this.unseen.delete(index);
    }
  }

  /** What to remark at the end of the file; null: nothing. */
  remark(): string | null {
    if (!this.numbers || this.unseen.size > 0) return null;
    const what = this.names.numeric ? "holds numbers only" : "looks like the rows below";
    return `the first line was read as column names, but ${what}; --no-header reads it as a row`;
  }
}
