import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vitest/config";
import { textOf } from "./embed-core.js";
import { workerText } from "./embed-worker.js";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Embeds the compiled core as the bundler does, taking its modules from `folder`. */
function embedCore(folder: string): Plugin {
  return {
    name: "embed-core",
    enforce: "pre",
    resolveId: (id) => /(?<=\/release)\/[\w-]+\.wasm$/.exec(id)?.[0].replace("/", "\0embedded/"),
    load: (id) =>
      id.startsWith("\0embedded/")
        ? `export default ${JSON.stringify(textOf(path(id.replace("\0embedded", folder))))}`
        : undefined,
  };
}

/** Embeds the worker as the bundler does. */
const embedWorker: Plugin = {
  name: "embed-worker",
  enforce: "pre",
  resolveId: (id) => (/\/worker\.txt$/.test(id) ? "\0worker" : undefined),
  load: async (id) =>
    id === "\0worker" ? `export default ${JSON.stringify(await workerText())}` : undefined,
};

/** Gives the compiled core as an edge runtime does: `import core from "../core.wasm"`. */
function compiledCore(): Plugin {
  return {
    name: "compiled-core",
    enforce: "pre",
    resolveId: (id) => (/\/core\.wasm(?:\?module)?$/.test(id) ? "\0compiled" : undefined),
    load: (id) =>
      id === "\0compiled"
        ? `import { readFileSync } from "node:fs";
           export default new WebAssembly.Module(readFileSync(${JSON.stringify(path("dist/core.wasm"))}))`
        : undefined,
  };
}

/** The package's entries in one build; the longer name first, or the shorter would swallow it. */
const doors = (folder: string, extension: string) => ({
  "mixtura/metrics": path(`${folder}/metrics.${extension}`),
  "mixtura/shards": path(`${folder}/shards.${extension}`),
  mixtura: path(`${folder}/index.${extension}`),
});

/** What users see: runs against every build. */
const PUBLIC = ["test/public/**/*.test.ts"];
/** What only the source shows: runs against both builds of the core. */
const INTERNAL = ["test/internal/**/*.test.ts"];
/** The repository itself: its documents, its map, what its scripts write. */
const REPOSITORY = ["test/repository/**/*.test.ts"];
/** The command as it is used: it is started more than a thousand times. */
const COMMAND = ["test/cli/**/*.test.ts"];
/** The package of sources, from its source; what it is bundled for, from its build. */
const DATA = ["test/data/**/*.test.ts"];
/** The package of machines, from its build: its threads start from files. */
const CLUSTER = ["test/cluster/**/*.test.ts"];
/** The packed tarball, installed far from here, in every runtime, bundler and browser. */
const RUNTIMES = "browsers bundlers example-worker matrix one-class refusals runtimes"
  .split(" ")
  .map((name) => `test/packaging/${name}.test.ts`);
/** The packed tarball, for what is in it and for what documents and examples do with it. */
const PACKAGE = ["test/packaging/**/*.test.ts"];
/** The site as it is built, in a browser. */
const SITE = ["test/site/**/*.test.ts"];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // No test asserts a time, so none needs a core to itself.
    maxWorkers: "100%",
    setupFiles: ["test/properties.ts"],
    projects: [
      {
        extends: true,
        plugins: [embedCore("build/release"), embedWorker],
        resolve: { alias: doors("src", "ts") },
        test: { name: "source", include: [...PUBLIC, ...INTERNAL] },
      },
      {
        extends: true,
        plugins: [embedCore("build/debug"), embedWorker],
        resolve: { alias: doors("src", "ts") },
        test: { name: "debug", include: [...PUBLIC, ...INTERNAL] },
      },
      {
        extends: true,
        resolve: { alias: doors("dist", "js") },
        test: { name: "esm", include: PUBLIC },
      },
      {
        extends: true,
        resolve: { alias: doors("dist", "cjs") },
        test: { name: "cjs", include: PUBLIC },
      },
      ...["workerd", "edge-light"].map((platform) => ({
        extends: true as const,
        plugins: [compiledCore()],
        resolve: { alias: doors(`dist/${platform}`, "js") },
        test: { name: platform, include: PUBLIC, env: { PLATFORM_WITHOUT_THREADS: platform } },
      })),
      { extends: true, test: { name: "repository", include: REPOSITORY } },
      { extends: true, test: { name: "command", include: COMMAND } },
      {
        extends: true,
        resolve: { alias: { "mixtura-data": path("data/src/index.ts") } },
        test: { name: "data", include: DATA },
      },
      { extends: true, test: { name: "cluster", include: CLUSTER, testTimeout: 120_000 } },
      {
        extends: true,
        test: {
          name: "package",
          include: PACKAGE,
          exclude: RUNTIMES,
          globalSetup: ["test/packaging/setup.ts"],
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "site",
          include: SITE,
          globalSetup: ["test/site/setup.ts"],
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "runtimes",
          include: RUNTIMES,
          globalSetup: ["test/packaging/setup.ts", "test/packaging/setup-runtimes.ts"],
          testTimeout: 300_000,
        },
      },
    ],
  },
});
