import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rows } from "../../src/core/rows.js";
import { core } from "../../src/core/core.js";
import { type Part, weightRows, weightsOf } from "../../src/data/part.js";
import { answered, begin, type Pending, type Talk } from "../../src/data/pending.js";
import { atOnce, inSlices, type Pace } from "../../src/data/sweep.js";
import { Candidates } from "../../src/questions/candidates.js";
import type { Key } from "../../src/questions/met.js";
import { Random, threefry2x32 } from "../../src/random.js";
import { kMeansParallel, kMeansParallelBytes } from "../../src/starts/k-means-parallel.js";
import { blobs, uniforms } from "../data.js";
import { nearest, squaredDistance } from "../reference/k-means.js";
import { type Candidate, candidatesFor } from "../reference/k-means-parallel.js";

type Points = readonly (readonly number[])[];
type Precision = "float64" | "float32";

/** Ranges of one block, the shortest there are, with memory that grows in between. */
const blockByBlock: Pace = (count, sweep) => {
  for (let first = 0; first < count; first += sweep.stride) {
    sweep.visit(first, Math.min(sweep.stride, count - first));
    core().memory.detachViews();
  }
  return sweep.answer();
};

function partOf(
  points: Points,
  weights?: readonly number[],
  precision: Precision = "float64",
  pace = atOnce,
): Part {
  const rows = new Rows(points.length, points[0].length, precision);
  rows.view().set(points.flat());
  return weightRows(rows, weights && Float64Array.from(weights), pace);
}

function release({ rows, weights }: Part): void {
  rows.release();
  weights?.release();
}

/** Keys of sweeps 0, 1, … of a seed. */
const keyOf = (seed: number, sweep: number): Key => [seed, sweep];

/** A row's random number, in (0, 1]. */
function uniformOf([key0, key1]: Key, row: number): number {
  const [a, b] = threefry2x32(key0, key1, row, 0);
  return ((a >>> 5) * 2 ** 26 + (b >>> 6) + 1) / 2 ** 53;
}

/** What sweeps find: the candidates that rounds of k-means|| pick, with their weights. */
function* found(part: Part, k: number, seed: number): Talk<Candidate[]> {
  const candidates = new Candidates(part, Math.min(part.rows.count, 10 * k + 1));
  let sweep = 0;
  yield* candidates.first(keyOf(seed, sweep++));
  let apart = true;
  while (apart && (sweep <= 5 || candidates.count < k)) {
    apart = yield* candidates.pick(2 * k, keyOf(seed, sweep++));
  }
  const weighed = yield* candidates.weighed();
  candidates.release();
  const weights = weightsOf(weighed)!;
  const made = Array.from(weights, (weight, c) => ({ point: weighed.rows.row(c), weight }));
  release(weighed);
  return made;
}

const tables = fc.record({
  n: fc.integer({ min: 1, max: 300 }),
  d: fc.integer({ min: 1, max: 9 }),
  k: fc.integer({ min: 1, max: 20 }),
  seed: fc.nat(2 ** 31 - 1),
  kind: fc.constantFrom("blobs", "grid", "constant", "outlier", "large", "small"),
  weighted: fc.constantFrom<((i: number) => number) | undefined>(
    undefined,
    (i) => 1 + (i % 3),
    (i) => (i % 5 === 0 ? 1e-300 : 1),
    (i) => 10 ** ((i % 7) * 3 - 9),
  ),
  precision: fc.constantFrom<Precision>("float64", "float32"),
});

function pointsOf({ n, d, seed, kind }: { n: number; d: number; seed: number; kind: string }) {
  const uniform = uniforms(seed);
  const values: Record<string, () => number> = {
    grid: () => Math.floor(uniform() * 3),
    constant: () => 0.1,
    outlier: () => (uniform() < 0.02 ? 1e20 : uniform()),
    large: () => (uniform() - 0.5) * 1e30,
    small: () => (uniform() - 0.5) * 1e-18,
  };
  const points =
    kind === "blobs"
      ? blobs(n, d, 5, seed)
      : Array.from({ length: n }, () => Array.from({ length: d }, values[kind]));
  // What rows of either precision hold alike.
  return points.map((x) => x.map(Math.fround));
}

