import { fstatSync } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { destinationOf } from "./destination.js";
import { isMissing } from "./stats.js";

/**
 * One file would silently take the place of another.
 *
 * @param uses what a command uses a path for, and the path; undefined where none was given
 * @returns which two of them are the same file; undefined where all are different
 */
export async function sharedPath(
  uses: readonly (readonly [use: string, path: string | undefined])[],
): Promise<string | undefined> {
  const seen = new Map<string, string>();
  for (const [use, path] of uses) {
    if (path === undefined) continue;
    const file = await fileIdentity(path);
    const other = seen.get(file);
    if (other !== undefined) return `${other} and ${use} are the same file, ${path}`;
    seen.set(file, use);
  }
  return undefined;
}

/** Whether a path leads to the file that standard output goes to, which would grow as it is read. */
export async function isStandardOutput(path: string): Promise<boolean> {
  const output = fstatSync(1);
  return output.isFile() && (await fileIdentity(path)) === `${output.dev}:${output.ino}`;
}

/**
 * A text that two paths share if they lead to the same file, by links or under another spelling.
 *
 * @param path A file that may not be there yet; - is the one on standard input.
 */
export async function fileIdentity(path: string): Promise<string> {
  const full = resolve(path);
  try {
    const { dev, ino } = path === "-" ? fstatSync(0) : await stat(full);
    return `${dev}:${ino}`;
  } catch (error) {
    return isMissing(error) ? await destinationOf(full) : full;
  }
}
