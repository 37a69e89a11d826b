import { core } from "../core/core.js";
import type { Part } from "../data/part.js";
import { answerTo, type Talk } from "../data/pending.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";
import { DistanceSums } from "./distance-sums.js";
import { copies } from "./elsewhere.js";

/** A row's mean distances to the others of its cluster and to the nearest other one: two numbers each. */
export type MeanDistances = Float64Array;

/** Pairs of clusters: `own` and each from `from` to `to` − 1, which are not before it; three numbers each. */
export type Stripes = Int32Array;

/** What a root costs, in multiplications. */
const ROOT = 8;

/** What the distances of so many rows to all others cost of each of them, in multiplications. */
export function meanDistancesCost(part: Part, scored: number): number {
  return scored * (part.rows.dimensions + ROOT);
}

/**
 * Whether each pair is better measured once than twice, where all rows are asked about: it takes
 * 0.5 to 0.6 of the time, but clusters of a few rows leave tiles empty.
 */
export function pairsPay(n: number, k: number): boolean {
  return n >= 2 * core().kernels.tileRows() * k;
}

/**
 * Mean distances of some rows, each measured against all.
 *
 * @param of the cluster of every row
 * @param sizes of the clusters; none is empty
 */
export function* meanDistances(
  part: Part,
  of: Int32Array,
  sizes: readonly number[],
  scored: Int32Array,
): Talk<MeanDistances> {
  const others = copies(part)?.meanDistances(of, sizes, scored);
  if (others !== undefined) return yield* answerTo(others);
  const { order } = yield* byCluster(part, of, sizes);
  const distances = new DistanceSums(part, of, sizes.length, order);
  const { width } = distances;
  const found = new Float64Array(2 * scored.length);
  try {
    for (let first = 0; first < scored.length; first += width) {
      const rows = scored.subarray(first, first + width);
      const sums = yield* distances.of(rows, 0, of.length, of.length);
      for (let i = 0; i < rows.length; i++) {
        const own = of[rows[i]];
        let b = Infinity;
        for (let c = 0; c < sizes.length; c++) {
          if (c !== own) b = Math.min(b, sums[c * width + i] / sizes[c]);
        }
        found[2 * (first + i)] = sums[own * width + i] / (sizes[own] - 1);
        found[2 * (first + i) + 1] = b;
      }
    }
  } finally {
    distances.release();
  }
  return found;
}

/**
 * Mean distances of all rows, cluster by cluster: each pair is measured once.
 *
 * @param stripes the pairs of clusters; default: all. Of others nothing is known: 0, or Infinity.
 */
export function* pairedDistances(
  part: Part,
  of: Int32Array,
  sizes: readonly number[],
  stripes?: Stripes,
): Talk<MeanDistances> {
  const others = copies(part)?.pairedDistances(of, sizes);
  if (others !== undefined) return yield* answerTo(others);
  const k = sizes.length;
  const { order, starts } = yield* byCluster(part, of, sizes);
  const distances = new DistanceSums(part, of, k, order);
  const { width } = distances;
  const found = new Float64Array(2 * of.length);
  for (let i = 1; i < found.length; i += 2) found[i] = Infinity;
  const all =
    stripes ?? Int32Array.from({ length: 3 * k }, (_, i) => (i % 3 < 2 ? Math.floor(i / 3) : k));
  try {
    for (let i = 0; i < all.length; i += 3) {
      const [own, from, to] = all.subarray(i, i + 3);
      const end = starts[to];
      const ownEnd = starts[own + 1];
      for (let first = starts[own]; first < ownEnd; first += width) {
        const rows = order.subarray(first, Math.min(first + width, ownEnd));
        // Rows of their own cluster that come before have met them.
        const begin = Math.max(starts[from], first);
        const mirrorFrom = from === own ? first + rows.length : begin;
        const sums = yield* distances.of(rows, begin, mirrorFrom, end);
        const before = distances.mirrored();
        for (let j = 0; j < rows.length; j++) {
          const at = 2 * (first + j);
          for (let c = Math.max(from, own + 1); c < to; c++) {
            found[at + 1] = Math.min(found[at + 1], sums[c * width + j] / sizes[c]);
          }
          if (from === own) {
            found[at] = (before[first + j] + sums[own * width + j]) / (sizes[own] - 1);
          }
        }
      }
      const mirrored = distances.mirrored();
      for (let at = Math.max(starts[from], ownEnd); at < end; at++) {
        found[2 * at + 1] = Math.min(found[2 * at + 1], mirrored[at] / sizes[own]);
      }
      mirrored.fill(0, starts[from], end);
    }
  } finally {
    distances.release();
  }
  return found;
}

/** All rows, cluster by cluster and in their order within each, and where each cluster starts. */
function* byCluster({ pace }: Part, of: Int32Array, sizes: readonly number[]) {
  const starts = new Int32Array(sizes.length + 1);
  for (let c = 0; c < sizes.length; c++) starts[c + 1] = starts[c] + sizes[c];
  const next = starts.slice();
  const order = new Int32Array(of.length);
  const put = (first: number, count: number) => {
    for (let row = first; row < first + count; row++) order[next[of[row]]++] = row;
  };
  yield* inRanges(of.length, VALUE_COST, put, pace);
  return { order, starts };
}
