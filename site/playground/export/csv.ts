import type { Table } from "../data/table.js";
import { sharesAt, type Shares } from "../run/moment.js";

/** A field, in quotes where it needs them; names may hold anything. */
function field(text: string): string {
  const line = text.replace(/[\r\n]+/g, " ");
  return /[",]/.test(line) ? `"${line.replace(/"/g, '""')}"` : line;
}

const csv = (rows: readonly (readonly string[])[]) =>
  `${rows.map((row) => row.join(",")).join("\n")}\n`;

const numbersOf = ({ columns, values }: Table, i: number) =>
  Array.from(values.subarray(i * columns.length, (i + 1) * columns.length), String);

/** The points as the fit has them. */
export const pointsCsv = (table: Table): string =>
  csv([
    table.columns.map(field),
    ...Array.from({ length: table.count }, (_, i) => numbersOf(table, i)),
  ]);

/** Every point with its cluster, counted from 1 as on the sheet, and its share in each. */
export function labelsCsv(table: Table, shares: Shares): string {
  const soft = shares.shares !== undefined;
  const heads = Array.from({ length: shares.k }, (_, c) => `share ${c + 1}`);
  return csv([
    [
      ...(table.names === undefined ? [] : ["name"]),
      ...table.columns.map(field),
      "cluster",
      ...(soft ? heads : []),
    ],
    ...Array.from({ length: table.count }, (_, i) => [
      ...(table.names === undefined ? [] : [field(table.names[i])]),
      ...numbersOf(table, i),
      String(shares.labels[i] + 1),
      ...(soft ? sharesAt(shares, i).map(String) : []),
    ]),
  ]);
}