describe("candidates", () => {
  it("are those of the reference", () => {
    fc.assert(
      fc.property(tables, ({ weighted, precision, k, ...table }) => {
        const points = pointsOf(table);
        const weights = weighted && points.map((_, i) => weighted(i));
        const part = partOf(points, weights, precision);
        const uniform = (sweep: number, row: number) => uniformOf(keyOf(table.seed, sweep), row);
        const expected = candidatesFor(points, k, uniform, weights);
        expect(answered(begin(found(part, k, table.seed)))).toEqual(
          expected.filter(({ weight }) => weight > 0),
        );
        release(part);
      }),
      { numRuns: 300 },
    );
  });

  it("are the same of many blocks, in every pace and precision", () => {
    const points = blobs(9000, 3, 6, 2).map((x) => x.map(Math.fround));
    const weights = points.map((_, i) => 1 + (i % 4));
    const uniform = (sweep: number, row: number) => uniformOf(keyOf(5, sweep), row);
    const expected = candidatesFor(points, 4, uniform, weights);
    expect(expected).toHaveLength(41);
    for (const pace of [atOnce, inSlices, blockByBlock]) {
      for (const precision of ["float64", "float32"] as const) {
        const part = partOf(points, weights, precision, pace);
        expect(answered(begin(found(part, 4, 5)))).toEqual(expected);
        release(part);
      }
    }
  });

  it("are the same rows where all values are multiplied by a power of two", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: -40, max: 40 }), ({ k, ...table }, exponent) => {
        const points = pointsOf(table);
        const scaled = points.map((x) => x.map((value) => value * 2 ** exponent));
        const [part, other] = [partOf(points), partOf(scaled)];
        expect(answered(begin(found(other, k, table.seed)))).toEqual(
          answered(begin(found(part, k, table.seed))).map(({ point, weight }) => ({
            point: point.map((value) => value * 2 ** exponent),
            weight,
          })),
        );
        release(part);
        release(other);
      }),
    );
  });

  it("weigh as much as all rows, and no two coincide", () => {
    fc.assert(
      fc.property(tables, ({ k, ...table }) => {
        const points = pointsOf(table);
        const part = partOf(points);
        const made = answered(begin(found(part, k, table.seed)));
        release(part);
        expect(made.reduce((sum, { weight }) => sum + weight, 0)).toBe(points.length);
        expect(new Set(made.map(({ point }) => point.join())).size).toBe(made.length);
        const distinct = new Set(points.map((x) => x.join())).size;
        expect(made.length).toBeGreaterThanOrEqual(Math.min(k, distinct));
      }),
    );
  });

  it("begin with a row in proportion to its weight", () => {
    const weights = [1, 5, 2, 8, 4];
    const counts = weights.map(() => 0);
    const part = partOf(
      weights.map((_, i) => [i]),
      weights,
    );
    for (let seed = 0; seed < 4000; seed++) {
      const candidates = new Candidates(part, 5);
      answered(begin(candidates.first([seed, 9])));
      const weighed = answered(begin(candidates.weighed()));
      counts[weighed.rows.row(0)[0]]++;
      release(weighed);
      candidates.release();
    }
    release(part);
    // Four standard deviations of a binomial share.
    counts.forEach((count, i) => {
      const share = weights[i] / 20;
      const deviation = Math.sqrt(4000 * share * (1 - share));
      expect(Math.abs(count - 4000 * share)).toBeLessThan(4 * deviation);
    });
  });

  it("are picked in proportion to squared distance × weight", () => {
    // From 0, of masses 1, 4, 9, 16, 2 × 25 = 50, one row a sweep, as long as few have large ones.
    const points = [[0], [1], [2], [3], [4], [5]];
    const weights = [1e9, 1, 1, 1, 1, 2];
    const counts = points.map(() => 0);
    const part = partOf(points, weights);
    for (let seed = 0; seed < 4000; seed++) {
      const candidates = new Candidates(part, 3);
      answered(begin(candidates.first([seed, 0])));
      answered(begin(candidates.pick(1, [seed, 1])));
      const weighed = answered(begin(candidates.weighed()));
      counts[weighed.rows.row(1)[0]]++;
      release(weighed);
      candidates.release();
    }
    release(part);
    // The mass over u of row i is the largest: 1 − u m_j / m_i for all others, over u.
    const masses = [1, 4, 9, 16, 50];
    masses.forEach((mass, i) => {
      let share = 0;
      for (let step = 0; step < 1e4; step++) {
        const u = (step + 0.5) / 1e4;
        const others = masses.filter((_, j) => j !== i);
        share += others.reduce((all, m) => all * Math.max(0, 1 - (u * m) / mass), 1) / 1e4;
      }
      const deviation = Math.sqrt(4000 * share * (1 - share)) + 1;
      expect(Math.abs(counts[i + 1] - 4000 * share)).toBeLessThan(4 * deviation);
    });
  });

  it("are picked alike where masses are alike, wherever rows stand", () => {
    const n = 5000;
    const angles = Array.from({ length: n }, (_, i) => (2 * Math.PI * i) / n);
    // One heavy row in the middle of all others.
    const points = [[0, 0], ...angles.map((angle) => [Math.cos(angle), Math.sin(angle)])];
    const part = partOf(
      points,
      points.map((_, i) => (i === 0 ? 1e9 : 1)),
    );
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 100; seed++) {
      const candidates = new Candidates(part, 101);
      answered(begin(candidates.first([seed, 2])));
      answered(begin(candidates.pick(100, [seed, 3])));
      const weighed = answered(begin(candidates.weighed()));
      for (let c = 1; c < weighed.rows.count; c++) {
        const [x, y] = weighed.rows.row(c);
        counts[Math.floor(((Math.atan2(y, x) / (2 * Math.PI) + 1 + 0.5 / n) % 1) * 10)]++;
      }
      release(weighed);
      candidates.release();
    }
    release(part);
    expect(counts.reduce((sum, count) => sum + count)).toBe(100 * 100);
    // χ² of nine degrees of freedom is beyond 27.9 once in a thousand.
    const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquared).toBeLessThan(27.9);
  });
});

