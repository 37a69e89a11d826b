/**
 * The JavaScript race.
 *
 *   npm run bench                     the whole race, and bench/results/javascript.json
 *   npm run bench -- --only "x8,k16"  the problems whose names have all these words
 *   npm run bench -- --quick          small problems, few samples: does it run?
 */
import { parseArgs } from "node:util";
import { circumstances, machine, today } from "../machine.js";
import { handle, wanted } from "../only.js";
import { keep } from "../results.js";
import { drawTable } from "../table.js";
import { problems } from "./data.js";
import { K_MEANS_ITERATIONS, raceKMeans } from "./k-means.js";
import { MIXTURE_ITERATIONS, raceMixtures } from "./mixtures.js";
import { GROUP_HEAD, groupSections, HEAT_HEAD, heatSections } from "./report.js";
import type { Heat, Results } from "./results.js";

const { quick, only } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  },
}).values;

/** Beyond this many products n d k plain TypeScript would take minutes for a mixture. */
const LARGEST_MIXTURE = 2e6;

const heats: Heat[] = [];
for (const problem of problems(quick).filter(({ name }) => wanted(handle(name), only))) {
  const { name, points, k } = problem;
  process.stderr.write(`${handle(name)}\n`);
  heats.push(raceKMeans(problem, quick));
  if (points.length * points[0].length * k <= LARGEST_MIXTURE) {
    heats.push(...raceMixtures(problem, quick));
  }
}

const results: Results = { date: today(), machine: machine(), heats };
console.log(`
Whole fits in float64, from rows of numbers and the same start: k-means of at most ${K_MEANS_ITERATIONS}
iterations, soft k-means and mixtures of ${MIXTURE_ITERATIONS}. Milliseconds, and how many times as long as mixtura.
${circumstances(results.date, results.machine)}.
`);
console.log(drawTable(HEAT_HEAD, heatSections(results)));
console.log(`\n${drawTable(GROUP_HEAD, groupSections(results))}`);
if (!quick && only === "") await keep("javascript", results);
