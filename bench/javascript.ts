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
import Table from "cli-table3";
import { KMeans } from "mixtura";
import { kmeans as mlKMeans } from "ml-kmeans";
import skmeans from "skmeans";
import { assign, inertia, kMeans as reference, type Point } from "../test/reference/k-means.js";
import { type Problem, problems } from "./data.js";

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

interface Result extends Outcome {
  readonly milliseconds: number;
}

/** The median of whole fits, divided by the iterations each made. */
function race(problem: Problem): Map<string, Result> {
  const suite = new Benchmark.Suite();
  const options = quick ? { maxTime: 0.05, minSamples: 2 } : { maxTime: 2, minSamples: 5 };
  // What a fit returns is kept, so that no engine may skip it.
  const outcomes = new Map<string, Outcome>();
  for (const [name, fit] of Object.entries(CONTESTANTS)) {
    suite.add(name, () => outcomes.set(name, fit(problem)), options);
  }
  const results = new Map<string, Result>();
  suite.on("cycle", ({ target }: Benchmark.Event) => {
    const { name, stats, error } = target as unknown as Benchmark & { name: string; error?: Error };
    if (error !== undefined) throw error;
    const sample = stats.sample.toSorted((a, b) => a - b);
    const seconds = sample[Math.floor(sample.length / 2)]!;
    const outcome = outcomes.get(name)!;
    results.set(name, { ...outcome, milliseconds: (1000 * seconds) / outcome.iterations });
  });
  suite.run({ async: false });
  return results;
}

function rule(mark: string) {
  return { top: "", "top-mid": "", "top-left": "", "top-right": "", mid: mark };
}

const table = new Table({
  head: ["n × d, k", "", "ms / iteration", "times mixtura", "iterations", "inertia reached"],
  colAligns: ["left", "left", "right", "right", "right", "right"],
  style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  chars: {
    ...rule("─"),
    "left-mid": "",
    "mid-mid": "─",
    "right-mid": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
    "bottom-right": "",
    left: "",
    right: "",
    middle: "",
  },
});

for (const problem of problems(quick)) {
  process.stderr.write(`racing ${problem.name}\n`);
  const results = race(problem);
  const own = results.get("mixtura")!;
  let first = true;
  for (const [name, { centroids, iterations, milliseconds }] of results) {
    const reached = inertia(problem.points, centroids, assign(problem.points, centroids));
    table.push([
      first ? problem.name : "",
      name,
      milliseconds.toPrecision(3),
      name === "mixtura" ? "" : `${(milliseconds / own.milliseconds).toFixed(1)} ×`,
      iterations,
      reached.toPrecision(10),
    ]);
    first = false;
  }
}

const date = new Date().toISOString().slice(0, 10);
console.log(
  `Hard k-means, float64, whole fits from rows of numbers, at most ${MAX_ITERATIONS} iterations.`,
);
console.log(`${date}, Node ${process.versions.node}, ${cpus()[0]?.model ?? "unknown CPU"}\n`);
console.log(table.toString());
