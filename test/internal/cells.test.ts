import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answered, begin } from "../../src/data/pending.js";
import { inSlices } from "../../src/data/sweep.js";
import { partOf } from "../../src/data/part.js";
import { core } from "../../src/core/core.js";
import { Rows } from "../../src/core/rows.js";
import { assign } from "../../src/questions/distances.js";
import { cellsBytes, cellsFor } from "../../src/questions/cells.js";
import type { Precision } from "../../src/types.js";
import { Random } from "../../src/random.js";

/** So many rows that cells pay. */
const enough = (d: number, k: number) => Math.max(4096, Math.ceil(2 ** (15 + 2 * d) / k)) + 3;

/** The rule of decision 0002, written down. */
function plainLabels(values: ArrayLike<number>, d: number, centroids: readonly number[]): number[] {
  const labels: number[] = [];
  for (let row = 0; row < values.length; row += d) {
    let [label, least] = [0, Infinity];
    for (let c = 0; c * d < centroids.length; c++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += (values[row + j] - centroids[c * d + j]) ** 2;
      if (sum < least) [label, least] = [c, sum];
    }
    labels.push(label);
  }
  return labels;
}

type Draw = (random: Random, column: number) => number;

const between = (random: Random, low: number, high: number) =>
  low + (high - low) * random.uniform();

/** Values of many kinds; the same for centroids and rows, so that ties and hits are common. */
const KINDS: Record<string, Draw> = {
  noise: (random) => between(random, -1, 1),
  lattice: (random) => Math.floor(between(random, -4, 5)),
  "half lattice": (random) => Math.floor(between(random, -4, 5)) / 2,
  "far from the origin": (random) => 1e7 + between(random, -0.1, 0.1),
  "at the limit of digits": (random) => 1 + Math.floor(between(random, 0, 6)) * 2 ** -52,
  huge: (random) => Math.floor(between(random, -4, 5)) * 1e100,
  "1e150": (random) => Math.floor(between(random, -4, 5)) * 1e150,
  tiny: (random) => Math.floor(between(random, -4, 5)) * 1e-100,
  subnormal: (random) => Math.floor(between(random, -4, 5)) * 5e-324,
  "squares subnormal": (random) => Math.floor(between(random, -4, 5)) * 1e-162,
  "a few far": (random) => (random.uniform() < 0.01 ? 1e9 : 1) * between(random, -1, 1),
  "one far": (random) => (random.uniform() < 0.0005 ? 1e80 : 1) * between(random, -1, 1),
  "many scales": (random) => Math.exp(between(random, -30, 30)),
  "a constant column": (random, column) => (column === 0 ? 3 : between(random, -1, 1)),
  "all but constant": (random) => (random.uniform() < 0.02 ? between(random, -1, 1) : 0.5),
};

function drawn(kind: string, d: number, count: number, random: Random): number[] {
  return Array.from({ length: count * d }, (_, i) => KINDS[kind](random, i % d));
}

function rowsOf(values: readonly number[], d: number, precision: Precision): Rows {
  const rows = new Rows(values.length / d, d, precision);
  rows.view().set(values);
  return rows;
}

describe("labels from cells", () => {
  it.each(Object.keys(KINDS))("are those of the rule: %s", (kind) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 48, max: 90 }),
        fc.constantFrom<Precision>("float64", "float32"),
        fc.nat(),
        fc.constantFrom("same", "shifted", "doubled"),
        (d, k, precision, seed, centres) => {
          const random = Random.fromSeed(seed);
          // float32 holds fewer magnitudes; those are for float64.
          const stored = /1e150|huge|tiny|subnormal|one far/.test(kind) ? "float64" : precision;
          const rows = rowsOf(drawn(kind, d, enough(d, k), random), d, stored);
          const centroids = drawn(kind, d, k, random);
          if (centres === "doubled") centroids.splice(0, 8 * d, ...centroids.slice(8 * d, 16 * d));
          if (centres === "shifted") {
            const by = 8 * rows.largestMagnitude();
            if (Number.isFinite(by)) for (let j = 0; j < d; j++) centroids[d + j] += by;
          }
          const labels = plainLabels(Array.from(rows.view()), d, centroids);
          expect(Array.from(answered(begin(assign(partOf(rows), centroids, k))))).toEqual(labels);
          const sliced = { ...partOf(rows), pace: inSlices };
          expect(Array.from(answered(begin(assign(sliced, centroids, k))))).toEqual(labels);
          rows.release();
        },
      ),
      { numRuns: 5 },
    );
  });

  it("are found whether or not all centroids are one", () => {
    const random = Random.fromSeed(1);
    for (const d of [1, 2, 3]) {
      const rows = rowsOf(drawn("noise", d, enough(d, 48), random), d, "float64");
      const centroids = Array.from({ length: 48 * d }, () => 0.25);
      const labels = answered(begin(assign(partOf(rows), centroids, 48)));
      expect(labels.every((label) => label === 0)).toBe(true);
      rows.release();
    }
  });

  it("are found for most rows without a distance, and cells say where they do not help", () => {
    const random = Random.fromSeed(2);
    const rows = rowsOf(drawn("noise", 2, 2048 * 16, random), 2, "float64");
    const centroids = drawn("noise", 2, 64, random);
    const { memory } = core();
    const out = memory.allocate(2048 * 4);
    const cells = cellsFor(rows, centroids, 64)!;
    expect(cells.label(rows.address(), 2048, out.address)).toBe(true);
    expect(cells.label(rows.address(), 2048, out.address)).toBe(true);
    cells.release();
    // Every centroid stays where all are equal: the first block tells, the second is left to others.
    const same = cellsFor(rows, new Array<number>(128).fill(0.5), 64)!;
    expect(same.label(rows.address(), 2048, out.address)).toBe(true);
    expect(same.label(rows.address(), 2048, out.address)).toBe(false);
    same.release();
    out.release();
    rows.release();
  });

  it("are left to the full search where there are few rows or centroids, or many dimensions", () => {
    expect(cellsBytes(8000, 2, 64)).toBe(0);
    expect(cellsBytes(4000, 2, 4000)).toBe(0);
    expect(cellsBytes(1e6, 2, 15)).toBe(0);
    expect(cellsBytes(1e6, 4, 64)).toBe(0);
    expect(cellsBytes(1e6, 2, 64)).toBeGreaterThan(0);
    expect(cellsBytes(1e9, 3, 64)).toBeLessThan(2 ** 21);
  });
});
