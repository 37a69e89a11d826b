import fc from "fast-check";
import {
  GaussianMixture,
  KMeans,
  type KMeansOptions,
  type SoftKMeansStart,
  SoftKMeans,
} from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, firstDistinct, numbersIn, uniforms, worstError } from "../data.js";

/** The three models are one family: each is the limit of the next. */

const points = blobs(300, 3, 4, 5);

/** Options that soft k-means takes as well. */
type SoftlyToo = KMeansOptions & { readonly start?: SoftKMeansStart };

/** Hard k-means and soft k-means at stiffness Infinity, from the same start. */
function expectHard(data: number[][], options: SoftlyToo, distance?: "euclidean") {
  const hard = KMeans.fit(data, options);
  const soft = SoftKMeans.fit(data, {
    ...options,
    stiffness: Infinity,
    ...(distance && { distance }),
  });
  for (const field of ["k", "dimensions", "precision", "iterations", "converged"] as const) {
    expect(soft[field]).toBe(hard[field]);
  }
  for (const field of ["centroids", "labels", "sizes", "diagnostics"] as const) {
    expect(soft[field]).toEqual(hard[field]);
  }
  if (distance === undefined) {
    expect(soft.freeEnergy).toBe(hard.inertia / 2);
    expect(soft.history).toEqual(hard.history.map((inertia) => inertia / 2));
  } else {
    const nearest = hard.distances(data);
    const weights = options.weights ?? data.map(() => 1);
    const sum = data.reduce(
      (total, _, i) => total + weights[i] * nearest[i * hard.k + hard.labels[i]],
      0,
    );
    expect(worstError(soft.freeEnergy, sum, 1e-9)).toBeLessThan(1e-12);
    expect(soft.history.at(-1)).toBe(soft.freeEnergy);
  }
  const others = data.map((x) => x.map((value) => value + 0.25));
  expect(soft.predict(others)).toEqual(hard.predict(others));
  const shares = hard.predict(others).reduce<number[]>((rows, label) => {
    for (let c = 0; c < hard.k; c++) rows.push(Number(c === label));
    return rows;
  }, []);
  expect(Array.from(soft.responsibilities(others))).toEqual(shares);
}

describe("soft k-means at stiffness Infinity is hard k-means, bit for bit", () => {
  const grid = fc.integer({ min: -3, max: 3 });
  // Not so small that an inertia cannot be halved.
  const anywhere = fc
    .double({ min: -1e6, max: 1e6, noNaN: true })
    .map((value) => (Math.abs(value) < 1e-100 ? 0 : value));
  const cases = fc
    .record({
      value: fc.constantFrom(grid, anywhere),
      n: fc.integer({ min: 1, max: 40 }),
      d: fc.integer({ min: 1, max: 9 }),
    })
    .chain(({ value, n, d }) => {
      const many = { minLength: n, maxLength: n };
      const row = fc.array(value, { minLength: d, maxLength: d });
      return fc.integer({ min: 1, max: n }).chain((k) =>
        fc.record({
          data: fc.array(row, many),
          k: fc.constant(k),
          start: fc.oneof<fc.Arbitrary<SoftKMeansStart>[]>(
            fc.constant("k-means++"),
            fc.constant("sample"),
            fc.record({ labels: fc.array(fc.nat(k - 1), many) }),
            fc.record({ centroids: fc.array(row, { minLength: k, maxLength: k }) }),
          ),
          seed: fc.nat(),
          weights: fc.option(fc.array(fc.integer({ min: 1, max: 5 }), many), { nil: undefined }),
          tolerance: fc.constantFrom(undefined, 0, 1e-3),
          maxIterations: fc.constantFrom(undefined, 1, 2),
          precision: fc.constantFrom(undefined, "float32" as const),
          restarts: fc.constantFrom(1, 3),
        }),
      );
    });

  it("for any data, start, weights, tolerance and precision", () => {
    fc.assert(
      fc.property(cases, ({ data, ...options }) => {
        expectHard(data, options);
      }),
      { numRuns: 300 },
    );
  });

  it("with Euclidean distances too, from the same start", () => {
    fc.assert(
      fc.property(cases, ({ data, ...options }) => {
        // The best of several restarts may be another one: their objectives differ.
        expectHard(data, { ...options, restarts: 1 }, "euclidean");
      }),
      { numRuns: 200 },
    );
  });

  it("across blocks, with rows of weight 0", () => {
    const many = blobs(5000, 2, 5);
    const weights = many.map((_, i) => i % 4);
    expectHard(many, { k: 9, seed: 4, weights, restarts: 2 });
    const soft = Array.from(
      SoftKMeans.steps(many, { k: 9, seed: 4, weights, stiffness: Infinity }),
    );
    const hard = Array.from(KMeans.steps(many, { k: 9, seed: 4, weights }));
    const halved = hard.map(({ inertia, ...state }) => ({ ...state, freeEnergy: inertia / 2 }));
    expect(soft).toEqual(halved);
  });

  it("and soft k-means comes near it as the stiffness grows", () => {
    const start = { centroids: firstDistinct(points, 4) };
    const hard = KMeans.fit(points, { k: 4, start, tolerance: 0 });
    let last = Infinity;
    for (const stiffness of [0.5, 1, 2, 4]) {
      const soft = SoftKMeans.fit(points, { k: 4, start, stiffness, tolerance: 1e-16 });
      const error = worstError(soft.centroids, hard.centroids);
      expect(error).toBeLessThan(last);
      last = error;
    }
    for (const stiffness of [1e6, 1e200, Number.MAX_VALUE]) {
      const soft = SoftKMeans.fit(points, { k: 4, start, stiffness, tolerance: 0 });
      expect(worstError(soft.centroids, hard.centroids)).toBeLessThan(1e-12);
      expect(worstError(soft.freeEnergy, hard.inertia / 2)).toBeLessThan(1e-12);
      expect(soft.labels).toEqual(hard.labels);
      expect(Array.from(soft.responsibilities(points)).every((r) => r === 0 || r === 1)).toBe(true);
    }
  });
});

