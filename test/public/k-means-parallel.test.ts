import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import { blobs } from "../data.js";

const start = "k-means||";

describe('start: "k-means||"', () => {
  it("ends within a tenth of the best of k-means++ where groups are apart", () => {
    for (const [n, d, k] of [
      [1000, 2, 5],
      [3000, 5, 12],
      [2500, 16, 30],
    ]) {
      const points = blobs(n, d, k, 3);
      const inertiaOf = (seed: number, start: "k-means++" | "k-means||") =>
        KMeans.fit(points, { k, seed, start }).inertia;
      const seeds = Array.from({ length: 20 }, (_, seed) => seed);
      const best = Math.min(...seeds.map((seed) => inertiaOf(seed, "k-means++")));
      for (const seed of seeds) {
        expect(inertiaOf(seed, start), `n ${n}, seed ${seed}`).toBeLessThan(1.1 * best);
      }
    }
  });

  it("starts all models in the groups that there are", () => {
    const points = blobs(900, 2, 3, 4);
    const groups = (labels: Int32Array) => new Set(labels.map((label, i) => 3 * label + (i % 3)));
    for (let seed = 0; seed < 10; seed++) {
      const options = { k: 3, seed, start, maxIterations: 0 } as const;
      expect(groups(KMeans.fit(points, options).labels).size).toBe(3);
      expect(groups(SoftKMeans.fit(points, { ...options, stiffness: 1 }).labels).size).toBe(3);
      for (const covariance of ["spherical", "diagonal", "tied", "full"] as const) {
        const { labels } = GaussianMixture.fit(points, { ...options, covariance });
        expect(groups(labels).size).toBe(3);
      }
    }
  });

  it("has centroids of length 1 where directions are compared", () => {
    const points = blobs(200, 3, 4);
    const options = { k: 4, start, distance: "cosine", maxIterations: 0 } as const;
    for (const { centroids } of [
      KMeans.fit(points, options),
      SoftKMeans.fit(points, { ...options, stiffness: 5 }),
    ]) {
      for (const m of centroids) expect(Math.hypot(...m)).toBeCloseTo(1, 12);
    }
  });

  it("draws anew for each seed, of which each restart has one of its own", () => {
    const points = blobs(400, 2, 30);
    const one = (seed: number) => KMeans.fit(points, { k: 12, seed, start }).inertia;
    const seen = new Set(Array.from({ length: 10 }, (_, seed) => one(seed)));
    expect(seen.size).toBeGreaterThan(5);
    const starts = new Map<number, string>();
    const options = { k: 12, start, restarts: 5, maxIterations: 1 } as const;
    for (const { restart, centroids } of KMeans.steps(points, options)) {
      starts.set(restart, centroids.join());
    }
    expect(new Set(starts.values()).size).toBe(5);
  });

  it("takes no notice of rows of weight 0, nor of the unit of weights", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.nat(3)), {
          minLength: 3,
          maxLength: 60,
        }),
        fc.nat(),
        (rows, seed) => {
          const there = rows.filter(([, weight]) => weight > 0);
          fc.pre(there.length >= 3);
          const fit = (of: typeof rows, unit: number) =>
            KMeans.fit(
              of.map(([x]) => x),
              { k: 3, seed, start, weights: of.map(([, weight]) => weight * unit) },
            );
          const { centroids } = fit(there, 1);
          expect(fit(rows, 1).centroids).toEqual(centroids);
          expect(fit(rows, 2 ** -900).centroids).toEqual(centroids);
          expect(fit(rows, 2 ** 900).centroids).toEqual(centroids);
        },
      ),
    );
  });

  it("has a row of whatever weight in proportion to it", () => {
    // Of two groups of one row each and one that weighs next to nothing, the heavy ones are found.
    const points = [0, 1000, ...Array.from({ length: 50 }, (_, i) => 2000 + i)];
    const weights = points.map((_, i) => (i < 2 ? 1 : 1e-200));
    for (let seed = 0; seed < 20; seed++) {
      const { centroids } = KMeans.fit(points, { k: 2, seed, start, weights });
      expect(
        centroids
          .flat()
          .map(Math.round)
          .toSorted((a, b) => a - b),
      ).toEqual([0, 1000]);
    }
  });

  it("holds where values are as large as they may be, or as small", () => {
    const points = blobs(300, 2, 3, 5);
    const sizes = (unit: number) =>
      KMeans.fit(
        points.map((x) => x.map((value) => value * unit)),
        { k: 3, start },
      ).sizes;
    for (const unit of [2 ** 500, 2 ** -500, 2 ** -520]) expect(sizes(unit)).toEqual(sizes(1));
  });

  it("gives all rows a centroid where they coincide, or there is one for each", () => {
    const same = KMeans.fit(
      Array.from({ length: 5000 }, () => [3, 4]),
      { k: 7, start },
    );
    expect(same.centroids).toEqual(Array.from({ length: 7 }, () => [3, 4]));
    expect(same.inertia).toBe(0);
    for (const n of [1, 2, 30]) {
      const points = Array.from({ length: n }, (_, i) => [i * i, -i]);
      expect(KMeans.fit(points, { k: n, start }).inertia).toBe(0);
    }
  });
});
