import { core } from "../../core/core.js";
import type { Rows } from "../../core/rows.js";
import { after, type Asked } from "../../data/pending.js";
import type { Held, Pieces } from "../../data/pieces.js";
import type { Assignment, LabelsInMemory } from "../assignment.js";
import type { ExactSums } from "../exact-sums.js";
import { joined } from "./joined.js";
import type { Assigned } from "./holders.js";
import { PieceMasses } from "./masses.js";

/** Labels of all pieces, and the sums of all: sums are exact, so they add up to those of the whole. */
export class PieceAssignment implements Assignment {
  readonly #data: Rows;
  readonly #pieces: Pieces;
  readonly #part: Held;
  readonly #k: number;
  readonly #sums: ExactSums;
  readonly #centroids: number;
  #heldIfPrepared: Held | undefined;
  #adopted: readonly number[] | undefined;

  /**
   * @param part what they hold of rows and weights
   * @param centroids address of k × d f64
   */
  constructor(
    data: Rows,
    pieces: Pieces,
    part: Held,
    k: number,
    sums: ExactSums,
    centroids: number,
  ) {
    this.#data = data;
    this.#pieces = pieces;
    this.#part = part;
    this.#k = k;
    this.#sums = sums;
    this.#centroids = centroids;
  }

  prepare(): Asked<void> {
    if (this.#heldIfPrepared !== undefined) return;
    this.#heldIfPrepared = this.#pieces.make("hard", () => [this.#part, this.#k, this.#sums.grid]);
    return after(
      this.#held.ask("prepare", () => []),
      () => undefined,
    );
  }

  assign(centroids: readonly number[]): Asked<number> {
    const adopted = centroids === this.#adopted;
    this.#adopted = undefined;
    const asked = this.#held.ask<Assigned>("assign", () => [centroids, adopted]);
    return after(asked, (answers) => {
      this.#sums.clear();
      let changed = 0;
      for (const answer of answers) {
        this.#sums.addRecords(answer.records);
        changed += answer.changed;
      }
      return changed;
    });
  }

  take(labels: ArrayLike<number>): Asked<unknown> {
    const { stretches } = this.#pieces;
    const all = Int32Array.from(labels);
    const asked = this.#held.ask<BigInt64Array>("take", (i) => {
      const { first, count } = stretches[i];
      return [all.slice(first, first + count)];
    });
    return after(asked, (answers) => {
      this.#sums.clear();
      for (const records of answers) this.#sums.addRecords(records);
    });
  }

  addCosts(): Asked<unknown> {
    const length = this.#k * this.#data.dimensions;
    const centroids = core().memory.read(this.#centroids, length);
    const asked = this.#held.ask<BigInt64Array>("costs", () => [centroids]);
    return after(asked, (answers) => {
      for (const costs of answers) this.#sums.addCostsOf(costs);
    });
  }

  masses(k: number): PieceMasses {
    return new PieceMasses(this.#data, this.#pieces, () => this.#heldIfPrepared ?? this.#part, k);
  }

  adopt(centroids: readonly number[]): void {
    this.#adopted = centroids;
  }

  labelsInMemory(): Asked<LabelsInMemory> {
    return after(this.labels(), (labels) => {
      const { memory } = core();
      const own = memory.allocate(labels.byteLength);
      memory.i32(own.address, labels.length).set(labels);
      return { address: own.address, own };
    });
  }

  forget(): void {
    this.#adopted = undefined;
    this.#heldIfPrepared?.tell("forget");
  }

  labels(): Asked<Int32Array> {
    const asked = this.#held.ask<Int32Array>("labels", () => []);
    return after(asked, (answers) => joined(answers));
  }

  release(): void {
    this.#heldIfPrepared?.release();
  }

  get #held(): Held {
    return this.#heldIfPrepared!;
  }
}
