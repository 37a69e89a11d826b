import { carve, carvedBytes, core, type Workspace, writeIntegers } from "../core/core.js";
import { CENTROID_SWEEP, recordBytes } from "../core/records.js";
import { paddedBytes, type Rows } from "../core/rows.js";
import { type Part, weightsAddress } from "../data/part.js";
import type { Asked } from "../data/pending.js";
import { atOnce } from "../data/sweep.js";
import { FEW_ROWS } from "../search/choice.js";
import type { Assignment, LabelsInMemory } from "./assignment.js";
import type { ExactSums } from "./exact-sums.js";
import { RowMasses } from "./masses.js";

/** Values of which a second copy is nothing beside what else a fit takes. */
const FEW_VALUES = 2 ** 15;

/** Columns of a tile's distances and labels. */
const SCRATCH_COLUMNS = 2;

function layout(n: number, d: number) {
  const labels = paddedBytes(n) / 2;
  const tiles = paddedBytes(n) * d + paddedBytes(1) * SCRATCH_COLUMNS;
  return { record: recordBytes(CENTROID_SWEEP), labels, before: labels, tile: tiles };
}

/** Whether rows are as few as that. */
export function hasFew({ count: n, dimensions: d }: Pick<Rows, "count" | "dimensions">): boolean {
  return n < FEW_ROWS && n * d <= FEW_VALUES;
}

/**
 * Few rows, by the rule and at one go. What counts with them is what is around a sweep: rows are made
 * tiles once, and a single call finds labels and moves rows from one component's sums to another's.
 */
export class FewRows implements Assignment {
  readonly #data: Part;
  readonly #k: number;
  readonly #sums: ExactSums;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  /** Whether the sums are those of the labels. */
  #summed = false;

  /** @param centroids address of k × d f64 */
  constructor(data: Part, k: number, sums: ExactSums, centroids: number) {
    const { count: n, dimensions: d, valueBytes: bytes, kernels } = data.rows;
    this.#data = data;
    this.#k = k;
    this.#sums = sums;
    this.#space = carve(layout(n, d));
    const { record, tile } = this.#space.addresses;
    writeIntegers(record, CENTROID_SWEEP, { bytes, d, k, centroids, tile });
    kernels.fillTiles(data.rows.address(), bytes, n, d, tile);
  }

  /** Bytes of linear memory it needs. */
  static bytes(n: number, d: number): number {
    return carvedBytes(layout(n, d));
  }

  prepare(): void {
    // It needs no more than the rows.
  }

  assign(): Asked<number> {
    const { rows, pace } = this.#data;
    if (pace === atOnce) return this.#sweep();
    // Others may want the thread between two of them.
    const { count: n, dimensions: d } = rows;
    let changed = 0;
    return pace(n, {
      stride: n,
      rowCost: this.#k * d,
      visit: () => {
        changed = this.#sweep();
      },
      answer: () => changed,
    });
  }

  #sweep(): number {
    const { rows } = this.#data;
    const { record, labels, before } = this.#space.addresses;
    const moves = this.#summed;
    if (!moves) this.#sums.clear();
    this.#summed = true;
    return rows.kernels.assignFew(
      record,
      rows.address(),
      rows.count,
      weightsAddress(this.#data),
      labels,
      moves ? before : 0,
      this.#sums.address,
    );
  }

  take(labels: ArrayLike<number>): void {
    this.#labels().set(labels);
    this.#sums.clear();
    this.#sums.add(this.#data, 0, labels.length, 0, this.#space.addresses.labels);
    this.#summed = true;
  }

  addCosts(): void {
    const { labels } = this.#space.addresses;
    this.#sums.addCosts(this.#data, 0, this.#data.rows.count, labels);
  }

  masses(k: number): RowMasses {
    return new RowMasses(this.#data, k, this.#space.addresses.labels);
  }

  adopt(): void {
    // To find labels again takes no longer than to count them.
  }

  labelsInMemory(): LabelsInMemory {
    return { address: this.#space.addresses.labels };
  }

  forget(): void {
    this.#summed = false;
  }

  labels(): Int32Array {
    return this.#labels().slice();
  }

  release(): void {
    this.#space.region.release();
  }

  #labels(): Int32Array {
    return core().memory.i32(this.#space.addresses.labels, this.#data.rows.count);
  }
}
