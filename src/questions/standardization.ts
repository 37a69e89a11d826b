import type { Rows } from "../core/rows.js";
import type { Talk } from "../data/pending.js";
import { inRanges, type Pace, VALUE_COST } from "../data/sweep.js";
import { powerOfTwoWithin } from "../linear-algebra/power-of-two.js";
import type { Standardization } from "../types.js";

/** What rows weigh, from `first` on. */
export type WeightsFrom = (first: number, count: number) => Float64Array;

/** A unit with an inverse. */
const LEAST_UNIT = 2 ** -1000;

/**
 * The scales that give every column mean 0 and standard deviation 1 (divided by n). A column
 * without spread keeps its values: there is no deviation to divide by.
 *
 * Every column is looked at in a power of two near its largest value, so that nothing overflows,
 * and another unit that is a power of two changes no bit of what comes of it.
 *
 * @param weightsFrom what so many rows from some row on weigh, as if each stood there so often; rows
 *   of weight 0 are left out
 */
export function* standardizationOf(
  rows: Rows,
  weightsFrom: WeightsFrom | undefined,
  pace: Pace,
): Talk<Standardization> {
  const d = rows.dimensions;
  const low = new Float64Array(d).fill(Infinity);
  const high = new Float64Array(d).fill(-Infinity);
  let heaviest = 0;
  yield* eachRow(rows, weightsFrom, pace, (values, at, weight) => {
    if (weight > heaviest) heaviest = weight;
    for (let j = 0; j < d; j++) {
      const value = values[at + j];
      if (value < low[j]) low[j] = value;
      if (value > high[j]) high[j] = value;
    }
  });
  const units = low.map((least, j) => unitNear(Math.max(Math.abs(least), Math.abs(high[j]))));
  // Powers of two, so that multiplying by them loses no more digits than dividing.
  const inverses = units.map((unit) => 1 / unit);
  // About the middle of its range, so that a column far from 0 loses no digits.
  const origins = low.map((least, j) => least * inverses[j] * 0.5 + high[j] * inverses[j] * 0.5);
  const weightUnit = powerOfTwoWithin(heaviest);
  const sums = new Float64Array(d);
  let total = 0;
  yield* eachRow(rows, weightsFrom, pace, (values, at, weight) => {
    const share = weight / weightUnit;
    total += share;
    for (let j = 0; j < d; j++) sums[j] += share * (values[at + j] * inverses[j] - origins[j]);
  });
  const centres = origins.map((origin, j) => origin + sums[j] / total);
  const squares = new Float64Array(d);
  const rest = new Float64Array(d);
  yield* eachRow(rows, weightsFrom, pace, (values, at, weight) => {
    const share = weight / weightUnit;
    for (let j = 0; j < d; j++) {
      const apart = values[at + j] * inverses[j] - centres[j];
      rest[j] += share * apart;
      squares[j] += share * apart * apart;
    }
  });
  const means: number[] = [];
  const scales: number[] = [];
  for (let j = 0; j < d; j++) {
    const missed = rest[j] / total;
    const scale = Math.sqrt(Math.max(squares[j] / total - missed * missed, 0)) * units[j];
    const constant = low[j] === high[j] || scale === 0;
    means.push(constant ? 0 : (centres[j] + missed) * units[j]);
    scales.push(constant ? 1 : scale);
  }
  return { means, scales };
}

/** A power of two near a column's largest value. */
function unitNear(largest: number): number {
  return largest === 0 ? 1 : Math.max(powerOfTwoWithin(largest), LEAST_UNIT);
}

/** Visits the rows that take part: where each begins among the values, and what it weighs. */
function eachRow(
  rows: Rows,
  weightsFrom: WeightsFrom | undefined,
  pace: Pace,
  visit: (values: Float64Array | Float32Array, at: number, weight: number) => void,
): Talk<void> {
  const d = rows.dimensions;
  const visitRange = (first: number, count: number) => {
    const values = rows.view(first, count);
    const weights = weightsFrom?.(first, count);
    for (let row = 0; row < count; row++) {
      const weight = weights === undefined ? 1 : weights[row];
      if (weight > 0) visit(values, row * d, weight);
    }
  };
  return inRanges(rows.count, VALUE_COST * d, visitRange, pace);
}
