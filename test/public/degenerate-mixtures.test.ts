import { GaussianMixture, Points, SoftKMeans, type SoftKMeansOptions } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, numbersIn, worstError } from "../data.js";

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;
const STIFFNESSES = [0, 1e-320, 1e-9, 1, 1e9, 1e300, Infinity];
const DISTANCES = ["half-squared", "euclidean"] as const;

const codes = (model: { diagnostics: { code: string }[] }) =>
  model.diagnostics.map(({ code }) => code);

/** Fits soft k-means at every stiffness: nothing is NaN, shares and sizes add up. */
function expectSoft(data: number[][], options: Omit<SoftKMeansOptions, "stiffness">) {
  const models = STIFFNESSES.flatMap((stiffness) =>
    DISTANCES.map((distance) => SoftKMeans.fit(data, { ...options, stiffness, distance })),
  );
  for (const model of models) {
    expect(numbersIn([model.centroids, model.sizes]).every(Number.isFinite)).toBe(true);
    const energies = [model.freeEnergy, ...model.history];
    const unbounded = model.stiffness < 1e-300;
    expect(
      energies.every((value) => Number.isFinite(value) || (unbounded && value === -Infinity)),
    ).toBe(true);
    expect(
      worstError(
        model.sizes.reduce((a, b) => a + b),
        data.length,
      ),
    ).toBeLessThan(1e-12);
    const r = model.responsibilities(data);
    for (let i = 0; i < data.length; i++) {
      const sum = r.subarray(i * model.k, (i + 1) * model.k).reduce((a, b) => a + b);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-13);
    }
    expect(model.predict(data)).toEqual(model.labels);
    expect(SoftKMeans.fromJSON(JSON.parse(JSON.stringify(model)))).toEqual(model);
  }
  return models;
}

/** Fits a mixture of every form: nothing is NaN or infinite, shares and weights add up. */
function expectMixtures(data: number[][], k: number, options: { regularization?: number } = {}) {
  const models = FORMS.flatMap((covariance) =>
    (["k-means++", "k-means||", "sample", "k-means"] as const).map((start) =>
      GaussianMixture.fit(data, { k, covariance, start, ...options }),
    ),
  );
  for (const model of models) {
    const { weights, means, covariances, sizes, history, logLikelihood, aic, bic } = model;
    const all = [weights, means, covariances, sizes, history, logLikelihood, aic, bic];
    expect(numbersIn(all).every(Number.isFinite)).toBe(true);
    expect(
      worstError(
        weights.reduce((a, b) => a + b),
        1,
      ),
    ).toBeLessThan(1e-14);
    expect(Array.from(model.logDensity(data)).every(Number.isFinite)).toBe(true);
    const r = model.responsibilities(data);
    for (let i = 0; i < data.length; i++) {
      const sum = r.subarray(i * k, (i + 1) * k).reduce((a, b) => a + b);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-13);
    }
    expect(model.predict(data)).toEqual(model.labels);
    const copy = GaussianMixture.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(copy).toEqual(model);
    expect(copy.logDensity(data)).toEqual(model.logDensity(data));
    expect(Array.from(model.sample(10).points).every(Number.isFinite)).toBe(true);
  }
  return models;
}

