import { BLOCK_ROWS } from "../core/blocks.js";
import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import { tileBytes } from "../core/rows.js";
import type { Part } from "../data/part.js";
import { type Asked } from "../data/pending.js";
import { searchBytes, searchFor } from "../search/choice.js";
import type { Search } from "../search/search.js";
import { type Assignment, COST_COST, type LabelsInMemory } from "./assignment.js";
import type { ExactSums } from "./exact-sums.js";
import { RowMasses, type Way } from "./masses.js";

function layout(n: number, d: number) {
  return {
    labels: n * 4,
    before: Math.min(BLOCK_ROWS, n) * 4,
    tile: tileBytes(d),
  };
}

/**
 * Row by row in their own order: a search finds labels, strip by strip.
 *
 * From one iteration to the next few labels change, so the sums are kept, and only rows whose
 * label changed are moved.
 */
export class RowAssignment implements Assignment {
  readonly #data: Part;
  readonly #k: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  readonly #search: Search;
  readonly #sums: ExactSums;
  /** Whether the sums are those of the labels. */
  #summed = false;
  /** The centroids that labels are known to be of, as long as none have been searched. */
  #adopted: readonly number[] | undefined;

  /** @param centroids address of k × d f64 */
  constructor(data: Part, k: number, sums: ExactSums, centroids: number) {
    const { rows } = data;
    this.#data = data;
    this.#k = k;
    this.#sums = sums;
    this.#space = carve(layout(rows.count, rows.dimensions));
    const { addresses, region } = this.#space;
    try {
      this.#search = searchFor(data, k, { centroids, ...addresses });
    } catch (error) {
      region.release();
      throw error;
    }
    this.#labels().fill(0);
  }

  /** Bytes of linear memory it needs. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d)) + searchBytes(n, d, k);
  }

  prepare(): Asked<void> {
    return this.#search.prepare();
  }

  assign(centroids: readonly number[]): Asked<number> {
    const adopted = centroids === this.#adopted;
    this.#adopted = undefined;
    if (adopted) {
      this.#sums.clear();
      return this.#summing((first, count) => this.#takeStrip(first, count));
    }
    this.#search.setCentroids(centroids);
    const moves = this.#summed;
    if (!moves) this.#sums.clear();
    return this.#summing((first, count) => this.#assignStrip(first, count, moves));
  }

  take(labels: ArrayLike<number>): Asked<number> {
    this.forget();
    this.#labels().set(labels);
    this.#sums.clear();
    return this.#summing((first, count) => {
      this.#sums.add(this.#data, first, count, 0, this.#labelsFrom(first));
      return 0;
    });
  }

  addCosts(): Asked<unknown> {
    const { rows, pace } = this.#data;
    return pace(rows.count, {
      stride: 1,
      rowCost: COST_COST * rows.dimensions,
      visit: (first, count) => {
        this.#sums.addCosts(this.#data, first, count, this.#labelsFrom(first));
      },
      answer: () => undefined,
    });
  }

  masses(k: number, way?: Way): RowMasses {
    return new RowMasses(this.#data, k, this.#space.addresses.labels, way);
  }

  adopt(centroids: readonly number[]): void {
    this.#adopted = centroids;
  }

  labelsInMemory(): LabelsInMemory {
    return { address: this.#space.addresses.labels };
  }

  forget(): void {
    this.#labels().fill(0);
    this.#search.forget();
    this.#summed = false;
    this.#adopted = undefined;
  }

  labels(): Int32Array {
    return this.#labels().slice();
  }

  release(): void {
    this.#space.region.release();
    this.#search.release();
  }

  #labels(): Int32Array {
    return core().memory.i32(this.#space.addresses.labels, this.#data.rows.count);
  }

  #labelsFrom(first: number): number {
    return this.#space.addresses.labels + first * 4;
  }

  /** Brings labels and sums into line, strip by strip; returns how many labels changed. */
  #summing(strip: Strip): Asked<number> {
    const { stride } = this.#search;
    const { rows, pace } = this.#data;
    // A sweep that is broken off leaves sums that are not those of the labels.
    this.#summed = false;
    let changed = 0;
    return pace(rows.count, {
      stride,
      rowCost: this.#k * rows.dimensions,
      visit: (first, count) => {
        const end = first + count;
        for (let row = first; row < end; row += stride) {
          changed += strip(row, Math.min(stride, end - row));
        }
      },
      answer: () => {
        this.#summed = true;
        return changed;
      },
    });
  }

  /** Labels rows and returns how many labels changed; the sums follow. */
  #assignStrip(first: number, count: number, moves: boolean): number {
    const { memory } = core();
    const labels = this.#labelsFrom(first);
    const { before } = this.#space.addresses;
    if (moves) memory.i32(before, count).set(memory.i32(labels, count));
    const changed = this.#search.assign(first, count);
    if (!moves || changed > 0) {
      this.#sums.add(this.#data, first, count, moves ? before : 0, labels);
    }
    return changed;
  }

  /** Sums rows whose labels are known; returns how many are not what {@link forget} leaves. */
  #takeStrip(first: number, count: number): number {
    const labels = this.#labelsFrom(first);
    this.#sums.add(this.#data, first, count, 0, labels);
    let changed = 0;
    for (const label of core().memory.i32(labels, count)) changed += +(label !== 0);
    return changed;
  }
}

/** Brings `count` rows from `first` on into line; how many of their labels changed. */
type Strip = (first: number, count: number) => number;
