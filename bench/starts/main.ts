/**
 * What k-means|| is worth beside k-means++: the inertia of k-means fits after convergence and of the
 * starts alone, above the best that any of them found, and the processor time of the starts.
 *
 *   npm run bench:starts
 *   npm run bench:starts -- --only "cities"   tables with all these words
 *   npm run bench:starts -- --seeds 20        fits for each start of a table
 */
import { KMeans } from "mixtura";
import { noneHas, wanted } from "../only.js";
import { readOptions, refuse } from "../options.js";
import { datasetsInstalled, WITHOUT_DATASETS } from "../problems/installed.js";
import { median } from "../statistics.js";
import { drawTable } from "../table.js";
import type { Table } from "./tables.js";

const { only, seeds } = readOptions({
  only: { type: "string", default: "" },
  seeds: { type: "string", default: "20" },
});
if (!/^[1-9]\d*$/.test(seeds)) refuse(`--seeds expected an integer of 1 or more, got "${seeds}"`);
if (!datasetsInstalled()) refuse(WITHOUT_DATASETS);

const STARTS = ["k-means++", "k-means||"] as const;

/** Fits of one start, of all seeds. */
function fits({ points, standardize }: Table, k: number, start: (typeof STARTS)[number]) {
  const outcomes = Array.from({ length: Number(seeds) }, (_, seed) => {
    const options = { k, seed, start, standardize };
    const before = process.cpuUsage();
    const first = KMeans.fit(points, { ...options, maxIterations: 0 });
    const { user, system } = process.cpuUsage(before);
    const { inertia } = KMeans.fit(points, options);
    return { first: first.inertia, inertia, milliseconds: (user + system) / 1000 };
  });
  return {
    firsts: outcomes.map(({ first }) => first),
    inertias: outcomes.map(({ inertia }) => inertia),
    milliseconds: median(outcomes.map(({ milliseconds }) => milliseconds)),
  };
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function rowOf(table: Table, k: number): string[] {
  const both = STARTS.map((start) => fits(table, k, start));
  const best = Math.min(...both.flatMap(({ inertias }) => inertias));
  const above = (inertia: number) => `${(100 * Math.max(inertia / best - 1, 0)).toFixed(1)} %`;
  return [
    table.name,
    String(k),
    ...both.map(({ inertias }) => above(mean(inertias))),
    ...both.map(({ inertias }) => above(Math.max(...inertias))),
    ...both.map(({ firsts }) => above(mean(firsts))),
    ...both.map(({ milliseconds }) => milliseconds.toFixed(1)),
  ];
}

const { tablesOfStarts } = await import("./tables.js");
const rows = (await tablesOfStarts()).flatMap((table) =>
  table.ks.filter((k) => wanted(`${table.name} k = ${k}`, only)).map((k) => rowOf(table, k)),
);
if (rows.length === 0) refuse(noneHas(only));
const columns = ["mean", "worst", "start", "ms"].flatMap((name) => [`${name} ++`, `${name} ||`]);
console.log(drawTable([{ text: "table" }, "k", ...columns], [{ title: "", rows }]));
