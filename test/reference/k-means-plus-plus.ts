import { type Point, squaredDistance } from "./k-means.js";

/** A row that may become the next centroid, and Σ w min distance² if it does. */
export interface Candidate {
  readonly point: Point;
  readonly potential: number;
}

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007) as the paper has it: `uniform`
 * gives numbers in [0, 1), in the order in which rows are drawn.
 */
export function kMeansPlusPlus(
  points: readonly Point[],
  k: number,
  uniform: () => number,
  weights: readonly number[] = points.map(() => 1),
): Point[] {
  const centroids = [points[draw(weights, uniform())]];
  while (centroids.length < k) {
    const drawn = candidates(points, centroids, k, uniform, weights);
    const lowest = Math.min(...drawn.map(({ potential }) => potential));
    centroids.push(drawn.find(({ potential }) => potential === lowest)!.point);
  }
  return centroids;
}

/** 2 + ⌊ln k⌋ rows drawn in proportion to weight × squared distance from the nearest centroid. */
export function candidates(
  points: readonly Point[],
  centroids: readonly Point[],
  k: number,
  uniform: () => number,
  weights: readonly number[],
): Candidate[] {
  const closest = points.map((x) => Math.min(...centroids.map((m) => squaredDistance(x, m))));
  const masses = closest.map((distance, i) => weights[i] * distance);
  return Array.from({ length: 2 + Math.floor(Math.log(k)) }, () => {
    const point = points[draw(masses, uniform())];
    const potential = points.reduce(
      (sum, x, i) => sum + weights[i] * Math.min(closest[i], squaredDistance(x, point)),
      0,
    );
    return { point, potential };
  });
}

/** The first index at which the running sum of the masses exceeds u × their total. */
export function draw(masses: readonly number[], u: number): number {
  let target = u * masses.reduce((a, b) => a + b, 0);
  return masses.findIndex((mass) => (target -= mass) < 0);
}
