import type { Part } from "../data/part.js";
import { type Asked, answerTo, type Talk } from "../data/pending.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";
import { rowsAt } from "./sample.js";

/** Of rows that are not far from one of them: how many, and their squares along a direction. */
export interface SquaresAlong {
  readonly count: number;
  readonly squares: number;
}

/**
 * How far rows lie from the middle one along a direction.
 *
 * @param direction d numbers
 * @param far d numbers: rows farther than that in some column are left out
 */
export function* squaresAlong(
  part: Part,
  direction: readonly number[],
  far: readonly number[],
): Talk<SquaresAlong> {
  const { rows, pace } = part;
  const d = rows.dimensions;
  const origin = yield* answerTo(rowsAt(part, [rows.count >> 1]));
  let near = 0;
  let squares = 0;
  const measure = (first: number, count: number) => {
    const values = rows.view(first, count);
    for (let row = 0, at = 0; row < count; row++) {
      let along = 0;
      let isFar = false;
      for (let j = 0; j < d; j++) {
        const e = values[at++] - origin[j];
        if (Math.abs(e) > far[j]) isFar = true;
        along += direction[j] * e;
      }
      if (isFar) continue;
      near++;
      squares += along * along;
    }
  };
  yield* inRanges(rows.count, VALUE_COST * d, measure, pace);
  return { count: near, squares };
}

/**
 * Whether another row lies near this one: within so much of it in every column where they differ.
 *
 * @param within d numbers
 */
export function* hasNeighbour(part: Part, own: number, within: readonly number[]): Talk<boolean> {
  const { rows, pace } = part;
  const d = rows.dimensions;
  const point = yield* answerTo(rowsAt(part, [own]));
  let found = false;
  const look = (first: number, count: number) => {
    if (found) return;
    const values = rows.view(first, count);
    for (let row = 0, at = 0; row < count && !found; row++, at += d) {
      if (first + row === own) continue;
      let near = true;
      for (let j = 0; j < d && near; j++) {
        const apart = Math.abs(values[at + j] - point[j]);
        near = apart === 0 || apart < within[j];
      }
      found = near;
    }
  };
  yield* inRanges(rows.count, VALUE_COST * d, look, pace);
  return found;
}

/** What a column takes: how many different values, as far as they are counted, and the range of some rows. */
export interface ColumnValues {
  readonly different: number;
  readonly low: number;
  readonly high: number;
}

/**
 * What a column takes.
 *
 * @param labels of each row
 * @param label of the rows whose range is wanted
 * @param counted how many different values are counted, and one more
 */
export function columnValues(
  { rows, pace }: Part,
  column: number,
  labels: Int32Array,
  label: number,
  counted: number,
): Asked<ColumnValues> {
  const d = rows.dimensions;
  const different = new Set<number>();
  let low = Infinity;
  let high = -Infinity;
  return pace(rows.count, {
    stride: 1,
    rowCost: VALUE_COST,
    visit: (first, count) => {
      const values = rows.view(first, count);
      for (let row = 0; row < count; row++) {
        const value = values[row * d + column];
        if (different.size <= counted) different.add(value);
        if (labels[first + row] !== label) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    },
    answer: () => ({ different: different.size, low, high }),
  });
}
