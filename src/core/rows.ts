import type { Precision } from "../types.js";
import { core } from "./core.js";
import type { Kernels } from "./kernels.js";
import type { Region } from "./memory.js";

/** What is made of rows once, for all who ask: copies in another order or form, with memory of their own. */
export interface Derived {
  release(): void;
}

/** n points of d dimensions in linear memory, row-major and unpadded. */
export class Rows {
  readonly count: number;
  readonly dimensions: number;
  readonly precision: Precision;
  readonly #region: Region;
  /**
   * What a question found out about all rows and may find again, for they do not change. Here, for a
   * WeakMap of rows cost a fit of 150 × 4 a tenth.
   */
  surveyed: unknown;
  /** What was made of all rows, by the name of what it is: it lives as long as they do. */
  #derived: Map<string, Derived> | undefined;
  #magnitude: number | undefined;
  #firstMagnitudes: readonly number[] | undefined;

  /** @param held how many of the rows there is memory for */
  constructor(count: number, dimensions: number, precision: Precision, held = count) {
    this.count = count;
    this.dimensions = dimensions;
    this.precision = precision;
    this.#region = core().memory.allocate(Rows.bytes(held, dimensions, precision));
  }

  static bytes(count: number, dimensions: number, precision: Precision): number {
    return count * dimensions * bytesOf(precision);
  }

  get kernels(): Kernels {
    return core().kernels;
  }

  /** Bytes of one value. */
  get valueBytes(): number {
    return bytesOf(this.precision);
  }

  /** @throws Error where the rows were released */
  checkHeld(): void {
    if (this.#region.released) {
      throw new Error('"points" were disposed; make new ones with Points.from');
    }
  }

  /** Where row `first` begins. */
  address(first = 0): number {
    this.checkHeld();
    return this.#region.address + Rows.bytes(first, this.dimensions, this.precision);
  }

  /** A view of `count` rows from `first` on, stale as soon as memory grows. */
  view(first = 0, count = this.count): Float64Array | Float32Array {
    const { memory } = core();
    const length = count * this.dimensions;
    return this.precision === "float32"
      ? memory.f32(this.address(first), length)
      : memory.f64(this.address(first), length);
  }

  /** A copy of one row. */
  row(index: number): number[] {
    const values: number[] = [];
    // Not Array.from: ten times as long for a row of four.
    for (const value of this.view(index, 1)) values.push(value);
    return values;
  }

  /** The largest |x|: finite exactly where every value is. Rows do not change once this is asked. */
  largestMagnitude(): number {
    this.#magnitude ??= this.kernels.largestMagnitude(
      this.address(),
      this.valueBytes,
      this.count * this.dimensions,
    );
    return this.#magnitude;
  }

  /** Takes the largest |x| as known, from a sweep that has found it. */
  rememberMagnitude(magnitude: number): void {
    this.#magnitude = magnitude;
  }

  /** The magnitude of the first value in each column that is not 0; 0 where there is none. */
  firstMagnitudes(): readonly number[] {
    this.#firstMagnitudes ??= this.#findFirstMagnitudes();
    return this.#firstMagnitudes;
  }

  /** Takes those as known. */
  rememberFirstMagnitudes(magnitudes: readonly number[]): void {
    this.#firstMagnitudes = magnitudes;
  }

  #findFirstMagnitudes(): number[] {
    const d = this.dimensions;
    const values = this.view();
    return Array.from({ length: d }, (_, column) => {
      for (let i = column; i < values.length; i += d) {
        if (values[i] !== 0) return Math.abs(values[i]);
      }
      return 0;
    });
  }

  /** The rows of these indices, in their order. */
  select(indices: ArrayLike<number>): Rows {
    const selected = new Rows(indices.length, this.dimensions, this.precision);
    selected.take(this, indices, 0, indices.length);
    return selected;
  }

  /** Copies rows of others: those of `count` indices from `first` on, to where the indices stand. */
  take(others: Rows, indices: ArrayLike<number>, first: number, count: number): void {
    const target = this.view(first, count);
    const source = others.view();
    const d = this.dimensions;
    for (let i = 0, to = 0; i < count; i++) {
      const from = indices[first + i] * d;
      for (let j = 0; j < d; j++) target[to++] = source[from + j];
    }
  }

  /** What was made of these rows under a name; undefined where nothing was. */
  derived(name: string): Derived | undefined {
    this.checkHeld();
    return this.#derived?.get(name);
  }

  /**
   * Keeps what was made of all rows for whoever asks next. Where another fit was faster, what it
   * made stays and this is released.
   *
   * @returns what is kept
   */
  keep<What extends Derived>(name: string, made: What): What {
    this.checkHeld();
    this.#derived ??= new Map();
    const kept = this.#derived.get(name);
    if (kept !== undefined) {
      made.release();
      return kept as What;
    }
    this.#derived.set(name, made);
    return made;
  }

  /** Forgets what was made under a name, and releases it. */
  drop(name: string): void {
    this.#derived?.get(name)?.release();
    this.#derived?.delete(name);
  }

  release(): void {
    this.#region.release();
    this.#derived?.forEach((made) => made.release());
  }
}

function bytesOf(precision: Precision): number {
  return precision === "float32" ? 4 : 8;
}

/** Bytes of scratch a kernel needs for a tile of d columns with its distances and labels. */
export function tileBytes(d: number): number {
  return core().kernels.tileBytes(d);
}

/** Bytes of n f64, padded to whole tiles. */
export function paddedBytes(n: number): number {
  const rows = core().kernels.tileRows();
  return Math.ceil(n / rows) * rows * 8;
}
