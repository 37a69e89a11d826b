import { readFileSync } from "node:fs";

/**
 * A file's bytes as text for src/core/platforms/embedded.ts: digits from "#" up, without "\\" so
 * that no quoting is needed. Each byte is first turned up by 16, which brings the operations on
 * vectors from the top of its range to the bottom; what is below 89 then is one digit, the rest
 * are an 89 or 90 and a second.
 *
 * Bytes stay apart, so gzip finds in them what it found in the file: the release core takes
 * 10.8 KB gzipped, as hexadecimal digits 11.8, as base64 14.7, as a file 10.7 (2026-11-22).
 */
export function textOf(file: string): string {
  return Array.from(readFileSync(file), (byte) => {
    const turned = (byte + 16) % 256;
    return turned < 89 ? digit(turned) : digit(88 + Math.floor(turned / 89)) + digit(turned % 89);
  }).join("");
}

function digit(value: number): string {
  return String.fromCharCode(value + (value < 57 ? 35 : 36));
}
