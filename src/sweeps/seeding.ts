import { BLOCK_ROWS, blockCount, foldBlocks, foldDepth, forEachBlock } from "../core/blocks.js";
import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import { paddedBytes, tileBytes, type WeightedRows, weightsAddress } from "../core/rows.js";

function layout(n: number, d: number, candidates: number) {
  return {
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
  readonly #data: WeightedRows;
  readonly #candidates: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  /** Σ weight × closest of each block. */
  readonly #potentials: Float64Array;

  /** @param candidates how many rows are weighed against each other at most */
  constructor(data: WeightedRows, candidates: number) {
    this.#data = data;
    this.#candidates = candidates;
    this.#space = carve(layout(data.rows.count, data.rows.dimensions, candidates));
    this.#potentials = new Float64Array(blockCount(data.rows.count));
    const padded = paddedBytes(data.rows.count) / 8;
    core().memory.f64(this.#space.at("closest"), padded).fill(0);
  }

  /** Bytes of linear memory seeding needs. */
  static bytes(n: number, d: number, candidates: number): number {
    return carvedBytes(layout(n, d, candidates));
  }

  /** Sets `closest` of every row, of which only finite values can be drawn from. */
  fill(value: number): void {
    this.#closest().fill(value);
    this.#weigh();
  }

  /** Sets `closest` of one row to 0: it will not be drawn. */
  exclude(row: number): void {
    this.#closest()[row] = 0;
    this.#weighBlock(Math.floor(row / BLOCK_ROWS));
  }

  /** Lowers `closest` by the squared distances to more centroids, row-major. */
  lower(centroids: readonly number[]): void {
    const { rows } = this.#data;
    const d = rows.dimensions;
    const at = this.#space.at("candidates");
    const closest = this.#space.at("closest");
    const tile = this.#space.at("tile");
    for (let begin = 0; begin < centroids.length; begin += this.#candidates * d) {
      const some = centroids.slice(begin, begin + this.#candidates * d);
      core().memory.write(at, some);
      forEachBlock(rows.count, (_, first, count) => {
        const x = rows.address(first);
        const mine = closest + first * 8;
        rows.kernels.lowerBlock(x, rows.valueBytes, count, d, at, some.length / d, mine, tile);
      });
    }
    this.#weigh();
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
  potentialsAfter(candidates: readonly (readonly number[])[]): number[] {
    const { rows } = this.#data;
    const { memory } = core();
    const d = rows.dimensions;
    const at = this.#space.at("candidates");
    const closest = this.#space.at("closest");
    const stack = this.#space.at("stack");
    const tile = this.#space.at("tile");
    candidates.forEach((candidate, c) => memory.write(at + c * d * 8, candidate));
    foldBlocks(rows.count, stack, candidates.length, (first, count, target) => {
      rows.kernels.candidatesBlock(
        rows.address(first),
        rows.valueBytes,
        count,
        d,
        at,
        candidates.length,
        closest + first * 8,
        weightsAddress(this.#data, first),
        target,
        tile,
      );
    });
    return memory.read(stack, candidates.length);
  }

  /** The row with the largest `closest`, the first of equal ones, and that value. */
  farthest(): { row: number; squaredDistance: number } {
    let row = 0;
    const closest = this.#closest();
    for (let i = 1; i < closest.length; i++) {
      if (closest[i] > closest[row]) row = i;
    }
    return { row, squaredDistance: closest[row] };
  }

  /** A copy of one row. */
  row(index: number): number[] {
    return this.#data.rows.row(index);
  }

  release(): void {
    this.#space.region.release();
  }

  #closest(): Float64Array {
    return core().memory.f64(this.#space.at("closest"), this.#data.rows.count);
  }

  #weigh(): void {
    for (let block = 0; block < this.#potentials.length; block++) this.#weighBlock(block);
  }

  #weighBlock(block: number): void {
    const { rows } = this.#data;
    const first = block * BLOCK_ROWS;
    this.#potentials[block] = rows.kernels.potentialBlock(
      this.#space.at("closest") + first * 8,
      Math.min(BLOCK_ROWS, rows.count - first),
      weightsAddress(this.#data, first),
    );
  }
}
