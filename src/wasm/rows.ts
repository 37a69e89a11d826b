import type { Precision } from "../types.js";
import { core } from "./core.js";
import type { Grid } from "./exact-sums.js";
import type { Kernels } from "./kernels.js";
import type { Region } from "./memory.js";

/** n points of d dimensions in linear memory, row-major and unpadded. */
export class Rows {
  readonly count: number;
  readonly dimensions: number;
  readonly precision: Precision;
  readonly #region: Region;
  /** What exact sums know of these rows once they have seen them all. */
  grid: Grid | undefined;
  #magnitude: number | undefined;

  constructor(count: number, dimensions: number, precision: Precision) {
    this.count = count;
    this.dimensions = dimensions;
    this.precision = precision;
    this.#region = core().memory.allocate(Rows.bytes(count, dimensions, precision));
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

  /** Where row `first` begins. */
  address(first = 0): number {
    if (this.#region.released) {
      throw new Error('"points" were disposed; make new ones with Points.from');
    }
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

  /** The rows of these indices, in their order. */
  select(indices: ArrayLike<number>): Rows {
    const selected = new Rows(indices.length, this.dimensions, this.precision);
    const target = selected.view();
    const source = this.view();
    const d = this.dimensions;
    for (let i = 0; i < indices.length; i++) {
      const from = indices[i] * d;
      target.set(source.subarray(from, from + d), i * d);
    }
    return selected;
  }

  release(): void {
    this.#region.release();
  }
}

function bytesOf(precision: Precision): number {
  return precision === "float32" ? 4 : 8;
}

/** Rows and how much each counts. */
export interface WeightedRows {
  readonly rows: Rows;
  /** n f64, padded with zeros to whole tiles; undefined where every weight is 1. */
  readonly weights: Region | undefined;
}

/** Beyond this a scaled value is cut off: its squared distances would not stay finite. */
const MOST_SCALED = 1e100;

/** The same rows with every column over its unit, in float64; a column of unit 0 becomes 0. */
export function scaledRows(rows: Rows, units: readonly number[]): Rows {
  const d = rows.dimensions;
  const scaled = new Rows(rows.count, d, "float64");
  const from = rows.view();
  const to = scaled.view();
  for (let row = 0, i = 0; row < rows.count; row++) {
    for (let j = 0; j < d; j++, i++) to[i] = inUnits(from[i], units[j]);
  }
  return scaled;
}

/** A value over its unit, within bounds whose squares stay finite; 0 where the unit is 0. */
export function inUnits(value: number, unit: number): number {
  if (unit === 0) return 0;
  return Math.min(Math.max(value / unit, -MOST_SCALED), MOST_SCALED);
}

/** Rows of a tile in assembly/tile.ts: arrays read a tile at a time are padded to these. */
export const TILE_ROWS = 8;

/** Bytes of scratch a kernel needs to turn a tile of d columns on its side. */
export function tileBytes(d: number): number {
  return (d + 2) * TILE_ROWS * 8;
}

/** Bytes of n f64, padded to whole tiles. */
export function paddedBytes(n: number): number {
  return Math.ceil(n / TILE_ROWS) * TILE_ROWS * 8;
}

/** Copies weights into linear memory. */
export function weightRows(rows: Rows, weights: Float64Array | undefined): WeightedRows {
  if (weights === undefined) return { rows, weights: undefined };
  const { memory } = core();
  const region = memory.allocate(paddedBytes(rows.count));
  const view = memory.f64(region.address, paddedBytes(rows.count) / 8);
  view.fill(0);
  view.set(weights);
  return { rows, weights: region };
}

/** A view of the weights, one per row, stale as soon as memory grows; undefined where every weight is 1. */
export function weightsOf({ rows, weights }: WeightedRows): Float64Array | undefined {
  return weights && core().memory.f64(weights.address, rows.count);
}

/** The smallest weight. */
export function lightest(data: WeightedRows): number {
  return weightsOf(data)?.reduce((a, b) => Math.min(a, b)) ?? 1;
}

/** The address of the weights from row `first` on, or 0 for "none". */
export function weightsAddress({ weights }: WeightedRows, first = 0): number {
  return weights === undefined ? 0 : weights.address + first * 8;
}
