import fc from "fast-check";
import { GaussianMixture, KMeans, selectK, SoftKMeans } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs } from "../data.js";

describe("weights over the whole range of float64", () => {
  const points = [0, 10, 11];
  const labels = [0, 1, 1];

  it.each([
    [1e300, 1e-20, 1e-100],
    [1e300, 1e-150, 1e-230],
    [1e-20, 1e-320, 5e-324],
    [1, 1e-300, 1e-320],
  ])("%s keep their precision in every model", (...weights) => {
    const [, a, b] = weights;
    const second = (10 * a + 11 * b) / (a + b);
    const start = { labels };
    const hard = KMeans.fit(points, { k: 2, start, weights });
    expect(hard.centroids).toEqual([[0], [second]]);
    expect(hard.sizes).toEqual([weights[0], a + b]);
    const soft = SoftKMeans.fit(points, { k: 2, start, weights, stiffness: Infinity });
    expect(soft.centroids).toEqual(hard.centroids);
    // Stiff enough that no share of the heavy point counts beside the light ones.
    const stiff = SoftKMeans.fit(points, { k: 2, start, weights, stiffness: 1e4 });
    expect(stiff.centroids[1][0]).toBeCloseTo(second, 12);
    const { means } = GaussianMixture.fit(points, {
      k: 2,
      start,
      weights,
      covariance: "diagonal",
      maxIterations: 1,
    });
    expect(means.flat().every(Number.isFinite)).toBe(true);
  });

  it("do so for data near 1e±150 too, as far as squares leave room", () => {
    for (const scale of [1e-150, 1e-100, 1e100, 1e140]) {
      const weights = [1e10, 1e-60, 1e-70];
      const scaled = points.map((x) => x * scale);
      const model = KMeans.fit(scaled, { k: 2, start: { labels }, weights });
      expect(model.centroids[1][0] / scale).toBeCloseTo(10 + 1e-10, 13);
    }
  });

  const table = blobs(60, 2, 3);
  const fits = (weights: readonly number[], scale = 1) => {
    const options = { k: 3, seed: 2, weights };
    const hard = KMeans.fit(table, options);
    const soft = SoftKMeans.fit(table, { ...options, stiffness: 0.5 });
    const mixture = GaussianMixture.fit(table, options);
    const plain = (values: readonly number[]) => values.map((value) => value / scale);
    return [
      { ...hard.toJSON(), sizes: plain(hard.sizes), inertia: 0, history: plain(hard.history) },
      { ...soft.toJSON(), sizes: plain(soft.sizes), freeEnergy: 0, history: plain(soft.history) },
      { means: mixture.means, covariances: mixture.covariances, labels: mixture.labels },
    ];
  };

  it("that are scaled by a power of two change no bit but those of sums", () => {
    const exponents = fc.integer({ min: -400, max: 400 });
    const light = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(exponents, light, (exponent, lighter) => {
        const weights = table.map((_, i) => (1 + (i % 5)) * (i % 3 === 0 ? 2 ** -lighter : 1));
        const scale = 2 ** exponent;
        const scaled = weights.map((weight) => weight * scale);
        expect(fits(scaled, scale)).toEqual(fits(weights));
      }),
      { numRuns: 100 },
    );
  });
});

describe("BIC and AIC count points by their weights", () => {
  const values = Array.from({ length: 300 }, (_, i) => (i % 3) * 10 + ((i * i) % 17) / 17);
  const select = (sum: number, criterion?: "bic" | "aic" | "silhouette") => () =>
    selectK(GaussianMixture, values, {
      k: [1, 2, 3, 4, 5],
      weights: values.map(() => sum / 300),
      ...(criterion && { criterion }),
    });

  it("so weights that sum to 1 or less are refused", () => {
    const weights = [...values.map(() => 1 / 256).slice(0, 256), ...Array<number>(44).fill(0)];
    expect(() => selectK(GaussianMixture, values, { k: [1, 2], weights })).toThrow(
      new RangeError(
        '"weights" expected a sum above 1 for "bic", which counts them as points (let them sum to n = 256), got 1',
      ),
    );
    expect(select(1)).toThrow(RangeError);
    expect(select(1 + 5e-7)).toThrow("(let them sum to n = 300)");
    expect(select(0.5, "aic")).toThrow('expected a sum above 1 for "aic"');
    expect(() => selectK(GaussianMixture, [1, 2, 3], { k: [1], weights: [0.2, 0.3, 0.5] })).toThrow(
      "which counts them as points (let them sum to n = 3), got 1",
    );
  });

  it("and others are not, nor those for silhouettes", () => {
    expect(select(300)().best.k).toBe(
      selectK(GaussianMixture, values, { k: [1, 2, 3, 4, 5] }).best.k,
    );
    expect(select(1 + 2e-6, "aic")).not.toThrow();
    expect(select(1, "silhouette")().best.k).toBe(3);
    expect(() => selectK(KMeans, [1, 2, 9], { k: [2], weights: [0.1, 0.2, 0.7] })).not.toThrow();
  });
});
