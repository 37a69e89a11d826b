/**
 * What a dropped file does to a page: examples/drop-a-file in Chromium, its memory and its long tasks
 * while it fits files of two sizes, and whether its centroids are those of Node.
 *
 *   npm run bench:drop              125 MB and 500 MB
 *   npm run bench:drop -- --sizes 40,160   others, in MB
 *   npm run bench:drop -- --quick   little of it: does it run?
 *   npm run bench:drop -- --only "500 csv"   those with all of these words
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "../../test/packaging/browsers/chromium.js";
import { megabytes, writeCsv, writeParquet } from "../../test/packaging/dropped/files.js";
import { clustersInNode } from "../../test/packaging/dropped/in-node.js";
import { host, watch, withPage } from "../../test/packaging/dropped/page.js";
import { circumstances, machine, today } from "../machine.js";
import { wanted } from "../only.js";
import { readOptions, refuse } from "../options.js";
import { type Column, drawTable } from "../table.js";

const { quick, only, sizes } = readOptions({
  quick: { type: "boolean", default: false },
  only: { type: "string", default: "" },
  sizes: { type: "string", default: "125,500" },
});

const missing = chromium.missing();
if (missing !== undefined) refuse(missing);

/** Of CSV, in MB. */
const SIZES = quick ? [5] : sizes.split(",").map(Number);

/** Rows of a row group of Parquet: as DuckDB and as Arrow write them by default. */
const GROUPS = [122_880, 1_048_576];

/** Nobody waits longer for one file, in ms. */
const LONGEST = 1_200_000;

const HEAD: readonly Column[] = [
  { text: "file" },
  "MB",
  "rows",
  "s",
  "memory before (MB)",
  "peak",
  "tasks of 50 ms",
  "longest (ms)",
  "largest frame gap",
  { text: "as in Node" },
];

const longest = (tasks: readonly number[]) =>
  tasks.length === 0
    ? "none"
    : tasks
        .toSorted((a, b) => b - a)
        .slice(0, 5)
        .join(", ");

const folder = mkdtempSync(join(tmpdir(), "mixtura-bench-drop-"));
const served = await host();
try {
  const rows: string[][] = [];
  for (const size of SIZES) {
    const csv = join(folder, `${size}.csv`);
    const count = writeCsv(csv, size * 1e6);
    const files = [{ name: `${size} MB csv`, path: csv, write: async () => {} }];
    for (const group of GROUPS) {
      const path = join(folder, `${size}-${group}.parquet`);
      const name = `${size} MB csv as parquet, groups of ${group}`;
      files.push({ name, path, write: () => writeParquet(csv, path, group) });
    }
    for (const { name, path, write } of files.filter((file) => wanted(file.name, only))) {
      console.error(name);
      await write();
      const seen = await withPage(served, (page) => watch(page, path, LONGEST));
      console.error(
        `${seen.said}; longest tasks ${longest(seen.tasks)}; ${seen.before.toFixed(0)} to ${seen.peak.toFixed(0)} MB`,
      );
      const same = JSON.stringify(await clustersInNode(path)) === JSON.stringify(seen.clusters);
      rows.push([
        name,
        megabytes(path).toFixed(0),
        String(count),
        seen.seconds.toFixed(0),
        seen.before.toFixed(0),
        seen.peak.toFixed(0),
        String(seen.tasks.length),
        seen.tasks.length === 0 ? "–" : String(Math.max(...seen.tasks)),
        seen.gap.toFixed(0),
        same ? "same bits" : "other bits",
      ]);
    }
  }
  const about = `${circumstances(today(), machine())}, Chromium ${served.browser.version()}`;
  console.log(`\n${about}.\n`);
  console.log(drawTable(HEAD, [{ title: "", rows }]));
} finally {
  await served.close();
  rmSync(folder, { recursive: true, force: true });
}
