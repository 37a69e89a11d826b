import type { Source } from "../files/source.js";
import { listed } from "../text/wording.js";
import type { Table } from "./read-table.js";

/** The rows of a table that lack no value, as the library takes them. */
export interface CompleteRows {
  /** Row-major. */
  readonly data: Float64Array;
  readonly shape: [rows: number, columns: number];
  /** Index of each of these rows among the data rows. */
  readonly kept: readonly number[];
  /** Lines or rows of the file with the rows that lack a value. */
  readonly dropped: readonly number[];
}

/** @param wayOut what to add to the complaint that there are none */
export function completeRows(table: Table, source: Source, wayOut: string): CompleteRows {
  const { columns, lines } = table;
  const kept: number[] = [];
  const dropped: number[] = [];
  for (let row = 0; row < lines.length; row++) {
    if (columns.some(({ values }) => Number.isNaN(values[row]))) dropped.push(lines[row]);
    else kept.push(row);
  }
  if (kept.length === 0) {
    const names = columns.map(({ name }) => name);
    throw new Error(
      `${source.name}: no row has a value in every used column (${listed(names, 10)})${wayOut}`,
    );
  }
  const data = new Float64Array(kept.length * columns.length);
  kept.forEach((row, i) => {
    columns.forEach(({ values }, j) => {
      data[i * columns.length + j] = values[row];
    });
  });
  return { data, shape: [kept.length, columns.length], kept, dropped };
}
