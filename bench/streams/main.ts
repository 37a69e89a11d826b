/**
 * What one pass is worth: `fitMiniBatch` against `fit` of the same rows, in random orders and sorted
 * by the first column, on blobs, the world's cities and flights.
 *
 *   npm run bench:streams                        and bench/results/streams.json
 *   npm run bench:streams -- --only "KMeans cities"  models and tables with all these words
 *   npm run bench:streams -- --quick             few rows, one order: does it run?
 */
import { performance } from "node:perf_hooks";
import { GaussianMixture, KMeans, type StreamSource } from "mixtura";
import { circumstances, machine, today } from "../machine.js";
import { handle, noneHas, wanted } from "../only.js";
import { readOptions } from "../options.js";
import { keep } from "../results.js";
import { drawTable } from "../table.js";
import { STREAMS_HEAD, streamsSections } from "./report.js";
import type { Case, Results, Run } from "./results.js";
import { shuffled, sorted, type StreamedTable, streamedTables } from "./tables.js";

const { quick, only } = readOptions({
  quick: { type: "boolean", default: false },
  only: { type: "string", default: "" },
});
const SEEDS = quick ? [1] : [1, 2, 3];

/** Few rows are to be more than the first ones, too. */
const BATCHES = quick ? { batchRows: 500 } : {};

/** Full fits of k-means are the best of so many: single ones differ by more than what is asked here. */
const RESTARTS = 5;

/** Rows of a chunk, which show in no digit. */
const CHUNK = 10_000;

function source({ data, n, d }: StreamedTable): StreamSource {
  return {
    dimensions: d,
    rows: n,
    *open() {
      for (let at = 0; at < data.length; at += CHUNK * d) yield data.subarray(at, at + CHUNK * d);
    },
  };
}

/** What is fitted, and how well that suits all rows, a row. */
interface Way {
  readonly name: string;
  /** The most rows: full fits of mixtures take minutes beyond. */
  readonly rows: number;
  readonly components: number;
  full(table: StreamedTable, k: number, seed: number): number;
  once(
    table: StreamedTable,
    k: number,
    seed: number,
  ): Promise<() => Omit<Run, "full" | "fullTime" | "onceTime">>;
}

const pointsOf = ({ data, n, d }: StreamedTable) => ({ data, shape: [n, d] });

const K_MEANS: Way = {
  name: "KMeans",
  rows: Infinity,
  components: Infinity,
  full: (table, k, seed) =>
    KMeans.fit(pointsOf(table), { k, seed, restarts: RESTARTS }).inertia / table.n,
  once: async (table, k, seed) => {
    const model = await KMeans.fitMiniBatch(source(table), { k, seed, ...BATCHES });
    return () => ({
      once: -model.score(pointsOf(table)) / table.n,
      told: model.inertia / table.n,
    });
  },
};

const mixture = (covariance: "diagonal" | "full"): Way => ({
  name: `GaussianMixture, ${covariance}`,
  rows: 300_000,
  components: 16,
  full: (table, k, seed) =>
    GaussianMixture.fit(pointsOf(table), { k, seed, covariance }).logLikelihood / table.n,
  once: async (table, k, seed) => {
    const model = await GaussianMixture.fitMiniBatch(source(table), {
      k,
      seed,
      covariance,
      ...BATCHES,
    });
    return () => ({
      once: model.score(pointsOf(table)),
      told: model.logLikelihood / table.n,
    });
  },
});

const WAYS = [K_MEANS, mixture("diagonal"), mixture("full")];

async function run(way: Way, table: StreamedTable, k: number, seed: number): Promise<Run> {
  const began = performance.now();
  const full = way.full(table, k, seed);
  const between = performance.now();
  const judged = await way.once(table, k, seed);
  const ended = performance.now();
  const times = { fullTime: Math.round(between - began), onceTime: Math.round(ended - between) };
  return { full, ...judged(), ...times };
}

async function study(way: Way, table: StreamedTable, k: number): Promise<Case[]> {
  const cases: Case[] = [];
  for (const order of ["random", "sorted"] as const) {
    const runs: Run[] = [];
    for (const seed of order === "random" ? SEEDS : SEEDS.slice(0, 1)) {
      const mixed = shuffled(table, seed, way.rows);
      runs.push(await run(way, order === "random" ? mixed : sorted(mixed), k, seed));
      process.stderr.write(".");
    }
    const { name, d } = table;
    cases.push({ model: way.name, table: name, order, n: Math.min(table.n, way.rows), d, k, runs });
  }
  return cases;
}

try {
  const cases: Case[] = [];
  for (const table of await streamedTables(quick)) {
    for (const way of WAYS) {
      for (const k of table.ks.filter((k) => k <= way.components)) {
        const called = handle(way.name, table.name, `k = ${k}`);
        if (!wanted(called, only)) continue;
        process.stderr.write(`${called} `);
        cases.push(...(await study(way, table, k)));
        process.stderr.write("\n");
      }
    }
  }
  if (cases.length === 0) throw new Error(noneHas(only));
  cases.sort(
    (a, b) =>
      WAYS.findIndex(({ name }) => name === a.model) -
      WAYS.findIndex(({ name }) => name === b.model),
  );
  const results: Results = { date: today(), machine: machine(), cases };
  console.log(`
One pass (fitMiniBatch, default options) against a full fit (fit) with the same seed, of KMeans the best of
${RESTARTS}. Figures are of all rows, a row: inertia, or log-likelihood in nats; "told" is what the
model of the pass says itself.
Medians over ${SEEDS.length} random orders; sorted by the first column: one run.
${circumstances(results.date, results.machine)}.
`);
  console.log(drawTable(STREAMS_HEAD, streamsSections(results)));
  if (!quick && only === "") await keep("streams", results);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
