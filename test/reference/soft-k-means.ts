/**
 * Soft k-means as a textbook has it (MacKay 2003, section 20.2, algorithm 20.7),
 * in plain TypeScript: what the compiled core is checked against and raced
 * against. For 0 < β < ∞; at β = ∞ it is k-means.ts.
 */

import { type Point, squaredDistance } from "./k-means.js";

/** d(x, m): ½‖x − m‖², MacKay's own, for which β = 1/σ²; or ‖x − m‖. */
export type Distance = "half-squared" | "euclidean";

function distance(x: Point, m: Point, kind: Distance): number {
  const squared = squaredDistance(x, m);
  return kind === "euclidean" ? Math.sqrt(squared) : squared / 2;
}

/**
 * One point's responsibilities exp(−β d_k) / Σ_j exp(−β d_j), and its share of
 * the free energy, −(1/β) log Σ_k exp(−β d_k). The smallest distance is taken
 * out first: else every term of a far point would be 0.
 */
function share(x: Point, centroids: readonly Point[], stiffness: number, kind: Distance) {
  const distances = centroids.map((m) => distance(x, m, kind));
  const smallest = Math.min(...distances);
  const terms = distances.map((d) => Math.exp(-stiffness * (d - smallest)));
  const sum = terms.reduce((a, b) => a + b);
  return { shares: terms.map((t) => t / sum), energy: smallest - Math.log(sum) / stiffness };
}

/** r_nk of every point (rows) to every centroid (columns). */
export function responsibilities(
  points: readonly Point[],
  centroids: readonly Point[],
  stiffness: number,
  kind: Distance = "half-squared",
): number[][] {
  return points.map((x) => share(x, centroids, stiffness, kind).shares);
}

/** −(1/β) Σ_n w_n log Σ_k exp(−β d_nk). */
export function freeEnergy(
  points: readonly Point[],
  centroids: readonly Point[],
  stiffness: number,
  kind: Distance = "half-squared",
  weights?: readonly number[],
): number {
  return points.reduce(
    (sum, x, i) => sum + (weights?.[i] ?? 1) * share(x, centroids, stiffness, kind).energy,
    0,
  );
}

/** N_k = Σ w r of each component. */
export function sizes(shares: readonly Point[], weights?: readonly number[]): number[] {
  const sums = shares[0].map(() => 0);
  shares.forEach((r, i) => {
    for (let c = 0; c < sums.length; c++) sums[c] += (weights?.[i] ?? 1) * r[c];
  });
  return sums;
}

/** Update step: every centroid moves to the mean of the points, weighted by its responsibilities. */
export function update(
  points: readonly Point[],
  shares: readonly Point[],
  weights?: readonly number[],
): number[][] {
  const sums = shares[0].map(() => points[0].map(() => 0));
  for (let i = 0; i < points.length; i++) {
    for (let c = 0; c < sums.length; c++) {
      const wr = (weights?.[i] ?? 1) * shares[i][c];
      for (let j = 0; j < points[i].length; j++) sums[c][j] += wr * points[i][j];
    }
  }
  const totals = sizes(shares, weights);
  return sums.map((sum, c) => sum.map((s) => s / totals[c]));
}

export interface ReferenceSoftFit {
  readonly centroids: number[][];
  readonly responsibilities: number[][];
  readonly sizes: number[];
  readonly freeEnergy: number;
  readonly history: number[];
}

/**
 * Update and assignment in turn, for as many iterations as are asked for. With
 * half squared distances the free energy cannot rise. With Euclidean ones the
 * mean is not what minimises Σ r d, so that there it may.
 */
export function softKMeans(
  points: readonly Point[],
  start: readonly Point[],
  options: {
    readonly stiffness: number;
    readonly distance?: Distance;
    readonly maxIterations?: number;
    readonly weights?: readonly number[];
  },
): ReferenceSoftFit {
  const { stiffness, distance: kind = "half-squared", maxIterations = 300, weights } = options;
  let centroids = start.map((m) => [...m]);
  let shares = responsibilities(points, centroids, stiffness, kind);
  const history: number[] = [];
  while (history.length < maxIterations) {
    centroids = update(points, shares, weights);
    const each = points.map((x) => share(x, centroids, stiffness, kind));
    shares = each.map((one) => one.shares);
    history.push(each.reduce((sum, { energy }, i) => sum + (weights?.[i] ?? 1) * energy, 0));
  }
  return {
    centroids,
    responsibilities: shares,
    sizes: sizes(shares, weights),
    freeEnergy: freeEnergy(points, centroids, stiffness, kind, weights),
    history,
  };
}
