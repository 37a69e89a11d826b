import { isArrayLike, rangeError, show, typeError, typeTag } from "./check.js";
import type { FlatPoints, Numbers, Precision } from "./types.js";

/** A table of numbers as a user holds it, its form checked, its values not yet. */
export interface Source {
  /** The argument's name, for messages. */
  readonly name: string;
  readonly count: number;
  readonly dimensions: number;
  /** The precision that loses nothing of it. */
  readonly precision: Precision;
  /** Whatever stands at this row and column. */
  at(row: number, column: number): unknown;
  /** Copies all values into a row-major view, each of them certainly a number. */
  copyTo(view: Float64Array | Float32Array): void;
  /** What a message calls a column. */
  columnName(column: number): string;
}

type TypedNumbers =
  | Float64Array
  | Float32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

function isTypedNumbers(value: unknown): value is TypedNumbers {
  if (!ArrayBuffer.isView(value)) return false;
  return (
    value instanceof Float64Array || /^(?:Float|Int|Uint)\d+(?:Clamped)?Array$/.test(typeTag(value))
  );
}

/** Whether its elements may be numbers: not those of a view that holds something else. */
function isNumbersLike(value: unknown): value is ArrayLike<unknown> {
  // Asked of every row: arrays answer at once.
  if (Array.isArray(value)) return true;
  return isArrayLike(value) && (!ArrayBuffer.isView(value) || isTypedNumbers(value));
}

const FORMS = "rows of numbers, { data, shape }, numbers, or a Points";

/** Reads any of the forms that points may have, except a Points itself. */
export function openSource(name: string, value: unknown): Source {
  if (isTypedNumbers(value)) return flatSource(name, value, value.length, 1, [1, 1], 0);
  if (ArrayBuffer.isView(value)) throw typeError(name, FORMS, show(value));
  if (isFlat(value)) return openFlat(name, value);
  if (!isArrayLike(value)) {
    throw typeError(name, FORMS, show(value) + likelyMistake(value));
  }
  if (value.length === 0) throw rangeError(name, "at least one point", "none");
  const first = value[0];
  if (isRecord(first)) {
    const got = "an object at row 0 (objects go through Points.fromRecords)";
    throw typeError(name, "rows of numbers", got);
  }
  return isArrayLike(first)
    ? openRows(name, value)
    : flatSource(name, value as Numbers, value.length, 1, [1, 1], 0);
}

/** What somebody who handed this in may have had in mind. */
function likelyMistake(value: unknown): string {
  if (typeTag(value) !== "Object") return "";
  const { constructor } = value as { constructor?: { readonly name?: unknown } };
  if (constructor?.name === "Points") {
    return " (a Points of another copy of mixtura)";
  }
  const { points, labels } = value as Record<string, unknown>;
  if (ArrayBuffer.isView(points) && ArrayBuffer.isView(labels)) {
    return " (a sample goes in as { data: points, shape })";
  }
  // Columns are the likeliest thing to be handed in by mistake.
  return " (columns go through Points.fromColumns)";
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !isArrayLike(value);
}

function isFlat(value: unknown): value is FlatPoints {
  return typeof value === "object" && value !== null && "data" in value;
}

function openFlat(name: string, flat: FlatPoints): Source {
  const { data, shape, offset = 0 } = flat;
  if (!isNumbersLike(data)) {
    throw typeError(`${name}.data`, "an array or typed array of numbers", show(data));
  }
  const [n, d] = sizes(`${name}.shape`, shape, 0);
  const given = flat.strides ?? flat.stride;
  if (given === undefined && flat.offset === undefined && data.length !== n * d) {
    throw rangeError(`${name}.data`, `${n * d} values (shape ${n} × ${d})`, String(data.length));
  }
  const [down, across] = given === undefined ? [d, 1] : sizes(`${name}.strides`, given, -Infinity);
  if (!Number.isInteger(offset)) throw typeError(`${name}.offset`, "an integer", show(offset));
  const lowest = offset + Math.min((n - 1) * down, 0) + Math.min((d - 1) * across, 0);
  const highest = offset + Math.max((n - 1) * down, 0) + Math.max((d - 1) * across, 0);
  if (lowest < 0 || highest >= data.length) {
    const reach = `indices in 0..${data.length - 1} from shape, strides and offset`;
    throw rangeError(name, reach, `${lowest}..${highest}`);
  }
  return flatSource(name, data, n, d, [down, across], offset);
}

