import type { Source } from "../files/source.js";
import { Records } from "../records/records.js";
import { csvField } from "../report/csv.js";
import type { Added } from "./added.js";
import type { Addition } from "./byte-text.js";
import { nameFields, rowFields, type Writing } from "./fields.js";

/** Delimited text with another delimiter, and further fields in every record. */
export class OtherDelimiter implements Addition {
  private readonly records: Records;
  private readonly mark: string;
  private started = false;
  private written = "";
  /** The data row that comes next; -1: the names do. */
  private row: number;

  constructor(
    { header, delimiter, decimal }: Source,
    private readonly added: Added,
    other: string,
    encoded: (text: string) => string,
  ) {
    const writing: Writing = { delimiter: other, decimal };
    this.mark = encoded("\ufeff");
    this.row = header ? -1 : 0;
    this.records = new Records(encoded(delimiter), (fields) => {
      const { row } = this;
      const more =
        row < 0 ? nameFields(added, writing).map(encoded) : rowFields(added, row, writing);
      const own = fields.map((field) => csvField(field, other));
      this.written += `${[...own, ...more].join(other)}\n`;
      this.row++;
    });
  }

  /** Whether all rows had their turn. */
  get complete(): boolean {
    return this.row === this.added.rows;
  }

  write(piece: string): string {
    const mark = !this.started && piece.startsWith(this.mark) ? this.mark : "";
    this.started = true;
    this.records.write(piece.slice(mark.length));
    return mark + this.taken();
  }

  finish(): string {
    this.records.finish();
    return this.taken();
  }

  private taken(): string {
    const { written } = this;
    this.written = "";
    return written;
  }
}
