import { BLOCK_ROWS, blockCount, Fold, foldDepth, forEachBlock } from "../core/blocks.js";
import { carve, carvedBytes, core, type Workspace, writeIntegers } from "../core/core.js";
import { CENTROID_SWEEP, recordBytes } from "../core/records.js";
import { paddedBytes, tileBytes } from "../core/rows.js";
import { type Part, weightsAddress } from "../data/part.js";
import type { Asked } from "../data/pending.js";

function layout(n: number, d: number, candidates: number) {
  return {
    record: recordBytes(CENTROID_SWEEP),
    closest: paddedBytes(n),
    candidates: candidates * d * 8,
    stack: foldDepth(n) * candidates * 8,
    tile: tileBytes(d),
  };
}

/**
 * A number per row, `closest`, from which rows are drawn in proportion to
 * weight × closest: the squared distance to the nearest centroid chosen so far
 * (k-means++), or 1 (every row alike).
 */
export class Seeding {
  readonly #data: Part;
  readonly #candidates: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  /** Σ weight × closest of each block. */
  readonly #potentials: Float64Array;

  /** @param candidates how many rows are weighed against each other at most */
  constructor(data: Part, candidates: number) {
    this.#data = data;
    this.#candidates = candidates;
    this.#space = carve(layout(data.rows.count, data.rows.dimensions, candidates));
    this.#potentials = new Float64Array(blockCount(data.rows.count));
    const { dimensions: d, valueBytes: bytes } = data.rows;
    const { record, candidates: centroids, tile } = this.#space.addresses;
    writeIntegers(record, CENTROID_SWEEP, { bytes, d, k: candidates, centroids, tile });
    const padded = paddedBytes(data.rows.count) / 8;
    core().memory.f64(this.#space.at("closest"), padded).fill(0);
  }

  /** Bytes of linear memory seeding needs. */
  static bytes(n: number, d: number, candidates: number): number {
    return carvedBytes(layout(n, d, candidates));
  }

  /** Sets `closest` of every row, of which only finite values can be drawn from. */
  fill(value: number): Asked<void> {
    return this.#sweep(1, (first, count) => {
      this.#closest(first, count).fill(value);
    });
  }

  /** Sets `closest` of one row to 0: it will not be drawn. */
  exclude(row: number): void {
    this.#closest(row, 1)[0] = 0;
    this.#weighBlock(row - (row % BLOCK_ROWS));
  }

  /** Lowers `closest` by the squared distances to more centroids, row-major. */
  lower(centroids: readonly number[]): Asked<void> {
    const { rows } = this.#data;
    const d = rows.dimensions;
    const { record, candidates: at, closest } = this.#space.addresses;
    return this.#sweep(centroids.length, (begin, count) => {
      for (let next = 0; next < centroids.length; next += this.#candidates * d) {
        const some = centroids.slice(next, next + this.#candidates * d);
        core().memory.write(at, some);
        forEachBlock(begin, count, (first, size) => {
          const mine = closest + first * 8;
          rows.kernels.closestBlock(record, rows.address(first), size, some.length / d, mine);
        });
      }
    });
  }

  /** Σ weight × closest over all rows. */
  get potential(): number {
    let sum = 0;
    for (const potential of this.#potentials) sum += potential;
    return sum;
  }

  /** The row at the share `u`, in [0, 1), of the potential, which must not be 0. */
  draw(u: number): number {
    // Rounding may leave a rest past the end: it belongs to the last block with any mass.
    const last = this.#potentials.findLastIndex((potential) => potential > 0);
    let target = u * this.potential;
    let block = 0;
    while (block < last && target >= this.#potentials[block]) target -= this.#potentials[block++];
    const { rows } = this.#data;
    const first = block * BLOCK_ROWS;
    const drawn = rows.kernels.drawBlock(
      this.#space.at("closest") + first * 8,
      Math.min(BLOCK_ROWS, rows.count - first),
      weightsAddress(this.#data, first),
      target,
    );
    return first + drawn;
  }

  /** The potential that choosing each of these points (each d values) would leave. */
  potentialsAfter(candidates: readonly (readonly number[])[]): Asked<number[]> {
    const { rows, pace } = this.#data;
    const { memory } = core();
    const d = rows.dimensions;
    const { record, candidates: at, closest, stack } = this.#space.addresses;
    const fold = new Fold(stack, candidates.length);
    const m = candidates.length;
    candidates.forEach((candidate, c) => memory.write(at + c * d * 8, candidate));
    const write = (first: number, count: number, target: number) => {
      const weights = weightsAddress(this.#data, first);
      const x = rows.address(first);
      rows.kernels.candidatesBlock(record, x, count, m, closest + first * 8, weights, target);
    };
    return pace(rows.count, {
      stride: BLOCK_ROWS,
      rowCost: candidates.length * d,
      visit: (first, count) => fold.add(first, count, write),
      answer: () => memory.read(fold.total(), candidates.length),
    });
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

  /** Changes `closest` of all rows, and weighs it anew. */
  #sweep(rowCost: number, change: (first: number, count: number) => void): Asked<void> {
    return this.#data.pace(this.#data.rows.count, {
      stride: BLOCK_ROWS,
      rowCost: rowCost + 1,
      visit: (begin, count) => {
        change(begin, count);
        forEachBlock(begin, count, (first) => this.#weighBlock(first));
      },
      answer: () => undefined,
    });
  }

  /** Sums the potential of the block that begins at this row. */
  #weighBlock(first: number): void {
    const { rows } = this.#data;
    this.#potentials[first / BLOCK_ROWS] = rows.kernels.potentialBlock(
      this.#space.at("closest") + first * 8,
      Math.min(BLOCK_ROWS, rows.count - first),
      weightsAddress(this.#data, first),
    );
  }
}
