import type { RowOptions } from "../options.js";
import type { StreamChunk } from "../source.js";
import type { Batch, Column, Rows, Table } from "./batch.js";
import { refusal } from "./refusal.js";

/**
 * Packs the rows of a table into chunks, row-major, and checks every number on the way. Chunks have
 * the same rows whatever batches a file comes in.
 *
 * @param onDropped hears of rows that are left out
 */
export async function* chunksOf(
  table: Table,
  { rowStart, rowEnd }: Rows,
  { missing = "error", chunkRows = rowsOf(table.columns.length) }: RowOptions,
  onDropped: (count: number) => void,
): AsyncGenerator<StreamChunk, void, undefined> {
  if (rowStart === rowEnd) return;
  let chunk = new Chunk(table, chunkRows);
  let seen = rowStart;
  for await (const batch of table.batches({ rowStart, rowEnd })) {
    const end = Math.min(batch.count, rowEnd - batch.first);
    for (let at = Math.max(0, rowStart - batch.first); at < end;) {
      const count = Math.min(end - at, chunkRows - chunk.rows);
      onDropped(chunk.add(batch, at, count, missing === "drop"));
      at += count;
      if (chunk.rows < chunkRows) continue;
      yield chunk.all();
      chunk = new Chunk(table, chunkRows);
    }
    seen = batch.first + batch.count;
    if (seen >= rowEnd) break;
  }
  if (table.rows !== undefined && seen < rowEnd) {
    throw new Error(`${table.name}: expected ${table.rows} rows, got ${seen}`);
  }
  if (chunk.rows > 0) yield chunk.all();
}

/** So many numbers at most, where nobody says how many rows: wide tables have few. */
const MOST_NUMBERS = 2 ** 21;

function rowsOf(columns: number): number {
  return Math.max(1, Math.min(16_384, Math.floor(MOST_NUMBERS / columns)));
}

/** Rows that become a chunk. */
class Chunk {
  rows = 0;
  private readonly points: Float64Array | Float32Array;
  private readonly weights: Float64Array | undefined;
  private readonly columns: readonly Column[];

  constructor(
    private readonly table: Table,
    capacity: number,
  ) {
    const { columns, weights } = table;
    const size = capacity * columns.length;
    this.points = columns.every(({ isFloat32 }) => isFloat32)
      ? new Float32Array(size)
      : new Float64Array(size);
    this.weights = weights && new Float64Array(capacity);
    this.columns = weights ? [...columns, weights] : columns;
  }

  /** Adds rows `[at, at + count)` of a batch; returns how many of them it left out. */
  add(batch: Batch, at: number, count: number, drops: boolean): number {
    const d = this.table.columns.length;
    let checked = count;
    let refused: (() => Error) | undefined;
    let isMissing: Uint8Array | undefined;
    for (const [index, column] of this.columns.entries()) {
      const { numbers, start, stride } = batch.columns[index];
      const isWeight = index === d;
      const least = isWeight ? 0 : -Infinity;
      const limit = column.isWide ? 2 ** 53 : Infinity;
      const into = isWeight ? this.weights! : this.points;
      const step = isWeight ? 1 : d;
      let to = isWeight ? this.rows : this.rows * d + index;
      let from = start + at * stride;
      for (let i = 0; i < checked; i++, from += stride, to += step) {
        const value = numbers[from];
        into[to] = value;
        // One comparison, false for NaN too.
        if (Math.abs(value) < limit && value >= least) continue;
        if (drops && Number.isNaN(value)) {
          (isMissing ??= new Uint8Array(count))[i] = 1;
          continue;
        }
        // The first row that is wrong counts, not the first column.
        checked = i;
        refused = () => refusal(this.table.name, column, batch, at + i, value, isWeight);
      }
    }
    if (refused) throw refused();
    if (isMissing) return this.leaveOut(isMissing);
    this.rows += count;
    return 0;
  }

  /** Closes the gaps that rows with missing values leave among those just added. */
  private leaveOut(isMissing: Uint8Array): number {
    const d = this.table.columns.length;
    let kept = this.rows;
    for (let i = 0; i < isMissing.length; i++) {
      if (isMissing[i] === 1) continue;
      const row = this.rows + i;
      if (row !== kept) {
        this.points.copyWithin(kept * d, row * d, (row + 1) * d);
        this.weights?.copyWithin(kept, row, row + 1);
      }
      kept++;
    }
    const left = this.rows + isMissing.length - kept;
    this.rows = kept;
    return left;
  }

  all(): StreamChunk {
    const { rows } = this;
    const end = rows * this.table.columns.length;
    // A chunk that is full is given away as it is: nobody writes to it any more.
    const points = end === this.points.length ? this.points : this.points.slice(0, end);
    if (!this.weights) return points;
    return { points, weights: this.weights.slice(0, rows) };
  }
}
