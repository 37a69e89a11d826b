import { core } from "../core/core.js";
import type { Part } from "../data/part.js";
import type { Asked } from "../data/pending.js";

/** Where what all ways read and write lies. */
export interface SeedingSpace {
  /** A record for the kernels of seeding. */
  readonly record: number;
  /** n f64, padded to whole tiles. */
  readonly closest: number;
  /** k-means++'s candidates, d f64 each. */
  readonly candidates: number;
}

/**
 * A way to weigh candidates against each other and to choose one. All find the same, to the bit
 * (docs/decisions/0017); they differ in what they do to save work. Each leaves `closest`, labels and
 * sums of masses as they should be.
 */
export interface SeedingWay {
  /** Makes ready, before the first row is proposed. */
  prepare(): Asked<unknown>;
  /** Makes a row candidate `c`. */
  propose(c: number, row: number): void;
  /** Makes a point candidate `c`, d values, that may be none of these rows. */
  proposePoint(c: number, point: readonly number[]): void;
  /**
   * Adds to the potentials that candidates would leave; or finds between what each would take from
   * the potential, in masses: first the least of all candidates, then the most.
   */
  weigh(grid: number): Asked<readonly number[] | undefined>;
  /** Adds to the potentials that those candidates would leave that have a bit in the mask, where {@link weigh} did not. */
  weighSome(mask: number): Asked<void>;
  /** Makes candidate `c`, of those last weighed, the centroid of this index; the first is not weighed. */
  choose(c: number, index: number): Asked<void>;
  release(): void;
}

/** Visits all rows, in ranges of whole blocks. */
export function sweepBlocks(
  { rows, pace }: Part,
  rowCost: number,
  visit: (first: number, count: number, x: number) => void,
): Asked<void> {
  return pace(rows.count, {
    stride: rows.kernels.seedingRows(),
    rowCost,
    visit: (first, count) => visit(first, count, rows.address()),
    answer: () => undefined,
  });
}

/** Every row against every candidate, every time. */
export class EveryPair implements SeedingWay {
  readonly #data: Part;
  readonly #space: SeedingSpace;

  constructor(data: Part, space: SeedingSpace) {
    this.#data = data;
    this.#space = space;
  }

  prepare(): void {
    // The kernels take rows as they are.
  }

  propose(c: number, row: number): void {
    const { rows } = this.#data;
    rows.kernels.aim(this.#space.record, rows.address(), c, row);
  }

  proposePoint(c: number, point: readonly number[]): void {
    core().memory.write(this.#space.candidates + c * point.length * 8, point);
  }

  weigh(): Asked<undefined> {
    const { kernels, dimensions: d } = this.#data.rows;
    const { record } = this.#space;
    return sweepBlocks(this.#data, kernels.seedingCandidates() * d, (first, count, x) => {
      kernels.weighCandidates(record, x, first, count);
    }) as Asked<undefined>;
  }

  weighSome(): void {
    // All have been weighed.
  }

  choose(c: number, index: number): Asked<void> {
    const { kernels, dimensions: d } = this.#data.rows;
    const { record, closest } = this.#space;
    return sweepBlocks(this.#data, d, (first, count, x) => {
      if (index === 0)
        core()
          .memory.f64(closest + first * 8, count)
          .fill(Infinity);
      kernels.lowerRows(record, x, first, count, c, index);
    });
  }

  release(): void {
    // It has nothing of its own.
  }
}
