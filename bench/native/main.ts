/**
 * The race against scikit-learn, one thread each: whole fits, with the data handed over as a
 * typed array and as a numpy array, from the same rows, stopped after the same number of
 * iterations. Both sides run in turn; what counts is the median of the ratios of a round.
 *
 *   npm run bench:native                                the whole race, and bench/results/native.json
 *   npm run bench:native -- --only "blobs x64 float64"  cells whose names have all these words
 *   npm run bench:native -- --rounds 9                  more rounds
 *   npm run bench:native -- --quick                     small problems, one round: does it run?
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { circumstances, machine, today } from "../machine.js";
import { handle, noneHas, wanted } from "../only.js";
import { readOptions, refuse } from "../options.js";
import { keep } from "../results.js";
import { drawTable } from "../table.js";
import { type Cell, type Course, courses, match, type Match } from "./cells.js";
import { Native } from "./process.js";
import { CELL_HEAD, cellSections, SUMMARY_HEAD, summarySections } from "./report.js";
import { agree, counts, type Measured, type Results } from "./results.js";
import { WITHOUT_DATASETS } from "./tables.js";

const { quick, only, rounds } = readOptions({
  quick: { type: "boolean", default: false },
  only: { type: "string", default: "" },
  rounds: { type: "string", default: "5" },
});
if (!/^[1-9]\d*$/.test(rounds)) {
  refuse(`--rounds expected a positive integer, got "${rounds}"`);
}
const ROUNDS = quick ? 1 : Number(rounds);

/** A rival this much slower than the fastest at first sight takes no part in the rounds. */
const OUT_OF_SIGHT = 1.25;

/** What a rival came to at first sight. */
interface Look {
  readonly name: string;
  readonly seconds: number;
  readonly iterations: number;
  /** How far its objective is from ours, relative to it. */
  readonly difference: number;
}

/**
 * Races one cell; of several rivals the fastest of a round counts. Rounding breaks a tie of two
 * distances in one way on one processor and in another on the next, and a rival that thereby
 * reached another solution takes no part, unless every one of them did.
 */
async function race(cell: Cell, { own, rivals }: Match): Promise<Measured> {
  // The first look warms up, tells whether both reach the same, and which rivals matter.
  const first = own();
  const looks: Look[] = [];
  for (const [name, fit] of rivals) {
    const answer = await fit();
    if (answer === undefined) continue;
    const difference = Math.abs(first.objective / answer.objective - 1);
    looks.push({ name, ...answer, difference });
  }
  const mine: number[] = [];
  const theirs: number[] = [];
  const same = looks.filter((look) =>
    agree(cell.precision, [first.iterations, look.iterations], look.difference),
  );
  const matching = same.length > 0 ? same : looks;
  const best = Math.min(...matching.map(({ seconds }) => seconds));
  const near = matching.filter(({ seconds }) => seconds <= OUT_OF_SIGHT * best);
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(milliseconds(own().seconds));
    let fastest = Infinity;
    for (const { name } of near) {
      const answer = await rivals.get(name)!();
      fastest = Math.min(fastest, answer!.seconds);
    }
    theirs.push(milliseconds(fastest));
  }
  if (looks.length === 0) {
    return { ...cell, rival: null, own: mine, theirs: [], iterations: null, difference: null };
  }
  const { name, iterations } = matching.find(({ seconds }) => seconds === best)!;
  return {
    ...cell,
    rival: name,
    own: mine,
    theirs,
    iterations: [first.iterations, iterations],
    difference: Math.max(...matching.map(({ difference }) => difference)),
  };
}

/** To the microsecond. */
function milliseconds(seconds: number): number {
  return Math.round(1e6 * seconds) / 1e3;
}

function nameOf({ algorithm, kind, shape, precision }: Cell): string {
  return handle(algorithm, kind, shape, precision);
}

async function raceAll(grid: readonly Course[], native: Native): Promise<Measured[]> {
  const all: Measured[] = [];
  for (const { cells, open } of grid) {
    const chosen = cells.filter((cell) => wanted(nameOf(cell), only));
    if (chosen.length === 0) continue;
    const opened = await open();
    for (const cell of chosen) {
      process.stderr.write(`${nameOf(cell)}\n`);
      all.push(await race(cell, match(cell, opened, native)));
    }
  }
  return all;
}

const folder = mkdtempSync(join(tmpdir(), "mixtura-bench-"));
try {
  const native = await Native.start(join(folder, "points"));
  try {
    const grid = courses(quick, native);
    const cells = await raceAll(grid, native);
    if (cells.length === 0) throw new Error(noneHas(only));
    const results: Results = { date: today(), machine: machine(), native: native.versions, cells };
    console.log(`
Whole fits on one thread each (OMP_NUM_THREADS=1, OPENBLAS_NUM_THREADS=1), ${native.versions}.
${circumstances(results.date, results.machine)}.
Medians; rounds: ${ROUNDS}. Above 1 × mixtura is the faster one.
`);
    console.log(drawTable(CELL_HEAD, cellSections(results)));
    console.log(`\n${drawTable(SUMMARY_HEAD, summarySections(results))}`);
    const whole = grid.some(({ cells: [{ kind }] }) => kind === "flights");
    if (!whole) console.error(`\n${WITHOUT_DATASETS}`);
    if (!quick && only === "" && whole) await keep("native", results);
    if (cells.some((cell) => cell.precision === "float64" && !counts(cell))) {
      console.error(
        "\nnot every cell of float64 counts: the two sides reached different solutions",
      );
      process.exitCode = 1;
    }
  } finally {
    native.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
