import type { Browser } from "playwright-core";
import { afterAll, beforeAll, inject } from "vitest";
import { chromium, launch } from "./browsers/chromium.js";
import { fileIn, serve, type Server } from "./browsers/server.js";
import { copyExample, type Example } from "./example.js";

/** A folder of examples/, installed, served as it is, and opened by a browser. */
export interface Served {
  readonly example: Example;
  readonly server: Server;
  readonly browser: Browser;
}

/** Serves an example while the tests of a file run; undefined where there is no browser. */
export function servedExample(name: string): { readonly served: Served } {
  const installed = inject("installed");
  const held: { served?: Served } = {};
  beforeAll(async () => {
    if (chromium.missing() !== undefined) return;
    const example = copyExample(name, installed);
    const index = (path: string) => (path === "/" ? "/index.html" : path);
    const server = await serve((path) => fileIn(example.folder, index(path)));
    held.served = { example, server, browser: await launch() };
  });
  afterAll(async () => {
    const { served } = held;
    if (served === undefined) return;
    await served.browser.close();
    await served.server.close();
    served.example.remove();
  });
  return held as { readonly served: Served };
}
