import { after, type Asked } from "../../data/pending.js";
import type { Arguments, Held, Pieces } from "../../data/pieces.js";
import type { Copies } from "../elsewhere.js";
import type { MeanDistances, Stripes } from "../mean-distances.js";
import { joined } from "./joined.js";

/** Rows of which every holder has all: each does a share of what is asked. */
export class CopiedRows implements Copies {
  readonly #part: Held;
  readonly #count: number;

  /** @param rows what the holders have of them */
  constructor(pieces: Pieces, rows: Held) {
    this.#part = pieces.make("part", () => [rows]);
    this.#count = pieces.stretches.length;
  }

  get unweighted(): this {
    return this;
  }

  meanDistances(
    of: Int32Array,
    sizes: readonly number[],
    scored: Int32Array,
  ): Asked<MeanDistances> {
    const cut = (i: number) => Math.round((i * scored.length) / this.#count);
    const asked = this.#ask("meanDistances", (i) => [of, sizes, scored.slice(cut(i), cut(i + 1))]);
    return after(asked, joined);
  }

  pairedDistances(of: Int32Array, sizes: readonly number[]): Asked<MeanDistances> {
    const shares = shared(sizes, this.#count);
    return after(
      this.#ask("pairedDistances", (i) => [of, sizes, shares[i]]),
      ([first, ...others]) => {
        for (const other of others) {
          for (let i = 0; i < first.length; i += 2) {
            first[i] = Math.max(first[i], other[i]);
            first[i + 1] = Math.min(first[i + 1], other[i + 1]);
          }
        }
        return first;
      },
    );
  }

  release(): void {
    this.#part.release();
  }

  #ask(name: string, args: (i: number) => Arguments) {
    return this.#part.ask<Float64Array>("rowwise", (i) => [name, ...args(i)]);
  }
}

/** Pairs of clusters are dealt in so many stripes a cluster at most. */
const STRIPES = 16;

/** All pairs of clusters in so many shares: the costliest are dealt first, each to who has the least. */
function shared(sizes: readonly number[], count: number): Stripes[] {
  const k = sizes.length;
  const width = Math.ceil(k / STRIPES);
  const stripes: { readonly pairs: readonly number[]; readonly cost: number }[] = [];
  for (let own = 0; own < k; own++) {
    for (let from = own; from < k; from += width) {
      const to = Math.min(from + width, k);
      let rows = from === own ? -sizes[own] / 2 : 0;
      for (let c = from; c < to; c++) rows += sizes[c];
      stripes.push({ pairs: [own, from, to], cost: sizes[own] * rows });
    }
  }
  stripes.sort((a, b) => b.cost - a.cost);
  const shares = Array.from({ length: count }, () => ({ pairs: [] as number[], cost: 0 }));
  for (const { pairs, cost } of stripes) {
    const least = shares.reduce((a, b) => (b.cost < a.cost ? b : a));
    least.pairs.push(...pairs);
    least.cost += cost;
  }
  return shares.map(({ pairs }) => Int32Array.from(pairs));
}
