import type { Page } from "playwright-core";
import { expect } from "vitest";
import { chromium } from "./browsers/chromium.js";
import { PATIENCE } from "./browsers/engine.js";
import { itWith } from "./it-with.js";
import { servedExample } from "./served-example.js";
import { PICTURE, STRIPES, swatchesOf } from "./picture.js";

// examples/palette, served as it is and used as a user does.
const host = servedExample("palette");

/** `use` with the page once it has its first palette; nothing may fail in it. */
function works(name: string, use: (page: Page) => Promise<void>) {
  itWith(chromium.missing(), name, async () => {
    const { browser, server } = host.served;
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    try {
      await page.goto(server.origin);
      await says(page, /^500,000 pixels in 6 colours, in \d+ ms$/);
      await use(page);
      expect(complaints).toEqual([]);
    } finally {
      await page.close();
    }
  });
}

/** Waits for what the page says. */
const says = (page: Page, pattern: RegExp) =>
  page.waitForFunction(
    ([source]) => new RegExp(source).test(document.querySelector("output")!.value),
    [pattern.source],
    { timeout: PATIENCE },
  );

/** How many colours the canvas has. */
const coloursOf = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector("canvas")!;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

works("opens with a picture in its own six colours", async (page) => {
  const swatches = await swatchesOf(page);
  expect(swatches).toHaveLength(6);
  const shares = swatches.map(({ text }) => Number(/ ([\d.]+) %$/.exec(text)![1]));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0);
  expect(await coloursOf(page)).toBe(6);
  await page.locator("[name=recoloured]").uncheck();
  expect(await coloursOf(page)).toBeGreaterThan(100);
});

works("finds the colours of a file, and as many as are asked for", async (page) => {
  await page.locator("[name=file]").setInputFiles(PICTURE);
  await says(page, /^64,000 pixels in 6 colours/);
  const found = (await swatchesOf(page)).map(({ text }) => text);
  for (const { colour } of STRIPES) {
    const near = found.filter((text) =>
      colour.every((value, i) => {
        const byte = Number.parseInt(text.slice(1 + 2 * i, 3 + 2 * i), 16);
        return Math.abs(byte - value) <= 3;
      }),
    );
    expect(near).toHaveLength(1);
  }
  await page.locator("[name=k]").fill("2");
  await page.locator("[name=k]").blur();
  await says(page, /^64,000 pixels in 2 colours/);
  expect(await swatchesOf(page)).toHaveLength(2);
  expect(await coloursOf(page)).toBe(2);
});

works("does not freeze: frames go on while it fits", async (page) => {
  const frames = await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>("[name=k]")!;
    const output = document.querySelector("output")!;
    input.value = "16";
    input.dispatchEvent(new Event("change"));
    let count = 0;
    while (!output.value.includes("16 colours")) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      count += 1;
    }
    return count;
  });
  expect(frames).toBeGreaterThan(5);
});

works("says so of a file that is no picture", async (page) => {
  const buffer = Buffer.from("no picture");
  await page.locator("[name=file]").setInputFiles({ name: "x.png", mimeType: "image/png", buffer });
  await says(page, /^x\.png is no picture/);
  expect(await swatchesOf(page)).toHaveLength(6);
});

works("fits a phone", async (page) => {
  await page.setViewportSize({ width: 360, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});
