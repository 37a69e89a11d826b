import {
  checkLength,
  lengthOf,
  rangeError,
  show,
  typedKind,
  typeError,
  typeTag,
} from "../check.js";
import { isImage, openImage } from "./image.js";
import { aTable, disguised, familiar, gotAsRow, gotAsValue, gotInstead } from "./mistakes.js";
import type { FlatPoints, MatrixLike, Precision } from "../types.js";

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
  /** Copies rows from `first` on into a row-major view of `count` rows, each value certainly a number. */
  copyTo(view: Float64Array | Float32Array, first: number, count: number): void;
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

function isTyped(value: unknown): value is TypedNumbers | BigInt64Array | BigUint64Array {
  return typedKind(value) !== undefined;
}

/** Not the two kinds of bigints. */
function isTypedNumbers(value: unknown): value is TypedNumbers {
  return /^[^B]/.test(typedKind(value) ?? "");
}

const FORMS = "rows of numbers, { data, shape }, numbers, or a Points";

/** Reads any of the forms that points may have, except a Points itself. */
export function openSource(name: string, value: unknown): Source {
  if (isTyped(value)) return lineSource(name, value, lengthOf(value)!);
  if (ArrayBuffer.isView(value)) throw typeError(name, FORMS, show(value));
  if (holdsData(value)) return openData(name, value);
  const length = lengthOf(value);
  if (length === undefined) {
    if (isMatrix(value) && familiar(value) === undefined) {
      return openList(name, value.to2DArray());
    }
    throw typeError(name, FORMS, gotInstead(value));
  }
  return openList(name, value, length);
}

/** Rows or numbers, in a list of this length. */
function openList(name: string, value: unknown, length = lengthOf(value)): Source {
  if (length === undefined) throw typeError(name, "rows of numbers", show(value));
  const list = value as ArrayLike<unknown>;
  const first = list[0];
  if (typeof first !== "object" || first === null) return lineSource(name, list, length);
  const dimensions = lengthOf(first);
  if (dimensions === undefined) throw typeError(name, "rows of numbers", gotAsRow(first));
  return openRows(name, list, length, dimensions);
}

function holdsData(value: unknown): value is { readonly data: unknown } {
  return typeof value === "object" && value !== null && "data" in value;
}

/** A matrix of ml-matrix, or of its like. Sparse ones may look the same. */
function isMatrix(value: unknown): value is MatrixLike {
  return typeof (value as Partial<MatrixLike> | null)?.to2DArray === "function";
}

/** Opens what has data: an image, a matrix, or data with a shape. */
function openData(name: string, value: { readonly data: unknown }): Source {
  if ("shape" in value) {
    const got = disguised(value);
    if (got !== undefined) throw typeError(name, FORMS, got);
  } else {
    if (isImage(value)) return openImage(name, value);
    const got = familiar(value);
    if (got !== undefined) throw typeError(name, FORMS, got);
    if (isMatrix(value)) {
      const { data } = value;
      // Rows that are there need not be copied beforehand.
      return openList(name, Array.isArray(data) ? data : value.to2DArray());
    }
  }
  return openFlat(name, value as FlatPoints);
}

function openFlat(name: string, flat: FlatPoints): Source {
  const { data, shape, offset: first, strides, stride } = flat;
  const offset = first ?? 0;
  const length = ArrayBuffer.isView(data) && !isTyped(data) ? undefined : lengthOf(data);
  if (length === undefined) {
    throw typeError(`${name}.data`, "an array or typed array of numbers", show(data));
  }
  const [n, d] = sizes(`${name}.shape`, shape, 0);
  const given = strides ?? stride;
  if (given === undefined && first === undefined && length !== n * d) {
    throw rangeError(`${name}.data`, `${n * d} values (shape ${n} × ${d})`, String(length));
  }
  const [down, across] = given === undefined ? [d, 1] : sizes(`${name}.strides`, given, -Infinity);
  if (!Number.isInteger(offset)) throw typeError(`${name}.offset`, "an integer", show(offset));
  const lowest = offset + Math.min((n - 1) * down, 0) + Math.min((d - 1) * across, 0);
  const highest = offset + Math.max((n - 1) * down, 0) + Math.max((d - 1) * across, 0);
  if (lowest < 0 || highest >= length) {
    const reach = `indices in 0..${length - 1} from shape, strides and offset`;
    throw rangeError(name, reach, `${lowest}..${highest}`);
  }
  return flatSource(name, data, length, n, d, [down, across], offset);
}