/** Two integers of more than `low`; one alone means n points of one dimension. */
function sizes(name: string, value: unknown, low: number): [number, number] {
  const given = isArrayLike(value) ? value : [];
  const first = given[0];
  const second = given.length === 1 ? 1 : given[1];
  const two = given.length === 1 || given.length === 2;
  if (!two || !Number.isInteger(first) || !Number.isInteger(second)) {
    throw typeError(name, "one or two integers", isArrayLike(value) ? showAll(value) : show(value));
  }
  if ((first as number) <= low || (second as number) <= low) {
    throw rangeError(name, "integers of at least 1", showAll(given));
  }
  return [first as number, second as number];
}

function showAll(values: ArrayLike<unknown>): string {
  return `[${Array.from(values, show).join(", ")}]`;
}

function flatSource(
  name: string,
  data: Numbers,
  count: number,
  dimensions: number,
  [down, across]: readonly [number, number],
  offset: number,
): Source {
  if (count === 0) throw rangeError(name, "at least one point", "none");
  const typed = isTypedNumbers(data);
  const contiguous = across === 1 && down === dimensions;
  const source: Source = {
    name,
    count,
    dimensions,
    precision: typed && typeTag(data) === "Float32Array" ? "float32" : "float64",
    at: (row, column) => data[offset + row * down + column * across],
    copyTo: (view) => {
      if (typed && contiguous) {
        view.set(data.subarray(offset, offset + count * dimensions));
        return;
      }
      for (let row = 0, to = 0; row < count; row++) {
        let from = offset + row * down;
        for (let column = 0; column < dimensions; column++, from += across) {
          const value = data[from];
          if (typeof value !== "number") throw badValue(source, row, column);
          view[to++] = value;
        }
      }
    },
    columnName: String,
  };
  return source;
}

function openRows(name: string, rows: ArrayLike<unknown>): Source {
  const dimensions = (rows[0] as ArrayLike<unknown>).length;
  if (dimensions === 0) throw rangeError(name, "rows of at least one number", "an empty row");
  for (let row = 0; row < rows.length; row++) {
    const values = rows[row];
    if (!isNumbersLike(values)) {
      throw typeError(name, "rows of numbers", `${show(values)} at row ${row} (from 0)`);
    }
    if (values.length !== dimensions) {
      const got = `a row of ${values.length} at row ${row} (from 0)`;
      throw rangeError(name, `rows of ${dimensions} numbers like the first`, got);
    }
  }
  const source: Source = {
    name,
    count: rows.length,
    dimensions,
    precision: "float64",
    at: (row, column) => (rows[row] as ArrayLike<unknown>)[column],
    copyTo: (view) => {
      for (let row = 0, to = 0; row < rows.length; row++) {
        const values = rows[row] as ArrayLike<unknown>;
        for (let column = 0; column < dimensions; column++) {
          const value = values[column];
          if (typeof value !== "number") throw badValue(source, row, column);
          view[to++] = value;
        }
      }
    },
    columnName: String,
  };
  return source;
}

/** A vector of Apache Arrow, as far as it matters here. */
interface ArrowVector {
  readonly length: number;
  readonly nullCount: number;
  get(index: number): unknown;
  toArray(): unknown;
}

function isArrowVector(value: unknown): value is ArrowVector {
  return typeof value === "object" && value !== null && "toArray" in value && "nullCount" in value;
}

