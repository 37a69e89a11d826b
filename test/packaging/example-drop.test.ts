import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { chromium } from "./browsers/chromium.js";
import { writeCsv, writeParquet } from "./dropped/files.js";
import { clustersInNode } from "./dropped/in-node.js";
import { clustersOf, drop, host, type Host, says, watch, withPage } from "./dropped/page.js";
import { withTasks } from "./dropped/tasks.js";
import { itWith } from "./it-with.js";

// examples/drop-a-file, bundled by Vite and used as a user does.
const folder = mkdtempSync(join(tmpdir(), "mixtura-dropped-"));
const small = join(folder, "small.csv");
const parquet = join(folder, "small.parquet");

/** Nobody shall wait longer for a file, in ms. */
const LONGEST = 240_000;

let served: Host | undefined;
beforeAll(async () => {
  if (chromium.missing() !== undefined) return;
  served = await host();
  writeCsv(small, 20e6);
  // In one row group, which is the most that has to be unpacked at a time.
  await writeParquet(small, parquet, 1e6);
}, LONGEST);
afterAll(async () => {
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `use` with the page; nothing may fail in it. */
const works = (name: string, use: (page: Page) => Promise<void>) =>
  itWith(chromium.missing(), name, () => withPage(served!, use));

for (const [kind, path] of Object.entries({ CSV: small, Parquet: parquet })) {
  works(`clusters ${kind} to the bits of Node, and never holds up the page`, async (page) => {
    const { result, tasks } = await withTasks(page, () => watch(page, path, LONGEST));
    expect(result.said).toMatch(/^360,000 rows of small\.\w+ in 6 clusters, in [\d.]+ s$/);
    expect(result.clusters).toEqual(await clustersInNode(path));
    // Time of the processor: what others do meanwhile is not the page's.
    expect(tasks.filter(({ worked }) => worked >= 50)).toEqual([]);
  });
}

works("needs no more memory for a file that is 80 MB longer", async (page) => {
  const large = join(folder, "large.csv");
  writeCsv(large, 100e6);
  // One after the other, for what is measured is all pages that are open.
  const { peak } = await withPage(served!, (other) => watch(other, small, LONGEST));
  const long = await watch(page, large, LONGEST);
  expect(long.said).toMatch(/^1,7\d0,000 rows /);
  // Heaps breathe: by less than half of what the file is longer by.
  expect(long.peak - peak).toBeLessThan(40);
});

works("says how far it is, and ends when it is told to", async (page) => {
  await drop(page, small);
  await says(page, /^small\.csv: finding a start, pass \d+, row [\d,]+, [\d,]+ rows a second$/);
  await page.locator("[name=cancel]").click();
  await says(page, /^small\.csv: cancelled\.$/);
  expect(await page.locator("[name=cancel]").isDisabled()).toBe(true);
  // Nothing comes of it later.
  await page.waitForTimeout(500);
  await says(page, /cancelled/);
  expect(await clustersOf(page)).toEqual([]);
});

works("takes a file that is chosen, and fits anew what is asked for then", async (page) => {
  const buffer = Buffer.from(`x,y\n${"1,2\n1,3\n90,80\n91,82\n".repeat(3)}`);
  await page
    .locator("[name=file]")
    .setInputFiles({ name: "few.csv", mimeType: "text/csv", buffer });
  await page.locator("[name=k]").fill("2");
  await page.locator("[name=k]").blur();
  await says(page, /^12 rows of few\.csv in 2 clusters/);
  expect((await clustersOf(page)).map(([rows, ...rest]) => [rows, rest.length])).toEqual([
    [6, 3],
    [6, 3],
  ]);
});

works("says what is wrong with a file, and where", async (page) => {
  const wrong = join(folder, "wrong.csv");
  writeFileSync(wrong, "x,y\n1,2\n3,four\n5,6\n");
  await drop(page, wrong);
  await says(page, /^wrong\.csv.* column "?y"?.* row 2.*"four"/);
  expect(await page.locator("table").isHidden()).toBe(true);
  const picture = join(folder, "picture.png");
  writeFileSync(picture, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]));
  await drop(page, picture);
  await says(page, /^picture\.png: expected Parquet, CSV, Arrow or \.npy/);
});

works("fits a phone", async (page) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await drop(page, small);
  await says(page, / clusters, in /);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});
