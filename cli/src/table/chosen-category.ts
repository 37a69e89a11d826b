import { indicatorName } from "../files/reading.js";
import { nearest } from "../text/nearest.js";
import { listed, quoted, shortened } from "../text/wording.js";

/** As many others are kept to be named. */
const mostOthers = 20;

/** A category that was chosen by its name, which may be none that the table has. */
export class ChosenCategory {
  private seen = false;
  private readonly others = new Set<string>();

  constructor(
    private readonly column: string,
    readonly name: string,
  ) {}

  /** 1 where a cell has the category, 0 where it has another, NaN where none is known. */
  numberFor(category: string | null): number {
    if (category === null) return NaN;
    if (category === this.name) {
      this.seen = true;
      return 1;
    }
    if (!this.seen && this.others.size < mostOthers) this.others.add(category);
    return 0;
  }

  /** What to remark where no row has it; null: nothing. */
  remark(): string | null {
    if (this.seen) return null;
    const others = [...this.others].sort();
    const meant = nearest(this.name, others);
    const shown = listed(
      others.map((category) => shortened(category, 40)),
      10,
    );
    return (
      `no row has ${quoted(this.name)} in column ${quoted(this.column)}, ` +
      `so ${indicatorName(this.column, this.name)} is 0 in all` +
      `${meant === undefined ? "" : `; did you mean ${quoted(meant)}?`} ` +
      `(it has ${others.length === 0 ? "no values" : shown})`
    );
  }
}
