import { cellOf } from "./cell.js";
import type { JsonText } from "./json-text.js";
import type { TableSink } from "./table-sink.js";

/** Takes in rows that are arrays of JSON, whose columns have no names. */
export class JsonArrays {
  private begun = false;

  constructor(
    private readonly text: JsonText,
    private readonly sink: TableSink,
  ) {}

  /** @param line on which the array starts */
  add(text: string, line: number): void {
    const values = this.text.value(text, line, "row") as readonly unknown[];
    if (!this.begun) {
      if (values.length === 0) this.text.fail(line, "the first row is empty");
      this.sink.begin(new Array<string>(values.length).fill(""), line, { header: false });
      this.begun = true;
    }
    this.sink.row(values.map(cellOf), line);
  }
}
