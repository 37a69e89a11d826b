import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installPinned } from "../first-use.js";

const folder = fileURLToPath(new URL("../runtimes", import.meta.url));

/** Installs the pinned runtimes at first use. */
export function installRuntimes(): void {
  installPinned(folder, "Node 20 to 26, Deno, Bun and workerd into test/packaging (1.1 GB)");
}

/** Where a command of a pinned runtime lies, once it is installed. */
export function pinned(file: string): string {
  return `${folder}/node_modules/${file}`;
}

/** Why a command cannot be run here. */
export function missing(command: string): string | undefined {
  return existsSync(command) ? undefined : "not installed";
}
