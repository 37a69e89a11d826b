import { asCalled } from "../check.js";
import { answered, begin, type Talk } from "../data/pending.js";
import { atOnce, inRanges, type Pace, VALUE_COST } from "../data/sweep.js";
import type { AnswerOptions } from "../fitting/fit-async.js";
import type { PointsLike } from "../points/points.js";
import type { Random } from "../random.js";
import type { Clusters, Label } from "./labels.js";
import { drawRows } from "./sample.js";
import { opening, scoring, type SilhouetteOptions } from "./silhouette.js";

/** How well the points of one cluster lie in it: a row of {@link silhouetteByCluster}. */
export interface ClusterSilhouette<L extends Label = Label> {
  /** What the cluster is called, as in the labels that were given. */
  readonly label: L;
  /** How many points it has, at least 1. */
  readonly size: number;
  /** How many of them were scored, 1..size: all of them but where there is a sample. */
  readonly scored: number;
  /** The mean of their silhouettes, −1..1; 0 for a cluster of one point, or where there is no other cluster. */
  readonly silhouette: number;
}

/**
 * The mean silhouette coefficient of each cluster, which says what the mean of all hides: which
 * clusters stand apart, near 1, and which of them lie among others, near 0 or below (Rousseeuw,
 * "Silhouettes", Journal of Computational and Applied Mathematics 20, 1987). Points are scored as
 * by {@link silhouette}, which is the mean of these numbers by size where all points are scored.
 *
 * A sample, which beyond 10,000 points is the default, is shared out evenly among the clusters, and
 * each gets at least one point: no row is without its number, and small clusters are known as well
 * as large ones.
 *
 * @param points n × d: rows, flat data with a shape, numbers or Points
 * @param labels one label per point
 * @param options `sample` and `seed`, as for `silhouette`
 * @returns a row for each cluster: by label, ascending, where all labels are numbers, else in the
 * order in which the labels first appear
 * @throws TypeError or RangeError on bad points or options, where there is not one label a
 * point, or where a label is NaN, null or undefined
 * @example
 * const rows = silhouetteByCluster([0, 1, 10, 11, 12, 50], ["a", "a", "b", "b", "b", "c"]);
 * rows.map(({ label }) => label); // ["a", "b", "c"]
 * rows.map(({ size }) => size); // [2, 3, 1]
 * rows.map(({ silhouette }) => silhouette.toFixed(2)); // ["0.90", "0.87", "0.00"]
 */
export function silhouetteByCluster<L extends Label>(
  points: PointsLike,
  labels: ArrayLike<L>,
  options: SilhouetteOptions = {},
): ClusterSilhouette<L>[] {
  return answered(begin(byCluster(points, labels, options, atOnce)));
}

/**
 * {@link silhouetteByCluster}, to the bit, without holding up the thread: it works in slices of some
 * 10 ms, or with `threads` in workers, each of which then holds all points; where there can be none,
 * without them. Leave points and labels alone until it is done.
 *
 * @param points n × d: rows, flat data with a shape, numbers or Points
 * @param labels one label per point
 * @param options those of `silhouetteByCluster`; `signal` to end it, `threads` and `workerUrl`
 * @returns a promise of the rows; rejected with a TypeError or RangeError on bad input, or with
 * the signal's reason
 * @example
 * const [first] = await silhouetteByClusterAsync([0, 1, 10, 11], [7, 7, 2, 2]);
 * first.label; // 2
 */
export async function silhouetteByClusterAsync<L extends Label>(
  points: PointsLike,
  labels: ArrayLike<L>,
  options: SilhouetteOptions & AnswerOptions = {},
): Promise<ClusterSilhouette<L>[]> {
  const given = asCalled(options);
  const { workInSlices } = await import("../later.js");
  return await workInSlices(given, (_, pace) => byCluster(points, labels, given, pace));
}

function* byCluster<L extends Label>(
  points: PointsLike,
  labels: ArrayLike<L>,
  options: SilhouetteOptions,
  pace: Pace,
): Talk<ClusterSilhouette<L>[]> {
  const opened = yield* opening(points, labels, options, "silhouetteByClusterAsync", pace);
  const { part, clusters, sample, random, close } = opened;
  try {
    const { sizes, labels: names } = clusters;
    const shares = shareOut(sample, sizes);
    const scored = yield* drawFromEach(clusters, shares, random, pace);
    const totals = new Float64Array(sizes.length);
    yield* scoring(part, clusters, scored, (cluster, score) => (totals[cluster] += score));
    return inOrder(names).map((cluster) => ({
      label: names[cluster] as L,
      size: sizes[cluster],
      scored: shares[cluster],
      silhouette: totals[cluster] / shares[cluster],
    }));
  } finally {
    close();
  }
}

/** Clusters by their labels where these are numbers, else as they are. */
function inOrder(names: readonly Label[]): number[] {
  const order = names.map((_, cluster) => cluster);
  if (!names.every((name) => typeof name === "number")) return order;
  return order.sort((a, b) => (names[a] < names[b] ? -1 : 1));
}

/** How many points of each cluster to score: as many as there are, or an even share, but at least one. */
function shareOut(sample: number, sizes: readonly number[]): Int32Array {
  const shares = new Int32Array(sizes.length);
  // The smallest first: what they leave goes to the others.
  const order = Int32Array.from(sizes.keys()).sort((a, b) => sizes[a] - sizes[b]);
  let left = sample;
  order.forEach((cluster, i) => {
    const even = Math.floor(left / (order.length - i));
    shares[cluster] = Math.max(Math.min(sizes[cluster], even), 1);
    left = Math.max(left - shares[cluster], 0);
  });
  return shares;
}

/** So many rows of each cluster, ascending; every set of so many of its rows is equally likely. */
function* drawFromEach(
  { of, sizes }: Clusters,
  shares: Int32Array,
  random: Random,
  pace: Pace,
): Talk<Int32Array> {
  const drawn: Int32Array[] = [];
  for (let c = 0; c < sizes.length; c++) {
    drawn.push(yield* drawRows(sizes[c], shares[c], random, pace));
  }
  const met = new Int32Array(sizes.length);
  const taken = new Int32Array(sizes.length);
  const rows = new Int32Array(shares.reduce((sum, share) => sum + share, 0));
  let at = 0;
  const gather = (first: number, count: number) => {
    for (let row = first; row < first + count; row++) {
      const c = of[row];
      if (drawn[c][taken[c]] === met[c]++) {
        taken[c]++;
        rows[at++] = row;
      }
    }
  };
  yield* inRanges(of.length, VALUE_COST, gather, pace);
  return rows;
}
