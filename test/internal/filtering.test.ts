import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { core } from "../../src/core/core.js";
import { Rows } from "../../src/core/rows.js";
import { weightRows } from "../../src/data/part.js";
import { answered, type Pending } from "../../src/data/pending.js";
import { atOnce, inSlices } from "../../src/data/sweep.js";
import {
  CHANGED,
  HardPass,
  type HardStatistics,
  meansOf,
  SIZES,
} from "../../src/questions/hard.js";
import { KdTree } from "../../src/search/kd-tree.js";
import type { Precision } from "../../src/types.js";

/** A value in one column, whatever it may look like. */
const KINDS: Readonly<Record<string, (u: number, i: number) => number>> = {
  noise: (u) => 10 * u,
  "a lattice, full of ties": (u) => Math.floor(4 * u),
  "a few rows, many times": (u) => Math.floor(2 * u) / 3,
  constant: () => 0.1,
  "far from the origin": (u) => 1e7 + 0.1 * Math.floor(50 * u),
  large: (u) => 1e18 * (u - 0.5),
  "too large for f32": (u) => 1e150 * (u - 0.5),
  small: (u) => 1e-118 * u,
  "subnormal squares": (u) => 1e-160 * u,
  "squares that come to nothing": (u) => (u < 0.001 ? 1e-100 : 1e-165 * Math.floor(3 * u)),
  "heavy tails": (u) => Math.sign(u - 0.5) * 1e-3 ** (4 * Math.abs(u - 0.5)) * 1e6,
  "one far row": (u, i) => (i === 700 ? 1e12 : u),
  "a sentinel": (u) => (u < 0.05 ? -9999 : 20 * u),
  "in order": (u, i) => i + Math.floor(3 * u),
};

const numbers = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

function rowsOf(kind: string, n: number, d: number, precision: Precision, seed: number): Rows {
  const uniform = numbers(seed);
  const rows = new Rows(n, d, precision);
  const view = rows.view();
  for (let i = 0; i < view.length; i++) view[i] = KINDS[kind](uniform(), Math.floor(i / d));
  return rows;
}

const cases = fc.record({
  kind: fc.constantFrom(...Object.keys(KINDS)),
  n: fc.integer({ min: 1024, max: 3000 }),
  d: fc.integer({ min: 1, max: 4 }),
  k: fc.integer({ min: 2, max: 20 }),
  precision: fc.constantFrom<Precision>("float64", "float32"),
  weighted: fc.boolean(),
  seed: fc.integer(),
});

const statisticsOf = (statistics: HardStatistics) => statistics.toSpliced(CHANGED, 1);

