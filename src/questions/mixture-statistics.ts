import { BLOCK_ROWS, Fold, foldDepth, forEachBlock } from "../core/blocks.js";
import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import { type Part, weightsAddress } from "../data/part.js";
import { type Asked, Pending, type Talk } from "../data/pending.js";
import {
  type Components,
  DIAGONAL,
  firstCoordinates,
  type Form,
  parametersLength,
  type ScoringForm,
  spreadLength,
} from "../core/forms.js";
import { align } from "../core/memory.js";
import { TILE_ROWS } from "../core/rows.js";

/**
 * Statistics of a mixture, as assembly/sums/moments.ts lays them out: [A, B, N_0 … N_{k−1},
 * S_0 … S_{k−1}, Q]. The sum of log-sum-exps is stiffness × A + B.
 */
export type MixtureStatistics = readonly number[];

/** Where A stands: Σ w × the largest score. */
export const LARGEST = 0;
/** Where B stands: Σ w × ln of the sum of shares, each relative to the largest. */
export const LOG_SHARES = 1;
/** Where N_0 stands. */
export const MASSES = 2;

function statisticsLength(form: Form, k: number, d: number): number {
  return MASSES + k + k * d + spreadLength(form, k, d);
}

/** Rows of a span, of assembly/sweeps/strip.ts. */
const SPAN_ROWS = 256;
/** Tiles of a panel, of assembly/sweeps/mixture-pruned.ts. */
const PANEL_TILES = 4;

/** Bytes of one value for each row of a tile. */
const COLUMN = TILE_ROWS * 8;

/** Bytes of scratch: columns of a tile, and a pair of lanes for each of `sums` entries. */
function scratchBytes(d: number, k: number, sums: number): number {
  return (3 * d + 1 + k + 4) * COLUMN + sums * 16;
}

/** Bytes of scratch to score a span: columns of a tile and of the span, a list and a copy of rows. */
function spanBytes(d: number): number {
  return (2 * d + 2) * COLUMN + SPAN_ROWS * (3 * 8 + 2) + SPAN_ROWS * d * 8;
}

/** Bytes of scratch to find survivors: a span, its scores and lists, and a panel of differences. */
function survivorsBytes(d: number, k: number, sums: number): number {
  return (
    spanBytes(d) +
    PANEL_TILES * (2 * d + 1) * COLUMN +
    (k + 4) * SPAN_ROWS * 8 +
    k * SPAN_ROWS * 2 +
    2 * COLUMN +
    align(k * 4) +
    sums * 16
  );
}

function layout(n: number, d: number, k: number, spread: Form) {
  const length = statisticsLength(spread, k, d);
  return {
    // Whatever form scores the points, its parameters fit into those of a matrix each.
    parameters: parametersLength(spread, k, d) * 8,
    about: k * d * 8,
    stack: foldDepth(n) * length * 8,
    scratch: Math.max(scratchBytes(d, k, length), survivorsBytes(d, k, length)),
  };
}

/** The E-step over all rows: nothing in linear memory grows with n. */
export class MixturePass {
  readonly #data: Part;
  readonly #k: number;
  readonly #spread: Form;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;

