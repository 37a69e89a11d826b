import { KMeans } from "mixtura";
import { kmeans as mlKMeans } from "ml-kmeans";
import skmeans from "skmeans";
import { assign, FLOAT64, kMeans as reference, type Point } from "../../test/reference/k-means.js";
import { type Problem } from "./data.js";
import { race } from "./race.js";
import type { Heat } from "./results.js";

/** A cap that none of the contestants needs many samples to reach. */
export const K_MEANS_ITERATIONS = 10;

interface Outcome {
  readonly centroids: readonly Point[];
  readonly iterations: number;
}

/** Everyone stops when nothing moves any more or at the cap, so tolerances are 0. */
function contestants({ points, k, start }: Problem): Record<string, () => Outcome> {
  const maxIterations = K_MEANS_ITERATIONS;
  return {
    mixtura: () =>
      KMeans.fit(points, { k, start: { centroids: start }, maxIterations, tolerance: 0 }),
    "plain TypeScript": () => reference(points, start, { maxIterations, arithmetic: FLOAT64 }),
    "ml-kmeans": () => mlKMeans(points, k, { initialization: start, maxIterations, tolerance: 0 }),
    skmeans: () => {
      const { centroids, it } = skmeans(points, k, structuredClone(start), maxIterations);
      return { centroids, iterations: it };
    },
  };
}

/**
 * Races hard k-means: whole fits, from the same rows of numbers and the same start centroids,
 * stopped after the same number of iterations.
 */
export function raceKMeans(problem: Problem, quick: boolean): Heat {
  const { points, k } = problem;
  const results = race(contestants(problem), quick);
  const runs = Array.from(results, ([name, { outcome, milliseconds }]) => {
    const { centroids, iterations } = outcome;
    const objective = FLOAT64.inertia(points, centroids, assign(points, centroids));
    return { name, milliseconds, iterations, objective };
  });
  return { algorithm: "hard", form: "", n: points.length, d: points[0].length, k, runs };
}
