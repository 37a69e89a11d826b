import { BLOCK_ROWS, Fold, foldDepth, forEachBlock } from "../core/blocks.js";
import {
  carve,
  carvedBytes,
  core,
  type Workspace,
  writeIntegers,
  writeReals,
} from "../core/core.js";
import { type Part, weightsAddress } from "../data/part.js";
import { type Asked, Pending, type Talk } from "../data/pending.js";
import {
  type Components,
  DIAGONAL,
  DISTANCE,
  firstCoordinates,
  type Form,
  parametersLength,
  type ScoringForm,
  spreadLength,
} from "../core/forms.js";
import { MIXTURE_SWEEP, recordBytes } from "../core/records.js";
import type { Rows } from "../core/rows.js";

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
export const SIZES = 2;

function statisticsLength(form: Form, k: number, d: number): number {
  return SIZES + k + k * d + spreadLength(form, k, d);
}

function layout(n: number, d: number, k: number, spread: Form) {
  const length = statisticsLength(spread, k, d);
  return {
    record: recordBytes(MIXTURE_SWEEP),
    // Whatever form scores the points, its parameters fit into those of a matrix each.
    parameters: parametersLength(spread, k, d) * 8,
    anchors: k * d * 8,
    stack: foldDepth(n) * length * 8,
    scratch: core().kernels.mixtureScratchBytes(d, k, length),
  };
}

/** The E-step over all rows: nothing in linear memory grows with n. */
export class MixturePass {
  readonly #data: Part;
  readonly #k: number;
  readonly #spread: Form;
  /** The form of parameters that the record was written for. */
  #form: ScoringForm;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;

  /** @param spread what statistics hold of the second order */
  constructor(data: Part, k: number, spread: Form) {
    this.#data = data;
    this.#k = k;
    this.#spread = spread;
    const sizes = layout(data.rows.count, data.rows.dimensions, k, spread);
    this.#space = carve(sizes);
    this.#form = spread;
    this.#writeRecord(spread);
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
   * The statistics of all rows under these components, sums about `anchors` (k × d).
   *
   * @param cutoff how far below a row's largest score a component is dropped; undefined: all
   *   components are shared in, by a kernel that is made for that
   */
  eStep(
    components: Components,
    anchors: readonly number[],
    cutoff?: number,
  ): Asked<MixtureStatistics> {
    const { rows } = this.#data;
    const { kernels } = rows;
    const { addresses } = this.#space;
    const { record } = addresses;
    writeParameters(addresses.parameters, components);
    if (components.form !== this.#form) this.#writeRecord(components.form);
    writeReals(record, MIXTURE_SWEEP, { stiffness: components.stiffness, cutoff: cutoff ?? 0 });
    const block = cutoff === undefined ? kernels.mixtureBlock : kernels.prunedMixtureBlock;
    return this.#statistics(anchors, (first, count, weights, target) => {
      block(record, rows.address(first), count, weights, target);
    });
  }

  /** The statistics where all rows belong to the first component, with A = B = 0. */
  whole(anchors: readonly number[]): Asked<MixtureStatistics> {
    return this.#labelled(() => 0, anchors);
  }

  /** The statistics under labels as one-hot responsibilities, with A = B = 0. */
  *labelled(labels: Int32Array, anchors: readonly number[]): Talk<MixtureStatistics> {
    const { memory } = core();
    const region = memory.allocate(labels.byteLength);
    try {
      memory.i32(region.address, labels.length).set(labels);
      const asked = this.#labelled((first) => region.address + first * 4, anchors);
      return asked instanceof Pending ? ((yield asked) as MixtureStatistics) : asked;
    } finally {
      region.release();
    }
  }

  release(): void {
    this.#space.region.release();
  }

