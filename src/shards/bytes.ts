import { version } from "../../package.json";
import { rangeError } from "../check.js";
import { hashOf, Reader, Writer } from "../statistics/bytes.js";
import { coreHash } from "./core-hash.js";

/**
 * What travels between machines: a mark, who wrote it, numbers, and a hash of them all. It may come
 * from anywhere: nothing is made of it before it has been looked at.
 */

/** Bytes of what comes before the numbers, and of the hash behind them. */
const HASH = 8;

/** Begins a message. */
export function message(mark: string): Writer {
  const writer = new Writer();
  writeText(writer, mark);
  writeText(writer, version);
  writeText(writer, coreHash());
  return writer;
}

/** Ends a message. */
export function sealed(writer: Writer): Uint8Array {
  const [a, b] = hashOf(writer.bytes);
  writer.u32(a);
  writer.u32(b);
  return writer.bytes;
}

/**
 * Opens a message.
 *
 * @param name of what holds it, for errors
 * @throws TypeError or RangeError where it is another one, was cut off or changed on its way, or
 *   where another release or another core wrote it
 */
export function opened(name: string, bytes: unknown, mark: string): Reader {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`"${name}" must be a Uint8Array`);
  const content = bytes.subarray(0, Math.max(bytes.length - HASH, 0));
  const reader = new Reader(content);
  const end = new Reader(bytes.subarray(content.length));
  const found = textOf(reader);
  if (found !== mark) throw rangeError(name, `what begins with "${mark}"`, "something else");
  const release = textOf(reader);
  if (release !== version) {
    throw rangeError(name, `that of mixtura ${version}`, `that of mixtura ${release}`);
  }
  const core = textOf(reader);
  if (core !== coreHash()) {
    throw rangeError(name, `that of the core ${coreHash()}`, `that of the core ${core}`);
  }
  const [a, b] = hashOf(content);
  // Bytes of that length have one behind them.
  if (end.u32() !== a || end.u32() !== b) {
    throw rangeError(name, "bytes as they were written", "others: some were lost or changed");
  }
  return reader;
}

function writeText(writer: Writer, text: string): void {
  writer.u8(text.length);
  for (let i = 0; i < text.length; i++) writer.u8(text.charCodeAt(i));
}

/** A text, or what there is of it: it is compared with the one expected. */
function textOf(reader: Reader): string {
  let text = "";
  for (let left = reader.left > 0 ? reader.u8() : 0; left > 0 && reader.left > 0; left--) {
    text += String.fromCharCode(reader.u8());
  }
  return text;
}

/** Writes numbers, any there are, with how many they are. */
export function writeNumbers(writer: Writer, values: ArrayLike<number>): void {
  writer.u32(values.length);
  writer.f64s(values);
}

/** @param count how many they have to be; undefined: up to `most` */
export function readNumbers(reader: Reader, count: number | undefined, most = 2 ** 24): number[] {
  const length = reader.u32();
  check(count === undefined ? length <= most : length === count, "a length", length);
  reader.expect(length * 8);
  const values = new Array<number>(length);
  for (let i = 0; i < length; i++) values[i] = reader.f64();
  return values;
}

/** Writes what may be left out. */
export function writeOptional(writer: Writer, values: ArrayLike<number> | undefined): void {
  writer.u8(values === undefined ? 0 : 1);
  if (values !== undefined) writeNumbers(writer, values);
}

export function readOptional(reader: Reader, count: number | undefined): number[] | undefined {
  return reader.u8() === 0 ? undefined : readNumbers(reader, count);
}

export function writeWords(writer: Writer, words: BigInt64Array): void {
  writer.u32(words.length);
  const halves = new Uint32Array(words.buffer, words.byteOffset, 2 * words.length);
  for (let i = 0; i < halves.length; i++) writer.u32(halves[i]);
}

/** @param count how many they have to be */
export function readWords(reader: Reader, count: number): BigInt64Array {
  const length = reader.u32();
  check(length === count, "a length", length);
  reader.expect(length * 8);
  const words = new BigInt64Array(length);
  const halves = new Uint32Array(words.buffer);
  for (let i = 0; i < halves.length; i++) halves[i] = reader.u32();
  return words;
}

/** An integer in 0..most. */
export function readCount(reader: Reader, most: number): number {
  const value = reader.f64();
  check(Number.isInteger(value) && value >= 0 && value <= most, "a count", value);
  return value;
}

export function check(holds: boolean, what: string, value: unknown): void {
  if (!holds) throw rangeError("bytes", `${what} that can be`, String(value));
}
