import { Rows } from "../core/rows.js";
import { type Part, weightRows, weightsOf } from "../data/part.js";
import { fixedPositions, placeIn } from "../data/positions.js";

/** Rows at even steps of the summed weights: a row counts as often as its weight says. */
export function weightedPositions(part: Part, most: number): Int32Array {
  const n = part.rows.count;
  const weights = weightsOf(part);
  if (weights === undefined) return fixedPositions(n, most);
  const count = Math.min(n, most);
  let total = 0;
  // By index: an iterator takes a page of 2,000,000 rows as long as a frame or two.
  for (let row = 0; row < n; row++) total += weights[row];
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
