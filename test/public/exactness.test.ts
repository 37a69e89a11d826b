import fc from "fast-check";
import { KMeans, Points } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, firstDistinct, uniforms } from "../data.js";
import { assign, inertia, kMeans, sizes, squaredDistance } from "../reference/k-means.js";

/** Rows in a tile, and f64 lanes in a vector: where a kernel could treat an end differently. */
const AROUND_TILES = [1, 2, 3, 7, 8, 9, 15, 16, 17];
const AROUND_LANES = [1, 2, 3, 4, 5, 8, 9];

/** A grid: few distinct values, so that ties and duplicates abound. */
const gridValue = fc.integer({ min: -3, max: 3 });
const anyValue = fc.double({ min: -1e6, max: 1e6, noNaN: true });

function pointsOf(value: fc.Arbitrary<number>) {
  return fc
    .record({ n: fc.integer({ min: 1, max: 40 }), d: fc.integer({ min: 1, max: 9 }) })
    .chain(({ n, d }) =>
      fc.array(fc.array(value, { minLength: d, maxLength: d }), { minLength: n, maxLength: n }),
    );
}

const cases = fc.oneof(pointsOf(gridValue), pointsOf(anyValue)).chain((points) =>
  fc.record({
    points: fc.constant(points),
    k: fc.integer({ min: 1, max: points.length }),
    seed: fc.nat(),
  }),
);

