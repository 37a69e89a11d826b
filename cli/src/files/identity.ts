import { fstatSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

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
  } catch {
    const folder = await realpath(dirname(full)).catch(() => dirname(full));
    return join(folder, basename(full));
  }
}
