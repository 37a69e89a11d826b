/**
 * m + S / N of each component: statistics hold N_0 … N_{k−1}, S_0 … S_{k−1} from index
 * `sizes` on, sums about the centroids. An empty component stays where it is.
 */
export function meansFrom(
  statistics: readonly number[],
  sizes: number,
  centroids: readonly number[],
  k: number,
): number[] {
  const d = centroids.length / k;
  const sums = sizes + k;
  const means = centroids.slice();
  for (let c = 0; c < k; c++) {
    const size = statistics[sizes + c];
    if (size === 0) continue;
    for (let i = c * d; i < (c + 1) * d; i++) means[i] += statistics[sums + i] / size;
  }
  return means;
}

/** The components of size 0; statistics hold their sizes from index `sizes` on. */
export function emptyComponents(statistics: readonly number[], sizes: number, k: number): number[] {
  const empty: number[] = [];
  for (let c = 0; c < k; c++) if (statistics[sizes + c] === 0) empty.push(c);
  return empty;
}
