import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carve, core } from "../../src/core/core.js";
import { Rows } from "../../src/core/rows.js";
import { partOf } from "../../src/data/part.js";
import { answered, Pending } from "../../src/data/pending.js";
import { inSlices } from "../../src/data/sweep.js";
import { keptQuantised, Quantised, quantised, quantisedBytes } from "../../src/search/quantised.js";
import { blobs, uniforms } from "../data.js";

const PRECISIONS = ["float64", "float32"] as const;
const LONGEST = 22800;

function rowsOf(points: readonly (readonly number[])[], precision: "float64" | "float32"): Rows {
  const rows = new Rows(points.length, points[0].length, precision);
  rows.view().set(points.flat());
  return rows;
}

/** The i16 and norms of `count` points, copied. */
function read(q: number, norms: number, count: number, d: number) {
  const { memory } = core();
  const width = quantisedBytes(d) / 2;
  const values = Array.from(memory.i16(q, count * width));
  return {
    q: Array.from({ length: count }, (_, i) => values.slice(i * width, (i + 1) * width)),
    norms: Array.from(memory.i32(norms, count)),
  };
}

const lengthOf = (values: readonly number[]) => Math.hypot(...values);
const between = (a: readonly number[], b: readonly number[]) =>
  lengthOf(a.map((value, j) => value - b[j]));

/** What quantising says of rows, against its definition. */
function expectQuantised(rows: Rows, made: Quantised): void {
  const { count, dimensions: d } = rows;
  const { origin, scale } = made.grid;
  const { q, norms } = read(made.q, made.norms, count, d);
  for (let i = 0; i < count; i++) {
    const t = rows.row(i).map((x, j) => (x - origin[j]) * scale);
    expect(q[i].slice(d).every((value) => value === 0)).toBe(true);
    const rounded = q[i].slice(0, d);
    const norm = rounded.reduce((sum, value) => sum + value * value, 0);
    if (norms[i] < 0) {
      expect(norms[i]).toBe(-1);
      expect(norm).toBe(0);
      expect(lengthOf(t) > LONGEST - Math.sqrt(d)).toBe(true);
    } else {
      expect(norms[i]).toBe(norm);
      expect(norm).toBeLessThanOrEqual(LONGEST ** 2);
      expect(t.every((value, j) => Math.abs(value - rounded[j]) <= 0.5)).toBe(true);
      expect(between(t, rounded)).toBeLessThanOrEqual(made.error);
    }
  }
}

describe.each(PRECISIONS)("quantised rows of %s", (precision) => {
  it("are what they say, for every n and d around lanes", () => {
    for (const n of [1, 2, 3, 255, 256, 257, 300]) {
      for (const d of [1, 2, 3, 4, 5, 8, 9, 17]) {
        const rows = rowsOf(blobs(n, d, 5, n + d), precision);
        const made = answered(quantised(partOf(rows)));
        expectQuantised(rows, made);
        expect(read(made.q, made.norms, n, d).norms.filter((norm) => norm < 0)).toEqual([]);
        rows.release();
      }
    }
  });

  it("are what they say of any values", () => {
    const size = precision === "float64" ? 150 : 18;
    const value = fc.oneof(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom(0, -0, 1, 10 ** size, -(10 ** size), 10 ** -size, 5e-324, 1e7, 1e7 + 1),
    );
    const cases = fc
      .record({ n: fc.integer({ min: 1, max: 40 }), d: fc.integer({ min: 1, max: 7 }) })
      .chain(({ n, d }) =>
        fc.array(fc.array(value, { minLength: d, maxLength: d }), { minLength: n, maxLength: n }),
      );
    fc.assert(
      fc.property(cases, (points) => {
        const rows = rowsOf(points, precision);
        expectQuantised(rows, answered(quantised(partOf(rows))));
        rows.release();
      }),
    );
  });

  it("are the same in slices, whoever uses memory meanwhile", () => {
    const points = blobs(70_000, 5, 4);
    const rows = rowsOf(points, precision);
    const others = rowsOf(points, precision);
    const made = answered(quantised(partOf(rows)));
    const asked = quantised({ ...partOf(others), pace: inSlices }) as Pending<Quantised>;
    let pieces = 1;
    for (; !asked.advance(); pieces++) core().memory.detachViews();
    expect(pieces).toBeGreaterThan(3);
    const again = asked.answer;
    expect(again.error).toBe(made.error);
    expect(read(again.q, again.norms, rows.count, 5)).toEqual(
      read(made.q, made.norms, rows.count, 5),
    );
    rows.release();
    others.release();
  });
});

