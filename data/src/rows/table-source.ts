import type { RowOptions } from "../options.js";
import type { DataSource, RowRange } from "../source.js";
import type { Rows, Table } from "./batch.js";
import { chunksOf } from "./chunks.js";

/** A table as a source of rows. */
export function tableSource(table: Table, options: RowOptions): DataSource {
  const { name, columns, rows } = table;
  let dropped = 0;
  return {
    name,
    columns: columns.map((column) => column.name),
    dimensions: columns.length,
    precision: columns.every(({ isFloat32 }) => isFloat32) ? "float32" : "float64",
    ...(rows === undefined ? {} : { tableRows: rows }),
    ...(rows === undefined || options.missing === "drop" ? {} : { rows }),
    get dropped() {
      return dropped;
    },
    open: (range = {}) => {
      const wanted = checkedRange(range, rows);
      return {
        [Symbol.asyncIterator]: async function* () {
          let count = 0;
          dropped = 0;
          await table.checkUnchanged?.();
          yield* chunksOf(table, wanted, options, (more) => {
            count += more;
            dropped = count;
          });
          await table.checkUnchanged?.();
          if (count > 0) options.onDropped?.(count);
        },
      };
    },
  };
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
