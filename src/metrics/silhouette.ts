import { asCalled, checkInteger, checkRecord, checkSeed } from "../check.js";
import { checkMagnitude } from "../points/magnitude.js";
import { openPoints, type PointsLike, pointsSource } from "../points/points.js";
import { Random } from "../random.js";
import {
  type MeanDistances,
  meanDistances,
  meanDistancesCost,
  pairedDistances,
  pairsPay,
} from "../questions/mean-distances.js";
import { type Part, partOf } from "../data/part.js";
import { answered, begin, type Talk } from "../data/pending.js";
import { atOnce, type Pace } from "../data/sweep.js";
import { mustered } from "../fitting/data.js";
import type { AnswerOptions } from "../fitting/fit-async.js";
import { ANSWER_OPTIONS } from "../fitting/options.js";
import { type Clusters, clustersOf, type Labels } from "./labels.js";
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
 * Says how well clusters stand apart, to compare clusterings of the same points, of several k say:
 * the mean silhouette coefficient under Euclidean distance (Rousseeuw, "Silhouettes", Journal of
 * Computational and Applied Mathematics 20, 1987). A point whose mean distance to the others of its cluster is a, and whose
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
 * @param options `sample`: how many points to score; `seed` of the sample
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

/**
 * {@link silhouette}, to the bit, without holding up the thread: it works in slices of some 10 ms,
 * or with `threads` in workers, each of which then holds all points; where there can be none,
 * without them. Leave points and labels alone until it is done.
 *
 * @param points n × d: rows, flat data with a shape, numbers or Points
 * @param labels one label per point
 * @param options those of `silhouette`; `signal` to end it, `threads` and `workerUrl`
 * @returns a promise of the number; rejected with a TypeError or RangeError on bad input, or with
 * the signal's reason
 * @example
 * const score = await silhouetteAsync([0, 1, 10, 11], ["a", "a", "b", "b"]);
 * score.toFixed(3); // "0.900"
 */
export async function silhouetteAsync(
  points: PointsLike,
  labels: Labels,
  options: SilhouetteOptions & AnswerOptions = {},
): Promise<number> {
  const given = asCalled(options);
  const { workInSlices } = await import("../later.js");
  return await workInSlices(given, (_, pace) => meanSilhouette(points, labels, given, pace));
}

/** {@link silhouette}, at this pace. */
export function* meanSilhouette(
  points: PointsLike,
  labels: Labels,
  options: SilhouetteOptions,
  pace: Pace,
): Talk<number> {
  const opened = yield* opening(points, labels, options, "silhouetteAsync", pace);
  const { part, clusters, sample, random, close } = opened;
  try {
    const scored = yield* drawRows(clusters.of.length, sample, random, pace);
    let total = 0;
    yield* scoring(part, clusters, scored, (_, score) => (total += score));
    return total / sample;
  } finally {
    close();
  }
}

/** What silhouettes are of: points in memory, their clusters, and how many of them to score. */
export interface OpenSilhouette {
  readonly part: Part;
  readonly clusters: Clusters;
  readonly sample: number;
  readonly random: Random;
  readonly close: () => void;
}

/**
 * Checks all that a silhouette is of and brings the points into linear memory.
 *
 * @param taker the function that takes the options of answers that do not come at once
 */
export function* opening(
  points: PointsLike,
  labels: Labels,
  options: SilhouetteOptions,
  taker: string,
  pace: Pace,
): Talk<OpenSilhouette> {
  const source = pointsSource("points", points);
  const { count: n, dimensions } = source;
  const { sample, seed } = checkOptions(options, n, taker, pace);
  const clusters = yield* clustersOf("labels", labels, n, "", pace);
  const { rows, close } = yield* openPoints(points, source, source.precision, pace);
  try {
    const magnitude = rows.largestMagnitude();
    // Distances, not their squares, are summed: one square alone has to stay finite.
    checkMagnitude("points", magnitude, { name: "points", magnitude }, dimensions, 1);
  } catch (error) {
    close();
    throw error;
  }
  const part = { ...partOf(rows), pace };
  return { part, clusters, sample, random: Random.fromSeed(seed), close };
}

function checkOptions(options: unknown, n: number, taker: string, pace: Pace) {
  const known = ["sample", "seed", ...(pace === atOnce ? [] : ANSWER_OPTIONS)];
  const takes = `${taker} takes it`;
  const given = checkRecord("options", options, known, "an object", ANSWER_OPTIONS, takes);
  const { sample = Math.max(SMALLEST_SAMPLE, Math.floor(DISTANCES / n)), seed = 0 } = given;
  return {
    sample: sample === Infinity ? n : Math.min(n, checkInteger("sample", sample, 1, Infinity)),
    seed: checkSeed(seed),
  };
}

/** Hears the score of a point and the cluster it is of. */
type Hear = (cluster: number, score: number) => void;

/** Scores these rows; of one that is alone in its cluster, or where there is one cluster, nothing is heard: 0. */
export function* scoring(
  part: Part,
  { of, sizes }: Clusters,
  scored: Int32Array,
  hear: Hear,
): Talk<void> {
  // A point alone scores 0, whatever the distances.
  const accompanied = scored.filter((row) => sizes[of[row]] > 1);
  if (sizes.length === 1 || accompanied.length === 0) return;
  const inPairs = scored.length === of.length && pairsPay(of.length, sizes.length);
  const measured = inPairs ? of.length / 2 : accompanied.length;
  const rowCost = meanDistancesCost(part, measured);
  const crew = yield* mustered(part, { rowCost, whole: true });
  try {
    const asked = { ...part, crew };
    if (inPairs) {
      scoreOfAll(yield* pairedDistances(asked, of, sizes), sizes, hear);
    } else {
      const distances = yield* meanDistances(asked, of, sizes, accompanied);
      accompanied.forEach((row, i) => hear(of[row], score(distances[2 * i], distances[2 * i + 1])));
    }
  } finally {
    crew?.release();
  }
}

/** Of all rows, cluster by cluster. */
function scoreOfAll(distances: MeanDistances, sizes: readonly number[], hear: Hear): void {
  let at = 0;
  sizes.forEach((size, cluster) => {
    for (const end = at + 2 * size; at < end; at += 2) {
      if (size > 1) hear(cluster, score(distances[at], distances[at + 1]));
    }
  });
}

/** The coefficient of one point. */
function score(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === 0 ? 0 : (b - a) / larger;
}
