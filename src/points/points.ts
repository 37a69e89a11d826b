import { checkInteger, checkOneOf, checkRecord, show, typeError, typeTag } from "../check.js";
import {
  checkCount,
  openColumns,
  openRecords,
  openSource,
  refuseNonFinite,
  type Source,
} from "./forms.js";
import { appendRows } from "./nested.js";
import type { FlatPoints, ImageDataLike, MatrixLike, PointValues, Precision } from "../types.js";
import { releaseWhenForgotten } from "../core/reclaim.js";
import { Rows } from "../core/rows.js";
import { measured } from "../questions/magnitude.js";
import { type Preparation, preparedRows } from "../questions/prepared-rows.js";
import { answered, begin, Pending, type Talk } from "../data/pending.js";
import { atOnce, inRanges, type Pace, VALUE_COST } from "../data/sweep.js";
import { letWrite, writeRows } from "../data/write.js";

declare global {
  // As lib.esnext.disposable has it, for projects compiled without that lib.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
  interface Disposable {
    [Symbol.dispose](): void;
  }
}

export const PRECISIONS = ["float64", "float32"] as const;

/**
 * Everything a method takes as points: rows, flat data with a shape, an
 * ndarray, plain numbers (points of one dimension), an image (its pixels' colours),
 * a matrix of ml-matrix, or a {@link Points}.
 */
export type PointsLike =
  ArrayLike<PointValues> | FlatPoints | PointValues | ImageDataLike | MatrixLike | Points;

/** How points are kept. */
export interface PointsOptions {
  /** How the values are kept. Default: float32 if the data is a Float32Array, else float64. */
  readonly precision?: Precision | undefined;
}

/**
 * A column of numbers: an array, a typed array, or a vector of Apache Arrow. Bigints, as those have
 * for integers of 64 bits, have to be within ±(2^53 − 1).
 */
export type Column =
  PointValues | { readonly length: number; readonly nullCount: number; toArray(): unknown };

/**
 * The rows of every Points. Not in a private field, which only code inside the class can read:
 * fits ask whether something is a Points, and would bring the class along into every bundle.
 */
const ROWS = /* @__PURE__ */ new WeakMap<object, Rows>();

/** Undefined for what only looks like a Points. */
function rowsOf(points: unknown): Rows | undefined {
  return ROWS.get(points as object);
}

/** From outside the class: one that mentions itself is kept whole by bundlers. */
function holding(rows: Rows): Points {
  return Reflect.construct(PointsClass, [rows]) as Points;
}

/** What {@link Points} is. */
class PointsClass {
  /** For `using points = Points.from(…)`. */
  declare readonly [Symbol.dispose]: () => void;
  /** n, the number of points. */
  readonly count: number;
  /** d, the number of values in a point. */
  readonly dimensions: number;
  /** How the values are kept. */
  readonly precision: Precision;
  readonly #rows: Rows;
  readonly #release: () => void;

  private constructor(rows: Rows) {
    if (!(rows instanceof Rows)) {
      throw new TypeError("Points are made by Points.from, fromColumns, fromRecords or create");
    }
    this.count = rows.count;
    this.dimensions = rows.dimensions;
    this.precision = rows.precision;
    ROWS.set(this, rows);
    this.#rows = rows;
    this.#release = releaseWhenForgotten(this, () => rows.release());
    Object.freeze(this);
  }

  /**
   * Copies points into linear memory.
   *
   * @param points rows, flat data with a shape, numbers, or other Points
   * @throws TypeError or RangeError that names the row and column of a bad value
   * @example
   * Points.from({ data: new Float64Array([0, 0, 0, 1]), shape: [2, 2] }).count; // 2
   */
  static from(points: PointsLike, options: PointsOptions = {}): Points {
    const source = pointsSource("points", points);
    return holding(stored(source, chosenPrecision(options, source.precision)));
  }

  /**
   * Copies columns of equal length; their order is that of the object's keys.
   *
   * @example
   * Points.fromColumns({ x: [0, 0, 9], y: new Float32Array([0, 1, 9]) }).dimensions; // 2
   */
  static fromColumns(
    columns: Readonly<Record<string, Column>>,
    options: PointsOptions = {},
  ): Points {
    return holding(stored(openColumns(columns), chosenPrecision(options, "float64")));
  }