describe("degenerate data", () => {
  it("one point", () => {
    for (const point of [[3], [3, 4], [0, 0, 0], [-1e9, 1e-9]]) {
      for (const model of expectSoft([point], { k: 1 })) {
        expect(model.centroids).toEqual([point]);
        expect(model.freeEnergy).toBe(0);
        expect(model.converged).toBe(true);
      }
      for (const model of expectMixtures([point], 1)) {
        expect(model.means).toEqual([point]);
        expect(model.weights).toEqual([1]);
        expect(codes(model)).toEqual(["variance-floored"]);
        expect(model.converged).toBe(true);
      }
    }
  });

  it("all points equal", () => {
    for (const value of [0, 0.1, -7.3e8, 1e150, 1e-150]) {
      const data = Array.from({ length: 20 }, () => [value, -value]);
      for (const model of expectSoft(data, { k: 3 })) {
        expect(model.centroids).toEqual(Array.from({ length: 3 }, () => [value, -value + 0]));
        expect(model.converged).toBe(true);
      }
      for (const model of expectMixtures(data, 3)) {
        expect(codes(model)).toContain("variance-floored");
        expect(codes(model)).toContain("fewer-distinct-points");
        expect(model.means[model.labels[0]]).toEqual([value, -value + 0]);
        expect(model.converged).toBe(true);
      }
    }
  });

  it("k = n", () => {
    for (const n of [1, 2, 7, 8, 9, 12]) {
      const data = blobs(n, 2, 3, n);
      const models = expectSoft(data, { k: n });
      for (const model of models.filter(({ stiffness }) => stiffness >= 1e9)) {
        expect(model.centroids.map(String).toSorted()).toEqual(data.map(String).toSorted());
        expect(worstError(model.sizes, new Array<number>(n).fill(1))).toBeLessThan(1e-12);
      }
      expectMixtures(data, n);
      expectMixtures(data, n, { regularization: 0 });
    }
  });

  it("fewer distinct points than k", () => {
    const data = [
      [1, 1],
      [1, 1],
      [2, 2],
      [5, 5],
    ];
    for (const model of expectSoft(data, { k: 4 })) {
      const distinct = new Set(model.centroids.map(String)).size;
      expect(distinct).toBeLessThanOrEqual(4);
      if (model.stiffness === Infinity) {
        expect(codes(model)).toEqual(["fewer-distinct-points", "empty-component"]);
      }
    }
    for (const model of expectMixtures(data, 4)) {
      expect(codes(model)).toContain("fewer-distinct-points");
      expect(codes(model)).toContain("empty-component");
      const empty = model.diagnostics.find(({ code }) => code === "empty-component")!;
      const { components } = empty as unknown as { components: number[] };
      expect(components.map((c) => model.sizes[c])).toEqual(components.map(() => 0));
      expect(components.map((c) => model.weights[c])).toEqual(components.map(() => 0));
    }
  });

  it("constant columns", () => {
    const data = blobs(60, 1, 2).map(([x]) => [7, x, -1e9]);
    for (const model of expectSoft(data, { k: 2 })) {
      for (const m of model.centroids) expect([m[0], m[2]]).toEqual([7, -1e9]);
    }
    for (const options of [{}, { regularization: 0 }]) {
      for (const model of expectMixtures(data, 2, options)) {
        for (const m of model.means) expect([m[0], m[2]]).toEqual([7, -1e9]);
        if (model.covariance !== "spherical") expect(codes(model)).toContain("variance-floored");
      }
    }
  });

  it("points on a line, and points of which one coordinate is another", () => {
    const line = Array.from({ length: 40 }, (_, i) => [i % 9, 2 * (i % 9) + 1, -(i % 9) / 3]);
    expectSoft(line, { k: 4 });
    for (const options of [{}, { regularization: 0 }]) {
      for (const model of expectMixtures(line, 4, options)) {
        const flat = model.covariance === "tied" || model.covariance === "full";
        if (flat) expect(codes(model)).toContain("variance-floored");
      }
    }
  });

  it("values near 1e±150", () => {
    const plain = blobs(60, 2, 3);
    for (const scale of [2 ** 495, 2 ** -495]) {
      const data = plain.map((x) => x.map((value) => value * scale));
      for (const stiffness of [0, 1, Infinity]) {
        const options = { k: 3, seed: 1, tolerance: 1e-9 };
        const scaled = SoftKMeans.fit(data, { ...options, stiffness: stiffness / scale / scale });
        const model = SoftKMeans.fit(plain, { ...options, stiffness });
        expect(scaled.labels).toEqual(model.labels);
        expect(
          worstError(
            scaled.centroids,
            numbersIn(model.centroids).map((v) => v * scale),
          ),
        ).toBeLessThan(1e-9);
      }
      expectSoft(data, { k: 3 });
      for (const model of expectMixtures(data, 3)) {
        const options = { k: 3, covariance: model.covariance };
        const same = GaussianMixture.fit(plain, options);
        const scaled = GaussianMixture.fit(data, options);
        expect(scaled.labels).toEqual(same.labels);
        expect(scaled.iterations).toBe(same.iterations);
      }
    }
  });

  it("values too small to be squared", () => {
    const data = [[1e-200], [2e-200], [3e-300], [0]];
    expectSoft(data, { k: 3 });
    expectMixtures(data, 3);
  });

  it("k > n is refused", () => {
    expect(() => SoftKMeans.fit([1, 2], { k: 3, stiffness: 1 })).toThrow(RangeError);
    expect(() => GaussianMixture.fit([1, 2], { k: 3 })).toThrow(RangeError);
  });

  it("values whose squares would overflow are refused, saying how large is too large", () => {
    const message =
      /^"points" expected values whose squared distances stay finite \(at most \d.\de\+153 here\), got 1e\+200$/;
    expect(() => SoftKMeans.fit([1e200, 0], { k: 1, stiffness: 1 })).toThrow(message);
    expect(() => GaussianMixture.fit([1e200, 0], { k: 1 })).toThrow(message);
    const far = { k: 1, start: { centroids: [1e200] } };
    expect(() => SoftKMeans.fit([1, 2], { ...far, stiffness: 1 })).toThrow(/^"start.centroids"/);
    expect(() => GaussianMixture.fit([1, 2], far)).toThrow(/^"start.centroids"/);
    const start = { weights: [1], means: [1e200], covariances: [1] };
    expect(() => GaussianMixture.fit([1, 2], { k: 1, start })).toThrow(/^"start.means"/);
    const model = GaussianMixture.from({ weights: [1], means: [1e200], covariances: [1] });
    expect(() => model.predict([1])).toThrow(/^"means"/);
    const soft = SoftKMeans.fit([1, 2], { k: 1, stiffness: 1 });
    expect(() => soft.responsibilities([1e200])).toThrow(/^"points"/);
  });
});

