import { parquetMetadata, parquetRead, parquetSchema, type FileMetaData } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Source } from "../files/source.js";
import { cellsOf } from "./cell.js";
import { mostValues } from "mixtura-data/unpacking";
import { checkPages } from "./parquet-pages.js";
import type { Cell, TableSink } from "./table-sink.js";

/** Reads Parquet, a row group at a time, and of that the columns that are wanted. */
export async function readParquet(
  bytes: Uint8Array<ArrayBuffer>,
  source: Source,
  sink: TableSink,
): Promise<void> {
  const metadata = await parquetMetadataOf(bytes, source);
  const names = parquetNames(metadata);
  sink.begin(names, 0);
  let first = 0;
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    checkClaim(count, bytes.length, source);
    const wanted = sink.used.map((index) => names[index]);
    const columns = await readable(source, () => {
      checkPages(bytes, metadata, group, wanted);
      return columnsOf(bytes, metadata, wanted, first, count);
    });
    sink.rows((index) => columns.get(names[index])!, count, first + 1);
    first += count;
  }
}

export function parquetNames(metadata: FileMetaData): string[] {
  return parquetSchema(metadata).children.map(({ element }) => element.name);
}

export async function parquetMetadataOf(
  bytes: Uint8Array<ArrayBuffer>,
  source: Source,
): Promise<FileMetaData> {
  const edges = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (edges.toString("latin1", 0, 4) !== "PAR1") {
    throw new Error(`${source.name}: this is no Parquet file: it does not start as one`);
  }
  if (bytes.length < 12 || edges.toString("latin1", bytes.length - 4) !== "PAR1") {
    throw new Error(`${source.name}: the file is cut off: it does not end as Parquet files do`);
  }
  return await readable(source, () => parquetMetadata(bytes));
}

/** What every read of a file in memory is told. */
export function parquetFile(
  bytes: Uint8Array<ArrayBuffer>,
  metadata: FileMetaData,
): Pick<Parameters<typeof parquetRead>[0], "file" | "metadata" | "compressors"> {
  return {
    file: {
      byteLength: bytes.length,
      slice: (start, end) => bytes.slice(start, end).buffer,
    },
    metadata,
    compressors,
  };
}

function checkClaim(rows: number, bytes: number, source: Source): void {
  if (rows >= 0 && rows <= mostValues(bytes)) return;
  const claim = `${rows.toLocaleString("en-US")} rows in ${bytes.toLocaleString("en-US")} bytes`;
  throw new Error(`${source.name}: this Parquet file is damaged: it claims to have ${claim}`);
}

async function columnsOf(
  bytes: Uint8Array<ArrayBuffer>,
  metadata: FileMetaData,
  names: string[],
  first: number,
  count: number,
): Promise<Map<string, ArrayLike<Cell>>> {
  const columns = new Map<string, ArrayLike<Cell>>();
  const pieces = new Map<string, Cell[]>();
  await parquetRead({
    ...parquetFile(bytes, metadata),
    columns: names,
    rowStart: first,
    rowEnd: first + count,
    // What is thrown here, nobody would catch.
    onChunk: ({ columnName, columnData, rowStart }) => {
      if (columnData.length === count) {
        columns.set(columnName, cellsOf(columnData));
        return;
      }
      const piece = pieces.get(columnName) ?? [];
      pieces.set(columnName, piece);
      const cells = cellsOf(columnData);
      for (let i = 0; i < cells.length; i++) piece[rowStart - first + i] = cells[i];
    },
  });
  for (const name of names) {
    const column = columns.get(name) ?? pieces.get(name) ?? [];
    if (column.length !== count) {
      throw new Error(`${column.length} of ${count} rows of ${name}`);
    }
    columns.set(name, column);
  }
  return columns;
}

export async function readable<Result>(
  source: Source,
  read: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${source.name}: this Parquet file cannot be read, or is damaged (${reason})`, {
      cause: error,
    });
  }
}
