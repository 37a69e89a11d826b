import type { Source } from "../files/source.js";
import { quoted } from "../text/wording.js";
import type { CompleteRows } from "./complete-rows.js";
import type { Table } from "./read-table.js";

/**
 * Names the first value that is too large to compute with. The library would refuse it as well, but
 * knows nothing of lines and names.
 *
 * @param scales by which values are divided, one a column; undefined: they stay as they are
 */
export function checkMagnitudes(
  { data, shape: [rows, columns], kept }: CompleteRows,
  scales: readonly number[] | undefined,
  table: Table,
  source: Source,
): void {
  const limits = magnitudeLimits(rows, columns, scales);
  const index = data.findIndex((value, i) => Math.abs(value) > limits[i % columns]);
  if (index < 0) return;
  const line = table.lines[kept[Math.floor(index / columns)]];
  const { name } = table.columns[index % columns];
  const where = `${source.name} ${source.place} ${line}: column ${quoted(name)}`;
  throw tooLarge(where, data[index], limits[index % columns]);
}

/** The largest magnitude that can be computed with, of each column. */
export function magnitudeLimits(
  rows: number,
  columns: number,
  scales: readonly number[] | undefined,
): number[] {
  // A difference of two values has to be finite, or else a sum of squares of all differences.
  const summed = Math.sqrt(Number.MAX_VALUE / columns / rows) / 2;
  return Array.from({ length: columns }, (_, j) =>
    Math.min(summed * (scales?.[j] ?? 1), Number.MAX_VALUE / 2),
  );
}

export function tooLarge(where: string, value: number, most: number): Error {
  return new Error(
    `${where} has ${value}, too large to compute with (at most ${most.toExponential(1)} here); ` +
      "if it marks a missing value, leave it empty",
  );
}
