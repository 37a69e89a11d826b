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
 * The bytes that embed-core.ts wrote as text.
 *
 * Made for a cold engine, which runs it once and slowly: looking bytes up takes 1.1 ms where working
 * them out took 1.5 (fresh processes of Node 20, medians of the faster half, 2026-11-27). Reading bytes of
 * TextEncoder's is no faster, and jsdom and audio worklets have none. A module of WebAssembly for it
 * would take 0.5 ms, and 0.2 KB.
 */
export function decode(text: string): Uint8Array<ArrayBuffer> {
  const { length } = text;
  const byteOf = bytesOfDigits();
  const bytes = new Uint8Array(length);
  let written = 0;
  for (let read = 0; read < length; read++) {
    const first = text.charCodeAt(read);
    bytes[written++] =
      first < TWO ? byteOf[first] : byteOf[text.charCodeAt(++read) + 128 * (first - TWO + 1)];
  }
  return bytes.subarray(0, written);
}

/** The first of two digits: from this character on. */
const TWO = 125;

/** What a digit stands for, 128 characters each: alone, and behind the two that come first of two. */
function bytesOfDigits(): Uint8Array {
  const byteOf = new Uint8Array(3 * 128);
  for (let character = 35, digit = 0; character < 127; character++) {
    if (character === 92) continue;
    for (let row = 0; row < 3; row++) {
      let place = 89 * row + digit;
      if (place > 45 && place < 70) place += 67;
      else if (place > 112 && place < 137) place -= 67;
      // What falls below 0 comes back at 256, for so bytes are stored.
      byteOf[128 * row + character] = place - 8;
    }
    digit++;
  }
  return byteOf;
}
