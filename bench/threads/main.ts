/**
 * What two threads are worth: `fit` on one against `fitAsync` on two, whole calls, in turn. By the
 * clock, and by what processors spent, which other work on the machine hardly changes.
 *
 *   npm run bench:threads                and bench/results/threads.json
 *   npm run bench:threads -- --rounds 9  more rounds
 *   npm run bench:threads -- --quick     few rows, one round: does it run?
 */
import { loadavg } from "node:os";
import { performance } from "node:perf_hooks";
import { isDeepStrictEqual } from "node:util";
import { closeThreads } from "mixtura";
import { circumstances, machine, today } from "../machine.js";
import { readOptions, refuse } from "../options.js";
import type { Sizes } from "../problems/problem.js";
import { keep } from "../results.js";
import { drawTable } from "../table.js";
import { type Fit, fitsOf, type Outcome } from "./fits.js";
import { THREADS_HEAD, threadsSections } from "./report.js";
import type { Measured, Results } from "./results.js";

const { quick, rounds } = readOptions({
  quick: { type: "boolean", default: false },
  rounds: { type: "string", default: "5" },
});
if (!/^[1-9]\d*$/.test(rounds)) {
  refuse(`--rounds expected a positive integer, got "${rounds}"`);
}
const ROUNDS = quick ? 1 : Number(rounds);
const SIZES: Sizes = quick ? [5000, 8, 16] : [2_000_000, 8, 16];

/** A run by the clock and by what processors spent on all threads, in milliseconds. */
interface Run extends Outcome {
  readonly clock: number;
  readonly processors: number;
}

async function time(run: () => Outcome | Promise<Outcome>): Promise<Run> {
  const [spent, began] = [process.cpuUsage(), performance.now()];
  const outcome = await run();
  const clock = Math.round(performance.now() - began);
  const { user, system } = process.cpuUsage(spent);
  return { ...outcome, clock, processors: Math.round((user + system) / 1000) };
}

async function race({ name, one, two }: Fit, [n, d, k]: Sizes): Promise<Measured> {
  process.stderr.write(`${name} `);
  const [alone, together]: [Run[], Run[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await time(one));
    together.push(await time(two));
    process.stderr.write(".");
  }
  process.stderr.write("\n");
  const [{ iterations, figures }] = alone;
  const same = together.every((run) => isDeepStrictEqual(run.figures, figures));
  if (!same) throw new Error(`${name}: two threads came to another answer than one`);
  return { name, n, d, k, iterations, one: timesOf(alone), two: timesOf(together) };
}

function timesOf(runs: readonly Run[]): Measured["one"] {
  return {
    clock: runs.map(({ clock }) => clock),
    processors: runs.map(({ processors }) => processors),
  };
}

try {
  const load = Math.round(10 * loadavg()[0]) / 10;
  // Compilers warm up, and workers are there; memory is warm after the first round.
  for (const { one, two } of fitsOf([20_000, SIZES[1], SIZES[2]])) {
    one();
    await two();
  }
  const fits: Measured[] = [];
  for (const fit of fitsOf(SIZES)) fits.push(await race(fit, SIZES));
  await closeThreads();
  const results: Results = { date: today(), machine: machine(), load, fits };
  console.log(`
Whole fits in float64 on one thread (fit) and on two (fitAsync, threads: 2): the same answers, to the
bit. Medians; rounds: ${ROUNDS}. "Two free cores": if all that processors spend were shared by two evenly.
${circumstances(results.date, results.machine)}; load before: ${load}.
`);
  console.log(drawTable(THREADS_HEAD, threadsSections(results)));
  if (!quick) await keep("threads", results);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
