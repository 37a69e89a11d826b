import { checkOptions, type RowOptions } from "./options.js";
import { columnOf, type Batch, type Values } from "./rows/batch.js";
import { tableSource } from "./rows/table-source.js";
import type { DataSource, StreamChunk } from "./source.js";

/**
 * What an iterable may give: one row or several, row-major, as an array or a typed array; rows as
 * arrays in an array; or points with one weight a row. A Uint8Array is bytes of such numbers only
 * where `bytes` says of which.
 */
export type Rowlike =
  | StreamChunk
  | readonly number[]
  | readonly (readonly number[] | Float64Array | Float32Array)[]
  | Uint8Array;

/** What is said of rows that come from no file. */
export interface IterableOptions extends RowOptions {
  /** d, how many numbers a row has. */
  readonly dimensions: number;
  /** How many rows there are, where that is known; fewer are an error, more are not read. */
  readonly rows?: number;
  /** Names of the d columns, for messages. @defaultValue column1, column2, … */
  readonly columns?: readonly string[];
  /** For messages. @defaultValue "rows" */
  readonly name?: string;
  /** Whether every chunk comes with weights. @defaultValue false */
  readonly weighted?: boolean;
  /** How a fit should keep the numbers. @defaultValue "float64" */
  readonly precision?: "float64" | "float32";
  /** What bytes are, little-endian and row-major, as the body of a response gives them. */
  readonly bytes?: "float64" | "float32";
}

/** Something to iterate over, at once or in time. */
export type AnyIterable<Item> = Iterable<Item> | AsyncIterable<Item>;

/**
 * Makes a source of rows that your own code gives. The function is called at every pass and must
 * give the same rows each time; it may reuse one array for all of them. A range reads the rows
 * before it too.
 *
 * @throws RangeError where an option has a value it cannot have
 *
 * @example
 * ```ts
 * import { fromIterable } from "mixtura-data";
 *
 * function* rows() {
 *   for (let i = 0; i < 1000; i++) yield [Math.sin(i), Math.cos(i)];
 * }
 * const source = fromIterable(rows, { dimensions: 2 });
 * for await (const points of source.open()) console.log(points.length); // 2000
 * ```
 */
export function fromIterable(
  iterate: () => AnyIterable<Rowlike>,
  options: IterableOptions,
): DataSource {
  if (typeof iterate !== "function") {
    const expected = "a function that gives an iterable anew at each pass, such as a generator";
    throw new TypeError(`fromIterable: expected ${expected}, got ${kindOf(iterate)}`);
  }
  checkOptions(options, KNOWN);
  const { dimensions: d, rows, name = "rows", weighted = false, precision } = options;
  if (!Number.isSafeInteger(d) || d < 1) {
    throw new RangeError(`dimensions: expected a whole number of at least 1, got ${d}`);
  }
  const names = options.columns ?? Array.from({ length: d }, (_, i) => `column${i + 1}`);
  if (names.length !== d) throw new RangeError(`columns: expected ${d} names, got ${names.length}`);
  const isFloat32 = precision === "float32";
  return tableSource(
    {
      name,
      columns: names.map((column) => ({ name: column, isWide: false, isFloat32 })),
      weights: weighted ? { name: "weights", isWide: false, isFloat32: false } : undefined,
      rows,
      batches: () => batchesOf(iterate, options, name),
    },
    options,
  );
}

const KNOWN = [
  ...["dimensions", "rows", "columns", "name", "weighted", "precision", "bytes"],
  ...["missing", "onDropped", "chunkRows"],
];

function kindOf(value: unknown): string {
  return typeof value === "object" && value !== null && Symbol.iterator in value
    ? "an iterable that can be read once: () => it gives it"
    : typeof value;
}

async function* batchesOf(
  iterate: () => AnyIterable<Rowlike>,
  { dimensions: d, columns, weighted = false, bytes }: IterableOptions,
  name: string,
): AsyncGenerator<Batch, void, undefined> {
  let first = 0;
  let rest = new Uint8Array();
  for await (const item of iterate()) {
    let chunk: Exclude<Rowlike, Uint8Array> = item as Exclude<Rowlike, Uint8Array>;
    if (item instanceof Uint8Array) {
      if (bytes === undefined) {
        throw new TypeError(`${name}: expected numbers, got bytes; say what they are with bytes`);
      }
      const Numbers = bytes === "float32" ? Float32Array : Float64Array;
      const joined = new Uint8Array(rest.length + item.length);
      joined.set(rest);
      joined.set(item, rest.length);
      const whole = joined.length - (joined.length % (d * Numbers.BYTES_PER_ELEMENT));
      rest = joined.slice(whole);
      if (whole === 0) continue;
      chunk = new Numbers(joined.buffer, 0, whole / Numbers.BYTES_PER_ELEMENT);
    }
    for (const { points: given, weights: own } of partsOf(chunk, `${name}, behind row ${first}`)) {
      const place = `${name}, behind row ${first}`;
      const start = first;
      const placeOf = (i: number) =>
        `${name}: column "${columns?.[i % d] ?? `column${(i % d) + 1}`}", row ${start + Math.floor(i / d) + 1}`;
      const points = numbersOf(given, placeOf);
      const weights = own && numbersOf(own, (i) => `${name}: weight of row ${start + i + 1}`);
      const count = points.length / d;
      if (!Number.isInteger(count)) {
        throw new RangeError(`${place}: expected numbers in rows of ${d}, got ${points.length}`);
      }
      if (weighted !== (weights !== undefined)) {
        throw new RangeError(
          weighted
            ? `${place}: expected points with weights, got none`
            : `${place}: expected no weights; weighted: true reads them`,
        );
      }
      if (weights && weights.length !== count) {
        throw new RangeError(`${place}: expected ${count} weights, got ${weights.length}`);
      }
      const read: Values[] = Array.from({ length: d }, (_, start) => {
        return { numbers: points, start, stride: d };
      });
      if (weights) read.push(columnOf(weights));
      yield { first, count, columns: read };
      first += count;
    }
  }
  if (rest.length > 0) {
    throw new RangeError(`${name}, behind row ${first}: ${rest.length} bytes are no whole row`);
  }
}

interface Part {
  readonly points: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
}

function partsOf(item: Exclude<Rowlike, Uint8Array>, place: string): Part[] {
  if (ArrayBuffer.isView(item)) return [{ points: item }];
  if (!Array.isArray(item)) {
    if (typeof item === "object" && (item as unknown) !== null && "points" in item) {
      return [item];
    }
    throw new TypeError(`${place}: expected rows of numbers, got ${JSON.stringify(item)}`);
  }
  const rows = item as readonly number[] | readonly (readonly number[])[];
  if (rows.length === 0) return [];
  return Array.isArray(rows[0]) || ArrayBuffer.isView(rows[0])
    ? (rows as readonly (readonly number[])[]).map((points) => ({ points }))
    : [{ points: rows as readonly number[] }];
}

/** Numbers that are certainly numbers: what is missing is NaN, which is dropped or refused like any other. */
function numbersOf(
  values: ArrayLike<number>,
  placeOf: (i: number) => string,
): Float64Array | Float32Array {
  if (values instanceof Float64Array || values instanceof Float32Array) return values;
  return Float64Array.from(values as ArrayLike<unknown>, (value, i) => {
    if (typeof value === "number") return value;
    if (value === null || value === undefined) return NaN;
    throw new TypeError(`${placeOf(i)}: expected a number, got ${JSON.stringify(value)}`);
  });
}