/** Two integers of more than `low`; one alone means n points of one dimension. */
function sizes(name: string, value: unknown, low: number): [number, number] {
  const length = lengthOf(value) ?? 0;
  const list = value as ArrayLike<unknown>;
  // No more than a message shows.
  const given = Array.from({ length: Math.min(length, 9) }, (_, i) => list[i]);
  const [first, second] = length === 1 ? [given[0], 1] : given;
  const shown = length === 0 ? show(value) : `[${given.map(show).join(", ")}]`;
  if (length > 2 || !Number.isInteger(first) || !Number.isInteger(second)) {
    throw typeError(name, "one or two integers", shown);
  }
  if ((first as number) <= low || (second as number) <= low) {
    throw rangeError(name, "integers of at least 1", shown);
  }
  return [first as number, second as number];
}

/** Numbers in a row: n points of one dimension. */
function lineSource(name: string, data: ArrayLike<unknown>, count: number): Source {
  return flatSource(name, data, count, count, 1, [1, 1], 0);
}

function flatSource(
  name: string,
  data: ArrayLike<unknown>,
  length: number,
  count: number,
  dimensions: number,
  [down, across]: readonly [number, number],
  offset: number,
): Source {
  if (count === 0) throw rangeError(name, "at least one point", "none");
  const values = count * dimensions;
  const contiguous = isTypedNumbers(data) && across === 1 && down === dimensions;
  const source: Source = {
    name,
    count,
    dimensions,
    precision: typedKind(data) === "Float32Array" ? "float32" : "float64",
    at: (row, column) => data[offset + row * down + column * across],
    copyTo: (view, first, size) => {
      if (contiguous) {
        // Its buffer may have shrunk since, and a class of the user's may have a subarray of its own.
        const same = lengthOf(data) === length;
        const begin = offset + first * dimensions;
        const wanted = size * dimensions;
        const part = same && wanted < length ? data.subarray(begin, begin + wanted) : data;
        if (!same || !isTypedNumbers(part) || lengthOf(part) !== wanted) {
          throw rangeError(name, `${values} values`, String(lengthOf(data)));
        }
        // Where that has moved memory, the view has no length, and is filled anew.
        if (view.length > 0) view.set(part);
        return;
      }
      copyValues(source, view, first, size);
    },
    columnName: String,
  };
  return source;
}

