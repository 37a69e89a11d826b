import { randomUUID } from "node:crypto";
import { access, constants, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileReason } from "./errors.js";

export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** Fails early, so that a long fit is not lost to a mistyped folder. */
export async function checkWritable(path: string): Promise<void> {
  await explained(path, async () => {
    const existing = await existingFile(path);
    if (existing?.isDirectory()) throw new Error("is a folder, not a file");
    if (existing === undefined || existing.isFile()) await access(dirname(path), constants.W_OK);
    if (existing !== undefined) await access(path, constants.W_OK);
  });
}

/** Writes all of the files or, if one cannot be written, none; never half a file. */
export async function writeFiles(files: readonly OutputFile[]): Promise<void> {
  const staged: { from: string; to: string; path: string }[] = [];
  try {
    for (const { path, text } of files) {
      await explained(path, async () => {
        const existing = await existingFile(path);
        if (existing !== undefined && !existing.isFile()) {
          // A device or a pipe is written to; a rename would put a file in its place.
          await writeFile(path, text);
          return;
        }
        const to = existing === undefined ? path : await realpath(path);
        const from = join(dirname(to), `.${randomUUID()}.tmp`);
        staged.push({ from, to, path });
        await writeFile(from, text, existing === undefined ? {} : { mode: existing.mode });
      });
    }
    for (const { from, to, path } of staged) await explained(path, () => rename(from, to));
  } finally {
    for (const { from } of staged) await rm(from, { force: true });
  }
}

async function existingFile(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function explained(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = fileReason(error) ?? (error instanceof Error ? error.message : String(error));
    throw new Error(`cannot write ${path}: ${reason}`, { cause: error });
  }
}
