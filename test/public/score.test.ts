import fc from "fast-check";
import { KMeans, Points, SoftKMeans } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs } from "../data.js";

const BAD_WEIGHTS: readonly [unknown, string, typeof TypeError | typeof RangeError][] = [
  [[1, 2], '"weights" expected one number per point (n = 3), got 2', RangeError],
  ["abc", '"weights" expected one number per point, got "abc"', TypeError],
  [null, '"weights" expected one number per point, got null', TypeError],
  [[1, -1, 1], '"weights" expected finite numbers of at least 0, got -1 at index 1', RangeError],
  [[1, NaN, 1], '"weights" expected finite numbers of at least 0, got NaN at index 1', RangeError],
  [[1, 1, "1"], '"weights" expected finite numbers of at least 0, got "1" at index 2', TypeError],
  [[0, 0, 0], '"weights" expected at least one above 0, got only zeros', RangeError],
  [[1e308, 1e308, 1e308], '"weights" expected a finite sum, got Infinity', RangeError],
];

describe("score of k-means", () => {
  const tables: Record<string, number[][]> = {
    blobs: blobs(500, 3, 4, 1),
    "one dimension": blobs(300, 1, 3, 2),
    "many dimensions": blobs(90, 40, 3, 3),
    "far from the origin": blobs(200, 2, 3, 4).map((x) => x.map((v) => 1e7 + v / 10)),
    "with sentinels": blobs(200, 2, 3, 5).map((x, i) => (i % 50 === 0 ? [-9999, x[1]] : x)),
    duplicates: Array.from({ length: 60 }, (_, i) => [i % 4, 1]),
    "one point": [[3, 4]],
    huge: blobs(60, 2, 2, 6).map((x) => x.map((v) => v * 1e140)),
    tiny: blobs(60, 2, 2, 6).map((x) => x.map((v) => v * 1e-140)),
  };
  const ways: Record<string, (i: number) => number> = {
    ones: () => 1,
    thirds: (i) => (1 + (i % 7)) / 3,
    "zeros among them": (i) => (i % 3 === 1 ? 0 : 0.1 + (i % 5)),
    "light beside heavy": (i) => (i % 2 === 0 ? 1e10 : 1e-200),
    tiny: (i) => (1 + (i % 4)) * 1e-12,
  };

  it.each(Object.entries(tables))("is minus the inertia to the bit: %s", (_, points) => {
    const k = Math.min(3, points.length);
    for (const weigh of Object.values(ways)) {
      const weights = points.map((_, i) => weigh(i));
      for (const precision of ["float64", "float32"] as const) {
        if (precision === "float32" && !(Math.abs(points[0][0]) < 1e30)) continue;
        const some = weights.filter((weight) => weight > 0).length;
        const model = KMeans.fit(points, { k: Math.min(k, some), weights, precision });
        expect(-model.score(points, { weights })).toBe(model.inertia);
        expect(-model.score(points, { weights: Float64Array.from(weights) })).toBe(model.inertia);
      }
    }
    const plain = KMeans.fit(points, { k });
    expect(-plain.score(points)).toBe(plain.inertia);
    expect(plain.score(points, {})).toBe(plain.score(points));
    expect(plain.score(points, { weights: undefined })).toBe(plain.score(points));
  });

  it("is Σ w‖x − m‖² of other points, and rows of weight 0 are as if absent", () => {
    const model = KMeans.fit(tables["blobs"], { k: 3, seed: 2 });
    const row = fc.tuple(fc.integer({ min: -99, max: 99 }), fc.nat(9), fc.nat(9));
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.nat(4)), { minLength: 1, maxLength: 40 }), (rows) => {
        fc.pre(rows.some(([, weight]) => weight > 0));
        const points = rows.map(([x]) => x);
        const weights = rows.map(([, weight]) => weight);
        const expected = points.reduce((sum, x, i) => {
          const squares = model.centroids.map((m) =>
            m.reduce((all, value, j) => all + (x[j] - value) ** 2, 0),
          );
          return sum + weights[i] * Math.min(...squares);
        }, 0);
        const score = model.score(points, { weights });
        expect(-score / expected).toBeCloseTo(1, 12);
        const repeated = points.flatMap((x, i) => Array.from({ length: weights[i] }, () => x));
        expect(model.score(repeated) / score).toBeCloseTo(1, 12);
        const there = points.filter((_, i) => weights[i] > 0);
        const positive = weights.filter((weight) => weight > 0);
        expect(model.score(there, { weights: positive })).toBe(score);
      }),
      { numRuns: 50 },
    );
  });

  it("leaves a Points as it is", () => {
    using points = Points.from([[1], [2], [9]]);
    const model = KMeans.fit(points, { k: 2 });
    const before = model.score(points);
    expect(model.score(points, { weights: [1, 0, 5] })).toBe(-0.25);
    expect(model.score(points)).toBe(before);
  });

  it("leaves components without points out, as predict does", () => {
    const fitted = KMeans.fit([0, 1, 10, 11], { k: 2, start: { centroids: [0, 10] } });
    const model = KMeans.fromJSON({ ...fitted.toJSON({ labels: false }), sizes: [4, 0] });
    expect(model.score([10], { weights: [2] })).toBe(-2 * 9.5 ** 2);
  });

  it.each(BAD_WEIGHTS)("refuses weights %j", (weights, message, type) => {
    const model = KMeans.fit([1, 2, 9], { k: 2 });
    const score = () => model.score([1, 2, 9], { weights: weights as never });
    expect(score).toThrow(type);
    expect(score).toThrow(message);
  });

  it("refuses other options", () => {
    const model = KMeans.fit([1, 2, 9], { k: 2 });
    const score = (options: unknown) => () => model.score([1, 2, 9], options as never);
    expect(score({ weight: [1, 1, 1] })).toThrow(
      new TypeError(
        '"options" expected only weights, got unknown "weight" (did you mean "weights"?)',
      ),
    );
    expect(score([1, 1, 1])).toThrow('"options" expected an object, got an array');
    expect(score(null)).toThrow('"options" expected an object, got null');
    const heavy = () => model.score([1, 2, 1e100], { weights: [1, 1, 1e200] });
    expect(heavy).toThrow('"points" expected values whose squared distances stay finite');
    expect(model.score([1, 2, 9])).toBe(-model.inertia);
  });
});

describe("soft k-means", () => {
  it("refuses unknown options where it takes some", async () => {
    const model = SoftKMeans.fit([1, 2, 9], { k: 2, stiffness: 1 });
    expect(() => model.toJSON({ weights: [1] } as never)).toThrow('got unknown "weights"');
    await expect(model.predictAsync([1], { weights: [1] } as never)).rejects.toThrow(
      'got unknown "weights"',
    );
    await expect(model.responsibilitiesAsync([1], { weights: [1] } as never)).rejects.toThrow(
      'got unknown "weights"',
    );
    expect(() => SoftKMeans.fit([1, 2, 9], { k: 2, stiffness: 1, weight: 1 } as never)).toThrow(
      'got unknown "weight"',
    );
  });
});
