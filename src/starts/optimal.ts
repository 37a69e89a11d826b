import type { Part } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { inRanges, type Pace, VALUE_COST } from "../data/sweep.js";
import { type DistinctValues, distinctValues } from "../questions/distinct-values.js";

/**
 * Sums over neighbouring values x of weight w, of y = x − origin, from which a search goes on.
 *
 * They only grow. What is taken out of a sum leaves a trace; and of sums from the first value on,
 * of which two give all others, narrow clusters that are far apart leave no digit.
 *
 * An array: with fields of an object it took five times as long.
 */
type Search = Float64Array;

const ORIGIN = 0;
/** Σ w. */
const SIZE = 1;
/** Σ w y. */
const SUM = 2;
/** Σ w y². */
const SQUARES = 3;
/** The size at which the origin moves to the mean. */
const LIMIT = 4;
/** The least cost so far, and where the last cluster begins then. */
const LEAST = 5;
const BEGIN = 6;

function nothing(): Search {
  return new Float64Array(BEGIN + 1);
}

/** Σ w(x − mean)² is Σ w y² less a square: both are at most about so many times as large as what is left. */
const GROWTH = 64;

/** Ends, the begins they may have, and the sums over the values that are in all these clusters. */
type Task = [
  firstEnd: number,
  lastEnd: number,
  firstBegin: number,
  lastBegin: number,
  shared: Search,
];

/** Ends with fewer begins to choose from are not halved any more, which took a fifth longer. */
const FEW = 16;

/** Steps after which a fit in slices may look at the clock. */
const PIECE = 2 ** 16;

/**
 * The means of the k clusters whose inertia is the least there is, in one dimension, where clusters
 * are neighbours in order (Fisher 1958).
 *
 * Where there are fewer different values than k, each is a mean, and the largest all the others.
 *
 * @returns k numbers, ascending
 */
export function* optimalCentroids(part: Part, k: number): Talk<number[]> {
  const points = yield* distinctValues(part);
  const m = points.values.length;
  const begins = yield* bestBegins(points, Math.min(k, m), part.pace);
  const centroids: number[] = [];
  const means = (first: number, count: number) => {
    for (let c = first; c < first + count; c++) {
      const sums = nothing();
      extend(sums, points, (begins[c + 1] ?? m) - 1, begins[c]);
      centroids.push(sums[ORIGIN] + sums[SUM] / sums[SIZE]);
    }
  };
  yield* inRanges(begins.length, (VALUE_COST * m) / begins.length, means, part.pace);
  while (centroids.length < k) centroids.push(centroids[m - 1]);
  return centroids;
}

/**
 * Where each of the best k clusters begins, by dynamic programming (Wang & Song 2011): the best c
 * clusters of the values up to an end are one that begins somewhere, and before it the best c − 1.
 * The later the end, the later that begin: that of the middle end halves the choice of the others,
 * so that it takes some k m log m steps (Grønlund et al. 2017).
 *
 * There is a value at least for each cluster before and after: for c clusters, ends and begins count
 * from c − 1.
 */
