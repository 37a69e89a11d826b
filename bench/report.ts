/**
 * Writes the tables of docs/performance.md, docs/recipes.md, docs/scale.md and the README anew from what the
 * races left in bench/results/, so that no figure of a table is typed by hand.
 *
 *   npm run bench:report
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import * as cluster from "./cluster/report.js";
import type { Results as ClusterResults } from "./cluster/results.js";
import * as javascript from "./javascript/report.js";
import type { Results as JavaScriptResults } from "./javascript/results.js";
import * as front from "./front.js";
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
const overMachines = cluster.blocks(kept("cluster") as ClusterResults);

/** A table, and what it was measured on. */
function table(about: string, head: readonly Column[], sections: readonly Section[]): string {
  return `_${about}._\n\n${markdownTable(head, sections)}`;
}

const circumstancesOf = (of: { readonly date: string; readonly machine: Machine }) =>
  circumstances(of.date, of.machine);

const rounds = ({ native, cells }: NativeResults) => `${native}; rounds: ${cells[0].own.length}`;
const against = `${rounds(sk)}; ${circumstancesOf(sk)}`;
const againstOnTwo = `${rounds(skOnTwo)}; ${circumstancesOf(skOnTwo)}`;
const onTwoThreads = `rounds: ${onTwo.fits[0].one.clock.length}; load before: ${onTwo.load}; ${circumstancesOf(onTwo)}`;
const inJavaScript = circumstancesOf(js);
const onMachine = circumstancesOf(machine);
const ordinary = circumstancesOf(fits);

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
const BLOCKS: Record<string, string> = {
  ...overMachines,
  typical: table(ordinary, typical.TYPICAL_HEAD, typical.typicalSections(fits)),
  "native groups": table(against, native.SUMMARY_HEAD, native.summarySections(sk)),
  "native cells": table(against, native.CELL_HEAD, native.cellSections(sk)),
  threads: table(onTwoThreads, threads.THREADS_HEAD, threads.threadsSections(onTwo)),
  "native cells on two threads": table(
    againstOnTwo,
    native.CELL_HEAD,
    native.cellSections(skOnTwo),
  ),
  "javascript groups": table(inJavaScript, javascript.GROUP_HEAD, javascript.groupSections(js)),
  "javascript cells": table(inJavaScript, javascript.HEAT_HEAD, javascript.heatSections(js)),
  kernels: table(`GFLOP/s; ${onMachine}`, peak.KERNEL_HEAD, peak.kernelSections(machine)),
  costs: table(onMachine, peak.COST_HEAD, peak.costSections(machine)),
  memory: table(onMachine, peak.MEMORY_HEAD, peak.memorySections(machine)),
  palette: `**${front.fitTime(fits, "picture")}** (_${ordinary}; median of nine seeds_).`,
  embeddings: table(ordinary, front.FIT_HEAD, front.fitSections(fits, "directions")),
  speed: table(
    `${sk.native}: ${circumstancesOf(sk)}; the others: ${inJavaScript}`,
    front.SPEED_HEAD,
    front.speedSections(sk, skOnTwo, js),
  ),
};

/** Where tables stand, and which. */
const PAGES: Record<string, readonly string[]> = {
  "../README.md": ["palette", "speed"],
  "../docs/recipes.md": ["embeddings"],
  "../docs/scale.md": Object.keys(overMachines),
};
const elsewhere = Object.values(PAGES).flat();
PAGES["../docs/performance.md"] = Object.keys(BLOCKS).filter((name) => !elsewhere.includes(name));

for (const [page, names] of Object.entries(PAGES)) {
  const path = fileURLToPath(new URL(page, import.meta.url));
  const written = names.reduce(
    (text, name) => {
      const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
      const [before, after] = [text.split(opening), text.split(closing)];
      if (before.length !== 2 || after.length !== 2)
        throw new Error(`${path}: no place for ${name}`);
      const block = [opening, BLOCKS[name], closing].join("\n\n");
      return before[0] + block + after[1];
    },
    readFileSync(path, "utf8"),
  );
  const options = (await resolveConfig(path)) ?? {};
  writeFileSync(path, await format(written, { ...options, parser: "markdown" }));
}