describe("a mixture of equal weights with Σ = I/β has soft k-means' responsibilities", () => {
  it.each(["spherical", "diagonal", "tied", "full"] as const)("%s", (covariance) => {
    for (const d of [1, 2, 3, 8]) {
      for (const k of [1, 2, 5]) {
        for (const stiffness of [1e-6, 0.3, 1, 7]) {
          const data = blobs(100, d, 4, d + k);
          const start = { centroids: firstDistinct(data, k) };
          const soft = SoftKMeans.fit(data, { k, stiffness, start });
          const variance = 1 / stiffness;
          const own = Array.from({ length: d }, () => variance);
          const matrix = own.map((v, i) => own.map((_, j) => (i === j ? v : 0)));
          const each = <Item>(item: Item) => Array.from({ length: k }, () => item);
          const covariances = {
            spherical: each(variance),
            diagonal: each(own),
            tied: matrix,
            full: each(matrix),
          }[covariance] as never;
          const weights = each(1 / k);
          const mixture = GaussianMixture.from({
            weights,
            means: soft.centroids,
            covariances,
            covariance,
          });
          const r = soft.responsibilities(data);
          expect(worstError(mixture.responsibilities(data), r, 1)).toBeLessThan(1e-12);
          // −(1/β) Σ log Σ exp(−β d) is the likelihood, but for constants.
          const constant = 50 * d * Math.log((2 * Math.PI) / stiffness) + 100 * Math.log(k);
          const likelihood = mixture.logDensity(data).reduce((a, b) => a + b);
          const energy = -(likelihood + constant) / stiffness;
          const scale = 1e-12 * (Math.abs(soft.freeEnergy) + Math.abs(constant) / stiffness);
          expect(Math.abs(energy - soft.freeEnergy)).toBeLessThan(scale);
        }
      }
    }
  });
});

