import { parquetRead, type FileMetaData, type RowGroup } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Bytes, Input } from "../../input/file.js";
import { columnOf, type Batch, type Column, type Rows } from "../../rows/batch.js";
import { checkPages, mostValues } from "./pages.js";

/** Rows of a group that are wanted, counted from its first. */
interface Part {
  readonly group: RowGroup;
  /** The first row of the group in the table. */
  readonly first: number;
  readonly start: number;
  readonly end: number;
}

/** Reads a row group at a time, and of that a column at a time: no more is in memory. */
export async function* parquetBatches(
  file: Input,
  metadata: FileMetaData,
  columns: readonly Column[],
  rows: Rows,
): AsyncGenerator<Batch, void, undefined> {
  const bytes = await file.open();
  try {
    for (const part of partsOf(file, metadata, rows)) {
      const values: Float64Array[] = [];
      for (const { name } of columns) {
        values.push(await readable(file, () => columnIn(file, bytes, metadata, part, name)));
      }
      const count = part.end - part.start;
      yield { first: part.first + part.start, count, columns: values.map(columnOf) };
    }
  } finally {
    await bytes.close();
  }
}

function partsOf(file: Input, metadata: FileMetaData, { rowStart, rowEnd }: Rows): Part[] {
  const parts: Part[] = [];
  let first = 0;
  for (const group of metadata.row_groups) {
    const count = rowsIn(group, file);
    const start = Math.max(0, rowStart - first);
    const end = Math.min(count, rowEnd - first);
    if (start < end) parts.push({ group, first, start, end });
    first += count;
  }
  return parts;
}

/** How many rows a group has, if it may be so. */
export function rowsIn(group: RowGroup, { name, size }: Input): number {
  const rows = Number(group.num_rows);
  if (rows >= 0 && rows <= mostValues(size)) return rows;
  throw new Error(`${name}: this Parquet file is damaged: it claims ${rows} rows in ${size} bytes`);
}

async function columnIn(
  file: Input,
  bytes: Bytes,
  metadata: FileMetaData,
  { group, first, start, end }: Part,
  name: string,
): Promise<Float64Array> {
  const column = group.columns.find((each) => each.meta_data?.path_in_schema[0] === name);
  if (column?.meta_data === undefined) throw new Error(`no data of ${name}`);
  const { meta_data: meta } = column;
  const from = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const to = from + Number(meta.total_compressed_size);
  if (!(from >= 0 && to >= from && to <= file.size)) {
    throw new Error(`a column outside the file: ${name}`);
  }
  const pages = await bytes.read(from, to);
  checkPages(pages, metadata, meta, Number(group.num_rows), file.size);
  const numbers = new Float64Array(end - start);
  const pieces: { rowStart: number; columnData: ArrayLike<unknown> }[] = [];
  await parquetRead({
    file: {
      byteLength: file.size,
      slice: (a, b = file.size) => pages.slice(a - from, b - from).buffer,
    },
    metadata,
    compressors,
    columns: [name],
    rowStart: first + start,
    rowEnd: first + end,
    onChunk: (piece) => pieces.push(piece),
  });
  let filled = 0;
  for (const { rowStart, columnData } of pieces) {
    filled += fill(numbers, columnData, rowStart - first - start);
  }
  if (filled !== end - start) throw new Error(`${filled} of ${end - start} rows of ${name}`);
  return numbers;
}

/** Writes values from a place on, which may lie before the first; returns how many it wrote. */
function fill(numbers: Float64Array, values: ArrayLike<unknown>, at: number): number {
  const end = Math.min(values.length, numbers.length - at);
  const start = Math.max(0, -at);
  for (let i = start; i < end; i++) {
    const value = values[i];
    // A null must not become 0.
    numbers[at + i] = value === null ? NaN : Number(value);
  }
  return Math.max(0, end - start);
}

/** What is thrown inside of the library, in words that name the file. */
export async function readable<Result>(
  { name }: Input,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    // DuckDB says more in lines behind the first.
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
    throw new Error(`${name}: this Parquet file cannot be read, or is damaged (${reason})`, {
      cause: error,
    });
  }
}
