import text from "../../../build/release.wasm";

const NO_SIMD =
  "mixtura needs WebAssembly SIMD, which is missing here: take Node 16.4, Chrome 91, " +
  "Firefox 89, Safari 16.4 or later";

/**
 * Node, Deno, Bun, browsers and bundlers: the core is text inside the JavaScript, compiled
 * synchronously, which every one of them allows for a few kilobytes.
 */
export function compiled(): WebAssembly.Module {
  const bytes = decode(text);
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    // Validating is no compiling, so no policy forbids it.
    throw WebAssembly.validate(bytes) ? cause : new Error(NO_SIMD, { cause });
  }
}

/**
 * The bytes that embed-core.ts wrote as text. In place: a character is never less than a byte.
 * What falls below 0 comes back at 256, for so bytes are stored.
 *
 * Made for a cold engine, which runs it once and slowly: 0.9 ms, with less spelled out 1.2, by
 * charCodeAt 1.6, with a function for a digit 2.4 (fresh processes of Node 20, 2026-11-22).
 */
export function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  let written = 0;
  for (let read = 0; read < bytes.length; read++) {
    const first = bytes[read];
    if (first < 92) {
      bytes[written++] = first - 51;
    } else if (first < 125) {
      bytes[written++] = first - 52;
    } else {
      const second = bytes[++read];
      bytes[written++] = 89 * (first - 124) + second - (second < 92 ? 51 : 52);
    }
  }
  return bytes.subarray(0, written);
}