describe("data at 1e7 ± 0.1", () => {
  const data = Array.from({ length: 6000 }, (_, i) => [1e7 + (i % 2 ? 0.1 : -0.1)]);

  it.each(FORMS)("has the right variance to 6 digits, %s", (covariance) => {
    const model = GaussianMixture.fit(data, { k: 1, covariance });
    expect(worstError(model.covariances, [0.01])).toBeLessThan(1e-6);
    expect(worstError(model.means, [1e7])).toBeLessThan(1e-15);
    expect(model.diagnostics).toEqual([]);
  });

  it.each(FORMS)("in three dimensions, from a far start, in two components, %s", (covariance) => {
    const rows = Array.from({ length: 4000 }, (_, i) => [
      1e7 + (i & 1 ? 0.1 : -0.1),
      -1e7 + (i & 2 ? 0.1 : -0.1),
      1e7 + (i & 4 ? 0.1 : -0.1) + (i < 2000 ? 100 : 0),
    ]);
    const start = { labels: rows.map((_, i) => Number(i >= 2000)) };
    const model = GaussianMixture.fit(rows, { k: 2, covariance, start, regularization: 0 });
    const variances = (c: number): unknown =>
      ({
        spherical: () => model.covariances[c],
        diagonal: () => model.covariances[c],
        tied: () => (model.covariances as number[][]).map((row, j) => row[j]),
        full: () => (model.covariances as number[][][])[c].map((row, j) => row[j]),
      })[covariance]();
    for (const c of [0, 1]) {
      expect(numbersIn(variances(c)).every((v) => worstError(v, 0.01) < 1e-6)).toBe(true);
    }
    expect(worstError(model.sizes, [2000, 2000])).toBeLessThan(1e-12);
    const wide = {
      spherical: [1e14],
      diagonal: [[1e14, 1e14, 1e14]],
      tied: eye(1e14),
      full: [eye(1e14)],
    };
    const expected = { spherical: (0.02 + 2500.01) / 3, diagonal: 0.01, tied: 0.01, full: 0.01 };
    // Already the first M-step, whose sums are about the origin, has the digits.
    for (const maxIterations of [1, 300]) {
      const far = GaussianMixture.fit(rows, {
        k: 1,
        covariance,
        start: { weights: [1], means: [[0, 0, 0]], covariances: wide[covariance] as never },
        maxIterations,
      });
      expect(worstError(numbersIn(far.covariances)[0], expected[covariance])).toBeLessThan(1e-6);
    }
  });

  function eye(value: number): number[][] {
    return [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? value : 0)));
  }

  it("is shared out by soft k-means as if it lay at the origin", () => {
    const near = data.map(([x]) => [x - 1e7]);
    const at = (rows: number[][], origin: number) =>
      SoftKMeans.fit(rows, {
        k: 2,
        stiffness: 200,
        start: { centroids: [origin - 0.1, origin + 0.1] },
      });
    const [far, plain] = [at(data, 1e7), at(near, 0)];
    expect(worstError(far.freeEnergy, plain.freeEnergy)).toBeLessThan(1e-6);
    expect(worstError(far.sizes, plain.sizes)).toBeLessThan(1e-6);
  });
});