/** Reads named columns of equal length: arrays, typed arrays, Arrow vectors. */
export function openColumns(columns: unknown): Source {
  if (
    typeof columns !== "object" ||
    columns === null ||
    isArrayLike(columns) ||
    typeTag(columns) === "Map"
  ) {
    throw typeError("columns", "an object of columns, such as { x, y }", show(columns));
  }
  const names = Object.keys(columns);
  if (names.length === 0) throw rangeError("columns", "at least one column", "none");
  const values = Object.entries(columns).map(([name, column]) => openColumn(name, column));
  const count = values[0].length;
  values.forEach((column, j) => {
    if (column.length !== count) {
      const got = `${column.length} in "${names[j]}"`;
      throw rangeError("columns", `${count} values in each, as in "${names[0]}"`, got);
    }
  });
  if (count === 0) throw rangeError("columns", "at least one point", "none");
  return namedSource("columns", names, count, (row, column) => values[column][row]);
}

function openColumn(name: string, column: unknown): ArrayLike<unknown> {
  if (isArrowVector(column)) {
    const values = column.nullCount > 0 ? undefined : column.toArray();
    // Only these hold the numbers themselves; half floats, decimals and dates hold something else.
    if (/^Float(?:32|64)Array$/.test(typeTag(values))) return values as Numbers;
    return Array.from({ length: column.length }, (_, row) => column.get(row));
  }
  if (!isArrayLike(column)) {
    throw typeError(`columns.${name}`, "numbers: an array, typed array or vector", show(column));
  }
  return column;
}

/** Reads the named fields of objects. */
export function openRecords(records: unknown, fields: unknown): Source {
  if (!isArrayLike(records)) throw typeError("records", "an array of objects", show(records));
  if (records.length === 0) throw rangeError("records", "at least one point", "none");
  if (!Array.isArray(fields) || fields.length === 0) {
    throw typeError("fields", 'names of fields, such as ["x", "y"]', show(fields));
  }
  const names = fields.map((field: unknown, index) => {
    if (typeof field === "string") return field;
    throw typeError("fields", "names of fields", `${show(field)} at index ${index}`);
  });
  for (let row = 0; row < records.length; row++) {
    const record = records[row];
    if (typeof record !== "object" || record === null) {
      throw typeError("records", "objects", `${show(record)} at row ${row} (from 0)`);
    }
  }
  return namedSource(
    "records",
    names,
    records.length,
    (row, column) => (records[row] as Record<string, unknown>)[names[column]],
  );
}

function namedSource(
  name: string,
  names: readonly string[],
  count: number,
  at: (row: number, column: number) => unknown,
): Source {
  const source: Source = {
    name,
    count,
    dimensions: names.length,
    precision: "float64",
    at,
    copyTo: (view) => {
      for (let row = 0, to = 0; row < count; row++) {
        for (let column = 0; column < names.length; column++) {
          const value = at(row, column);
          if (typeof value !== "number") throw badValue(source, row, column);
          view[to++] = value;
        }
      }
    },
    columnName: (column) => JSON.stringify(names[column]),
  };
  return source;
}

/** Something that is not a number, or a number that is not finite, with its place. */
function badValue(source: Source, row: number, column: number): Error {
  const value = source.at(row, column);
  const got = `${show(value)} at row ${row}, column ${source.columnName(column)} (from 0)`;
  return typeof value === "number"
    ? rangeError(source.name, "finite numbers", got)
    : typeError(source.name, "finite numbers", got);
}

/** The value at this place, which has to be a finite number. */
export function checkValue(source: Source, row: number, column: number): number {
  const value = source.at(row, column);
  if (!Number.isFinite(value)) throw badValue(source, row, column);
  return value as number;
}

/** The refusal of the first value of a source that `precision` cannot hold as a finite number. */
export function refuseNonFinite(source: Source, precision: Precision): Error {
  const hold = precision === "float32" ? Math.fround : Number;
  for (let row = 0; row < source.count; row++) {
    for (let column = 0; column < source.dimensions; column++) {
      const value = source.at(row, column);
      if (Number.isFinite(hold(value as number))) continue;
      if (!Number.isFinite(value)) return badValue(source, row, column);
      const got = `${show(value)} at row ${row}, column ${source.columnName(column)} (from 0)`;
      return rangeError(source.name, "numbers that float32 can hold", got);
    }
  }
  return rangeError(source.name, "finite numbers", "others");
}
