import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { AxeResults } from "axe-core";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { chromium, launch } from "../packaging/browsers/chromium.js";
import { PATIENCE } from "../packaging/browsers/engine.js";
import { fileIn, serve, type Server } from "../packaging/browsers/server.js";
import { itWith } from "../packaging/it-with.js";
import { complaintsOf } from "./complaints.js";
import { pagesOf } from "./pages.js";

const site = inject("site");
/** Any folder will do. */
const FOLDER = "/a/b/c/";
const WIDTHS = [1280, 375];
const SCHEMES = ["light", "dark"] as const;
/** Of all JavaScript that the first page asks for, gzipped. */
const LARGEST = 200 * 1024;

let server: Server;
let browser: Browser;
beforeAll(async () => {
  if (chromium.missing() !== undefined) return;
  server = await serve((path) => {
    if (!path.startsWith(FOLDER)) return undefined;
    const file = path.slice(FOLDER.length);
    return fileIn(site, file === "" || file.endsWith("/") ? `${file}index.html` : file);
  });
  browser = await launch();
});
afterAll(async () => {
  if (chromium.missing() !== undefined) return;
  await browser.close();
  await server.close();
});

/** `use` with a page that neither complains nor asks another host for anything. */
function works(name: string, use: (page: Page) => Promise<void>): void {
  itWith(chromium.missing(), name, async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const complaints = complaintsOf(page, `${server.origin}${FOLDER}`);
    try {
      await use(page);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  });
}

const open = (page: Page, path: string) =>
  page.goto(`${server.origin}${FOLDER}${path}`, { waitUntil: "load" });

works("is gone through from page to page, in any folder", async (page) => {
  await open(page, "");
  const menu = page.getByRole("navigation", { name: "Main Navigation" });
  await menu.getByRole("link", { name: "Story" }).click();
  await page.getByRole("heading", { level: 1, name: "Three algorithms, one loop" }).waitFor();
  await menu.getByRole("link", { name: "Guides" }).click();
  await page.getByRole("main").getByRole("link", { name: "Places" }).first().click();
  await page.getByRole("heading", { level: 1, name: "Places" }).waitFor();
  expect(page.url()).toContain(`${FOLDER}guides/places`);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Places" }).waitFor();
  await menu.getByRole("link", { name: "API" }).click();
  await page.getByRole("main").getByRole("link", { name: "mixtura" }).first().click();
  await page.getByRole("main").getByRole("link", { name: "KMeans", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "KMeans" }).waitFor();
});

works("is searched without a server", async (page) => {
  await open(page, "guides/places.html");
  // The list of headings comes with what listens to keys.
  await page.getByRole("heading", { name: "On this page" }).waitFor();
  await page.keyboard.press("Control+k");
  // The box is loaded when it is asked for.
  await page.getByRole("searchbox").fill("critical stiffness");
  const hit = page.getByRole("option").first();
  await hit.waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Three algorithms, one loop" }).waitFor();
  expect(page.url()).toContain(`${FOLDER}story`);
});

works("has figures that are stepped through, back and forth, by the keyboard", async (page) => {
  await open(page, "story.html");
  const figure = page.getByRole("group", { name: "Figure 1", exact: true });
  await figure.scrollIntoViewIfNeeded();
  const words = figure.getByRole("status");
  const press = async (name: string) => {
    await figure.getByRole("button", { name }).focus();
    await page.keyboard.press("Enter");
  };
  const places = () =>
    figure
      .locator(".discs g")
      .evaluateAll((discs) => discs.map((disc) => (disc as SVGElement).style.transform));
  await press("Start again");
  expect(await words.textContent()).toBe("Start: a first guess");
  const start = await places();
  await press("Step");
  expect(await words.textContent()).toContain("1. E-step");
  expect(await places()).toEqual(start);
  await press("Step");
  expect(await words.textContent()).toContain("1. M-step");
  expect(await places()).not.toEqual(start);
  await press("Back");
  expect(await places()).toEqual(start);
  await figure.getByRole("slider").press("End");
  expect(await words.textContent()).toContain("nothing moves any more");
  await press("Play");
  await figure.getByText("1. M-step").waitFor();
  await press("Pause");
});

