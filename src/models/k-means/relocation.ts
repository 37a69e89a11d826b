import type { Part } from "../../data/part.js";
import { answerTo, type Talk } from "../../data/pending.js";
import { COST, costsOf, type HardPass, type HardStatistics } from "../../questions/hard.js";
import type { Random } from "../../random.js";
import type { Sized } from "./joined.js";

/** How many rows are tried before a batch is left as it is. */
const TRIES = 3;

/** Rows of a batch, as the model sees them. */
export interface BatchRows {
  readonly part: Part;
  readonly pass: HardPass;
  /** Row-major. */
  readonly values: ArrayLike<number>;
  /** One number a row; undefined where each weighs 1. */
  readonly weights: ArrayLike<number> | undefined;
  /** What a weight of 1 among the statistics stands for. */
  readonly unit: number;
}

/** Centroids, and the statistics of a batch under them. */
interface Placed extends Sized {
  readonly statistics: HardStatistics;
}

/**
 * Gives centroids that the rows of a batch need to them, from where they are missed least: the two
 * whose points lose least by sharing one become one (Ward, Hierarchical grouping to optimize an
 * objective function, 1963), and the other goes to a row of the batch, drawn by its squared distance,
 * if the batch gains more than those points lose. A starved centroid costs nothing, so it goes first;
 * so do several in one cluster, of a source whose first rows were all of one kind.
 */
export function* relocated(rows: BatchRows, before: Sized, random: Random): Talk<Placed> {
  const { pass, unit } = rows;
  const k = before.sizes.length;
  const d = before.centroids.length / k;
  let placed: Placed = { ...before, statistics: yield* answerTo(pass.eStep(before.centroids)) };
  for (let moves = 0; moves < k && k > 1; moves++) {
    const costs = placed.statistics.slice(costsOf(k, d), costsOf(k, d) + k);
    const most = costs.reduce((largest, cost) => Math.max(largest, cost), 0) * unit;
    const merge = cheapestMerge(placed, d, most);
    // One more centroid spares a component at most what it costs.
    if (merge === undefined) break;
    const draw = yield* drawing(rows, placed.centroids, d);
    let next: Placed | undefined;
    for (let tries = 0; tries < TRIES && next === undefined; tries++) {
      const moved = withRow(merge, draw(random.uniform()), d);
      const statistics = yield* answerTo(pass.eStep(moved.centroids));
      const gain = (placed.statistics[COST] - statistics[COST]) * unit;
      if (gain > merge.cost) next = { ...moved, statistics };
    }
    if (next === undefined) break;
    placed = next;
  }
  return placed;
}

/** Two components as one, and the one that is free then. */
interface Merge extends Sized {
  /** By how much the inertia of their points grows. */
  readonly cost: number;
  readonly free: number;
}

/** The two components that lose least by it, if that is less than `most`. */
function cheapestMerge({ centroids, sizes }: Sized, d: number, most: number): Merge | undefined {
  let cost = most;
  let pair: readonly [number, number] | undefined;
  for (let a = 0; a < sizes.length; a++) {
    for (let b = 0; b < a; b++) {
      const weight = sizes[a] === 0 ? 0 : (sizes[a] / (sizes[a] + sizes[b])) * sizes[b];
      let squared = 0;
      for (let j = 0; j < d && weight * squared < cost; j++) {
        const apart = centroids[a * d + j] - centroids[b * d + j];
        squared += apart * apart;
      }
      if (!(weight * squared < cost)) continue;
      cost = weight * squared;
      pair = [a, b];
    }
  }
  if (pair === undefined) return undefined;
  const [free, into] = sizes[pair[0]] <= sizes[pair[1]] ? pair : [pair[1], pair[0]];
  const total = sizes[free] + sizes[into];
  const share = total === 0 ? 0 : sizes[free] / total;
  return {
    cost,
    free,
    centroids: centroids.map((value, i) =>
      Math.floor(i / d) === into ? value + share * (centroids[free * d + (i % d)] - value) : value,
    ),
    sizes: sizes.map((size, c) => (c === into ? total : c === free ? 0 : size)),
  };
}

function withRow({ centroids, sizes, free }: Merge, row: ArrayLike<number>, d: number): Sized {
  const own = (i: number) => i - free * d;
  return {
    sizes,
    centroids: centroids.map((value, i) => (Math.floor(i / d) === free ? row[own(i)] : value)),
  };
}

/** Draws rows by weight and squared distance from the centroid of their label. */
function* drawing(
  { pass, values, weights }: BatchRows,
  centroids: readonly number[],
  d: number,
): Talk<(share: number) => ArrayLike<number>> {
  const labels = yield* answerTo(pass.labels());
  const upTo = new Float64Array(labels.length);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    let squared = 0;
    for (let j = 0; j < d; j++) {
      const apart = values[i * d + j] - centroids[labels[i] * d + j];
      squared += apart * apart;
    }
    sum += squared * (weights?.[i] ?? 1);
    upTo[i] = sum;
  }
  return (share) => {
    const row = Math.max(
      upTo.findIndex((part) => part > share * sum),
      0,
    );
    return Array.prototype.slice.call(values, row * d, (row + 1) * d) as number[];
  };
}
