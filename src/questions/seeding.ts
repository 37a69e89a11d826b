import { core } from "../core/core.js";
import type { Part } from "../data/part.js";
import { after, type Asked, begin, Pending, type Talk } from "../data/pending.js";
import { exponentAbove } from "../exact-numbers.js";
import { elsewhere } from "./elsewhere.js";
import { type Masses, RowMasses } from "./masses.js";
import { rowsAt } from "./sample.js";

/** The most digits a mass may have, and the least that a potential should have. */
const MASS_DIGITS = 51;
const POTENTIAL_DIGITS = 61;

/** A grid is chosen anew where the potential has so many digits fewer than when it was chosen. */
const LOST_DIGITS = 8;

/**
 * Draws rows in proportion to weight × the squared distance from the nearest centroid chosen so far
 * (k-means++), or to weight alone.
 *
 * Which grid masses are on follows from the data and the rows chosen, and from nothing else
 * (docs/decisions/0017).
 */
export class Seeding {
  readonly #data: Part;
  readonly #masses: Masses;
  /** How many rows are weighed against each other. */
  readonly candidates: number;
  #labelled = 0;
  /** The exponent of the power of two that turns weight × distance into a mass. */
  #grid = 0;
  /** Binary digits of the potential now, and when the grid was chosen. */
  #digits = 0;
  #digitsThen = 0;

  constructor(data: Part, masses: Masses) {
    this.#data = data;
    this.#masses = masses;
    this.candidates = core().kernels.seedingCandidates();
  }

  /** Bytes of linear memory seeding needs, without what rows keep for others as well. */
  static bytes(n: number, d: number, k: number, weighted = false): number {
    return RowMasses.bytes(n, d, k, weighted);
  }

  /** Bytes of what rows keep, in integers or in the order of a tree. */
  static keptBytes(n: number, d: number, k: number): number {
    return RowMasses.keptBytes(n, d, k);
  }

  /** Whether labels are kept. */
  get labels(): boolean {
    return this.#masses.labels;
  }

  /** Has rows drawn in proportion to their weights alone. */
  alike(): Asked<boolean> {
    return begin(this.#alike());
  }

  *#alike(): Talk<boolean> {
    this.#labelled = 0;
    const filled = this.#masses.alike();
    if (filled instanceof Pending) yield filled;
    return yield* this.#chooseGrid();
  }

  /** A row drawn in proportion to its weight; `u` in [0, 1), a multiple of 2^-53. */
  drawAlike(u: number): Asked<number> {
    const { rows, weights } = this.#data;
    // All masses are equal, so this is where their running sum exceeds the share.
    if (weights === undefined) return Number((BigInt(u * 2 ** 53) * BigInt(rows.count)) >> 53n);
    return after(this.alike(), () => after(this.draw([u]), ([row]) => row));
  }

  /** Rows at shares, each in [0, 1) and a multiple of 2^-53, of all masses, which must not all be 0. */
  draw(shares: readonly number[]): Asked<readonly number[]> {
    return this.#masses.draw(shares);
  }

  /** Takes the mass from a row, so that it will not be drawn; whether any row has one left. */
  exclude(row: number): Asked<boolean> {
    return after(this.#masses.exclude(row), (digits) => this.#fitGrid(digits));
  }

  /** Chooses the first centroid; whether any row is left that does not coincide with it. */
  begin(row: number): Asked<boolean> {
    return after(this.#masses.prepare(), () => {
      this.propose(0, row);
      return after(this.#masses.choose(0, 0), () => {
        this.#labelled = 1;
        return begin(this.#chooseGrid());
      });
    });
  }

  /** Makes a row candidate `c`. */
  propose(c: number, row: number): void {
    this.#masses.propose(c, row);
  }

  /** The candidate that would leave the least potential, the first of equal ones. */
  best(): Asked<number> {
    return this.#masses.best(this.#grid);
  }

  /**
   * Makes candidate `c`, of those last weighed, the centroid of this index: 1, 2, ….
   *
   * @returns whether any row is left that coincides with none
   */
  choose(c: number, index: number): Asked<boolean> {
    return after(this.#masses.choose(c, index), (digits) => {
      this.#labelled = index + 1;
      return this.#fitGrid(digits);
    });
  }

  /** Of how many centroids, from the first on, labels tell the nearest, by the rule. */
  get labelled(): number {
    return this.labels ? this.#labelled : 0;
  }

  /** Copies of rows, one after the other, d numbers each. */
  rows(indices: readonly number[]): Asked<Float64Array> {
    return rowsAt(this.#data, indices);
  }

  release(): void {
    this.#masses.release();
  }

  /** Chooses another grid where little is left of the potential; whether there is any. */
  #fitGrid(digits: number): Asked<boolean> {
    this.#digits = digits;
    if (digits > this.#digitsThen - LOST_DIGITS) return true;
    return begin(this.#chooseGrid());
  }

  /**
   * Chooses the grid: no mass and no sum of masses is too large for it, and the potential is large
   * beside what is rounded off.
   *
   * @returns whether any row has a mass
   */
  *#chooseGrid(): Talk<boolean> {
    const found = this.#masses.heaviest();
    const heaviest = found instanceof Pending ? ((yield found) as number) : found;
    if (heaviest === 0) return false;
    const digits = Math.min(MASS_DIGITS, 30 + Math.clz32(this.#data.rows.count - 1));
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
    const weighed = this.#masses.weighAll(this.#grid);
    this.#digits = weighed instanceof Pending ? ((yield weighed) as number) : weighed;
  }
}

/** Seeding of rows that have no labels. */
export function seedingOf(data: Part, k: number): Seeding {
  return new Seeding(data, elsewhere(data)?.masses(k) ?? new RowMasses(data, k, 0));
}
