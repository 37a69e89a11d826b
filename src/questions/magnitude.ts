import type { Rows } from "../core/rows.js";
import type { Asked } from "../data/pending.js";
import type { Pace } from "../data/sweep.js";

/** The largest |x|: finite exactly where every value is. The rows know it from then on. */
export function measured(rows: Rows, pace: Pace): Asked<number> {
  let largest = 0;
  return pace(rows.count, {
    stride: 1,
    rowCost: rows.dimensions,
    visit: (first, count) => {
      const found = rows.kernels.largestMagnitude(
        rows.address(first),
        rows.valueBytes,
        count * rows.dimensions,
      );
      // NaN stays: nothing is larger than it, nor it than anything.
      if (!(found <= largest)) largest = Number.isNaN(largest) ? largest : found;
    },
    answer: () => {
      rows.rememberMagnitude(largest);
      return largest;
    },
  });
}
