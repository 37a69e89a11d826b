import type { Talk } from "../data/pending.js";
import { inRanges, type Pace, VALUE_COST } from "../data/sweep.js";
import type { Random } from "../random.js";

/**
 * `count` of the rows 0..n−1 in ascending order, every set of so many equally
 * likely: Floyd's algorithm, in Bentley and Floyd, "A sample of brilliance",
 * Communications of the ACM 30, 1987. One draw a row, however near count is to n.
 */
export function* drawRows(n: number, count: number, random: Random, pace: Pace): Talk<Int32Array> {
  const chosen = new Uint8Array(n);
  const draw = (first: number, some: number) => {
    for (let last = n - count + first; last < n - count + first + some; last++) {
      const row = Math.floor(random.uniform() * (last + 1));
      chosen[chosen[row] === 0 ? row : last] = 1;
    }
  };
  yield* inRanges(count, VALUE_COST, draw, pace);
  const rows = new Int32Array(count);
  let i = 0;
  const gather = (first: number, some: number) => {
    for (let row = first; row < first + some; row++) {
      if (chosen[row] === 1) rows[i++] = row;
    }
  };
  yield* inRanges(n, VALUE_COST, gather, pace);
  return rows;
}
