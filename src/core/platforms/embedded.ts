import kMeans from "../../../build/release/k-means.wasm";
import mixtures from "../../../build/release/mixtures.wasm";

const NO_SIMD =
  "mixtura needs WebAssembly SIMD, which is missing here: take Node 20, Chrome 110, " +
  "Firefox 115, Safari 16.4 or later";

/**
 * Node, Deno, Bun, browsers and bundlers: the core is text inside the JavaScript, compiled
 * synchronously, which every one of them allows for a few kilobytes.
 */
export function compiled(): WebAssembly.Module {
  return compile(kMeans);
}

/** The kernels of mixtures, which bundlers drop with this function where nobody fits any. */
export function compiledMixtures(): WebAssembly.Module {
  return compile(mixtures);
}

function compile(text: string): WebAssembly.Module {
  const bytes = decode(text);
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    // Validating is no compiling, so no policy forbids it.
    throw WebAssembly.validate(bytes) ? cause : new Error(NO_SIMD, { cause });
  }
}

/**
 * The bytes that embed-core.ts wrote as text. What falls below 0 comes back at 256, for so bytes
 * are stored.
 *
 * Made for a cold engine, which runs it once and slowly: some 1 ms, with a function for a digit 2.4,
 * by Uint8Array.from with a function 4.0 (fresh processes of Node 20, 2026-11-22). Reading bytes of
 * TextEncoder's is no faster, and jsdom and audio worklets have none.
 */
export function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  let written = 0;
  for (let read = 0; read < text.length; read++) {
    const first = text.charCodeAt(read);
    let digits = first - (first < 92 ? 35 : 36);
    if (digits > 88) {
      const second = text.charCodeAt(++read);
      digits = 89 * (digits - 88) + second - (second < 92 ? 35 : 36);
    }
    if (digits > 45 && digits < 70) digits += 67;
    else if (digits > 112 && digits < 137) digits -= 67;
    bytes[written++] = digits - 8;
  }
  return bytes.subarray(0, written);
}
