import fc from "fast-check";
import { KMeans, type KMeansStart, Points } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs } from "../data.js";
import { assign } from "../reference/k-means.js";

/** Nothing a user can read off the model is NaN or infinite. */
function expectFinite(model: KMeans) {
  const numbers = [model.centroids.flat(), model.sizes, model.history, [model.inertia]].flat();
  expect(numbers.every(Number.isFinite)).toBe(true);
  expect(model.labels.every((label) => label >= 0 && label < model.k)).toBe(true);
}

const codes = (model: KMeans) => model.diagnostics.map(({ code }) => code);

describe("fewer distinct points than k", () => {
  it.each([1, 2, 3, 4, 5])("four points, two of them equal, k = 4, seed %i", (seed) => {
    const points = [
      [1, 1],
      [1, 1],
      [2, 2],
      [5, 5],
    ];
    const model = KMeans.fit(points, { k: 4, seed });
    expectFinite(model);
    expect(model.inertia).toBe(0);
    expect(codes(model)).toEqual(["fewer-distinct-points", "empty-component"]);
    expect(model.diagnostics[0]).toMatchObject({ distinct: 3 });
    const occupied = model.centroids.filter((_, c) => model.sizes[c] > 0).map(String);
    expect(occupied.toSorted()).toEqual(["1,1", "2,2", "5,5"]);
    const { components } = model.diagnostics[1] as unknown as { components: number[] };
    expect(components.map((c) => model.sizes[c])).toEqual([0]);
    expect(model.converged).toBe(true);
  });

  it("gives every distinct point a centroid, from any start", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0.1, 0.2, 0.3, 1e7 + 0.1, -5), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        fc.constantFrom("k-means++", "k-means||", "sample", "labels", "centroids"),
        (values, extra, seed, kind) => {
          const distinct = new Set(values).size;
          const k = distinct + (extra % (values.length - distinct + 1));
          const start: KMeansStart =
            kind === "labels"
              ? { labels: values.map((_, i) => (i * 7) % k) }
              : kind === "centroids"
                ? { centroids: Array.from({ length: k }, (_, c) => 1000 + c) }
                : kind;
          // The far value makes the total sum of squares so large that the default tolerance stops early.
          const model = KMeans.fit(values, { k, seed, start, tolerance: 0 });
          expectFinite(model);
          expect(model.sizes.filter((size) => size > 0)).toHaveLength(distinct);
          expect(model.inertia).toBeLessThan(1e-12);
          const empty = model.diagnostics.find(({ code }) => code === "empty-component");
          expect((empty?.["components"] as number[] | undefined) ?? []).toHaveLength(k - distinct);
          expect(model.iterations).toBeLessThan(20);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("all points equal", () => {
    for (const value of [0, 0.1, -7.3e8, 1e150, 1e-150]) {
      const points = Array.from({ length: 50 }, () => [value, -value, value]);
      const model = KMeans.fit(points, { k: 5 });
      expectFinite(model);
      expect(model.inertia).toBe(0);
      expect(model.centroids[model.labels[0]]).toEqual([value, -value + 0, value]);
      expect(model.sizes.toSorted((a, b) => b - a)).toEqual([50, 0, 0, 0, 0]);
      expect(codes(model)).toEqual(["fewer-distinct-points", "empty-component"]);
    }
  });
});

describe("small and flat", () => {
  it("one point", () => {
    const model = KMeans.fit([[3, 4]], { k: 1 });
    expect(model.centroids).toEqual([[3, 4]]);
    expect(model.inertia).toBe(0);
    expect(model.labels).toEqual(new Int32Array([0]));
    expect(model.converged).toBe(true);
  });

  it("k = 1 is the mean", () => {
    const points = blobs(1000, 3, 2);
    const model = KMeans.fit(points, { k: 1 });
    const mean = [0, 1, 2].map((j) => points.reduce((sum, x) => sum + x[j], 0) / 1000);
    mean.forEach((m, j) => expect(model.centroids[0][j] / m).toBeCloseTo(1, 12));
    expect(model.sizes).toEqual([1000]);
  });

  it("k = n has inertia 0 and one point in each component", () => {
    for (const n of [1, 2, 7, 8, 9, 50]) {
      const points = blobs(n, 2, 3, n);
      for (const start of ["k-means++", "k-means||", "sample"] as const) {
        const model = KMeans.fit(points, { k: n, start });
        expect(model.inertia).toBe(0);
        expect(model.sizes).toEqual(new Array(n).fill(1));
      }
    }
  });

  it("constant columns", () => {
    const points = blobs(100, 1, 2).map(([x]) => [7, x, -1e9]);
    const model = KMeans.fit(points, { k: 2, restarts: 5 });
    expectFinite(model);
    model.centroids.forEach((m) => expect([m[0], m[2]]).toEqual([7, -1e9]));
  });

  it("one dimension, as numbers or as rows", () => {
    const values = [1, 2, 3, 100, 101, 102];
    const model = KMeans.fit(values, { k: 2 });
    expect(model.centroids.flat().toSorted((a, b) => a - b)).toEqual([2, 101]);
    expect(
      KMeans.fit(
        values.map((x) => [x]),
        { k: 2 },
      ).toJSON(),
    ).toEqual(model.toJSON());
  });
});

describe("range and cancellation", () => {
  it("values near 1e±150", () => {
    for (const scale of [1e150, 1e-150]) {
      const points = blobs(60, 2, 3).map((x) => x.map((value) => (value * scale) / 10));
      const model = KMeans.fit(points, { k: 3, restarts: 5 });
      expectFinite(model);
      const plain = KMeans.fit(blobs(60, 2, 3), { k: 3, restarts: 5 });
      expect(Array.from(model.labels)).toEqual(assign(points, model.centroids));
      expect(model.inertia / scale / scale / (plain.inertia / 100)).toBeCloseTo(1, 6);
    }
  });

  it("points whose distance from each other overflows are refused, whatever stood in memory", () => {
    for (const rubbish of [0, 5e-324, 4e-323, 1e300]) {
      Points.create(2000, 1, (view) => view.fill(rubbish)).dispose();
      expect(() => KMeans.fit([9e153, -9e153], { k: 1 })).toThrow(RangeError);
    }
  });

  it("values whose squares would overflow are refused, saying how large is too large", () => {
    expect(() => KMeans.fit([1e200, 0], { k: 1 })).toThrow(
      /^"points" expected values whose squared distances stay finite \(at most \d.\de\+153 here\), got 1e\+200$/,
    );
    const model = KMeans.fit([1, 2], { k: 1 });
    expect(() => model.predict([1e200])).toThrow(/^"points" expected values whose squared/);
    expect(() => KMeans.fit([1, 2], { k: 1, start: { centroids: [1e200] } })).toThrow(
      /^"start.centroids" expected values whose .*, got 1e\+200$/,
    );
    expect(() => KMeans.fit([1e150, 2], { k: 1, weights: [1e300, 1] })).toThrow(RangeError);
  });

  it("values too small to be squared still end in a finite answer", () => {
    const model = KMeans.fit([1e-200, 2e-200, 3e-300, 0], { k: 3, restarts: 3 });
    expectFinite(model);
  });

  it("close together and far from the origin: 1e7 ± 0.1", () => {
    const points = Array.from({ length: 6000 }, (_, i) => [1e7 + (i % 2 ? 0.1 : -0.1)]);
    const model = KMeans.fit(points, { k: 2 });
    const [low, high] = model.centroids.flat().toSorted((a, b) => a - b);
    expect(low).toBe(1e7 - 0.1);
    expect(high).toBe(1e7 + 0.1);
    expect(model.inertia).toBe(0);
    expect(model.sizes).toEqual([3000, 3000]);
  });

  it("1.000 against 1.001 in 1000 dimensions of float32 (scikit-learn #13410)", () => {
    const data = new Float32Array(40 * 1000).map((_, i) => (i < 20_000 ? 1 : 1.001));
    const model = KMeans.fit({ data, shape: [40, 1000] }, { k: 2 });
    expect(model.precision).toBe("float32");
    expectFinite(model);
    expect(model.sizes).toEqual([20, 20]);
    expect(model.inertia).toBeLessThan(1e-20);
  });
});

describe("empty components", () => {
  it("are refilled with the farthest points, so none is left while points are", () => {
    const points = blobs(200, 2, 4);
    const far = Array.from({ length: 6 }, (_, c) => [1e5 + c, 1e5]);
    const model = KMeans.fit(points, { k: 7, start: { centroids: [points[0], ...far] } });
    expect(model.sizes.every((size) => size > 0)).toBe(true);
    expect(model.diagnostics).toEqual([]);
    for (let i = 1; i < model.history.length; i++) {
      expect(model.history[i]).toBeLessThanOrEqual(model.history[i - 1]);
    }
  });

  it("do not stop a fit by tolerance before they are refilled", () => {
    const start = { centroids: [0, 1000, 2000] };
    const model = KMeans.fit([0, 1, 10], { k: 3, start, tolerance: 1 });
    expect(model.sizes).toEqual([1, 1, 1]);
  });

  it("stay where they were once no point is apart from a centroid", () => {
    expect(KMeans.fit([1, 1], { k: 2, start: { centroids: [1, 77] } }).centroids).toEqual([
      [1],
      [77],
    ]);
    // Negative zero would not survive JSON.
    expect(KMeans.fit([1, 1], { k: 2, start: { centroids: [1, -0] } }).centroids).toEqual([
      [1],
      [0],
    ]);
  });

  it("play no part in what is far: only where points are counts", () => {
    const [first] = KMeans.steps([0, 10, 100], { k: 2, start: { centroids: [100, 100] } });
    expect(first.centroids[1]).toEqual([100]);
  });

  it("go to different far points, not twice to the same", () => {
    const start = { centroids: [0, 1e4, 2e4] };
    const model = KMeans.fit([0, 0, 1, 50, 50, 100, 100], { k: 3, start, maxIterations: 2 });
    expect(model.centroids.flat().toSorted((a, b) => a - b)).toEqual([1 / 3, 50, 100]);
    expect(model.sizes.toSorted()).toEqual([2, 2, 3]);
  });

  it("are reported where the last iteration leaves one", () => {
    const model = KMeans.fit([0, 1, 10], {
      k: 3,
      start: { centroids: [0, 1000, 2000] },
      maxIterations: 1,
    });
    expect(codes(model)).toEqual(["not-converged", "empty-component"]);
    expectFinite(model);
  });

  it("also with the centroids all in one place", () => {
    const points = blobs(100, 3, 5);
    const model = KMeans.fit(points, {
      k: 5,
      start: { centroids: Array.from({ length: 5 }, () => [1, 1, 1]) },
    });
    expect(model.sizes.every((size) => size > 0)).toBe(true);
  });
});
