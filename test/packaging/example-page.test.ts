import { createHash } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { chromium } from "./browsers/chromium.js";
import { PATIENCE } from "./browsers/engine.js";
import { textOf } from "./example.js";
import { itWith } from "./it-with.js";
import { servedExample } from "./served-example.js";

// examples/browser, served as it is and used as a user does.
const KINDS = ["hard", "soft", "gaussian"];
const host = servedExample("browser");

/** `use` with the page, which neither fails, nor breaks its policy, nor asks others for anything. */
function works(
  name: string,
  use: (page: Page) => Promise<void>,
  viewport = { width: 1200, height: 800 },
) {
  itWith(chromium.missing(), name, async () => {
    const { browser, server } = host.served;
    const page = await browser.newPage({ viewport });
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    // Chromium tells of a broken policy here, too.
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => {
      const url = request.url();
      // Workers come from a text of the page's own.
      const own = [server.origin, `blob:${server.origin}`].some((origin) => url.startsWith(origin));
      if (!own && url !== "data:,") complaints.push(url);
    });
    try {
      await page.goto(server.origin);
      await use(page);
      expect(complaints).toEqual([]);
    } finally {
      await page.close();
    }
  });
}

/** What is to be seen. */
const look = (page: Page) =>
  page.evaluate(() => {
    const count = (selector: string) => document.querySelectorAll(`svg ${selector}`).length;
    const places = Array.from(document.querySelectorAll(".mean"), (mean) =>
      [mean.getAttribute("cx"), mean.getAttribute("cy")].map(Number),
    );
    const shading = document.querySelector("canvas")!.toDataURL();
    const said = document.querySelector("output")!.value;
    return { points: count(".point"), ellipses: count("g"), places, shading, said };
  });

/** Clicks into the plane, which is 100 wide and high. */
async function click(page: Page, x: number, y: number): Promise<void> {
  const { width } = (await page.locator("svg").boundingBox())!;
  await page.locator("svg").click({ position: { x: (x * width) / 100, y: (y * width) / 100 } });
}

const choose = (page: Page, kind: string) => page.locator(`[value=${kind}]`).check();
const press = (page: Page, name: string) => page.locator(`[name=${name}]`).click();

