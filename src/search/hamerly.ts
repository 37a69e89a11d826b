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
import type { Part } from "../data/part.js";
import { after, type Asked } from "../data/pending.js";
import { driftsOf, largestOf, roundUp, STRETCHED, unitOf } from "./drift.js";
import { Quantised, quantised, quantisedBytes } from "./quantised.js";
import { mayOverflow, type Search, type SearchArrays } from "./search.js";

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
  return { drift: k * 8, z: k * quantisedBytes(d), zNorms: k * 4 };
}

const NO_INTEGERS = { q: 0, norms: 0 };

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
 * every centroid, in integers or by the rule alone: assembly/sweeps/hamerly.ts. A margin is 4 bytes a row,
 * beside 2d + 4 of rows in integers, which stay as long as the rows do.
 */
export class HamerlySearch implements Search {
  readonly stride = BLOCK_ROWS;
  readonly #data: Part;
  readonly #k: number;
  readonly #inIntegers: boolean;
  readonly #fields: Omit<Record<(typeof HAMERLY.integers)[number], number>, "q" | "norms">;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  /** Of each component: the sum over E-steps of its drift and the largest drift of another. */
  readonly #drift: number[];
  #quantised: Quantised | undefined;
  #centroids: readonly number[] | undefined;

  constructor(data: Part, k: number, arrays: SearchArrays, inIntegers: boolean) {
    const { dimensions: d, valueBytes: bytes, count } = data.rows;
    this.#data = data;
    this.#k = k;
    this.#inIntegers = inIntegers;
    this.#space = carve(layout(count, d, k));
    this.#drift = new Array<number>(k).fill(0);
    this.#fields = { bytes, d, k, ...arrays, ...this.#space.addresses };
  }

  /** Bytes of linear memory it needs. */
  static bytes(n: number, d: number, k: number, inIntegers: boolean): number {
    return carvedBytes(layout(n, d, k)) + (inIntegers ? Quantised.bytes(n, d) : 0);
  }

  prepare(): Asked<void> {
    if (!this.#inIntegers || this.#quantised !== undefined) return undefined;
    return after(quantised(this.#data), (made) => {
      this.#quantised = made;
    });
  }

  setCentroids(centroids: readonly number[]): void {
    const drift = this.#drift;
    const { memory } = core();
    const { at } = this.#space;
    const { rows } = this.#data;
    const unit = this.#quantised?.grid.scale ?? unitOf(rows);
    if (this.#centroids !== undefined) this.#addDrift(this.#centroids, centroids, unit);
    if (this.#centroids === undefined || largestOf(drift) > STRETCHED) {
      memory.f32(at("margins"), rows.count).fill(-1);
      drift.fill(0);
    }
    this.#centroids = mayOverflow(rows, centroids) ? undefined : centroids;
    memory.write(at("drift"), drift);
    const slack = this.#quantise();
    const largestDrift = roundUp(largestOf(drift));
    writeReals(at("record"), HAMERLY, { unit, slack, largestDrift });
    // Without rows in integers the kernel asks the rule.
    const { q, norms } = slack < Infinity && this.#quantised ? this.#quantised : NO_INTEGERS;
    writeIntegers(at("record"), HAMERLY, { ...this.#fields, q, norms });
  }

  assign(first: number, rows: number): number {
    const x = this.#data.rows.address();
    return core().kernels.hamerlyBlock(this.#space.at("record"), x, first, rows);
  }

  forget(): void {
    this.#centroids = undefined;
  }

  release(): void {
    this.#space.region.release();
  }

  /** Quantises the centroids; by how much the difference of two distances may be wrong then. */
  #quantise(): number {
    const { centroids, z, zNorms } = this.#fields;
    const made = this.#quantised;
    return made?.grid.quantiseCentroids(centroids, this.#k, made.error, z, zNorms) ?? Infinity;
  }

  #addDrift(from: readonly number[], to: readonly number[], unit: number): void {
    const drifts = driftsOf(from, to, this.#k, unit);
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
