import { divided, minus, nearestTo, NOTHING, plus, rational, times } from "./rational.js";

/**
 * Hard k-means as a textbook has it (MacKay 2003, section 20.1), in plain
 * TypeScript: what the compiled core is checked against and raced against.
 */

export type Point = readonly number[];

/** ‖x − m‖², summed from the first coordinate up. */
export function squaredDistance(x: Point, m: Point): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) {
    const difference = x[j] - m[j];
    sum += difference * difference;
  }
  return sum;
}

/** The index of the nearest centroid; of equally near ones the lowest. */
export function nearest(x: Point, centroids: readonly Point[]): number {
  let best = 0;
  let smallest = Infinity;
  for (let c = 0; c < centroids.length; c++) {
    const distance = squaredDistance(x, centroids[c]);
    if (distance < smallest) {
      smallest = distance;
      best = c;
    }
  }
  return best;
}

/** Assignment step: every point belongs to its nearest centroid. */
export function assign(points: readonly Point[], centroids: readonly Point[]): number[] {
  return points.map((x) => nearest(x, centroids));
}

/** Σ w in each component. */
export function sizes(labels: readonly number[], k: number, weights?: readonly number[]): number[] {
  const sums = new Array<number>(k).fill(0);
  labels.forEach((label, i) => (sums[label] += weights?.[i] ?? 1));
  return sums;
}

/** How sums are taken; everything else is the same. */
export interface Arithmetic {
  /** The weighted mean of each component's points; of one without points its centroid. */
  readonly means: (
    points: readonly Point[],
    labels: readonly number[],
    centroids: readonly Point[],
    weights?: readonly number[],
  ) => number[][];
  /** Σ w‖x − m‖² of every point to its own centroid. */
  readonly inertia: (
    points: readonly Point[],
    centroids: readonly Point[],
    labels: readonly number[],
    weights?: readonly number[],
  ) => number;
}

/** Σ w‖x − m‖² of every point to its own centroid, rounded once. */
export function inertia(
  points: readonly Point[],
  centroids: readonly Point[],
  labels: readonly number[],
  weights?: readonly number[],
): number {
  let sum = NOTHING;
  points.forEach((x, i) => {
    x.forEach((value, j) => {
      const difference = minus(rational(value), rational(centroids[labels[i]][j]));
      const square = times(difference, difference);
      sum = plus(sum, times(rational(weights?.[i] ?? 1), square));
    });
  });
  return nearestTo(sum);
}

/** The mean of some points in one dimension, correctly rounded. */
export function mean(values: readonly number[], weights?: readonly number[]): number {
  let [sum, size] = [NOTHING, NOTHING];
  values.forEach((value, i) => {
    const weight = rational(weights?.[i] ?? 1);
    sum = plus(sum, times(weight, rational(value)));
    size = plus(size, weight);
  });
  return nearestTo(divided(sum, size));
}

/** Nothing is rounded but results: what a mean is, and what the compiled core has to find. */
export const EXACT: Arithmetic = {
  inertia,
  means: (points, labels, centroids, weights) =>
    centroids.map((m, c) => {
      const own = points.map((_, i) => i).filter((i) => labels[i] === c);
      if (own.length === 0) return [...m];
      const ownWeights = weights && own.map((i) => weights[i]);
      return m.map((_, j) =>
        mean(
          own.map((i) => points[i][j]),
          ownWeights,
        ),
      );
    }),
};

/** Every sum is rounded at every step, as it is where nobody takes care: what the core is raced against. */
export const FLOAT64: Arithmetic = {
  inertia: (points, centroids, labels, weights) => {
    let sum = 0;
    for (let i = 0; i < points.length; i++) {
      sum += (weights?.[i] ?? 1) * squaredDistance(points[i], centroids[labels[i]]);
    }
    return sum;
  },
  means: (points, labels, centroids, weights) => {
    const totals = sizes(labels, centroids.length, weights);
    const sums = centroids.map((m) => m.map(() => 0));
    for (let i = 0; i < points.length; i++) {
      const sum = sums[labels[i]];
      for (let j = 0; j < sum.length; j++) sum[j] += (weights?.[i] ?? 1) * points[i][j];
    }
    return sums.map((sum, c) =>
      totals[c] > 0 ? sum.map((s) => s / totals[c]) : [...centroids[c]],
    );
  },
};

/**
 * Update step: every centroid moves to the weighted mean of its points. One
 * without points moves to the point farthest from all centroids.
 */
export function update(
  points: readonly Point[],
  labels: readonly number[],
  centroids: readonly Point[],
  weights?: readonly number[],
  arithmetic = EXACT,
): number[][] {
  const k = centroids.length;
  const totals = sizes(labels, k, weights);
  const means = arithmetic.means(points, labels, centroids, weights);
  const occupied = means.filter((_, c) => totals[c] > 0);
  for (let c = 0; c < k; c++) {
    if (totals[c] > 0) continue;
    const far = farthest(points, occupied);
    if (squaredDistance(far, occupied[nearest(far, occupied)]) === 0) break;
    means[c] = [...far];
    occupied.push(means[c]);
  }
  return means;
}

/** The first of the points whose nearest centroid is farthest away. */
function farthest(points: readonly Point[], centroids: readonly Point[]): Point {
  let best = points[0];
  let largest = -1;
  for (const x of points) {
    const distance = squaredDistance(x, centroids[nearest(x, centroids)]);
    if (distance > largest) {
      largest = distance;
      best = x;
    }
  }
  return best;
}

export interface ReferenceFit {
  readonly centroids: number[][];
  readonly labels: number[];
  readonly inertia: number;
  readonly iterations: number;
  readonly history: number[];
}

/** Assignment and update in turn, until no label changes. */
export function kMeans(
  points: readonly Point[],
  start: readonly Point[],
  options: {
    readonly maxIterations?: number;
    readonly weights?: readonly number[];
    readonly arithmetic?: Arithmetic;
  } = {},
): ReferenceFit {
  const { maxIterations = 300, weights, arithmetic = EXACT } = options;
  let centroids = start.map((m) => [...m]);
  let labels = assign(points, centroids);
  const history: number[] = [];
  for (let changed = true; changed && history.length < maxIterations;) {
    centroids = update(points, labels, centroids, weights, arithmetic);
    const before = labels;
    labels = assign(points, centroids);
    history.push(arithmetic.inertia(points, centroids, labels, weights));
    changed = labels.some((label, i) => label !== before[i]);
  }
  return {
    centroids,
    labels,
    inertia: arithmetic.inertia(points, centroids, labels, weights),
    iterations: history.length,
    history,
  };
}