describe("k-means||", () => {
  it("goes on until there are enough candidates, where rows of a round coincide", () => {
    // Most rows are in the first place, and each next one is so much farther from it that all rows of a
    // round are in one place.
    const places = Array.from({ length: 12 }, (_, place) => (place === 0 ? 0 : 1e6 ** place));
    const part = partOf(
      places.flatMap((x, place) => Array.from({ length: place === 0 ? 9000 : 100 }, () => [x])),
    );
    const centroids = answered(begin(kMeansParallel(part, 12, Random.fromSeed(1))));
    release(part);
    expect(centroids.toSorted((a, b) => a - b)).toEqual(places);
  });

  it("takes no more memory than it says, and gives all of it back, also where it is abandoned", () => {
    const [n, d] = [5000, 3];
    for (const k of [1, 4, 50]) {
      const part = partOf(blobs(n, d, 4), undefined, "float64", inSlices);
      const { memory } = core();
      memory.reserve(kMeansParallelBytes(n, d, k));
      const { bytes, freeBytes } = memory;
      answered(begin(kMeansParallel(part, k, Random.fromSeed(1))));
      expect([memory.bytes, memory.freeBytes]).toEqual([bytes, freeBytes]);
      for (let pieces = 0; ; pieces += 1 + (pieces >> 2)) {
        const asked = begin(kMeansParallel(part, k, Random.fromSeed(1))) as Pending<number[]>;
        let there = false;
        for (let piece = 0; piece < pieces && !there; piece++) there = asked.advance();
        asked.abandon();
        expect(memory.freeBytes).toBe(freeBytes);
        if (there) break;
      }
      release(part);
    }
  });

  it("is a function of rows, weights and seed, and leaves no row far from all where groups are", () => {
    const points = blobs(4000, 4, 12, 8);
    for (let seed = 0; seed < 20; seed++) {
      const made = [atOnce, inSlices, blockByBlock].map((pace) => {
        const part = partOf(points, undefined, "float64", pace);
        const centroids = answered(begin(kMeansParallel(part, 12, Random.fromSeed(seed))));
        release(part);
        return centroids;
      });
      expect(made[1]).toEqual(made[0]);
      expect(made[2]).toEqual(made[0]);
      const centroids = Array.from({ length: 12 }, (_, c) => made[0].slice(4 * c, 4 * c + 4));
      for (const x of points) {
        expect(squaredDistance(x, centroids[nearest(x, centroids)])).toBeLessThan(30);
      }
    }
  });
});
