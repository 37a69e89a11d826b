import { Rows } from "../core/rows.js";
import { type Part, weightRows, weightsOf } from "../data/part.js";

/** The golden ratio less 1, whose multiples keep away from round fractions. */
export const GOLDEN = 0.6180339887498949;

export function fraction(value: number): number {
  return value - Math.floor(value);
}

/**
 * So many of n rows, spread over them; all where there are no more. One from each of as many equal
 * stretches, at a place that changes by the golden ratio: even steps would meet one group of rows
 * alone where groups take turns.
 */
export function fixedPositions(n: number, most: number): Int32Array {
  const count = Math.min(n, most);
  const positions = new Int32Array(count);
  for (let i = 0; i < count; i++) positions[i] = Math.floor((placeIn(i) * n) / count);
  return positions;
}

/** A place in the i-th stretch, from i to i + 1. */
function placeIn(i: number): number {
  return i + fraction((i + 0.5) * GOLDEN);
}

/** Rows at even steps of the summed weights: a row counts as often as its weight says. */
export function weightedPositions(part: Part, most: number): Int32Array {
  const n = part.rows.count;
  const weights = weightsOf(part);
  if (weights === undefined) return fixedPositions(n, most);
  const count = Math.min(n, most);
  let total = 0;
  for (const weight of weights) total += weight;
  const positions = new Int32Array(count);
  for (let i = 0, row = 0, sum = weights[0]; i < count; i++) {
    const target = (placeIn(i) / count) * total;
    while (sum < target && row < n - 1) sum += weights[++row];
    positions[i] = row;
  }
  return positions;
}

/** Copies of rows, positions.length × d, row-major. */
export function rowsAt({ rows }: Part, positions: ArrayLike<number>): Float64Array {
  const d = rows.dimensions;
  const view = rows.view();
  const values = new Float64Array(positions.length * d);
  for (let i = 0, to = 0; i < positions.length; i++) {
    const from = positions[i] * d;
    for (let j = 0; j < d; j++) values[to++] = view[from + j];
  }
  return values;
}

/** So many rows at most, as a part of their own, which its maker releases. */
export function sampleOf(part: Part, most: number): Part {
  const positions = fixedPositions(part.rows.count, most);
  const rows: Rows = part.rows.select(positions);
  try {
    const weights = weightsOf(part);
    const some = weights && Float64Array.from(positions, (row) => weights[row]);
    return weightRows(rows, some, part.pace);
  } catch (error) {
    rows.release();
    throw error;
  }
}
