import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, Points, SoftKMeans } from "mixtura";
import { blobs, uniforms, worstError } from "../data.js";

/** Starts by responsibilities, and by some of a mixture's parameters. */

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;

interface Run {
  readonly history: number[];
  readonly weights: number[];
  readonly means: number[][];
  readonly covariances: unknown;
}
interface Oracle {
  readonly points: number[][];
  readonly means: number[][];
  readonly weights: number[];
  readonly responsibilities: number[][];
  readonly forms: Record<(typeof FORMS)[number], { given: never; runs: Record<string, Run> }>;
}
/** By scikit-learn 1.2.1: five iterations from weights_init, means_init, precisions_init or resp. */
const oracle = JSON.parse(
  readFileSync(new URL("../oracles/starts.json", import.meta.url), "utf8"),
) as Oracle;

const { points } = oracle;
const none = { k: 3, maxIterations: 0 };

describe.each(FORMS)("scikit-learn, %s", (covariance) => {
  const { given: covariances, runs } = oracle.forms[covariance];
  const { means, weights, responsibilities } = oracle;
  const starts = {
    responsibilities: { responsibilities },
    means: { means },
    "means, weights": { means, weights },
    "means, covariances": { means, covariances },
  };
  it.each(Object.entries(starts))("from %s", (name, start) => {
    const options = { k: 3, covariance, maxIterations: 5, tolerance: 0, regularization: 0 };
    const model = GaussianMixture.fit(points, { ...options, start });
    const run = runs[name];
    // Ours has come to rest by itself where theirs goes on to the fifth.
    const history = run.history.slice(0, model.iterations);
    expect(worstError(model.history, history)).toBeLessThan(1e-10);
    expect(worstError(model.weights, run.weights, 1)).toBeLessThan(1e-8);
    expect(worstError(model.means, run.means, 1)).toBeLessThan(1e-8);
    expect(worstError(model.covariances, run.covariances, 1)).toBeLessThan(1e-8);
  });
});

describe("some of a mixture's parameters", () => {
  const { means, weights } = oracle;

  it.each(FORMS)("stay as they are given, %s", (covariance) => {
    const { given: covariances } = oracle.forms[covariance];
    const found = GaussianMixture.fit(points, { ...none, covariance });
    const near = GaussianMixture.fit(points, { ...none, covariance, start: { centroids: means } });
    for (const mask of [1, 2, 3, 4, 5, 6]) {
      const start = {
        ...(mask & 1 && { weights }),
        ...(mask & 2 && { means }),
        ...(mask & 4 && { covariances }),
      };
      const model = GaussianMixture.fit(points, { ...none, covariance, start });
      // With means the rest is that of { centroids }, without them that of the default.
      const rest = mask & 2 ? near : found;
      expect(model.weights).toEqual(mask & 1 ? weights : rest.weights);
      expect(model.means).toEqual(mask & 2 ? means : rest.means);
      expect(model.covariances).toEqual(mask & 4 ? covariances : rest.covariances);
      const fit = GaussianMixture.fit(points, { k: 3, covariance, start });
      fit.history.reduce((before, after) => {
        expect(after).toBeGreaterThanOrEqual(before - 1e-9 * Math.abs(before));
        return after;
      });
    }
  });

  it("without means, restarts draw", () => {
    const rows = blobs(200, 2, 6, 5);
    const start = { weights: [0.2, 0.2, 0.2, 0.2, 0.1, 0.1] };
    const one = GaussianMixture.fit(rows, { k: 6, start });
    const best = GaussianMixture.fit(rows, { k: 6, start, restarts: 8 });
    expect(best.logLikelihood).toBeGreaterThanOrEqual(one.logLikelihood);
    expect(GaussianMixture.fit(rows, { k: 6, start, seed: 9 }).means).not.toEqual(one.means);
  });

  it("in slices too", async () => {
    const options = { k: 3, start: { means }, covariance: "full" } as const;
    expect(await GaussianMixture.fitAsync(points, options)).toEqual(GaussianMixture.fit(points, options)); // prettier-ignore
  });
});

/** Responsibilities of a row that sum to 1, none of them 0 or 1. */
function shares(n: number, k: number, seed = 1): number[][] {
  const uniform = uniforms(seed);
  return Array.from({ length: n }, () => {
    const row = Array.from({ length: k }, () => uniform() + 0.01);
    const sum = row.reduce((a, b) => a + b);
    return row.map((value) => value / sum);
  });
}

const TABLES = {
  blobs: blobs(2200, 3, 4, 7),
  "far from the origin": blobs(300, 2, 3, 2).map((row) => row.map((x) => x + 1e7)),
  "with sentinels": blobs(300, 2, 3, 2).map((row, i) => (i % 40 === 0 ? [-9999, row[1]] : row)),
  "one column": blobs(50, 1, 3, 2),
  "a constant column": blobs(60, 2, 3, 2).map(([x]) => [x, 5]),
};

