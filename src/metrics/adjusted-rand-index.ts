import { checkClusters, type Clusters, type Labels } from "./labels.js";

/**
 * How far two clusterings of the same points agree, adjusted for chance
 * (Hubert and Arabie, "Comparing partitions", Journal of Classification 2, 1985):
 * the share of pairs of points on which they agree, scaled so that 1 is the same
 * clustering under whatever names and 0 what chance alone gives on average.
 * It may be negative. Two clusterings that both put all points together, or that
 * both keep all apart, agree: 1.
 *
 * All pairs are counted exactly; the quotient alone is rounded.
 *
 * @param a one label per point
 * @param b one label per point, of the same points; which is a and which b plays no part
 * @returns a number of at most 1
 * @throws TypeError or RangeError where there are no labels, their numbers differ, a label is
 * NaN, null or undefined, or there are more than 2^24 different ones
 * @example
 * adjustedRandIndex([0, 0, 1, 1], ["b", "b", "a", "a"]); // 1
 * adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1]); // -0.5
 */
export function adjustedRandIndex(a: Labels, b: Labels): number {
  const inA = checkClusters("a", a);
  const n = inA.of.length;
  const inB = checkClusters("b", b, n, ', as in "a"');
  const all = pairs([n]);
  const pairsA = pairs(inA.sizes);
  const pairsB = pairs(inB.sizes);
  const byChance = 2n * pairsA * pairsB;
  // (agreement − chance) / (the most it can be − chance), all of it times 2 · all.
  const found = 2n * pairs(shared(inA, inB)) * all - byChance;
  const most = (pairsA + pairsB) * all - byChance;
  return most === 0n ? 1 : Number(found) / Number(most);
}

/** How many points each cluster of a shares with each of b, but for zeros, in no order. */
function shared(a: Clusters, b: Clusters): Iterable<number> {
  const n = a.of.length;
  const k = b.sizes.length;
  if (a.sizes.length * k <= n) {
    const table = new Uint32Array(a.sizes.length * k);
    for (let i = 0; i < n; i++) table[a.of[i] * k + b.of[i]] += 1;
    return table;
  }
  // Sorted, points that share both stand together: a Map of them would end at 2^24.
  const cells = new Float64Array(n);
  for (let i = 0; i < n; i++) cells[i] = a.of[i] * k + b.of[i];
  cells.sort();
  const counts = new Uint32Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    if (i > 0 && cells[i] !== cells[i - 1]) at++;
    counts[at] += 1;
  }
  return counts;
}

/** Ordered pairs of points that share a cluster; beyond 9e7 points they outgrow a number. */
function pairs(sizes: Iterable<number>): bigint {
  let sum = 0n;
  for (const size of sizes) {
    if (size > 1) sum += BigInt(size) * BigInt(size - 1);
  }
  return sum;
}
