import { parquetMetadataAsync, parquetSchema, type FileMetaData, type SchemaTree } from "hyparquet";
import { duckdbBatches, duckdbFor, identifier, literal } from "../../duckdb.js";
import { withBytes, type Bytes, type Input } from "../../input/file.js";
import { inputOf, type SourceInput } from "../../input/input.js";
import { checkOptions, type SourceOptions } from "../../options.js";
import type { DuckDB } from "../../platform/node.js";
import type { Batch, Column, Rows } from "../../rows/batch.js";
import { chosenColumns } from "../../rows/choose.js";
import { tableSource } from "../../rows/table-source.js";
import type { DataSource } from "../../source.js";
import { parquetBatches, readable, rowsIn } from "./groups.js";
import { columnOfSchema, foundColumn } from "./schema.js";

/**
 * Opens a Parquet file: at a path with DuckDB where it is installed, else, and from a Blob or a URL, by
 * row groups, of which one is in memory at a time. Dates, times, true and false, and decimals of more
 * than 15 digits are refused by name, and so are integers beyond 2^53 where they stand.
 *
 * @throws Error where the file is damaged or cut off, a name is missing, or no column holds numbers
 * @throws RangeError where an option has a value it cannot have
 *
 * @example
 * ```ts
 * import { parquetWriteBuffer } from "hyparquet-writer";
 * import { openParquet } from "mixtura-data";
 *
 * const columnData = [{ name: "x", data: new Float64Array([1, 2, 3]) }];
 * const source = await openParquet(new Blob([parquetWriteBuffer({ columnData })]));
 * console.log(source.columns, source.rows); // ["x"] 3
 * ```
 */
export async function openParquet(
  input: SourceInput,
  options: SourceOptions = {},
): Promise<DataSource> {
  checkOptions(options);
  const file = await inputOf(input);
  const metadata = await withBytes(file, (bytes) => metadataOf(file, bytes));
  const { children } = parquetSchema(metadata);
  const chosen = chosenColumns(file.name, children.map(foundColumn), options);
  const columns = chosen.columns.map((index) => columnOfSchema(children[index]));
  const weights =
    chosen.weights === undefined ? undefined : columnOfSchema(children[chosen.weights]);
  const read = weights ? [...columns, weights] : columns;
  const rows = metadata.row_groups.reduce((sum, group) => sum + rowsIn(group, file), 0);
  const duckdb = await duckdbFor(file, options.engine, obstacleIn(children));
  return tableSource(
    {
      name: file.name,
      columns,
      weights,
      rows,
      checkUnchanged: () => file.checkUnchanged(),
      batches: (wanted) =>
        duckdb
          ? batchesOfDuckDB(duckdb, file, read, wanted, rows)
          : parquetBatches(file, metadata, read, wanted),
    },
    options,
  );
}

/** To DuckDB names that differ in case alone are one, and one name is its own. */
function obstacleIn(columns: readonly SchemaTree[]): string | undefined {
  const names = columns.map(({ element }) => element.name.toLowerCase());
  return new Set([...names, "file_row_number"]).size > names.length
    ? undefined
    : "reads no columns whose names differ in case alone, or are file_row_number";
}

async function metadataOf(file: Input, bytes: Bytes): Promise<FileMetaData> {
  const { name, size } = file;
  const magicAt = async (start: number): Promise<string> =>
    new TextDecoder().decode(await bytes.read(start, start + 4));
  if (size < 4 || (await magicAt(0)) !== "PAR1") {
    throw new Error(`${name}: this is no Parquet file: it does not start as one`);
  }
  if (size < 12 || (await magicAt(size - 4)) !== "PAR1") {
    throw new Error(`${name}: the file is cut off: it does not end as Parquet files do`);
  }
  return await readable(file, () =>
    parquetMetadataAsync({
      byteLength: size,
      slice: async (start, end = size) => (await bytes.read(start, end)).buffer,
    }),
  );
}

async function* batchesOfDuckDB(
  duckdb: DuckDB,
  file: Input,
  columns: readonly Column[],
  { rowStart, rowEnd }: Rows,
  rows: number,
): AsyncGenerator<Batch, void, undefined> {
  const values = columns.map(({ name, isFloat32 }) => {
    const type = isFloat32 ? "FLOAT" : "DOUBLE";
    return `coalesce(CAST(${identifier(name)} AS ${type}), 'NaN'::${type})`;
  });
  const isPart = rowStart > 0 || rowEnd < rows;
  const sql =
    `SELECT ${values.join(", ")} ` +
    `FROM read_parquet(${literal(file.path!)}, hive_partitioning = false, ` +
    `file_row_number = ${isPart})` +
    (isPart ? ` WHERE file_row_number >= ${rowStart} AND file_row_number < ${rowEnd}` : "");
  const batches = duckdbBatches(duckdb, sql, columns.length, rowStart);
  try {
    for (;;) {
      const { done, value } = await readable(file, () => batches.next());
      if (done === true) break;
      yield value;
    }
  } finally {
    await batches.return();
  }
}
