/**
 * A component with less than this has, but for underflow, no point: its sums of differences
 * would be rounded beyond use.
 */
export const NOTHING = 2 ** -960;

/**
 * m + S / N of each component: statistics hold N_0 … N_{k−1}, S_0 … S_{k−1} from index
 * `sizes` on, sums about the centroids. An empty component stays where it is.
 *
 * @param nothing what a component may have and still count as empty
 */
export function meansFrom(
  statistics: readonly number[],
  sizes: number,
  centroids: readonly number[],
  k: number,
  nothing: number,
): number[] {
  const d = centroids.length / k;
  const sums = sizes + k;
  const means = centroids.slice();
  for (let c = 0; c < k; c++) {
    const size = statistics[sizes + c];
    if (size <= nothing) continue;
    for (let i = c * d; i < (c + 1) * d; i++) means[i] += statistics[sums + i] / size;
  }
  return means;
}

/** The components that count as empty; statistics hold their sizes from index `sizes` on. */
export function emptyComponents(
  statistics: readonly number[],
  sizes: number,
  k: number,
  nothing = 0,
): number[] {
  const empty: number[] = [];
  for (let c = 0; c < k; c++) if (statistics[sizes + c] <= nothing) empty.push(c);
  return empty;
}
