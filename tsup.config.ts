import { defineConfig } from "tsup";

/** The declarations; build-library.ts writes the rest. */
export default defineConfig({
  entry: ["src/index.ts", "src/metrics.ts", "src/shards.ts"],
  format: ["esm", "cjs"],
  dts: { only: true },
  silent: true,
});
