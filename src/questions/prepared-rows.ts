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

/** Writes a row as a model sees it, from where it begins in `from` to where it begins in `to`. */
type PrepareRow = (
  from: Values,
  to: Values,
  at: number,
  /** The user's number of a row without direction, for a message; less than 0 where it takes no part. */
  number: () => number,
) => void;

type Values = Float64Array | Float32Array;

/** How rows of d columns are prepared, one at a time. */
export function rowPreparer(
  d: number,
  { standardization, unitLength }: Omit<Preparation, "absent">,
): PrepareRow {
  const row = new Float64Array(d);
  const means = Float64Array.from(standardization?.means ?? new Float64Array(d));
  const scales = Float64Array.from(standardization?.scales ?? new Float64Array(d).fill(1));
  return (from, to, at, number) => {
    for (let j = 0; j < d; j++) row[j] = (from[at + j] - means[j]) / scales[j];
    if (unitLength && !toUnitLength(row, 0, d)) {
      const own = number();
      if (own >= 0) {
        const zeros = standardization === undefined ? "zeros" : "zeros, once standardized,";
        const expected = 'rows that have a direction for distance "cosine"';
        throw rangeError("points", expected, `${zeros} at row ${own} (from 0)`);
      }
    }
    for (let j = 0; j < d; j++) to[at + j] = row[j];
  };
}

/**
 * Rows as a model sees them.
 *
 * @param target where they are written: other rows as many, or the same
 */
export function* prepareRows(
  rows: Rows,
  target: Rows,
  preparation: Preparation,
  pace: Pace,
): Talk<void> {
  const d = rows.dimensions;
  const { absent } = preparation;
  const prepareRow = rowPreparer(d, preparation);
  const prepare = (first: number, count: number) => {
    const from = rows.view(first, count);
    const to = target.view(first, count);
    for (let i = 0, at = 0; i < count; i++, at += d) {
      prepareRow(from, to, at, () => (absent?.(first + i) ? -1 : first + i));
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
