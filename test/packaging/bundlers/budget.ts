import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Installed } from "../runtime.js";
import type { Bundler } from "./bundler.js";
import { withHost } from "./host.js";
import { programs } from "./programs.js";

/** Files that a browser downloads for a page that fits k-means once; its HTML apart. */
export function downloads(installed: Installed, bundler: Bundler): Promise<Buffer[]> {
  return withHost(installed, programs.smallest, async (host) => {
    await bundler.bundle(host);
    return readdirSync(host.output, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "index.html")
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
  });
}

/** Bytes that they take on their way. */
export function gzipped(files: readonly Buffer[]): number {
  return files.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).byteLength, 0);
}
