import { type Part, weightsOf } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";

/** Different values in ascending order, and what the rows of each weigh together. */
export interface DistinctValues {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** Values in runs: one ends where the next value is not larger. */
interface Runs extends DistinctValues {
  length: number;
}

/**
 * The different values of the only column, by a merge sort that begins with the runs there are: it
 * stops between any two rows, and rows that are sorted, or of few values, take next to no time.
 */
export function* distinctValues(part: Part): Talk<DistinctValues> {
  const { rows, pace } = part;
  let from = room(rows.count);
  let to = room(rows.count);
  const gather = (first: number, count: number) => {
    const values = rows.view(first, count);
    const weights = weightsOf(part)?.subarray(first);
    for (let i = 0; i < count; i++) add(from, values[i], weights === undefined ? 1 : weights[i]);
  };
  yield* inRanges(rows.count, VALUE_COST, gather, pace);
  while (runEnd(from, 0) < from.length) {
    yield* inRanges(from.length, VALUE_COST, merging(from, to), pace);
    [from, to] = [to, from];
  }
  return {
    values: from.values.subarray(0, from.length),
    weights: from.weights.subarray(0, from.length),
  };
}

function room(n: number): Runs {
  return { values: new Float64Array(n), weights: new Float64Array(n), length: 0 };
}

/** Adds a value, to the last one where they are equal. */
function add(runs: Runs, value: number, weight: number): void {
  const { values, weights, length } = runs;
  if (length > 0 && values[length - 1] === value) weights[length - 1] += weight;
  else {
    values[length] = value;
    weights[length] = weight;
    runs.length++;
  }
}

/** Where the run ends that begins at `at`. */
function runEnd({ values, length }: Runs, at: number): number {
  if (at < length) at++;
  while (at < length && values[at] > values[at - 1]) at++;
  return at;
}

/** Merges pairs of neighbouring runs, so many values at a call. */
function merging(from: Runs, to: Runs): (first: number, count: number) => void {
  const { values, weights } = from;
  let [left, leftEnd, right, rightEnd] = [0, 0, 0, 0];
  to.length = 0;
  return (_, count) => {
    for (; count > 0; count--) {
      if (left === leftEnd && right === rightEnd) {
        left = rightEnd;
        right = leftEnd = runEnd(from, left);
        rightEnd = runEnd(from, right);
      }
      const next =
        right === rightEnd || (left < leftEnd && values[left] <= values[right]) ? left++ : right++;
      add(to, values[next], weights[next]);
    }
  };
}
