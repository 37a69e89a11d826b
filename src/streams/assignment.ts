import { core } from "../core/core.js";
import type { Part } from "../data/part.js";
import { type Asked, begin, type Talk } from "../data/pending.js";
import { inRanges, inSlices } from "../data/sweep.js";
import { type Assignment, COST_COST, type LabelsInMemory } from "../questions/assignment.js";
import { assign } from "../questions/distances.js";
import type { ExactSums } from "../questions/exact-sums.js";
import { addedHashes, hashOfLabels, type LabelHash } from "./label-hash.js";
import type { PageVisitor } from "./visitor.js";
import { StreamMasses } from "./masses.js";

/** What a value costs that is summed, in multiplications. */
const SUM_COST = 8;

/** Labels that nobody keeps: found page by page and summed at once. */
export class StreamAssignment implements Assignment {
  readonly #pages: PageVisitor;
  readonly #k: number;
  readonly #sums: ExactSums;
  readonly #centroids: number;
  /** Of the labels before. */
  #hash: LabelHash | undefined;

  /** @param centroids address of k × d f64 */
  constructor(pages: PageVisitor, k: number, sums: ExactSums, centroids: number) {
    this.#pages = pages;
    this.#k = k;
    this.#sums = sums;
    this.#centroids = centroids;
  }

  prepare(): void {
    // Nothing is kept that could be prepared.
  }

  assign(centroids: readonly number[]): Asked<number> {
    return begin(this.#assigned(centroids));
  }

  *#assigned(centroids: readonly number[]): Talk<number> {
    let hash: LabelHash = [0, 0];
    this.#sums.clear();
    yield* this.#sweep(centroids, SUM_COST, (part, first, count, labels, address, row) => {
      this.#sums.add(part, first, count, 0, address);
      hash = addedHashes(hash, hashOfLabels(labels, row, first, count));
    });
    const same = this.#hash?.[0] === hash[0] && this.#hash[1] === hash[1];
    this.#hash = hash;
    return same ? 0 : 1;
  }

  addCosts(): Asked<unknown> {
    const { dimensions } = this.#pages.rows;
    const centroids = core().memory.read(this.#centroids, this.#k * dimensions);
    return begin(
      this.#sweep(centroids, COST_COST, (part, first, count, _, address) => {
        this.#sums.addCosts(part, first, count, address);
      }),
    );
  }

  masses(): StreamMasses {
    return new StreamMasses(this.#pages);
  }

  adopt(): void {
    // Labels that seeding might have left are not kept either.
  }

  forget(): void {
    this.#hash = undefined;
  }

  take(): never {
    throw noLabels();
  }

  labels(): Asked<Int32Array> {
    throw noLabels();
  }

  labelsInMemory(): Asked<LabelsInMemory> {
    throw noLabels();
  }

  release(): void {
    // It holds nothing between two pages.
  }

  /** Labels page by page, and goes over the rows of each in slices. */
  *#sweep(
    centroids: readonly number[],
    valueCost: number,
    visit: (
      part: Part,
      first: number,
      count: number,
      labels: Int32Array,
      address: number,
      row: number,
    ) => void,
  ): Talk<void> {
    const k = this.#k;
    const d = this.#pages.rows.dimensions;
    const { memory } = core();
    yield* this.#pages.eachPage(k * d, function* (part, row) {
      const labels = yield* assign(part, centroids, k);
      const region = memory.allocate(labels.byteLength);
      try {
        memory.i32(region.address, labels.length).set(labels);
        const add = (first: number, count: number) => {
          visit(part, first, count, labels, region.address + first * 4, row);
        };
        yield* inRanges(labels.length, valueCost * d, add, inSlices);
      } finally {
        region.release();
      }
    });
  }
}

function noLabels(): Error {
  return new Error("a stream keeps no labels");
}
