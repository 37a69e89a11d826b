import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A program that is looked for, and what to say where it is not there. */
export interface Program {
  /** Its names, the usual one first. */
  readonly names: readonly string[];
  /** Folders in which it usually lies, beside those of PATH; one `*` may stand for a folder. */
  readonly folders: readonly string[];
  /** The Debian package that brings it. */
  readonly debian: string;
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function expand(folder: string): string[] {
  if (!folder.includes("*")) return [folder];
  const [above, below] = folder.split("*");
  try {
    return readdirSync(above).map((name) => join(above, name, below));
  } catch {
    return [];
  }
}

/** The program's path, undefined where it is nowhere. */
export function locate({ names, folders }: Program): string | undefined {
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return [...folders.flatMap(expand), ...path]
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(runs);
}

/** The path of a program that `missing` has not complained of. */
export function located(program: Program): string {
  const path = locate(program);
  if (path === undefined) throw new Error(complaint([program]));
  return path;
}

function complaint(programs: readonly Program[]): string | undefined {
  const absent = programs.filter((program) => locate(program) === undefined);
  if (absent.length === 0) return undefined;
  const paths = absent.map(({ folders, names }) => `${folders[0]}/${names[0]}`);
  const packages = [...new Set(absent.map(({ debian }) => debian))];
  return `no ${paths.join(", no ")}; apt-get install ${packages.join(" ")}`;
}

/** "Chromium: no /usr/bin/chromium; apt-get install chromium", undefined where all are there. */
export function missing(engine: string, programs: readonly Program[]): string | undefined {
  const why = complaint(programs);
  return why && `${engine}: ${why}`;
}
