import type { Table } from "../data/table.js";

/** The k points nearest to the leftmost one: a start that leaves all the work to the fit. */
export function cornerStart({ columns, values, count }: Table, k: number): number[][] {
  const d = columns.length;
  let corner = 0;
  for (let i = 1; i < count; i++) if (values[i * d] < values[corner * d]) corner = i;
  const squares = Float64Array.from({ length: count }, (_, i) =>
    columns.reduce((sum, _, j) => sum + (values[i * d + j] - values[corner * d + j]) ** 2, 0),
  );
  // Among equal rows the first alone, or centroids would coincide.
  const nearest = Array.from(squares.keys()).sort((a, b) => squares[a] - squares[b] || a - b);
  const rows = new Map<string, number[]>();
  for (const i of nearest) {
    const row = Array.from(values.subarray(i * d, (i + 1) * d));
    rows.set(row.join(), row);
    if (rows.size === k) break;
  }
  const found = [...rows.values()];
  return Array.from({ length: k }, (_, c) => found[c % found.length]);
}
