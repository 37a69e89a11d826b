import { chromium } from "../browsers/chromium.js";
import type { Report, Runtime } from "../runtime.js";
import type { Bundler } from "./bundler.js";
import { esbuild } from "./esbuild.js";
import { withHost } from "./host.js";
import { programs } from "./programs.js";
import { rollup } from "./rollup.js";
import { runInChromium, runInNode } from "./run.js";
import { vite } from "./vite.js";
import { webpack } from "./webpack.js";

export const ALL: readonly Bundler[] = [vite, webpack, esbuild, rollup];

const browser = chromium.missing() === undefined;

export const BUNDLERS: readonly Runtime[] = ALL.map((bundler) => ({
  name: bundler.name,
  form: `unconfigured bundle, run in ${browser ? "Chromium" : "Node"}`,
  // They come with the packages that develop mixtura.
  missing: () => undefined,
  version: () => Promise.resolve(bundler.version),
  conform: (installed) =>
    withHost(installed, programs.conform, async (host) => {
      await bundler.bundle(host);
      const run = browser ? runInChromium : runInNode;
      return (await run(host.output)) as Report;
    }),
}));
