import { eachShared } from "./contingency.js";
import { checkClusters, type Labels } from "./labels.js";

/**
 * How far two clusterings of the same points agree, adjusted for chance: to compare labels with
 * known classes, or two fits (Hubert and Arabie, "Comparing partitions", Journal of Classification 2,
 * 1985). It is the share of pairs of points on which they agree, scaled so that 1 is the same
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
  let shared = 0n;
  eachShared(inA, inB, (count) => (shared += pairsOf(count)));
  // (agreement − chance) / (the most it can be − chance), all of it times 2 · all.
  const found = 2n * shared * all - byChance;
  const most = (pairsA + pairsB) * all - byChance;
  return most === 0n ? 1 : Number(found) / Number(most);
}

/** Ordered pairs of points that share a cluster; beyond 9e7 points they outgrow a number. */
function pairs(sizes: Iterable<number>): bigint {
  let sum = 0n;
  for (const size of sizes) sum += pairsOf(size);
  return sum;
}

function pairsOf(size: number): bigint {
  return size > 1 ? BigInt(size) * BigInt(size - 1) : 0n;
}
