import type { RowOptions } from "../options.js";
import type { DataSource, RowRange, StreamChunk } from "../source.js";
import type { Rows, Table } from "./batch.js";
import { chunksOf } from "./chunks.js";

/** A table as a source of rows. */
export function tableSource(table: Table, options: RowOptions): DataSource {
  const { name, columns, rows } = table;
  let dropped = 0;
  /** Whether a pass from the beginning to the end has counted them all. */
  let known = false;
  const drops = options.missing === "drop";
  /** Where chunks end that were read from the beginning: so many rows given, of so many of the table. */
  const ends: { readonly given: number; readonly read: number }[] = [];
  return {
    name,
    columns: columns.map((column) => column.name),
    dimensions: columns.length,
    precision: columns.every(({ isFloat32 }) => isFloat32) ? "float32" : "float64",
    ...(rows === undefined ? {} : { tableRows: rows }),
    ...(rows === undefined || drops ? {} : { rows }),
    get dropped() {
      return dropped;
    },
    open: (range = {}) => {
      const wanted = checkedRange(range, drops ? Infinity : rows);
      return {
        [Symbol.asyncIterator]: async function* () {
          let count = 0;
          // A reading from within tells of a part alone: what is known of all rows stays.
          const isWhole = wanted.rowStart === 0 && wanted.rowEnd === Infinity;
          if (!known) dropped = 0;
          await table.checkUnchanged?.();
          const from = (first: Rows) =>
            chunksOf(table, first, options, (more) => {
              count += more;
              if (!known) dropped = count;
            });
          if (drops)
            yield* givenRows(wanted, columns.length, rows ?? Infinity, from, ends, () => count);
          else yield* from(wanted);
          await table.checkUnchanged?.();
          if (!drops || !isWhole) return;
          known = true;
          dropped = count;
          if (count > 0) options.onDropped?.(count);
        },
      };
    },
  };
}

/**
 * Rows by their numbers among those that are given, where others are left out: read from the end of a
 * chunk that is known, or from the beginning.
 *
 * @param d numbers in a row
 * @param rows of the table; Infinity where nobody knows
 * @param from chunks of the table from a row of its own on
 * @param ends known so far; out, where it is read from the beginning
 * @param left how many rows have been left out in this reading
 */
async function* givenRows(
  { rowStart, rowEnd }: Rows,
  d: number,
  rows: number,
  from: (first: Rows) => AsyncIterable<StreamChunk>,
  ends: { readonly given: number; readonly read: number }[],
  left: () => number,
): AsyncGenerator<StreamChunk, void, undefined> {
  if (rowStart === rowEnd) return;
  const begin = ends.findLast(({ given }) => given <= rowStart) ?? { given: 0, read: 0 };
  if (begin.read === 0) ends.length = 0;
  let { given } = begin;
  for await (const chunk of from({ rowStart: begin.read, rowEnd: rows })) {
    const first = given;
    const { length } = "points" in chunk ? chunk.points : chunk;
    given += length / d;
    if (begin.read === 0) ends.push({ given, read: given + left() });
    if (given <= rowStart) continue;
    yield someOf(chunk, d, Math.max(rowStart - first, 0), Math.min(rowEnd, given) - first);
    if (given >= rowEnd) return;
  }
}

/** Rows `[first, end)` of a chunk. */
function someOf(chunk: StreamChunk, d: number, first: number, end: number): StreamChunk {
  if (!("points" in chunk)) return chunk.subarray(first * d, end * d);
  const points = chunk.points.subarray(first * d, end * d);
  return { points, ...(chunk.weights && { weights: chunk.weights.subarray(first, end) }) };
}

function checkedRange({ rowStart = 0, rowEnd = Infinity }: RowRange, rows = Infinity): Rows {
  const isRow = (row: number): boolean => row === Infinity || Number.isSafeInteger(row);
  if (!Number.isSafeInteger(rowStart) || !isRow(rowEnd) || rowStart < 0 || rowEnd < rowStart) {
    throw new RangeError(
      `expected whole numbers 0 ≤ rowStart ≤ rowEnd, got rowStart ${rowStart} and rowEnd ${rowEnd}`,
    );
  }
  return { rowStart: Math.min(rowStart, rows), rowEnd: Math.min(rowEnd, rows) };
}
