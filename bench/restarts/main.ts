/**
 * What restarts are worth: on real tables, how often the best of 1, 2, 3, 5 and 10 fits is within
 * reach of the best known (1 % of inertia or free energy, 0.01 nats per point of mixtures), how
 * far it is from it, how well it agrees with known classes, and how long it takes.
 *
 *   npm run bench:restarts                            the whole study, and bench/results/restarts.json
 *   npm run bench:restarts -- --only "full penguins"  models and tables with all these words
 *   npm run bench:restarts -- --seeds 40              fits for each model of a table
 *   npm run bench:restarts -- --quick                 a few fits: does it run?
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Points } from "mixtura";
import { adjustedRandIndex } from "mixtura/metrics";
import { circumstances, machine, today } from "../machine.js";
import { Native } from "../native/process.js";
import { handle, noneHas, wanted } from "../only.js";
import { readOptions, refuse } from "../options.js";
import { keep } from "../results.js";
import { median } from "../statistics.js";
import { drawTable } from "../table.js";
import { bestOf, type Single } from "./best-of.js";
import { MODELS, type Studied } from "./models.js";
import { CASE_HEAD, caseSections, MODEL_HEAD, modelSections } from "./report.js";
import { type Case, RESTARTS, type Results } from "./results.js";
import { every, type RealTable, realTables } from "./tables.js";

const { quick, only, seeds } = readOptions({
  quick: { type: "boolean", default: false },
  only: { type: "string", default: "" },
  seeds: { type: "string", default: "100" },
});
if (!/^[1-9]\d+$/.test(seeds)) refuse(`--seeds expected an integer of 10 or more, got "${seeds}"`);
const SEEDS = quick ? Math.max(...RESTARTS) : Number(seeds);

/** Fits with restarts are timed in turn for so long, or once where that takes longer. */
const MILLISECONDS = quick ? 0 : 500;

/** The most rows of a smoke run. */
const FEW = 200;

function study(model: string, table: RealTable, k: number): Case {
  const { of, rows } = MODELS.get(model)!;
  const { data, n, d, classes } = every(table, quick ? FEW : rows);
  const points = Points.from({ data, shape: [n, d] });
  const studied = of(points, k);
  const outcomes = Array.from({ length: SEEDS }, (_, seed) => studied.judged({ k, seed }));
  const best = Math.min(...outcomes.map(({ objective }) => objective));
  const singles = outcomes.map(({ objective, labels }): Single => {
    const agreement = classes && adjustedRandIndex(labels, classes);
    return { excess: studied.excess(objective, best), agreement };
  });
  const times = timed(studied, k);
  points.dispose();
  return {
    model,
    table: table.name,
    ...{ n, d, k },
    expected: RESTARTS.map((restarts, i) => ({
      ...bestOf(singles, restarts, studied.reach),
      time: times[i] / times[0],
    })),
  };
}

/** Milliseconds of fits with so many restarts each, in turn: medians over seeds. */
function timed({ fit }: Studied, k: number): number[] {
  const times = RESTARTS.map((): number[] => []);
  const began = performance.now();
  for (let seed = 0; seed === 0 || performance.now() - began < MILLISECONDS; seed++) {
    RESTARTS.forEach((restarts, i) => {
      const start = performance.now();
      fit({ k, seed, restarts });
      times[i].push(performance.now() - start);
    });
  }
  return times.map(median);
}

function studyAll(tables: readonly RealTable[]): Case[] {
  const cases: Case[] = [];
  for (const [model, { components }] of MODELS) {
    for (const table of tables) {
      for (const k of table.ks.filter((k) => k <= components)) {
        const called = handle(model, table.name, `k = ${k}`);
        if (!wanted(called, only)) continue;
        process.stderr.write(`${called}\n`);
        cases.push(study(model, table, k));
      }
    }
  }
  return cases;
}

const folder = mkdtempSync(join(tmpdir(), "mixtura-bench-"));
try {
  const native = await Native.start(join(folder, "points"));
  const tables = await realTables(native).finally(() => native.stop());
  const cases = studyAll(tables);
  if (cases.length === 0) throw new Error(noneHas(only));
  const results: Results = { date: today(), machine: machine(), seeds: SEEDS, cases };
  console.log(`
The best of so many fits, from ${SEEDS} single fits of each model and table.
${circumstances(results.date, results.machine)}.
`);
  console.log(drawTable(CASE_HEAD, caseSections(results)));
  console.log(`\n${drawTable(MODEL_HEAD, modelSections(results))}`);
  if (!quick && only === "") await keep("restarts", results);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
