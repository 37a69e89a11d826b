import { inPairs } from "../cold-starts.js";
import type { Report, Runtime, Threaded } from "../runtime.js";
import { chromium } from "./chromium.js";
import { type Engine, withBrowser } from "./engine.js";
import { firefox } from "./firefox.js";
import { withSite } from "./site.js";
import { webkit } from "./webkit.js";

export const ENGINES: readonly Engine[] = [chromium, firefox, webkit];

function runtimeOf(engine: Engine): Runtime {
  return {
    name: engine.name,
    form: "import map, strict policy",
    missing: () => engine.missing(),
    version: () => withBrowser(engine, (browser) => Promise.resolve(browser.version)),
    conform: (installed) =>
      withSite(installed, (url) =>
        withBrowser(engine, async (browser) => (await browser.visit(url("conform"))) as Report),
      ),
    threads: (installed) =>
      withSite(installed, (url) =>
        withBrowser(engine, async (browser) => (await browser.visit(url("threads"))) as Threaded),
      ),
    coldStarts: (installed, pairs) =>
      withSite(installed, (url) =>
        withBrowser(engine, (browser) => {
          // The page's own clock, which starts with the navigation.
          const time = async (page: "empty" | "fitted") =>
            (await browser.visit(url(page))) as number;
          return inPairs(pairs, { empty: () => time("empty"), fitted: () => time("fitted") });
        }),
      ),
  };
}

export const BROWSERS: readonly Runtime[] = ENGINES.map(runtimeOf);
