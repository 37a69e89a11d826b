import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build, type Plugin } from "esbuild";

/** A worker as a platform's build tool leaves it. */
export interface Bundle {
  readonly code: string;
  /** The WebAssembly files that it imports, by the names it has for them. */
  readonly modules: ReadonlyMap<string, Uint8Array>;
}

/** How a platform's build tool goes about it. */
export interface Tool {
  readonly format: "esm" | "iife";
  /** What the platform adds to `import` and `default`. */
  readonly conditions: readonly string[];
  /** What becomes of an import of a WebAssembly file. */
  readonly wasm: "left to the platform" | "a global";
}

/** Takes WebAssembly files out of the bundle, and leaves names in their places. */
function takeOut(modules: Map<string, Uint8Array>, wasm: Tool["wasm"]): Plugin {
  return {
    name: "take-out",
    setup(build) {
      build.onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path.replace(/\?module$/, ""));
        const name = basename(file);
        modules.set(name, readFileSync(file));
        return wasm === "a global"
          ? { path: name, namespace: "global" }
          : { path: `./${name}`, external: true };
      });
      build.onLoad({ filter: /./, namespace: "global" }, ({ path }) => ({
        contents: `export default globalThis[${JSON.stringify(path)}];`,
      }));
    },
  };
}

/** Bundles a program that lies in `folder`. */
export async function bundle(program: string, folder: string, tool: Tool): Promise<Bundle> {
  const modules = new Map<string, Uint8Array>();
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: folder },
    bundle: true,
    write: false,
    logLevel: "silent",
    target: "es2022",
    format: tool.format,
    conditions: [...tool.conditions],
    plugins: [takeOut(modules, tool.wasm)],
  });
  return { code: outputFiles[0].text, modules };
}