describe("filtering", () => {
  it("finds the labels and the statistics that the rule finds, on whatever rows", () => {
    fc.assert(
      fc.property(cases, ({ kind, n, d, k: some, precision, weighted, seed }) => {
        fc.pre(precision === "float64" || kind !== "too large for f32");
        // A tree of four dimensions is for many components.
        const k = d === 4 ? Math.max(some, 8) : some;
        const rows = rowsOf(kind, n, d, precision, seed);
        const uniform = numbers(seed ^ 7);
        const weights = weighted
          ? Float64Array.from({ length: n }, () => 3 * uniform())
          : undefined;
        const data = weightRows(rows, weights);
        const filtered = new HardPass(data, k);
        const sliced = new HardPass({ ...data, pace: inSlices }, k);
        const plain = new HardPass(data, k, "one");
        let centroids = Array.from({ length: k }, () => rows.row(Math.floor(n * uniform()))).flat();
        for (let step = 0; step < 6; step++) {
          if (step === 3) {
            const labels = Int32Array.from({ length: n }, () => Math.floor(k * uniform()));
            const expected = statisticsOf(answered(plain.labelled(labels)));
            expect(statisticsOf(answered(filtered.labelled(labels)))).toEqual(expected);
            expect(answered(filtered.labels())).toEqual(labels);
          }
          if (step === 4) sliced.startAfresh();
          const got = answered(filtered.eStep(centroids));
          const expected = statisticsOf(answered(plain.eStep(centroids)));
          expect(statisticsOf(got)).toEqual(expected);
          expect(statisticsOf(answered(sliced.eStep(centroids)))).toEqual(expected);
          expect(answered(filtered.labels())).toEqual(answered(plain.labels()));
          expect(answered(sliced.labels())).toEqual(answered(plain.labels()));
          centroids = got.slice(meansOf(k), meansOf(k) + k * d);
          // Components that move far, coincide, or are without rows.
          if (step === 1) centroids = centroids.map((x, i) => (i < d ? 4 * x : x));
          if (step === 2) centroids = [...centroids.slice(0, d), ...centroids.slice(0, -d)];
        }
        for (const pass of [filtered, sliced, plain]) pass.release();
        data.weights?.release();
        rows.release();
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it("counts labels that change", () => {
    const rows = rowsOf("noise", 5000, 2, "float64", 1);
    const pass = new HardPass(weightRows(rows, undefined), 3);
    let before: Int32Array = new Int32Array(5000);
    for (const shift of [0, 0.5, 3, 3, -2]) {
      const { [CHANGED]: changed } = answered(pass.eStep([shift, 1, 5, 5 - shift, 9, 2]));
      const labels = answered(pass.labels());
      expect(changed).toBe(labels.filter((label, i) => label !== before[i]).length);
      before = labels;
    }
    pass.release();
    rows.release();
  });
});

describe("a kd-tree", () => {
  it("is made once for all fits to the same rows, and goes with them", () => {
    const { memory } = core();
    memory.reserve(2 ** 23);
    const before = memory.freeBytes;
    const rows = rowsOf("noise", 4000, 2, "float32", 3);
    const first = new HardPass(weightRows(rows, undefined), 4);
    answered(first.eStep([1, 1, 2, 2, 3, 3, 4, 4]));
    const tree = answered(KdTree.of(rows, atOnce));
    first.release();
    const held = memory.freeBytes;
    const second = new HardPass(weightRows(rows, undefined), 4);
    expect(answered(second.eStep([1, 1, 2, 2, 3, 3, 4, 4]))[SIZES]).toBeGreaterThan(0);
    expect(answered(KdTree.of(rows, inSlices))).toBe(tree);
    second.release();
    expect(memory.freeBytes).toBe(held);
    rows.release();
    expect(memory.freeBytes).toBe(before);
    expect(() => tree.addresses).toThrow("were disposed");
  });

  it("leaves nothing behind where making it is broken off, or done twice at a time", () => {
    const { memory } = core();
    memory.reserve(2 ** 23);
    const before = memory.freeBytes;
    const rows = rowsOf("noise", 90_000, 3, "float64", 4);
    const own = memory.freeBytes;
    const left = KdTree.of(rows, inSlices) as Pending<KdTree>;
    left.advance();
    left.abandon();
    expect(memory.freeBytes).toBe(own);
    const two = [1, 2].map(() => KdTree.of(rows, inSlices) as Pending<KdTree>);
    while (!two.map((tree) => tree.advance()).every(Boolean));
    expect(two[0].answer).toBe(two[1].answer);
    rows.release();
    expect(memory.freeBytes).toBe(before);
  });

  it("has every row in the tiles of one leaf, within its box", () => {
    for (const kind of Object.keys(KINDS)) {
      const [n, d] = [3001, 3];
      const rows = rowsOf(kind, n, d, "float64", 5);
      const tree = answered(KdTree.of(rows, atOnce));
      const { memory } = core();
      const { tiles, starts, counts, boxes } = tree.addresses;
      const values = memory.f64(tiles, tree.places * d);
      const leaves = 2 ** tree.depth;
      const begins = memory.i32(starts, leaves + 1);
      const rowsOfLeaf = memory.i32(counts, leaves);
      const bounds = memory.f64(boxes, 2 * leaves * 8);
      const view = rows.view();
      const seen = new Set<number>();
      const order = tree.order();
      let misplaced = 0;
      for (let leaf = 0; leaf < leaves; leaf++) {
        for (let place = begins[leaf]; place < begins[leaf] + rowsOfLeaf[leaf]; place++) {
          const row = order[place];
          seen.add(row);
          for (let j = 0; j < d; j++) {
            const value = values[Math.floor(place / 8) * 8 * d + 8 * j + (place % 8)];
            if (value !== view[row * d + j]) misplaced++;
            const box = (leaves + leaf) * 8 + j;
            if (!(bounds[box] <= value && value <= bounds[box + 4])) misplaced++;
          }
        }
      }
      expect(misplaced).toBe(0);
      expect(seen.size).toBe(n);
      rows.release();
    }
  });
});
