import { type Part, weightsOf } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";

/** Different values in ascending order, and what the rows of each weigh together. */
export interface DistinctValues {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** Values in runs, each of which ascends; the rows of a value weigh together. */
class Runs {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** Where each run ends. */
  readonly ends: Int32Array;
  /** How many runs are closed. */
  count = 0;
  length = 0;
  #first = 0;

  constructor(n: number) {
    this.values = new Float64Array(n);
    this.weights = new Float64Array(n);
    this.ends = new Int32Array(n);
  }

  /** Whether this value goes on with the run that is open. */
  follows(value: number): boolean {
    return this.length === this.#first || value >= this.values[this.length - 1];
  }

  add(value: number, weight: number): void {
    const last = this.length - 1;
    if (last >= this.#first && this.values[last] === value) this.weights[last] += weight;
    else {
      this.values[this.length] = value;
      this.weights[this.length++] = weight;
    }
  }

  close(): void {
    this.#first = this.length;
    this.ends[this.count++] = this.length;
  }

  clear(): void {
    this.count = this.length = this.#first = 0;
  }
}

/**
 * The different values of the only column, by a merge sort that begins with the runs there are: it
 * stops between any two rows, and rows that are sorted, or of few values, take next to no time.
 */
export function* distinctValues(part: Part): Talk<DistinctValues> {
  const { rows, pace } = part;
  const n = rows.count;
  let from = new Runs(n);
  let to = new Runs(n);
  const gather = (first: number, count: number) => {
    const values = rows.view(first, count);
    const weights = weightsOf(part)?.subarray(first);
    for (let i = 0; i < count; i++) {
      if (!from.follows(values[i])) from.close();
      from.add(values[i], weights === undefined ? 1 : weights[i]);
    }
  };
  yield* inRanges(n, VALUE_COST, gather, pace);
  from.close();
  while (from.count > 1) {
    to.clear();
    yield* inRanges(from.length, VALUE_COST, merging(from, to), pace);
    to.close();
    [from, to] = [to, from];
  }
  return {
    values: from.values.subarray(0, from.length),
    weights: from.weights.subarray(0, from.length),
  };
}

/** Merges pairs of neighbouring runs, so many values at a call. */
function merging(from: Runs, to: Runs): (first: number, count: number) => void {
  const { values, weights, ends } = from;
  let run = 0;
  let left = 0;
  let right = ends[0];
  let leftEnd = right;
  let rightEnd = ends[1];
  return (_, count) => {
    for (; count > 0; count--) {
      if (left === leftEnd && right === rightEnd) {
        to.close();
        run += 2;
        left = rightEnd;
        right = leftEnd = ends[run];
        rightEnd = run + 1 < from.count ? ends[run + 1] : right;
      }
      const next =
        right === rightEnd || (left < leftEnd && values[left] <= values[right]) ? left++ : right++;
      to.add(values[next], weights[next]);
    }
  };
}
