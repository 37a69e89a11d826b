import { randomUUID } from "node:crypto";
import { fstatSync, renameSync, rmSync, writeFileSync, type Stats } from "node:fs";
import { access, chmod, constants, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { destinationOf } from "./destination.js";
import { fileReason } from "./errors.js";
import { isMissing } from "./stats.js";

export interface OutputFile {
  readonly path: string;
  readonly content: Content;
}

/** Of a file: as a whole, or piece by piece. */
export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

/** How to write to where a path leads. */
type Place =
  /** A device or a pipe is written to; a rename would put a file in its place. */
  | { readonly kind: "device" }
  /** A file that the shell has opened for one of our streams, as /dev/stdout leads to. */
  | { readonly kind: "stream"; readonly descriptor: number }
  /** A file, there or not yet, is written beside its place and then takes it. */
  | { readonly kind: "file"; readonly file: string; readonly mode: number | undefined };

/** Fails early, so that a long fit is not lost to a mistyped folder. */
export async function checkWritable(path: string): Promise<void> {
  await explained(path, async () => {
    const place = await placeOf(path);
    if (place.kind === "stream") return;
    if (place.kind === "file") await access(dirname(place.file), constants.W_OK);
    if (place.kind === "device" || place.mode !== undefined) await access(path, constants.W_OK);
  });
}

/** Writes all of the files or, if one cannot be written, none; never half a file. */
export async function writeFiles(
  files: readonly OutputFile[],
  signal?: AbortSignal,
): Promise<void> {
  const staged: { from: string; to: string; path: string }[] = [];
  const takeBack = () => {
    for (const { from } of staged) rmSync(from, { force: true });
  };
  // At once, for a second signal may leave no time for it.
  signal?.addEventListener("abort", takeBack);
  try {
    const begun: OutputFile[] = [];
    for (const { path, content } of files) {
      await explained(path, async () => {
        begun.push({ path, content: await begunContent(content) });
      });
    }
    signal?.throwIfAborted();
    for (const { path, content } of begun) {
      await explained(path, async () => {
        const place = await placeOf(path);
        if (place.kind === "device") {
          await unlessAborted(writeFile(path, content, { signal }), signal);
        } else if (place.kind === "stream") {
          for await (const piece of piecesOf(content)) writeFileSync(place.descriptor, piece);
        } else {
          const { file: to, mode } = place;
          const from = join(dirname(to), `.${randomUUID()}.tmp`);
          staged.push({ from, to, path });
          await writeFile(from, content, { signal, ...(mode !== undefined && { mode }) });
          // What it was made with, the umask has taken from.
          if (mode !== undefined) await chmod(from, mode);
        }
      });
    }
    signal?.throwIfAborted();
    // Without a pause, in which the user could interrupt the one between the other.
    for (const { from, to, path } of staged) {
      await explained(path, () => renameSync(from, to));
    }
  } finally {
    signal?.removeEventListener("abort", takeBack);
    takeBack();
  }
}

/** Prints to standard output, no faster than it is read; whoever reads it may have enough. */
export async function print(content: Content, signal?: AbortSignal): Promise<void> {
  try {
    await pipeline(piecesOf(content), process.stdout, { signal, end: false });
  } catch (error) {
    // What is wrong with the stream, its own listener says.
    if (!(error instanceof Error && "syscall" in error && error.syscall === "write")) throw error;
  }
}

/**
 * Content that has been made as far as its first piece. Until then a signal may end the process
 * without further ado, so there may be no file yet that would have to be taken back.
 */
async function begunContent(content: Content): Promise<Content> {
  if (typeof content === "string" || content instanceof Uint8Array) return content;
  const pieces = content[Symbol.asyncIterator]();
  const first = await pieces.next();
  return (async function* () {
    if (first.done === true) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => pieces };
  })();
}

async function* piecesOf(content: Content): AsyncGenerator<string | Uint8Array> {
  if (typeof content === "string" || content instanceof Uint8Array) yield content;
  else yield* content;
}

async function placeOf(path: string): Promise<Place> {
  const existing = await existingFile(path);
  if (existing?.isDirectory()) throw new Error("is a folder, not a file");
  if (existing === undefined) {
    return { kind: "file", file: await destinationOf(path), mode: undefined };
  }
  if (!existing.isFile()) return { kind: "device" };
  const descriptor = [1, 2].find((stream) => isSame(existing, fstatSync(stream)));
  if (descriptor !== undefined) return { kind: "stream", descriptor };
  return { kind: "file", file: await realpath(path), mode: existing.mode };
}

function isSame(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

async function existingFile(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Waits for a promise, but not for one that takes no notice of the signal. */
async function unlessAborted(promise: Promise<void>, signal?: AbortSignal): Promise<void> {
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  await Promise.race([promise, aborted]);
}

async function explained(path: string, work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = fileReason(error) ?? (error instanceof Error ? error.message : String(error));
    throw new Error(`cannot write ${path}: ${reason}`, { cause: error });
  }
}
