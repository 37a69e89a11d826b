import text from "../../../build/release.wasm";

const NO_SIMD =
  "mixtura needs WebAssembly SIMD, which is missing here: take Node 16.4, Chrome 91, Firefox 89, " +
  "Safari 16.4 or later, on a processor with SSE4.1 or NEON";

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
 *
 * Made for a cold engine, which runs it once: reading bytes of TextEncoder's it took 1.06 ms, by
 * charCodeAt 1.56, with a function for a digit 2.4 (fresh processes of Node 20, 2026-11-22).
 */
function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  let written = 0;
  for (let read = 0; read < bytes.length; read++) {
    let byte = bytes[read] - 35;
    if (byte > 57) byte--;
    if (byte > 87) {
      const second = bytes[++read] - 35;
      byte = 88 * (byte - 87) + (second > 57 ? second - 1 : second);
    }
    bytes[written++] = byte;
  }
  return bytes.subarray(0, written);
}
