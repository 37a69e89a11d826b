import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/metrics.ts"],
  format: ["esm", "cjs"],
  // One core and one Points for both doors, in CommonJS too; there tsup leaves the
  // splitting to Rollup only if that shakes the tree as well, and else lowers the syntax.
  splitting: true,
  treeshake: true,
  esbuildOptions: (options) => {
    // There is one shared file; a hash in its name would only hide what a release changed.
    options.chunkNames = "shared";
  },
  target: "es2022",
  platform: "neutral",
  dts: true,
  clean: true,
  // The core travels as text inside the JavaScript: the one form that loads
  // unconfigured in every runtime and bundler.
  loader: { ".wasm": "base64" },
  silent: true,
});
