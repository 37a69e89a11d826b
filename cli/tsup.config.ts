import { defineConfig } from "tsup";

export default defineConfig({
  // What finds a font beside itself lies as deep as its source.
  entry: { main: "src/main.ts", "pictures/png": "src/pictures/png.ts" },
  format: "esm",
  target: "node20",
  dts: false,
  clean: true,
  silent: true,
});
