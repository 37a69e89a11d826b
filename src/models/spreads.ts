import { moments } from "../wasm/mixture.js";
import { type WeightedRows, weightsOf } from "../wasm/rows.js";

/**
 * How wide the data is in each column, in a way that neither units nor far points move.
 *
 * The median of what differs between rows that are half, a third and a fifth of the table apart,
 * over that of a normal distribution of deviation 1. Up to some 29 % of far values leave it where
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

/** The fractions of the table that paired rows are apart. */
const LAGS = [2, 3, 5];

/** The median distance of two standard normal numbers: √2 × 0.6745. */
const NORMAL = 0.954;

/** Away from round fractions, so that no rounding decides which row a share of the weights names. */
const OFFSET = 0.38;

/** What columns are like: d numbers each. */
export interface Columns {
  /** How wide each is: above 0 unless it is constant. */
  readonly spreads: readonly number[];
  /** How far from 0 its values typically are: the median of |x| but for zeros, 0 if all are. */
  readonly magnitudes: readonly number[];
}

/** Looks at some rows, and at all where these are the same in a column. */
export function describeColumns(data: WeightedRows): Columns {
  const d = data.rows.dimensions;
  const positions = samplePositions(data);
  const count = positions.length;
  const view = data.rows.view();
  const column = new Float64Array(count);
  const found = new Float64Array(LAGS.length * count);
  const spreads: number[] = [];
  const magnitudes: number[] = [];
  for (let j = 0; j < d; j++) {
    for (let i = 0; i < count; i++) column[i] = view[positions[i] * d + j];
    spreads.push(medianOf(found, distancesApart(column, found)) / NORMAL);
    magnitudes.push(medianOf(found, distancesFromZero(column, found)));
  }
  return { spreads: spreads.includes(0) ? withDeviations(spreads, data) : spreads, magnitudes };
}

/** |x| of the values that are not 0; `found`: out. Returns how many. */
function distancesFromZero(column: Float64Array, found: Float64Array): number {
  let count = 0;
  for (const value of column) if (value !== 0) found[count++] = Math.abs(value);
  return count;
}

/**
 * The distances of values that are some fractions of a column apart, but for those of 0.
 *
 * @param found out
 * @returns how many
 */
function distancesApart(column: Float64Array, found: Float64Array): number {
  const n = column.length;
  let count = 0;
  let last = 0;
  for (const part of LAGS) {
    const lag = Math.floor(n / part);
    // In a short column two fractions may come to the same, or to nothing.
    if (lag === last || lag === 0) continue;
    last = lag;
    for (let i = 0, other = lag; i < n; i++, other = other + 1 === n ? 0 : other + 1) {
      const difference = Math.abs(column[i] - column[other]);
      if (difference > 0) found[count++] = difference;
    }
  }
  return count;
}

/** So many of n rows, evenly spread over them; all where there are no more. */
export function fixedPositions(n: number, most: number): Int32Array {
  const count = Math.min(n, most);
  const positions = new Int32Array(count);
  for (let i = 0; i < count; i++) positions[i] = Math.floor(((i + OFFSET) * n) / count);
  return positions;
}

/** Rows at even steps of the summed weights: a row counts as often as its weight says. */
function samplePositions(data: WeightedRows): Int32Array {
  const n = data.rows.count;
  const weights = weightsOf(data);
  if (weights === undefined) return fixedPositions(n, SAMPLED_ROWS);
  const count = Math.min(n, SAMPLED_ROWS);
  let total = 0;
  for (const weight of weights) total += weight;
  const positions = new Int32Array(count);
  for (let i = 0, row = 0, sum = weights[0]; i < count; i++) {
    const target = ((i + OFFSET) / count) * total;
    while (sum < target && row < n - 1) sum += weights[++row];
    positions[i] = row;
  }
  return positions;
}

/** The standard deviation in place of a spread of 0: the rows looked at may be the same by chance. */
function withDeviations(spreads: readonly number[], data: WeightedRows): number[] {
  const { variance } = moments(data);
  return spreads.map((spread, j) => (spread === 0 ? Math.sqrt(variance[j]) : spread));
}

/**
 * The lower median, 0 of nothing, by Hoare's selection (1961): sorting 6,000 differences a column took longer
 * than the fit.
 *
 * @param values put into another order
 * @param count how many of them count
 */
function medianOf(values: Float64Array, count: number): number {
  if (count === 0) return 0;
  const rank = (count - 1) >> 1;
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
