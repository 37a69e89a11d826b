import { answered, begin } from "../data/pending.js";
import { atOnce } from "../data/sweep.js";
import type { PointsLike } from "../points/points.js";
import type { Dispersion } from "../questions/dispersion.js";
import { type DispersionOptions, dispersionOf } from "./dispersion.js";
import type { Labels } from "./labels.js";

/**
 * Says how well clusters stand apart, in a time like that of one iteration: the variance ratio
 * criterion (Caliński & Harabasz, "A dendrite method for cluster analysis", Communications in
 * Statistics 3, 1974). It is how far the means of k clusters of n points lie
 * from each other beside how far points lie from the means of their clusters,
 * (B / (k − 1)) / (W / (n − k)), with B = Σ n_c‖m_c − m‖² and W = Σ‖x − m_c‖². Higher is better; no
 * value by itself says that there are clusters. It takes clusters for balls of one size. Other
 * units of all values change nothing.
 *
 * It is 0 where it says nothing: for a single cluster, and where there are as many clusters as
 * points. Where W is 0, since the points of each cluster coincide, it is 1, as scikit-learn has it.
 *
 * @param points n × d: rows, flat data with a shape, numbers or Points
 * @param labels one label per point
 * @param options `weights`: how many times each point counts
 * @returns a number of at least 0
 * @throws TypeError or RangeError on bad points or weights, where there is not one label a
 * point, or where a label is NaN, null or undefined
 * @example
 * calinskiHarabasz([0, 1, 10, 11], ["a", "a", "b", "b"]); // 200
 * calinskiHarabasz([0, 10], ["a", "b"], { weights: [2, 2] }); // 1
 */
export function calinskiHarabasz(
  points: PointsLike,
  labels: Labels,
  options: DispersionOptions = {},
): number {
  return varianceRatio(answered(begin(dispersionOf(points, labels, options, atOnce))));
}

/** Whether there are clusters to compare, and points to spare. */
export function hasVarianceRatio({ clusters, weight }: Dispersion): boolean {
  return clusters > 1 && weight > clusters;
}

export function varianceRatio(of: Dispersion): number {
  if (!hasVarianceRatio(of)) return 0;
  const { clusters, weight, within, between } = of;
  return within === 0 ? 1 : (between / within) * ((weight - clusters) / (clusters - 1));
}
