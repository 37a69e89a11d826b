import { randomUUID } from "node:crypto";
import { createReadStream, openSync, rmSync, write } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline, Transform, type Readable } from "node:stream";
import { fileReason } from "./errors.js";
import { statsOf } from "./stats.js";
import type { Source } from "./source.js";

/** A source whose bytes can be had a second time. */
export interface Kept {
  /** Is to be opened first. */
  readonly source: Source;
  /** The same bytes once more. */
  again(): Source;
  /** Throws if they are no longer those that were read first. */
  checkUnchanged(): void;
}

/** A file is read again; what can be read but once is copied to a temporary file as it is read. */
export function kept(data: string, source: Source): Kept {
  // What is not there, its first reader will miss.
  const readOnce = data === "-" || statsOf(data)?.isFile() === false;
  return readOnce ? copied(source) : inPlace(data, source);
}

export function changed({ name }: Source): Error {
  return new Error(`${name} has changed since it was read`);
}

function inPlace(data: string, source: Source): Kept {
  const before = stateOf(data);
  return {
    source,
    again: () => source,
    checkUnchanged() {
      if (stateOf(data) !== before) throw changed(source);
    },
  };
}

function stateOf(path: string): string {
  const state = statsOf(path);
  return [state?.dev, state?.ino, state?.size, state?.mtimeNs].join();
}

/** The copy loses its name at once, and so is gone with the process, however that ends. */
function copied(source: Source): Kept {
  let copy: number | undefined;
  let size = 0;
  const keep = (chunk: Buffer, done: (error?: Error) => void) => {
    if (copy === undefined) {
      done();
      return;
    }
    write(copy, chunk, 0, chunk.length, null, (error, written) => {
      size += written;
      if (error !== null) done(unkept(source, error));
      else if (written < chunk.length) keep(chunk.subarray(written), done);
      else done();
    });
  };
  const open = (): Readable => {
    copy = temporaryFile(source);
    const keeping = new Transform({
      transform: (chunk: Buffer, _, done) => keep(chunk, (error) => done(error ?? null, chunk)),
    });
    // What goes wrong reaches the reader by the stream that it has.
    pipeline(source.open(), keeping, () => {});
    return keeping;
  };
  return {
    source: { ...source, open },
    again: () => ({
      ...source,
      typed: false,
      size: () => size,
      open: () =>
        createReadStream("", { fd: copy, start: 0, autoClose: false, highWaterMark: 2 ** 18 }),
    }),
    checkUnchanged: () => {},
  };
}

function temporaryFile(source: Source): number {
  const path = join(tmpdir(), `.mixtura-${randomUUID()}.tmp`);
  try {
    const descriptor = openSync(path, "wx+", 0o600);
    rmSync(path);
    return descriptor;
  } catch (error) {
    throw unkept(source, error);
  }
}

function unkept({ name }: Source, error: unknown): Error {
  const reason = fileReason(error) ?? String(error);
  return new Error(`cannot keep ${name} in ${tmpdir()} for --output: ${reason}`, { cause: error });
}
