import { checkInteger, checkRecord, checkSeed } from "../check.js";
import { checkMagnitude } from "../points/magnitude.js";
import { openPoints, type PointsLike, pointsSource } from "../points/points.js";
import { Random } from "../random.js";
import { DistanceSums } from "../questions/distance-sums.js";
import { type Part, partOf } from "../data/part.js";
import { answered, begin, type Talk } from "../data/pending.js";
import { atOnce, type Pace } from "../data/sweep.js";
import { checkClusters, type Clusters, type Labels } from "./labels.js";
import { drawRows } from "./sample.js";

/** Options of {@link silhouette}. */
export interface SilhouetteOptions {
  /**
   * How many points to score, each against all n; n or more (Infinity too) scores all,
   * which takes n² distances. Default: as many as 1e8 distances allow, but no fewer
   * than 200: all points up to n = 10,000, then 1e8 / n, and 200 from n = 500,000 on.
   */
  readonly sample?: number | undefined;
  /** Where the random numbers that choose the sample start: an integer in 0..2^53 − 1. Default 0. */
  readonly seed?: number | undefined;
}

/** Distances that the default sample may take: twice the pairs of all of 10,000 points. */
const DISTANCES = 1e8;
/** Scores lie in [−1, 1], so the standard error of their mean is then at most 1/√200 = 0.07. */
const SMALLEST_SAMPLE = 200;

/**
 * The mean silhouette coefficient of a clustering under Euclidean distance
 * (Rousseeuw, "Silhouettes", Journal of Computational and Applied Mathematics 20,
 * 1987). A point whose mean distance to the others of its cluster is a, and whose
 * mean distance to the points of the nearest other cluster is b, scores
 * (b − a) / max(a, b): near 1 well inside its cluster, near 0 between two, below 0
 * where another cluster is nearer than its own. A point alone in its cluster
 * scores 0, and so does one for which both distances are 0. A single cluster has no
 * other to be compared with: 0.
 *
 * Beyond 10,000 points a sample drawn without replacement is scored, each of its
 * points exactly, which makes the mean an unbiased estimate; see `sample`.
 *
 * @param points n × d: rows, flat data with a shape, numbers or Points
 * @param labels one label per point
 * @returns a number in [−1, 1]
 * @throws TypeError or RangeError on bad points or options, where there is not one label a
 * point, or where a label is NaN, null or undefined
 * @example
 * silhouette([0, 1, 10, 11], ["a", "a", "b", "b"]).toFixed(3); // "0.900"
 * silhouette([0, 1, 10, 11], ["a", "b", "a", "b"]).toFixed(3); // "-0.450"
 */
export function silhouette(
  points: PointsLike,
  labels: Labels,
  options: SilhouetteOptions = {},
): number {
  return answered(begin(meanSilhouette(points, labels, options, atOnce)));
}

/** {@link silhouette}, at this pace. */
export function* meanSilhouette(
  points: PointsLike,
  labels: Labels,
  options: SilhouetteOptions,
  pace: Pace,
): Talk<number> {
  const source = pointsSource("points", points);
  const { count: n, dimensions } = source;
  const { sample, seed } = checkOptions(options, n);
  const clusters = checkClusters("labels", labels, n);
  const { rows, close } = yield* openPoints(points, source, source.precision, pace);
  try {
    const magnitude = rows.largestMagnitude();
    // Distances, not their squares, are summed: one square alone has to stay finite.
    checkMagnitude("points", magnitude, { name: "points", magnitude }, dimensions, 1);
    const scored = drawRows(n, sample, Random.fromSeed(seed));
    return (yield* totalScore({ ...partOf(rows), pace }, clusters, scored)) / sample;
  } finally {
    close();
  }
}

function checkOptions(options: unknown, n: number): { sample: number; seed: number } {
  const { sample = Math.max(SMALLEST_SAMPLE, Math.floor(DISTANCES / n)), seed = 0 } = checkRecord(
    "options",
    options,
    ["sample", "seed"],
  );
  return {
    sample: sample === Infinity ? n : Math.min(n, checkInteger("sample", sample, 1, Infinity)),
    seed: checkSeed(seed),
  };
}

/** Σ of the scores of these rows. */
function* totalScore(part: Part, clusters: Clusters, scored: Int32Array): Talk<number> {
  const { of, sizes } = clusters;
  const k = sizes.length;
  // A point alone scores 0, whatever the distances.
  const accompanied = scored.filter((row) => sizes[of[row]] > 1);
  if (k === 1 || accompanied.length === 0) return 0;
  const { order, starts } = byCluster(clusters);
  const sums = new DistanceSums(part, of, k, order);
  try {
    // Each pair once takes 0.5 to 0.6 of each twice; but clusters of a few rows leave tiles empty.
    return scored.length === of.length && of.length >= 2 * sums.width * k
      ? yield* scoreOfAll(sums, sizes, order, starts)
      : yield* scoreOf(sums, clusters, accompanied);
  } finally {
    sums.release();
  }
}

/** All rows, cluster by cluster and in their order within each, and where each cluster starts. */
function byCluster({ of, sizes }: Clusters): { order: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(sizes.length + 1);
  for (let c = 0; c < sizes.length; c++) starts[c + 1] = starts[c] + sizes[c];
  const next = starts.slice();
  const order = new Int32Array(of.length);
  for (let row = 0; row < of.length; row++) order[next[of[row]]++] = row;
  return { order, starts };
}

/** Σ of the scores of some rows that are not alone, each measured against all. */
function* scoreOf(
  distances: DistanceSums,
  { of, sizes }: Clusters,
  scored: Int32Array,
): Talk<number> {
  const { width } = distances;
  let total = 0;
  for (let first = 0; first < scored.length; first += width) {
    const rows = scored.subarray(first, first + width);
    const sums = yield* distances.of(rows, 0, of.length);
    for (let i = 0; i < rows.length; i++) {
      const own = of[rows[i]];
      let b = Infinity;
      for (let c = 0; c < sizes.length; c++) {
        if (c !== own) b = Math.min(b, sums[c * width + i] / sizes[c]);
      }
      total += score(sums[own * width + i] / (sizes[own] - 1), b);
    }
  }
  return total;
}

/** Σ of the scores of all rows: each pair is measured once. */
function* scoreOfAll(
  distances: DistanceSums,
  sizes: readonly number[],
  order: Int32Array,
  starts: Int32Array,
): Talk<number> {
  const { width } = distances;
  /** The least mean distance to a cluster before a row's own. */
  const nearest = new Float64Array(order.length).fill(Infinity);
  let total = 0;
  for (let own = 0; own < sizes.length; own++) {
    const end = starts[own + 1];
    for (let first = starts[own]; first < end; first += width) {
      const rows = order.subarray(first, Math.min(first + width, end));
      const sums = yield* distances.of(rows, first, first + rows.length);
      const before = distances.mirrored();
      for (let i = 0; i < rows.length; i++) {
        let b = nearest[first + i];
        for (let c = own + 1; c < sizes.length; c++) {
          b = Math.min(b, sums[c * width + i] / sizes[c]);
        }
        const a = (before[first + i] + sums[own * width + i]) / (sizes[own] - 1);
        if (sizes[own] > 1) total += score(a, b);
      }
    }
    const mirrored = distances.mirrored();
    for (let at = end; at < order.length; at++) {
      nearest[at] = Math.min(nearest[at], mirrored[at] / sizes[own]);
      mirrored[at] = 0;
    }
  }
  return total;
}

/** The coefficient of one point. */
function score(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === 0 ? 0 : (b - a) / larger;
}
