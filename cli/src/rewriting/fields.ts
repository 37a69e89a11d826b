import type { DecimalMark } from "../files/source.js";
import { csvField } from "../report/csv.js";
import type { Layout } from "../table/read-table.js";
import type { Added } from "./added.js";
import type { Addition } from "./byte-text.js";

/** How the fields of a text are written. */
export interface Writing {
  readonly delimiter: string;
  readonly decimal: DecimalMark;
}

/** Adds fields to the end of each line on which a record of delimited text ends. */
export class AddedFields implements Addition {
  private line = 1;
  /** The data row that ends next; -1: the names do. */
  private row: number;
  private end: number;
  /** A carriage return at the end, which may be one of CR LF. */
  private carried = "";
  private readonly delimiter: string;

  constructor(
    private readonly layout: Pick<Layout, "headerEnd" | "ends">,
    private readonly added: Added,
    private readonly writing: Writing,
    private readonly encoded: (text: string) => string,
  ) {
    this.delimiter = encoded(writing.delimiter);
    this.row = layout.headerEnd === undefined ? 0 : -1;
    this.end = layout.headerEnd ?? layout.ends[0];
  }

  /** Whether all rows had their turn. */
  get complete(): boolean {
    return this.row === this.layout.ends.length;
  }

  write(piece: string): string {
    const text = this.carried + piece;
    this.carried = text.endsWith("\r") ? "\r" : "";
    const end = text.length - this.carried.length;
    let written = "";
    let start = 0;
    let feed = text.indexOf("\n");
    let carriage = text.indexOf("\r");
    for (;;) {
      const returns = carriage >= 0 && carriage < end && (feed < 0 || carriage < feed);
      const lineBreak = returns ? carriage : feed;
      if (lineBreak < 0) break;
      if (this.line === this.end) {
        written += text.slice(start, lineBreak) + this.fields();
        start = lineBreak;
      }
      this.line++;
      if (!returns || feed === carriage + 1) feed = text.indexOf("\n", feed + 1);
      if (returns) carriage = text.indexOf("\r", carriage + 1);
    }
    return written + text.slice(start, end);
  }

  finish(): string {
    return (this.line === this.end ? this.fields() : "") + this.carried;
  }

  /** Those of the record that ends here. */
  private fields(): string {
    const { row, layout, added, writing } = this;
    this.row++;
    this.end = layout.ends[this.row] ?? Infinity;
    const fields =
      row < 0
        ? nameFields(added, writing).map(this.encoded)
        : // Numbers are the same in every encoding.
          rowFields(added, row, writing);
    return fields.map((field) => this.delimiter + field).join("");
  }
}

export function nameFields({ names }: Added, { delimiter }: Writing): string[] {
  return names.map((name) => csvField(name, delimiter));
}

export function rowFields(added: Added, row: number, { delimiter, decimal }: Writing): string[] {
  const numbers = added.row(row);
  if (numbers === undefined) {
    // Between spaces nothing would be no field.
    const nothing = delimiter === " " ? "NA" : "";
    return added.names.map(() => nothing);
  }
  return numbers.map((value) => csvField(numberText(value, decimal), delimiter));
}

function numberText(value: number, decimal: DecimalMark): string {
  const text = String(value);
  return decimal === "." ? text : text.replace(".", decimal);
}
