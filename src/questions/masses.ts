import {
  carve,
  carvedBytes,
  core,
  type Workspace,
  writeIntegers,
  writeReals,
} from "../core/core.js";
import { recordBytes, SEEDING } from "../core/records.js";
import { paddedBytes, tileBytes } from "../core/rows.js";
import { type Part, weightsAddress } from "../data/part.js";
import { after, type Asked } from "../data/pending.js";
import { powerOfTwo } from "../exact-numbers.js";
import { KdTree } from "../search/kd-tree.js";
import { Quantised } from "../search/quantised.js";
import { Boxes } from "./seeding-boxes.js";
import { Look } from "./seeding-look.js";
import { EveryPair, type SeedingWay, sweepBlocks } from "./seeding-ways.js";

/**
 * What rows answer in seeding: each has a mass, weight × the squared distance from the nearest
 * centroid chosen so far, as an integer, so that sums of masses are exact (docs/decisions/0017).
 */
export interface Masses {
  /** Whether labels are kept: the nearest of the rows chosen. */
  readonly labels: boolean;
  /** Gives all rows the same distance. */
  alike(): Asked<void>;
  /** The largest weight × distance. */
  heaviest(): Asked<number>;
  /** Sums masses anew, on this grid; how many binary digits the potential, their sum, has. */
  weighAll(grid: number): Asked<number>;
  /** Takes the mass from a row; how many digits are left. */
  exclude(row: number): Asked<number>;
  /** Rows at these shares of all masses, each in [0, 1) and a multiple of 2^-53. */
  draw(shares: readonly number[]): Asked<readonly number[]>;
  /** Makes ready, before the first row is proposed. */
  prepare(): Asked<unknown>;
  /** Makes a row candidate `c`. */
  propose(c: number, row: number): void;
  /** The candidate that would leave the least potential, the first of equal ones. */
  best(grid: number): Asked<number>;
  /**
   * Makes candidate `c`, of those last weighed, the centroid of this index; the first is not
   * weighed. How many digits the potential has then.
   */
  choose(c: number, index: number): Asked<number>;
  release(): void;
}

/** A way to find which candidate is best. */
export type Way = "every pair" | "look" | "boxes";

/** The largest exponent of the first factor of a grid. */
const GRID = 1000;

/**
 * Dimensions and values in rows, × k, from which a look pays: below, what is around it takes longer
 * than every pair.
 */
const LOOK_DIMENSIONS = 4;
const LOOK_VALUES = 2 ** 17;

/** The way that is fastest where k rows of so many are chosen. */
export function wayFor(n: number, d: number, k: number): Way {
  if (KdTree.pays(n, d, k)) return "boxes";
  return d >= LOOK_DIMENSIONS && n * d * k >= LOOK_VALUES ? "look" : "every pair";
}

function layout(n: number, d: number) {
  const candidates = core().kernels.seedingCandidates();
  return {
    record: recordBytes(SEEDING),
    closest: paddedBytes(n),
    sums: Math.ceil(n / core().kernels.seedingRows()) * 8,
    after: candidates * 8,
    candidates: candidates * d * 8,
    tile: tileBytes(d),
  };
}

/** How rows in linear memory answer: assembly/sweeps/seeding.ts. */
export class RowMasses implements Masses {
  readonly #data: Part;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  readonly #way: SeedingWay;
  readonly labels: boolean;

  /**
   * @param k how many rows k-means++ will choose; 0 where rows are drawn by weight alone
   * @param labels where n labels may be written, padded to whole tiles; or 0
   * @param way that of all pieces, where these are some of the rows; default: the fastest
   */
  constructor(data: Part, k: number, labels: number, way?: Way) {
    const { count: n, dimensions: d, valueBytes: bytes } = data.rows;
    const own = way ?? wayFor(n, d, k);
    this.#data = data;
    // For less, an E-step of its own takes no longer than to write them.
    this.labels = labels !== 0 && n * d * k >= LOOK_VALUES && own !== "boxes";
    this.#space = carve(layout(n, d));
    const { addresses, region } = this.#space;
    const weights = weightsAddress(data);
    const kept = this.labels ? labels : 0;
    writeIntegers(addresses.record, SEEDING, { bytes, d, n, weights, labels: kept, ...addresses });
    core()
      .memory.f64(addresses.closest, paddedBytes(n) / 8)
      .fill(0);
    this.#after().fill(0n);
    try {
      const Way = own === "boxes" ? Boxes : own === "look" ? Look : EveryPair;
      this.#way = new Way(data, addresses);
    } catch (error) {
      region.release();
      throw error;
    }
  }

  /** Bytes of linear memory it needs, without what rows keep for others as well. */
  static bytes(n: number, d: number, k: number, weighted = false): number {
    const way = wayFor(n, d, k);
    const own = way === "boxes" ? Boxes.bytes(n, weighted) : way === "look" ? Look.bytes(n, d) : 0;
    return carvedBytes(layout(n, d)) + own;
  }

