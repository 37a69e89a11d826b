import { chromium } from "../browsers/chromium.js";
import type { Installed, Report, Runtime, Threaded } from "../runtime.js";
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

/** What a host program comes to behind a bundler. */
const outcome = (installed: Installed, bundler: Bundler, program: string) =>
  withHost(installed, program, async (host) => {
    await bundler.bundle(host);
    // Workers from a text, for those of a file are lost by bundlers that know no workers.
    return browser ? (await runInChromium(host.output, "blob:")).outcome : runInNode(host.output);
  });

export const BUNDLERS: readonly Runtime[] = ALL.map((bundler) => ({
  name: bundler.name,
  form: `unconfigured bundle, run in ${browser ? "Chromium" : "Node"}`,
  // They come with the packages that develop mixtura.
  missing: () => undefined,
  version: () => Promise.resolve(bundler.version),
  conform: async (installed) => (await outcome(installed, bundler, programs.conform)) as Report,
  // In Node bundles for pages find nothing that they load later.
  ...(browser && {
    threads: async (installed: Installed) =>
      (await outcome(installed, bundler, programs.threads)) as Threaded,
  }),
}));
