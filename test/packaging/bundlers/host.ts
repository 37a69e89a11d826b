import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Installed } from "../runtime.js";
import type { Host } from "./bundler.js";

const PAGE = `<!doctype html>
<meta charset="utf-8" />
<title>host</title>
<script type="module" src="./main.js"></script>
`;

/** `use` with a host program in a folder from which the installed package is found. */
export async function withHost<T>(
  { folder }: Installed,
  program: string,
  use: (host: Host) => Promise<T>,
): Promise<T> {
  const source = mkdtempSync(join(folder, "host-"));
  try {
    writeFileSync(join(source, "index.html"), PAGE);
    writeFileSync(join(source, "main.js"), program);
    return await use({ source, output: join(source, "dist") });
  } finally {
    rmSync(source, { recursive: true });
  }
}

/** For bundlers that know scripts only: the page goes along as it is. */
export function keepPage({ source, output }: Host): void {
  copyFileSync(join(source, "index.html"), join(output, "index.html"));
}
