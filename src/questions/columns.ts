import type { Rows } from "../core/rows.js";
import type { Part } from "../data/part.js";
import { answerTo, type Talk } from "../data/pending.js";
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
export class ColumnValues {
  readonly #rows: Rows;
  readonly #column: number;
  readonly #label: number;
  readonly #counted: number;
  readonly #different = new Set<number>();
  low = Infinity;
  high = -Infinity;

  /**
   * @param label of the rows whose range is wanted
   * @param counted how many different values are counted, and one more
   */
  constructor(rows: Rows, column: number, label: number, counted: number) {
    this.#rows = rows;
    this.#column = column;
    this.#label = label;
    this.#counted = counted;
  }

  get different(): number {
    return this.#different.size;
  }

  /** Looks at rows from `first` on, which have these labels. */
  add(first: number, labels: Int32Array): void {
    const d = this.#rows.dimensions;
    const values = this.#rows.view(first, labels.length);
    for (let row = 0; row < labels.length; row++) {
      const value = values[row * d + this.#column];
      if (this.#different.size <= this.#counted) this.#different.add(value);
      if (labels[row] !== this.#label) continue;
      this.low = Math.min(this.low, value);
      this.high = Math.max(this.high, value);
    }
  }
}
