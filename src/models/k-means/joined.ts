import { type HardStatistics, meansOf, SIZES } from "../../questions/hard.js";

/** Centroids, and what each has of weight. */
export interface Sized {
  /** k × d, row-major. */
  readonly centroids: readonly number[];
  readonly sizes: readonly number[];
}

/**
 * Centroids once rows have joined them, those of an E-step under these very centroids: the mean of
 * all that each has had, m + n / (N + n) (x̄ − m). These are the steps of Sculley (Web-scale k-means
 * clustering, 2010), taken for all rows of a component at once.
 *
 * @param unit what a weight of 1 among the statistics stands for
 */
export function joined(
  { centroids, sizes }: Sized,
  statistics: HardStatistics,
  unit: number,
): { centroids: number[]; sizes: number[] } {
  const k = sizes.length;
  const d = centroids.length / k;
  const means = meansOf(k);
  const grown = sizes.map((size, c) => size + statistics[SIZES + c] * unit);
  const moved = centroids.map((value, i) => {
    const c = Math.floor(i / d);
    if (statistics[SIZES + c] === 0) return value;
    // Exactly the mean where there was nothing before.
    if (sizes[c] === 0) return statistics[means + i];
    const share = (statistics[SIZES + c] * unit) / grown[c];
    return value + share * (statistics[means + i] - value);
  });
  return { centroids: moved, sizes: grown };
}
