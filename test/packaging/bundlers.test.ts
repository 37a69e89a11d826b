import { describe, expect, inject, it } from "vitest";
import { chromium } from "./browsers/chromium.js";
import { downloaded } from "./bundlers/budget.js";
import { runInDevelopment } from "./bundlers/dev-server.js";
import { withHost } from "./bundlers/host.js";
import { programs } from "./bundlers/programs.js";
import { runInNode } from "./bundlers/run.js";
import { ALL } from "./bundlers/runtimes.js";
import { itWith } from "./it-with.js";
import { goldenWords } from "./verdict.js";

const installed = inject("installed");
/** All that a browser downloads for a fit of KMeans, gzipped, the core included; 27,000 is what it should be. */
const BUDGET = 31_000;

const conforming = { words: goldenWords(), failures: [] };

describe.each(ALL)("$name", (bundler) => {
  it("gives a bundle that also runs in Node, and no cause for a warning", async () => {
    await withHost(installed, programs.conform, async (host) => {
      await bundler.bundle(host);
      expect(await runInNode(host.output)).toEqual(conforming);
    });
  });

  it("makes a download of at most 31,000 bytes of KMeans", async () => {
    expect(await downloaded(installed, bundler)).toBeLessThanOrEqual(BUDGET);
  });
});

describe("Vite's development server", () => {
  itWith(chromium.missing(), "serves the package as a dependency it has bundled", async () => {
    expect(await runInDevelopment(installed, [])).toEqual(conforming);
  });

  itWith(chromium.missing(), "serves the package's own files", async () => {
    expect(await runInDevelopment(installed, ["mixtura"])).toEqual(conforming);
  });
});
