import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  target: "es2022",
  platform: "neutral",
  dts: true,
  clean: true,
  // The core travels as text inside the JavaScript: the one form that loads
  // unconfigured in every runtime and bundler.
  loader: { ".wasm": "base64" },
  silent: true,
});
