import type { Rows } from "../core/rows.js";
import { roundingOfLength, toUnitLength } from "../linear-algebra/unit-length.js";

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

/** What of a mean of rows of length 1 is rounding: it says nothing of a direction. */
const NO_LENGTH = 2 ** -48;

/**
 * Means scaled to length 1, in place: the centroids that suit rows of length 1 best (Dhillon &
 * Modha 2001). Where rows cancel each other out, so that their mean has no direction, any
 * centroid suits them as well: it stays where it was, or is the first axis. A mean that has the length
 * of a row, of which it may be the only one, is that row.
 *
 * @param before k × d; none where there have been no centroids
 */
export function directionsOf(
  means: number[],
  { dimensions: d, precision }: Pick<Rows, "dimensions" | "precision">,
  before: readonly number[],
): number[] {
  const rounding = roundingOfLength(d, precision);
  for (let at = 0; at < means.length; at += d) {
    let most = 0;
    for (let i = at; i < at + d; i++) most = Math.max(most, Math.abs(means[i]));
    if (most > NO_LENGTH) toUnitLength(means, at, d, rounding);
    else for (let j = 0; j < d; j++) means[at + j] = before[at + j] ?? Number(j === 0);
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
