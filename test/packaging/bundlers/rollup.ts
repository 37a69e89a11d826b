import { join } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { transform } from "esbuild";
import { rollup as open, VERSION } from "rollup";
import { type Bundler, refuseComplaints } from "./bundler.js";
import { keepPage } from "./host.js";

/** With node-resolve, without which it would look for no package at all. */
export const rollup: Bundler = {
  name: "Rollup",
  version: VERSION,
  async bundle(host) {
    const complaints: string[] = [];
    const bundle = await open({
      input: join(host.source, "main.js"),
      plugins: [
        nodeResolve(),
        // It leaves minifying to others. Told that this is a module, esbuild renames all in it.
        {
          name: "minify",
          renderChunk: async (code) =>
            (await transform(code, { format: "esm", minify: true })).code,
        },
      ],
      onwarn: ({ message }) => void complaints.push(message),
    });
    await bundle.write({ dir: host.output });
    await bundle.close();
    refuseComplaints("Rollup", complaints);
    keepPage(host);
  },
};
