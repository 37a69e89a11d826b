import { GaussianMixture, SoftKMeans } from "mixtura";
import {
  type Covariance,
  gaussianMixture,
  type Parameters,
} from "../../test/reference/gaussian-mixture.js";
import { softKMeans } from "../../test/reference/soft-k-means.js";
import { type Problem } from "./data.js";
import { race } from "./race.js";
import type { Heat } from "./results.js";

export const MIXTURE_ITERATIONS = 5;
const COVARIANCES = ["spherical", "diagonal", "tied", "full"] as const;

/** Each returns its objective after the last iteration. */
type Contestants = Record<"mixtura" | "plain TypeScript", () => number>;

/** Half of a blob's 1/σ², so that points are shared. */
const STIFFNESS = 2;

function soft({ points, k, start }: Problem): Contestants {
  const options = { stiffness: STIFFNESS, maxIterations: MIXTURE_ITERATIONS };
  return {
    mixtura: () =>
      SoftKMeans.fit(points, { k, start: { centroids: start }, tolerance: 0, ...options })
        .freeEnergy,
    "plain TypeScript": () => softKMeans(points, start, options).history.at(-1),
  };
}

/** The same parameters for both: equal weights, and the identity as every covariance. */
function gaussian({ points, k, start: means }: Problem, covariance: Covariance): Contestants {
  const identity = means[0].map((_, i) => means[0].map((_, j) => (i === j ? 1 : 0)));
  const covariances = {
    spherical: means.map(() => 1),
    diagonal: means.map((m) => m.map(() => 1)),
    tied: identity,
    full: means.map(() => identity),
  }[covariance];
  const start = { weights: means.map(() => 1 / k), means, covariances } as Parameters<Covariance>;
  const common = { covariance, maxIterations: MIXTURE_ITERATIONS };
  return {
    mixtura: () =>
      GaussianMixture.fit(points, { k, start, tolerance: 0, regularization: 0, ...common })
        .logLikelihood,
    "plain TypeScript": () => gaussianMixture(points, start, common).history.at(-1),
  };
}

/**
 * Races soft k-means and mixtures against the plain TypeScript they are tested against (no
 * other package has them): whole fits of five iterations from rows of numbers.
 */
export function raceMixtures(problem: Problem, quick: boolean): Heat[] {
  const { points, k } = problem;
  const algorithms: [string, string, Contestants][] = [
    ["soft", `β = ${STIFFNESS}`, soft(problem)],
    ...COVARIANCES.map((form): [string, string, Contestants] => [
      "Gaussian",
      form,
      gaussian(problem, form),
    ]),
  ];
  return algorithms.map(([algorithm, form, contestants]) => {
    const results = race<number>(contestants, quick);
    const runs = Array.from(results, ([name, { outcome, milliseconds }]) => {
      return { name, milliseconds, iterations: MIXTURE_ITERATIONS, objective: outcome };
    });
    return { algorithm, form, n: points.length, d: points[0].length, k, runs };
  });
}
