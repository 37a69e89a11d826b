/**
 * Pairs the clusters of two clusterings of the same rows: the pair that shares most rows first,
 * then the pair that shares most among the rest, and so on.
 *
 * @returns the partner of cluster 0, 1, … of the first clustering in the second
 */
export function matchedClusters(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  k: number,
): number[] {
  const shared = new Map<number, number>();
  for (let row = 0; row < first.length; row++) {
    const pair = first[row] * k + second[row];
    shared.set(pair, (shared.get(pair) ?? 0) + 1);
  }
  const partner = new Array<number>(k).fill(-1);
  const left = new Set(partner.keys());
  // Of pairs that share as many rows the one with the lower numbers comes first.
  const pairs = [...shared].sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || a - b);
  for (const [pair] of pairs) {
    const cluster = Math.floor(pair / k);
    if (partner[cluster] < 0 && left.delete(pair % k)) partner[cluster] = pair % k;
  }
  // Empty clusters, and those whose rows have all gone to the partners of others.
  const rest = left.values();
  return partner.map((match) => (match < 0 ? (rest.next().value ?? -1) : match));
}
