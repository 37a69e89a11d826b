import { fileURLToPath } from "node:url";
import { describe, expect, inject, it } from "vitest";
import { textOf } from "../../embed-core.js";
import { chromium } from "./browsers/chromium.js";
import { downloads, filesOf, gzipped } from "./bundlers/budget.js";
import type { Bundler } from "./bundlers/bundler.js";
import { runInDevelopment } from "./bundlers/dev-server.js";
import { esbuild, splitting } from "./bundlers/esbuild.js";
import { withHost } from "./bundlers/host.js";
import { programs } from "./bundlers/programs.js";
import { runInChromium, runInNode } from "./bundlers/run.js";
import { ALL } from "./bundlers/runtimes.js";
import { vite } from "./bundlers/vite.js";
import { webpack } from "./bundlers/webpack.js";
import { itWith } from "./it-with.js";
import type { Threaded } from "./runtime.js";
import { goldenWords, wrongWithThreads } from "./verdict.js";

const installed = inject("installed");
/**
 * All that a browser downloads for a fit of KMeans, gzipped, the core included: docs/decisions/0020 says
 * what takes it.
 */
const BUDGET = 53_500;
/** The same of all there is, mixtures and their kernels included. */
const EVERYTHING = 99_300;
/** What it downloads once a promise is asked for. */
const LATER = 2_600;
/** What it downloads beside it once a stream is. */
const STREAMED = 13_600;
/**
 * What it downloads once a fit asks for threads: the worker as text, and what starts it. webpack puts what
 * promises need beside it once more.
 */
const THREADS = 24_100;
/** The worker's file, where none may be made of a text. */
const WORKER = 17_600;

/** All of them, and one in another way. */
const TRIED = [...ALL, splitting];

/** Those that know `new Worker(new URL(…))`, and bring the worker's file along. */
const BRING_THE_FILE: readonly Bundler[] = [vite, webpack];

/** Some of a compiled module as it stands in bundles. */
function excerpt(name: string): string {
  const file = new URL(`../../build/release/${name}.wasm`, import.meta.url);
  return textOf(fileURLToPath(file)).slice(8_000, 8_050);
}

const conforming = { words: goldenWords(), failures: [] };

describe.each(TRIED)("$name", (bundler) => {
  it("gives a bundle that also runs in Node, and no cause for a warning", async () => {
    await withHost(installed, programs.conform, async (host) => {
      await bundler.bundle(host);
      expect(await runInNode(host.output)).toEqual(conforming);
    });
  });

  it(`makes a download of at most ${BUDGET} bytes of KMeans, without the kernels of mixtures`, async () => {
    const made = await downloads(installed, bundler);
    const { first, later, streamed, threads, worker } = made;
    // One file of all: who can ask for promises and threads downloads what they need.
    const whole = bundler === esbuild;
    expect(gzipped(first)).toBeLessThanOrEqual(BUDGET + (whole ? LATER + STREAMED + THREADS : 0));
    expect(later.length > 0).toBe(!whole);
    expect(gzipped(later)).toBeLessThanOrEqual(LATER);
    expect(streamed.length > 0).toBe(!whole);
    expect(gzipped(streamed)).toBeLessThanOrEqual(STREAMED);
    expect(threads).toHaveLength(whole ? 0 : 1);
    expect(gzipped(threads)).toBeLessThanOrEqual(THREADS);
    expect(worker).toHaveLength(BRING_THE_FILE.includes(bundler) ? 1 : 0);
    expect(gzipped(worker)).toBeLessThanOrEqual(WORKER);
    for (const name of ["k-means", "mixtures"]) {
      const has = [first, later, streamed, threads, worker].map((files) =>
        files.some(({ bytes }) => bytes.includes(excerpt(name))),
      );
      expect(has, name).toEqual([name === "k-means", false, false, false, false]);
    }
  });

  it(`makes one of at most ${EVERYTHING} bytes of everything`, async () => {
    const { first } = await downloads(installed, bundler, programs.everything);
    const whole = bundler === esbuild;
    expect(gzipped(first)).toBeLessThanOrEqual(
      EVERYTHING + (whole ? LATER + STREAMED + THREADS : 0),
    );
  });

  itWith(
    chromium.missing(),
    "has a page download nothing of promises before one is asked for",
    async () => {
      await withHost(installed, programs.smallest, async (host) => {
        await bundler.bundle(host);
        const { outcome, asked } = await runInChromium(host.output);
        expect(outcome).toBe(1);
        const { first } = filesOf(host);
        expect(asked.filter((path) => path !== "index.html").toSorted()).toEqual(
          first.map(({ name }) => name).toSorted(),
        );
      });
    },
  );

  itWith(chromium.missing(), "has a promise download nothing of threads", async () => {
    await withHost(installed, programs.promise, async (host) => {
      await bundler.bundle(host);
      const { outcome, asked } = await runInChromium(host.output);
      expect(outcome).toBe(1);
      const { first, later } = filesOf(host);
      expect(asked.filter((path) => path !== "index.html").toSorted()).toEqual(
        [...first, ...later].map(({ name }) => name).toSorted(),
      );
    });
  });

  itWith(chromium.missing(), "has threads where the policy allows blob:", async () => {
    await withHost(installed, programs.threads, async (host) => {
      await bundler.bundle(host);
      const { outcome, asked } = await runInChromium(host.output, "blob:");
      expect(wrongWithThreads(outcome as Threaded, undefined)).toEqual([]);
      const { first, later, threads } = filesOf(host);
      expect(asked.filter((path) => path !== "index.html").toSorted()).toEqual(
        [...first, ...later, ...threads].map(({ name }) => name).toSorted(),
      );
    });
  });

  const brings = BRING_THE_FILE.includes(bundler);
  const strict = brings
    ? "has threads where it allows files alone"
    : "fits without them where it allows files alone, and says so";
  itWith(chromium.missing(), strict, async () => {
    await withHost(installed, programs.threads, async (host) => {
      await bundler.bundle(host);
      const { outcome } = await runInChromium(host.output);
      const refused = brings ? undefined : "worker.js: ";
      expect(wrongWithThreads(outcome as Threaded, refused)).toEqual([]);
    });
  });
});

describe.each([
  ["as a dependency it has bundled", []],
  ["as the files it has", ["mixtura"]],
])("Vite's development server, which takes the package %s,", (_, exclude) => {
  itWith(chromium.missing(), "serves it", async () => {
    expect(await runInDevelopment(installed, programs.conform, exclude)).toEqual(conforming);
  });

  itWith(chromium.missing(), "has threads", async () => {
    const outcome = await runInDevelopment(installed, programs.threads, exclude);
    expect(wrongWithThreads(outcome as Threaded, undefined)).toEqual([]);
  });
});
