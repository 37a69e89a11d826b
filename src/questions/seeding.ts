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
import { after, type Asked, begin, type Talk, Pending } from "../data/pending.js";
import { exponentAbove, powerOfTwo } from "../exact-numbers.js";
import { KdTree } from "../search/kd-tree.js";
import { Quantised } from "../search/quantised.js";
import { Boxes } from "./seeding-boxes.js";
import { Look } from "./seeding-look.js";
import { EveryPair, type SeedingWay, sweepBlocks } from "./seeding-ways.js";

/** The most digits a mass may have, and the least that a potential should have. */
const MASS_DIGITS = 51;
const POTENTIAL_DIGITS = 61;

/** A grid is chosen anew where the potential has so many digits fewer than when it was chosen. */
const LOST_DIGITS = 8;

/** The largest exponent of the first factor of a grid. */
const GRID = 1000;

/**
 * Dimensions and values in rows, × k, from which a look pays: below, what is around it takes longer
 * than every pair.
 */
const LOOK_DIMENSIONS = 4;
const LOOK_VALUES = 2 ** 17;

/** Whether k rows of these are chosen by looks. */
function looks(n: number, d: number, k: number): boolean {
  return d >= LOOK_DIMENSIONS && n * d * k >= LOOK_VALUES;
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

/**
 * Draws rows in proportion to weight × `closest`, the squared distance from the nearest centroid
 * chosen so far (k-means++), or to weight alone.
 *
 * What a row has of the probability is an integer, its mass, so that sums of masses are exact: see
 * assembly/sweeps/seeding.ts. Which grid they are on follows from the data and the rows chosen, and
 * from nothing else (docs/decisions/0017).
 */
export class Seeding {
  readonly #data: Part;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  readonly #way: SeedingWay;
  /** How many rows are weighed against each other. */
  readonly candidates: number;
  /** Whether labels are kept. */
  readonly labels: boolean;
  #labelled = 0;
  /** The exponent of the power of two that turns weight × closest into a mass. */
  #grid = 0;
  /** Binary digits of the potential now, and when the grid was chosen. */
  #digits = 0;
  #digitsThen = 0;

  /**
   * @param k how many rows k-means++ will choose; 0 where rows are drawn by weight alone
   * @param labels where n labels may be written, padded to whole tiles: the nearest of the rows
   *   chosen; or 0
   */
  constructor(data: Part, k: number, labels = 0) {
    const { count: n, dimensions: d, valueBytes: bytes } = data.rows;
    this.#data = data;
    this.candidates = core().kernels.seedingCandidates();
    // For less, an E-step of its own takes no longer than to write them.
    this.labels = labels !== 0 && n * d * k >= LOOK_VALUES && !KdTree.pays(n, d, k);
    this.#space = carve(layout(n, d));
    const { addresses, region } = this.#space;
    const weights = weightsAddress(data);
    const kept = this.labels ? labels : 0;
    writeIntegers(addresses.record, SEEDING, { bytes, d, n, weights, labels: kept, ...addresses });
    core()
      .memory.f64(addresses.closest, paddedBytes(n) / 8)
      .fill(0);
    core().memory.f64(addresses.after, this.candidates).fill(0);
    try {
      const Way = KdTree.pays(n, d, k) ? Boxes : looks(n, d, k) ? Look : EveryPair;
      this.#way = new Way(data, addresses);
    } catch (error) {
      region.release();
      throw error;
    }
  }

  /** Bytes of linear memory seeding needs, without what rows keep for others as well. */
  static bytes(n: number, d: number, k: number, weighted = false): number {
    const way = KdTree.pays(n, d, k)
      ? Boxes.bytes(n, weighted)
      : looks(n, d, k)
        ? Look.bytes(n, d)
        : 0;
    return carvedBytes(layout(n, d)) + way;
  }

  /** Bytes of what rows keep, in integers or in the order of a tree. */
  static keptBytes(n: number, d: number, k: number): number {
    return KdTree.pays(n, d, k) ? KdTree.bytes(n, d) : looks(n, d, k) ? Quantised.bytes(n, d) : 0;
  }

  /** Has rows drawn in proportion to their weights alone. */
  alike(): Asked<boolean> {
    return begin(this.#alike());
  }

  *#alike(): Talk<boolean> {
    this.#labelled = 0;
    const filled = sweepBlocks(this.#data, 1, (first, count) => {
      this.#closest(first, count).fill(1);
    });
    if (filled instanceof Pending) yield filled;
    return yield* this.#chooseGrid();
  }

  /** A row drawn in proportion to its weight; `u` in [0, 1), a multiple of 2^-53. */
  drawAlike(u: number): Asked<number> {
    const { rows, weights } = this.#data;
    // All masses are equal, so this is where their running sum exceeds the share.
    if (weights === undefined) return Number((BigInt(u * 2 ** 53) * BigInt(rows.count)) >> 53n);
    return after(this.alike(), () => this.draw(u));
  }

  /** The row at the share `u`, in [0, 1) and a multiple of 2^-53, of all masses, which must not all be 0. */
  draw(u: number): number {
    return this.#data.rows.kernels.drawRow(this.#space.at("record"), u);
  }

  /** Takes the mass from a row, so that it will not be drawn; whether any row has one left. */
  exclude(row: number): Asked<boolean> {
    const { kernels, count } = this.#data.rows;
    const record = this.#space.at("record");
    this.#closest(row, 1)[0] = 0;
    const block = kernels.seedingRows();
    const first = row - (row % block);
    kernels.weighRows(record, first, Math.min(block, count - first));
    return this.#fitGrid();
  }

  /** Chooses the first centroid; whether any row is left that does not coincide with it. */
  begin(row: number): Asked<boolean> {
    return after(this.#way.prepare(), () => {
      this.#way.propose(0, row);
      return after(this.#way.choose(0, 0), () => {
        this.#labelled = 1;
        return begin(this.#chooseGrid());
      });
    });
  }

  /** Makes a row candidate `c`. */
  propose(c: number, row: number): void {
    this.#way.propose(c, row);
  }

  /** The candidate that would leave the least potential, the first of equal ones. */
  best(): Asked<number> {
    return this.#way.best(this.#grid);
  }

  /**
   * Makes candidate `c`, of those last weighed, the centroid of this index: 1, 2, ….
   *
   * @returns whether any row is left that coincides with none
   */
  choose(c: number, index: number): Asked<boolean> {
    return after(this.#way.choose(c, index), () => {
      this.#labelled = index + 1;
      return this.#fitGrid();
    });
  }

  /** Of how many centroids, from the first on, labels tell the nearest, by the rule. */
  get labelled(): number {
    return this.labels ? this.#labelled : 0;
  }

  /** A copy of one row. */
  row(index: number): number[] {
    return this.#data.rows.row(index);
  }

  release(): void {
    this.#way.release();
    this.#space.region.release();
  }

  #closest(first: number, count: number): Float64Array {
    return core().memory.f64(this.#space.at("closest") + first * 8, count);
  }

  /** Adds up the potential, and chooses another grid where little is left of it; whether there is any. */
  #fitGrid(): Asked<boolean> {
    this.#digits = this.#data.rows.kernels.potentialBits(this.#space.at("record"));
    if (this.#digits > this.#digitsThen - LOST_DIGITS) return true;
    return begin(this.#chooseGrid());
  }

  /**
   * Chooses the grid: no mass and no sum of masses is too large for it, and the potential is large
   * beside what is rounded off.
   *
   * @returns whether any row has a mass
   */
  *#chooseGrid(): Talk<boolean> {
    const { kernels, count: n } = this.#data.rows;
    const record = this.#space.at("record");
    let heaviest = 0;
    const found = sweepBlocks(this.#data, 1, (first, count) => {
      heaviest = Math.max(heaviest, kernels.heaviest(record, first, count));
    });
    if (found instanceof Pending) yield found;
    if (heaviest === 0) return false;
    const digits = Math.min(MASS_DIGITS, 30 + Math.clz32(n - 1));
    this.#grid = digits - exponentAbove(heaviest);
    yield* this.#weigh();
    const more = Math.min(MASS_DIGITS - digits, POTENTIAL_DIGITS - this.#digits);
    if (more > 0) {
      this.#grid += more;
      yield* this.#weigh();
    }
    this.#digitsThen = this.#digits;
    return true;
  }

  /** Sums all masses anew. */
  *#weigh(): Talk<void> {
    const { kernels } = this.#data.rows;
    const record = this.#space.at("record");
    const grid = Math.min(this.#grid, GRID);
    writeReals(record, SEEDING, { grid: powerOfTwo(grid), fine: powerOfTwo(this.#grid - grid) });
    const weighed = sweepBlocks(this.#data, 1, (first, count) => {
      kernels.weighRows(record, first, count);
    });
    if (weighed instanceof Pending) yield weighed;
    this.#digits = kernels.potentialBits(record);
  }
}
