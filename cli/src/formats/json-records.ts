import { listed, quoted } from "../text/wording.js";
import { cellOf } from "./cell.js";
import type { JsonText } from "./json-text.js";
import type { Cell, TableSink } from "./table-sink.js";

/** Takes in records of JSON, each of which has the names of the first, or some of them. */
export class JsonRecords {
  private places: Map<string, number> | undefined;

  constructor(
    private readonly text: JsonText,
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
        this.text.fail(line, `${quoted(name)} is not in the first record (it has ${names})`);
      }
      cells[place] = cellOf(record[name]);
    }
    this.sink.row(cells, line);
  }

  private parsed(text: string, line: number): Record<string, unknown> {
    const value = this.text.value(text, line);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      const got = Array.isArray(value) ? "an array" : quoted(text);
      this.text.fail(line, `expected a record, as {"x": 1, "y": 2}, got ${got}`);
    }
    if (this.places === undefined && Object.keys(value).length === 0) {
      this.text.fail(line, "the first record, which names the columns, is empty");
    }
    return value as Record<string, unknown>;
  }
}
