/**
 * The JavaScript race: whole fits of hard k-means, from the same rows of numbers
 * and the same start centroids, stopped after the same number of iterations.
 *
 *   npm run bench              the whole race
 *   npm run bench -- --quick   small problems, few samples: does it run?
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import Benchmark from "benchmark";
import { KMeans } from "mixtura";
import { kmeans as mlKMeans } from "ml-kmeans";
import skmeans from "skmeans";
import { assign, inertia, kMeans as reference, type Point } from "../test/reference/k-means.js";
import { type Problem, problems } from "./data.js";
import { drawTable } from "./table.js";

const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;

/** A cap that none of the contestants needs many samples to reach. */
const MAX_ITERATIONS = 10;

interface Outcome {
  readonly centroids: readonly Point[];
  readonly iterations: number;
}

type Contestant = (problem: Problem) => Outcome;

/** Everyone stops when nothing moves any more or at the cap, so tolerances are 0. */
const CONTESTANTS: Record<string, Contestant> = {
  mixtura: ({ points, k, start }) =>
    KMeans.fit(points, {
      k,
      start: { centroids: start },
      maxIterations: MAX_ITERATIONS,
      tolerance: 0,
    }),
  "plain TypeScript": ({ points, start }) =>
    reference(points, start, { maxIterations: MAX_ITERATIONS }),
  "ml-kmeans": ({ points, k, start }) =>
    mlKMeans(points, k, {
      initialization: start,
      maxIterations: MAX_ITERATIONS,
      tolerance: 0,
    }),
  skmeans: ({ points, k, start }) => {
    const { centroids, it } = skmeans(points, k, structuredClone(start), MAX_ITERATIONS);
    return { centroids, iterations: it };
  },
};

/** What Benchmark.js tells of a contestant that is through. */
interface Finished {
  readonly name: string;
  readonly stats: { readonly sample: readonly number[] };
  readonly error?: Error;
}

interface Result extends Outcome {
  /** Of a whole fit. */
  readonly milliseconds: number;
}

/** Every contestant on one problem, by the median of whole fits. */
function race(problem: Problem): Map<string, Result> {
  const suite = new Benchmark.Suite();
  const options = quick ? { maxTime: 0.3, minSamples: 5 } : { maxTime: 2, minSamples: 5 };
  // What a fit returns is kept, so that no engine may skip it.
  const outcomes = new Map<string, Outcome>();
  for (const [name, fit] of Object.entries(CONTESTANTS)) {
    suite.add(name, () => outcomes.set(name, fit(problem)), options);
  }
  const results = new Map<string, Result>();
  suite.on("cycle", ({ target }: Benchmark.Event) => {
    const { name, stats, error } = target as unknown as Finished;
    if (error !== undefined) throw error;
    const sample = stats.sample.toSorted((a, b) => a - b);
    const seconds = sample[Math.floor(sample.length / 2)];
    const outcome = outcomes.get(name)!;
    results.set(name, { ...outcome, milliseconds: 1000 * seconds });
  });
  suite.run({ async: false });
  return results;
}

const digits = new Intl.NumberFormat("en", {
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});
const rows: string[][] = [];
for (const problem of problems(quick)) {
  process.stderr.write(`racing ${problem.name}\n`);
  const results = race(problem);
  const own = results.get("mixtura")!;
  for (const [name, { centroids, iterations, milliseconds }] of results) {
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

const date = new Date().toISOString().slice(0, 10);
const cpu = cpus()[0]?.model ?? "unknown processor";
console.log(`Hard k-means in float64, whole fits from rows of numbers and the same start centroids,
at most ${MAX_ITERATIONS} iterations. ${date}, Node ${process.versions.node}, ${cpu}.
"against mixtura" compares whole fits: above 1 mixtura is the faster one.
`);
const head = [
  "n × d, k",
  "",
  "ms / fit",
  "iterations",
  "ms / iteration",
  "against mixtura",
  "inertia",
];
console.log(drawTable(head, rows.slice(0, -1)));
