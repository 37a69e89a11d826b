import { readFileSync } from "node:fs";

/**
 * A file's bytes as text for src/wasm/platforms/embedded.ts: digits from "#" up, without "\\" so
 * that no quoting is needed. A byte below 88 is one digit; others are an 88, 89 or 90 and a second.
 *
 * Bytes stay apart, so gzip finds in them what it found in the file: the release core takes
 * 10.4 KB gzipped, as hexadecimal digits 11.3, as base64 14.4, as a file 10.2 (2026-11-22).
 */
export function textOf(file: string): string {
  return Array.from(readFileSync(file), (byte) =>
    byte < 88 ? digit(byte) : digit(87 + Math.floor(byte / 88)) + digit(byte % 88),
  ).join("");
}

function digit(value: number): string {
  return String.fromCharCode(value + (value < 57 ? 35 : 36));
}
