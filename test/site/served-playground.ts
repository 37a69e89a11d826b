import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { chromium, launch } from "../packaging/browsers/chromium.js";
import { PATIENCE } from "../packaging/browsers/engine.js";
import { fileIn, serve, type Server } from "../packaging/browsers/server.js";
import { itWith } from "../packaging/it-with.js";
import { buildPlayground } from "./build-playground.js";
import { complaintsOf } from "./complaints.js";

/** The playground as a page of its own, built and served, and a browser to open it. */
export interface Served {
  readonly folder: string;
  readonly server: Server;
  readonly browser: Browser;
}

/** Serves the playground while the tests of a file run; undefined where there is no browser. */
export function servedPlayground(): { readonly served: Served } {
  const held: { served?: Served } = {};
  beforeAll(async () => {
    if (chromium.missing() !== undefined) return;
    const folder = mkdtempSync(join(tmpdir(), "mixtura-playground-"));
    await buildPlayground(folder);
    const index = (path: string) => (path === "/" ? "/index.html" : path);
    const server = await serve((path) => fileIn(folder, index(path)));
    held.served = { folder, server, browser: await launch() };
  });
  afterAll(async () => {
    const { served } = held;
    if (served === undefined) return;
    await served.browser.close();
    await served.server.close();
    rmSync(served.folder, { recursive: true, force: true });
  });
  return held as { readonly served: Served };
}

export interface Opened extends BrowserContextOptions {
  /** What stands behind the # of the address. */
  readonly hash?: string;
}

/**
 * `use` with the page of the playground; nothing may fail in it, nor may it ask another host.
 *
 * @param ready what is there once it can be used
 */
export function worksOn(host: { readonly served: Served }, ready: string) {
  return (name: string, use: (page: Page) => Promise<void>, opened: Opened = {}): void => {
    itWith(chromium.missing(), name, async () => {
      const { browser, server } = host.served;
      const { hash = "", ...options } = opened;
      const context = await browser.newContext({
        ...{ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" },
        ...options,
      });
      context.setDefaultTimeout(PATIENCE);
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      const page = await context.newPage();
      const complaints = complaintsOf(page, server.origin);
      try {
        await page.goto(server.origin + hash);
        await page.locator(ready).first().waitFor({ state: "attached" });
        await use(page);
        expect(complaints).toEqual([]);
      } finally {
        await context.close();
      }
    });
  };
}
