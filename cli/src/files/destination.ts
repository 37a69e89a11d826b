import { readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** Where a file will be that is not there yet: links may lead to it, which may not lead in a circle. */
export async function destinationOf(path: string): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => undefined);
  if (folder === undefined) return resolve(path);
  const link = await readlink(path).catch(() => undefined);
  return link === undefined
    ? join(folder, basename(path))
    : await destinationOf(resolve(folder, link));
}
