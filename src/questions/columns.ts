import type { Part } from "../data/part.js";
import type { Asked } from "../data/pending.js";
import { VALUE_COST } from "../data/sweep.js";

/** The magnitude of the first value in each column that is not 0; 0 where there is none. */
export function firstMagnitudes({ rows }: Part): number[] {
  const d = rows.dimensions;
  const values = rows.view();
  return Array.from({ length: d }, (_, column) => {
    for (let i = column; i < values.length; i += d) {
      if (values[i] !== 0) return Math.abs(values[i]);
    }
    return 0;
  });
}

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
export function squaresAlong(
  { rows, pace }: Part,
  direction: readonly number[],
  far: readonly number[],
): Asked<SquaresAlong> {
  const d = rows.dimensions;
  const origin = rows.row(rows.count >> 1);
  let near = 0;
  let squares = 0;
  return pace(rows.count, {
    stride: 1,
    rowCost: VALUE_COST * d,
    visit: (first, count) => {
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
    },
    answer: () => ({ count: near, squares }),
  });
}

/**
 * Whether another row lies near this one: within so much of it in every column where they differ.
 *
 * @param within d numbers
 */
export function hasNeighbour(
  { rows, pace }: Part,
  own: number,
  within: readonly number[],
): Asked<boolean> {
  const d = rows.dimensions;
  const point = rows.row(own);
  let found = false;
  return pace(rows.count, {
    stride: 1,
    rowCost: VALUE_COST * d,
    visit: (first, count) => {
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
    },
    answer: () => found,
  });
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
