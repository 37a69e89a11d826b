import { KMeans } from "mixtura";
import { kmeans as mlKMeans } from "ml-kmeans";
import skmeans from "skmeans";
import { assign, inertia, kMeans as reference, type Point } from "../test/reference/k-means.js";
import { type Problem, problems } from "./data.js";
import { circumstances, digits, race } from "./race.js";
import { drawTable } from "./table.js";

/** A cap that none of the contestants needs many samples to reach. */
const MAX_ITERATIONS = 10;

interface Outcome {
  readonly centroids: readonly Point[];
  readonly iterations: number;
}

/** Everyone stops when nothing moves any more or at the cap, so tolerances are 0. */
function contestants({ points, k, start }: Problem): Record<string, () => Outcome> {
  const maxIterations = MAX_ITERATIONS;
  return {
    mixtura: () =>
      KMeans.fit(points, { k, start: { centroids: start }, maxIterations, tolerance: 0 }),
    "plain TypeScript": () => reference(points, start, { maxIterations }),
    "ml-kmeans": () => mlKMeans(points, k, { initialization: start, maxIterations, tolerance: 0 }),
    skmeans: () => {
      const { centroids, it } = skmeans(points, k, structuredClone(start), maxIterations);
      return { centroids, iterations: it };
    },
  };
}

/**
 * The race of hard k-means: whole fits, from the same rows of numbers and the same start
 * centroids, stopped after the same number of iterations.
 */
export function raceKMeans(quick: boolean): string {
  const rows: string[][] = [];
  for (const problem of problems(quick)) {
    process.stderr.write(`racing k-means, ${problem.name}\n`);
    const results = race(contestants(problem), quick);
    const own = results.get("mixtura")!;
    for (const [name, { outcome, milliseconds }] of results) {
      const { centroids, iterations } = outcome;
      const reached = inertia(problem.points, centroids, assign(problem.points, centroids));
      rows.push([
        name === "mixtura" ? problem.name : "",
        name,
        digits.format(milliseconds),
        iterations.toString(),
        digits.format(milliseconds / iterations),
        name === "mixtura" ? "" : `${(milliseconds / own.milliseconds).toFixed(1)} ×`,
        reached.toPrecision(10),
      ]);
    }
    rows.push([""]);
  }
  const about = `Hard k-means in float64, whole fits from rows of numbers and the same start centroids,
at most ${MAX_ITERATIONS} iterations. ${circumstances()}.
"against mixtura" compares whole fits: above 1 mixtura is the faster one.
`;
  const head = [
    "n × d, k",
    "",
    "ms / fit",
    "iterations",
    "ms / iteration",
    "against mixtura",
    "inertia",
  ];
  return `${about}\n${drawTable(head, rows.slice(0, -1))}`;
}