describe("labels are exact", () => {
  it("for every n, d, k around the lanes", () => {
    for (const n of AROUND_TILES) {
      for (const d of AROUND_LANES) {
        for (const k of AROUND_LANES.filter((count) => count <= n)) {
          const points = blobs(n, d, k, n * 100 + d * 10 + k);
          const start = firstDistinct(points, k);
          const model = KMeans.fit(points, { k, start: { centroids: start }, tolerance: 0 });
          const reference = kMeans(points, start);
          expect(Array.from(model.labels), `n ${n}, d ${d}, k ${k}`).toEqual(reference.labels);
          expect(model.iterations).toBe(reference.iterations);
          expect(model.inertia).toBeCloseTo(reference.inertia, 9);
          expect(Array.from(model.labels)).toEqual(assign(points, model.centroids));
        }
      }
    }
  });

  it("across blocks of rows", () => {
    for (const n of [2047, 2048, 2049, 4096, 6150]) {
      const points = blobs(n, 3, 5, n);
      const start = firstDistinct(points, 5);
      const model = KMeans.fit(points, { k: 5, start: { centroids: start }, tolerance: 0 });
      const reference = kMeans(points, start);
      expect(Array.from(model.labels)).toEqual(reference.labels);
      expect(model.inertia / reference.inertia).toBeCloseTo(1, 12);
      expect(Array.from(model.predict(points))).toEqual(reference.labels);
    }
  });

  it("for any data, seed and k: the argmin of the returned centroids, ties to the lowest", () => {
    fc.assert(
      fc.property(cases, ({ points, k, seed }) => {
        const model = KMeans.fit(points, { k, seed });
        expect(Array.from(model.labels)).toEqual(assign(points, model.centroids));
        expect(Array.from(model.predict(points))).toEqual(Array.from(model.labels));
      }),
      { numRuns: 300 },
    );
  });

  it("by the same rule on float32 data", () => {
    fc.assert(
      fc.property(cases, ({ points, k, seed }) => {
        const model = KMeans.fit(points, { k, seed, precision: "float32" });
        const rounded = points.map((x) => x.map(Math.fround));
        expect(Array.from(model.labels)).toEqual(assign(rounded, model.centroids));
        expect(Array.from(model.predict(points))).toEqual(Array.from(model.labels));
      }),
      { numRuns: 150 },
    );
  });

  it("at every iteration, where labels are found by bounds and integers", () => {
    const grid = (n: number, d: number) =>
      Array.from({ length: n }, (_, i) =>
        Array.from({ length: d }, (_, j) => ((i * (2 * j + 3) + (i >> 3) * j) % 11) - 5),
      );
    for (const [points, k] of [
      [blobs(512, 2, 5, 1), 4],
      [blobs(2100, 3, 20, 2), 9],
      [blobs(2100, 4, 4, 3).map((x) => x.map((value) => 1e7 + value / 100)), 5],
      [blobs(600, 64, 30, 4), 64],
      [grid(2100, 2), 6],
      [grid(520, 3), 12],
      [grid(520, 64), 64],
    ] as const) {
      for (const precision of ["float64", "float32"] as const) {
        const stored = precision === "float32" ? points.map((x) => x.map(Math.fround)) : points;
        const start = { centroids: firstDistinct(points, k) };
        const options = { k, start, precision, tolerance: 0, maxIterations: 12 };
        let iteration = 0;
        for (const step of KMeans.steps(points, options)) {
          iteration = step.iteration;
          const where = `${points.length} × ${points[0].length}, k ${k}, iteration ${iteration}`;
          const expected = assign(stored, step.centroids);
          const wrong = expected.findIndex((label, i) => label !== step.labels[i]);
          expect(wrong, where).toBe(-1);
          expect(step.sizes, where).toEqual(sizes(expected, k));
          const sum = inertia(stored, step.centroids, expected);
          expect(Math.abs(step.inertia - sum), where).toBeLessThanOrEqual(1e-12 * sum);
        }
        for (let maxIterations = 1; maxIterations <= iteration; maxIterations += 3) {
          const model = KMeans.fit(points, { ...options, maxIterations });
          expect(model.labels).toEqual(model.predict(points));
        }
      }
    }
  });

  it("where a point lies exactly between centroids, at every lane position", () => {
    for (let position = 0; position < 17; position++) {
      const points = Array.from({ length: 17 }, (_, i) => [i === position ? 0 : i % 2 ? 2 : -2]);
      const centroids = [[-2], [2]];
      for (const [start, expected] of [
        [centroids, -2],
        [centroids.toReversed(), 2],
      ] as const) {
        const model = KMeans.fit(points, { k: 2, start: { centroids: start }, maxIterations: 1 });
        // Joining the first component pulled that centroid, and only that one, towards 0.
        const pulled = model.centroids[0][0];
        expect(Math.abs(pulled)).toBeLessThan(2);
        expect(Math.sign(pulled)).toBe(Math.sign(expected));
        expect(model.centroids[1]).toEqual([-expected]);
      }
    }
  });

  it("among many equal centroids: the lowest index wins at every position", () => {
    for (let twin = 0; twin < 8; twin++) {
      const json = KMeans.fit([0, 1], { k: 2 }).toJSON({ labels: false });
      const centroids = Array.from({ length: 9 }, (_, c) => [c >= twin ? 5 : 100 + c]);
      const sizes = new Array<number>(9).fill(0);
      const model = KMeans.fromJSON({ ...json, k: 9, centroids, sizes });
      expect(Array.from(model.predict([5, 4, 6]))).toEqual([twin, twin, twin]);
    }
  });
});

