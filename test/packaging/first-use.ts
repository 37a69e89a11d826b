import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";

function changed(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Installs what a folder's lockfile pins, unless that has been done since the lockfile changed.
 * A failure, such as being offline, is told and no more: what is then not there says so itself.
 *
 * @param what it is and how much, for the one who waits
 */
export function installPinned(folder: string, what: string): void {
  // npm writes its own copy of the lockfile last.
  const done = join(folder, "node_modules/.package-lock.json");
  if (changed(done) >= changed(join(folder, "package-lock.json"))) return;
  console.error(`installing ${what}, once`);
  try {
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    execFileSync("npm", ["ci", ...quiet], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    console.error(`that failed: ${(error as Error).message}`);
  }
}
