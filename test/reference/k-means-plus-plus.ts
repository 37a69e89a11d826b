import { type Point, squaredDistance } from "./k-means.js";

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007) as the paper has it: `uniform`
 * gives numbers in [0, 1), in the order in which rows are drawn.
 */
export function kMeansPlusPlus(
  points: readonly Point[],
  k: number,
  uniform: () => number,
  weights: readonly number[] = points.map(() => 1),
): number[][] {
  const centroids = [points[draw(weights, uniform())]!];
  while (centroids.length < k) {
    const closest = points.map((x) => Math.min(...centroids.map((m) => squaredDistance(x, m))));
    const masses = closest.map((distance, i) => weights[i]! * distance);
    let best: Point | undefined;
    let lowest = Infinity;
    for (let candidate = 0; candidate < 2 + Math.floor(Math.log(k)); candidate++) {
      const x = points[draw(masses, uniform())]!;
      const potential = points.reduce(
        (sum, y, i) => sum + weights[i]! * Math.min(closest[i]!, squaredDistance(x, y)),
        0,
      );
      if (potential < lowest) {
        lowest = potential;
        best = x;
      }
    }
    centroids.push(best!);
  }
  return centroids.map((m) => [...m]);
}

/** The first index at which the running sum of the masses exceeds u × their total. */
function draw(masses: readonly number[], u: number): number {
  let target = u * masses.reduce((a, b) => a + b, 0);
  return masses.findIndex((mass) => (target -= mass) < 0);
}
