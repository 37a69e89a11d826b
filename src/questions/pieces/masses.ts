import { core } from "../../core/core.js";
import type { Rows } from "../../core/rows.js";
import { after, type Asked, begin, Pending, type Talk } from "../../data/pending.js";
import type { Held, Pieces } from "../../data/pieces.js";
import { contested, isOne, type Masses, only, wayFor } from "../masses.js";
import type { Weighed } from "./holders.js";

/** Masses of the rows of all pieces: integers, so that sums of pieces are those of the whole. */
export class PieceMasses implements Masses {
  readonly #data: Rows;
  readonly #pieces: Pieces;
  readonly #from: () => Held;
  readonly #k: number;
  #heldIfAsked: Held | undefined;
  labels = false;
  /** The potential of each piece. */
  #potentials: readonly bigint[] = [];
  readonly #proposed: (readonly number[])[] = [];

  /** @param from what they have of the rows: asked for once it is needed */
  constructor(data: Rows, pieces: Pieces, from: () => Held, k: number) {
    this.#data = data;
    this.#pieces = pieces;
    this.#from = from;
    this.#k = k;
  }

  alike(): Asked<void> {
    return after(
      this.#held.ask("alike", () => []),
      () => undefined,
    );
  }

  heaviest(): Asked<number> {
    const asked = this.#held.ask<number>("heaviest", () => []);
    return after(asked, (answers) => Math.max(...answers));
  }

  weighAll(grid: number): Asked<number> {
    return this.#weighed(this.#held.ask("weighAll", () => [grid]));
  }

  exclude(row: number): Asked<number> {
    const own = this.#pieceOf(row);
    const local = row - this.#pieces.stretches[own].first;
    const asked = this.#held.ask<bigint>("exclude", (i) => (i === own ? [local] : undefined));
    return after(asked, (answers) => {
      this.#potentials = this.#potentials.map((before, i) => answers[i] ?? before);
      return this.#digits;
    });
  }

  draw(shares: readonly number[]): Asked<readonly number[]> {
    const total = this.#total;
    const targets = this.#pieces.stretches.map((): bigint[] => []);
    const pieces = shares.map((share) => {
      // As assembly/sweeps/seeding.ts has it: the high half of a product.
      let target = ((BigInt(share * 2 ** 53) << 11n) * total) >> 64n;
      let piece = 0;
      while (this.#potentials[piece] <= target) target -= this.#potentials[piece++];
      targets[piece].push(target);
      return piece;
    });
    const asked = this.#held.ask<readonly number[]>("rowsAt", (i) =>
      targets[i].length === 0 ? undefined : [targets[i]],
    );
    return after(asked, (answers) => {
      const next = targets.map(() => 0);
      return pieces.map((i) => this.#pieces.stretches[i].first + answers[i][next[i]++]);
    });
  }

  prepare(): Asked<unknown> {
    return begin(this.#preparing());
  }

  *#preparing(): Talk<void> {
    yield this.#held.ask("prepare", () => []);
    const kept = (yield this.#held.ask("labels", () => [])) as boolean[];
    this.labels = kept.every(Boolean);
  }

  propose(c: number, row: number): void {
    this.#proposed[c] = this.#data.row(row);
  }

  best(grid: number): Asked<number> {
    return begin(this.#best(grid));
  }

  *#best(grid: number): Talk<number> {
    const points = this.#proposed;
    const weighed = (yield this.#held.ask("weigh", () => [points, grid])) as Weighed[];
    if (weighed[0].gains === undefined) return least(weighed.map(({ potentials }) => potentials));
    const gains = weighed[0].gains.map((_, i) => weighed.reduce((sum, w) => sum + w.gains![i], 0));
    const mask = contested(gains, this.#data.count);
    if (isOne(mask)) return only(mask);
    return least((yield this.#held.ask("weighSome", () => [mask])) as BigInt64Array[]);
  }

  choose(c: number, index: number): Asked<number> {
    const first = index === 0 ? this.#proposed[c] : undefined;
    return this.#weighed(this.#held.ask("choose", () => [c, index, first]));
  }

  release(): void {
    this.#heldIfAsked?.release();
  }

  get #held(): Held {
    if (this.#heldIfAsked === undefined) {
      const { stretches } = this.#pieces;
      const fewest = stretches.reduce((least, { count }) => Math.min(least, count), Infinity);
      const way = wayFor(fewest, this.#data.dimensions, this.#k);
      const from = this.#from();
      this.#heldIfAsked = this.#pieces.make("masses", () => [from, this.#k, way]);
    }
    return this.#heldIfAsked;
  }

  #weighed(asked: Pending<readonly bigint[]>): Asked<number> {
    return after(asked, (potentials) => {
      this.#potentials = potentials;
      return this.#digits;
    });
  }

  get #total(): bigint {
    return this.#potentials.reduce((sum, potential) => sum + potential, 0n);
  }

  get #digits(): number {
    const total = this.#total;
    return total === 0n ? 0 : total.toString(2).length;
  }

  #pieceOf(row: number): number {
    return this.#pieces.stretches.findIndex(({ first, count }) => row < first + count);
  }
}

/** The candidate that leaves the least of all pieces together, the first of equal ones. */
function least(potentials: readonly BigInt64Array[]): number {
  let best = 0;
  let left: bigint | undefined;
  for (let c = 0; c < core().kernels.seedingCandidates(); c++) {
    const sum = potentials.reduce((total, own) => total + own[c], 0n);
    if (left !== undefined && sum >= left) continue;
    best = c;
    left = sum;
  }
  return best;
}
