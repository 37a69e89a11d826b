import type { Source } from "../files/source.js";
import { longestRecord } from "../records/longest-record.js";
import { listed, quoted } from "../text/wording.js";
import { cellOf } from "./cell.js";
import type { Cell, TableSink } from "./table-sink.js";

/** Takes in records of JSON, each of which has the names of the first, or some of them. */
export class JsonRecords {
  private places: Map<string, number> | undefined;

  constructor(
    private readonly source: Source,
    private readonly sink: TableSink,
  ) {}

  /** @param line on which the record starts */
  add(text: string, line: number): void {
    const record = this.parsed(text, line);
    if (this.places === undefined) {
      const names = Object.keys(record);
      this.places = new Map(names.map((name, place) => [name, place]));
      this.sink.begin(names, line);
    }
    const cells = new Array<Cell>(this.places.size).fill(null);
    for (const name of Object.keys(record)) {
      const place = this.places.get(name);
      if (place === undefined) {
        const names = listed([...this.places.keys()], 20);
        this.fail(line, `${quoted(name)} is not in the first record (it has ${names})`);
      }
      cells[place] = cellOf(record[name]);
    }
    this.sink.row(cells, line);
  }

  /** Refuses a record that is longer than any should be. */
  checkLength(length: number, line: number): void {
    if (length <= longestRecord) return;
    const most = `${longestRecord / 1e6} MB`;
    this.fail(line, `the record that starts here is longer than ${most}; is its end missing?`);
  }

  fail(line: number, message: string): never {
    throw new Error(`${this.source.name} line ${line}: ${message}`);
  }

  private parsed(text: string, line: number): Record<string, unknown> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.fail(line, "the record that starts here is not JSON");
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      const got = Array.isArray(value) ? "an array" : quoted(text);
      this.fail(line, `expected a record, as {"x": 1, "y": 2}, got ${got}`);
    }
    if (this.places === undefined && Object.keys(value).length === 0) {
      this.fail(line, "the first record, which names the columns, is empty");
    }
    return value as Record<string, unknown>;
  }
}
