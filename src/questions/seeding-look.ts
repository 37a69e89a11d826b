import {
  carve,
  carvedBytes,
  core,
  type Workspace,
  writeIntegers,
  writeReals,
} from "../core/core.js";
import { recordBytes, SEEDING_LOOK } from "../core/records.js";
import type { Part } from "../data/part.js";
import { after, type Asked } from "../data/pending.js";
import { powerOfTwo } from "../exact-numbers.js";
import { quantised, quantisedBytes } from "../search/quantised.js";
import { EveryPair, type SeedingSpace, type SeedingWay, sweepBlocks } from "./seeding-ways.js";

function layout(n: number, d: number) {
  const { kernels } = core();
  const candidates = kernels.seedingCandidates();
  return {
    record: recordBytes(SEEDING_LOOK),
    thresholds: n * 4,
    masks: n,
    panel: candidates * quantisedBytes(d),
    slots: 2 * candidates * 4,
    bounds: 2 * candidates * 8,
    list: kernels.seedingListBytes(),
  };
}

/**
 * First looks in integers, which leave few distances to the rule: assembly/sweeps/seeding-look.ts.
 *
 * Of the time that every pair takes with half as many candidates: 0.8 to 0.9 at d = 8, k = 16, 0.3 at
 * 16, 64 and 0.2 at 64, 64.
 */
export class Look implements SeedingWay {
  readonly #data: Part;
  readonly #shared: SeedingSpace;
  readonly #pairs: EveryPair;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  #scale = 1;

  constructor(data: Part, shared: SeedingSpace) {
    const { count, dimensions: d } = data.rows;
    this.#data = data;
    this.#shared = shared;
    this.#pairs = new EveryPair(data, shared);
    this.#space = carve(layout(count, d));
    const candidates = data.rows.kernels.seedingCandidates();
    core()
      .memory.f64(this.#space.at("bounds"), 2 * candidates)
      .fill(0);
  }

  /** Bytes of linear memory it needs beside the quantised rows. */
  static bytes(n: number, d: number): number {
    return carvedBytes(layout(n, d));
  }

  prepare(): Asked<unknown> {
    return after(quantised(this.#data), ({ grid: { scale }, error, q, norms }) => {
      const { record } = this.#space.addresses;
      // Both the row and the candidate, and what is rounded in the bounds.
      writeReals(record, SEEDING_LOOK, { scale, reach: 2 * error * (1 + 2 ** -20) });
      writeIntegers(record, SEEDING_LOOK, { q, norms, ...this.#space.addresses });
      this.#scale = scale;
    });
  }

  propose(c: number, row: number): void {
    this.#pairs.propose(c, row);
    this.#data.rows.kernels.aimLook(this.#shared.record, this.#space.at("record"), c, row);
  }

  best(grid: number): Asked<number> {
    const { kernels, count: n, dimensions: d } = this.#data.rows;
    const { record } = this.#shared;
    const look = this.#space.at("record");
    return after(
      sweepBlocks(this.#data, kernels.seedingCandidates() * d, (first, count) => {
        kernels.lookAt(record, look, first, count);
      }),
      () => {
        // A mass is off by half a unit at most, before and after. In two steps: 2^grid may be beyond f64.
        const half = Math.trunc(grid / 2);
        const unit = this.#scale * powerOfTwo(-half) * (this.#scale * powerOfTwo(half - grid));
        const mask = kernels.contested(record, look, 2 * n * unit);
        // Only one is left, as a rule: a power of two.
        if ((mask & (mask - 1)) === 0) return 31 - Math.clz32(mask);
        const weighed = sweepBlocks(this.#data, d, (first, count, x) => {
          kernels.weighLooked(record, look, x, first, count, mask);
        });
        return after(weighed, () => kernels.bestCandidate(record));
      },
    );
  }

  choose(c: number, index: number): Asked<void> {
    const { kernels, dimensions: d } = this.#data.rows;
    const { record } = this.#shared;
    const look = this.#space.at("record");
    if (index > 0) {
      return sweepBlocks(this.#data, d, (first, count, x) => {
        kernels.lowerLooked(record, look, x, first, count, c, index);
      });
    }
    return after(this.#pairs.choose(c, index), () =>
      sweepBlocks(this.#data, 1, (first, count) => {
        kernels.armRows(record, look, first, count);
      }),
    );
  }

  release(): void {
    this.#space.region.release();
  }
}
