import { fromIterable, type IterableOptions, type Rowlike } from "./from-iterable.js";
import type { DataSource } from "./source.js";

/**
 * Makes a source of web streams: of rows as `fromIterable` takes them, or, with `bytes`, of bytes,
 * such as the body of a response. The function is called at every pass, for a stream can be read
 * only once, and must give the same rows each time. Who stops early cancels the stream.
 *
 * @throws RangeError where an option has a value it cannot have
 *
 * @example
 * ```ts
 * import { fromWebStream } from "mixtura-data";
 *
 * const numbers = new Float32Array([1, 2, 3, 4]);
 * const source = fromWebStream(() => new Blob([numbers]).stream(), {
 *   dimensions: 2,
 *   bytes: "float32",
 *   precision: "float32",
 * });
 * for await (const points of source.open()) console.log(points); // Float32Array [1, 2, 3, 4]
 * ```
 */
export function fromWebStream(
  open: () => ReadableStream<Rowlike> | Promise<ReadableStream<Rowlike>>,
  options: IterableOptions,
): DataSource {
  if (typeof open !== "function") {
    const expected = "a function that gives a stream anew at each pass";
    throw new TypeError(`fromWebStream: expected ${expected}, got ${typeof open}`);
  }
  return fromIterable(() => itemsOf(open), options);
}

/** Not every browser lets streams be iterated over. */
async function* itemsOf(
  open: () => ReadableStream<Rowlike> | Promise<ReadableStream<Rowlike>>,
): AsyncGenerator<Rowlike, void, undefined> {
  const reader = (await open()).getReader();
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    isOver = true;
  } finally {
    if (!isOver) await reader.cancel();
    reader.releaseLock();
  }
}