works("has figures that are turned by a dial", async (page) => {
  await open(page, "story.html");
  const figure = page.getByRole("group", { name: "Figure 8", exact: true });
  await figure.scrollIntoViewIfNeeded();
  await figure.getByRole("button", { name: "soft" }).click();
  await figure.getByRole("slider", { name: "stiffness" }).press("Home");
  expect(await figure.getByRole("status").textContent()).toContain("merged-components");
});

/** A block of docs/publishing.md. */
const block = (language: string) => {
  const page = readFileSync(new URL("../../docs/publishing.md", import.meta.url), "utf8");
  return new RegExp(`\`\`\`${language}\\n([^]*?)\\n\`\`\``).exec(page)![1];
};
const isolation = block("http")
  .split("\n")
  .map((line) => line.split(": "));

for (const [name, headers] of [
  ["isolated by its host", Object.fromEntries(isolation)],
  ["under the policy of docs/publishing.md", { "Content-Security-Policy": block("txt") }],
] as [string, Record<string, string>][]) {
  works(`works ${name}`, async (page) => {
    await page.route("**", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), ...headers } });
    });
    await open(page, "story.html");
    const figure = page.getByRole("group", { name: "Figure 1", exact: true });
    await figure.scrollIntoViewIfNeeded();
    await figure.getByText("nothing moves any more").waitFor();
    const isolated = await page.evaluate(() => crossOriginIsolated);
    expect(isolated).toBe(name.startsWith("isolated"));
    // The playground takes workers, pictures of its own making, and parts that are loaded when asked for.
    await open(page, "#data=many&k=8&frame=999");
    const digits = page.locator(".mx-fingerprint code");
    await digits.getByText(/^[0-9a-f]{8}$/).waitFor();
    await page.locator("input[type=file]").setInputFiles({
      ...{ name: "few.csv", mimeType: "text/csv" },
      buffer: Buffer.from("a,b\n1,2\n2,1\n8,9\n9,8\n"),
    });
    await page.locator(".mx-about", { hasText: "4 rows" }).waitFor();
    const saved = page.waitForEvent("download");
    await page.locator("[name=png]").click();
    await saved;
  });
}

/** Layout shifts of a page from its start: how much each counts for, and what moved in it. */
interface Shift {
  readonly value: number;
  readonly moved: string;
}

function watchShifts(): void {
  const shifts: Shift[] = [];
  const said = (node: Node | null) => {
    const element = node instanceof Element ? node : node?.parentElement;
    if (element == null) return "what is gone now";
    const figure = element.closest(".figure")?.getAttribute("aria-label");
    const names = [element.localName, ...element.classList].join(".");
    const words = (node!.textContent ?? "").trim().slice(0, 60);
    return `${names}${figure == null ? "" : ` of ${figure}`} ${JSON.stringify(words)}`;
  };
  const place = ({ x, y, width, height }: DOMRectReadOnly) =>
    `${Math.round(width)} by ${Math.round(height)} at ${Math.round(x)}, ${Math.round(y)}`;
  type Source = Record<"previousRect" | "currentRect", DOMRectReadOnly> & { node: Node | null };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, sources } = entry as unknown as { value: number; sources: Source[] };
      const moved = sources.map(
        ({ node, previousRect, currentRect }) =>
          `${said(node)} from ${place(previousRect)} to ${place(currentRect)}`,
      );
      shifts.push({ value, moved: moved.join("; ") });
    }
  }).observe({ type: "layout-shift", buffered: true });
  Object.assign(globalThis, { shifts });
}

/** Goes to a figure of the story, which wakes it. */
async function comeToLife(page: Page, number: number): Promise<Locator> {
  const figure = page.getByRole("group", { name: `Figure ${number}`, exact: true });
  await figure.scrollIntoViewIfNeeded();
  await figure.getByRole("status").waitFor({ state: "attached" });
  return figure;
}

