import { join } from "node:path";
import { build, version } from "esbuild";
import { type Bundler, refuseComplaints } from "./bundler.js";
import { keepPage } from "./host.js";

export const esbuild: Bundler = {
  name: "esbuild",
  version,
  async bundle(host) {
    const { warnings } = await build({
      entryPoints: [join(host.source, "main.js")],
      outdir: host.output,
      bundle: true,
      minify: true,
      logLevel: "silent",
    });
    refuseComplaints(
      "esbuild",
      warnings.map(({ text }) => text),
    );
    keepPage(host);
  },
};
