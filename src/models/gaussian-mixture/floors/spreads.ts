import { moments } from "../../../questions/moments.js";
import type { Part } from "../../../data/part.js";
import { answerTo, type Talk } from "../../../data/pending.js";
import { fraction, GOLDEN } from "../../../data/positions.js";
import { rowsAt, weightedPositions } from "../../../questions/sample.js";

/**
 * How wide the data is in each column, in a way that neither units nor far points move.
 *
 * The median of what differs between pairs of rows, over that of a normal distribution of
 * deviation 1. Up to some 29 % of far values leave it where
 * it is, where a standard deviation follows a single one; it is linear in the column's unit, to
 * the bit for powers of two; and it is 0 only where the whole column is constant. What was
 * measured on 29 tables is told in docs/decisions/0006.
 */

/**
 * So many rows at most are looked at, at fixed positions, so that whoever holds those rows can
 * answer: three pairs a row, whose median is some 3 % off. A thousand rows took a quarter
 * of a fit of 2,000 × 4.
 */
const SAMPLED_ROWS = 512;

/**
 * Each row is paired with those at these multiples of its number, less their whole parts, of the
 * table: the golden ratio, √2 and √3. Rows some fixed fraction of the table apart may all be of
 * one group where groups take turns.
 */
const TURNS = [GOLDEN, 0.4142135623730951, 0.7320508075688772];

/** The median distance of two standard normal numbers: √2 × 0.6745. */
const NORMAL = 0.954;

/** The distance that a quarter of pairs of standard normal numbers are within: √2 × 0.3186. */
const NORMAL_QUARTER = 0.4506;

/** What columns are like: d numbers each. */
export interface Columns {
  /** How wide each is: above 0 unless it is constant. */
  readonly spreads: readonly number[];
  /**
   * How wide each is as near rows have it: as wide where it is normal, and less where groups lie
   * apart, which a start has to find.
   */
  readonly nearSpreads: readonly number[];
  /** How far from 0 its values typically are: the median of |x| but for zeros, 0 if all are. */
  readonly magnitudes: readonly number[];
}

/** Looks at some rows, and at all where these are the same in a column. */
export function* describeColumns(data: Part): Talk<Columns> {
  const d = data.rows.dimensions;
  const values = yield* answerTo(rowsAt(data, yield* weightedPositions(data, SAMPLED_ROWS)));
  const count = values.length / d;
  const column = new Float64Array(count);
  const found = new Float64Array(TURNS.length * count);
  const spreads: number[] = [];
  const nearSpreads: number[] = [];
  const magnitudes: number[] = [];
  for (let j = 0; j < d; j++) {
    for (let i = 0; i < count; i++) column[i] = values[i * d + j];
    const apart = distancesApart(column, found);
    spreads.push(quantileOf(found, apart, 1 / 2) / NORMAL);
    nearSpreads.push(quantileOf(found, apart, 1 / 4) / NORMAL_QUARTER);
    magnitudes.push(quantileOf(found, distancesFromZero(column, found), 1 / 2));
  }
  const columns = { spreads, nearSpreads, magnitudes };
  return spreads.includes(0) ? yield* withMoments(columns, data) : columns;
}

/** |x| of the values that are not 0; `found`: out. Returns how many. */
function distancesFromZero(column: Float64Array, found: Float64Array): number {
  let count = 0;
  for (const value of column) if (value !== 0) found[count++] = Math.abs(value);
  return count;
}

/**
 * The distances of each value from a few others, but for those of 0.
 *
 * @param found out
 * @returns how many
 */
function distancesApart(column: Float64Array, found: Float64Array): number {
  const n = column.length;
  let count = 0;
  for (const turn of TURNS) {
    for (let i = 0; i < n; i++) {
      const other = Math.floor(fraction((i + 0.5) * turn) * n);
      const difference = Math.abs(column[i] - column[other]);
      if (difference > 0) found[count++] = difference;
    }
  }
  return count;
}

/** The deviation of all rows in place of a spread of 0: the rows looked at may be the same by chance. */
function* withMoments({ spreads, nearSpreads, magnitudes }: Columns, data: Part): Talk<Columns> {
  const { mean, variance } = yield* moments(data);
  const deviations = variance.map(Math.sqrt);
  const instead = (values: readonly number[], of: (j: number) => number) =>
    values.map((value, j) => (value === 0 ? of(j) : value));
  return {
    spreads: instead(spreads, (j) => deviations[j]),
    nearSpreads: instead(nearSpreads, (j) => deviations[j]),
    magnitudes: instead(magnitudes, (j) => Math.abs(mean[j]) + deviations[j]),
  };
}

/**
 * The value that this share of them is below, 0 of nothing, by Hoare's selection (1961): sorting 6,000 differences a column took longer
 * than the fit.
 *
 * @param values put into another order
 * @param count how many of them count
 */
function quantileOf(values: Float64Array, count: number, share: number): number {
  if (count === 0) return 0;
  const rank = Math.floor((count - 1) * share);
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const value = values[i];
      values[i++] = values[j];
      values[j--] = value;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return values[rank];
}
