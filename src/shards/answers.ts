import type { Met } from "../questions/met.js";
import {
  check,
  message,
  opened,
  readNumbers,
  readWords,
  sealed,
  writeNumbers,
  writeWords,
} from "./bytes.js";

const MARK = "mixtura answer 1";

/** What a shard answers about labels: sums of their rows, and what tells them from other labels. */
export interface Labelled {
  readonly hash: readonly [number, number];
  readonly records: BigInt64Array;
}

export function writeLabelled({ hash, records }: Labelled): Uint8Array {
  const writer = message(MARK);
  writer.f64s(hash);
  writeWords(writer, records);
  return sealed(writer);
}

/** @param words how many there have to be */
export function readLabelled(bytes: Uint8Array, words: number): Labelled {
  const reader = opened("answer", bytes, MARK);
  const hash = [reader.f64(), reader.f64()] as const;
  check(hash.every(Number.isInteger), "a hash of labels", hash);
  return { hash, records: readWords(reader, words) };
}

export function writeCosts(costs: BigInt64Array): Uint8Array {
  const writer = message(MARK);
  writeWords(writer, costs);
  return sealed(writer);
}

export function readCosts(bytes: Uint8Array, words: number): BigInt64Array {
  return readWords(opened("answer", bytes, MARK), words);
}

export function writeMet(met: readonly Met[]): Uint8Array {
  const writer = message(MARK);
  writer.u32(met.length);
  for (const { priority, row, values } of met) writer.f64s([priority, row, ...values]);
  return sealed(writer);
}

/**
 * @param d numbers in a row
 * @param most how many there are at most
 */
export function readMet(bytes: Uint8Array, d: number, most: number): Met[] {
  const reader = opened("answer", bytes, MARK);
  const count = reader.u32();
  check(count <= most, "rows", count);
  reader.expect(count * (2 + d) * 8);
  return Array.from({ length: count }, () => {
    const priority = reader.f64();
    const row = reader.f64();
    return { priority, row, values: Array.from({ length: d }, () => reader.f64()) };
  });
}

export function writeStatistics(values: ArrayLike<number>): Uint8Array {
  const writer = message(MARK);
  writeNumbers(writer, values);
  return sealed(writer);
}

/** @param length how many there have to be */
export function readStatistics(bytes: Uint8Array, length: number): Float64Array {
  return Float64Array.from(readNumbers(opened("answer", bytes, MARK), length));
}
