import { defineConfig, type Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** Leaves out what only Node can do: bundlers for browsers would look for its modules. */
const forBrowsers: Plugin = {
  name: "platform",
  setup: (build) => {
    build.onResolve({ filter: /platform\/node\.js$/ }, ({ resolveDir }) => ({
      path: `${resolveDir}/${resolveDir.endsWith("src") ? "." : ".."}/platform/browser.ts`,
    }));
  },
};

const common: Options = {
  entry: ["src/index.ts", "src/unpacking.ts"],
  format: "esm",
  target: "es2022",
  platform: "neutral",
  silent: true,
};

export default defineConfig([
  { ...common, dts: true, external: [/^node:/, "@duckdb/node-api"] },
  { ...common, outDir: "dist/browser", esbuildPlugins: [forBrowsers] },
]);