function openRows(
  name: string,
  rows: ArrayLike<unknown>,
  count: number,
  dimensions: number,
): Source {
  if (dimensions === 0) throw rangeError(name, "rows of at least one number", "an empty row");
  for (let row = 0; row < count; row++) {
    const values = rows[row];
    // At once where nothing hangs on it: of each row as many values are read, and checked.
    const length =
      Array.isArray(values) || values instanceof Float64Array ? values.length : lengthOf(values);
    if (length === undefined) {
      throw typeError(name, "rows of numbers", `${show(values)} at row ${row} (from 0)`);
    }
    if (length !== dimensions) {
      const got = `a row of ${length} at row ${row} (from 0)`;
      throw rangeError(name, `rows of ${dimensions} numbers like the first`, got);
    }
  }
  const source: Source = {
    name,
    count,
    dimensions,
    precision: "float64",
    at: (row, column) => ((rows[row] ?? []) as ArrayLike<unknown>)[column],
    copyTo: (view, first, size) => {
      for (let row = first, to = 0; row < first + size; row++) {
        const values = (rows[row] ?? []) as ArrayLike<unknown>;
        for (let column = 0; column < dimensions; column++) {
          const value = values[column];
          view[to++] = typeof value === "number" ? value : fromBigint(source, value, row, column);
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
  get?(index: number): unknown;
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
    lengthOf(columns) !== undefined ||
    typeTag(columns) === "Map"
  ) {
    throw typeError("columns", "an object of columns, such as { x, y }", show(columns));
  }
  const got = aTable(columns);
  if (got !== undefined) throw typeError("columns", "an object of columns, such as { x, y }", got);
  const names = Object.keys(columns);
  if (names.length === 0) throw rangeError("columns", "at least one column", "none");
  const open = Object.entries(columns).map(([name, column]) => openColumn(name, column));
  const count = open[0].length;
  open.forEach(({ length }, j) => {
    if (length !== count) {
      const got = `${length} in "${names[j]}"`;
      throw rangeError("columns", `${count} values in each, as in "${names[0]}"`, got);
    }
  });
  if (count === 0) throw rangeError("columns", "at least one point", "none");
  const lists = open.map(({ values }) => values);
  // One closure for both took 1.15 times as long where nothing has to be asked for.
  const at = open.some(({ get }) => get !== undefined)
    ? (row: number, column: number) => (open[column].get ?? ((i) => lists[column][i]))(row)
    : (row: number, column: number) => lists[column][row];
  return namedSource("columns", names, count, at);
}

/** A column, its length read; of some vectors every value has to be asked for. */
interface OpenColumn {
  readonly length: number;
  readonly values: ArrayLike<unknown>;
  readonly get: ((row: number) => unknown) | undefined;
}

function openColumn(name: string, column: unknown): OpenColumn {
  const vector = isArrowVector(column) ? column : undefined;
  const all = vector && !(vector.nullCount > 0) ? vector.toArray() : undefined;
  // Only these hold the values themselves; half floats, decimals and dates hold something else.
  const kinds = typeof vector?.get?.(0) === "bigint" ? /^Big/ : /^Float(?:32|64)/;
  const values = kinds.test(typedKind(all) ?? "") ? all : column;
  const what = "numbers: an array, typed array or vector";
  const length = checkLength(`columns.${name}`, values, what);
  const asks = vector?.get !== undefined && values === column;
  const get = asks ? (row: number) => vector.get!(row) : undefined;
  return { length, values: values as ArrayLike<unknown>, get };
}

/** Reads the named fields of objects. */
export function openRecords(records: unknown, fields: unknown): Source {
  const count = checkLength("records", records, "an array of objects");
  if (count === 0) throw rangeError("records", "at least one point", "none");
  const some = lengthOf(fields);
  if (!some) throw typeError("fields", 'names of fields, such as ["x", "y"]', show(fields));
  const names: string[] = [];
  for (let index = 0; index < some; index++) {
    const field = (fields as ArrayLike<unknown>)[index];
    if (typeof field !== "string") {
      throw typeError("fields", "names of fields", `${show(field)} at index ${index}`);
    }
    names.push(field);
  }
  const list = records as ArrayLike<unknown>;
  for (let row = 0; row < count; row++) {
    const record = list[row];
    if (typeof record !== "object" || record === null) {
      throw typeError("records", "objects", `${show(record)} at row ${row} (from 0)`);
    }
  }
  return namedSource(
    "records",
    names,
    count,
    (row, column) => ((list[row] ?? {}) as Record<string, unknown>)[names[column]],
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
    copyTo: (view, first, size) => {
      copyValues(source, view, first, size);
    },
    columnName: (column) => JSON.stringify(names[column]),
  };
  return source;
}

/** Copies values one by one, through `at`. */
function copyValues(
  source: Source,
  view: Float64Array | Float32Array,
  first: number,
  size: number,
): void {
  for (let row = first, to = 0; row < first + size; row++) {
    for (let column = 0; column < source.dimensions; column++) {
      const value = source.at(row, column);
      view[to++] = typeof value === "number" ? value : fromBigint(source, value, row, column);
    }
  }
}

/** The number that is a bigint; what is none, or would lose digits, is refused. */
function fromBigint(source: Source, value: unknown, row: number, column: number): number {
  const number = typeof value === "bigint" ? Number(value) : NaN;
  if (!Number.isSafeInteger(number)) throw badValue(source, value, row, column);
  return number;
}

/** Something that is not a number, or a number that is not finite, with its place. */
function badValue(source: Source, value: unknown, row: number, column: number): Error {
  const place = `at row ${row}, column ${source.columnName(column)} (from 0${gotAsValue(value)})`;
  const got = `${show(value)} ${place}`;
  if (typeof value === "bigint") {
    return rangeError(source.name, "integers within ±(2^53 - 1)", got);
  }
  return typeof value === "number"
    ? rangeError(source.name, "finite numbers", got)
    : typeError(source.name, "finite numbers", got);
}

/** Refuses what would be too many numbers for a list, which ends the process at some 2^27 of them. */
export function checkCount(name: string, count: number): void {
  if (count > 2 ** 26) throw rangeError(name, "at most 2^26 numbers", String(count));
}

/** All values of a small table, such as centroids, row-major; each has to be a finite number. */
export function valuesOf(source: Source): number[] {
  const { name, count, dimensions } = source;
  checkCount(name, count * dimensions);
  const values: number[] = [];
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < dimensions; column++) {
      const value = source.at(row, column);
      const number = typeof value === "number" ? value : fromBigint(source, value, row, column);
      if (!Number.isFinite(number)) throw badValue(source, value, row, column);
      values.push(number);
    }
  }
  return values;
}

/** The refusal of the first value of a source that `precision` cannot hold as a finite number. */
export function refuseNonFinite(source: Source, precision: Precision): Error {
  const hold = precision === "float32" ? Math.fround : Number;
  for (let row = 0; row < source.count; row++) {
    for (let column = 0; column < source.dimensions; column++) {
      const value = source.at(row, column);
      const number = typeof value === "bigint" ? Number(value) : value;
      if (Number.isFinite(hold(number as number))) continue;
      if (!Number.isFinite(number)) return badValue(source, value, row, column);
      const got = `${show(value)} at row ${row}, column ${source.columnName(column)} (from 0)`;
      return rangeError(source.name, "numbers that float32 can hold", got);
    }
  }
  return rangeError(source.name, "finite numbers", "others");
}
