import { fileURLToPath } from "node:url";
import { installPinned } from "../first-use.js";

const folder = fileURLToPath(new URL("../runtimes", import.meta.url));

/** Where a file of a pinned runtime lies, once it is installed. */
export function pinned(file: string): string {
  return `${folder}/node_modules/${file}`;
}

/** Installs the pinned runtimes at first use. */
export function installRuntimes(): void {
  installPinned(folder, "Node 20 to 26, Deno, Bun and workerd (1.2 GB)");
}
