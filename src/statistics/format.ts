import { rangeError, show } from "../check.js";
import { BLOCK_ROWS } from "../core/blocks.js";
import type { ModelName } from "../starts/fitted.js";
import { checked, hashOf, Reader, Writer } from "./bytes.js";
import type { Content, Head } from "./content.js";
import { readExact, writeExact } from "./exact-content.js";
import { readMoments, writeMoments } from "./moments-content.js";

/**
 * Statistics in bytes, little-endian: "MXST", version, class of model, kind of sums, whether rows have a
 * place; k, d, fingerprint; how many rows, and where they begin and end; the sums; a checksum of all
 * before.
 */
const MAGIC = [0x4d, 0x58, 0x53, 0x54];
const VERSION = 1;
const CHECKSUM_BYTES = 8;

const MODELS: readonly ModelName[] = ["KMeans", "SoftKMeans", "GaussianMixture"];
const EXACT = 0;
const MOMENTS = 1;

export function writeStatistics(head: Head, content: Content): Uint8Array {
  const writer = new Writer();
  const { range, fingerprint } = head;
  for (const byte of MAGIC) writer.u8(byte);
  writer.u8(VERSION);
  writer.u8(MODELS.indexOf(head.model));
  writer.u8(content.kind === "exact" ? EXACT : MOMENTS);
  writer.u8(Number(range !== undefined));
  writer.u32(head.k);
  writer.u32(head.dimensions);
  for (const at of [0, 8]) writer.u32(parseInt(fingerprint.slice(at, at + 8), 16));
  writer.f64s([head.rows, range?.start ?? 0, range?.end ?? 0]);
  if (content.kind === "exact") writeExact(writer, content);
  else writeMoments(writer, content);
  for (const half of hashOf(writer.bytes)) writer.u32(half);
  return writer.bytes;
}

/** Reads bytes that may come from anywhere: every length is compared before anything is made of it. */
export function readStatistics(given: Uint8Array): { head: Head; content: Content } {
  const reader = new Reader(checkedBytes(given));
  for (let i = 0; i <= MAGIC.length; i++) reader.u8();
  const model = MODELS[checked(reader.u8(), (code) => code < MODELS.length)];
  const kind = checked(reader.u8(), (code) => code <= MOMENTS);
  const placed = checked(reader.u8(), (flag) => flag <= 1) === 1;
  const k = checked(reader.u32(), (count) => count > 0);
  const dimensions = checked(reader.u32(), (count) => count > 0);
  const fingerprint = [reader.u32(), reader.u32()]
    .map((half) => half.toString(16).padStart(8, "0"))
    .join("");
  const [rows, start, end] = reader.f64s(3);
  for (const count of [rows, start, end]) {
    checked(count, () => Number.isSafeInteger(count) && count >= 0);
  }
  checked(rows, () => rows > 0 && (placed ? end - start >= rows : start === 0 && end === 0));
  if (kind === MOMENTS && placed) {
    checked(start, () => start % BLOCK_ROWS === 0 && end - start === rows);
  }
  const content =
    kind === EXACT
      ? readExact(reader, k, dimensions)
      : readMoments(reader, k, dimensions, placed ? start : undefined, rows);
  if (reader.left > 0) throw rangeError("bytes", "nothing after the sums", `${reader.left} bytes`);
  const range = placed ? { start, end } : undefined;
  return { head: { model, k, dimensions, fingerprint, range, rows }, content };
}

/** All but the checksum, where it says that they are what was written. */
function checkedBytes(given: Uint8Array): Uint8Array {
  // A copy, which nobody changes meanwhile.
  const bytes = Uint8Array.from(given);
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw rangeError("bytes", "what Statistics.toBytes gives", `${bytes.length} other bytes`);
  }
  if (bytes[MAGIC.length] !== VERSION) {
    const expected = `version ${VERSION}, the only one this release reads`;
    throw rangeError("bytes", expected, `version ${show(bytes[MAGIC.length])}`);
  }
  const end = bytes.length - CHECKSUM_BYTES;
  const body = bytes.subarray(0, Math.max(end, 0));
  const stored = new Reader(bytes.subarray(Math.max(end, 0)));
  if (stored.left < CHECKSUM_BYTES || hashOf(body).some((half) => half !== stored.u32())) {
    throw rangeError("bytes", "the bytes that were written", "damaged or cut ones (checksum)");
  }
  return body;
}
