import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, Points, selectK, SoftKMeans, type PointsLike } from "mixtura";
import { blobs, digest, uniforms, worstError } from "../data.js";

/** Salaries, ages, rates, milliseconds since 1970 and a column in which nothing happens. */
function people(n: number, seed = 3, spread = 1): number[][] {
  const uniform = uniforms(seed);
  return Array.from({ length: n }, (_, i) => {
    const noise = () => spread * (uniform() + uniform() + uniform() - 1.5);
    const [salary, age, rate, time] = [
      [31_000, 24, 0.011, 1.68e12],
      [58_000, 41, 0.034, 1.701e12],
      [90_000, 39, 0.012, 1.75e12],
    ][i % 3];
    return [
      Math.round(salary + 4_000 * noise()),
      Math.round(age + 3 * noise()),
      rate + 0.004 * noise(),
      Math.round(time + 4e9 * noise()),
      7,
    ];
  });
}

/** z-scores by hand, weights as counts; a constant column stays as it is. */
function zScores(points: readonly (readonly number[])[], weights?: readonly number[]) {
  const w = weights ?? points.map(() => 1);
  const total = w.reduce((a, b) => a + b, 0);
  const columns = points[0].map((_, j) => points.map((row) => row[j]));
  const means = columns.map((values) => values.reduce((s, x, i) => s + w[i] * x, 0) / total);
  const scales = columns.map((values, j) =>
    Math.sqrt(values.reduce((s, x, i) => s + w[i] * (x - means[j]) ** 2, 0) / total),
  );
  const constant = columns.map((values) => values.every((x, i) => x === values[0] || w[i] === 0));
  constant.forEach((is, j) => {
    if (is) [means[j], scales[j]] = [0, 1];
  });
  return {
    means,
    scales,
    rows: points.map((row) => row.map((x, j) => (x - means[j]) / scales[j])),
    back: (rows: readonly (readonly number[])[]) =>
      rows.map((row) => row.map((z, j) => z * scales[j] + means[j])),
  };
}

const points = people(300);
const standardize = true;
const forms = ["spherical", "diagonal", "tied", "full"] as const;
const TOLERANCE = 1e-12;

