import { join } from "node:path";
import { build, type BuildOptions, version } from "esbuild";
import { type Bundler, refuseComplaints } from "./bundler.js";
import { keepPage } from "./host.js";

const bundling = (name: string, settings: BuildOptions): Bundler => ({
  name,
  version,
  async bundle(host) {
    const { warnings } = await build({
      entryPoints: [join(host.source, "main.js")],
      outdir: host.output,
      bundle: true,
      minify: true,
      logLevel: "silent",
      ...settings,
    });
    refuseComplaints(
      name,
      warnings.map(({ text }) => text),
    );
    keepPage(host);
  },
});

/** As it is of itself: what is loaded later stands in the one file, too. */
export const esbuild = bundling("esbuild", {});

/** With what it takes to leave that out. */
export const splitting = bundling("esbuild, splitting", { format: "esm", splitting: true });