it("lets in what stands inline by its hash, and nothing else", () => {
  const html = textOf("browser/index.html");
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html)![1];
  const inline = Array.from(
    html.matchAll(/<(?:script|style)[^>]*>([^]*?)<\/(?:script|style)>/g),
    ([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  expect(inline).toHaveLength(3);
  const [map, style, script] = inline;
  const directives = policy.split(";").map((directive) => directive.trim().split(/\s+/).join(" "));
  expect(directives).toEqual([
    "default-src 'none'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "worker-src blob:",
    `script-src 'self' 'wasm-unsafe-eval' ${map} ${script}`,
    `style-src ${style}`,
  ]);
});

works("opens with points and their clusters", async (page) => {
  const { points, places, ellipses, said } = await look(page);
  expect([points, places.length, ellipses]).toEqual([200, 4, 4]);
  expect(said).toMatch(/^200 points in 4 clusters: the best of 5 fits, in [\d.]+ ms$/);
});

works("shows what each algorithm makes of them", async (page) => {
  const shadings = new Set<string>();
  for (const kind of KINDS) {
    await choose(page, kind);
    const { places, ellipses, shading } = await look(page);
    expect(places).toHaveLength(4);
    expect(ellipses).toBe(kind === "gaussian" ? 4 : 0);
    shadings.add(shading);
  }
  expect(shadings.size).toBe(3);
});

works("adds a point at each click, and fits anew", async (page) => {
  for (const kind of KINDS) {
    await press(page, "clear");
    expect(await look(page)).toMatchObject({ points: 0, places: [], said: "No points yet." });
    await choose(page, kind);
    await click(page, 20, 30);
    const { places } = await look(page);
    expect(places[0][0]).toBeCloseTo(20, 0);
    expect(places[0][1]).toBeCloseTo(30, 0);
    for (let i = 0; i < 6; i++) await click(page, 70 + i, 80 - 2 * (i % 2));
    const before = await look(page);
    await click(page, 10, 90);
    const after = await look(page);
    expect([before.points, after.points]).toEqual([7, 8]);
    expect(after.places).not.toEqual(before.places);
    expect(after.shading).not.toBe(before.shading);
  }
});

works("makes as many clusters as are asked for", async (page) => {
  for (const kind of KINDS) {
    await choose(page, kind);
    for (const k of ["1", "6"]) {
      await page.locator("[name=k]").fill(k);
      expect((await look(page)).places).toHaveLength(Number(k));
    }
  }
});

works("stands points that fall together", async (page) => {
  await press(page, "clear");
  for (let i = 0; i < 5; i++) await click(page, 40, 60);
  for (const kind of KINDS) {
    await choose(page, kind);
    const { points, places, shading } = await look(page);
    expect([points, places.flat().every(Number.isFinite)]).toEqual([5, true]);
    expect(shading).not.toBe("");
  }
});

works("can be used by the keyboard alone", async (page) => {
  const keys = async (...names: string[]) => {
    for (const name of names) await page.keyboard.press(name);
  };
  await keys("Tab", "ArrowRight", "ArrowRight", "ArrowUp", "Enter");
  const added = await page.evaluate(() => {
    const [last] = Array.from(document.querySelectorAll(".point")).slice(-1);
    return [last.getAttribute("cx"), last.getAttribute("cy")].map(Number);
  });
  expect(added).toEqual([54, 48]);
  await keys("Backspace", "Backspace");
  expect((await look(page)).points).toBe(199);
  await keys("Tab", "ArrowUp");
  expect((await look(page)).ellipses).toBe(0);
  await keys("Tab", "ArrowRight");
  expect((await look(page)).places).toHaveLength(5);
  await keys("Tab", "Enter");
  expect((await look(page)).points).toBe(0);
  await keys("Tab", "Enter");
  expect((await look(page)).points).toBe(200);
});

/** Waits for what the page says. */
const says = (page: Page, pattern: RegExp) =>
  page.waitForFunction(
    ([source]) => new RegExp(source).test(document.querySelector("output")!.value),
    [pattern.source],
    { timeout: PATIENCE },
  );

const million = (page: Page) => page.locator("[name=million]");

works("fits a million points by each algorithm, and says how far it is", async (page) => {
  await page.evaluate(() => {
    const progress = document.querySelector("progress")!;
    const seen: number[] = ((globalThis as { seen?: number[] }).seen = []);
    new MutationObserver(() => seen.push(progress.value)).observe(progress, { attributes: true });
  });
  await choose(page, "hard");
  await million(page).click();
  expect(await million(page).textContent()).toBe("Cancel");
  const done = (k: number) => new RegExp(`^1,000,000 points in ${k} clusters: .*, in [\\d.]+ s$`);
  await says(page, done(4));
  const hard = await look(page);
  expect([hard.points, hard.places.length, hard.ellipses]).toEqual([0, 4, 0]);
  await choose(page, "gaussian");
  await says(page, done(4));
  const gaussian = await look(page);
  expect(gaussian.ellipses).toBe(4);
  expect(gaussian.shading).not.toBe(hard.shading);
  expect(await million(page).textContent()).toBe("A million points");
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: number[] }).seen);
  expect(seen.filter((value) => value > 0).length).toBeGreaterThan(0);
  expect(Math.max(...seen)).toBe(1);
});

works("ends a fit of a million when it is told to, and goes on", async (page) => {
  await page.locator("[name=k]").fill("6");
  await million(page).click();
  const before = (await look(page)).shading;
  await million(page).click();
  expect(await look(page)).toMatchObject({ said: "1,000,000 points: cancelled.", places: [] });
  expect(await million(page).textContent()).toBe("A million points");
  // Nothing comes of it later.
  await page.waitForTimeout(300);
  expect(await look(page)).toMatchObject({ shading: before, places: [] });
  await press(page, "scatter");
  expect(await look(page)).toMatchObject({ points: 200 });
});

const phone = { width: 360, height: 640 };
works(
  "fits a phone",
  async (page) => {
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(phone.width);
    expect((await page.locator("svg").boundingBox())!.width).toBeGreaterThan(300);
    await click(page, 50, 50);
    expect((await look(page)).points).toBe(201);
  },
  phone,
);
