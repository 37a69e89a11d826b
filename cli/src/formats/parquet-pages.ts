import type { FileMetaData, RowGroup } from "hyparquet";
import { parquetSchema } from "hyparquet";
import { getTreePath, isFlatColumn } from "hyparquet/src/schema.js";
import { checkPages as checkColumn } from "mixtura-data/unpacking";

/**
 * Refuses a group of rows whose pages claim more than they hold.
 *
 * @param names those of the columns that are to be read; undefined: all
 */
export function checkPages(
  bytes: Uint8Array<ArrayBuffer>,
  metadata: FileMetaData,
  group: RowGroup,
  names?: readonly string[],
): void {
  const schema = parquetSchema(metadata);
  for (const { meta_data: column } of group.columns) {
    if (column === undefined || names?.includes(column.path_in_schema[0]) === false) continue;
    const start = Number(column.dictionary_page_offset || column.data_page_offset);
    const end = start + Number(column.total_compressed_size);
    if (!(start >= 0 && end >= start && end <= bytes.length)) {
      throw new Error(`a column outside the file: ${column.path_in_schema.join(".")}`);
    }
    // As far as the library goes.
    const isFlat = isFlatColumn(getTreePath(schema, column.path_in_schema));
    const rows = isFlat ? Number(group.num_rows) : Infinity;
    checkColumn(bytes.subarray(start, end), metadata, column, rows, bytes.length);
  }
}
