import { constants } from "node:buffer";
import { counted } from "../text/wording.js";
import type { Source } from "../files/source.js";

/** All bytes of a file, for formats that cannot be read from their beginning to their end. */
export async function allBytes(
  chunks: AsyncIterable<Buffer>,
  source: Source,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    pieces.push(chunk);
    length += chunk.length;
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
