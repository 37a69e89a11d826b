import { readFileSync } from "node:fs";

/**
 * A file's bytes as text for src/wasm/platforms/embedded.ts: digits from "#" up, without "\\" so
 * that no quoting is needed. Each byte is first turned up by 16, which brings the operations on
 * vectors from the top of its range to the bottom; what is below 88 then is one digit, the rest
 * are an 88, 89 or 90 and a second.
 *
 * Bytes stay apart, so gzip finds in them what it found in the file: the release core takes
 * 11.3 KB gzipped, as hexadecimal digits 12.3, as base64 16.4, as a file 11.1 (2026-11-22).
 */
export function textOf(file: string): string {
  return Array.from(readFileSync(file), (byte) => {
    const turned = (byte + 16) % 256;
    return turned < 88 ? digit(turned) : digit(87 + Math.floor(turned / 88)) + digit(turned % 88);
  }).join("");
}

function digit(value: number): string {
  return String.fromCharCode(value + (value < 57 ? 35 : 36));
}
