import { GaussianMixture, KMeans, Points, selectK, SoftKMeans } from "mixtura";
import { silhouette } from "mixtura/metrics";
import { describe, expect, it } from "vitest";
import { blobs } from "../data.js";

const points = blobs(400, 3, 4, 5);

describe("selectK", () => {
  it("finds how many blobs there are, by each model's own criterion", () => {
    const k = [1, 2, 3, 4, 5, 6];
    expect(selectK(KMeans, points, { k, restarts: 5 }).best.k).toBe(4);
    expect(selectK(SoftKMeans, points, { k, stiffness: 4, restarts: 5 }).best.k).toBe(4);
    for (const criterion of ["bic", "silhouette"] as const) {
      const { best } = selectK(GaussianMixture, points, { k, criterion, restarts: 5 });
      expect(best.k).toBe(4);
      expect(best).toBeInstanceOf(GaussianMixture);
    }
  });

  it("gives a row for each k in the order named, and the very fit of the best", () => {
    const { best, table } = selectK(GaussianMixture, points, {
      k: [3, 1],
      covariance: "full",
      criterion: "aic",
      seed: 5,
    });
    expect(table.map((row) => row.k)).toEqual([3, 1]);
    const fits = [3, 1].map((k) => GaussianMixture.fit(points, { k, covariance: "full", seed: 5 }));
    fits.forEach((fit, i) => {
      const { k, logLikelihood, parameterCount, aic, bic, iterations, converged } = fit;
      expect(table[i]).toEqual({
        k,
        logLikelihood,
        parameterCount,
        aic,
        bic,
        iterations,
        converged,
        diagnostics: [],
      });
    });
    expect(JSON.stringify(best)).toBe(JSON.stringify(fits[0]));
  });

  it("reports the silhouette of the labels, 0 for a single cluster", () => {
    const { table } = selectK(KMeans, points, { k: [1, 3] });
    const model = KMeans.fit(points, { k: 3 });
    expect(table[0].silhouette).toBe(0);
    expect(table[1].silhouette).toBe(silhouette(points, model.labels));
    expect(table[1].inertia).toBe(model.inertia);
  });

  it("takes the first of equally good ones", () => {
    expect(selectK(KMeans, points, { k: [4, 4] }).table).toHaveLength(2);
    const same = [7, 7, 7, 7];
    expect(selectK(KMeans, same, { k: [3, 2, 1] }).best.k).toBe(3);
  });

  it("passes over fits that a floor makes likely, and says what it compared", () => {
    // Values on a coarse grid: enough components, and each has one of its own.
    const grid = Array.from({ length: 60 }, (_, i) => Math.round(2 * points[i][0]) / 2);
    for (const criterion of ["bic", "aic"] as const) {
      const options = { k: [1, 2, 3, 8, 16], criterion, restarts: 3 };
      const { best, table } = selectK(GaussianMixture, grid, options);
      const lowest = table.reduce((a, b) => (b[criterion] < a[criterion] ? b : a));
      expect(lowest.diagnostics).toContain("variance-floored");
      expect(lowest.compared).toBeGreaterThan(lowest[criterion]);
      expect(best.k).toBeLessThan(lowest.k);
      const chosen = table.find(({ k }) => k === best.k)!;
      for (const row of table) {
        expect(chosen.compared ?? chosen[criterion]).toBeLessThanOrEqual(
          row.compared ?? row[criterion],
        );
      }
    }
    const all = selectK(GaussianMixture, [7, 7, 7, 8, 8, 8], { k: [2, 3] });
    expect(all.best.diagnostics.map(({ code }) => code)).toContain("variance-floored");
  });

  it("takes one point of weight 1, whose weights do sum to n", () => {
    expect(selectK(GaussianMixture, [5], { k: [1], weights: [1] }).best.k).toBe(1);
    expect(selectK(GaussianMixture, [5, 0], { k: [1], weights: [1, 0] }).best.k).toBe(1);
  });

  it("leaves rows of weight 0 out of everything", () => {
    const stray = [...points, ...blobs(40, 3, 1, 9).map((x) => x.map((value) => value * 100))];
    const weights = stray.map((_, i) => (i < points.length ? 1 : 0));
    const with0 = selectK(KMeans, stray, { k: [2, 4], weights });
    const without = selectK(KMeans, points, { k: [2, 4] });
    expect(with0.table).toEqual(without.table);
    expect(with0.best.labels).toHaveLength(stray.length);
    expect(() => selectK(KMeans, [1, 2, 3], { k: [3], weights: [1, 1, 0] })).toThrow(
      '"k[0]" expected an integer in 1..n (n = 2 points of positive weight), got 3',
    );
  });

  it("leaves the caller's Points as they are, and takes every form", () => {
    const own = Points.from(points);
    const expected = selectK(KMeans, points, { k: [2, 3] });
    expect(selectK(KMeans, own, { k: new Int32Array([2, 3]) }).table).toEqual(expected.table);
    expect(KMeans.fit(own, { k: 2 }).k).toBe(2);
    own.dispose();
    const flat = { data: Float32Array.from(points.flat()), shape: [400, 3] };
    const { best } = selectK(GaussianMixture, flat, { k: [4], criterion: "silhouette" });
    expect(best.precision).toBe("float32");
  });

  // prettier-ignore
  it.each<[string, () => unknown, string]>([
    ["no model", () => selectK(Map as never, points, { k: [1] }), '"Model" expected KMeans, SoftKMeans or GaussianMixture, got a function'],
    ["no options", () => selectK(KMeans, points, undefined as never), '"options" expected an object such as { k: [1, 2, 3] }, got undefined'],
    ["one k", () => selectK(KMeans, points, { k: 3 } as never), '"k" expected a list of integers such as [1, 2, 3], got 3'],
    ["no k", () => selectK(KMeans, points, { k: [] }), '"k" expected at least one integer, got none'],
    ["a start for one k", () => selectK(KMeans, points, { k: [2, 3], start: { labels: points.map(() => 0) } }), '"start" expected a word such as "k-means++" where there are several k, got an object'],
    ["k > n", () => selectK(KMeans, [1, 2], { k: [2, 3] }), '"k[1]" expected an integer in 1..n (n = 2), got 3'],
    ["a criterion KMeans lacks", () => selectK(KMeans, points, { k: [2], criterion: "bic" as never }), '"criterion" expected "silhouette", got "bic"'],
    ["an unknown criterion", () => selectK(GaussianMixture, points, { k: [2], criterion: "BIC" as never }), '"criterion" expected "bic" or "aic" or "silhouette", got "BIC"'],
    ["an unknown option", () => selectK(KMeans, points, { k: [2], restart: 3 } as never), 'did you mean "restarts"?'],
    ["NaN among the points", () => selectK(KMeans, [1, NaN], { k: [1] }), '"points" expected finite numbers, got NaN at row 1'],
  ])("refuses %s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});
