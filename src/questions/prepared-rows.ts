import { rangeError } from "../check.js";
import { Rows } from "../core/rows.js";
import { answerTo, type Talk } from "../data/pending.js";
import { inRanges, type Pace, VALUE_COST } from "../data/sweep.js";
import { toUnitLength } from "../linear-algebra/unit-length.js";
import type { Precision, Standardization } from "../types.js";
import { measured } from "./magnitude.js";

/** What becomes of rows before a model sees them. */
export interface Preparation {
  /** What every column is centred and scaled by; undefined where they stay as they are. */
  readonly standardization: Standardization | undefined;
  /** Whether every row is then scaled to length 1. */
  readonly unitLength: boolean;
  /** Rows that take no part, and need no direction; undefined where all do. */
  readonly absent?: ((row: number) => boolean) | undefined;
}

/**
 * Rows as a model sees them.
 *
 * @param target where they are written: other rows as many, or the same
 */
export function* prepareRows(
  rows: Rows,
  target: Rows,
  { standardization, unitLength, absent }: Preparation,
  pace: Pace,
): Talk<void> {
  const d = rows.dimensions;
  const row = new Float64Array(d);
  const means = Float64Array.from(standardization?.means ?? new Float64Array(d));
  const scales = Float64Array.from(standardization?.scales ?? new Float64Array(d).fill(1));
  const prepare = (first: number, count: number) => {
    const from = rows.view(first, count);
    const to = target.view(first, count);
    for (let i = 0, at = 0; i < count; i++, at += d) {
      for (let j = 0; j < d; j++) row[j] = (from[at + j] - means[j]) / scales[j];
      if (unitLength && !toUnitLength(row, 0, d) && !absent?.(first + i)) {
        const zeros = standardization === undefined ? "zeros" : "zeros, once standardized,";
        const expected = 'rows that have a direction for distance "cosine"';
        throw rangeError("points", expected, `${zeros} at row ${first + i} (from 0)`);
      }
      for (let j = 0; j < d; j++) to[at + j] = row[j];
    }
  };
  yield* inRanges(rows.count, VALUE_COST * d, prepare, pace);
  yield* answerTo(measured(target, pace));
}

/** The same in rows of their own. */
export function* preparedRows(
  rows: Rows,
  precision: Precision,
  preparation: Preparation,
  pace: Pace,
): Talk<Rows> {
  const prepared = new Rows(rows.count, rows.dimensions, precision);
  let whole = false;
  try {
    yield* prepareRows(rows, prepared, preparation, pace);
    whole = true;
    return prepared;
  } finally {
    if (!whole) prepared.release();
  }
}
