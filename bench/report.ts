/**
 * Writes the tables of docs/performance.md and of the README anew from what the races left in
 * bench/results/, so that no figure of a table is typed by hand.
 *
 *   npm run bench:report
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import * as javascript from "./javascript/report.js";
import type { Results as JavaScriptResults } from "./javascript/results.js";
import { circumstances, type Machine } from "./machine.js";
import * as native from "./native/report.js";
import type { Results as NativeResults } from "./native/results.js";
import * as peak from "./peak/report.js";
import { kept } from "./results.js";
import { type Column, markdownTable, type Section } from "./table.js";
import * as threads from "./threads/report.js";
import type { Results as ThreadsResults } from "./threads/results.js";
import * as typical from "./typical/report.js";
import type { Results as TypicalResults } from "./typical/results.js";

const js = kept("javascript") as JavaScriptResults;
const sk = kept("native") as NativeResults;
const skOnTwo = kept("two-threads") as NativeResults;
const onTwo = kept("threads") as ThreadsResults;
const machine = kept("peak") as peak.Results;
const fits = kept("typical") as TypicalResults;

type Block = readonly [
  of: { readonly date: string; readonly machine: Machine },
  about: string,
  head: readonly Column[],
  sections: readonly Section[],
];

const against = `${sk.native}; rounds: ${sk.cells[0].own.length}; `;
const againstOnTwo = `${skOnTwo.native}; rounds: ${skOnTwo.cells[0].own.length}; `;
const load = `rounds: ${onTwo.fits[0].one.clock.length}; load before: ${onTwo.load}; `;

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
const BLOCKS: Record<string, Block> = {
  typical: [fits, "", typical.TYPICAL_HEAD, typical.typicalSections(fits)],
  "native groups": [sk, against, native.SUMMARY_HEAD, native.summarySections(sk)],
  "native results": [sk, against, native.RESULTS_HEAD, native.resultSections(sk)],
  "native cells": [sk, against, native.CELL_HEAD, native.cellSections(sk)],
  threads: [onTwo, load, threads.THREADS_HEAD, threads.threadsSections(onTwo)],
  "native cells on two threads": [
    skOnTwo,
    againstOnTwo,
    native.CELL_HEAD,
    native.cellSections(skOnTwo),
  ],
  "javascript groups": [js, "", javascript.GROUP_HEAD, javascript.groupSections(js)],
  "javascript results": [js, "", javascript.RESULTS_HEAD, javascript.resultSections(js)],
  "javascript cells": [js, "", javascript.HEAT_HEAD, javascript.heatSections(js)],
  kernels: [machine, "GFLOP/s; ", peak.KERNEL_HEAD, peak.kernelSections(machine)],
  costs: [machine, "", peak.COST_HEAD, peak.costSections(machine)],
  memory: [machine, "", peak.MEMORY_HEAD, peak.memorySections(machine)],
};

/** What users want to know: how fast it is, and not how fast it was meant to be. */
const FOR_USERS = ["javascript results", "native results"];

/** Where tables stand, and which. */
const PAGES: Record<string, readonly string[]> = {
  "../docs/performance.md": Object.keys(BLOCKS).filter((name) => !FOR_USERS.includes(name)),
  "../README.md": FOR_USERS,
};

for (const [page, names] of Object.entries(PAGES)) {
  const path = fileURLToPath(new URL(page, import.meta.url));
  const written = names.reduce(
    (text, name) => {
      const [of, about, head, sections] = BLOCKS[name];
      const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
      const [before, after] = [text.split(opening), text.split(closing)];
      if (before.length !== 2 || after.length !== 2)
        throw new Error(`${path}: no place for ${name}`);
      const line = `_${about}${circumstances(of.date, of.machine)}._`;
      const block = [opening, line, markdownTable(head, sections), closing].join("\n\n");
      return before[0] + block + after[1];
    },
    readFileSync(path, "utf8"),
  );
  const options = (await resolveConfig(path)) ?? {};
  writeFileSync(path, await format(written, { ...options, parser: "markdown" }));
}
