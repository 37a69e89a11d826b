import { BLOCK_ROWS } from "../core/blocks.js";
import {
  carve,
  carvedBytes,
  core,
  type Workspace,
  writeIntegers,
  writeReals,
} from "../core/core.js";
import { HAMERLY, recordBytes } from "../core/records.js";
import type { Rows } from "../core/rows.js";
import { demoteCentroids, OUT_OF_REACH } from "./demote.js";
import { driftsOf, largestOf, roundUp, STRETCHED, unitOf } from "./drift.js";
import { PlainSearch, type Search, type SearchArrays } from "./search.js";

/**
 * With so few components all are charged the two largest drifts: more than each has drifted, but
 * then four rows are compared with one number at once. 0.8 of the time at 3M × 2, k = 8; 1.2 at
 * 100k × 2, k = 16.
 */
const CHARGED_ALIKE = 8;

/** Bounds that last from one E-step to the next. */
function boundsLayout(n: number) {
  return { margins: n * 4 };
}

/** What is written for new centroids. */
function centroidsLayout(d: number, k: number) {
  return { drift: k * 8, origin: d * 8, z: k * d * 4, halfNorms: k * 4 };
}

function layout(n: number, d: number, k: number) {
  return {
    record: recordBytes(HAMERLY),
    ...boundsLayout(n),
    ...centroidsLayout(d, k),
    scratch: core().kernels.hamerlyScratchBytes(Math.min(BLOCK_ROWS, n), d, k),
  };
}

/**
 * Rows are left alone while the margin of their centroid holds; the others are scored against
 * every centroid in f32: assembly/sweeps/hamerly.ts.
 */
export class HamerlySearch implements Search {
  readonly stride = BLOCK_ROWS;
  /** What lengths are multiplied by. */
  readonly #unit: number;
  readonly #rows: Rows;
  readonly #k: number;
  readonly #plain: PlainSearch;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  /** Of each component: the sum over E-steps of its drift and the largest drift of another. */
  readonly #drift: number[];
  #centroids: readonly number[] | undefined;
  #inReach = true;

  constructor(rows: Rows, k: number, arrays: SearchArrays) {
    const { dimensions: d, valueBytes: bytes } = rows;
    this.#rows = rows;
    this.#k = k;
    this.#plain = new PlainSearch(rows, k, arrays);
    this.#unit = unitOf(rows);
    this.#space = carve(layout(rows.count, d, k));
    this.#drift = new Array<number>(k).fill(0);
    const { addresses } = this.#space;
    writeIntegers(addresses.record, HAMERLY, { bytes, d, k, ...arrays, ...addresses });
  }

  /** Bytes of linear memory it needs. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d, k)) + PlainSearch.bytes();
  }

  setCentroids(centroids: readonly number[]): void {
    const drift = this.#drift;
    const { memory } = core();
    const { at } = this.#space;
    if (this.#centroids !== undefined) this.#addDrift(this.#centroids, centroids);
    if (this.#centroids === undefined || largestOf(drift) > STRETCHED) {
      memory.f32(at("margins"), this.#rows.count).fill(-1);
      drift.fill(0);
    }
    const { origin, z, halfNorms, reach } = demoteCentroids(centroids, this.#k, this.#unit);
    this.#inReach = reach <= OUT_OF_REACH;
    this.#centroids = this.#inReach ? centroids : undefined;
    memory.write(at("drift"), drift);
    memory.write(at("origin"), origin);
    memory.f32(at("z"), z.length).set(z);
    memory.f32(at("halfNorms"), halfNorms.length).set(halfNorms);
    const largestDrift = roundUp(largestOf(drift));
    writeReals(at("record"), HAMERLY, { unit: this.#unit, reach, largestDrift });
  }

  assign(first: number, rows: number): number {
    if (!this.#inReach) return this.#plain.assign(first, rows);
    const x = this.#rows.address();
    return this.#rows.kernels.hamerlyBlock(this.#space.at("record"), x, first, rows);
  }

  forget(): void {
    this.#centroids = undefined;
  }

  release(): void {
    this.#space.region.release();
    this.#plain.release();
  }

  #addDrift(from: readonly number[], to: readonly number[]): void {
    const drifts = driftsOf(from, to, this.#k, this.#unit);
    let farthest = 0;
    drifts.forEach((drift, c) => {
      if (drift > drifts[farthest]) farthest = c;
    });
    let second = 0;
    drifts.forEach((drift, c) => {
      if (c !== farthest) second = Math.max(second, drift);
    });
    const alike = this.#k <= CHARGED_ALIKE;
    drifts.forEach((drift, c) => {
      this.#drift[c] +=
        (alike ? drifts[farthest] : drift) + (alike || c === farthest ? second : drifts[farthest]);
    });
  }
}
