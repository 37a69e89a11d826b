import { withInfinities } from "../report/infinities.js";
import type { Added } from "./added.js";
import type { Addition } from "./byte-text.js";

const quote = 34;
const backslash = 92;
const [brace, endBrace, bracket, endBracket] = Array.from("{}[]", (sign) => sign.charCodeAt(0));

/**
 * Adds members to the end of every record of JSON, or values to that of every row that is an array.
 * That it is JSON, its first reader has seen.
 */
export class AddedMembers implements Addition {
  private row = 0;
  /** Braces and brackets that are open. */
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** Whether nothing has come in the record so far. */
  private empty = true;
  /** Before the numbers, and in place of them where a row has none. */
  private readonly starts: readonly string[];

  /** @param level how many braces and brackets are open within a record */
  constructor(
    private readonly level: number,
    private readonly added: Added,
    encoded: (text: string) => string,
  ) {
    this.starts = added.names.map((name) => encoded(`${JSON.stringify(name)}:`));
  }

  /** Whether all rows had their turn. */
  get complete(): boolean {
    return this.row === this.added.rows;
  }

  write(piece: string): string {
    let written = "";
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      const sign = piece.charCodeAt(at);
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (sign === backslash) this.escaped = true;
        else if (sign === quote) this.inString = false;
      } else if (sign === brace || sign === bracket) {
        this.depth++;
        this.empty = this.depth === this.level;
      } else if (sign === endBrace || sign === endBracket) {
        if (this.depth === this.level) {
          written += piece.slice(start, at) + this.members(sign === endBrace);
          start = at;
        }
        this.depth--;
        this.empty = false;
      } else if (sign > 32) {
        this.empty = false;
        this.inString = sign === quote;
      }
    }
    return written + piece.slice(start);
  }

  finish(): string {
    return "";
  }

  private members(named: boolean): string {
    const numbers = this.added.row(this.row++);
    const members = this.starts.map((start, i) => (named ? start : "") + jsonNumber(numbers?.[i]));
    return (this.empty ? "" : ",") + members.join(",");
  }
}

export function jsonNumber(value: number | undefined): string {
  return JSON.stringify(value ?? null, withInfinities);
}
