import { counted, quoted } from "../text/wording.js";
import { JsonColumn } from "./json-column.js";
import type { JsonText } from "./json-text.js";
import { Nesting } from "./nesting.js";
import type { TableSink } from "./table-sink.js";

/** What may come next, outside of names and values. */
type Expected = "first" | "name" | "colon" | "values" | "comma" | "end";

const comma = 44;

/** The characters that columns may take: their values are held in memory, some four times as large. */
const mostText = 500e6;

/**
 * Reads an object whose members are columns, each an array of its values, piece by piece: a column
 * may be longer than a string can be. The rows are known only at its end.
 */
export class JsonColumns {
  private expected: Expected = "first";
  /** A name or the values of a column. */
  private readonly part = new Nesting();
  private length = 0;
  private held: string[] = [];
  private heldLength = 0;
  /** The line on which what is held starts. */
  private heldLine: number;
  private readonly columns: JsonColumn[] = [];
  private column: JsonColumn | undefined;

  /** @param line on which the object starts */
  constructor(
    private readonly text: JsonText,
    private readonly sink: TableSink,
    private line: number,
  ) {
    this.heldLine = line;
  }

  write(text: string): void {
    const { part } = this;
    this.length += text.length;
    if (this.length > mostText) {
      this.text.fail(
        this.line,
        `more than the ${mostText / 1e6} MB that an object of columns may take; ` +
          "an array of records may take more",
      );
    }
    let start = 0;
    /** The last comma between values, and the line that it is on. */
    let end = -1;
    let endLine = this.line;
    for (let at = 0; at < text.length; at++) {
      const sign = text.charCodeAt(at);
      if (sign === 10) this.line++;
      if (part.isOpen()) {
        part.add(sign);
        if (!part.isOpen()) {
          this.endPart(text.slice(start, at), text.charAt(at));
        } else if (sign === comma && part.depth === 1 && !part.inString) {
          end = at;
          endLine = this.line;
        }
      } else if (!/\s/.test(text.charAt(at))) {
        this.between(text.charAt(at));
        start = at + 1;
        this.heldLine = this.line;
      }
    }
    if (!part.isOpen()) return;
    if (end >= start) {
      this.column!.add(this.taken(text.slice(start, end)), this.heldLine);
      start = end + 1;
      this.heldLine = endLine;
    }
    this.held.push(text.slice(start));
    this.heldLength += text.length - start;
    const what = this.column === undefined ? "name" : "value";
    this.text.checkLength(this.heldLength, this.heldLine, what);
  }

  finish(): void {
    if (this.expected !== "end") {
      this.text.fail(this.line, "the file is cut off: its object of columns has no end");
    }
    const blocks = this.columns.map((column) => column.blocks);
    this.sink.begin(
      this.columns.map(({ name }) => name),
      0,
      { place: "row" },
    );
    let first = 1;
    for (const [at, { length }] of blocks[0].entries()) {
      this.sink.rows((index) => blocks[index][at], length, first);
      first += length;
    }
  }

  private between(character: string): void {
    const { expected } = this;
    if (character === '"' && (expected === "first" || expected === "name")) {
      this.part.add(character.charCodeAt(0));
    } else if (character === ":" && expected === "colon") {
      this.expected = "values";
    } else if (character === "[" && expected === "values") {
      this.part.add(character.charCodeAt(0));
    } else if (character === "," && expected === "comma") {
      this.expected = "name";
    } else if (character === "}" && expected === "comma") {
      this.expected = "end";
    } else {
      this.refuse(character);
    }
  }

  /** @param closing the character after it */
  private endPart(rest: string, closing: string): void {
    const text = this.taken(rest);
    if (this.column === undefined) {
      const name = this.text.value(`"${text}"`, this.heldLine, "name") as string;
      this.column = new JsonColumn(name, this.text);
      this.expected = "colon";
      return;
    }
    const { column } = this;
    if (closing !== "]") {
      const what = `a comma or the end of the values of ${quoted(column.name)}`;
      this.text.fail(this.line, `expected ${what}, got ${quoted(closing)}`);
    }
    if (column.length > 0 || text.trim() !== "") column.add(text, this.heldLine);
    this.columns.push(column);
    this.column = undefined;
    this.expected = "comma";
    const [one] = this.columns;
    if (column.length === one.length) return;
    this.text.fail(
      this.line,
      `column ${quoted(column.name)} has ${counted(column.length, "value")}, and ` +
        `${quoted(one.name)} has ${one.length.toLocaleString("en-US")}`,
    );
  }

  private taken(rest: string): string {
    const all = this.held.length === 0 ? rest : this.held.join("") + rest;
    this.held = [];
    this.heldLength = 0;
    return all;
  }

  private refuse(character: string): never {
    const what = {
      first: "the name of a column",
      name: "the name of a column",
      colon: "a colon after the name",
      values: `an array of the values of ${quoted(this.column?.name ?? "")}`,
      comma: "a comma or the end of the object",
      end: "nothing after the object",
    }[this.expected];
    const advice =
      this.expected === "values"
        ? character === "{"
          ? '; pandas writes records by orient="records"'
          : "; a record a line is --format ndjson"
        : "";
    this.text.fail(this.line, `expected ${what}, got ${quoted(character)}${advice}`);
  }
}
