import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans } from "mixtura";
import { blobs, uniforms, worstError } from "../data.js";

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;

/** Points in two groups so far apart that no point is in doubt. */
function apart(n: number, seed: number): number[][] {
  const uniform = uniforms(seed);
  return Array.from({ length: n }, (_, i) => {
    const x = uniform() + uniform() * 3;
    return [x + 500 * (i % 2), 0.3 * x + uniform(), -40 * uniform() + 7 * x];
  });
}

const first = apart(60, 1);
const second = apart(31, 2);
const third = apart(8, 3);
const all = [...first, ...second, ...third];
const centroids = [
  [2, 1, 0],
  [502, 1, 0],
];

describe("KMeans.update", () => {
  it("makes centroids the means of all points there have been", () => {
    const model = KMeans.fit(first, { k: 2, start: { centroids } }).update(second).update(third);
    const whole = KMeans.fit(all, { k: 2, start: { centroids } });
    expect(worstError(model.centroids, whole.centroids)).toBeLessThan(1e-13);
    expect(model.sizes).toEqual(whole.sizes);
    expect(model.inertia).toBeGreaterThan(whole.inertia);
    expect(model.inertia).toBeLessThan(1.2 * whole.inertia);
    expect(model).toMatchObject({ iterations: 1, converged: false, history: [model.inertia] });
    expect([...model.labels]).toEqual([]);
    expect(model.diagnostics.map(({ code }) => code)).toEqual(["order-dependent"]);
  });

  it("is the same after JSON, and leaves the model as it was", () => {
    const model = KMeans.fit(first, { k: 2, start: { centroids } });
    const before = JSON.stringify(model);
    const next = model.update(second, { forget: 0.25 });
    expect(JSON.stringify(model)).toBe(before);
    expect(KMeans.fromJSON(JSON.parse(before)).update(second, { forget: 0.25 }).toJSON()).toEqual(
      next.toJSON(),
    );
    expect(KMeans.fromJSON(JSON.parse(JSON.stringify(next))).toJSON()).toEqual(next.toJSON());
  });

  it("forgets a share first, and counts points by their weights", () => {
    const model = KMeans.fit([0, 2, 10, 12], { k: 2, start: { centroids: [1, 11] } });
    const next = model.update([5, 11, 99], { forget: 0.5, weights: [2, 1, 0] });
    expect(next.centroids).toEqual([[(1 * 1 + 2 * 5) / 3], [11]]);
    expect(next.sizes).toEqual([3, 2]);
    expect(next.inertia).toBe(0.5 * model.inertia + 2 * 16);
  });

  it("keeps components without points as they are", () => {
    const model = KMeans.fit([1, 1, 5], { k: 3 });
    const empty = model.sizes.indexOf(0);
    const next = model.update([1, 1, 6]);
    expect(next.sizes[empty]).toBe(0);
    expect(next.centroids[empty]).toEqual(model.centroids[empty]);
    expect(next.sizes.reduce((a, b) => a + b)).toBe(6);
  });

  it("takes points as the fit has: standardized, by direction, in float32", () => {
    const start = { centroids };
    const standardized = KMeans.fit(first, { k: 2, start, standardize: true });
    const next = standardized.update(second);
    expect(next.standardization).toEqual(standardized.standardization);
    const plain = KMeans.fit(first, { k: 2, start }).update(second);
    expect(worstError(next.centroids, plain.centroids)).toBeLessThan(1e-10);
    const turned = KMeans.fit(blobs(50, 3, 2), { k: 2, distance: "cosine" });
    for (const centroid of turned.update(blobs(20, 3, 2)).centroids) {
      expect(Math.hypot(...centroid)).toBeCloseTo(1, 12);
    }
    const single = KMeans.fit(first, { k: 2, start, precision: "float32" }).update(second);
    expect(worstError(single.centroids, plain.centroids)).toBeLessThan(1e-6);
  });
});

