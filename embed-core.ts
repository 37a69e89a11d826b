import { readFileSync } from "node:fs";

/**
 * A file's bytes as text for src/core/platforms/embedded.ts: digits from "#" up, without "\\" so
 * that no quoting is needed. What is below 89 is one digit, the rest are an 89 or 90 and a second.
 * So bytes are first turned up by 8, which brings the operations on vectors from the top of their
 * range to the bottom, and then 24 that are rare there change places with 24 that are not: the
 * operations on integers beyond addition, and the types.
 *
 * Bytes stay apart, so gzip finds in them what it found in the file: the release core takes
 * 12.8 KB gzipped beside the library, turned up by 16 and no more 12.96, as a file 12.3 (2026-11-26).
 */
export function textOf(file: string): string {
  return Array.from(readFileSync(file), (byte) => {
    const place = exchanged((byte + 8) % 256);
    return place < 89 ? digit(place) : digit(88 + Math.floor(place / 89)) + digit(place % 89);
  }).join("");
}

function exchanged(place: number): number {
  if (place > 45 && place < 70) return place + 67;
  return place > 112 && place < 137 ? place - 67 : place;
}

function digit(value: number): string {
  return String.fromCharCode(value + (value < 57 ? 35 : 36));
}
