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

/** The most digits a mass may have, and the least that a potential should have. */
const MASS_DIGITS = 51;
const POTENTIAL_DIGITS = 61;

/** A grid is chosen anew where the potential has so many digits fewer than when it was chosen. */
const LOST_DIGITS = 8;

/** The largest exponent of the first factor of a grid. */
const GRID = 1000;

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
  /** How many rows are weighed against each other. */
  readonly candidates: number;
  /** Whether labels are kept. */
  readonly labels: boolean;
  /** The exponent of the power of two that turns weight × closest into a mass. */
  #grid = 0;
  /** Binary digits of the potential now, and when the grid was chosen. */
  #digits = 0;
  #digitsThen = 0;

  /** @param labels where n labels may be written, padded to whole tiles: the nearest of the rows chosen; or 0 */
  constructor(data: Part, labels = 0) {
    const { count: n, dimensions: d, valueBytes: bytes } = data.rows;
    this.#data = data;
    this.candidates = core().kernels.seedingCandidates();
    this.labels = labels !== 0;
    this.#space = carve(layout(n, d));
    const { addresses } = this.#space;
    const weights = weightsAddress(data);
    writeIntegers(addresses.record, SEEDING, { bytes, d, n, weights, labels, ...addresses });
    core()
      .memory.f64(addresses.closest, paddedBytes(n) / 8)
      .fill(0);
    core().memory.f64(addresses.after, this.candidates).fill(0);
  }

  /** Bytes of linear memory seeding needs. */
  static bytes(n: number, d: number): number {
    return carvedBytes(layout(n, d));
  }

  /** Has rows drawn in proportion to their weights alone. */
  alike(): Asked<boolean> {
    return begin(this.#alike());
  }

  *#alike(): Talk<boolean> {
    const filled = this.#sweep(1, (first, count) => {
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

  /**
   * Chooses a row as the centroid of this index; from index 0 on they follow each other.
   *
   * @returns whether any row is left that coincides with none of them
   */
  choose(row: number, index: number): Asked<boolean> {
    this.propose(0, row);
    return this.#lower(0, index);
  }

  /** Makes a row candidate `c`. */
  propose(c: number, row: number): void {
    const { rows } = this.#data;
    rows.kernels.aim(this.#space.at("record"), rows.address(), c, row);
  }

  /** The candidate that would leave the least potential, the first of equal ones. */
  best(): Asked<number> {
    const { rows } = this.#data;
    const record = this.#space.at("record");
    const { kernels, dimensions: d } = rows;
    return after(
      this.#sweep(this.candidates * d, (first, count) => {
        kernels.weighCandidates(record, rows.address(), first, count);
      }),
      () => kernels.bestCandidate(record),
    );
  }

  #lower(candidate: number, index: number): Asked<boolean> {
    const { rows } = this.#data;
    const record = this.#space.at("record");
    const { kernels, dimensions: d } = rows;
    const lowered = this.#sweep(d, (first, count) => {
      if (index === 0) this.#closest(first, count).fill(Infinity);
      kernels.lowerRows(record, rows.address(), first, count, candidate, index);
    });
    return after(lowered, () => (index === 0 ? begin(this.#chooseGrid()) : this.#fitGrid()));
  }

  /** A copy of one row. */
  row(index: number): number[] {
    return this.#data.rows.row(index);
  }

  release(): void {
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
    const found = this.#sweep(1, (first, count) => {
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
    const weighed = this.#sweep(1, (first, count) => {
      kernels.weighRows(record, first, count);
    });
    if (weighed instanceof Pending) yield weighed;
    this.#digits = kernels.potentialBits(record);
  }

  #sweep(rowCost: number, visit: (first: number, count: number) => void): Asked<void> {
    const { rows, pace } = this.#data;
    const stride = rows.kernels.seedingRows();
    return pace(rows.count, { stride, rowCost, visit, answer: () => undefined });
  }
}
