import { isUtf16 } from "../records/utf8-check.js";

/**
 * Bytes as a text of which each byte, or in UTF-16 each pair of them, is a character, so that it can
 * be looked at and added to, and gives the same bytes again whatever they are.
 */
export interface ByteText {
  /** The next bytes as text. */
  textOf(chunk: Buffer): string;
  bytesOf(text: string): Buffer;
  /** Text that is to be added, as the file encodes it. */
  readonly encoded: (text: string) => string;
  /** Bytes at the end that are no whole character. */
  readonly rest: Buffer;
}

/** @param start the first bytes of the file */
export function byteTextOf(start: Buffer): ByteText {
  return isUtf16(start) ? new Pairs() : singles;
}

const none = Buffer.alloc(0);

/** UTF-8, and whatever else has the characters of ASCII as single bytes. */
const singles: ByteText = {
  textOf: (chunk) => chunk.toString("latin1"),
  bytesOf: (text) => Buffer.from(text, "latin1"),
  encoded: (text) => Buffer.from(text, "utf8").toString("latin1"),
  rest: none,
};

class Pairs implements ByteText {
  rest: Buffer = none;
  readonly encoded = (text: string) => text;

  textOf(chunk: Buffer): string {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const whole = bytes.length - (bytes.length % 2);
    this.rest = bytes.subarray(whole);
    return bytes.toString("utf16le", 0, whole);
  }

  bytesOf(text: string): Buffer {
    return Buffer.from(text, "utf16le");
  }
}

/** What can be added to a text that comes in pieces. */
export interface Addition {
  /** What becomes of a piece; in pieces where it may be longer than a string can be. */
  write(piece: string): string | Iterable<string>;
  finish(): string;
}

/** Adds to bytes, and changes none of them. */
export async function* withAddition(
  chunks: AsyncIterable<Buffer>,
  additionFor: (encoded: ByteText["encoded"]) => Addition,
): AsyncGenerator<Buffer> {
  let text: ByteText | undefined;
  let addition: Addition | undefined;
  for await (const chunk of chunks) {
    text ??= byteTextOf(chunk);
    addition ??= additionFor(text.encoded);
    const written = addition.write(text.textOf(chunk));
    for (const piece of typeof written === "string" ? [written] : written) {
      yield text.bytesOf(piece);
    }
  }
  if (text === undefined || addition === undefined) return;
  yield text.bytesOf(addition.finish());
  yield text.rest;
}
