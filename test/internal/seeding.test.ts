import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { core } from "../../src/core/core.js";
import { paddedBytes, Rows } from "../../src/core/rows.js";
import { type Part, weightRows } from "../../src/data/part.js";
import { answered, begin } from "../../src/data/pending.js";
import { atOnce, inSlices, type Pace } from "../../src/data/sweep.js";
import { RowMasses } from "../../src/questions/masses.js";
import { Seeding, seedingOf } from "../../src/questions/seeding.js";
import { Random } from "../../src/random.js";
import { kMeansPlusPlus, sampleRows } from "../../src/starts/k-means-plus-plus.js";
import { blobs, uniforms } from "../data.js";
import { assign } from "../reference/k-means.js";
import * as reference from "../reference/k-means-plus-plus.js";

/** Ranges of one block of seeding, the shortest there are. */
const blockByBlock: Pace = (count, sweep) => {
  for (let first = 0; first < count; first += sweep.stride) {
    sweep.visit(first, Math.min(sweep.stride, count - first));
  }
  return sweep.answer();
};

type Points = readonly (readonly number[])[];
type Precision = "float64" | "float32";

function partOf(points: Points, precision: Precision, weights?: readonly number[], pace = atOnce) {
  const rows = new Rows(points.length, points[0].length, precision);
  rows.view().set(points.flat());
  return weightRows(rows, weights && Float64Array.from(weights), pace);
}

function release({ rows, weights }: Part): void {
  rows.release();
  weights?.release();
}

/** What rows of this precision hold of points. */
function held(points: Points, precision: Precision): Points {
  return precision === "float32" ? points.map((x) => x.map(Math.fround)) : points;
}

interface Seeded {
  readonly centroids: number[];
  readonly labels: number[];
}

/** k-means++ by the kernels: centroids, and the nearest of them for each row. */
function seeded(part: Part, k: number, seed: number, large = false): Seeded {
  const n = part.rows.count;
  const { memory } = core();
  const labels = memory.allocate(paddedBytes(n) / 2);
  memory.i32(labels.address, n).fill(7);
  const masses = new RowMasses(part, large ? 2 ** 40 : 1, labels.address);
  const seeding = new Seeding(part, masses);
  const centroids = answered(begin(kMeansPlusPlus(seeding, k, Random.fromSeed(seed))));
  const found = { centroids, labels: Array.from(memory.i32(labels.address, n)) };
  seeding.release();
  labels.release();
  return found;
}

function expected(points: Points, k: number, seed: number, weights?: readonly number[]): number[] {
  const random = Random.fromSeed(seed);
  return reference.kMeansPlusPlus(points, k, () => random.uniform(), weights);
}

/** Data of all kinds, near and far. */
const kindsOf = (rows: fc.IntegerConstraints, dimensions: number): fc.Arbitrary<number[][]> =>
  fc
    .record({
      n: fc.integer(rows),
      d: fc.integer({ min: 1, max: dimensions }),
      seed: fc.nat(2 ** 31),
      kind: fc.constantFrom(
        "blobs",
        "grid",
        "constant",
        "duplicates",
        "far",
        "outlier",
        "large",
        "small",
        "subnormal",
        "tails",
      ),
    })
    .map(({ n, d, seed, kind }) => {
      const uniform = uniforms(seed);
      const values: Record<string, () => number> = {
        grid: () => Math.floor(uniform() * 4),
        constant: () => 0.1,
        duplicates: () => Math.floor(uniform() * 2) / 3,
        far: () => 1e7 + Math.floor(uniform() * 8) / 8,
        outlier: () => (uniform() < 0.02 ? 1e20 : uniform()),
        large: () => (uniform() - 0.5) * 1e140,
        small: () => (uniform() - 0.5) * 1e-150,
        subnormal: () => Math.floor(uniform() * 3) * 1e-162,
        tails: () => 10 ** (uniform() * 30 - 15),
      };
      if (kind === "blobs") return blobs(n, d, 5, seed);
      return Array.from({ length: n }, () => Array.from({ length: d }, values[kind]));
    });

