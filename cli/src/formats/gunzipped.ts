import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

/** Passes a file on, unpacked if it starts as gzip does, which none of the formats do. */
export async function* gunzipped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  while (start.length < 2) {
    const next = await iterator.next();
    if (next.done === true) break;
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
  }
  const all = from(start, iterator);
  if (start[0] !== 0x1f || start[1] !== 0x8b) {
    yield* all;
    return;
  }
  const unpacked = createGunzip({ chunkSize: 2 ** 18 });
  // What goes wrong reaches the reader by the stream itself.
  pipeline(Readable.from(all), unpacked, () => {});
  yield* unpacked as AsyncIterable<Buffer>;
}

async function* from(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  for (;;) {
    const next = await rest.next();
    if (next.done === true) return;
    yield next.value;
  }
}

/** Why a file could not be unpacked; undefined where that is not what went wrong. */
export function gzipReason(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "Z_BUF_ERROR") return "the gzip file is cut off";
  if (code === "Z_DATA_ERROR") return "the gzip file is damaged";
  return undefined;
}
