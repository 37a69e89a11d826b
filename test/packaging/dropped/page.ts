import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { launch } from "../browsers/chromium.js";
import { PATIENCE } from "../browsers/engine.js";
import { fileIn, serve, type Server } from "../browsers/server.js";
import { EXAMPLES } from "../example.js";
import { memoryOf } from "./memory.js";

/** Milliseconds between two looks at how much memory the page has. */
const EVERY = 50;

const OBSERVE = fileURLToPath(new URL("observe.js", import.meta.url));

/** The page of examples/drop-a-file as its bundler makes it, and a browser for it. */
export interface Host {
  readonly server: Server;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** What the page was seen to do from the drop of a file to its answer. */
export interface Watched {
  /** What it said at last. */
  readonly said: string;
  /** Rows, share and centroid of each cluster, with all their digits. */
  readonly clusters: readonly (readonly number[])[];
  readonly seconds: number;
  /** Durations of all tasks of 50 ms or more. */
  readonly tasks: readonly number[];
  /** The longest time between two frames, in ms. */
  readonly gap: number;
  /** What the page's process had before, and at most, in MB. */
  readonly before: number;
  readonly peak: number;
}

export async function host(): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), "mixtura-drop-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const output = join(folder, "page");
    await build({
      root: join(EXAMPLES, "drop-a-file"),
      configFile: false,
      build: { outDir: output, emptyOutDir: true },
      logLevel: "error",
    });
    const server = await serve((path) => fileIn(output, path === "/" ? "/index.html" : path));
    const browser = await launch();
    return {
      server,
      browser,
      async close() {
        await browser.close();
        await server.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** `use` with the page, opened anew; nothing may fail in it. */
export async function withPage<T>(
  { server, browser }: Host,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 900, height: 800 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    await page.goto(server.origin);
    const result = await use(page);
    if (complaints.length > 0) throw new Error(complaints.join("\n"));
    return result;
  } finally {
    await context.close();
  }
}

/** Drops a file on the page as the system does: the browser gets nothing but its path. */
export async function drop(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: 150, y: 250, data });
  }
  await session.detach();
}

/** Waits for what the page says. */
export async function says(page: Page, pattern: RegExp, timeout = PATIENCE): Promise<string> {
  await page.waitForFunction(
    ([source]) => new RegExp(source).test(document.querySelector("output")!.value),
    [pattern.source],
    { timeout },
  );
  return page.locator("output").evaluate((output: HTMLOutputElement) => output.value);
}

/** Drops a file, and watches the page until it has its clusters. */
export async function watch(page: Page, path: string, timeout = PATIENCE): Promise<Watched> {
  const memory = await memoryOf(page.context().browser()!);
  await page.addScriptTag({ path: OBSERVE, type: "module" });
  // A page that has just been opened has not come to rest.
  await page.waitForTimeout(500);
  const before = memory();
  let peak = before;
  const looking = setInterval(() => (peak = Math.max(peak, memory())), EVERY);
  const began = performance.now();
  try {
    await drop(page, path);
    const said = await says(page, / clusters, in /, timeout);
    const seconds = (performance.now() - began) / 1000;
    const clusters = await clustersOf(page);
    // Long tasks are told of after a while.
    await page.waitForTimeout(200);
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
    return { said, clusters, seconds, ...seen, before, peak };
  } finally {
    clearInterval(looking);
  }
}

/** Rows, share and centroid of each cluster. */
export const clustersOf = (page: Page): Promise<number[][]> =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll("tbody tr"), (row) =>
      Array.from(row.querySelectorAll("td"), (cell) => Number(cell.title)),
    ),
  );

/** As observe.js notes it. */
interface Seen {
  tasks: number[];
  gap: number;
}