  /** @param labels the address of the labels from row `first` on, 0 where all are 0 */
  #labelled(
    labels: (first: number) => number,
    anchors: readonly number[],
  ): Asked<MixtureStatistics> {
    const { rows } = this.#data;
    const { record } = this.#space.addresses;
    return this.#statistics(anchors, (first, count, weights, target) => {
      const x = rows.address(first);
      rows.kernels.labelledMixtureBlock(record, x, count, labels(first), weights, target);
    });
  }

  /** Written once, and again only where the form of the parameters changes. */
  #writeRecord(form: ScoringForm): void {
    this.#form = form;
    writeSizes(this.#data.rows, this.#k, form, this.#spread, this.#space.addresses);
  }

  #statistics(
    anchors: readonly number[],
    block: (first: number, rows: number, weights: number, statistics: number) => void,
  ): Asked<MixtureStatistics> {
    const { memory } = core();
    const { rows, pace } = this.#data;
    const length = statisticsLength(this.#spread, this.#k, rows.dimensions);
    memory.write(this.#space.at("anchors"), anchors);
    const fold = new Fold(this.#space.at("stack"), length);
    const write = (first: number, count: number, target: number) => {
      block(first, count, weightsAddress(this.#data, first), target);
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

/** What of the record of the kernels of mixtures lasts for a pass over all rows, and longer. */
function writeSizes(
  rows: Rows,
  k: number,
  form: ScoringForm,
  spread: Form,
  addresses: Readonly<Record<"record" | "parameters" | "anchors" | "scratch", number>>,
): void {
  const { dimensions: d, valueBytes: bytes } = rows;
  const { record, parameters, anchors, scratch } = addresses;
  const first = firstCoordinates(form, d);
  const fields = { bytes, d, k, form, spread, first, parameters, anchors, scratch };
  writeIntegers(record, MIXTURE_SWEEP, fields);
}

function writeParameters(address: number, components: Components): void {
  const { offsets, means, halves, lower = [], groups = [], origins = [] } = components;
  const { memory } = core();
  let at = address;
  for (const part of [offsets, means, halves, lower, groups, origins]) {
    memory.write(at, part);
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
      total = statistics[SIZES];
      const shift = statistics.slice(SIZES + 1, SIZES + 1 + d).map((sum) => sum / total);
      mean = mean.map((value, j) => value + shift[j]);
      variance = statistics
        .slice(SIZES + 1 + d)
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
  const { kernels } = part.rows;
  const result = new Float64Array(part.rows.count * k);
  yield* blockwise(part, k, components, k * 8, (record, x, first, rows, out) => {
    kernels.responsibilitiesBlock(record, x, rows, out);
    result.set(memory.f64(out, rows * k), first * k);
  });
  return result;
}

/** The logarithm of the density at every row. */
export function* logDensities(part: Part, k: number, components: Components): Talk<Float64Array> {
  const { memory } = core();
  const { kernels } = part.rows;
  const result = new Float64Array(part.rows.count);
  yield* blockwise(part, k, components, 8, (record, x, first, rows, out) => {
    kernels.logDensityBlock(record, x, rows, out);
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
  const { kernels } = part.rows;
  const result = new Int32Array(part.rows.count);
  yield* blockwise(part, k, components, 4, (record, x, first, rows, out) => {
    kernels.mixtureLabelsBlock(record, x, rows, out);
    result.set(memory.i32(out, rows), first);
  });
  return result;
}

function blockLayout(n: number, d: number, k: number, form: ScoringForm, rowBytes: number) {
  return {
    record: recordBytes(MIXTURE_SWEEP),
    parameters: parametersLength(form, k, d) * 8,
    out: Math.min(BLOCK_ROWS, n) * rowBytes,
    scratch: core().kernels.mixtureLabelsScratchBytes(d, k),
  };
}

/**
 * Runs a pass block by block over one block-sized output.
 *
 * @param rowBytes bytes of output per row
 * @param pass takes the address of a record for the kernels, and that of the output
 */
function* blockwise(
  { rows, pace }: Part,
  k: number,
  components: Components,
  rowBytes: number,
  pass: (record: number, x: number, first: number, rows: number, out: number) => void,
): Talk<void> {
  const d = rows.dimensions;
  const space = carve(blockLayout(rows.count, d, k, components.form, rowBytes));
  const { addresses } = space;
  const { record, parameters, out } = addresses;
  try {
    writeParameters(parameters, components);
    // Nothing is summed, so that there is nothing for sums to be about.
    writeReals(record, MIXTURE_SWEEP, { stiffness: components.stiffness, cutoff: 0 });
    writeSizes(rows, k, components.form, DISTANCE, { ...addresses, anchors: 0 });
    const swept = pace(rows.count, {
      stride: BLOCK_ROWS,
      rowCost: parametersLength(components.form, k, d) + EXPONENTIAL * k,
      visit: (first, count) => {
        forEachBlock(first, count, (row, some) => {
          pass(record, rows.address(row), row, some, out);
        });
      },
      answer: () => undefined,
    });
    if (swept instanceof Pending) yield swept;
  } finally {
    space.region.release();
  }
}
