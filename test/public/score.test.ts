import fc from "fast-check";
import { type Covariance, GaussianMixture, KMeans, Points, SoftKMeans } from "mixtura";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { blobs, worstError } from "../data.js";
import * as reference from "../reference/gaussian-mixture.js";

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

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;

describe("score and criteria of a mixture", () => {
  const points = blobs(400, 3, 3, 11);
  const weightsOf: Record<string, number[]> = {
    thirds: points.map((_, i) => (1 + (i % 7)) / 3),
    "zeros among them": points.map((_, i) => (i % 3 === 1 ? 0 : 0.1 + (i % 5))),
    "tiny ones": points.map((_, i) => (1 + (i % 4)) * 1e-12),
    "light beside heavy": points.map((_, i) => (i % 2 === 0 ? 1e10 : 1e-200)),
    "a thousand each": points.map(() => 1000),
  };

  const expectOwn = (model: GaussianMixture, rows: number[][], weights?: number[]) => {
    const { logLikelihood, aic, bic } = model;
    const options = weights === undefined ? undefined : { weights };
    expect(model.criteria(rows, options)).toEqual({ logLikelihood, aic, bic });
    const total = weights === undefined ? rows.length : weights.reduce((sum, w) => sum + w, 0);
    expect(worstError(model.score(rows, options), logLikelihood / total, 1)).toBeLessThan(1e-12);
  };

  it.each(FORMS)("are the model's own on the points of the fit, to the bit, %s", (covariance) => {
    for (const precision of ["float64", "float32"] as const) {
      expectOwn(GaussianMixture.fit(points, { k: 3, covariance, precision }), points);
      for (const weights of Object.values(weightsOf)) {
        const options = { k: 2, covariance, precision, weights };
        expectOwn(GaussianMixture.fit(points, options), points, weights);
      }
    }
    const line = points.map(([x]) => [x * 1e-3]);
    expectOwn(GaussianMixture.fit(line, { k: 3, covariance }), line);
    expectOwn(GaussianMixture.fit([[7, 8]], { k: 1, covariance }), [[7, 8]]);
  });

  it.each(FORMS)(
    "and up to rounding where fits drop what is too small to be seen, %s",
    (covariance) => {
      const wide = blobs(300, 16, 6, 4);
      const model = GaussianMixture.fit(wide, { k: 6, covariance });
      const { logLikelihood, aic, bic } = model;
      const got = model.criteria(wide);
      expect(worstError(Object.values(got), [logLikelihood, aic, bic])).toBeLessThan(1e-12);
    },
  );

  it.each(FORMS)("are scikit-learn's, %s", (covariance) => {
    const read = (name: string): unknown =>
      JSON.parse(readFileSync(new URL(`../oracles/${name}.json`, import.meta.url), "utf8"));
    interface Criteria {
      readonly score: number;
      readonly aic: number;
      readonly bic: number;
    }
    const oracle = read("precisions") as {
      mixtures: Record<Covariance, { all: Criteria; everyFifth: Criteria } & Record<string, never>>;
    };
    const iris = (read("iris") as { points: number[][] }).points;
    const { weights, means, covariances, all, everyFifth } = oracle.mixtures[covariance];
    const model = GaussianMixture.from({ weights, means, covariances, covariance });
    const fifth = iris.filter((_, i) => i % 5 === 0);
    for (const [rows, expected] of [
      [iris, all],
      [fifth, everyFifth],
    ] as const) {
      const { aic, bic, logLikelihood } = model.criteria(rows);
      const score = model.score(rows);
      expect(
        worstError({ length: 3, 0: score, 1: aic, 2: bic }, Object.values(expected)),
      ).toBeLessThan(1e-9);
      expect(worstError(logLikelihood / rows.length, score)).toBeLessThan(1e-14);
    }
  });

  it.each(FORMS)("are sums over other points, as often as weights say, %s", (covariance) => {
    const model: GaussianMixture = GaussianMixture.fit(points, { k: 3, covariance });
    const others = blobs(60, 3, 2, 12);
    const weights = others.map((_, i) => i % 4);
    const theta = { weights: model.weights, means: model.means, covariances: model.covariances };
    const expected = reference.logLikelihood(others, theta, covariance, weights);
    const total = weights.reduce((sum, w) => sum + w, 0);
    expect(worstError(model.score(others, { weights }), expected / total)).toBeLessThan(1e-11);
    const { logLikelihood, aic, bic } = model.criteria(others, { weights });
    expect(worstError(logLikelihood, expected)).toBeLessThan(1e-11);
    expect(aic).toBe(2 * model.parameterCount - 2 * logLikelihood);
    const penalty = model.parameterCount * Math.log(total);
    expect(worstError(bic, penalty - 2 * logLikelihood)).toBeLessThan(1e-14);
    const repeated = others.flatMap((x, i) => Array.from({ length: weights[i] }, () => x));
    expect(worstError(model.score(repeated), model.score(others, { weights }))).toBeLessThan(1e-12);
    const there = others.filter((_, i) => weights[i] > 0);
    const positive = weights.filter((weight) => weight > 0);
    expect(model.score(there, { weights: positive })).toBe(model.score(others, { weights }));
    using held = Points.from(others);
    expect(model.criteria(held, { weights })).toEqual(model.criteria(others, { weights }));
    expect(model.criteria(held)).toEqual(model.criteria(others));
  });

  it("say which of two mixtures suits points better", () => {
    const one = GaussianMixture.fit(points, { k: 1 });
    const three = GaussianMixture.fit(points, { k: 3 });
    const others = blobs(300, 3, 3, 11);
    expect(three.score(others)).toBeGreaterThan(one.score(others));
    expect(three.criteria(others).bic).toBeLessThan(one.criteria(others).bic);
  });

  it("are finite a million deviations away, and for a component without weight", () => {
    const model = GaussianMixture.from({ weights: [1, 0], means: [0, 1], covariances: [1, 1] });
    expect(worstError(model.score([1e6]), -5e11)).toBeLessThan(1e-9);
    const { logLikelihood, aic, bic } = model.criteria([1e6, 1], { weights: [1e-9, 1e9] });
    expect([logLikelihood, aic, bic].every(Number.isFinite)).toBe(true);
  });

  it.each(BAD_WEIGHTS)("refuse weights %j", (weights, message, type) => {
    const model = GaussianMixture.fit([1, 2, 9], { k: 2 });
    for (const ask of [
      () => model.score([1, 2, 9], { weights: weights as never }),
      () => model.criteria([1, 2, 9], { weights: weights as never }),
    ]) {
      expect(ask).toThrow(type);
      expect(ask).toThrow(message);
    }
  });

  it("refuse other options", () => {
    const model = GaussianMixture.fit([1, 2, 9], { k: 2 });
    const message = '"options" expected only weights, got unknown "seed"';
    expect(() => model.score([1, 2, 9], { seed: 1 } as never)).toThrow(message);
    expect(() => model.criteria([1, 2, 9], { seed: 1 } as never)).toThrow(message);
    expect(() => model.score([1, 2, 9], null as never)).toThrow('"options" expected an object');
    const heavy = { weights: [1e305, 1, 1] };
    expect(() => model.score([1, 2, 9], heavy)).toThrow(
      '"weights" expected a sum of at most 1e+300',
    );
    expect(() => model.criteria([1, 2, 9], heavy)).toThrow(RangeError);
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
