import type { Cell } from "./table-sink.js";

/** A value of whatever type as a field: what is no number is text, as it would be in a CSV file. */
export function cellOf(value: unknown): Cell {
  switch (typeof value) {
    case "number":
    case "string":
      return value;
    case "bigint": {
      const number = Number(value);
      // As text it keeps the digits by which one code may differ from another.
      return Number.isSafeInteger(number) ? number : String(value);
    }
    case "boolean":
      return String(value);
    case "object":
      if (value === null) return null;
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
      return Array.isArray(value) || ArrayBuffer.isView(value) ? "[…]" : "{…}";
    default:
      return null;
  }
}

/** A column of whatever type as fields; numbers are taken as they are. */
export function cellsOf(values: ArrayLike<unknown>): ArrayLike<Cell> {
  const numbers =
    ArrayBuffer.isView(values) &&
    !(values instanceof BigInt64Array || values instanceof BigUint64Array);
  return numbers ? (values as ArrayLike<number>) : Array.from(values, cellOf);
}
