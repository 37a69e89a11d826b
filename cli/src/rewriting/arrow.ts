import {
  Column,
  columnFromArray,
  float64,
  int32,
  Table,
  tableToIPC,
  Type,
  type Batch,
} from "@uwdata/flechette";
import { arrowTable, isArrowFile } from "../formats/arrow.js";
import { addedValues, type Added } from "./added.js";
import type { Cells, Opened } from "./whole.js";

/** Arrow, of which all types and what is noted of them stay, a file or a stream as before. */
export const openedArrow: Opened = (bytes, source) => ({
  with: (added) => {
    const table = widened(arrowTable(bytes, source), added);
    return tableToIPC(table, { format: isArrowFile(bytes) ? "file" : "stream" })!;
  },
  cells: () =>
    cellsOf(arrowTable(bytes, source, { useBigInt: true, useDate: true, useDecimalInt: true })),
});

function widened({ schema, children }: Table, added: Added): Table {
  // Batches without rows would have no likes among the new ones.
  const kept = children.map(({ data }) => new Column(data.filter(({ length }) => length > 0)));
  const lengths = kept[0].data.map(({ length }) => length);
  const fields = added.names.map((name, index) => ({
    name,
    type: index === 0 ? int32() : float64(),
    nullable: true,
    metadata: null as never,
  }));
  const columns = fields.map(({ type }, index) => {
    const values = addedValues(added, index);
    let start = 0;
    return new Column(
      lengths.map((length): Batch<unknown> => {
        const piece = values.slice(start, start + length);
        start += length;
        return columnFromArray<unknown>(piece, type).data[0];
      }),
    );
  });
  return new Table({ ...schema, fields: [...schema.fields, ...fields] }, [...kept, ...columns]);
}

function cellsOf(table: Table): Cells {
  const columns = table.children.map((column) => column.toArray() as ArrayLike<unknown>);
  return (row, index) => {
    const value = columns[index][row];
    const { type } = table.schema.fields[index];
    return type.typeId === Type.Decimal && value !== null
      ? decimalText(value as bigint, type.scale)
      : value;
  };
}

/** A decimal number with all of its digits. */
function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}
