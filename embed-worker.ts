import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { minify } from "terser";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * The worker of src/threads as one text that runs by itself, for src/threads/delivery.ts: all of it,
 * for a worker cannot import what a bundler has renamed. Without the core, which is posted.
 */
export async function workerText(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path("src/threads/worker.ts")],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    plugins: [
      {
        name: "posted-core",
        setup: (builder) => {
          builder.onResolve({ filter: /platforms\/embedded/ }, () => ({
            path: path("src/core/platforms/posted.ts"),
          }));
        },
      },
    ],
  });
  const { code } = await minify(outputFiles[0].text, { ecma: 2020, compress: { passes: 2 } });
  return code!;
}
