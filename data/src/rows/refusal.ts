import type { Batch, Column } from "./batch.js";

/** Where a value stands: file, column and row, which is counted from 1 among the rows of data. */
export function placeOf(file: string, column: string, row: number, line?: number): string {
  const inFile = line === undefined ? "" : ` (line ${line})`;
  return `${file}: column "${column}", row ${row}${inFile}`;
}

/** Why a number is refused. */
export function refusal(
  file: string,
  column: Column,
  batch: Batch,
  index: number,
  value: number,
  isWeight: boolean,
): Error {
  const place = placeOf(file, column.name, batch.first + index + 1, batch.lines?.[index]);
  return new Error(`${place}: ${reasonFor(value, isWeight)}`);
}

function reasonFor(value: number, isWeight: boolean): string {
  if (Number.isNaN(value)) {
    return `a value is missing (null, NaN or empty); missing: "drop" leaves such rows out`;
  }
  if (!Number.isFinite(value)) return `expected a finite number, got ${value}`;
  if (isWeight && value < 0) return `expected a weight of 0 or more, got ${value}`;
  // An integer by then: no other number is refused.
  return `integers beyond 2^53 lose digits as numbers, got about ${BigInt(value)}`;
}