const kinds = kindsOf({ min: 1, max: 300 }, 12);
const manyRows = kindsOf({ min: 1024, max: 2200 }, 4);

const weightsOf = fc.constantFrom<(i: number, n: number) => number>(
  () => 1,
  () => 0.1,
  (i) => 1 + (i % 3),
  (i) => (i % 5 === 0 ? 1e-300 : 1),
  (i) => 10 ** ((i % 7) * 3 - 9),
);

describe("k-means++", () => {
  it("chooses the rows its specification says, whatever the data", () => {
    fc.assert(
      fc.property(
        kinds,
        fc.constantFrom<Precision>("float64", "float32"),
        fc.option(weightsOf, { nil: undefined }),
        fc.constantFrom(atOnce, blockByBlock),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(1000),
        (raw, precision, weigh, pace, share, seed) => {
          const points = held(raw, precision);
          fc.pre(points.flat().every((x) => Math.abs(x) < 1e145));
          const n = points.length;
          const k = Math.max(1, Math.min(n, Math.ceil(share * 20)));
          const weights = weigh && points.map((_, i) => weigh(i, n));
          const part = partOf(points, precision, weights, pace);
          const found = seeded(part, k, seed);
          const rows = expected(points, k, seed, weights);
          expect(found.centroids).toEqual(rows.flatMap((row) => points[row]));
          // As for a large fit: with labels, and from d = 4 on by looks.
          const large = seeded(part, k, seed, true);
          expect(large.centroids).toEqual(found.centroids);
          if (k > 1 && weights === undefined) {
            expect(large.labels).toEqual(assign(points, rows.map((row) => points[row]))); // prettier-ignore
          }
          release(part);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("chooses the same by boxes as by every pair", () => {
    fc.assert(
      fc.property(
        manyRows,
        fc.constantFrom<Precision>("float64", "float32"),
        fc.option(weightsOf, { nil: undefined }),
        fc.constantFrom(atOnce, blockByBlock, inSlices),
        fc.integer({ min: 2, max: 40 }),
        fc.nat(1000),
        (raw, precision, weigh, pace, k, seed) => {
          const points = held(raw, precision);
          fc.pre(points.flat().every((x) => Math.abs(x) < 1e145));
          const weights = weigh && points.map((_, i) => weigh(i, points.length));
          const part = partOf(points, precision, weights, pace);
          const byPairs = seeded(part, k, seed);
          expect(seeded(part, k, seed, true).centroids).toEqual(byPairs.centroids);
          // A second time in the same tree, as restarts do.
          expect(seeded(part, k, seed, true).centroids).toEqual(byPairs.centroids);
          release(part);
        },
      ),
      { numRuns: 120 },
    );
  });

  it("does so over several blocks, and where every row is to be chosen", () => {
    for (const [n, d, k, weighted] of [
      [90, 2, 90, false],
      [257, 3, 10, true],
      [2500, 2, 5, true],
    ] as const) {
      for (const precision of ["float64", "float32"] as const) {
        const points = held(blobs(n, d, 4, n + d), precision);
        const weights = weighted ? points.map((_, i) => 0.5 + (i % 4)) : undefined;
        const part = partOf(points, precision, weights);
        const rows = expected(points, k, 3, weights);
        expect(seeded(part, k, 3).centroids).toEqual(rows.flatMap((row) => points[row]));
        release(part);
      }
    }
  });

  it("leaves each row the first of the nearest centroids", () => {
    for (const points of [blobs(300, 3, 5), blobs(100, 1, 2).map(([x]) => [Math.round(x)])]) {
      const part = partOf(points, "float64");
      const d = points[0].length;
      for (let seed = 0; seed < 5; seed++) {
        const { centroids, labels } = seeded(part, 6, seed, true);
        const all = Array.from({ length: 6 }, (_, c) => centroids.slice(c * d, (c + 1) * d));
        expect(labels).toEqual(assign(points, all));
      }
      release(part);
    }
  });

  it("draws each pair of rows as often as it should", () => {
    // Of two centroids the second is the best of eight, so only the first is drawn by weight alone.
    const points = [[0], [1], [3], [4], [7], [8]];
    const weights = [1, 2, 1, 1, 3, 2];
    const part = partOf(points, "float64", weights);
    const seeding = seedingOf(part, 0);
    const uniform = uniforms(5);
    const fits = 20_000;
    const counts = points.map(() => points.map(() => 0));
    for (let fit = 0; fit < fits; fit++) {
      const u = () => Math.floor(uniform() * 2 ** 32) / 2 ** 32;
      const first = answered(seeding.drawAlike(u()));
      answered(seeding.begin(first));
      counts[first][answered(seeding.draw([u()]))[0]]++;
    }
    seeding.release();
    release(part);
    const total = weights.reduce((a, b) => a + b, 0);
    let chi = 0;
    points.forEach(([x], i) => {
      const masses = points.map(([y], j) => weights[j] * (x - y) ** 2);
      const sum = masses.reduce((a, b) => a + b, 0);
      masses.forEach((mass, j) => {
        const mean = (fits * weights[i] * mass) / total / sum;
        if (mass === 0) expect(counts[i][j]).toBe(0);
        else chi += (counts[i][j] - mean) ** 2 / mean;
      });
    });
    // 6 × 5 pairs: 29 degrees of freedom, of which 1 in 1,000 is beyond 58.3.
    expect(chi).toBeLessThan(58.3);
  });
});

describe("a sample of rows", () => {
  it("is the one its specification says: no row twice, in proportion to weights", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        weightsOf,
        fc.constantFrom(atOnce, blockByBlock),
        fc.nat(1000),
        (n, weigh, pace, seed) => {
          const points = Array.from({ length: n }, (_, i) => [i]);
          const weights = points.map((_, i) => weigh(i, n));
          const k = Math.min(n, 20);
          const part = partOf(points, "float64", weights, pace);
          const seeding = seedingOf(part, 0);
          const chosen = answered(begin(sampleRows(seeding, k, Random.fromSeed(seed))));
          const random = Random.fromSeed(seed);
          expect(chosen).toEqual(reference.sample(k, () => random.uniform(), weights));
          expect(new Set(chosen).size).toBe(k);
          seeding.release();
          release(part);
        },
      ),
    );
  });
});

describe("drawing rows", () => {
  it("is not misled by what stood in memory before", () => {
    const { memory } = core();
    const dirty = memory.allocate(2 ** 16);
    memory.f64(dirty.address, 2 ** 13).fill(Infinity);
    dirty.release();
    const points = blobs(9, 2, 2);
    const weights = points.map(() => 2);
    const part = partOf(points, "float64", weights);
    const rows = expected(points, 4, 1, weights);
    expect(seeded(part, 4, 1).centroids).toEqual(rows.flatMap((row) => points[row]));
    release(part);
  });

  it("gives each row its share, the lower end to the later one, with weights of 1 or none", () => {
    const n = 2 * core().kernels.seedingRows() + 5;
    const points = Array.from({ length: n }, (_, i) => [i]);
    for (const weights of [undefined, points.map(() => 1)]) {
      const part = partOf(points, "float64", weights);
      const seeding = seedingOf(part, 0);
      const draw = (u: number) => answered(seeding.drawAlike(Math.floor(u * 2 ** 53) / 2 ** 53));
      for (let row = 0; row < n; row++) expect(draw((row + 0.5) / n)).toBe(row);
      expect([draw(0), draw(1 - 2 ** -53)]).toEqual([0, n - 1]);
      seeding.release();
      release(part);
    }
  });
});
