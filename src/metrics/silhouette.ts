import { checkInteger, checkRecord, checkSeed } from "../check.js";
import { checkMagnitude } from "../points/magnitude.js";
import { openPoints, type PointsLike, pointsSource } from "../points/points.js";
import { Random } from "../random.js";
import { distanceSums } from "../questions/distance-sums.js";
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

/** Distances that the default sample may take: 0.45 s in 4 dimensions, 1.4 s in 64. */
const DISTANCES = 1e8;
/** Scores lie in [−1, 1], so the standard error of their mean is then at most 1/√200 = 0.07. */
const SMALLEST_SAMPLE = 200;
/** Points scored at a time: 10,000 × 4 takes 0.74 s with 1, 0.47 with 8, 0.45 with 16 to 128. */
const BATCH = 32;
/** Sums held at a time, so that many clusters take smaller batches rather than more memory. */
const SUMS = 2 ** 18;

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
function* totalScore(part: Part, { of, sizes }: Clusters, scored: Int32Array): Talk<number> {
  if (sizes.length === 1) return 0;
  // A point alone scores 0, whatever the distances.
  const accompanied = scored.filter((row) => sizes[of[row]] > 1);
  const batch = Math.max(1, Math.min(BATCH, Math.floor(SUMS / sizes.length)));
  let total = 0;
  for (let first = 0; first < accompanied.length; first += batch) {
    const some = accompanied.subarray(first, first + batch);
    const sums = yield* distanceSums(part, some, of, sizes.length);
    for (let i = 0; i < some.length; i++) {
      total += score(sums, i, some.length, of[some[i]], sizes);
    }
  }
  return total;
}

/**
 * The coefficient of one point.
 *
 * @param sums k × step: the distances to all points, summed by cluster
 * @param at which of the `step` points is meant
 */
function score(
  sums: Float64Array,
  at: number,
  step: number,
  own: number,
  sizes: readonly number[],
): number {
  const a = sums[own * step + at] / (sizes[own] - 1);
  let b = Infinity;
  for (let cluster = 0; cluster < sizes.length; cluster++) {
    if (cluster !== own) b = Math.min(b, sums[cluster * step + at] / sizes[cluster]);
  }
  const larger = Math.max(a, b);
  return larger === 0 ? 0 : (b - a) / larger;
}