describe("quantised rows", () => {
  it("are kept as long as their rows, in the memory they say", () => {
    const { memory } = core();
    memory.reserve(2 ** 20);
    const free = memory.freeBytes;
    const rows = rowsOf(blobs(3000, 7, 3), "float64");
    const before = memory.freeBytes;
    expect(keptQuantised(rows)).toBe(undefined);
    const made = answered(quantised(partOf(rows)));
    expect(before - memory.freeBytes).toBe(Quantised.bytes(3000, 7));
    expect(keptQuantised(rows)).toBe(made);
    expect(quantised(partOf(rows))).toBe(made);
    rows.release();
    expect(memory.freeBytes).toBe(free);
  });

  it("leave nothing behind where they are broken off", () => {
    const { memory } = core();
    const rows = rowsOf(blobs(90_000, 4, 3), "float64");
    memory.reserve(2 ** 20);
    const free = memory.freeBytes;
    const asked = quantised({ ...partOf(rows), pace: inSlices }) as Pending<Quantised>;
    asked.advance();
    expect(memory.freeBytes).toBeLessThan(free);
    asked.abandon();
    expect(memory.freeBytes).toBe(free);
    expect(keptQuantised(rows)).toBe(undefined);
    rows.release();
  });

  it("are clipped where they lie far beyond most", () => {
    const points = blobs(1000, 3, 4).map((x, i) => (i % 100 === 7 ? x.map((v) => v * 1e9) : x));
    const rows = rowsOf(points, "float64");
    const made = answered(quantised(partOf(rows)));
    expectQuantised(rows, made);
    const { norms } = read(made.q, made.norms, 1000, 3);
    expect(norms.flatMap((norm, i) => (norm < 0 ? [i] : []))).toEqual(
      Array.from(Array(10), (_, i) => i * 100 + 7),
    );
    rows.release();
  });

  it("tell rows from centroids apart, where most rows are equal", () => {
    const points = blobs(1000, 3, 4).map((x, i) => (i % 10 === 7 ? x : [1, 2, 3]));
    const rows = rowsOf(points, "float64");
    const made = answered(quantised(partOf(rows)));
    expectQuantised(rows, made);
    rows.release();
  });
});

describe("quantised centroids", () => {
  const d = 5;
  const points = blobs(400, d, 4);

  function quantiseCentroids(made: Quantised, centroids: readonly number[][]) {
    const { memory } = core();
    const k = centroids.length;
    const space = carve({ from: k * d * 8, q: k * quantisedBytes(d), norms: k * 4 });
    const { from, q, norms } = space.addresses;
    memory.write(from, centroids.flat());
    const error = made.grid.quantiseCentroids(from, k, made.error, q, norms);
    const found = read(q, norms, k, d);
    space.region.release();
    return { error, ...found };
  }

  it("bound distances to rows, from below wherever they are", () => {
    const rows = rowsOf(points, "float64");
    const made = answered(quantised(partOf(rows)));
    const { scale, origin } = made.grid;
    const all = read(made.q, made.norms, points.length, d);
    const uniform = uniforms(3);
    for (const far of [0.3, 10, 1e6, 1e20, 1e100]) {
      const centroids = Array.from({ length: 20 }, () =>
        origin.map((o) => o + far * 20 * (uniform() - 0.5)),
      );
      const { error, q, norms } = quantiseCentroids(made, centroids);
      expect(error).toBeLessThan(5);
      let wrong = 0;
      centroids.forEach((centroid, c) => {
        const norm = q[c].reduce((sum, value) => sum + value * value, 0);
        const isImage = norms[c] < 0;
        expect(isImage ? -1 - norms[c] : norms[c]).toBe(norm);
        expect(norm).toBeLessThanOrEqual(23170 ** 2);
        points.forEach((point, i) => {
          const distance = scale * between(point, centroid);
          const found = between(all.q[i], q[c]);
          const slack = error / 2 - 0.03 + 1e-9 * distance;
          wrong += Number(found - slack > distance || (!isImage && found + slack < distance));
        });
      });
      expect(wrong).toBe(0);
      expect(norms.some((norm) => norm < 0)).toBe(far > 1);
    }
    rows.release();
  });

  it("tell nothing where squared distances may overflow", () => {
    const rows = rowsOf(points, "float64");
    const made = answered(quantised(partOf(rows)));
    for (const far of [1e155, 1e300, 1.7e308, -1.7e308]) {
      const { error } = quantiseCentroids(made, [points[0], points[1].map(() => far)]);
      expect(error).toBe(Infinity);
    }
    rows.release();
  });
});
