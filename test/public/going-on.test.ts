import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import { blobs } from "../data.js";

/**
 * An E-step is a function of the data and θ, and of nothing that went before: going on from any
 * θ that a fit passed through gives the rest of that fit, bit for bit.
 */
const TABLES = {
  blobs: blobs(3000, 3, 4, 7),
  "far from the origin": blobs(500, 2, 3, 2).map((row) => row.map((x) => x + 1e7)),
  overlapping: blobs(900, 8, 2, 3),
};
const weights = (n: number) => Array.from({ length: n }, (_, i) => 1 + (i % 5) / 3);

describe.each(Object.entries(TABLES))("%s", (_, rows) => {
  for (const weighted of [false, true]) {
    const of = weighted ? { weights: weights(rows.length) } : {};
    const named = weighted ? ", weighted" : "";

    it(`k-means${named}`, () => {
      const options = { k: 4, ...of };
      const whole = KMeans.fit(rows, options);
      for (const { centroids, iteration } of KMeans.steps(rows, options)) {
        const maxIterations = Math.max(whole.iterations - iteration, 1);
        if (iteration === whole.iterations) continue;
        const rest = KMeans.fit(rows, { ...options, start: { centroids }, maxIterations });
        expect(rest.centroids).toEqual(whole.centroids);
        expect(rest.inertia).toBe(whole.inertia);
        expect(rest.history).toEqual(whole.history.slice(iteration));
      }
    });

    it(`soft k-means${named}`, () => {
      const options = { k: 3, stiffness: 1, maxIterations: 30, ...of };
      const whole = SoftKMeans.fit(rows, options);
      for (const { centroids, iteration } of SoftKMeans.steps(rows, options)) {
        if (iteration === whole.iterations) continue;
        const maxIterations = whole.iterations - iteration;
        const rest = SoftKMeans.fit(rows, { ...options, start: { centroids }, maxIterations });
        expect(rest.centroids).toEqual(whole.centroids);
        expect(rest.history).toEqual(whole.history.slice(iteration));
      }
    });

    it.each(["spherical", "diagonal", "tied", "full"] as const)(
      `%s mixture${named}`,
      (covariance) => {
        const options = { k: 3, covariance, maxIterations: 20, ...of };
        const whole = GaussianMixture.fit(rows, options);
        for (const step of GaussianMixture.steps(rows, options)) {
          const { iteration, means, covariances } = step;
          if (iteration === whole.iterations) continue;
          const maxIterations = whole.iterations - iteration;
          const start = { weights: step.weights, means, covariances };
          const rest = GaussianMixture.fit(rows, { ...options, start, maxIterations } as never);
          expect(rest.means).toEqual(whole.means);
          expect(rest.covariances).toEqual(whole.covariances);
          expect(rest.history).toEqual(whole.history.slice(iteration));
        }
      },
    );
  }
});

describe("any table", () => {
  it("k-means goes on from any of its centroids", () => {
    const value = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })); // prettier-ignore
    const table = fc.array(fc.tuple(value, value), { minLength: 4, maxLength: 60 });
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 4 }), fc.nat(9), (rows, k, seed) => {
        const options = { k, seed, start: "sample" as const };
        const whole = KMeans.fit(rows, options);
        for (const { centroids, iteration } of KMeans.steps(rows, options)) {
          if (iteration === whole.iterations) continue;
          const maxIterations = whole.iterations - iteration;
          const rest = KMeans.fit(rows, { k, start: { centroids }, maxIterations });
          expect(rest.history).toEqual(whole.history.slice(iteration));
          expect(rest.centroids).toEqual(whole.centroids);
        }
      }),
    );
  });
});