describe("a start far away", () => {
  const data = blobs(50, 2, 3, 4);

  it("is left behind: soft k-means", () => {
    for (const far of [1e3, 1e9, 1e100]) {
      const centroids = [0, 1, 2].map((c) => [far + c, -far]);
      for (const model of expectSoft(data, { k: 3, start: { centroids } })) {
        const low = Math.min(...numbersIn(data));
        const high = Math.max(...numbersIn(data));
        const inside = numbersIn(model.centroids).every((m) => m >= low - 1e-9 && m <= high + 1e-9);
        expect(inside).toBe(true);
      }
    }
  });

  it("is left behind: mixtures, as narrow or as wide as their first variances are", () => {
    for (const far of [0, 1e3, 1e9, 1e100]) {
      for (const variance of [1e-300, 1e-9, 1, 1e300]) {
        for (const covariance of FORMS) {
          const eye = [
            [variance, 0],
            [0, variance],
          ];
          const covariances = {
            spherical: [variance, variance],
            diagonal: [
              [variance, variance],
              [variance, variance],
            ],
            tied: eye,
            full: [eye, eye],
          }[covariance] as never;
          const start = {
            weights: [0.4, 0.6],
            means: [
              [far, 0],
              [0, -far],
            ],
            covariances,
          };
          const model = GaussianMixture.fit(data, { k: 2, covariance, start });
          const { means, weights, sizes, history } = model;
          const all = numbersIn([means, weights, sizes, history, model.covariances]);
          expect(all.every(Number.isFinite)).toBe(true);
          expect(worstError(weights[0] + weights[1], 1)).toBeLessThan(1e-14);
          const sum = model.logDensity(data).reduce((a, b) => a + b);
          expect(worstError(sum, model.logLikelihood)).toBeLessThan(1e-9);
        }
      }
    }
  });

  /** One covariance of this size for each of k components, in every form, in one dimension. */
  const unit = (k: number) => {
    const each = <Item>(item: Item) => Array.from({ length: k }, () => item);
    return { spherical: each(1), diagonal: each([1]), tied: [[1]], full: each([[1]]) };
  };

  it("from parameters without weight for a component brings it back where points are", () => {
    const groups = Array.from({ length: 90 }, (_, i) => [0, 10, 20][i % 3] + ((i % 7) - 3) / 3);
    for (const covariance of FORMS) {
      const start = {
        weights: [0.5, 0.5, 0],
        means: [0, 10, 20],
        covariances: unit(3)[covariance] as never,
      };
      const model = GaussianMixture.fit(groups, { k: 3, covariance, start });
      expect(model.diagnostics).toEqual([]);
      expect(worstError(model.weights, [1 / 3, 1 / 3, 1 / 3])).toBeLessThan(1e-6);
      expect(
        model.means
          .flat()
          .map((mean) => Math.round(mean) + 0)
          .sort((a, b) => a - b),
      ).toEqual([0, 10, 20]);
      for (let i = 1; i < model.history.length; i++) {
        expect(model.history[i]).toBeGreaterThan(model.history[i - 1] - 1e-8);
      }
      // Also where it had never seen a point, and where two are gone.
      const lost = { ...start, weights: [1, 0, 0], means: [10, 1e9, -1e9] };
      const found = GaussianMixture.fit(groups, { k: 3, covariance, start: lost });
      expect(found.diagnostics).toEqual([]);
      expect(found.logLikelihood).toBeGreaterThan(
        GaussianMixture.fit(groups, { k: 1, covariance }).logLikelihood + 10,
      );
    }
  });

  it("from parameters without weight leaves a component empty where no point is left for it", () => {
    const start = { weights: [1, 0], means: [7, 5], covariances: [1, 1] };
    const model = GaussianMixture.fit([7, 7, 7], { k: 2, start });
    expect(model.weights).toEqual([1, 0]);
    expect(model.means[1]).toEqual([5]);
    expect(codes(model)).toEqual(["fewer-distinct-points", "empty-component", "variance-floored"]);
    expect(Array.from(model.responsibilities([7, 5, 3]))).toEqual([1, 0, 1, 0, 1, 0]);
  });

  it("of extreme covariances without weight gives no NaN and no Infinity", () => {
    const rows = [
      [0, 0],
      [1, 2],
      [2, 1],
      [3, 3.5],
      [10, 11],
    ];
    const eye = [
      [1, 0],
      [0, 1],
    ];
    for (const [large, small] of [
      [1e300, 1e-300],
      [1e-300, 1e300],
      [1e300, 1e300],
      [1e-300, 1e-300],
    ]) {
      const wild = [
        [large, 0],
        [0, small],
      ];
      for (const regularization of [0, 1e-12, 1e-6]) {
        for (const maxIterations of [1, 5, 300]) {
          const start = {
            weights: [0, 1],
            means: [
              [9, 9],
              [1, 1],
            ],
            covariances: [wild, eye],
          };
          const options = {
            k: 2,
            covariance: "full",
            regularization,
            maxIterations,
            start,
          } as const;
          const model = GaussianMixture.fit(rows, options);
          const { weights, means, covariances, history, aic, bic } = model;
          const all = numbersIn([weights, means, covariances, history, aic, bic]);
          expect(all.every(Number.isFinite)).toBe(true);
          expect(numbersIn(model.logDensity(rows)).every(Number.isFinite)).toBe(true);
          expect(numbersIn(model.responsibilities(rows)).every(Number.isFinite)).toBe(true);
        }
      }
    }
  });

  it("from a trace of weight is empty, not collapsed", () => {
    const groups = Array.from({ length: 90 }, (_, i) => [0, 10, 20][i % 3] + ((i % 7) - 3) / 3);
    for (const trace of [1e-190, 1e-280]) {
      for (const covariance of ["spherical", "diagonal", "full"] as const) {
        const covariances = unit(3)[covariance] as never;
        const start = { weights: [0.5, 0.5, trace], means: [0, 10, 20], covariances };
        const model = GaussianMixture.fit(groups, { k: 3, covariance, start });
        expect(model.diagnostics).toMatchObject([{ code: "empty-component", components: [2] }]);
      }
    }
  });

  it("that gives two components the same mean leaves them alike, without NaN", () => {
    for (const covariance of FORMS) {
      const start = {
        centroids: [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
      };
      const model = GaussianMixture.fit(data, { k: 3, covariance, start });
      expect(
        numbersIn([model.means, model.weights, model.covariances]).every(Number.isFinite),
      ).toBe(true);
      expect(model.sizes.every((size) => size > 0)).toBe(true);
    }
  });
});

describe("empty components of soft k-means", () => {
  it("move to the farthest points as long as there are points apart from all centroids", () => {
    const data = [[0], [1], [10], [11]];
    const start = { centroids: [0, 1e6, 2e6] };
    const model = SoftKMeans.fit(data, { k: 3, stiffness: 1e4, start });
    expect(model.sizes.every((size) => size > 0.5)).toBe(true);
    expect(model.diagnostics).toEqual([]);
  });

  it("stay where they are once every point lies on a centroid, and say so", () => {
    const model = SoftKMeans.fit([1, 1], { k: 2, stiffness: 1, start: { centroids: [1, 77] } });
    expect(model.centroids).toEqual([[1], [77]]);
    expect(model.sizes).toEqual([2, 0]);
    expect(codes(model)).toEqual(["fewer-distinct-points", "empty-component"]);
    expect(model.converged).toBe(true);
  });
});

describe("float32 data", () => {
  it("1.000 against 1.001 in 1000 dimensions (scikit-learn #13410)", () => {
    const data = new Float32Array(40 * 1000).map((_, i) => (i < 20_000 ? 1 : 1.001));
    const points = Points.from({ data, shape: [40, 1000] });
    const soft = SoftKMeans.fit(points, { k: 2, stiffness: 1e6 });
    expect(worstError(soft.sizes, [20, 20])).toBeLessThan(1e-9);
    for (const covariance of ["spherical", "diagonal"] as const) {
      const model = GaussianMixture.fit(points, { k: 2, covariance });
      expect(model.precision).toBe("float32");
      expect(model.sizes).toEqual([20, 20]);
      const all = numbersIn([model.means, model.covariances, model.history]);
      expect(all.every(Number.isFinite)).toBe(true);
    }
  });
});
