import { BLOCK_ROWS, forEachBlock } from "../core/blocks.js";
import { carve, core, type Workspace, writeIntegers } from "../core/core.js";
import type { Region } from "../core/memory.js";
import { CENTROID_SWEEP, recordBytes } from "../core/records.js";
import { paddedBytes, tileBytes } from "../core/rows.js";
import type { Part } from "../data/part.js";
import { type Asked, answerTo, type Talk } from "../data/pending.js";
import { paged } from "./elsewhere.js";
import type { FarthestRow, FarthestRows } from "./farthest-rows.js";

/**
 * Rows whose bound is within this share of the largest are measured together: some 55 to 320 rows
 * for each component that is refilled.
 */
const NEAR_THE_LARGEST = 0.97;

function layout(n: number, d: number, k: number) {
  return {
    record: recordBytes(CENTROID_SWEEP),
    closest: paddedBytes(n),
    centroids: k * d * 8,
    tile: 2 * tileBytes(d),
  };
}

/**
 * The row that is farthest from its nearest centroid, again and again while centroids are added.
 *
 * The distance from the centroid of a row's label is at least that from the nearest, so few rows
 * have to be measured against all: those that may be the farthest. One refill at 50k × 128, k = 256,
 * takes 50 ms instead of 387.
 */
export class Farthest implements FarthestRows {
  readonly #data: Part;
  readonly #labels: number;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  /** How many centroids there are by now. */
  #placed = 0;
  /** What is at least this is no bound but the distance itself. */
  #exactFrom = 0;

  readonly #given: Region | undefined;

  /**
   * @param labels where n labels stand, of centroids near each row; 0 where nobody knows any
   * @param given memory to be given back in the end
   */
  constructor(data: Part, k: number, labels = 0, given?: Region) {
    this.#given = given;
    const { count, dimensions: d, valueBytes: bytes } = data.rows;
    this.#data = data;
    this.#labels = labels;
    this.#space = carve(layout(count, d, k));
    const { record, centroids, tile } = this.#space.addresses;
    writeIntegers(record, CENTROID_SWEEP, { bytes, d, k, centroids, tile });
  }

  *begin(centroids: readonly number[], empty: readonly number[]): Talk<void> {
    const { rows } = this.#data;
    const { record, closest } = this.#space.addresses;
    const d = rows.dimensions;
    const placed = centroids.filter((_, i) => !empty.includes(Math.floor(i / d)));
    if (this.#labels === 0) {
      core().memory.f64(closest, rows.count).fill(Infinity);
    } else {
      this.#write(centroids);
      yield* this.#sweep(d, (first, size, x) => {
        rows.kernels.ownDistances(record, x, size, this.#labels + first * 4, closest + first * 8);
      });
      this.#exactFrom = Infinity;
    }
    this.#write(placed);
    this.#placed = placed.length / d;
    if (this.#labels === 0) yield* this.#lower(0, this.#placed);
  }

  *farthest(): Talk<FarthestRow> {
    for (;;) {
      const largest = yield* answerTo(this.#largest());
      const { squaredDistance } = largest;
      if (squaredDistance === 0 || squaredDistance >= this.#exactFrom) return largest;
      this.#exactFrom = NEAR_THE_LARGEST * squaredDistance;
      yield* this.#lower(this.#exactFrom, this.#placed);
    }
  }

  *add(row: number): Talk<readonly number[]> {
    const d = this.#data.rows.dimensions;
    const point = this.#data.rows.row(row);
    const { centroids } = this.#space.addresses;
    // In the first place, whose centroid goes to the end.
    const first = core().memory.read(centroids, d);
    core().memory.write(centroids + this.#placed * d * 8, first);
    this.#write(point);
    this.#placed++;
    yield* this.#lower(0, 1);
    return point;
  }

  release(): void {
    this.#given?.release();
    this.#space.region.release();
  }

  #write(centroids: readonly number[]): void {
    core().memory.write(this.#space.at("centroids"), centroids);
  }

  /** Measures rows whose bound is at least `from` against the first centroids. */
  #lower(from: number, count: number): Talk<void> {
    const { rows } = this.#data;
    const { record, closest } = this.#space.addresses;
    const cost = from === 0 ? count * rows.dimensions : 2;
    return this.#sweep(cost, (first, size, x) => {
      rows.kernels.lowerFrom(record, x, size, count, closest + first * 8, from);
    });
  }

  *#sweep(rowCost: number, visit: (first: number, rows: number, x: number) => void): Talk<void> {
    const { rows, pace } = this.#data;
    yield* answerTo(
      pace(rows.count, {
        stride: BLOCK_ROWS,
        rowCost,
        visit: (begin, count) => {
          forEachBlock(begin, count, (first, size) => visit(first, size, rows.address(first)));
        },
        answer: () => undefined,
      }),
    );
  }

  #largest(): Asked<FarthestRow> {
    let row = 0;
    let squaredDistance = -Infinity;
    const { rows, pace } = this.#data;
    return pace(rows.count, {
      stride: BLOCK_ROWS,
      rowCost: 2,
      visit: (first, count) => {
        const closest = core().memory.f64(this.#space.at("closest") + first * 8, count);
        for (let i = 0; i < count; i++) {
          if (closest[i] > squaredDistance) {
            row = first + i;
            squaredDistance = closest[i];
          }
        }
      },
      answer: () => ({ row, squaredDistance }),
    });
  }
}

/** Whoever finds rows far from all of k centroids, where no labels are known. */
export function farthestOf(data: Part, k: number): FarthestRows {
  return paged(data)?.farthest(k) ?? new Farthest(data, k);
}