  /**
   * Copies the named fields of objects, in the order of the names.
   *
   * @example
   * Points.fromRecords([{ x: 0, y: 1, name: "a" }], ["x", "y"]).dimensions; // 2
   */
  static fromRecords<RecordLike extends object>(
    records: ArrayLike<RecordLike>,
    fields: readonly (keyof RecordLike & string)[],
    options: PointsOptions = {},
  ): Points {
    return holding(stored(openRecords(records, fields), chosenPrecision(options, "float64")));
  }

  /**
   * Makes n points of d dimensions from what `fill` writes, row-major, straight
   * into linear memory. The view starts as zeros; when `fill` returns it is taken
   * away (its length becomes 0).
   *
   * @example
   * const line = Points.create(100, 1, (view) => {
   *   for (let i = 0; i < 100; i++) view[i] = i;
   * });
   */
  static create(
    n: number,
    d: number,
    fill: (view: Float64Array) => void,
    options?: { readonly precision?: "float64" | undefined },
  ): Points;
  static create(
    n: number,
    d: number,
    fill: (view: Float32Array) => void,
    options: { readonly precision: "float32" },
  ): Points;
  static create(
    n: number,
    d: number,
    fill: ((view: Float64Array) => void) | ((view: Float32Array) => void),
    options: PointsOptions = {},
  ): Points {
    checkInteger("n", n, 1, 2 ** 32);
    checkInteger("d", d, 1, 2 ** 32);
    if (typeof fill !== "function") throw typeError("fill", "a function", show(fill));
    const rows = new Rows(n, d, chosenPrecision(options, "float64"));
    try {
      const result = letWrite(rows, fill as (view: Float64Array | Float32Array) => unknown);
      if (typeTag(result) === "Promise") {
        throw typeError("fill", "a function that is done when it returns", show(result));
      }
      if (!Number.isFinite(rows.largestMagnitude())) {
        const written = { data: rows.view().slice(), shape: [n, d] };
        throw refuseNonFinite(openSource("fill", written), "float64");
      }
    } catch (error) {
      rows.release();
      throw error;
    }
    return holding(rows);
  }

