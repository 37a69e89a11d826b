import { answered, begin, type Talk } from "../data/pending.js";
import { atOnce, inRanges, type Pace } from "../data/sweep.js";
import type { PointsLike } from "../points/points.js";
import type { Dispersion } from "../questions/dispersion.js";
import { type DispersionOptions, dispersionOf } from "./dispersion.js";
import type { Labels } from "./labels.js";

/**
 * Says how much clusters overlap, in a time like that of one iteration: an index (Davies & Bouldin,
 * "A cluster separation measure", IEEE Transactions on
 * Pattern Analysis and Machine Intelligence 1, 1979). Of each cluster the largest (s_a + s_b) / d_ab
 * over the others, with s the mean distance of a cluster's points from their mean and d that of the
 * two means; of these numbers the mean. Lower is better: below 1, clusters are wider apart than they
 * are wide. Other units of all values change nothing.
 *
 * It is 0, the best value, where no cluster has any spread, and where it says nothing: for a single
 * cluster. Two clusters with the very same mean are not held against each other, as scikit-learn
 * has it.
 *
 * @param points n × d: rows, flat data with a shape, numbers or Points
 * @param labels one label per point
 * @param options `weights`: how many times each point counts
 * @returns a number of at least 0
 * @throws TypeError or RangeError on bad points or weights, where there is not one label a
 * point, or where a label is NaN, null or undefined
 * @example
 * daviesBouldin([0, 1, 10, 11], ["a", "a", "b", "b"]); // 0.1
 * daviesBouldin([0, 1, 10, 11], ["a", "b", "a", "b"]); // 10
 */
export function daviesBouldin(
  points: PointsLike,
  labels: Labels,
  options: DispersionOptions = {},
): number {
  const dispersion = answered(begin(dispersionOf(points, labels, options, atOnce)));
  return answered(begin(overlapOf(dispersion, atOnce))).value;
}

/** What {@link daviesBouldin} comes to. */
export interface Overlap {
  readonly value: number;
  /** Whether two clusters that have a spread have the same mean. */
  readonly coincide: boolean;
}

export function* overlapOf({ clusters, spreads, apart }: Dispersion, pace: Pace): Talk<Overlap> {
  const worst = new Float64Array(clusters);
  let coincide = false;
  const compare = (first: number, count: number) => {
    for (let a = first; a < first + count; a++) {
      for (let b = 0; b < a; b++) {
        const sum = spreads[a] + spreads[b];
        // Nothing to find: of many clusters of one point each, nothing is measured.
        if (sum === 0) continue;
        const gap = apart(a, b);
        if (gap === 0) {
          coincide = true;
          continue;
        }
        const ratio = sum / gap;
        worst[a] = Math.max(worst[a], ratio);
        worst[b] = Math.max(worst[b], ratio);
      }
    }
  };
  yield* inRanges(clusters, PAIR_COST * clusters, compare, pace);
  let total = 0;
  for (const ratio of worst) total += ratio;
  return { value: clusters === 0 ? 0 : total / clusters, coincide };
}

/** What two clusters take, in multiplications. */
const PAIR_COST = 32;
