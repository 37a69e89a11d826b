import { Rows } from "../core/rows.js";
import { type Part, totalWeight, weightRows, weightsFrom } from "../data/part.js";
import { type Asked, answerTo, begin, type Talk } from "../data/pending.js";
import { fixedPositions, placeIn } from "../data/positions.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";
import { paceOfCopies, paged } from "./elsewhere.js";

/** Rows at even steps of the summed weights: a row counts as often as its weight says. */
export function* weightedPositions(part: Part, most: number): Talk<Int32Array> {
  const n = part.rows.count;
  if (part.weights === undefined) return fixedPositions(n, most);
  const count = Math.min(n, most);
  const total = totalWeight(part);
  const positions = new Int32Array(count);
  let next = 0;
  let sum = 0;
  const add = (first: number, some: number) => {
    const weights = weightsFrom(part, first, some);
    // By index: an iterator takes a page of 2,000,000 rows as long as a frame or two.
    for (let i = 0; i < some && next < count; i++) {
      sum += weights[i];
      const last = first + i === n - 1;
      while (next < count && (last || sum >= (placeIn(next) / count) * total)) {
        positions[next++] = first + i;
      }
    }
  };
  yield* inRanges(n, VALUE_COST, add, part.pace);
  return positions;
}

/** Copies of rows, positions.length × d, row-major. */
export function rowsAt(part: Part, positions: ArrayLike<number>): Asked<Float64Array> {
  const pages = paged(part);
  if (pages !== undefined) return begin(pages.rowsAt(positions));
  const { rows } = part;
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
export function* sampleOf(part: Part, most: number): Talk<Part> {
  const { count, dimensions, precision } = part.rows;
  const positions = fixedPositions(count, most);
  const values = yield* answerTo(rowsAt(part, positions));
  const some = part.weights && (yield* weightsAt(part, positions));
  const rows = new Rows(positions.length, dimensions, precision);
  try {
    rows.view().set(values);
    return weightRows(rows, some, paceOfCopies(part));
  } catch (error) {
    rows.release();
    throw error;
  }
}

/** What rows weigh, at ascending positions. */
function* weightsAt(part: Part, positions: Int32Array): Talk<Float64Array> {
  const found = new Float64Array(positions.length);
  let next = 0;
  const pick = (first: number, count: number) => {
    const weights = weightsFrom(part, first, count);
    for (; next < positions.length && positions[next] < first + count; next++) {
      found[next] = weights[positions[next] - first];
    }
  };
  yield* inRanges(part.rows.count, VALUE_COST, pick, part.pace);
  return found;
}
