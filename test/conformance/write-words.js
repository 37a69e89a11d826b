// @ts-check

/**
 * Writes words.json anew: for a commit that means to change results, and says so in the changelog.
 * The names of the words that changed go to standard output, so that the commit can tell them.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { stdout } from "node:process";
import * as mixtura from "mixtura";
import * as metrics from "mixtura/metrics";
import { run } from "./suite.js";

const file = `${import.meta.dirname}/words.json`;

const { words, failures } = await run({ mixtura, metrics });
if (failures.length > 0) throw new Error(failures.join("\n"));

/** @type {Record<string, string>} */
const before = JSON.parse(readFileSync(file, "utf8"));
const names = Object.keys({ ...before, ...words }).filter((name) => before[name] !== words[name]);
writeFileSync(file, `${JSON.stringify(words, null, 2)}\n`);
for (const name of names) stdout.write(`${name}\n`);
stdout.write(`${names.length} words of ${Object.keys(words).length} changed\n`);