describe.each(FORMS)("GaussianMixture.update, %s", (covariance) => {
  it("of one component is the mixture of all points there have been", () => {
    const options = { k: 1, covariance, tolerance: 0 };
    const next = GaussianMixture.fit(first, options).update(second).update(third);
    const whole = GaussianMixture.fit(all, options);
    expect(worstError(next.means, whole.means, 1)).toBeLessThan(1e-12);
    expect(worstError(next.covariances, whole.covariances, 100)).toBeLessThan(1e-11);
    expect(next.weights).toEqual([1]);
  });

  it("of components far apart is the same, and adds up", () => {
    const options = { k: 2, covariance, start: { centroids }, tolerance: 0 };
    const next = GaussianMixture.fit(first, options).update(second).update(third);
    const whole = GaussianMixture.fit(all, options);
    expect(worstError(next.means, whole.means, 1)).toBeLessThan(1e-12);
    expect(worstError(next.covariances, whole.covariances, 100)).toBeLessThan(1e-9);
    expect(worstError(next.weights, whole.weights)).toBeLessThan(1e-13);
    expect(worstError(next.sizes, whole.sizes)).toBeLessThan(1e-13);
    expect(Math.abs(next.logLikelihood / whole.logLikelihood - 1)).toBeLessThan(0.02);
  });

  it("forgets a share first, and counts points by their weights", () => {
    const model = GaussianMixture.fit(first, {
      k: 2,
      covariance,
      start: { centroids },
      tolerance: 0,
    });
    const weights = second.map((_, i) => i % 3);
    const next = model.update(second, { forget: 0.75, weights });
    const whole = GaussianMixture.fit([...first, ...second], {
      k: 2,
      covariance,
      start: { centroids },
      tolerance: 0,
      weights: [...first.map(() => 0.25), ...weights],
    });
    expect(worstError(next.means, whole.means, 1)).toBeLessThan(1e-12);
    expect(worstError(next.covariances, whole.covariances, 100)).toBeLessThan(1e-9);
    expect(worstError(next.sizes, whole.sizes)).toBeLessThan(1e-13);
  });

  it("is the same after JSON, leaves the model as it was, and takes standardized points", () => {
    for (const standardize of [false, true]) {
      const model = GaussianMixture.fit(blobs(80, 3, 3), { k: 3, covariance, standardize });
      const before = JSON.stringify(model);
      const next = model.update(blobs(40, 3, 3, 9));
      expect(JSON.stringify(model)).toBe(before);
      const copy = GaussianMixture.fromJSON(JSON.parse(before)).update(blobs(40, 3, 3, 9));
      expect(copy.toJSON()).toEqual(next.toJSON());
      const back = GaussianMixture.fromJSON(JSON.parse(JSON.stringify(next)));
      expect(back.toJSON()).toEqual(next.toJSON());
      expect(next.sizes.reduce((a, b) => a + b)).toBeCloseTo(120, 9);
    }
  });

  it("never lets a variance fall to 0, however often the same point comes", () => {
    let model = GaussianMixture.fit(blobs(40, 2, 2), { k: 2, covariance });
    for (let i = 0; i < 40; i++) model = model.update([[3, 4]], { forget: 0.9 });
    expect(Number.isFinite(model.logLikelihood)).toBe(true);
    expect(model.score([[3, 4]])).toBeLessThan(Infinity);
    expect(model.responsibilities([[3, 4]]).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
});

it("a mixture of known parameters, which has no weight, is taken over by points", () => {
  const known = GaussianMixture.from({ weights: [0.5, 0.5], means: [0, 10], covariances: [1, 1] });
  const next = known.update([1, 3, 9, 9, 9, 12]);
  expect(worstError(next.means, [[2], [9.75]])).toBeLessThan(1e-6);
  expect(next.sizes.reduce((a, b) => a + b)).toBeCloseTo(6, 12);
});

it.each([
  ["KMeans", KMeans.fit(first, { k: 2 })],
  ["GaussianMixture", GaussianMixture.fit(first, { k: 2 })],
])("%s.update refuses what it cannot use", (_, model) => {
  const update = (points: unknown, options?: unknown) => () =>
    model.update(points as never, options as never);
  expect(update([[1, 2]])).toThrow('"points" expected 3 dimensions, as the model has, got 2');
  expect(update([[1, 2, NaN]])).toThrow("NaN at row 0, column 2");
  expect(update(second, { forget: 1 })).toThrow(
    '"forget" expected a number of at least 0 and below 1, got 1',
  );
  expect(update(second, { forget: "half" })).toThrow(TypeError);
  expect(update(second, { forgets: 0 })).toThrow('(did you mean "forget"?)');
  expect(update(second, { weights: [1] })).toThrow('"weights" expected one number per point');
  expect(update(second, { weights: second.map(() => 0) })).toThrow("at least one above 0");
});

it("comes to the same point by point", () => {
  let model = KMeans.fit(first, { k: 2, start: { centroids } });
  for (const point of second) model = model.update([point]);
  const whole = KMeans.fit([...first, ...second], { k: 2, start: { centroids } });
  expect(worstError(model.centroids, whole.centroids)).toBeLessThan(1e-12);
});

it("lets a component come back, however much was forgotten meanwhile", () => {
  let model = KMeans.fit([0, 0.1, 5, 5.1, 9, 9.1], { k: 3 });
  for (let i = 0; i < 1200; i++) model = model.update([0, 5], { forget: 0.5 });
  const at = model.predict([9])[0];
  model = model.update([9, 9.05], { forget: 0.5 });
  expect(model.predict([9])[0]).toBe(at);
  expect(model.sizes.every((size) => size > 0)).toBe(true);
  expect(model.centroids[at][0]).toBeCloseTo(9.025, 6);
});