describe.each(Object.entries(TABLES))("responsibilities, %s", (_, rows) => {
  const [n, k, d] = [rows.length, 3, rows[0].length];
  const r = shares(n, k);
  const counted = Array.from(rows, (_row, i) => (i % 4) / 2);

  it.each([false, true])("give weighted means and moments, weights: %s", (weighted) => {
    const of = weighted ? { weights: counted } : {};
    const w = (i: number) => (weighted ? counted[i] : 1);
    const size = Array.from({ length: k }, (_c, c) => r.reduce((s, row, i) => s + w(i) * row[c], 0)); // prettier-ignore
    const total = size.reduce((a, b) => a + b);
    const means = size.map((own, c) => rows[0].map((_x, j) => rows.reduce((s, x, i) => s + w(i) * r[i][c] * (x[j] - rows[0][j]), 0) / own + rows[0][j])); // prettier-ignore
    const start = { responsibilities: r };
    const hard = KMeans.fit(rows, { ...none, start, ...of });
    expect(worstError(hard.centroids, means)).toBeLessThan(1e-11);
    for (const stiffness of [0.5, Infinity]) {
      const soft = SoftKMeans.fit(rows, { ...none, start, stiffness, ...of });
      expect(soft.centroids).toEqual(hard.centroids);
    }
    const model = GaussianMixture.fit(rows, { ...none, start, covariance: "diagonal", ...of });
    expect(worstError(model.weights, size.map((own) => own / total))).toBeLessThan(1e-12); // prettier-ignore
    expect(worstError(model.means, means)).toBeLessThan(1e-11);
    const variances = means.map((m, c) => m.map((mean, j) => rows.reduce((s, x, i) => s + w(i) * r[i][c] * (x[j] - mean) * (x[j] - mean), 0) / size[c])); // prettier-ignore
    expect(worstError(model.covariances, variances, 1e-9)).toBeLessThan(1e-9);
  });

  it("of 0 and 1 alone are labels; nearly so, nearly", () => {
    const labels = rows.map((_row, i) => (i % 5) % 3);
    const hot = labels.map((label) => [0, 1, 2].map((c) => Number(c === label)));
    const nearly = hot.map((row, i) => (i === 1 ? row.map((x) => (x === 1 ? 1 - 1e-14 : 5e-15)) : row)); // prettier-ignore
    for (const covariance of FORMS) {
      const fit = (start: object) => GaussianMixture.fit(rows, { ...none, covariance, start });
      const model = fit({ labels });
      expect(fit({ responsibilities: hot })).toEqual(model);
      const near = fit({ responsibilities: nearly });
      expect(worstError(near.means, model.means)).toBeLessThan(1e-12);
      expect(worstError(near.covariances, model.covariances, 1e-2)).toBeLessThan(1e-10);
      expect(worstError(near.weights, model.weights)).toBeLessThan(1e-12);
    }
    expect(KMeans.fit(rows, { k, start: { responsibilities: hot } })).toEqual(KMeans.fit(rows, { k, start: { labels } })); // prettier-ignore
  });

  it("come in every form, and rows of weight 0 are left out with theirs", () => {
    const flat = r.flat();
    const fit = (responsibilities: never) =>
      GaussianMixture.fit(rows, { k, start: { responsibilities }, covariance: "tied" });
    const model = fit(r as never);
    const data = Float64Array.from(flat);
    const held = Points.from(r);
    for (const form of [
      flat,
      data,
      { data, shape: [n, k] },
      r.map((row) => Float64Array.from(row)),
      held,
    ]) {
      expect(fit(form as never)).toEqual(model);
    }
    held.dispose();
    const weights = rows.map((_row, i) => Number(i % 3 > 0));
    const kept = (_row: unknown, i: number) => weights[i] > 0;
    for (const covariance of FORMS) {
      const options = { ...none, covariance };
      const some = GaussianMixture.fit(rows, {
        ...options,
        weights,
        start: { responsibilities: r },
      });
      const less = GaussianMixture.fit(rows.filter(kept), { ...options, weights: weights.filter(kept), start: { responsibilities: r.filter(kept) } }); // prettier-ignore
      expect(some.means).toEqual(less.means);
      expect(some.covariances).toEqual(less.covariances);
    }
  });

  it("in slices and with threads give the same bits", async () => {
    const start = { responsibilities: r };
    const bits = (model: { toJSON(): object }) => ({ ...model.toJSON(), diagnostics: [] });
    for (const how of [{}, { threads: 2 }]) {
      const hard = await KMeans.fitAsync(rows, { k, start, ...how });
      expect(bits(hard)).toEqual(bits(KMeans.fit(rows, { k, start })));
      const options = { k, start, covariance: "full", maxIterations: 4 } as const;
      const model = await GaussianMixture.fitAsync(rows, { ...options, ...how });
      expect(bits(model)).toEqual(bits(GaussianMixture.fit(rows, options)));
      const soft = await SoftKMeans.fitAsync(rows, { k, start, stiffness: 1, ...how });
      expect(bits(soft)).toEqual(bits(SoftKMeans.fit(rows, { k, start, stiffness: 1 })));
    }
  });

  it("that leave a component without any refill it, as labels do", () => {
    const two = r.map(([a, b, c]) => [a + c, b, 0]);
    const start = { responsibilities: two };
    expect(KMeans.fit(rows, { ...none, start }).sizes[2]).toBeGreaterThan(0);
    for (const covariance of FORMS) {
      const model = GaussianMixture.fit(rows, { ...none, covariance, start });
      expect(model.weights[2]).toBeGreaterThan(0);
      expect(model.weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
    expect(d).toBeGreaterThan(0);
  });

  it("a model's own go on from it", () => {
    const model = GaussianMixture.fit(rows, { k, covariance: "full", maxIterations: 3 });
    const start = { responsibilities: model.responsibilities(rows) };
    const next = GaussianMixture.fit(rows, { ...none, covariance: "full", start });
    const again = GaussianMixture.fit(rows, { k, covariance: "full", start: model, maxIterations: 1 }); // prettier-ignore
    expect(worstError(next.means, again.means, 1)).toBeLessThan(1e-9);
    expect(worstError(next.covariances, again.covariances, 1)).toBeLessThan(1e-6);
  });
});

describe("responsibilities", () => {
  it("of one component, one point, duplicates, and next to nothing", () => {
    expect(KMeans.fit([7], { k: 1, start: { responsibilities: [1] } }).centroids).toEqual([[7]]);
    expect(KMeans.fit([1, 3], { ...none, k: 1, start: { responsibilities: [1, 1 - 1e-9] } }).centroids[0][0]).toBeCloseTo(2, 8); // prettier-ignore
    const faint = [[1, 1e-300], [1, 1e-300], [1, 3e-300]]; // prettier-ignore
    const model = KMeans.fit([0, 5, 10], { k: 2, maxIterations: 0, start: { responsibilities: faint } }); // prettier-ignore
    expect(model.centroids).toEqual([[5], [7]]);
    const alike = GaussianMixture.fit([4, 4, 4], { k: 2, start: { responsibilities: [[0.5, 0.5], [1, 0], [0.5, 0.5]] } }); // prettier-ignore
    expect(alike.means).toEqual([[4], [4]]);
  });

  // prettier-ignore
  it.each<[string, unknown, typeof Error, string]>([
    ["too few rows", [[1, 0]], RangeError, '"start.responsibilities" expected n × k numbers (2 × 2), got 1 × 2'],
    ["too few numbers", [1, 0, 1], RangeError, '"start.responsibilities" expected n × k numbers (2 × 2), got 3 × 1'],
    ["other columns", [[1, 0, 0], [1, 0, 0]], RangeError, '"start.responsibilities" expected n × k numbers (2 × 2), got 2 × 3'],
    ["a negative one", [[1, 0], [1.5, -0.5]], RangeError, '"start.responsibilities" expected finite numbers of at least 0, got -0.5 at row 1, column 1 (from 0)'],
    ["NaN", [1, 0, 1, NaN], RangeError, '"start.responsibilities" expected finite numbers of at least 0, got NaN at row 1, column 1 (from 0)'],
    ["Infinity", [1, 0, Infinity, 0], RangeError, '"start.responsibilities" expected finite numbers of at least 0, got Infinity at row 1, column 0 (from 0)'],
    ["a row of zeros", [1, 0, 0, 0], RangeError, '"start.responsibilities" expected rows that sum to 1, got a sum of 0 at row 1 (from 0)'],
    ["a row of too much", [1, 0, 0.5, 0.75], RangeError, '"start.responsibilities" expected rows that sum to 1, got a sum of 1.25 at row 1 (from 0)'],
    ["text", [1, 0, "1", 0], TypeError, '"start.responsibilities" expected finite numbers, got "1" at row 1, column 0 (from 0; text: Number(…) makes it a number)'],
    ["a word", "one", TypeError, '"start.responsibilities" expected rows of numbers, { data, shape }, numbers, or a Points, got "one"'],
  ])("refuses %s", (_, responsibilities, error, message) => {
    const start = { responsibilities } as never;
    for (const fit of [
      () => KMeans.fit([1, 2], { k: 2, start }),
      () => SoftKMeans.fit([1, 2], { k: 2, stiffness: 1, start }),
      () => GaussianMixture.fit([1, 2], { k: 2, start }),
    ]) expect(fit).toThrow(new error(message));
  });
});
