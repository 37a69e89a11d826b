import { BLOCK_ROWS } from "./blocks.js";
import { carve, carvedBytes, core, type Workspace } from "./core.js";
import { movesOf, STRETCHED, unitOf } from "./moves.js";
import { type Rows, tileBytes } from "./rows.js";
import type { Search, SearchArrays } from "./search.js";

function layout(n: number, d: number, k: number) {
  return {
    leads: n * 4,
    spent: k * 8,
    searched: Math.min(BLOCK_ROWS, n) * 4,
    tile: tileBytes(d + 1),
  };
}

/** Rows whose lead over the second nearest centroid holds are left alone: assembly/leads.ts. */
export class LeadSearch implements Search {
  readonly stride = BLOCK_ROWS;
  /** What lengths are multiplied by. */
  readonly #unit: number;
  readonly #rows: Rows;
  readonly #k: number;
  readonly #arrays: SearchArrays;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  readonly #spent: number[];
  #centroids: readonly number[] | undefined;

  constructor(rows: Rows, k: number, arrays: SearchArrays) {
    this.#rows = rows;
    this.#k = k;
    this.#arrays = arrays;
    this.#unit = unitOf(rows);
    this.#space = carve(layout(rows.count, rows.dimensions, k));
    this.#spent = new Array<number>(k).fill(0);
  }

  /** Bytes of linear memory it needs. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d, k));
  }

  aim(centroids: readonly number[]): void {
    const spent = this.#spent;
    if (this.#centroids !== undefined) {
      const moves = movesOf(this.#centroids, centroids, this.#k, this.#unit);
      const farthest = moves.indexOf(Math.max(...moves));
      const second = moves.reduce(
        (most, move, c) => (c === farthest ? most : Math.max(most, move)),
        0,
      );
      moves.forEach((move, c) => {
        spent[c] += move + (c === farthest ? second : moves[farthest]);
      });
    }
    const { memory } = core();
    if (this.#centroids === undefined || Math.max(...spent) > STRETCHED) {
      memory.f32(this.#space.at("leads"), this.#rows.count).fill(-1);
      spent.fill(0);
    }
    memory.f64(this.#space.at("spent"), this.#k).set(spent);
    this.#centroids = centroids;
  }

  assign(first: number, rows: number): number {
    const { kernels, dimensions } = this.#rows;
    const { at } = this.#space;
    return kernels.leadBlock(
      this.#rows.address(first),
      rows,
      dimensions,
      this.#arrays.centroids,
      this.#k,
      this.#unit,
      this.#arrays.labels + first * 4,
      at("leads") + first * 4,
      at("spent"),
      at("searched"),
      at("tile"),
    );
  }

  forget(): void {
    this.#centroids = undefined;
  }

  release(): void {
    this.#space.region.release();
  }
}
