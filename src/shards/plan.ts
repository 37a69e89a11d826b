import type { Mark } from "../streams/pages.js";
import type { Preparing } from "../streams/shard-holders.js";
import type { Precision } from "../types.js";
import {
  check,
  message,
  opened,
  readCount,
  readNumbers,
  readOptional,
  sealed,
  writeNumbers,
  writeOptional,
} from "./bytes.js";

const MARK = "mixtura plan 1";

/** Which rows of a source make which shard, and how they become rows as a model sees them. */
export interface Plan extends Preparing {
  readonly dimensions: number;
  /** How numbers are kept in the source, and in memory. */
  readonly from: Precision;
  readonly to: Precision;
  /** The largest |x| of all rows as a model sees them. */
  readonly magnitude: number;
  /** Rows of a page, but for the last. */
  readonly pageRows: number;
  readonly pages: readonly Mark[];
  /** The first page of each shard. */
  readonly shards: readonly number[];
}

/** Most rows, columns and pages there can be. */
const MOST_ROWS = 2 ** 48;
const MOST_COLUMNS = 2 ** 24;
const MOST_PAGES = 2 ** 26;

/** Where shards begin, each of whole subtrees of the tree of blocks where there are enough pages. */
export function shardsOf(pages: number, count: number): number[] {
  const shards = Math.min(count, pages);
  let grain = 1;
  while (grain * 128 * shards <= pages) grain *= 2;
  return Array.from({ length: shards }, (_, i) => Math.round((i * pages) / shards / grain) * grain);
}

/** The pages of a shard. */
export function pagesOf({ shards, pages }: Plan, shard: number): readonly Mark[] {
  return pages.slice(shards[shard], shards.at(shard + 1) ?? pages.length);
}

/** The rows of a shard among those of all. */
export function stretchOf(plan: Plan, shard: number): { first: number; count: number } {
  const count = pagesOf(plan, shard).reduce((sum, page) => sum + page.count, 0);
  return { first: plan.shards[shard] * plan.pageRows, count };
}

export function writePlan(plan: Plan): Uint8Array {
  const writer = message(MARK);
  const { dimensions, from, to, magnitude, pageRows, pages, shards } = plan;
  const { weighted, unit, standardization, unitLength } = plan;
  writer.f64(dimensions);
  for (const flag of [from === "float32", to === "float32", weighted, unitLength]) writer.u8(+flag);
  writer.f64(magnitude);
  writer.f64(unit);
  writeOptional(writer, standardization?.means);
  writeOptional(writer, standardization?.scales);
  writer.f64(pageRows);
  writer.f64(pages.length);
  for (const { count, rowStart, rowEnd, hash } of pages) {
    writer.f64s([count, rowStart, rowEnd, ...hash]);
  }
  writeNumbers(writer, shards);
  return sealed(writer);
}

/** @throws TypeError or RangeError where these are not the bytes of one, or not of this release */
export function readPlan(bytes: unknown): Plan {
  const reader = opened("plan", bytes, MARK);
  const dimensions = readCount(reader, MOST_COLUMNS);
  check(dimensions > 0, "a number of columns", dimensions);
  const [from, to, weighted, unitLength] = Array.from({ length: 4 }, () => reader.u8() === 1);
  const magnitude = reader.f64();
  const unit = reader.f64();
  check(Number.isFinite(magnitude) && unit > 0, "a magnitude", magnitude);
  const means = readOptional(reader, dimensions);
  const scales = readOptional(reader, dimensions);
  const pageRows = readCount(reader, MOST_ROWS);
  const length = readCount(reader, MOST_PAGES);
  reader.expect(length * 5 * 8);
  const pages: Mark[] = [];
  for (let i = 0; i < length; i++) {
    const count = readCount(reader, pageRows);
    const rowStart = readCount(reader, MOST_ROWS);
    const rowEnd = readCount(reader, MOST_ROWS);
    check(rowEnd - rowStart >= count && count > 0, "a page", `${rowStart} to ${rowEnd}`);
    check(count === pageRows || i === length - 1, "a page", `${count} rows`);
    pages.push({ count, rowStart, rowEnd, hash: [reader.f64(), reader.f64()] });
  }
  const shards = readNumbers(reader, undefined, length);
  const rising = shards.every((first, i) => (i === 0 ? first === 0 : first > shards[i - 1]));
  check(rising && shards.length > 0 && shards.at(-1)! < length, "shards", shards.length);
  const precision = (isSingle: boolean): Precision => (isSingle ? "float32" : "float64");
  const standardization = means && scales && { means, scales };
  return {
    ...{ dimensions, from: precision(from), to: precision(to), magnitude, pageRows, pages, shards },
    ...{ weighted, unit, unitLength, standardization },
  };
}
