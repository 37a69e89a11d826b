import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, worstError } from "../data.js";

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;
const points = blobs(200, 3, 4);
const parsed = (model: object) => JSON.parse(JSON.stringify(model)) as Record<string, unknown>;

/** The same JSON with a few fields replaced. */
type Broken = [what: string, fields: Record<string, unknown>, error: typeof Error, message: string];

describe("JSON of SoftKMeans", () => {
  const options = { k: 4, stiffness: 2, seed: 1, start: "sample", maxIterations: 2 } as const;
  const model = SoftKMeans.fit(points, options);
  const json = model.toJSON();

  it("goes round without losing a bit, at every stiffness", () => {
    for (const stiffness of [0, 1e-320, 0.1, 2, 1e300, Infinity]) {
      for (const distance of ["half-squared", "euclidean"] as const) {
        for (const precision of ["float64", "float32"] as const) {
          const fit = SoftKMeans.fit(points, { ...options, stiffness, distance, precision });
          const copy = SoftKMeans.fromJSON(parsed(fit));
          expect(copy).toBeInstanceOf(SoftKMeans);
          expect(copy).toEqual(fit);
          expect(copy.responsibilities(points)).toEqual(fit.responsibilities(points));
          expect(copy.predict(points)).toEqual(fit.predict(points));
          expect(JSON.stringify(copy)).toBe(JSON.stringify(fit));
          expect(SoftKMeans.fromJSON(fit.toJSON())).toEqual(fit);
        }
      }
    }
  });

  it("writes what JSON has no number for as words", () => {
    const limit = SoftKMeans.fit(points, { ...options, stiffness: Infinity });
    expect(parsed(limit)["stiffness"]).toBe("Infinity");
    const free = parsed(SoftKMeans.fit(points, { ...options, stiffness: 0 }));
    expect(free["freeEnergy"]).toBe("-Infinity");
    expect((free["history"] as unknown[]).every((value) => value === "-Infinity")).toBe(true);
  });

  it("can leave the labels out, ignores unknown keys and shares nothing with the model", () => {
    const small = model.toJSON({ labels: false });
    expect(small).not.toHaveProperty("labels");
    expect(SoftKMeans.fromJSON(small).labels).toHaveLength(0);
    expect(SoftKMeans.fromJSON(small).predict(points)).toEqual(model.labels);
    expect(SoftKMeans.fromJSON({ ...json, columns: ["x"] })).toEqual(model);
    const before = JSON.stringify(model);
    const copy = model.toJSON();
    copy.centroids[0][0] = 77;
    copy.sizes[0] = 77;
    copy.history[0] = 77;
    copy.labels![0] = 3 - copy.labels![0];
    Object.assign(copy.diagnostics[0], { code: "77" });
    expect(JSON.stringify(model)).toBe(before);
    expect(() => model.toJSON({ label: false } as object)).toThrow('did you mean "labels"?');
  });

  // prettier-ignore
  const broken: Broken[] = [
    ["another model", { model: "KMeans" }, RangeError, '"json.model" expected "SoftKMeans", got "KMeans"'],
    ["another version", { version: 2 }, RangeError, '"json.version" expected 1, the only version this release reads, got 2'],
    ["a stiffness below 0", { stiffness: -1 }, RangeError, '"json.stiffness" expected a number of at least 0, got -1'],
    ["a stiffness of NaN", { stiffness: NaN }, RangeError, '"json.stiffness" expected a number of at least 0, got NaN'],
    ["no stiffness", { stiffness: undefined }, TypeError, '"json.stiffness" expected a number of at least 0, got undefined'],
    ["a stiffness in words", { stiffness: "-Infinity" }, TypeError, '"json.stiffness" expected a number of at least 0, got "-Infinity"'],
    ["a misspelt distance", { distance: "euclidian" }, RangeError, '"json.distance" expected "half-squared" or "euclidean" or "cosine", got "euclidian"'],
    ["a million components claimed", { k: 1e6 }, RangeError, '"json.centroids" expected 1000000 entries, got 4'],
    ["a million dimensions claimed", { dimensions: 1e6 }, RangeError, '"json.centroids[0]" expected 1000000 entries, got 3'],
    ["k = 0", { k: 0 }, RangeError, '"json.k" expected an integer in 1..4294967296, got 0'],
    ["centroids that claim a shape", { k: 2 ** 32, dimensions: 1, centroids: { data: [0], shape: [2 ** 32, 1], strides: [0, 0] } }, TypeError, '"json.centroids" expected an array, got an object'],
    ["a NaN centroid", { centroids: [[1, 2, NaN], ...json.centroids.slice(1)] }, RangeError, '"json.centroids[0][2]" expected a finite number, got NaN'],
    ["a null centroid", { centroids: [[1, 2, null], ...json.centroids.slice(1)] }, TypeError, '"json.centroids[0][2]" expected a finite number, got null'],
    ["a ragged centroid", { centroids: [...json.centroids.slice(1), [1]] }, RangeError, '"json.centroids[3]" expected 3 entries, got 1'],
    ["a free energy of NaN", { freeEnergy: NaN }, RangeError, '"json.freeEnergy" expected a finite number, got NaN'],
    ["a free energy of Infinity", { freeEnergy: "Infinity" }, TypeError, '"json.freeEnergy" expected a finite number, got "Infinity"'],
    ["a wrong history", { history: [1] }, RangeError, '"json.history" expected 2 entries, got 1'],
    ["a word in the history", { history: [1, "x"] }, TypeError, '"json.history[1]" expected a finite number, got "x"'],
    ["a negative size", { sizes: [-1, 1, 1, 1] }, RangeError, '"json.sizes[0]" expected a finite number of at least 0, got -1'],
    ["a label out of range", { labels: [0, 4] }, RangeError, '"json.labels[1]" expected an integer in 0..3, got 4'],
    ["a negative iteration", { iterations: -1 }, RangeError, '"json.iterations" expected an integer in 0..4294967296, got -1'],
  ];

  it.each(broken)("refuses %s", (_, fields, error, message) => {
    expect(() => SoftKMeans.fromJSON({ ...json, ...fields })).toThrow(new error(message));
  });
});

