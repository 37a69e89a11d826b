import { fileURLToPath } from "node:url";
import { build } from "vite";

const ROOT = fileURLToPath(new URL("../../site/playground", import.meta.url));

/** Builds the playground alone, without the site round it. */
export async function buildPlayground(folder: string): Promise<void> {
  await build({
    ...{ root: ROOT, base: "./", configFile: false, logLevel: "error" },
    build: { outDir: folder, emptyOutDir: true },
  });
}
