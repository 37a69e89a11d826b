/**
 * The JavaScript race.
 *
 *   npm run bench              the whole race
 *   npm run bench -- --quick   small problems, few samples: does it run?
 */
import { parseArgs } from "node:util";
import { raceKMeans } from "./k-means.js";
import { raceMixtures } from "./mixtures.js";

const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;

console.log(raceKMeans(quick));
console.log(`\n${raceMixtures(quick)}`);
