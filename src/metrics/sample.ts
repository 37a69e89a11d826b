import type { Random } from "../random.js";

/**
 * `count` of the rows 0..n−1 in ascending order, every set of so many equally
 * likely: Floyd's algorithm, in Bentley and Floyd, "A sample of brilliance",
 * Communications of the ACM 30, 1987. One draw a row, however near count is to n.
 */
export function drawRows(n: number, count: number, random: Random): Int32Array {
  const chosen = new Uint8Array(n);
  for (let last = n - count; last < n; last++) {
    const row = Math.floor(random.uniform() * (last + 1));
    chosen[chosen[row] === 0 ? row : last] = 1;
  }
  const rows = new Int32Array(count);
  for (let row = 0, i = 0; row < n; row++) {
    if (chosen[row] === 1) rows[i++] = row;
  }
  return rows;
}