describe("JSON of GaussianMixture", () => {
  it.each(FORMS)("goes round without losing a bit, %s", (covariance) => {
    for (const precision of ["float64", "float32"] as const) {
      for (const options of [
        {},
        { regularization: 0 },
        { maxIterations: 1 },
        { weights: points.map((_, i) => i % 3) },
      ]) {
        const fit = GaussianMixture.fit(points, { k: 4, covariance, precision, ...options });
        const copy = GaussianMixture.fromJSON(parsed(fit));
        expect(copy).toBeInstanceOf(GaussianMixture);
        expect(copy).toEqual(fit);
        expect(copy.predict(points)).toEqual(fit.predict(points));
        expect(copy.responsibilities(points)).toEqual(fit.responsibilities(points));
        expect(copy.logDensity(points)).toEqual(fit.logDensity(points));
        expect(copy.sample(9)).toEqual(fit.sample(9));
        expect(copy.bic).toBe(fit.bic);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(fit));
      }
    }
  });

  it.each(FORMS)(
    "of a fit that stands at its floors too, and its parameters can start another, %s",
    (covariance) => {
      const line = Array.from({ length: 30 }, (_, i) => [i % 7, 2 * (i % 7) + 1, (i % 7) / 3]);
      const few = Array.from({ length: 30 }, (_, i) => [i % 3, (i % 3) ** 2, 1]);
      const thin = blobs(5, 3, 2);
      for (const data of [line, few, thin]) {
        for (const regularization of [0, 1e-12, 1e-6]) {
          for (let seed = 0; seed < 5; seed++) {
            const options = {
              k: 3,
              covariance,
              regularization,
              seed,
              tolerance: 0,
              maxIterations: 50,
            };
            const fit = GaussianMixture.fit(data, options);
            const copy = GaussianMixture.fromJSON(parsed(fit));
            expect(copy).toEqual(fit);
            expect(copy.logDensity(data)).toEqual(fit.logDensity(data));
            expect(copy.responsibilities(data)).toEqual(fit.responsibilities(data));
            expect(copy.predict(data)).toEqual(fit.labels);
            const { weights, means, covariances } = fit;
            const known = GaussianMixture.from({ weights, means, covariances, covariance });
            expect(Array.from(known.logDensity(data)).every(Number.isFinite)).toBe(true);
            const start = { weights, means, covariances } as never;
            const again = GaussianMixture.fit(data, { ...options, start, maxIterations: 1 });
            expect(Number.isFinite(again.logLikelihood)).toBe(true);
          }
        }
      }
    },
  );

  it("can leave the labels out, ignores unknown keys and shares nothing with the model", () => {
    const model = GaussianMixture.fit(points, {
      k: 4,
      covariance: "full",
      start: "sample",
      maxIterations: 1,
    });
    const small = model.toJSON({ labels: false });
    expect(small).not.toHaveProperty("labels");
    expect(GaussianMixture.fromJSON(small).labels).toHaveLength(0);
    expect(GaussianMixture.fromJSON(small).predict(points)).toEqual(model.labels);
    expect(GaussianMixture.fromJSON({ ...model.toJSON(), columns: ["x"] })).toEqual(model);
    const before = JSON.stringify(model);
    const copy = model.toJSON();
    for (const list of numberLists(copy)) list.fill(77);
    Object.assign(copy.diagnostics[0], { code: "77" });
    expect(JSON.stringify(model)).toBe(before);
    expect(model.logDensity([[0, 0, 0]])).toEqual(
      GaussianMixture.fromJSON(JSON.parse(before)).logDensity([[0, 0, 0]]),
    );
  });

  /** Every list of numbers, however deep. */
  function numberLists(value: unknown): number[][] {
    if (typeof value !== "object" || value === null) return [];
    if (Array.isArray(value) && typeof value[0] === "number") return [value as number[]];
    return Object.values(value).flatMap(numberLists);
  }

  const options = { k: 2, start: "k-means++", maxIterations: 2, tolerance: 0 } as const;
  const model = GaussianMixture.fit(points, options);
  const json = model.toJSON();
  const { means, covariances } = json;
  const [first, second] = means;
  const eye = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const full = (matrix: unknown) => ({
    covariance: "full",
    covariances: [matrix, eye],
    factors: undefined,
  });
  const tied = (matrix: unknown) => ({
    covariance: "tied",
    covariances: matrix,
    factors: undefined,
  });

  // prettier-ignore
  const broken: Broken[] = [
    ["another model", { model: "SoftKMeans" }, RangeError, '"json.model" expected "GaussianMixture", got "SoftKMeans"'],
    ["a misspelt covariance", { covariance: "ful" }, RangeError, '"json.covariance" expected "spherical" or "diagonal" or "tied" or "full", got "ful"'],
    ["no covariance", { covariance: undefined }, TypeError, '"json.covariance" expected "spherical" or "diagonal" or "tied" or "full", got undefined'],
    ["covariances of another form", { covariance: "diagonal" }, TypeError, `"json.covariances[0]" expected 3 numbers, got ${covariances[0] as number}`],
    ["a million components claimed", { k: 1e6 }, RangeError, '"json.means" expected 1000000 entries, got 2'],
    ["a million dimensions claimed", { dimensions: 1e6 }, RangeError, '"json.means[0]" expected 1000000 entries, got 3'],
    ["means that claim a shape", { k: 2 ** 32, dimensions: 2 ** 32, means: { data: [0], shape: [2 ** 32, 2 ** 32], strides: [0, 0] } }, TypeError, '"json.means" expected an array, got an object'],
    ["weights that claim a length", { weights: { length: 2 ** 32 } }, RangeError, '"json.weights" expected 2 numbers, got 4294967296 entries'],
    ["weights that do not sum to 1", { weights: [0.5, 0.4] }, RangeError, '"json.weights" expected numbers that sum to 1, got a sum of 0.9'],
    ["a negative weight", { weights: [-0.5, 1.5] }, RangeError, '"json.weights[0]" expected a finite number of at least 0, got -0.5'],
    ["a NaN weight", { weights: [NaN, 1] }, RangeError, '"json.weights[0]" expected a finite number of at least 0, got NaN'],
    ["a weight as text", { weights: ["0.5", 0.5] }, TypeError, '"json.weights[0]" expected a finite number, got "0.5"'],
    ["too many weights", { weights: [0.5, 0.25, 0.25] }, RangeError, '"json.weights" expected 2 numbers, got 3 entries'],
    ["a NaN mean", { means: [first, [1, NaN, 2]] }, RangeError, '"json.means[1][1]" expected a finite number, got NaN'],
    ["a null mean", { means: [first, [1, null, 2]] }, TypeError, '"json.means[1][1]" expected a finite number, got null'],
    ["ragged means", { means: [first, second.slice(1)] }, RangeError, '"json.means[1]" expected 3 entries, got 2'],
    ["a variance of 0", { covariances: [0, 1] }, RangeError, '"json.covariances[0]" expected a finite number of at least 1e-307, got 0'],
    ["a negative variance", { covariances: [1, -1] }, RangeError, '"json.covariances[1]" expected a finite number of at least 1e-307, got -1'],
    ["a variance of Infinity", { covariances: [1, Infinity] }, RangeError, '"json.covariances[1]" expected a finite number of at least 1e-307, got Infinity'],
    ["an indefinite matrix", full([[1, 2, 0], [2, 1, 0], [0, 0, 1]]), RangeError, '"json.covariances[0]" expected a positive definite matrix, got one that is not'],
    ["an indefinite tied matrix", tied([[1, 2, 0], [2, 1, 0], [0, 0, 1]]), RangeError, '"json.covariances" expected a positive definite matrix, got one that is not'],
    ["a negative matrix", full([[-1, 0, 0], [0, 1, 0], [0, 0, 1]]), RangeError, '"json.covariances[0]" expected a positive definite matrix, got one that is not'],
    ["a negative last variance", tied([[1, 0, 0], [0, 1, 0], [0, 0, -1]]), RangeError, '"json.covariances" expected a positive definite matrix, got one that is not'],
    ["a singular matrix", tied([[1, 1, 0], [1, 1, 0], [0, 0, 1]]), RangeError, '"json.covariances" expected a positive definite matrix, got one that is not'],
    ["a matrix of zeros", full([[0, 0, 0], [0, 0, 0], [0, 0, 0]]), RangeError, '"json.covariances[0]" expected a positive definite matrix, got one that is not'],
    ["a matrix that is not symmetric", tied([[1, 0.5, 0], [0, 1, 0], [0, 0, 1]]), RangeError, '"json.covariances" expected a symmetric matrix, got 0 at [1][0] and 0.5 at [0][1]'],
    ["a ragged matrix", full([[1, 0, 0], [0, 1], [0, 0, 1]]), RangeError, '"json.covariances[0][1]" expected 3 numbers, got 2 entries'],
    ["no logLikelihood", { logLikelihood: null }, TypeError, '"json.logLikelihood" expected a finite number, got null'],
    ["a negative total weight", { totalWeight: -1 }, RangeError, '"json.totalWeight" expected a finite number of at least 0, got -1'],
    ["a wrong history", { history: [1] }, RangeError, '"json.history" expected 2 entries, got 1'],
    ["a negative size", { sizes: [-1, 201] }, RangeError, '"json.sizes[0]" expected a finite number of at least 0, got -1'],
    ["a label out of range", { labels: [0, 2] }, RangeError, '"json.labels[1]" expected an integer in 0..1, got 2'],
  ];

  it.each(broken)("refuses %s", (_, fields, error, message) => {
    expect(() => GaussianMixture.fromJSON({ ...json, ...fields })).toThrow(new error(message));
  });

  it("refuses what is no object, lies in a prototype or belongs to another model", () => {
    for (const hostile of [
      undefined,
      null,
      "{}",
      [],
      {},
      Object.create(json),
      JSON.parse(`{"__proto__": ${JSON.stringify(json)}}`),
      KMeans.fit(points, { k: 2 }).toJSON(),
      { ...json, format: "other" },
    ]) {
      expect(() => GaussianMixture.fromJSON(hostile)).toThrow(/^"json(\.\w+)?" expected /);
      expect(() => SoftKMeans.fromJSON(hostile)).toThrow(/^"json(\.\w+)?" expected /);
    }
    expect(({} as Record<string, unknown>)["format"]).toBeUndefined();
  });

  it("refuses factors that are not those of its matrices", () => {
    const whole = GaussianMixture.fit(points, { k: 2, covariance: "full" }).toJSON();
    const { variances, lower } = whole.factors!;
    for (const [factors, message] of [
      [null, '"json.factors" expected an object, got null'],
      [{ variances, lower: [] }, '"json.factors.lower" expected 6 numbers, got 0 entries'],
      [{ variances: [1], lower }, '"json.factors.variances" expected 6 numbers, got 1 entries'],
      [{ variances: variances.with(0, 0), lower }, "expected a finite number above 0, got 0"],
      [{ variances: variances.with(0, NaN), lower }, "a finite number above 0, got NaN"],
      [{ variances: variances.with(0, 9), lower }, 'the factors of "json.covariances", got others'],
      [{ variances, lower: lower.with(5, 1e200) }, 'the factors of "json.covariances", got others'],
      [{ variances, lower: lower.with(3, 0.77) }, 'the factors of "json.covariances", got others'],
    ] as const) {
      expect(() => GaussianMixture.fromJSON({ ...whole, factors })).toThrow(message);
    }
    // Without them they are computed.
    const copy = GaussianMixture.fromJSON({ ...whole, factors: undefined });
    expect(
      worstError(copy.logDensity(points), GaussianMixture.fromJSON(whole).logDensity(points)),
    ).toBeLessThan(1e-12);
  });

  it("survives fields of any kind: a clear error or a model that works, and never NaN", () => {
    const nasty = [
      null,
      -1,
      0,
      1.5,
      1e308,
      NaN,
      "x",
      [],
      {},
      [[]],
      [[[]]],
      true,
      [1e308, 1e308],
      { length: 1e9 },
    ];
    for (const covariance of FORMS) {
      const whole = GaussianMixture.fit(points, { k: 2, covariance }).toJSON();
      for (const field of Object.keys(whole)) {
        for (const value of nasty) {
          let copy: GaussianMixture;
          try {
            copy = GaussianMixture.fromJSON({ ...whole, [field]: value });
          } catch (error) {
            expect(error instanceof TypeError || error instanceof RangeError).toBe(true);
            expect((error as Error).message).toMatch(/^"json(\.\w+)?[^"]*" expected /);
            continue;
          }
          expect(Array.from(copy.logDensity(points)).some(Number.isNaN)).toBe(false);
        }
      }
    }
  });
});
