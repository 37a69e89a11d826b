/**
 * The JavaScript race.
 *
 *   npm run bench                     the whole race, and bench/results/javascript.json
 *   npm run bench -- --only "x8,k16"  the problems whose names have all these words
 *   npm run bench -- --quick          small problems, few samples: does it run?
 */
import { circumstances, machine, today } from "../machine.js";
import { handle, noneHas, wanted } from "../only.js";
import { readOptions } from "../options.js";
import { keep } from "../results.js";
import { drawTable } from "../table.js";
import { problems } from "./data.js";
import { K_MEANS_ITERATIONS, raceKMeans } from "./k-means.js";
import { MIXTURE_ITERATIONS, raceMixtures } from "./mixtures.js";
import { GROUP_HEAD, groupSections, HEAT_HEAD, heatSections } from "./report.js";
import { AGREEMENT, counts, type Heat, type Results } from "./results.js";

const { quick, only } = readOptions({
  quick: { type: "boolean", default: false },
  only: { type: "string", default: "" },
});

/** Beyond this many products n d k plain TypeScript would take minutes for a mixture. */
const LARGEST_MIXTURE = 2e6;

const chosen = problems(quick).filter(({ name }) => wanted(handle(name), only));
if (chosen.length === 0) {
  console.error(noneHas(only));
  process.exit(1);
}

const heats: Heat[] = [];
for (const problem of chosen) {
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
iterations, soft k-means and mixtures of ${MIXTURE_ITERATIONS}. Milliseconds, and how many times as long as mixtura;
where objectives differ by more than ${AGREEMENT}, the cell does not count.
${circumstances(results.date, results.machine)}.
`);
console.log(drawTable(HEAT_HEAD, heatSections(results)));
console.log(`\n${drawTable(GROUP_HEAD, groupSections(results))}`);
if (!quick && only === "") await keep("javascript", results);
if (!heats.every(counts)) {
  console.error("\nnot every cell counts: the contestants reached different solutions");
  process.exitCode = 1;
}
