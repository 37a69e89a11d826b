import { tableFromIPC, Type, type DataType, type Field, type Schema } from "@uwdata/flechette";
import type { Column } from "../../rows/batch.js";
import type { Found } from "../../rows/choose.js";
import type { RecordBatch } from "./messages.js";

/** More digits than this a number may not hold. */
const exactDigits = 15;

export function schemaOf(message: Uint8Array): Schema {
  const { schema } = tableFromIPC(message);
  if (schema.endianness === 1) throw new Error("its numbers are big-endian");
  return schema;
}

export function foundField({ name, type }: Field): Found {
  return { name, refused: refusedType(type) };
}

function refusedType(type: DataType): string | undefined {
  switch (type.typeId) {
    case Type.Int:
    case Type.Float:
      return undefined;
    case Type.Decimal:
      if (type.precision <= exactDigits) return undefined;
      return `holds decimals of more than ${exactDigits} digits; write them as float64 first`;
    case Type.Date:
    case Type.Time:
    case Type.Timestamp:
    case Type.Interval:
    case Type.Duration:
      return "holds dates or times; write them as numbers first, such as days since a date";
    case Type.Bool:
      return "holds true and false; write them as 1 and 0 first";
    case Type.Dictionary:
      return "holds values by a dictionary; write them as they are first";
    default:
      return "children" in type ? "holds nested values" : "holds text or bytes";
  }
}

export function columnOfField({ name, type }: Field): Column {
  return {
    name,
    isWide: type.typeId === Type.Int && type.bitWidth === 64,
    // A half fits into a float32 as it is.
    isFloat32: type.typeId === Type.Float && type.precision < 2,
  };
}

/** Where a column begins among the nodes and buffers of a batch. */
export interface Place {
  readonly node: number;
  readonly buffer: number;
}

/** Counts nodes and buffers of each column, for they are in one list for all. */
export function placesOf(fields: readonly Field[], { variadic }: RecordBatch): Place[] {
  let node = 0;
  let buffer = 0;
  let views = 0;
  const pass = (type: DataType): void => {
    node++;
    switch (type.typeId) {
      case Type.Null:
      case Type.RunEndEncoded:
        break;
      case Type.FixedSizeList:
      case Type.Struct:
        buffer += 1;
        break;
      case Type.Union:
        buffer += type.mode === 1 ? 2 : 1;
        break;
      case Type.Binary:
      case Type.Utf8:
      case Type.LargeBinary:
      case Type.LargeUtf8:
      case Type.ListView:
      case Type.LargeListView:
        buffer += 3;
        break;
      case Type.BinaryView:
      case Type.Utf8View:
        buffer += 2 + (variadic[views++] ?? 0);
        break;
      default:
        buffer += 2;
    }
    if ("children" in type) for (const child of type.children) pass(child.type);
  };
  return fields.map(({ type }) => {
    const place = { node, buffer };
    pass(type);
    return place;
  });
}
