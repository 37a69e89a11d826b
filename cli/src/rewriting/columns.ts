import { Nesting } from "../formats/nesting.js";
import type { Added } from "./added.js";
import type { Addition } from "./byte-text.js";
import { jsonNumber } from "./members.js";

/** Rows that are written at a time. */
const chunk = 10_000;

/** Adds columns to the end of an object of columns of JSON. */
export class AddedColumns implements Addition {
  /** Whether all rows had their turn. */
  complete = false;
  private readonly nesting = new Nesting();

  constructor(
    private readonly added: Added,
    private readonly encoded: (text: string) => string,
  ) {}

  *write(piece: string): Generator<string> {
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      const { depth } = this.nesting;
      this.nesting.add(piece.charCodeAt(at));
      if (depth === 0 || this.nesting.depth > 0) continue;
      yield piece.slice(start, at);
      start = at;
      for (const [index, name] of this.added.names.entries()) yield* this.column(name, index);
      this.complete = true;
    }
    yield piece.slice(start);
  }

  finish(): string {
    return "";
  }

  private *column(name: string, index: number): Generator<string> {
    const { rows, row } = this.added;
    yield `,${this.encoded(JSON.stringify(name))}:[`;
    for (let first = 0; first < rows; first += chunk) {
      const length = Math.min(chunk, rows - first);
      const numbers = Array.from({ length }, (_, at) => jsonNumber(row(first + at)?.[index]));
      yield `${first > 0 ? "," : ""}${numbers.join(",")}`;
    }
    yield "]";
  }
}
