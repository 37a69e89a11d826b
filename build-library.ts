import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { rollup, type OutputOptions, type Plugin } from "rollup";
import { minify } from "terser";
import { textOf } from "./embed-core.js";
import { workerText } from "./embed-worker.js";

/**
 * Writes the library to `dist`, but for its declarations, which tsup makes: by import and by require,
 * and for edge platforms.
 *
 * By Rollup, for it alone lets one say which file a module goes to. What stands in few files loads
 * faster, and is smaller once a page's bundler has cut it anew.
 */

const root = fileURLToPath(new URL(".", import.meta.url));
const path = (name: string) => resolve(root, name);
const TARGET = "es2022";

const DOORS = ["index", "metrics", "shards"].map((door) => path(`src/${door}.ts`));

/** The core as text inside the JavaScript: the one form that loads unconfigured in every bundler. */
const embedCore: Plugin = {
  name: "embed-core",
  load: (id) => (id.endsWith(".wasm") ? asText(textOf(id)) : undefined),
};

/** The worker as text inside the JavaScript, for the same reason. */
const embedWorker = (text: string): Plugin => ({
  name: "embed-worker",
  resolveId: (id) => (id.endsWith("/worker.txt") ? "\0worker" : undefined),
  load: (id) => (id === "\0worker" ? asText(text) : undefined),
});

/** What no map knows of: the package has no source of it. */
function asText(text: string) {
  return { code: `export default ${JSON.stringify(text)};`, map: { mappings: "" } as const };
}

/** Takes the core as this platform has it, from the file beside the folders of the builds. */
const forPlatform = (platform: string): Plugin => ({
  name: "platform",
  resolveId: (id, importer) => {
    if (id.includes("platforms/embedded")) return path(`src/core/platforms/${platform}.ts`);
    // These platforms have no workers of the kind: code for them would be dead weight.
    if (id.endsWith("/muster.js")) return path("src/threads/nobody.ts");
    const isCore = importer !== undefined && id.startsWith("../core.wasm");
    return isCore ? { id, external: "relative" } : undefined;
  },
});

/** TypeScript without its types; of package.json, the version. */
const fromTypeScript: Plugin = {
  name: "typescript",
  resolveId: (id, importer) => {
    if (importer === undefined || !id.startsWith(".")) return undefined;
    return resolve(importer, "..", id.replace(/\.js$/, ".ts"));
  },
  load: (id) => {
    if (!id.endsWith("package.json")) return undefined;
    const { version } = JSON.parse(readFileSync(id, "utf8")) as { version: string };
    return `export const version = ${JSON.stringify(version)};`;
  },
  transform: async (code, id) => {
    if (!id.endsWith(".ts")) return undefined;
    const settings = { loader: "ts", target: TARGET, sourcemap: true, sourcefile: id } as const;
    const made = await transform(code, settings);
    return { code: made.code, map: made.map };
  },
};

/** What users import, and so see by name: in stacks, and where they print a model or a module. */
const NAMED = new RegExp(`^(?:${DOORS.flatMap(namesOf).join("|")})$`);

/** Names that a door gives, types among them. */
function namesOf(door: string): string[] {
  const source = readFileSync(door, "utf8");
  const lists = Array.from(source.matchAll(/export (?:type )?\{([^}]*)\}/g), ([, list]) => list);
  return lists.flatMap((list) => list.match(/\b(?!type\b)\w+/g) ?? []);
}

/**
 * Where an error is not caught, Node prints the line that threw it: one of all the code, and of the core
 * as text, would bury what the error says.
 */
const LONGEST_LINE = 400;

/**
 * As short as can be, but for what bundlers read in comments. No function is put where it is called: once
 * a page's bundler has left out what nobody calls, and minified again, that is 1 % more.
 */
const shorten: Plugin = {
  name: "shorten",
  renderChunk: async (code, _, { format }) => {
    const made = await minify(code, {
      module: format !== "cjs",
      toplevel: true,
      ecma: 2020,
      compress: {
        passes: 2,
        inline: false,
        reduce_funcs: false,
        keep_classnames: NAMED,
        keep_fnames: NAMED,
      },
      mangle: { keep_classnames: NAMED, keep_fnames: NAMED },
      format: {
        preserve_annotations: true,
        comments: /^ (?:@vite|turbopack|webpack)/,
        max_line_len: LONGEST_LINE,
      },
      sourceMap: true,
    });
    return { code: made.code!, map: made.map as string };
  },
};

/**
 * Has CommonJS load by `require` what it loads later: tools that run modules themselves, such as
 * Jest, know no `import()`.
 */
const requireLater: Plugin = {
  name: "require-later",
  renderDynamicImport: ({ format, targetModuleId }) =>
    format === "cjs" && targetModuleId !== null
      ? { left: "Promise.resolve().then(() => require(", right: "))" }
      : undefined,
};

/** Builds to a folder. */
async function build(folder: string, plugins: Plugin[], formats: OutputOptions[]): Promise<void> {
  const bundle = await rollup({
    input: DOORS,
    plugins: [...plugins, fromTypeScript, requireLater, shorten],
    onLog: (_, log) => {
      throw new Error(log.message);
    },
  });
  for (const format of formats) {
    await bundle.write({
      ...format,
      dir: path(folder),
      sourcemap: true,
      // The package has the sources once, for the maps of all builds.
      sourcemapExcludeSources: true,
      entryFileNames: `[name].${format.format === "cjs" ? "cjs" : "js"}`,
      chunkFileNames: `[name]-[hash].${format.format === "cjs" ? "cjs" : "js"}`,
      hoistTransitiveImports: false,
      manualChunks: (id, { getModuleInfo }) => fileOf(id, getModuleInfo),
    });
  }
  await bundle.close();
}

type ModuleInfo = (id: string) => { readonly importedIds: readonly string[] } | null;

/** Modules that a file needs at once. */
function neededBy(id: string, infoOf: ModuleInfo, found = new Set<string>()): Set<string> {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of infoOf(id)?.importedIds ?? []) neededBy(next, infoOf, found);
  return found;
}

/** The file that a module goes to: with those that are there at once, or with what comes later. */
function fileOf(id: string, infoOf: ModuleInfo): string | undefined {
  const needed = (name: string) => neededBy(path(`src/${name}.ts`), infoOf);
  if (DOORS.includes(id)) return undefined;
  if (needed("index").has(id) || needed("metrics").has(id)) return "main";
  return ["later", "streamed"].find((name) => needed(name).has(id));
}

rmSync(path("dist"), { recursive: true, force: true });
cpSync(path("build/release/core.wasm"), path("dist/core.wasm"));
const text = await workerText();
writeFileSync(path("dist/worker.js"), text);
await build("dist", [embedCore, embedWorker(text)], [{ format: "esm" }, { format: "cjs" }]);
for (const platform of ["workerd", "edge-light"]) {
  await build(`dist/${platform}`, [forPlatform(platform)], [{ format: "esm" }]);
}
