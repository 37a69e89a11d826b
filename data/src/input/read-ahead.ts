import type { Bytes } from "./file.js";

/** Fewer bytes are not worth a request of their own. */
const least = 2 ** 14;

/** So many bytes at most are read ahead. */
const most = 2 ** 20;

/**
 * Reads pieces that follow each other at once, and the more the longer they do: a request takes its
 * time however few bytes it brings. Pieces that lie apart are read as they are asked for.
 *
 * @param size of the file, in bytes
 */
export function readingAhead(bytes: Bytes, size: number): Bytes {
  let held = new Uint8Array();
  let heldStart = 0;
  let latest: Promise<unknown> = Promise.resolve();
  const piece = async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> => {
    const heldEnd = heldStart + held.length;
    if (start < heldStart || end > heldEnd) {
      const follows = start >= heldStart && start <= heldEnd + least;
      const ahead = follows ? Math.min(2 * held.length, most) : 0;
      const known = follows ? held.subarray(start - heldStart) : new Uint8Array();
      const until = Math.max(end, Math.min(start + Math.max(ahead, least), size));
      const more = await bytes.read(start + known.length, until);
      const joined = new Uint8Array(known.length + more.length);
      joined.set(known);
      joined.set(more, known.length);
      held = joined;
      heldStart = start;
    }
    return held.slice(start - heldStart, end - heldStart);
  };
  return {
    read: (start, end) => {
      if (end - start >= most / 2) return bytes.read(start, end);
      // One behind the other: what the first brings may be what the next is for.
      const result = latest.then(() => piece(start, end));
      latest = result.catch(() => undefined);
      return result;
    },
    close: () => bytes.close(),
  };
}
