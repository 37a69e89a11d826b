import { Rows } from "../core/rows.js";
import type { Talk } from "../data/pending.js";
import { inRanges, type Pace, VALUE_COST } from "../data/sweep.js";

/** Beyond this a scaled value is cut off: its squared distances would not stay finite. */
const MOST_SCALED = 1e100;

/** The same rows with every column over its unit, in float64; a column of unit 0 becomes 0. */
export function* scaledRows(rows: Rows, units: readonly number[], pace: Pace): Talk<Rows> {
  const d = rows.dimensions;
  const scaled = new Rows(rows.count, d, "float64");
  let whole = false;
  try {
    const scale = (first: number, count: number) => {
      const from = rows.view(first, count);
      const to = scaled.view(first, count);
      for (let row = 0, i = 0; row < count; row++) {
        for (let j = 0; j < d; j++, i++) to[i] = inUnits(from[i], units[j]);
      }
    };
    yield* inRanges(rows.count, VALUE_COST * d, scale, pace);
    whole = true;
    return scaled;
  } finally {
    if (!whole) scaled.release();
  }
}

/** A value over its unit, within bounds whose squares stay finite; 0 where the unit is 0. */
export function inUnits(value: number, unit: number): number {
  if (unit === 0) return 0;
  return Math.min(Math.max(value / unit, -MOST_SCALED), MOST_SCALED);
}