  /**
   * Copies of all rows: n lists of d numbers.
   *
   * @throws Error where the points were disposed; RangeError where there are more than 2^26 rows or
   * columns
   * @example
   * Points.fromColumns({ x: [0, 0, 9], y: [0, 1, 9] }).toRows(); // [[0, 0], [0, 1], [9, 9]]
   */
  toRows(): number[][] {
    const { count, dimensions } = this;
    checkCount("points", Math.max(count, dimensions));
    const rows: number[][] = [];
    appendRows(rows, this.#rows.view(), dimensions, 0, count);
    return rows;
  }

  /**
   * A copy of one row: d numbers.
   *
   * @param index which: an integer in 0..n − 1
   * @throws TypeError or RangeError on a bad index; Error where the points were disposed
   * @example
   * Points.from([[0, 0], [0, 1], [9, 9]]).row(1); // [0, 1]
   */
  row(index: number): number[] {
    checkInteger("index", index, 0, this.count - 1, `0..n - 1 (n = ${this.count})`);
    checkCount("points", this.dimensions);
    return this.#rows.row(index);
  }

  /**
   * Gives the memory back; using it as points throws from then on. Twice does no harm.
   *
   * @example
   * const points = Points.from([1, 2, 10, 11]);
   * const inertias = [1, 2].map((k) => KMeans.fit(points, { k }).inertia);
   * points.dispose();
   */
  dispose(): void {
    this.#release();
  }
}

/**
 * The class with its method for `using`, whose name some runtimes do not have yet. Not in the class
 * itself: one with a computed name is kept by bundlers, and all that makes points with it.
 */
function disposable(Class: typeof PointsClass): typeof PointsClass {
  const symbol = (Symbol as Partial<SymbolConstructor>).dispose ?? Symbol.for("Symbol.dispose");
  const value = function (this: PointsClass) {
    this.dispose();
  };
  Object.defineProperty(Class.prototype, symbol, { value, writable: true, configurable: true });
  return Object.defineProperty(Class, "name", { value: "Points" });
}

export type Points = PointsClass;

/**
 * n points of d dimensions in the library's linear memory: checked and copied
 * once, then used by any number of fits without another copy.
 *
 * Give the memory back with `dispose()` or `using`. A forgotten one is reclaimed
 * when it is garbage-collected, which takes a turn of the event loop: a loop that
 * makes many in one go has to dispose of them.
 *
 * @example
 * const points = Points.from([[0, 0], [0, 1], [9, 9]]);
 * const two = KMeans.fit(points, { k: 2 });
 * const three = KMeans.fit(points, { k: 3 });
 * points.dispose();
 */
export const Points: typeof PointsClass = /* @__PURE__ */ disposable(PointsClass);

function chosenPrecision(options: unknown, natural: Precision): Precision {
  const { precision } = checkRecord("options", options, ["precision"]);
  return checkPrecision(precision) ?? natural;
}

export function checkPrecision(precision: unknown): Precision | undefined {
  return precision === undefined ? undefined : checkOneOf("precision", precision, PRECISIONS);
}

/** Any of the forms, a Points included, as a source to copy from. */
export function pointsSource(name: string, value: unknown): Source {
  const rows = rowsOf(value);
  if (rows === undefined) return openSource(name, value);
  const { count, dimensions, precision } = rows;
  return {
    name,
    count,
    dimensions,
    precision,
    at: (row, column) => rows.view(row, 1)[column],
    copyTo: (view, first, count) => view.set(rows.view(first, count)),
    columnName: String,
  };
}

/** Rows to work on, and whether they were made for this and have to be released. */
export interface OpenRows {
  readonly rows: Rows;
  /** Whose rows they are: whoever holds this keeps them from being reclaimed as forgotten. */
  readonly owner: Points | undefined;
  /** Releases the rows unless they belong to a Points of the user's. */
  readonly close: () => void;
}

/** Whether it is a Points, rather than something that only looks like one. */
export function isPoints(value: unknown): value is Points {
  return rowsOf(value) !== undefined;
}

/** Whether these points are a Points that can be used as it is. */
export function holdsRows(points: unknown, precision: Precision): points is Points {
  return rowsOf(points)?.precision === precision;
}

/**
 * Points as rows in linear memory: those of a Points as they are if they have
 * the precision asked for, anything else as a copy.
 *
 * @param source of the same points, by {@link pointsSource}
 */
export function* openPoints(
  points: unknown,
  source: Source,
  precision: Precision,
  pace: Pace,
): Talk<OpenRows> {
  const held = rowsOf(points);
  if (held?.precision === precision) {
    held.checkHeld();
    return { rows: held, owner: points as Points, close: () => {} };
  }
  const rows = yield* store(source, precision, pace);
  return { rows, owner: undefined, close: () => rows.release() };
}

/** Copies a source into linear memory, and sees that its values are finite. */
function* store(source: Source, precision: Precision, pace: Pace): Talk<Rows> {
  const { count: n, dimensions: d } = source;
  const rows = new Rows(n, d, precision);
  let whole = false;
  try {
    const copy = (first: number, count: number) => {
      writeRows(rows, first, count, (view) => source.copyTo(view, first, count));
    };
    yield* inRanges(n, VALUE_COST * d, copy, pace);
    const asked = measured(rows, pace);
    const magnitude = asked instanceof Pending ? ((yield asked) as number) : asked;
    if (!Number.isFinite(magnitude)) throw refuseNonFinite(source, precision);
    whole = true;
    return rows;
  } finally {
    if (!whole) rows.release();
  }
}

/** Points of these rows of others. */
export function pointsOf(points: Points, indices: Int32Array): Points {
  return holding(rowsOf(points)!.select(indices));
}

/** Points as a model sees them. */
export function* preparedPoints(
  points: Points,
  precision: Precision,
  preparation: Preparation,
  pace: Pace,
): Talk<Points> {
  return holding(yield* preparedRows(rowsOf(points)!, precision, preparation, pace));
}

/** Points that are there in a while. */
export function* pointsFrom(points: PointsLike, precision: Precision, pace: Pace): Talk<Points> {
  return holding(yield* store(pointsSource("points", points), precision, pace));
}

function stored(source: Source, precision: Precision): Rows {
  return answered(begin(store(source, precision, atOnce)));
}