describe("the forms of covariances meet", () => {
  const line = blobs(400, 1, 3, 2);
  const fixed = { tolerance: 0, maxIterations: 30, regularization: 0 };
  const same = (a: GaussianMixture, b: GaussianMixture) => {
    for (const field of ["weights", "means", "covariances", "sizes", "history"] as const) {
      expect(worstError(numbersIn(a[field]), numbersIn(b[field])), field).toBeLessThan(1e-11);
    }
    expect(a.labels).toEqual(b.labels);
    expect(a.parameterCount).toBe(b.parameterCount);
  };

  it("in one dimension spherical is diagonal is full", () => {
    for (const k of [1, 2, 3, 5]) {
      for (const weights of [undefined, line.map((_, i) => 1 + (i % 3))]) {
        const start = { centroids: firstDistinct(line, k) };
        const fit = (covariance: "spherical" | "diagonal" | "full") =>
          GaussianMixture.fit(line, { ...fixed, k, covariance, start, weights });
        // Where they stop, rounding decides: they are compared where all have gone as far.
        const fits = [fit("spherical"), fit("diagonal"), fit("full")];
        const maxIterations = Math.min(...fits.map(({ iterations }) => iterations));
        const [spherical, diagonal, full] = (["spherical", "diagonal", "full"] as const).map(
          (covariance) =>
            GaussianMixture.fit(line, { ...fixed, k, covariance, start, weights, maxIterations }),
        );
        same(spherical, diagonal);
        same(spherical, full);
      }
    }
  });

  it("with one component tied is full, and in one dimension all are one", () => {
    const one = { ...fixed, k: 1, maxIterations: 3 } as const;
    for (const d of [1, 2, 5, 9]) {
      const data = blobs(100, d, 3, d);
      const tied = GaussianMixture.fit(data, { ...one, covariance: "tied" });
      const full = GaussianMixture.fit(data, { ...one, covariance: "full" });
      same(tied, full);
      if (d > 1) continue;
      same(tied, GaussianMixture.fit(data, one));
      same(tied, GaussianMixture.fit(data, { ...one, covariance: "diagonal" }));
    }
  });

  it("a full mixture of diagonal matrices scores as a diagonal one, a diagonal of one σ² as a spherical one", () => {
    const uniform = uniforms(8);
    const weights = [0.2, 0.5, 0.3];
    const means = firstDistinct(points, 3);
    const variances = means.map((m) => m.map(() => 0.5 + uniform()));
    const diagonal = GaussianMixture.from({
      weights,
      means,
      covariances: variances,
      covariance: "diagonal",
    });
    const full = GaussianMixture.from({
      weights,
      means,
      covariances: variances.map((v) => v.map((_, i) => v.map((x, j) => (i === j ? x : 0)))),
      covariance: "full",
    });
    expect(worstError(full.logDensity(points), diagonal.logDensity(points))).toBeLessThan(1e-13);
    const round = GaussianMixture.from({ weights, means, covariances: [0.5, 2, 1] });
    const same = GaussianMixture.from({
      weights,
      means,
      covariances: [0.5, 2, 1].map((v) => [v, v, v]),
      covariance: "diagonal",
    });
    expect(worstError(round.logDensity(points), same.logDensity(points))).toBeLessThan(1e-13);
  });

  it("each freer form is at least as likely from where a stricter one has ended", () => {
    const strict = GaussianMixture.fit(points, { k: 3, tolerance: 1e-12, regularization: 0 });
    const { weights, means, covariances } = strict;
    const diagonal = GaussianMixture.fit(points, {
      k: 3,
      covariance: "diagonal",
      regularization: 0,
      start: { weights, means, covariances: covariances.map((v) => [v, v, v]) },
    });
    expect(diagonal.history[0]).toBeGreaterThanOrEqual(strict.logLikelihood);
    const full = GaussianMixture.fit(points, {
      k: 3,
      covariance: "full",
      regularization: 0,
      start: {
        weights: diagonal.weights,
        means: diagonal.means,
        covariances: diagonal.covariances.map((v) =>
          v.map((_, i) => v.map((x, j) => (i === j ? x : 0))),
        ),
      },
    });
    expect(full.history[0]).toBeGreaterThanOrEqual(diagonal.logLikelihood);
  });
});

describe("two clusters that overlap: ½N(−1, 1) + ½N(1, 1)", () => {
  const { points: data } = GaussianMixture.from({
    weights: [0.5, 0.5],
    means: [-1, 1],
    covariances: [1, 1],
  }).sample(100_000, { seed: 1 });
  const start = { centroids: [-1, 1] };

  it("hard k-means is biased outward, soft k-means and the mixture are not", () => {
    const hard = KMeans.fit(data, { k: 2, start });
    hard.centroids.flat().forEach((m, c) => {
      expect(Math.abs(m - (c ? 1 : -1) * 1.166630941)).toBeLessThan(0.02);
    });
    const soft = SoftKMeans.fit(data, { k: 2, start, stiffness: 1 });
    expect(worstError(soft.centroids, [-1, 1])).toBeLessThan(0.03);
    const mixture = GaussianMixture.fit(data, { k: 2, start, covariance: "tied", tolerance: 1e-9 });
    expect(worstError(mixture.means, [-1, 1])).toBeLessThan(0.05);
  });
});