  /** @param spread what statistics hold of the second order */
  constructor(data: Part, k: number, spread: Form) {
    this.#data = data;
    this.#k = k;
    this.#spread = spread;
    const sizes = layout(data.rows.count, data.rows.dimensions, k, spread);
    this.#space = carve(sizes);
    // Products of an odd number of coordinates read a column that nothing writes. Labels that lay
    // there are subnormal as float64: whole fits took 3 to 9 times as long with them.
    core()
      .memory.f64(this.#space.at("scratch"), Math.floor(sizes.scratch / 8))
      .fill(0);
  }

  /** Bytes of linear memory a pass needs. */
  static bytes(n: number, d: number, k: number, spread: Form): number {
    return carvedBytes(layout(n, d, k, spread));
  }

  /**
   * The statistics of all rows under these components, sums about `about` (k × d).
   *
   * @param gap how far below a row's largest score a component is dropped; undefined: all
   *   components are shared in, by a kernel that is made for that
   */
  eStep(components: Components, about: readonly number[], gap?: number): Asked<MixtureStatistics> {
    const { rows } = this.#data;
    const parameters = this.#space.at("parameters");
    writeParameters(parameters, components);
    if (gap !== undefined) {
      return this.#statistics(about, (first, count, at, target) => {
        rows.kernels.survivorsBlock(
          rows.address(first),
          rows.valueBytes,
          count,
          rows.dimensions,
          parameters,
          this.#k,
          components.form,
          components.stiffness,
          at,
          this.#spread,
          weightsAddress(this.#data, first),
          target,
          this.#space.at("scratch"),
          firstCoordinates(components.form, rows.dimensions),
          gap,
        );
      });
    }
    return this.#statistics(about, (first, count, at, target) => {
      rows.kernels.mixtureBlock(
        rows.address(first),
        rows.valueBytes,
        count,
        rows.dimensions,
        parameters,
        this.#k,
        components.form,
        components.stiffness,
        at,
        this.#spread,
        weightsAddress(this.#data, first),
        target,
        this.#space.at("scratch"),
      );
    });
  }

  /** The statistics where all rows belong to the first component, with A = B = 0. */
  whole(about: readonly number[]): Asked<MixtureStatistics> {
    return this.#labelled(() => 0, about);
  }

  /** The statistics under labels as one-hot responsibilities, with A = B = 0. */
  *labelled(labels: Int32Array, about: readonly number[]): Talk<MixtureStatistics> {
    const { memory } = core();
    const region = memory.allocate(labels.byteLength);
    try {
      memory.i32(region.address, labels.length).set(labels);
      const asked = this.#labelled((first) => region.address + first * 4, about);
      return asked instanceof Pending ? ((yield asked) as MixtureStatistics) : asked;
    } finally {
      region.release();
    }
  }

  release(): void {
    this.#space.region.release();
  }

  /** @param labels the address of the labels from row `first` on, 0 where all are 0 */
  #labelled(labels: (first: number) => number, about: readonly number[]): Asked<MixtureStatistics> {
    const { rows } = this.#data;
    return this.#statistics(about, (first, count, at, target) => {
      rows.kernels.labelledMixtureBlock(
        rows.address(first),
        rows.valueBytes,
        count,
        rows.dimensions,
        labels(first),
        this.#k,
        at,
        this.#spread,
        weightsAddress(this.#data, first),
        target,
        this.#space.at("scratch"),
      );
    });
  }

  #statistics(
    about: readonly number[],
    block: (first: number, rows: number, about: number, statistics: number) => void,
  ): Asked<MixtureStatistics> {
    const { memory } = core();
    const { rows, pace } = this.#data;
    const at = this.#space.at("about");
    const length = statisticsLength(this.#spread, this.#k, rows.dimensions);
    memory.f64(at, about.length).set(about);
    const fold = new Fold(this.#space.at("stack"), length);
    const write = (first: number, count: number, target: number) => {
      block(first, count, at, target);
    };
    return pace(rows.count, {
      stride: BLOCK_ROWS,
      rowCost: 2 * length + EXPONENTIAL * this.#k,
      visit: (first, count) => fold.add(first, count, write),
      answer: () => numbers(memory.f64(fold.total(), length)),
    });
  }
}

/** What an exponential costs, in multiplications. */
const EXPONENTIAL = 16;

/** An array of these numbers: 5x Array.from, which asks an iterator for each. */
function numbers(values: Float64Array): number[] {
  const array = new Array<number>(values.length);
  for (let i = 0; i < values.length; i++) array[i] = values[i];
  return array;
}

function writeParameters(address: number, components: Components): void {
  const { offsets, means, halves, lower = [], groups = [], origins = [] } = components;
  const { memory } = core();
  let at = address;
  for (const part of [offsets, means, halves, lower, groups, origins]) {
    memory.f64(at, part.length).set(part);
    at += part.length * 8;
  }
}

/** Σ w, and the mean and variance (divided by Σ w) of each coordinate. */
export interface Moments {
  readonly total: number;
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

/** The moments of all rows, in two passes. */
export function* moments(part: Part): Talk<Moments> {
  const pass = new MixturePass(part, 1, DIAGONAL);
  const d = part.rows.dimensions;
  try {
    let mean = Array.from(part.rows.view(0, 1));
    let variance: number[] = [];
    let total = 0;
    // The first pass finds the mean, the second the variance about it.
    for (let i = 0; i < 2; i++) {
      const asked = pass.whole(mean);
      const statistics = asked instanceof Pending ? ((yield asked) as MixtureStatistics) : asked;
      total = statistics[MASSES];
      const shift = statistics.slice(MASSES + 1, MASSES + 1 + d).map((sum) => sum / total);
      mean = mean.map((value, j) => value + shift[j]);
      variance = statistics
        .slice(MASSES + 1 + d)
        .map((sum, j) => Math.max(sum / total - shift[j] * shift[j], 0));
    }
    return { total, mean, variance };
  } finally {
    pass.release();
  }
}

/** r of every row and component, n × k, row-major. */
export function* responsibilities(
  part: Part,
  k: number,
  components: Components,
): Talk<Float64Array> {
  const { memory } = core();
  const { dimensions: d, kernels, valueBytes: bytes } = part.rows;
  const { form, stiffness } = components;
  const result = new Float64Array(part.rows.count * k);
  yield* blockwise(part, k, components, k * 8, (x, first, rows, parameters, out, scratch) => {
    kernels.responsibilitiesBlock(x, bytes, rows, d, parameters, k, form, stiffness, out, scratch);
    result.set(memory.f64(out, rows * k), first * k);
  });
  return result;
}

/** The logarithm of the density at every row. */
export function* logDensities(part: Part, k: number, components: Components): Talk<Float64Array> {
  const { memory } = core();
  const { dimensions: d, kernels, valueBytes: bytes } = part.rows;
  const { form } = components;
  const result = new Float64Array(part.rows.count);
  yield* blockwise(part, k, components, 8, (x, first, rows, parameters, out, scratch) => {
    kernels.logDensityBlock(x, bytes, rows, d, parameters, k, form, out, scratch);
    result.set(memory.f64(out, rows), first);
  });
  return result;
}

/** Bytes of linear memory that {@link mixtureLabels} needs. */
export function mixtureLabelsBytes(n: number, d: number, k: number, form: Form): number {
  return carvedBytes(blockLayout(n, d, k, form, 4));
}

/** The most responsible component of every row, ties to the lowest index. */
export function* mixtureLabels(part: Part, k: number, components: Components): Talk<Int32Array> {
  const { memory } = core();
  const { dimensions: d, kernels, valueBytes: bytes } = part.rows;
  const { form } = components;
  const coordinates = firstCoordinates(form, d);
  const result = new Int32Array(part.rows.count);
  yield* blockwise(part, k, components, 4, (x, first, rows, parameters, out, scratch) => {
    kernels.mixtureLabelsBlock(x, bytes, rows, d, parameters, k, form, coordinates, out, scratch);
    result.set(memory.i32(out, rows), first);
  });
  return result;
}

function blockLayout(n: number, d: number, k: number, form: ScoringForm, rowBytes: number) {
  return {
    parameters: parametersLength(form, k, d) * 8,
    out: Math.min(BLOCK_ROWS, n) * rowBytes,
    scratch: Math.max(scratchBytes(d, k, 0), spanBytes(d) + (k + 1) * SPAN_ROWS * 8),
  };
}

/**
 * Runs a pass block by block over one block-sized output.
 *
 * @param rowBytes bytes of output a row
 */
function* blockwise(
  { rows, pace }: Part,
  k: number,
  components: Components,
  rowBytes: number,
  pass: (
    x: number,
    first: number,
    rows: number,
    parameters: number,
    out: number,
    scratch: number,
  ) => void,
): Talk<void> {
  const d = rows.dimensions;
  const space = carve(blockLayout(rows.count, d, k, components.form, rowBytes));
  const [parameters, out, scratch] = space.addresses;
  try {
    writeParameters(parameters, components);
    const swept = pace(rows.count, {
      stride: BLOCK_ROWS,
      rowCost: parametersLength(components.form, k, d) + EXPONENTIAL * k,
      visit: (first, count) => {
        forEachBlock(first, count, (row, some) => {
          pass(rows.address(row), row, some, parameters, out, scratch);
        });
      },
      answer: () => undefined,
    });
    if (swept instanceof Pending) yield swept;
  } finally {
    space.region.release();
  }
}
