import type { Source } from "../files/source.js";
import { quoted } from "../text/wording.js";
import type { CompleteRows } from "./complete-rows.js";
import type { Table } from "./read-table.js";
import type { Spread } from "./spread.js";

/**
 * Names the first value that is too large to compute with. The library would refuse it as well, but
 * knows nothing of lines and names.
 *
 * @param spreads of columns that are standardized, but for those without any; undefined: of none
 */
export function checkMagnitudes(
  { data, shape: [rows, columns], kept }: CompleteRows,
  spreads: readonly Spread[] | undefined,
  table: Table,
  source: Source,
): void {
  // A difference of two values has to be finite, or else a sum of squares of all differences.
  const summed = Math.sqrt(Number.MAX_VALUE / columns / rows) / 2;
  const limits = Array.from({ length: columns }, (_, j) =>
    spreads !== undefined && spreads[j].deviation !== 0 ? Number.MAX_VALUE / 2 : summed,
  );
  const index = data.findIndex((value, i) => Math.abs(value) > limits[i % columns]);
  if (index < 0) return;
  const most = limits[index % columns];
  const line = table.lines[kept[Math.floor(index / columns)]];
  const { name } = table.columns[index % columns];
  throw new Error(
    `${source.name} ${source.place} ${line}: column ${quoted(name)} has ${data[index]}, too large to compute ` +
      `with (at most ${most.toExponential(1)} here); if it marks a missing value, leave it empty`,
  );
}
