import { quoted } from "../text/wording.js";
import { JsonArrays } from "./json-arrays.js";
import { JsonRecords } from "./json-records.js";
import type { JsonText } from "./json-text.js";
import { Nesting } from "./nesting.js";
import type { TableSink } from "./table-sink.js";

/** What may come next, outside of rows. */
type Expected = "first" | "row" | "comma" | "end";

/** What rows may be, by how they start. */
const forms = {
  "{": { form: 'a record, as {"x": 1, "y": 2}', Rows: JsonRecords },
  "[": { form: "an array, as [1, 2]", Rows: JsonArrays },
};

/**
 * Finds the ends of the rows of an array, all of which are records or arrays as the first is; whether
 * they are JSON, those who parse them see.
 */
export class JsonRows {
  private expected: Expected = "first";
  private readonly row = new Nesting();
  private held: string[] = [];
  private heldLength = 0;
  private rowLine = 1;
  private start: keyof typeof forms = "{";
  private rows: JsonRecords | JsonArrays | undefined;

  /** @param line on which the array starts */
  constructor(
    private readonly text: JsonText,
    private readonly sink: TableSink,
    private line: number,
  ) {}

  write(text: string): void {
    const { row } = this;
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const sign = text.charCodeAt(at);
      if (sign === 10) this.line++;
      if (row.isOpen()) {
        row.add(sign);
        if (!row.isOpen()) {
          this.rows!.add(this.held.join("") + text.slice(start, at + 1), this.rowLine);
          this.held = [];
          this.heldLength = 0;
        }
      } else if (!/\s/.test(text.charAt(at))) {
        this.between(text.charAt(at));
        if (row.isOpen()) start = at;
      }
    }
    if (!row.isOpen()) return;
    this.held.push(text.slice(start));
    this.heldLength += text.length - start;
    this.text.checkLength(this.heldLength, this.rowLine);
  }

  finish(): void {
    if (this.expected === "end") return;
    this.text.fail(this.line, "the file is cut off: its array of records has no end");
  }

  private between(character: string): void {
    const { expected } = this;
    if (character === "]" && (expected === "first" || expected === "comma")) {
      this.expected = "end";
    } else if (character === "," && expected === "comma") {
      this.expected = "row";
    } else if (this.startsRow(character)) {
      this.start = character;
      this.rows ??= new forms[character].Rows(this.text, this.sink);
      this.row.add(character.charCodeAt(0));
      this.rowLine = this.line;
      this.expected = "comma";
    } else {
      const { form } = forms[this.start];
      const what = {
        first: form,
        row: form,
        comma: "a comma or the end of the array",
        end: "nothing after the array",
      }[expected];
      this.text.fail(this.line, `expected ${what}, got ${quoted(character)}`);
    }
  }

  private startsRow(character: string): character is keyof typeof forms {
    return (
      (this.expected === "first" && character in forms) ||
      (this.expected === "row" && character === this.start)
    );
  }
}
