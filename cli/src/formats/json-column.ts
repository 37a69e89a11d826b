import { quoted } from "../text/wording.js";
import { cellOf } from "./cell.js";
import type { JsonText } from "./json-text.js";
import { Nesting } from "./nesting.js";
import type { Cell } from "./table-sink.js";

/** Values that stand in a block, the same number in all but the last. */
const blockLength = 65_536;

/** The values of a column of JSON, which come piece by piece. */
export class JsonColumn {
  private readonly full: ArrayLike<Cell>[] = [];
  private last: Cell[] = [];

  constructor(
    readonly name: string,
    private readonly text: JsonText,
  ) {}

  get length(): number {
    return this.full.length * blockLength + this.last.length;
  }

  get blocks(): readonly ArrayLike<Cell>[] {
    return this.last.length === 0 ? this.full : [...this.full, this.last];
  }

  /**
   * @param piece values, with commas between them
   * @param line on which it starts
   */
  add(piece: string, line: number): void {
    for (const value of this.parsed(piece, line)) {
      this.last.push(cellOf(value));
      if (this.last.length < blockLength) continue;
      // Numbers alone take less memory so, and none of what scripts may have.
      const numbers = this.last.every((cell) => typeof cell === "number");
      this.full.push(numbers ? Float64Array.from(this.last as number[]) : this.last);
      this.last = [];
    }
  }

  private parsed(piece: string, line: number): readonly unknown[] {
    // A piece without a value would be an array without any, which is JSON.
    const values = /\S/.test(piece) ? parsedOrNot(`[${piece}]`) : undefined;
    return values === undefined ? this.refuse(piece, line) : (values as readonly unknown[]);
  }

  private refuse(piece: string, line: number): never {
    const values = valuesIn(piece);
    const wrong = values.findIndex(({ text }) => parsedOrNot(text) === undefined);
    const { text, start } = values[wrong];
    const before = piece.slice(0, start + text.length - text.trimStart().length);
    this.text.fail(
      line + before.split("\n").length - 1,
      `value ${(this.length + wrong + 1).toLocaleString("en-US")} of ${quoted(this.name)} is not ` +
        `JSON: ${quoted(text.trim())}`,
    );
  }
}

/** What a text is as JSON, which never is undefined; undefined: it is none. */
function parsedOrNot(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The texts between the commas of a piece, and where they start. */
function valuesIn(piece: string): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = [];
  const nesting = new Nesting();
  let start = 0;
  for (let at = 0; at < piece.length; at++) {
    if (piece.charAt(at) === "," && !nesting.isOpen()) {
      found.push({ text: piece.slice(start, at), start });
      start = at + 1;
    }
    nesting.add(piece.charCodeAt(at));
  }
  return [...found, { text: piece.slice(start), start }];
}
