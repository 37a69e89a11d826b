import { isUtf8 } from "node:buffer";

/** A file that starts with the byte order mark of UTF-16, which the parser understands. */
export function isUtf16(start: Buffer): boolean {
  return start[0] === 0xff && start[1] === 0xfe;
}

function isBigEndian(start: Buffer): boolean {
  return start[0] === 0xfe && start[1] === 0xff;
}

/** Refuses the other order of the bytes of UTF-16, in which nothing here reads. */
export function refuseBigEndian(start: Buffer, name: string): void {
  if (!isBigEndian(start)) return;
  throw new Error(`${name}: the text is UTF-16, big-endian; save it as UTF-8`);
}

/** Passes a file on, and reports the first line that is not UTF-8, if there is one. */
export async function* utf8Checked(
  chunks: AsyncIterable<Buffer>,
  report: (line: number) => void,
): AsyncGenerator<Buffer> {
  let line = 1;
  let rest: Buffer | undefined = Buffer.alloc(0);
  let started = false;
  for await (const chunk of chunks) {
    if (!started && (isUtf16(chunk) || isBigEndian(chunk))) rest = undefined;
    started = true;
    if (rest !== undefined) {
      const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = bytes.length - unfinished(bytes);
      const whole = bytes.subarray(0, end);
      if (isUtf8(whole)) {
        line += lineBreaks(whole);
        rest = bytes.subarray(end);
      } else {
        report(line + goodLines(whole));
        rest = undefined;
      }
    }
    yield chunk;
  }
  if (rest !== undefined && !isUtf8(rest)) report(line);
}

/** How many of the last bytes need the next chunk to tell the character or line break they begin. */
function unfinished(bytes: Buffer): number {
  if (bytes.at(-1) === CR) return 1;
  for (let count = 1; count <= Math.min(3, bytes.length); count++) {
    const byte = bytes[bytes.length - count];
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return count < length ? count : 0;
    }
  }
  return 0;
}

const LF = 0x0a;
const CR = 0x0d;

function lineBreaks(bytes: Buffer): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    // One comparison for nearly all of them.
    if (byte > CR) continue;
    if (byte === LF || (byte === CR && bytes[i + 1] !== LF)) count++;
  }
  return count;
}

/** How many lines come before the first that is not UTF-8. */
function goodLines(bytes: Buffer): number {
  // In Latin-1 a character is a byte.
  return bytes
    .toString("latin1")
    .split(/\r\n|\n|\r/)
    .findIndex((line) => !isUtf8(Buffer.from(line, "latin1")));
}
