/**
 * How soon the first page of the built site plays in Chromium, from a cold cache, and how many
 * frames a second it recolours 100,000 points.
 *
 *   npm run bench:playground              nine visits, 300 frames
 *   npm run bench:playground -- --quick   little of it: does it run?
 */
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { chromium, launch } from "../../test/packaging/browsers/chromium.js";
import { fileIn, serve } from "../../test/packaging/browsers/server.js";
import { circumstances, machine, today } from "../machine.js";
import { readOptions, refuse } from "../options.js";
import { median } from "../statistics.js";

const { quick } = readOptions({ quick: { type: "boolean", default: false } });
const missing = chromium.missing();
if (missing !== undefined) refuse(missing);
const [VISITS, FRAMES] = quick ? [1, 30] : [9, 300];

const folder = fileURLToPath(new URL("../../site/.vitepress/dist", import.meta.url));
const server = await serve((path) => fileIn(folder, path === "/" ? "/index.html" : path));
const browser = await launch();

async function visited(hash: string): Promise<Page> {
  // Each page has a context of its own, and so a cache that is empty.
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${server.origin}/${hash}`);
  await page.waitForSelector(".mx-bars li");
  return page;
}

/** Milliseconds from asking for the page until clusters are there to be seen. */
async function firstPlayable(): Promise<number> {
  const page = await visited("");
  const milliseconds = await page.evaluate(() => performance.now());
  await page.close();
  return milliseconds;
}

/** Milliseconds between frames, each of which shows another iteration. */
async function recoloured(): Promise<number[]> {
  const page = await visited("#data=many");
  await page.waitForFunction(() =>
    /^[0-9a-f]{8}$/.test(document.querySelector(".mx-fingerprint code")!.textContent),
  );
  const gaps = await page.evaluate(async (frames) => {
    const slider = document.querySelector<HTMLInputElement>("[name=frame]")!;
    const most = Math.min(Number(slider.max), 12);
    const times: number[] = [];
    for (let frame = 0; frame <= frames; frame++) {
      slider.value = String((frame % most) + 1);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      times.push(await new Promise(requestAnimationFrame));
    }
    return times.slice(1).map((time, i) => time - times[i]);
  }, FRAMES);
  await page.close();
  return gaps;
}

try {
  const visits: number[] = [];
  while (visits.length < VISITS) visits.push(await firstPlayable());
  const gaps = await recoloured();
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  console.log(`${circumstances(today(), machine())}, Chromium ${browser.version()}\n`);
  console.log(`first playable: ${median(visits).toFixed(0)} ms, median of ${VISITS} cold visits`);
  console.log(
    `100,000 points recoloured: ${(1000 / mean).toFixed(0)} frames a second, ` +
      `the median frame ${median(gaps).toFixed(0)} ms, the longest ${Math.max(...gaps).toFixed(0)} ms`,
  );
} finally {
  await browser.close();
  await server.close();
}
