import { BLOCK_ROWS } from "../core/blocks.js";
import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import { lowerCentroids, OUT_OF_REACH } from "./demote.js";
import { largestOf, movesOf, roundUp, STRETCHED, unitOf } from "./drift.js";
import { type Rows, tileBytes } from "../core/rows.js";
import { PlainSearch, type Search, type SearchArrays } from "./search.js";

/** SCORED_ROWS of assembly/sweeps/hamerly.ts. */
const SCORED_ROWS = 16;

/**
 * With so few components all are charged the two farthest moves: more than each has spent, but then
 * four rows are compared with one number at once. 0.8 of the time at 3M × 2, k = 8; 1.2 at
 * 100k × 2, k = 16.
 */
const SPENT_ALIKE = 8;

/**
 * Behind an f64 and two f32, assembly/sweeps/hamerly.ts' Leads has what other layers give it, and then the
 * address of every array of the layout, in its order.
 */
const GIVEN = 3;
const ARRAYS = 9;

function layout(n: number, d: number, k: number) {
  return {
    record: 16 + (GIVEN + ARRAYS) * 4,
    leads: n * 4,
    spent: k * 8,
    origin: d * 8,
    z: k * d * 4,
    halves: k * 4,
    scored: Math.min(BLOCK_ROWS, n) * 4,
    y: (d + 1) * SCORED_ROWS * 4,
    scores: (k + 1) * SCORED_ROWS * 4,
    tile: tileBytes(d + 1),
  };
}

/**
 * Rows are left alone while the lead of their centroid holds; the others are scored against
 * every centroid in f32: assembly/sweeps/hamerly.ts.
 */
export class LeadSearch implements Search {
  readonly stride = BLOCK_ROWS;
  /** What lengths are multiplied by. */
  readonly #unit: number;
  readonly #rows: Rows;
  readonly #k: number;
  readonly #plain: PlainSearch;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  /** Of each component: the sum of its moves and the farthest moves of another. */
  readonly #spent: number[];
  #centroids: readonly number[] | undefined;
  #inReach = true;

  constructor(rows: Rows, k: number, arrays: SearchArrays) {
    this.#rows = rows;
    this.#k = k;
    this.#plain = new PlainSearch(rows, k, arrays);
    this.#unit = unitOf(rows);
    this.#space = carve(layout(rows.count, rows.dimensions, k));
    this.#spent = new Array<number>(k).fill(0);
    const [record, ...others] = this.#space.addresses;
    core()
      .memory.i32(record + 16, GIVEN + ARRAYS)
      .set([arrays.centroids, k, arrays.labels, ...others]);
  }

  /** Bytes of linear memory it needs. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d, k));
  }

  aim(centroids: readonly number[]): void {
    const spent = this.#spent;
    const { memory } = core();
    const { at } = this.#space;
    if (this.#centroids !== undefined) this.#spend(this.#centroids, centroids);
    if (this.#centroids === undefined || largestOf(spent) > STRETCHED) {
      memory.f32(at("leads"), this.#rows.count).fill(-1);
      spent.fill(0);
    }
    const { origin, z, halves, reach } = lowerCentroids(centroids, this.#k, this.#unit);
    this.#inReach = reach <= OUT_OF_REACH;
    this.#centroids = this.#inReach ? centroids : undefined;
    memory.write(at("spent"), spent);
    memory.write(at("origin"), origin);
    memory.f32(at("z"), z.length).set(z);
    memory.f32(at("halves"), halves.length).set(halves);
    memory.write(at("record"), [this.#unit]);
    memory.f32(at("record") + 8, 2).set([reach, roundUp(largestOf(spent))]);
  }

  assign(first: number, rows: number): number {
    if (!this.#inReach) return this.#plain.assign(first, rows);
    const { kernels, dimensions: d, valueBytes } = this.#rows;
    const x = this.#rows.address();
    return kernels.leadBlock(x, valueBytes, first, rows, d, this.#space.at("record"));
  }

  forget(): void {
    this.#centroids = undefined;
  }

  release(): void {
    this.#space.region.release();
  }

  #spend(from: readonly number[], to: readonly number[]): void {
    const moves = movesOf(from, to, this.#k, this.#unit);
    let farthest = 0;
    moves.forEach((move, c) => {
      if (move > moves[farthest]) farthest = c;
    });
    let second = 0;
    moves.forEach((move, c) => {
      if (c !== farthest) second = Math.max(second, move);
    });
    const alike = this.#k <= SPENT_ALIKE;
    moves.forEach((move, c) => {
      this.#spent[c] +=
        (alike ? moves[farthest] : move) + (alike || c === farthest ? second : moves[farthest]);
    });
  }
}