describe("standardize", () => {
  it("remembers the mean and the standard deviation of every column", () => {
    const { standardization } = KMeans.fit(points, { k: 3, standardize });
    const byHand = zScores(points);
    expect(worstError(standardization!.means, byHand.means)).toBeLessThan(TOLERANCE);
    expect(worstError(standardization!.scales, byHand.scales)).toBeLessThan(TOLERANCE);
    expect(KMeans.fit(points, { k: 3 }).standardization).toBeUndefined();
    expect(KMeans.fit(points, { k: 3, standardize: false }).standardization).toBeUndefined();
  });

  it("is k-means of z-scores, told in the user's units", () => {
    const { rows, back } = zScores(points);
    const model = KMeans.fit(points, { k: 3, standardize, restarts: 3 });
    const byHand = KMeans.fit(rows, { k: 3, restarts: 3 });
    expect(model.labels).toEqual(byHand.labels);
    expect(worstError(model.centroids, back(byHand.centroids))).toBeLessThan(TOLERANCE);
    expect(worstError([model.inertia], [byHand.inertia])).toBeLessThan(TOLERANCE);
    expect(worstError(model.history, byHand.history)).toBeLessThan(TOLERANCE);
    expect(model.sizes).toEqual(byHand.sizes);
    expect(model.iterations).toBe(byHand.iterations);
    expect(model.predict(points)).toEqual(byHand.labels);
    expect(worstError(model.distances(points), byHand.distances(rows))).toBeLessThan(TOLERANCE);
    expect(model.score(points)).toBe(-model.inertia);
  });

  it("finds what columns in small units tell", () => {
    const uniform = uniforms(8);
    const table = Array.from({ length: 100 }, (_, i) => [
      30_000 + 60_000 * uniform(),
      i < 50 ? 25 + uniform() : 60 + uniform(),
      i < 50 ? 0.01 : 0.05 + 0.001 * uniform(),
    ]);
    const isYoung = (labels: Int32Array) =>
      labels.every((label, i) => label === labels[i < 50 ? 0 : 99]);
    expect(isYoung(KMeans.fit(table, { k: 2, standardize }).labels)).toBe(true);
    expect(isYoung(KMeans.fit(table, { k: 2 }).labels)).toBe(false);
  });

  it.each([0.3, 5, Infinity])("is soft k-means of z-scores, stiffness %d", (stiffness) => {
    const { rows, back } = zScores(points);
    const model = SoftKMeans.fit(points, { k: 3, standardize, stiffness });
    const byHand = SoftKMeans.fit(rows, { k: 3, stiffness });
    expect(model.labels).toEqual(byHand.labels);
    expect(model.iterations).toBe(byHand.iterations);
    // Where components merge, which of them is where is rounding.
    expect(worstError(model.centroids, back(byHand.centroids))).toBeLessThan(1e-9);
    expect(worstError([model.freeEnergy], [byHand.freeEnergy])).toBeLessThan(TOLERANCE);
    expect(worstError(model.history, byHand.history)).toBeLessThan(TOLERANCE);
    expect(
      worstError(model.responsibilities(points), byHand.responsibilities(rows), 1),
    ).toBeLessThan(1e-9);
  });

  it.each(forms)("is a %s mixture of z-scores, its densities in the user's units", (covariance) => {
    const { rows, back, scales } = zScores(points);
    const model = GaussianMixture.fit(points, { k: 3, standardize, covariance });
    const byHand = GaussianMixture.fit(rows, { k: 3, covariance });
    const d = scales.length;
    const shift = -scales.reduce((sum, scale) => sum + Math.log(scale), 0);
    expect(model.labels).toEqual(byHand.labels);
    expect(model.iterations).toBe(byHand.iterations);
    expect(worstError(model.weights, byHand.weights)).toBeLessThan(TOLERANCE);
    expect(worstError(model.means, back(byHand.means))).toBeLessThan(TOLERANCE);
    const logLikelihood = byHand.logLikelihood + shift * points.length;
    expect(worstError([model.logLikelihood], [logLikelihood])).toBeLessThan(TOLERANCE);
    const history = byHand.history.map((value) => value + shift * points.length);
    expect(worstError(model.history, history)).toBeLessThan(TOLERANCE);
    const densities = byHand.logDensity(rows).map((value) => value + shift);
    expect(worstError(model.logDensity(points), densities, 1)).toBeLessThan(TOLERANCE);
    expect(
      worstError(model.responsibilities(points), byHand.responsibilities(rows), 1),
    ).toBeLessThan(TOLERANCE);
    const bic = model.parameterCount * Math.log(points.length) - 2 * model.logLikelihood;
    expect(worstError([model.bic], [bic])).toBeLessThan(TOLERANCE);
    if (covariance === "spherical") {
      expect(worstError(model.covariances, byHand.covariances)).toBeLessThan(TOLERANCE);
    } else if (covariance === "diagonal") {
      const own = (byHand.covariances as number[][]).map((of) =>
        of.map((v, j) => v * scales[j] ** 2),
      );
      expect(worstError(model.covariances, own)).toBeLessThan(TOLERANCE);
    } else {
      const matrices = (
        covariance === "tied" ? [byHand.covariances] : byHand.covariances
      ) as number[][][];
      const own = matrices.map((m) =>
        m.map((row, i) => row.map((v, j) => v * scales[i] * scales[j])),
      );
      const got = covariance === "tied" ? [model.covariances] : model.covariances;
      const largest = Math.max(...scales.slice(0, d - 1)) ** 2;
      expect(worstError(got, own, 1e-30 * largest)).toBeLessThan(1e-9);
    }
  });

  it.each(forms)("reads a %s mixture in the user's units", (covariance) => {
    const { rows, scales } = zScores(points);
    const shift = -scales.reduce((sum, scale) => sum + Math.log(scale), 0);
    const model = GaussianMixture.fit(points, { k: 3, standardize, covariance });
    const byHand = GaussianMixture.fit(rows, { k: 3, covariance });
    const { logLikelihood, aic, bic } = model;
    expect(model.criteria(points)).toEqual({ logLikelihood, aic, bic });
    expect(worstError([model.score(points)], [byHand.score(rows) + shift])).toBeLessThan(TOLERANCE);
    expect(worstError(model.mahalanobis(points), byHand.mahalanobis(rows), 1)).toBeLessThan(1e-9);
    // Without the column in which nothing happens, where the floor is what the mean's digits are.
    const others = (deviations: Float64Array) => deviations.filter((_, i) => i % 5 < 4);
    const [a, b] = [others(model.deviations(points)), others(byHand.deviations(rows))];
    expect(worstError(a, b, 1)).toBeLessThan(1e-9);
    if (covariance === "spherical") {
      expect(model.precisions).toEqual((model.covariances as number[]).map((v) => 1 / v));
    } else if (covariance === "diagonal") {
      const inverses = (model.covariances as number[][]).map((of) => of.map((v) => 1 / v));
      expect(worstError(model.precisions, inverses)).toBeLessThan(TOLERANCE);
    } else {
      const product = (p: number[][], c: number[][]) =>
        p.map((row) => c.map((_, j) => row.reduce((sum, v, i) => sum + v * c[i][j], 0)));
      const [precision, matrix] = (
        covariance === "tied"
          ? [model.precisions, model.covariances]
          : [model.precisions[0], model.covariances[0]]
      ) as number[][][];
      product(precision, matrix).forEach((row, i) => {
        // In units of the columns, without which the digits of one are lost beside another's.
        row.forEach((value, j) => {
          expect(Math.abs((value * scales[i]) / scales[j] - Number(i === j))).toBeLessThan(1e-6);
        });
      });
    }
  });

  it("samples in the user's units", () => {
    const model = GaussianMixture.fit(points, { k: 3, standardize, covariance: "diagonal" });
    const { points: drawn, shape, labels } = model.sample(500, { seed: 4 });
    const agree = model.predict({ data: drawn, shape }).filter((label, i) => label === labels[i]);
    expect(agree.length).toBeGreaterThan(480);
  });

  it.each<
    [
      string,
      (options: object) => { toJSON(): object; predict(p: PointsLike): Int32Array },
      (json: unknown) => unknown,
    ]
  >([
    ["KMeans", (o) => KMeans.fit(points, { k: 3, ...o }), (j) => KMeans.fromJSON(j)],
    [
      "SoftKMeans",
      (o) => SoftKMeans.fit(points, { k: 3, stiffness: 2, ...o }),
      (j) => SoftKMeans.fromJSON(j),
    ],
    ...forms.map(
      (covariance) =>
        [
          `GaussianMixture, ${covariance}`,
          (o: object) => GaussianMixture.fit(points, { k: 3, covariance, ...o }),
          (j: unknown) => GaussianMixture.fromJSON(j),
        ] as never,
    ),
  ])("comes back from JSON to the bit: %s", (_, fit, fromJSON) => {
    const model = fit({ standardize });
    const back = fromJSON(JSON.parse(JSON.stringify(model))) as typeof model;
    expect(back).toEqual(model);
    expect(JSON.stringify(back)).toBe(JSON.stringify(model));
    expect(back.predict(points)).toEqual(model.predict(points));
  });

  it("honours a model that was fitted to z-scores and written with their scales", () => {
    const { rows, means, scales } = zScores(points);
    const model = KMeans.fit(rows, { k: 3 });
    const json = { ...model.toJSON(), columns: ["a"], standardization: { means, scales } };
    expect(KMeans.fromJSON(json).predict(points)).toEqual(model.labels);
    const none = { ...model.toJSON(), standardization: null };
    expect(KMeans.fromJSON(none).standardization).toBeUndefined();
  });

  it.each([
    [{ means: [0], scales: [1] }, "5 entries"],
    [{ means: [0, 0, 0, 0, 0], scales: [1, 1, 1, 1, 0] }, "above 0"],
    [{ means: [0, 0, 0, 0, null], scales: [1, 1, 1, 1, 1] }, "a finite number"],
    ["z", "{ means, scales }"],
  ])("refuses JSON with scales %j", (standardization, words) => {
    const json = { ...KMeans.fit(points, { k: 2 }).toJSON(), standardization };
    expect(() => KMeans.fromJSON(json)).toThrow(words);
  });

  it("takes starts in the user's units", () => {
    const { rows, back } = zScores(points);
    const given = [rows[0], rows[1], rows[2]];
    const options = { k: 3, standardize };
    const model = KMeans.fit(points, { ...options, start: { centroids: back(given) } });
    const byHand = KMeans.fit(rows, { k: 3, start: { centroids: given } });
    expect(model.labels).toEqual(byHand.labels);
    expect(model.iterations).toBe(byHand.iterations);
    for (const covariance of forms) {
      const first = GaussianMixture.fit(points, { ...options, covariance, maxIterations: 3 });
      const { weights, means, covariances } = first;
      const start = { weights, means, covariances } as never;
      const rest = GaussianMixture.fit(points, {
        ...options,
        covariance,
        start,
      });
      const whole = GaussianMixture.fit(points, { ...options, covariance });
      expect(worstError([rest.logLikelihood], [whole.logLikelihood])).toBeLessThan(1e-6);
      expect(rest.labels).toEqual(whole.labels);
    }
  });

  it("goes on from a fitted model to the bit, and from one in other units", () => {
    const mixed = people(400, 5, 5).map((row) => row.slice(0, 3));
    const halfway = { k: 3, standardize, maxIterations: 2, tolerance: 0 };
    const options = { k: 3, standardize, tolerance: 0, maxIterations: 40 };
    const rest = { ...options, maxIterations: 38 };
    const hard = KMeans.fit(mixed, { ...halfway, seed: 5 });
    const whole = KMeans.fit(mixed, { ...options, seed: 5 });
    expect(KMeans.fit(mixed, { ...rest, start: hard }).centroids).toEqual(whole.centroids);
    for (const covariance of forms) {
      const first = GaussianMixture.fit(mixed, { ...halfway, covariance });
      const through = GaussianMixture.fit(mixed, { ...rest, covariance, start: first });
      const all = GaussianMixture.fit(mixed, { ...options, covariance });
      expect(through.history).toEqual(all.history.slice(2));
      expect(through.history.length).toBeGreaterThan(1);
      expect(through.means).toEqual(all.means);
      // From raw units, and from standardized ones to raw.
      for (const [from, to] of [
        [false, true],
        [true, false],
      ]) {
        const model = GaussianMixture.fit(points, { k: 3, covariance, standardize: from });
        const start = GaussianMixture.fit(points, {
          ...{ k: 3, covariance, standardize: to, start: model, maxIterations: 0 },
        });
        expect(worstError(start.means, model.means)).toBeLessThan(1e-9);
        if (covariance === "spherical") continue;
        const [own, given] = [start.covariances, model.covariances].map((all) =>
          (all as number[][]).flat(2),
        );
        const largest = Math.max(...given);
        expect(worstError(own, given, 1e-25 * largest)).toBeLessThan(1e-6);
      }
    }
  });

  it("takes parts of a hypothesis, and responsibilities", () => {
    const { rows, back } = zScores(points);
    const means = [rows[0], rows[1], rows[2]];
    const covariances = means.map(() => [0.5, 0.4, 0.3, 0.2, 1e-20]);
    const { scales } = zScores(points);
    const own = covariances.map((of) => of.map((v, j) => v * scales[j] ** 2));
    const options = { k: 3, covariance: "diagonal" } as const;
    const a = GaussianMixture.fit(points, {
      ...options,
      standardize,
      start: { means: back(means), covariances: own },
    });
    const b = GaussianMixture.fit(rows, { ...options, start: { means, covariances } });
    expect(a.labels).toEqual(b.labels);
    expect(a.iterations).toBe(b.iterations);
    const responsibilities = points.map((_, i) => [0, 1, 2].map((c) => (c === i % 3 ? 0.8 : 0.1)));
    const soft = { k: 3, stiffness: 2, start: { responsibilities } };
    expect(SoftKMeans.fit(points, { ...soft, standardize }).iterations).toBe(
      SoftKMeans.fit(rows, soft).iterations,
    );
  });

  it("weighs rows in means and deviations, and leaves out those of weight 0", () => {
    const weights = points.map((_, i) => i % 4);
    const { means, scales } = zScores(points, weights);
    const model = KMeans.fit(points, { k: 3, standardize, weights });
    expect(worstError(model.standardization!.means, means)).toBeLessThan(TOLERANCE);
    expect(worstError(model.standardization!.scales, scales)).toBeLessThan(TOLERANCE);
    const without = points.filter((_, i) => weights[i] > 0);
    const fewer = KMeans.fit(without, { k: 3, standardize, weights: weights.filter((w) => w > 0) });
    expect(fewer.centroids).toEqual(model.centroids);
    expect(fewer.standardization).toEqual(model.standardization);
    expect(model.labels.filter((_, i) => weights[i] > 0)).toEqual(fewer.labels);
    const far = points.map((row, i) => (weights[i] > 0 ? row : row.map((x) => 1e9 * x)));
    expect(KMeans.fit(far, { k: 3, standardize, weights }).centroids).toEqual(model.centroids);
  });

  it("does not see the units of columns, to the bit, where they are powers of two", () => {
    const units = [2 ** 40, 2 ** -700, 2 ** 9, 2 ** -33, 2 ** 300];
    const scaled = points.map((row) => row.map((x, j) => x * units[j]));
    const [a, b] = [points, scaled].map((rows) => KMeans.fit(rows, { k: 3, standardize }));
    expect(b.labels).toEqual(a.labels);
    expect(b.inertia).toBe(a.inertia);
    expect(b.centroids).toEqual(a.centroids.map((row) => row.map((x, j) => x * units[j])));
    const [c, d] = [points, scaled].map((rows) =>
      GaussianMixture.fit(rows, { k: 3, standardize, covariance: "full" }),
    );
    expect(digest(d.responsibilities(scaled))).toBe(digest(c.responsibilities(points)));
  });

  it.each([
    ["one point", [[3, 4]], 1],
    ["one column", [[1], [2], [9]], 2],
    [
      "nothing but duplicates",
      [
        [1, 5],
        [1, 5],
        [1, 5],
      ],
      1,
    ],
    ["values at 1e9 ± 0.1", [[1e9], [1e9 + 0.1], [1e9 + 5], [1e9 + 5.1]], 2],
    [
      "tiny values",
      [
        [1e-200, 1],
        [2e-200, 2],
        [9e-200, 1],
        [8e-200, 1],
      ],
      2,
    ],
    [
      "huge values",
      [
        [1e300, 1],
        [2e300, 2],
        [9e300, 1],
        [-8e300, 1],
      ],
      2,
    ],
  ])("gives numbers for %s", (_, rows, k) => {
    const { means, scales } = zScores(rows);
    const model = KMeans.fit(rows, { k, standardize });
    const values = [...model.centroids.flat(), model.inertia, ...model.standardization!.scales];
    expect(values.every(Number.isFinite)).toBe(true);
    if (scales.every(Number.isFinite)) {
      expect(worstError(model.standardization!.means, means)).toBeLessThan(TOLERANCE);
    }
    expect(model.predict(rows)).toEqual(model.labels);
  });

  it("keeps z-scores in float32 where that is asked for, and reads values in float64 before", () => {
    const { rows } = zScores(points);
    const model = KMeans.fit(points, { k: 3, standardize, precision: "float32" });
    const byHand = KMeans.fit(rows, { k: 3, precision: "float32" });
    expect(model.precision).toBe("float32");
    expect(model.labels).toEqual(byHand.labels);
    expect(worstError([model.inertia], [byHand.inertia])).toBeLessThan(1e-6);
    expect(model.predict(points)).toEqual(model.labels);
  });

  it("does not change Points, and fits them again and again alike", () => {
    const held = Points.from(points);
    const plain = KMeans.fit(held, { k: 3 });
    const fits = [1, 2].map(() => KMeans.fit(held, { k: 3, standardize }));
    const soft = SoftKMeans.fit(held, { k: 3, standardize, stiffness: 2 });
    expect(fits[1].toJSON()).toEqual(fits[0].toJSON());
    expect(fits[0].toJSON()).toEqual(KMeans.fit(points, { k: 3, standardize }).toJSON());
    expect(soft.standardization).toEqual(fits[0].standardization);
    expect(KMeans.fit(held, { k: 3 }).toJSON()).toEqual(plain.toJSON());
    expect(fits[0].predict(held)).toEqual(fits[0].labels);
    held.dispose();
    expect(() => KMeans.fit(held, { k: 3, standardize })).toThrow("disposed");
  });

  it("is the same in slices, in workers and step by step", async () => {
    const many = people(9_000);
    const options = { k: 3, standardize, covariance: "full", maxIterations: 8 } as const;
    const model = GaussianMixture.fit(many, options);
    const progress: number[] = [];
    const onProgress = ({ objective }: { readonly objective: number }) => progress.push(objective);
    for (const threads of [undefined, 2]) {
      const other = await GaussianMixture.fitAsync(many, { ...options, threads, onProgress });
      expect({ ...other.toJSON(), diagnostics: [] }).toEqual({
        ...model.toJSON(),
        diagnostics: [],
      });
    }
    expect(progress.at(-1)).toBe(model.logLikelihood);
    expect(await model.predictAsync(many)).toEqual(model.labels);
    const steps = [...GaussianMixture.steps(many, options)];
    expect(steps.at(-1)!.means).toEqual(model.means);
    expect(steps.at(-1)!.covariances).toEqual(model.covariances);
    expect(steps.map(({ logLikelihood }) => logLikelihood)).toEqual(model.history);
    const hard = [...KMeans.steps(many, { k: 3, standardize })];
    expect(hard.at(-1)!.centroids).toEqual(KMeans.fit(many, { k: 3, standardize }).centroids);
  });

  it("speaks of the user's values in diagnostics", () => {
    const uniform = uniforms(9);
    const rows = Array.from({ length: 90 }, (_, i) =>
      i < 30 ? [50_000, 20 + uniform()] : [70_000 + 9_000 * uniform(), 60 + 9 * uniform()],
    );
    const raw = GaussianMixture.fit(rows, { k: 2, covariance: "diagonal" });
    const model = GaussianMixture.fit(rows, { k: 2, covariance: "diagonal", standardize });
    expect(raw.diagnostics[0].message).toContain("all its points are 50000 there");
    expect(model.diagnostics[0].message).toContain("all its points are 50000 there");
    const far = [...rows.slice(30), [1e9, 1e5]];
    const one = GaussianMixture.fit(far, { k: 2, covariance: "diagonal", standardize });
    const other = GaussianMixture.fit(far, { k: 2, covariance: "diagonal" });
    expect(one.diagnostics[0].message).toBe(other.diagnostics[0].message);
  });

  it("serves selectK", () => {
    const { best, table } = selectK(GaussianMixture, points, {
      k: [1, 2, 3, 4],
      standardize,
      covariance: "diagonal",
    });
    expect(best.k).toBe(3);
    expect(table[2].bic).toBe(
      GaussianMixture.fit(points, { k: 3, standardize, covariance: "diagonal" }).bic,
    );
    expect(selectK(KMeans, points, { k: [2, 3, 4], standardize, restarts: 3 }).best.k).toBe(3);
  });

  it.each(forms)("compares fits alike with selectK, collapsed ones as well: %s", (covariance) => {
    const table = [...points.slice(0, 60), [1e6, 40, 0.02, 1.7e12, 7], [1e6, 40, 0.02, 1.7e12, 7]];
    const { rows, scales } = zScores(table);
    const shift = -scales.reduce((sum, scale) => sum + Math.log(scale), 0) * table.length;
    for (const criterion of ["bic", "silhouette", "calinski-harabasz", "davies-bouldin"] as const) {
      const options = { k: [2, 3, 4, 5], covariance, criterion };
      const model = selectK(GaussianMixture, table, { ...options, standardize });
      const byHand = selectK(GaussianMixture, rows, options);
      expect(model.best.k).toBe(byHand.best.k);
      model.table.forEach((row, i) => {
        const other = byHand.table[i];
        const shifted = other.compared === undefined ? undefined : other.compared - 2 * shift;
        expect(row.compared === undefined).toBe(shifted === undefined);
        const got = [row.compared, row.silhouette, row.calinskiHarabasz, row.daviesBouldin];
        const expected = [shifted, other.silhouette, other.calinskiHarabasz, other.daviesBouldin];
        got.forEach((value, j) => {
          if (value !== undefined) expect(worstError([value], [expected[j]])).toBeLessThan(1e-9);
        });
      });
    }
  });

  it("refuses starts that leave all numbers in standard deviations", () => {
    const cross = [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [3, 3],
    ];
    const tiny = cross.map(([x, y]) => [x * 1e-150, y]);
    for (const covariance of ["tied", "full", "diagonal"] as const) {
      const own = {
        tied: [
          [1e30, 0],
          [0, 1],
        ],
        full: [
          [
            [1e30, 0],
            [0, 1],
          ],
        ],
        diagonal: [[1e30, 1]],
      };
      const start = { covariances: own[covariance] } as never;
      const options = { k: 1, covariance, standardize, start };
      expect(() => GaussianMixture.fit(tiny, options)).toThrow('"start.covariances"');
      const model = GaussianMixture.fit(cross, { k: 1, covariance });
      const far = cross.map(([x, y]) => [x * 1e200, y]);
      const from = { k: 1, covariance, standardize, start: model } as const;
      expect(() => GaussianMixture.fit(far, from)).toThrow('"start" expected');
    }
  });

  it("tells spherical variances of another fit in units of this one", () => {
    const raw = GaussianMixture.fit(points, { k: 3 });
    const own = GaussianMixture.fit(points, { k: 3, standardize });
    for (const [start, to] of [
      [raw, true],
      [own, false],
    ] as const) {
      const { covariances } = GaussianMixture.fit(points, {
        k: 3,
        start,
        standardize: to,
        maxIterations: 0,
      });
      const scales = own.standardization!.scales;
      const ratios = scales.map((scale) => (to ? 1 / scale ** 2 : scale ** 2));
      const mean = ratios.reduce((a, b) => a + b, 0) / ratios.length;
      expect(
        worstError(
          covariances,
          start.covariances.map((v) => v * mean),
        ),
      ).toBeLessThan(TOLERANCE);
    }
  });

  it("keeps covariances and precisions numbers where units leave no room for them", () => {
    const cross = (a: number) => [
      [a, 0],
      [-a, 0],
      [0, a],
      [0, -a],
    ];
    for (const scale of [1e200, 1e-300, 1e-150]) {
      for (const covariance of ["diagonal", "tied", "full"] as const) {
        const model = GaussianMixture.fit(cross(scale), { k: 1, covariance, standardize });
        const values = [model.covariances, model.precisions].flatMap((all) =>
          (all as number[][][]).flat(2),
        );
        expect(values.some(Number.isNaN)).toBe(false);
        expect(values.every(Number.isFinite)).toBe(true);
      }
    }
    const json = KMeans.fit(
      [
        [1, 2],
        [3, 5],
      ],
      { k: 1, standardize },
    ).toJSON();
    const beyond = {
      ...json,
      centroids: [[1e10, 0]],
      standardization: { means: [0, 0], scales: [1e308, 1] },
    };
    expect(() => KMeans.fromJSON(beyond)).toThrow(
      '"json.centroids" expected values that json.standardization',
    );
  });

  it("does not see how large weights are", () => {
    const table = [
      [0, 0],
      [1, 100],
      [10, 0],
      [11, 100],
    ];
    const fits = [1, 2 ** -1072, 2 ** 900].map((unit) =>
      KMeans.fit(table, { k: 2, standardize, weights: [2, 4, 2, 6].map((w) => w * unit) }),
    );
    expect(fits[1].standardization).toEqual(fits[0].standardization);
    expect(fits[2].standardization).toEqual(fits[0].standardization);
    const faint = KMeans.fit([[1], [2], [9]], {
      k: 1,
      standardize,
      weights: [5e-324, 5e-324, 5e-324],
    });
    expect(faint.standardization!.means).toEqual([4]);
  });

  it("gives memory back where Points are disposed of while rows are prepared", async () => {
    const rows = people(30_000);
    for (let turns = 0; turns < 12; turns++) {
      const held = Points.from(rows);
      const fit = KMeans.fitAsync(held, { k: 3, standardize });
      for (let turn = 0; turn < turns; turn++) await new Promise((done) => setTimeout(done, 1));
      held.dispose();
      await fit.catch((error: unknown) => expect(String(error)).toContain("disposed"));
    }
  });

  it("refuses what is neither true nor false", () => {
    const options = { k: 2, standardize: "yes" } as never;
    expect(() => KMeans.fit(points, options)).toThrow(
      '"standardize" expected true or false, got "yes"',
    );
  });

  it("refuses points too far away to be told apart in standard deviations", () => {
    const model = KMeans.fit([[1e-150], [2e-150]], { k: 1, standardize });
    expect(() => model.predict([[1e200]])).toThrow("squared distances stay finite");
    const two = blobs(10, 2, 2);
    expect(() => KMeans.fit(two, { k: 2, standardize }).predict([[1, NaN]])).toThrow("row 0");
  });
});