describe("inertia", () => {
  it("never rises from one iteration to the next", () => {
    fc.assert(
      fc.property(
        cases,
        fc.constantFrom("k-means++", "k-means||", "sample"),
        ({ points, k, seed }, start) => {
          const { history } = KMeans.fit(points, { k, seed, start, tolerance: 0 });
          for (let i = 1; i < history.length; i++) {
            expect(history[i]).toBeLessThanOrEqual(history[i - 1] * (1 + 1e-12) + 1e-300);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is the sum of squares to the returned centroids", () => {
    fc.assert(
      fc.property(cases, ({ points, k, seed }) => {
        const model = KMeans.fit(points, { k, seed });
        const sum = points.reduce(
          (total, x, i) => total + squaredDistance(x, model.centroids[model.labels[i]]),
          0,
        );
        expect(Math.abs(model.inertia - sum)).toBeLessThanOrEqual(1e-12 * sum);
        expect(model.score(points)).toBe(-model.inertia);
        expect(model.history.at(-1)).toBe(model.inertia);
        expect(model.history).toHaveLength(model.iterations);
      }),
    );
  });

  it("is never below the optimum, which in one dimension is known, and stays at it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 14 }),
        fc.nat(),
        (values, seed) => {
          const sorted = values.toSorted((a, b) => a - b);
          const mean = (part: number[]) => part.reduce((a, b) => a + b, 0) / part.length;
          const spread = (part: number[]) =>
            part.reduce((sum, x) => sum + (x - mean(part)) ** 2, 0);
          const splits = sorted.slice(1).map((_, i) => {
            const parts = [sorted.slice(0, i + 1), sorted.slice(i + 1)];
            return { centroids: parts.map(mean), inertia: spread(parts[0]) + spread(parts[1]) };
          });
          const best = splits.reduce((a, b) => (b.inertia < a.inertia ? b : a));
          const found = KMeans.fit(values, { k: 2, seed, restarts: 10 });
          expect(found.inertia).toBeGreaterThanOrEqual(best.inertia - 1e-9);
          const { centroids } = best;
          const kept = KMeans.fit(values, { k: 2, start: { centroids } });
          expect(kept.inertia).toBeLessThanOrEqual(best.inertia + 1e-9);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("distances", () => {
  it("are Euclidean, n × k, row-major", () => {
    for (const n of AROUND_TILES) {
      for (const d of AROUND_LANES) {
        const points = blobs(n, d, 3, n + d);
        const k = Math.min(3, n);
        const model = KMeans.fit(points, { k });
        const expected = points.flatMap((x) =>
          model.centroids.map((m) => Math.sqrt(squaredDistance(x, m))),
        );
        expect(Array.from(model.distances(points))).toEqual(expected);
      }
    }
  });

  it("across blocks of rows, from Points as from rows", () => {
    const points = blobs(5000, 2, 3);
    const model = KMeans.fit(points, { k: 3 });
    const kept = Points.from(points);
    expect(model.distances(kept)).toEqual(model.distances(points));
    expect(model.distances(points)).toHaveLength(15000);
  });
});

describe("labels where numbers run out of exponent", () => {
  const fitted = (points: number[][], k: number, start?: number[][]) => {
    const options = start === undefined ? { k, seed: 1 } : { k, start: { centroids: start } };
    const model = KMeans.fit(points, { ...options, tolerance: 0 });
    expect(Array.from(model.labels)).toEqual(Array.from(model.predict(points)));
    expect(Array.from(model.labels)).toEqual(assign(points, model.centroids));
  };
  const cloud = (n: number, d: number, place: (value: number) => number) => {
    const uniform = uniforms(n + d);
    return Array.from({ length: n }, () => Array.from({ length: d }, () => place(uniform() - 0.5)));
  };

  it.each([
    [2, 3, 3e21],
    [2, 3, 1e30],
    [64, 64, 1e22],
  ])("outliers far beyond all centroids: d = %i, k = %i, at %f", (d, k, far) => {
    const points = cloud(600, d, (value) => value);
    const start = points.slice(10, 10 + k);
    points[0] = points[0].map(() => far);
    points[1] = points[1].map(() => -far);
    fitted(points, k, start);
  });

  it.each([1e-150, 1e-160, 1e-162, 1e-200, 1e-310])(
    "squares that are subnormal or 0: %d",
    (scale) => {
      fitted(
        cloud(600, 2, (value) => scale * value),
        3,
      );
      fitted(
        cloud(600, 64, (value) => scale * value),
        64,
      );
      fitted(
        cloud(600, 2, (value) => scale * (1 + 1e-14 * value)),
        3,
      );
    },
  );
});
