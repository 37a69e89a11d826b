import { BLOCK_ROWS, Fold, foldDepth } from "../core/blocks.js";
import {
  carve,
  carvedBytes,
  core,
  mixtureKernels,
  type Workspace,
  writeReals,
} from "../core/core.js";
import { type Part, weightsAddress } from "../data/part.js";
import { type Asked, begin, Pending, type Talk } from "../data/pending.js";
import { atOnce } from "../data/sweep.js";
import {
  type Components,
  type Form,
  parametersLength,
  type ScoringForm,
  spreadLength,
  TIED,
} from "../core/forms.js";
import { MIXTURE_SWEEP, recordBytes } from "../core/records.js";
import type { MixtureStatistics, MixtureSums, RowLabels } from "./mixture-sums.js";
import { EXPONENTIAL, writeParameters, writeSizes } from "./mixture-sweep.js";

/** How far below the largest score a share is 0: so assembly/share/exp.ts has it. */
export const UNDERFLOW = 708;

/** Where A stands: Σ w × the largest score. */
export const LARGEST = 0;
/** Where B stands: Σ w × ln of the sum of shares, each relative to the largest. */
export const LOG_SHARES = 1;
/** Where N_0 stands. */
export const SIZES = 2;

/** Numbers in the statistics of k components. */
export function statisticsLength(form: Form, k: number, d: number): number {
  return SIZES + k + k * d + spreadLength(form, k, d);
}

function layout(n: number, d: number, k: number, spread: Form, before = 0) {
  const length = statisticsLength(spread, k, d);
  return {
    record: recordBytes(MIXTURE_SWEEP),
    // Whatever form scores the points, its parameters fit into those of a matrix each.
    parameters: parametersLength(spread, k, d) * 8,
    anchors: k * d * 8,
    stack: foldDepth(n, before) * length * 8,
    scratch: mixtureKernels().mixtureScratchBytes(spread, d, k, length),
  };
}

/** The E-step over all rows: nothing in linear memory grows with n. */
export class MixturePass implements MixtureSums {
  readonly #data: Part;
  readonly #k: number;
  readonly #spread: Form;
  /** The form of parameters that the record was written for. */
  #form: ScoringForm;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  /** How many rows come before these, where statistics are those of subtrees. */
  readonly #before: number | undefined;

  /**
   * @param spread what statistics hold of the second order
   * @param before where these are only some of the rows: how many come before, whole blocks.
   *   Statistics are those of subtrees then, one behind the other: src/core/blocks.ts.
   */
  constructor(data: Part, k: number, spread: Form, before?: number) {
    this.#data = data;
    this.#k = k;
    this.#spread = spread;
    this.#before = before;
    const sizes = layout(data.rows.count, data.rows.dimensions, k, spread, before);
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

  eStep(
    components: Components,
    anchors: readonly number[],
    cutoff?: number,
  ): Asked<MixtureStatistics> {
    const { rows } = this.#data;
    const kernels = mixtureKernels();
    const { addresses } = this.#space;
    const { record } = addresses;
    writeParameters(addresses.parameters, components);
    if (components.form !== this.#form) this.#writeRecord(components.form);
    const gap = cutoff ?? (this.#sumsPairs ? UNDERFLOW / components.stiffness : undefined);
    writeReals(record, MIXTURE_SWEEP, { stiffness: components.stiffness, cutoff: gap ?? 0 });
    // In a block of few rows, sums of pairs take longer than they save. What tells is the block's own: the same
    // rows have the same bits, whoever holds the others.
    const fewest = cutoff === undefined ? 8 * this.#k : 0;
    return this.#statistics(anchors, (first, count, weights, target) => {
      const pruned = gap !== undefined && count > fewest;
      const block = pruned ? kernels.prunedMixtureBlock : kernels.mixtureBlock;
      block(record, rows.address(first), count, weights, target);
    });
  }

  /**
   * Whether one product of differences a row does for all components (assembly/sweeps/tied.ts): in
   * fewer dimensions a product for each is faster.
   */
  get #sumsPairs(): boolean {
    return this.#spread === TIED && this.#k > 1 && this.#data.rows.dimensions >= 8;
  }

  whole(anchors: readonly number[]): Asked<MixtureStatistics> {
    return this.#labelled(() => 0, anchors);
  }

  labelled(labels: RowLabels, anchors: readonly number[]): Asked<MixtureStatistics> {
    if (labels === "all in the first") {
      return begin(this.#ofLabels(new Int32Array(this.#data.rows.count), anchors));
    }
    if (!(labels instanceof Int32Array)) throw new Error("rows in memory have labels of their own");
    return begin(this.#ofLabels(labels, anchors));
  }

  *#ofLabels(labels: Int32Array, anchors: readonly number[]): Talk<MixtureStatistics> {
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
      mixtureKernels().labelledMixtureBlock(record, x, count, labels(first), weights, target);
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
    const { addresses } = this.#space;
    memory.write(addresses.anchors, anchors);
    if (rows.count <= BLOCK_ROWS && this.#before === undefined && pace === atOnce) {
      // One block is its own tree: what is around it would take longer than 150 × 4 do.
      block(0, rows.count, weightsAddress(this.#data), addresses.stack);
      return memory.read(addresses.stack, length);
    }
    const fold = new Fold(addresses.stack, length, this.#before);
    const write = (first: number, count: number, target: number) => {
      block(first, count, weightsAddress(this.#data, first), target);
    };
    return pace(rows.count, {
      stride: BLOCK_ROWS,
      rowCost: 2 * length + EXPONENTIAL * this.#k,
      visit: (first, count) => fold.add(first, count, write),
      answer: () =>
        this.#before === undefined
          ? numbers(memory.f64(fold.total(), length))
          : numbers(memory.f64(fold.nodes, fold.open * length)),
    });
  }
}

/** An array of these numbers: 5x Array.from, which asks an iterator for each. */
function numbers(values: Float64Array): number[] {
  const array = new Array<number>(values.length);
  for (let i = 0; i < values.length; i++) array[i] = values[i];
  return array;
}
