import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { textOf } from "./embed-core.js";
import { workerText } from "./embed-worker.js";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** The core as text inside the JavaScript: the one form that loads unconfigured in every bundler. */
const embedCore: Plugin = {
  name: "embed-core",
  setup: (build) => {
    build.onLoad({ filter: /\.wasm$/ }, ({ path }) => ({ contents: textOf(path), loader: "text" }));
  },
};

/** The worker as text inside the JavaScript, for the same reason. */
const embedWorker = (text: string): Plugin => ({
  name: "embed-worker",
  setup: (build) => {
    build.onResolve({ filter: /\/worker\.txt$/ }, () => ({ path: "worker", namespace: "text" }));
    build.onLoad({ filter: /.*/, namespace: "text" }, () => ({ contents: text, loader: "text" }));
  },
});

/** Takes the core as this platform has it, from the file beside the folders of the builds. */
const forPlatform = (platform: string): Plugin => ({
  name: "platform",
  setup: (build) => {
    build.onResolve({ filter: /platforms\/embedded/ }, ({ resolveDir }) => ({
      path: `${resolveDir}/platforms/${platform}.ts`,
    }));
    // These platforms have no workers of the kind: code for them would be dead weight.
    build.onResolve({ filter: /\/muster\.js$/ }, ({ resolveDir }) => ({
      path: `${resolveDir}/nobody.ts`,
    }));
    build.onResolve({ filter: /\/core\.wasm/ }, ({ path }) => ({ path, external: true }));
  },
});

/**
 * Has CommonJS load by `require` what it loads later: tools that run modules themselves, such as
 * Jest, know no `import()`. Once all is written, for tsup makes CommonJS of modules last of all.
 */
const requireLater: NonNullable<Options["plugins"]>[number] = {
  name: "require-later",
  buildEnd: ({ writtenFiles }) => {
    for (const { name } of writtenFiles.filter(({ name }) => name.endsWith(".cjs"))) {
      const text = readFileSync(name, "utf8");
      const later = /\bimport\((['"]\.\/[\w-]+\.cjs['"])\)/g;
      writeFileSync(name, text.replace(later, "Promise.resolve().then(() => require($1))"));
    }
  },
};

const common: Options = {
  entry: ["src/index.ts", "src/metrics.ts", "src/shards.ts"],
  format: "esm",
  // One core and one Points for both doors, in CommonJS too; there tsup leaves the
  // splitting to Rollup only if that shakes the tree as well, and else lowers the syntax.
  splitting: true,
  treeshake: true,
  esbuildOptions: (options) => {
    // What is shared comes in several files, of which esbuild names all "chunk".
    options.chunkNames = "[name]-[hash]";
  },
  target: "es2022",
  platform: "neutral",
  silent: true,
};

export default defineConfig(async () => {
  // By hand, for the builds run side by side and each would clear the others' files.
  rmSync("dist", { recursive: true, force: true });
  cpSync("build/release/core.wasm", "dist/core.wasm");
  const text = await workerText();
  writeFileSync("dist/worker.js", text);
  return [
    {
      ...common,
      format: ["esm", "cjs"],
      dts: true,
      plugins: [requireLater],
      esbuildPlugins: [embedCore, embedWorker(text)],
    },
    ...["workerd", "edge-light"].map((platform) => ({
      ...common,
      outDir: `dist/${platform}`,
      esbuildPlugins: [forPlatform(platform)],
    })),
  ];
});
