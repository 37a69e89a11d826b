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
  const centroids = begins.map((begin, c) => {
    const sums = nothing();
    add(sums, points, begin, (begins[c + 1] ?? m) - 1);
    return sums[ORIGIN] + sums[SUM] / sums[SIZE];
  });
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
  let before = new Float64Array(last + 1);
  const found = nothing();
  const single = (first: number, count: number) => {
    for (let end = first; end < first + count; end++) {
      add(found, points, end, end);
      costs[end] = costOf(found[SIZE], found[SUM], found[SQUARES]);
    }
  };
  yield* inRanges(last + 1, VALUE_COST, single, pace);
  const kept: Int32Array[] = [];
  for (let c = 2; c <= k; c++) {
    [before, costs] = [costs, before];
    const layer = new Layer(points, c, before, costs);
    // Of all clusters together no other end is of use.
    layer.push(c === k ? last : 0, last, 0, last, nothing());
    while (layer.work()) yield* inRanges(1, 1, () => {}, pace);
    kept.push(layer.begins);
  }
  const begins: number[] = [];
  let end = last;
  for (let c = k; c > 1; c--) {
    const begin = beginOf(kept.pop()!, end, c === k);
    begins.push(begin + c - 1);
    end = begin;
  }
  begins.push(0);
  return begins.reverse();
}

function beginOf(begins: Int32Array, end: number, alone: boolean): number {
  let bit = -1;
  for (let left = alone ? 0 : end; left >= 0;) {
    bit++;
    left -= (begins[bit >>> 5] >>> (bit & 31)) & 1;
  }
  return bit - end;
}

/** The best c clusters up to every end. */
class Layer {
  readonly #points: DistinctValues;
  readonly #before: Float64Array;
  readonly #costs: Float64Array;
  /** Of each end and its begin, which both ascend, a bit at their sum: two bits an end, not 32. */
  readonly begins: Int32Array;
  readonly #found = nothing();
  readonly #stack = new Int32Array(4 * 64);
  readonly #shared: Search[] = [];

  constructor(
    { values, weights }: DistinctValues,
    c: number,
    before: Float64Array,
    costs: Float64Array,
  ) {
    this.#points = { values: values.subarray(c - 1), weights: weights.subarray(c - 1) };
    this.#before = before;
    this.#costs = costs;
    this.begins = new Int32Array(Math.ceil(costs.length / 16));
  }

  push(
    firstEnd: number,
    lastEnd: number,
    firstBegin: number,
    lastBegin: number,
    shared: Search,
  ): void {
    const at = 4 * this.#shared.length;
    this.#stack[at] = firstEnd;
    this.#stack[at + 1] = lastEnd;
    this.#stack[at + 2] = firstBegin;
    this.#stack[at + 3] = lastBegin;
    this.#shared.push(shared);
  }

  /** Does a piece; whether there is more to be done. */
  work(): boolean {
    for (let steps = 0; steps < PIECE;) {
      const shared = this.#shared.pop();
      if (shared === undefined) return false;
      const task = 4 * this.#shared.length;
      const stack = this.#stack;
      steps += this.#halve(stack[task], stack[task + 1], stack[task + 2], stack[task + 3], shared);
    }
    return true;
  }

  #halve(
    firstEnd: number,
    lastEnd: number,
    firstBegin: number,
    lastBegin: number,
    shared: Search,
  ): number {
    const points = this.#points;
    const found = this.#found;
    const few = lastBegin - firstBegin < FEW;
    const middle = (firstEnd + lastEnd) >>> 1;
    const first = few ? firstEnd : middle;
    const last = few ? lastEnd : middle;
    // Over the values from the last begin, without it, up to the end.
    const sums = few ? shared : shared.slice();
    let next = Math.max(firstEnd, lastBegin) + 1;
    let begin = firstBegin;
    for (let end = first; end <= last; end++) {
      if (next <= end) {
        extend(sums, sums, points, end, next);
        next = end + 1;
      }
      found[LEAST] = Infinity;
      seek(sums, found, points, Math.min(lastBegin, end), begin, this.#before);
      begin = found[BEGIN] | 0;
      this.#costs[end] = found[LEAST];
      const bit = begin + end;
      this.begins[bit >>> 5] |= 1 << (bit & 31);
    }
    const steps = last - first + lastEnd - firstEnd + lastBegin - firstBegin;
    if (few) return steps;
    if (firstEnd < middle) {
      extend(shared, shared, points, Math.min(firstEnd, lastBegin), begin + 1);
      this.push(firstEnd, middle - 1, firstBegin, begin, shared);
    }
    if (middle < lastEnd) {
      if (lastBegin <= middle) extend(sums, sums, points, middle + 1, middle + 1);
      this.push(middle + 1, lastEnd, begin, lastBegin, sums);
    }
    return steps;
  }
}

function costOf(size: number, sum: number, squares: number): number {
  return squares - (sum / size) * sum;
}

/** Adds the values from `first` to `last` to sums. */
function add(sums: Search, points: DistinctValues, first: number, last: number): void {
  extend(sums, sums, points, last, first);
}

function extend(
  from: Search,
  into: Search,
  { values, weights }: DistinctValues,
  at: number,
  to: number,
): void {
  let origin = from[ORIGIN];
  let size = from[SIZE];
  let sum = from[SUM];
  let squares = from[SQUARES];
  let limit = from[LIMIT];
  for (; at >= to; at--) {
    const x = values[at];
    const w = weights[at];
    if (size + w > limit) {
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
  }
  into[ORIGIN] = origin;
  into[SIZE] = size;
  into[SUM] = sum;
  into[SQUARES] = squares;
  into[LIMIT] = limit;
}

function seek(
  from: Search,
  into: Search,
  { values, weights }: DistinctValues,
  at: number,
  to: number,
  before: Float64Array,
): void {
  let origin = from[ORIGIN];
  let size = from[SIZE];
  let sum = from[SUM];
  let squares = from[SQUARES];
  let limit = from[LIMIT];
  let least = into[LEAST];
  let begin = into[BEGIN];
  for (; at >= to; at--) {
    const x = values[at];
    const w = weights[at];
    if (size + w > limit) {
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
    const own = costOf(size, sum, squares);
    if (own >= least) break;
    const cost = before[at] + own;
    if (cost < least) {
      least = cost;
      begin = at;
    }
  }
  into[LEAST] = least;
  into[BEGIN] = begin;
}
