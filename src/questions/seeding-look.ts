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
import { type Quantised, quantised, quantisedBytes } from "../search/quantised.js";
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
    q: quantisedBytes(d),
    norm: 4,
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
  /** Not there before {@link prepare}. */
  #quantised!: Quantised;

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
    return after(quantised(this.#data), (rows) => {
      const { record } = this.#space.addresses;
      const { grid, error, q, norms } = rows;
      // Both the row and the candidate, and what is rounded in the bounds.
      const reach = 2 * error * (1 + 2 ** -20);
      writeReals(record, SEEDING_LOOK, { scale: grid.scale, reach });
      writeIntegers(record, SEEDING_LOOK, { ...this.#space.addresses, q, norms });
      this.#quantised = rows;
    });
  }

  propose(c: number, row: number): void {
    this.#pairs.propose(c, row);
    const { kernels, dimensions: d } = this.#data.rows;
    const { q, norms } = this.#quantised;
    const own = q + row * quantisedBytes(d);
    kernels.aimLook(this.#shared.record, this.#space.at("record"), c, own, norms + row * 4);
  }

  proposePoint(c: number, point: readonly number[]): void {
    this.#pairs.proposePoint(c, point);
    const { kernels, dimensions: d } = this.#data.rows;
    const { at } = this.#space;
    const { grid, error } = this.#quantised;
    const from = this.#shared.candidates + c * d * 8;
    const lost = grid.quantise(from, 8, 1, at("q"), at("norm"));
    // Rounding takes more of a point that is none of these rows, now and then: nothing is known of it then.
    if (lost > error) core().memory.writeIntegers(at("norm"), [-1]);
    kernels.aimLook(this.#shared.record, at("record"), c, at("q"), at("norm"));
  }

  weigh(grid: number): Asked<readonly number[]> {
    const { kernels, dimensions: d } = this.#data.rows;
    const { record } = this.#shared;
    const candidates = kernels.seedingCandidates();
    const look = this.#space.at("record");
    return after(
      sweepBlocks(this.#data, candidates * d, (first, count) => {
        kernels.lookAt(record, look, first, count);
      }),
      () => {
        const { memory } = core();
        const { scale } = this.#quantised.grid;
        // In two steps: 2^grid may be beyond f64.
        const half = Math.trunc(grid / 2);
        const unit = scale * powerOfTwo(-half) * (scale * powerOfTwo(half - grid));
        const bounds = memory.read(this.#space.at("bounds"), 2 * candidates);
        memory.f64(this.#space.at("bounds"), 2 * candidates).fill(0);
        // With weights nobody asks how far the rows go down; what is no number tells nothing.
        return bounds.map((bound) => (this.#data.weights === undefined ? bound / unit : NaN));
      },
    );
  }

  weighSome(mask: number): Asked<void> {
    const { kernels, dimensions: d } = this.#data.rows;
    return sweepBlocks(this.#data, d, (first, count, x) => {
      kernels.weighLooked(this.#shared.record, this.#space.at("record"), x, first, count, mask);
    });
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
