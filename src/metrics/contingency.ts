import type { Clusters } from "./labels.js";

/** Points that share a cluster of one clustering and a cluster of another. */
export type Visit = (count: number, inA: number, inB: number) => void;

/** Visits how many points each cluster of a shares with each of b, but for zeros, in no order. */
export function eachShared(a: Clusters, b: Clusters, visit: Visit): void {
  const n = a.of.length;
  const k = b.sizes.length;
  if (a.sizes.length * k <= n) {
    const table = new Uint32Array(a.sizes.length * k);
    for (let i = 0; i < n; i++) table[a.of[i] * k + b.of[i]] += 1;
    for (let at = 0; at < table.length; at++) {
      if (table[at] > 0) visit(table[at], Math.floor(at / k), at % k);
    }
    return;
  }
  // Sorted, points that share both stand together: a Map of them would end at 2^24.
  const cells = new Float64Array(n);
  for (let i = 0; i < n; i++) cells[i] = a.of[i] * k + b.of[i];
  cells.sort();
  for (let first = 0, end = 0; first < n; first = end) {
    while (end < n && cells[end] === cells[first]) end++;
    visit(end - first, Math.floor(cells[first] / k), cells[first] % k);
  }
}
