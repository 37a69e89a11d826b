import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { chromium, launch } from "../packaging/browsers/chromium.js";
import { fileIn, serve, type Server } from "../packaging/browsers/server.js";
import { buildPlayground } from "./build-playground.js";

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
