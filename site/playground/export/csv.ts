import type { Source } from "../data/own.js";
import type { Table } from "../data/table.js";
import { sharesAt, type Shares } from "../run/moment.js";

/** A field, in quotes where it needs them. */
const exact = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;

/** The same on one line, for readers that know no others; names may hold anything. */
const field = (text: string): string => exact(text.replace(/[\r\n]+/g, " "));

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
  const head = [...(table.names === undefined ? [] : ["name"]), ...table.columns];
  return csv([
    [...head, ...headsOf(shares, head)].map(field),
    ...Array.from({ length: table.count }, (_, i) => [
      ...(table.names === undefined ? [] : [field(table.names[i])]),
      ...numbersOf(table, i),
      ...answersOf(shares, i),
    ]),
  ]);
}

/** The same beside everything that stands in a file; empty for rows that are no points. */
export function joinedCsv({ head, rows, used }: Source, shares: Shares): string {
  const points = new Map(used.map((row, i) => [row, i]));
  const width = rows.reduce((most, row) => Math.max(most, row.length), head.length);
  const padded = (fields: readonly string[]) =>
    Array.from({ length: width }, (_, j) => exact(fields[j] ?? ""));
  const heads = headsOf(shares, head);
  return csv([
    [...padded(head), ...heads.map(exact)],
    ...rows.map((row, at) => {
      const i = points.get(at);
      return [...padded(row), ...(i === undefined ? heads.map(() => "") : answersOf(shares, i))];
    }),
  ]);
}

/** Names of the columns that are added; `cluster_2` where there is a `cluster`. */
function headsOf({ k, shares }: Shares, taken: readonly string[]): string[] {
  const parts = Array.from({ length: k }, (_, c) => `share ${c + 1}`);
  return ["cluster", ...(shares === undefined ? [] : parts)].map((name) => {
    let free = name;
    for (let i = 2; taken.includes(free); i++) free = `${name}_${i}`;
    return free;
  });
}

const answersOf = (shares: Shares, i: number): string[] => [
  String(shares.labels[i] + 1),
  ...(shares.shares === undefined ? [] : sharesAt(shares, i).map(String)),
];