// Headings of the page are in a list at the side or in a bar above it, parts of a figure's controls in one row or in several.
for (const width of [...WIDTHS, 1000, 600, 320]) {
  works(`moves nothing when figures come to life, ${width} pixels wide`, async (page) => {
    await page.setViewportSize({ width, height: 800 });
    await page.addInitScript(watchShifts);
    // As on a slow line: what comes before anything is to be seen moves nothing in any case.
    await page.route(/\.(?:woff2|js)$/, async (route) => {
      await page.waitForFunction(
        () => performance.getEntriesByName("first-contentful-paint").length > 0,
      );
      await route.continue();
    });
    await open(page, "story.html");
    for (let i = 1; i <= 10; i++) {
      await comeToLife(page, i);
    }
    const shifts = await page.evaluate(async () => {
      // What the last figure moved is told after it is drawn.
      for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done));
      return (globalThis as unknown as { shifts: Shift[] }).shifts;
    });
    const told = shifts.map(({ value, moved }) => `${value.toFixed(6)}: ${moved}`);
    expect(
      shifts.reduce((sum, { value }) => sum + value, 0),
      told.join("\n"),
    ).toBeLessThan(0.001);
  });
}

for (const width of WIDTHS) {
  works(`moves nothing when figures are gone through, ${width} pixels wide`, async (page) => {
    await page.setViewportSize({ width, height: 800 });
    await open(page, "story.html");
    for (let i = 1; i <= 10; i++) {
      const figure = await comeToLife(page, i);
      const heights = await figure.evaluate((element) => {
        const controls = element.querySelector(".controls")!;
        const scrub = element.querySelector<HTMLInputElement>(".player input")!;
        const seen: Record<number, string> = {};
        for (const choice of element.querySelectorAll<HTMLElement>(".choices button")) {
          choice.click();
          for (let at = 0; at <= Number(scrub.max); at++) {
            scrub.value = String(at);
            scrub.dispatchEvent(new Event("input"));
            seen[controls.getBoundingClientRect().height] ??= controls.textContent;
          }
        }
        return seen;
      });
      expect(Object.keys(heights), JSON.stringify(heights)).toHaveLength(1);
    }
  });
}

works("asks for little JavaScript on its first page", async (page) => {
  const scripts = new Set<string>();
  page.on("request", (request) => {
    if (request.url().endsWith(".js")) scripts.add(new URL(request.url()).pathname);
  });
  await open(page, "");
  await page.waitForTimeout(1000);
  const sizes = Array.from(scripts, (path) => {
    return gzipSync(readFileSync(join(site, path.slice(FOLDER.length)))).length;
  });
  expect(sizes.length).toBeGreaterThan(2);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(LARGEST);
});

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds, and how much wider than the window the page is. */
async function inspect(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run({ resultTypes: ["violations"] })`,
  );
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
  return wider > 0 ? [...found, `${wider} px too wide`] : found;
}

/** Pages by the folder that they are in: a test each, so that a failure names where it is. */
const folders: Record<string, string[]> = {};
for (const { path } of pagesOf(site)) (folders[dirname(path)] ??= []).push(path);
for (const [folder, members] of Object.entries(folders)) {
  works(`can be used by all at any width, light and dark: ${folder}`, async (page) => {
    const found: string[] = [];
    for (const path of members) {
      await open(page, path);
      await page.evaluate(axe);
      // Pages of the API are made alike by a script, a hundred of them: each is seen in two of the four ways.
      const few = path.startsWith("api/");
      for (const [i, width] of WIDTHS.entries()) {
        await page.setViewportSize({ width, height: 800 });
        for (const colorScheme of few ? [SCHEMES[i]] : SCHEMES) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          await page.waitForTimeout(50);
          for (const each of await inspect(page))
            found.push(`${path} ${width} ${colorScheme} ${each}`);
        }
      }
    }
    expect(found).toEqual([]);
  });
}
