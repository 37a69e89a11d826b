import type { Source } from "../files/source.js";
import { decoded } from "../records/decoded.js";
import { quoted } from "../text/wording.js";
import { JsonRecords } from "./json-records.js";
import type { TableSink } from "./table-sink.js";

/** Reads an array of records of JSON, one by one, so that memory need not hold its text. */
export async function readJson(
  chunks: AsyncIterable<Buffer>,
  source: Source,
  sink: TableSink,
): Promise<void> {
  const array = new RecordArray(new JsonRecords(source, sink));
  for await (const text of decoded(chunks, source)) array.write(text);
  array.finish();
}

/** What may come next, outside of records. */
type Expected = "array" | "first" | "record" | "comma" | "end";

/** Finds the ends of the records of an array; whether they are JSON, those who parse them see. */
class RecordArray {
  private expected: Expected = "array";
  private line = 1;
  /** Braces and brackets that are open within a record; 0: outside of records. */
  private depth = 0;
  private inString = false;
  private escaped = false;
  private held: string[] = [];
  private heldLength = 0;
  private recordLine = 1;

  constructor(private readonly records: JsonRecords) {}

  write(text: string): void {
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text.charAt(at);
      if (character === "\n") this.line++;
      if (this.depth > 0) {
        this.within(character);
        if (this.depth === 0) {
          this.records.add(this.held.join("") + text.slice(start, at + 1), this.recordLine);
          this.held = [];
          this.heldLength = 0;
        }
      } else if (!/\s/.test(character)) {
        this.between(character);
        if (this.depth > 0) start = at;
      }
    }
    if (this.depth === 0) return;
    this.held.push(text.slice(start));
    this.heldLength += text.length - start;
    this.records.checkLength(this.heldLength, this.recordLine);
  }

  finish(): void {
    if (this.expected === "array" && this.depth === 0) return;
    if (this.expected === "end") return;
    this.records.fail(this.line, "the file is cut off: its array of records has no end");
  }

  private within(character: string): void {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (character === "\\") this.escaped = true;
      else if (character === '"') this.inString = false;
    } else if (character === '"') {
      this.inString = true;
    } else if (character === "{" || character === "[") {
      this.depth++;
    } else if (character === "}" || character === "]") {
      this.depth--;
    }
  }

  private between(character: string): void {
    const { expected } = this;
    if (expected === "array") {
      if (character !== "[") this.refuseStart(character);
      this.expected = "first";
    } else if (character === "]" && (expected === "first" || expected === "comma")) {
      this.expected = "end";
    } else if (character === "," && expected === "comma") {
      this.expected = "record";
    } else if (character === "{" && (expected === "first" || expected === "record")) {
      this.depth = 1;
      this.recordLine = this.line;
      this.expected = "comma";
    } else {
      const what = {
        first: 'a record, as {"x": 1, "y": 2}',
        record: 'a record, as {"x": 1, "y": 2}',
        comma: "a comma or the end of the array",
        end: "nothing after the array",
      }[expected];
      this.records.fail(this.line, `expected ${what}, got ${quoted(character)}`);
    }
  }

  private refuseStart(character: string): never {
    const advice =
      character === "{"
        ? "; a record a line is --format ndjson, and of an array in a record save that array alone"
        : "";
    const got = quoted(character);
    this.records.fail(this.line, `expected an array of records, got ${got}${advice}`);
  }
}
