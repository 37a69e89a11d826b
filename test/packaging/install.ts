import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Installed } from "./runtime.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The tarball lies beside what was installed from it. */
export function tarballOf({ folder }: Installed): string {
  return join(folder, "mixtura.tgz");
}

/** Runs npm without the network, and gives what it printed. */
export function npm(cwd: string, ...args: string[]): string {
  const quiet = ["--offline", "--no-audit", "--no-fund", "--loglevel=error"];
  return execFileSync("npm", [...args, ...quiet], { cwd, encoding: "utf8" });
}

/**
 * Packs what `npm run build` made, as it would be published, and installs the tarball into a fresh
 * folder far from the checkout: whatever the package forgot to bring is not found there.
 */
export function install(): Installed {
  const installed = { folder: mkdtempSync(join(tmpdir(), "mixtura-")) };
  const { folder } = installed;
  try {
    // Without scripts: prepack would build anew, under the feet of tests that run beside this.
    const packed = npm(root, "pack", "--ignore-scripts", "--json", `--pack-destination=${folder}`);
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    renameSync(join(folder, filename), tarballOf(installed));
    writeFileSync(join(folder, "package.json"), `{ "private": true, "type": "module" }\n`);
    npm(folder, "install", tarballOf(installed));
    copyFileSync(join(root, "test/conformance/suite.js"), join(folder, "suite.js"));
    copyFileSync(join(root, "test/conformance/threaded.js"), join(folder, "threaded.js"));
  } catch (error) {
    uninstall(installed);
    throw error;
  }
  return installed;
}

export function uninstall({ folder }: Installed): void {
  rmSync(folder, { recursive: true, force: true });
}
