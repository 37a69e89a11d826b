import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What is read of a lockfile; the package of the folder itself has the name "". */
interface Lockfile {
  readonly packages: Readonly<Record<string, Locked>>;
}

interface Locked {
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The packages that a folder asks for, that exist for this machine, and that are not there. */
function lacking(folder: string): string[] {
  const text = readFileSync(join(folder, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as Lockfile;
  const { dependencies, optionalDependencies } = packages[""];
  return Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => {
    const { os, cpu } = packages[`node_modules/${name}`];
    const fits = (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);
    return fits && !existsSync(join(folder, "node_modules", name));
  });
}

function changed(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Installs what a folder's lockfile pins, unless all of it is there since the lockfile changed. A
 * failure, such as being offline, is told and no more: what is then not there says so itself.
 *
 * @param what it is and how much, for the one who waits
 */
export function installPinned(folder: string, what: string): void {
  // npm writes its own copy of the lockfile last.
  const done = join(folder, "node_modules/.package-lock.json");
  const current = changed(done) >= changed(join(folder, "package-lock.json"));
  if (current && lacking(folder).length === 0) return;
  console.error(`installing ${what}, once`);
  try {
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    execFileSync("npm", ["ci", ...quiet], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  } catch {
    // npm said why.
  }
  // Of an optional dependency that it could not install, npm says nothing.
  const names = lacking(folder);
  if (names.length > 0) console.error(`not installed: ${names.join(", ")}; online, try again`);
}
