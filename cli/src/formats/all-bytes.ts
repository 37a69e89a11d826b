import { constants } from "node:buffer";
import type { Kind } from "../files/kinds.js";
import type { Source } from "../files/source.js";
import { counted } from "../text/wording.js";

/** What files of a kind may start with. */
const starts: Partial<Record<Kind, readonly string[]>> = {
  // A file, and a stream.
  arrow: ["ARROW1", "\xff\xff\xff\xff"],
  parquet: ["PAR1"],
  npy: ["\x93NUMPY"],
  xlsx: ["PK\x03\x04"],
};

/**
 * All bytes of a file, for formats that cannot be read from their beginning to their end. Of a file
 * that does not start as its kind does only the start, for its reader to refuse: the rest may be
 * gigabytes, packed into a few.
 */
export async function allBytes(
  chunks: AsyncIterable<Buffer>,
  source: Source,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    pieces.push(chunk);
    length += chunk.length;
    if (length === chunk.length && !mayStart(chunk, source.kind)) break;
    if (length > constants.MAX_LENGTH) {
      const most = counted(Math.floor(constants.MAX_LENGTH / 1e9), "GB").replace("GBs", "GB");
      throw new Error(`${source.name}: more than the ${most} that a ${source.kind} file may have`);
    }
  }
  // In a buffer of their own, at whose start numbers of any size may stand.
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function mayStart(chunk: Buffer, kind: Kind): boolean {
  return (starts[kind] ?? [""]).some((start) => {
    const shared = Math.min(start.length, chunk.length);
    return chunk.toString("latin1", 0, shared) === start.slice(0, shared);
  });
}
