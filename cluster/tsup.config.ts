import { defineConfig } from "tsup";

export default defineConfig({
  // Threads start from a file of their own.
  entry: { index: "src/index.ts", thread: "src/worker/thread.ts" },
  format: "esm",
  target: "node20",
  dts: { entry: "src/index.ts" },
  clean: true,
  silent: true,
});
