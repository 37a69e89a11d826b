import { Readable, pipeline } from "node:stream";
import { createGzip } from "node:zlib";

/** Packs bytes by gzip. */
export async function* gzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const packed = createGzip({ chunkSize: 2 ** 18 });
  // What goes wrong reaches the reader by the stream itself.
  pipeline(Readable.from(chunks), packed, () => {});
  yield* packed as AsyncIterable<Buffer>;
}