  /** Bytes of what rows keep, in integers or in the order of a tree. */
  static keptBytes(n: number, d: number, k: number): number {
    const way = wayFor(n, d, k);
    return way === "boxes" ? KdTree.bytes(n, d) : way === "look" ? Quantised.bytes(n, d) : 0;
  }

  alike(): Asked<void> {
    return sweepBlocks(this.#data, 1, (first, count) => {
      this.#closest(first, count).fill(1);
    });
  }

  heaviest(): Asked<number> {
    let heaviest = 0;
    const { kernels } = this.#data.rows;
    const record = this.#space.at("record");
    const swept = sweepBlocks(this.#data, 1, (first, count) => {
      heaviest = Math.max(heaviest, kernels.heaviest(record, first, count));
    });
    return after(swept, () => heaviest);
  }

  weighAll(exponent: number): Asked<number> {
    const { kernels } = this.#data.rows;
    const record = this.#space.at("record");
    const grid = Math.min(exponent, GRID);
    writeReals(record, SEEDING, { grid: powerOfTwo(grid), fine: powerOfTwo(exponent - grid) });
    const weighed = sweepBlocks(this.#data, 1, (first, count) => {
      kernels.weighRows(record, first, count);
    });
    return after(weighed, () => kernels.potentialBits(record));
  }

  exclude(row: number): number {
    const { kernels, count } = this.#data.rows;
    const record = this.#space.at("record");
    this.#closest(row, 1)[0] = 0;
    const block = kernels.seedingRows();
    const first = row - (row % block);
    kernels.weighRows(record, first, Math.min(block, count - first));
    return kernels.potentialBits(record);
  }

  draw(shares: readonly number[]): readonly number[] {
    const record = this.#space.at("record");
    return shares.map((share) => this.#data.rows.kernels.drawRow(record, share));
  }

  prepare(): Asked<unknown> {
    return this.#way.prepare();
  }

  propose(c: number, row: number): void {
    this.#way.propose(c, row);
  }

  /** As {@link SeedingWay.proposePoint}. */
  proposePoint(c: number, point: readonly number[]): void {
    this.#way.proposePoint(c, point);
  }

  best(grid: number): Asked<number> {
    return after(this.weigh(grid), (gains) => {
      const { kernels, count } = this.#data.rows;
      const record = this.#space.at("record");
      if (gains === undefined) return kernels.bestCandidate(record);
      const mask = contested(gains, count);
      if (isOne(mask)) return only(mask);
      return after(this.weighSome(mask), () => kernels.bestCandidate(record));
    });
  }

  choose(c: number, index: number): Asked<number> {
    const chosen = this.#way.choose(c, index);
    return after(chosen, () => this.#data.rows.kernels.potentialBits(this.#space.at("record")));
  }

  release(): void {
    this.#way.release();
    this.#space.region.release();
  }

  /** As {@link SeedingWay.weigh}. */
  weigh(grid: number): Asked<readonly number[] | undefined> {
    return this.#way.weigh(grid);
  }

  /** As {@link SeedingWay.weighSome}. */
  weighSome(mask: number): Asked<void> {
    return this.#way.weighSome(mask);
  }

  /** The potentials that candidates would leave, as far as they were weighed; they are 0 again. */
  takePotentials(): BigInt64Array {
    const potentials = this.#after();
    const taken = potentials.slice();
    potentials.fill(0n);
    return taken;
  }

  /** The sum of all masses. */
  get potential(): bigint {
    return this.#data.rows.kernels.potential(this.#space.at("record"));
  }

  /** The rows at which the running sum of masses first exceeds these, all less than the potential. */
  rowsAt(targets: readonly bigint[]): readonly number[] {
    const record = this.#space.at("record");
    return targets.map((target) => this.#data.rows.kernels.rowAt(record, target));
  }

  #closest(first: number, count: number): Float64Array {
    return core().memory.f64(this.#space.at("closest") + first * 8, count);
  }

  #after(): BigInt64Array {
    return core().memory.i64(this.#space.at("after"), core().kernels.seedingCandidates());
  }
}

/**
 * Which candidates may take the most from the potential: a bit each.
 *
 * @param gains what they take at least, and then what they take at most, in masses
 * @param n how many rows there are, whose masses are off by half a unit each, before and after
 */
export function contested(gains: readonly number[], n: number): number {
  const candidates = gains.length / 2;
  const slack = 2 * n;
  const best = Math.max(...gains.slice(0, candidates));
  let mask = 0;
  for (let c = 0; c < candidates; c++) {
    const most = gains[candidates + c] * 1.0002 + slack;
    // What is not finite tells nothing.
    if (!(most < best * 0.9998 - slack)) mask |= 1 << c;
  }
  return mask;
}

/** Whether one candidate is left, which is as a rule: a power of two. */
export function isOne(mask: number): boolean {
  return (mask & (mask - 1)) === 0;
}

/** The lowest candidate of a mask of one. */
export function only(mask: number): number {
  return 31 - Math.clz32(mask);
}
