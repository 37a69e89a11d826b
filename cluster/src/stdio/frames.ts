import type { Readable } from "node:stream";

/** What a frame is about, as JSON has it. */
export type Head = Readonly<Record<string, unknown>>;

/** What travels: a head, and bytes that it is about. */
export interface Frame {
  readonly head: Head;
  readonly bytes: Uint8Array;
}

/** Bytes of a frame at most, unless others are said. */
export const LIMIT = 2 ** 30;

/** Bytes of a head at most: the description of a table has room. */
const LONGEST_HEAD = 2 ** 21;

/** Bytes of a length. */
const LENGTH = 4;

/**
 * Makes sure that frames can be of that length.
 *
 * @throws TypeError where they cannot
 */
export function checkLimit(limit: unknown): number {
  const fine = Number.isInteger(limit) && (limit as number) >= 1024 && (limit as number) < 2 ** 32;
  if (fine) return limit as number;
  throw new TypeError("limit: expected bytes of a frame, 1,024 to 4,294,967,295");
}

/**
 * A frame as it travels: all before its bytes, which are not copied, and its bytes.
 *
 * @throws RangeError where it is longer than whoever reads it allows
 */
export function written({ head, bytes }: Frame, limit: number): readonly [Uint8Array, Uint8Array] {
  const text = Buffer.from(JSON.stringify(head));
  const length = LENGTH + text.length + bytes.length;
  if (length > limit) throw tooLong("output", length, limit);
  const before = Buffer.alloc(2 * LENGTH + text.length);
  before.writeUInt32LE(length, 0);
  before.writeUInt32LE(text.length, LENGTH);
  text.copy(before, 2 * LENGTH);
  return [before, bytes];
}

/**
 * The frames of a stream, whoever writes it and however it is cut into chunks. A length is believed
 * only as far as bytes come.
 *
 * @param limit bytes of a frame at most
 * @throws TypeError or RangeError where these are no frames
 * @throws Error where the stream ends within one
 */
export async function* readFrames(input: Readable, limit: number): AsyncGenerator<Frame> {
  const arrived = new Arrived();
  let wanted: number | undefined;
  for await (const chunk of input) {
    arrived.add(chunk);
    for (;;) {
      if (wanted === undefined) {
        if (arrived.length < LENGTH) break;
        wanted = lengthAt(arrived.take(LENGTH), 0);
        if (wanted > limit) throw tooLong("input", wanted, limit);
      }
      if (arrived.length < wanted) break;
      const body = arrived.take(wanted);
      wanted = undefined;
      yield read(body);
    }
  }
  if (wanted === undefined && arrived.length === 0) return;
  const missing = wanted === undefined ? "its length" : `its ${wanted} bytes`;
  throw new Error(`input: it ended within a frame, after ${arrived.length} of ${missing}`);
}

function read(body: Uint8Array): Frame {
  if (body.length < LENGTH) {
    throw new RangeError(`input: expected a frame of at least 4 bytes, got ${body.length}`);
  }
  const end = LENGTH + lengthAt(body, 0);
  if (end > Math.min(body.length, LENGTH + LONGEST_HEAD)) {
    const most = Math.min(body.length - LENGTH, LONGEST_HEAD);
    throw new RangeError(`input: expected a head of at most ${most} bytes, got ${end - LENGTH}`);
  }
  return { head: headFrom(body.subarray(LENGTH, end)), bytes: body.subarray(end) };
}

function headFrom(bytes: Uint8Array): Head {
  let head: unknown;
  try {
    head = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TypeError("input: expected a head of JSON in UTF-8, got other bytes", { cause });
  }
  if (typeof head === "object" && head !== null && !Array.isArray(head)) return head as Head;
  throw new TypeError("input: expected a head that is an object, got other JSON");
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);
}

function tooLong(what: string, length: number, limit: number): RangeError {
  return new RangeError(`${what}: expected frames of at most ${limit} bytes, got one of ${length}`);
}

/** What has come of a stream, and was not taken yet. */
class Arrived {
  length = 0;
  readonly #chunks: Uint8Array[] = [];

  add(chunk: unknown): void {
    if (!(chunk instanceof Uint8Array)) {
      throw new TypeError(`input: expected a stream of bytes, got one of ${typeof chunk}s`);
    }
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  /** The first bytes, in memory of their own: they are handed on to threads. */
  take(count: number): Uint8Array {
    const taken = new Uint8Array(count);
    let at = 0;
    let used = 0;
    while (at < count) {
      const chunk = this.#chunks[used];
      const some = chunk.subarray(0, count - at);
      taken.set(some, at);
      at += some.length;
      if (some.length === chunk.length) used++;
      else this.#chunks[used] = chunk.subarray(some.length);
    }
    this.#chunks.splice(0, used);
    this.length -= count;
    return taken;
  }
}
