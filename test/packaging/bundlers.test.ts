import { fileURLToPath } from "node:url";
import { describe, expect, inject, it } from "vitest";
import { textOf } from "../../embed-core.js";
import { chromium } from "./browsers/chromium.js";
import { downloads, gzipped } from "./bundlers/budget.js";
import { runInDevelopment } from "./bundlers/dev-server.js";
import { withHost } from "./bundlers/host.js";
import { programs } from "./bundlers/programs.js";
import { runInNode } from "./bundlers/run.js";
import { ALL } from "./bundlers/runtimes.js";
import { itWith } from "./it-with.js";
import { goldenWords } from "./verdict.js";

const installed = inject("installed");
/**
 * All that a browser downloads for a fit of KMeans, gzipped, the core included. 30,000 is what it
 * should be: docs/decisions/0020 says where the rest goes.
 */
const BUDGET = 41_000;

/** Some of a compiled module as it stands in bundles. */
function excerpt(name: string): string {
  const file = new URL(`../../build/release/${name}.wasm`, import.meta.url);
  return textOf(fileURLToPath(file)).slice(8_000, 8_050);
}

const conforming = { words: goldenWords(), failures: [] };

describe.each(ALL)("$name", (bundler) => {
  it("gives a bundle that also runs in Node, and no cause for a warning", async () => {
    await withHost(installed, programs.conform, async (host) => {
      await bundler.bundle(host);
      expect(await runInNode(host.output)).toEqual(conforming);
    });
  });

  it("makes a download of at most 41,000 bytes of KMeans, without the kernels of mixtures", async () => {
    const files = await downloads(installed, bundler);
    expect(gzipped(files)).toBeLessThanOrEqual(BUDGET);
    const text = files.join("");
    expect(text).toContain(excerpt("k-means"));
    expect(text).not.toContain(excerpt("mixtures"));
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
