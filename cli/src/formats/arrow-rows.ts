import { Type, type Batch, type Table } from "@uwdata/flechette";

/**
 * Refuses a table that claims more rows than there is data for, before anybody makes room for them.
 *
 * @param size how many bytes the file has
 */
export function checkRows(table: Table, size: number): void {
  const { numRows } = table;
  let known = false;
  for (const [index, name] of table.names.entries()) {
    const column = table.getChildAt(index);
    if (column.length !== numRows) throw new Error(`${column.length} rows of ${name}`);
    for (const batch of column.data as readonly Batch<unknown>[]) {
      const most = mostRowsIn(batch);
      known ||= most !== undefined;
      if (!(batch.length >= 0 && batch.length <= (most ?? Infinity))) {
        throw new Error(`data for ${most} of ${batch.length} rows of ${name}`);
      }
    }
  }
  // Columns without any value take no room; neither would many rows of nothing be of use.
  if (!known && numRows > 8 * size) throw new Error(`no data for ${numRows} rows`);
}

/** What a batch may hold, which its declaration does not say: not all types have all of it. */
interface Held {
  readonly type: { readonly typeId: number };
  readonly values?: ArrayLike<unknown> | undefined;
  readonly offsets?: ArrayLike<unknown> | null | undefined;
}

/** How many rows there may be data for; undefined: they take none of their own. */
function mostRowsIn({ type, values, offsets }: Held): number | undefined {
  if (offsets) return offsets.length;
  if (values === undefined) return undefined;
  return type.typeId === Type.Bool ? 8 * values.length : values.length;
}
