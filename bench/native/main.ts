/**
 * The race against scikit-learn, one thread each, or two: whole fits, with the data handed over as a
 * typed array and as a numpy array, stopped after the same number of iterations, from the same
 * rows, or from starts of their own where those are raced too. Both sides run in turn; what counts is the median of the ratios of a round.
 *
 *   npm run bench:native                                the whole race, and bench/results/native.json
 *   npm run bench:native -- --only "blobs x64 float64"  cells whose names have all these words
 *   npm run bench:native -- --rounds 9                  more rounds
 *   npm run bench:native -- --threads 2                 two threads each, cells large enough for
 *                                                       that, and bench/results/two-threads.json
 *   npm run bench:native -- --quick                     small problems, one round: does it run?
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { circumstances, machine, today } from "../machine.js";
import { handle, noneHas, wanted } from "../only.js";
import { readOptions, refuse } from "../options.js";
import { WITHOUT_DATASETS } from "../problems/installed.js";
import { shape } from "../problems/problem.js";
import { keep } from "../results.js";
import { drawTable } from "../table.js";
import { type Cell, type Course, courses, coursesOnTwo } from "./cells.js";
import { match, type Threads } from "./match.js";
import { Native } from "./process.js";
import { race } from "./race.js";
import {
  CELL_HEAD,
  cellSections,
  RESULTS_HEAD,
  resultSections,
  SUMMARY_HEAD,
  summarySections,
} from "./report.js";
import { counts, isDrawn, type Measured, type Results } from "./results.js";

const { quick, only, rounds, threads } = readOptions({
  quick: { type: "boolean", default: false },
  only: { type: "string", default: "" },
  rounds: { type: "string", default: "5" },
  threads: { type: "string", default: "1" },
});
if (!/^[1-9]\d*$/.test(rounds)) {
  refuse(`--rounds expected a positive integer, got "${rounds}"`);
}
if (threads !== "1" && threads !== "2") refuse(`--threads expected 1 or 2, got "${threads}"`);
const THREADS: Threads = threads === "1" ? 1 : 2;
const ROUNDS = quick ? 1 : Number(rounds);

function nameOf(cell: Cell): string {
  return handle(cell.algorithm, cell.kind, shape(cell), cell.precision);
}

async function raceAll(grid: readonly Course[], natives: readonly Native[]): Promise<Measured[]> {
  const all: Measured[] = [];
  for (const { cells, entry } of grid) {
    const chosen = cells.filter((cell) => wanted(nameOf(cell), only));
    if (chosen.length === 0) continue;
    const table = await entry.make();
    for (const cell of chosen) {
      process.stderr.write(`${nameOf(cell)}\n`);
      all.push(await race(cell, match(cell, table, file, THREADS), natives, ROUNDS));
    }
  }
  return all;
}

const folder = mkdtempSync(join(tmpdir(), "mixtura-bench-"));
const file = join(folder, "points");
const natives: Native[] = [];
try {
  for (let threads: number = THREADS; threads > 0; threads--) {
    natives.push(await Native.start(file, threads));
  }
  const [native] = natives;
  const grid = (THREADS === 1 ? courses : coursesOnTwo)(quick, native);
  const cells = await raceAll(grid, natives);
  if (cells.length === 0) throw new Error(noneHas(only));
  const results: Results = { date: today(), machine: machine(), native: native.versions, cells };
  const counted = `OMP_NUM_THREADS=${THREADS}, OPENBLAS_NUM_THREADS=${THREADS}`;
  const threadsEach =
    THREADS === 1
      ? `on one thread each (${counted})`
      : `on two threads each (${counted}, or one thread, where that is faster)`;
  console.log(`
Whole fits ${threadsEach}, ${native.versions}.
${circumstances(results.date, results.machine)}.
Medians; rounds: ${ROUNDS}. Above 1 × mixtura is the faster one.
`);
  console.log(drawTable(CELL_HEAD, cellSections(results)));
  // Targets are of one thread.
  const summary =
    THREADS === 1
      ? drawTable(SUMMARY_HEAD, summarySections(results))
      : drawTable(RESULTS_HEAD, resultSections(results));
  console.log(`\n${summary}`);
  const whole = grid.some(({ entry: { kind } }) => kind === "places");
  if (!whole) console.error(`\n${WITHOUT_DATASETS}`);
  if (!quick && only === "" && whole) {
    await keep(THREADS === 1 ? "native" : "two-threads", results);
  }
  const sameProblem = (cell: Cell) => cell.precision === "float64" && !isDrawn(cell);
  if (cells.some((cell) => sameProblem(cell) && !counts(cell))) {
    console.error("\nnot every cell of float64 counts: the two sides reached different solutions");
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const native of natives) native.stop();
  rmSync(folder, { recursive: true });
}