function* bestBegins(points: DistinctValues, k: number, pace: Pace): Talk<number[]> {
  const last = points.values.length - k;
  let costs = new Float64Array(last + 1);
  let before = costs.slice();
  const found = nothing();
  const single = (first: number, count: number) => {
    for (let end = first; end < first + count; end++) {
      extend(found, points, end, end);
      costs[end] = costOf(found[SIZE], found[SUM], found[SQUARES]);
    }
  };
  yield* inRanges(last + 1, VALUE_COST, single, pace);
  // Of each end and its begin, which both ascend, a bit at their sum: two bits an end, not 32.
  const kept: Int32Array[] = [];
  for (let c = 2; c <= k; c++) {
    [before, costs] = [costs, before];
    const values = points.values.subarray(c - 1);
    const own = { values, weights: points.weights.subarray(c - 1) };
    const bits = new Int32Array(Math.ceil((last + 1) / 16));
    kept.push(bits);
    // Of all clusters together no other end than the last is of use.
    const tasks: Task[] = [[c === k ? last : 0, last, 0, last, nothing()]];
    const work = () => {
      for (let steps = 0; steps < PIECE && tasks.length > 0;) {
        const [firstEnd, lastEnd, firstBegin, lastBegin, shared] = tasks.pop()!;
        steps += lastEnd - firstEnd + lastBegin - firstBegin + 1;
        const few = lastBegin - firstBegin < FEW;
        const middle = (firstEnd + lastEnd) >>> 1;
        const stop = few ? lastEnd : middle;
        // Over the values after the last begin, up to the end.
        const sums = few ? shared : shared.slice();
        let next = Math.max(firstEnd, lastBegin) + 1;
        let begin = firstBegin;
        for (let end = few ? firstEnd : middle; end <= stop; end++) {
          if (next <= end) {
            extend(sums, own, end, next);
            next = end + 1;
          }
          found[LEAST] = Infinity;
          extend(sums, own, Math.min(lastBegin, end), begin, found, before);
          begin = found[BEGIN] | 0;
          costs[end] = found[LEAST];
          bits[(begin + end) >>> 5] |= 1 << ((begin + end) & 31);
        }
        if (few) continue;
        if (firstEnd < middle) {
          extend(shared, own, Math.min(firstEnd, lastBegin), begin + 1);
          tasks.push([firstEnd, middle - 1, firstBegin, begin, shared]);
        }
        if (middle < lastEnd) {
          if (lastBegin <= middle) extend(sums, own, middle + 1, middle + 1);
          tasks.push([middle + 1, lastEnd, begin, lastBegin, sums]);
        }
      }
    };
    while (tasks.length > 0) yield* inRanges(1, 1, work, pace);
  }
  const begins: number[] = [];
  let end = last;
  const back = (first: number, count: number) => {
    for (let c = k - first; c > k - first - count; c--) {
      const bits = kept[c - 2];
      let bit = -1;
      // The only bit of the last layer, or that of this end.
      for (let left = c === k ? 1 : end + 1; left > 0;) {
        bit++;
        left -= (bits[bit >>> 5] >>> (bit & 31)) & 1;
      }
      end = bit - end;
      begins.push(end + c - 1);
    }
  };
  if (k > 1) yield* inRanges(k - 1, VALUE_COST * last + 1, back, pace);
  begins.push(0);
  return begins.reverse();
}

function costOf(size: number, sum: number, squares: number): number {
  return squares - (sum / size) * sum;
}

/**
 * Adds the values from `at` down to `to` to sums. Or leaves the sums, and looks for where a cluster
 * begins best that ends with them.
 *
 * @param before what the clusters before cost, for each begin
 */
function extend(
  sums: Search,
  { values, weights }: DistinctValues,
  at: number,
  to: number,
  found = sums,
  before?: Float64Array,
): void {
  let origin = sums[ORIGIN];
  let size = sums[SIZE];
  let sum = sums[SUM];
  let squares = sums[SQUARES];
  let limit = sums[LIMIT];
  let least = found[LEAST];
  let begin = found[BEGIN];
  for (; at >= to; at--) {
    const x = values[at];
    const w = weights[at];
    if (size + w > limit) {
      // The mean with x: where x is heavy the sums move to it, and lose nothing beside it.
      const mean = size === 0 ? x : origin + (sum + w * (x - origin)) / (size + w);
      const by = mean - origin;
      squares += by * (size * by - 2 * sum);
      sum -= size * by;
      origin = mean;
      limit = GROWTH * (size + w);
    }
    const y = x - origin;
    size += w;
    sum += w * y;
    squares += w * y * y;
    if (before === undefined) continue;
    const cost = costOf(size, sum, squares);
    // It grows with every value.
    if (cost >= least) break;
    if (before[at] + cost < least) {
      least = before[at] + cost;
      begin = at;
    }
  }
  found[LEAST] = least;
  found[BEGIN] = begin;
  if (before !== undefined) return;
  sums[ORIGIN] = origin;
  sums[SIZE] = size;
  sums[SUM] = sum;
  sums[SQUARES] = squares;
  sums[LIMIT] = limit;
}
