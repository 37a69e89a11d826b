import { nearest } from "./nearest.js";
import type { Source } from "./source.js";
import { counted, listed, quoted } from "./wording.js";

/** The columns of a file, to be found by their names. */
export class ColumnNames {
  private readonly first = new Map<string, number>();
  private readonly repeated = new Set<string>();

  /** @param header the name of every column; empty: it has none */
  constructor(
    readonly header: readonly string[],
    private readonly source: Source,
  ) {
    header.forEach((name, index) => {
      if (this.first.has(name)) this.repeated.add(name);
      else this.first.set(name, index);
    });
  }

  /** Finds a column that the user has named; its index. */
  find(name: string): number {
    const index = this.first.get(name);
    if (index === undefined) {
      const named = this.header.filter((other) => other !== "");
      const meant = nearest(name, named);
      const hint = meant === undefined ? "" : `; did you mean ${quoted(meant)}?`;
      throw new Error(
        `${this.source.name}: no column ${quoted(name)}${hint} ` +
          `(it has ${named.length === 0 ? "only columns without a name" : listed(named, 20)})`,
      );
    }
    this.checkUnique(name);
    return index;
  }

  /** Columns that nobody has named need names of their own to be told apart in the results. */
  check(indices: readonly number[]): void {
    for (const index of indices) {
      const name = this.header[index];
      if (name === "") {
        throw new Error(
          `${this.source.name}: column ${index + 1} has no name in the header; ` +
            `name it, or choose columns with --columns`,
        );
      }
      this.checkUnique(name);
    }
  }

  private checkUnique(name: string): void {
    if (!this.repeated.has(name)) return;
    const places = this.header.flatMap((other, index) => (other === name ? [index + 1] : []));
    throw new Error(
      `${this.source.name}: ${counted(places.length, "column")} are named ${quoted(name)} ` +
        `(columns ${listed(places, 5)}); each column in use needs a name of its own`,
    );
  }
}
