import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FittedModel, GaussianMixture, KMeans, Points, selectK, SoftKMeans } from "mixtura";
import { blobs } from "../data.js";

/** A fit that starts from a model of the same class goes on from it, bit for bit. */

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;
const TABLES = {
  blobs: blobs(2500, 3, 4, 7),
  "far from the origin": blobs(500, 2, 3, 2).map((row) => row.map((x) => x + 1e7)),
  "with sentinels": blobs(400, 3, 3, 4).map((row, i) => (i % 40 === 0 ? row.map(() => -9999) : row)), // prettier-ignore
  huge: blobs(200, 2, 3, 6).map((row) => row.map((x) => x * 1e150)),
  tiny: blobs(200, 2, 3, 6).map((row) => row.map((x) => x * 1e-150)),
  "collinear columns": blobs(300, 2, 3, 8).map(([x, y]) => [x, y, x + y, 3]),
  duplicates: blobs(30, 2, 3, 9).flatMap((row) => [row, row, row, row]),
};
const GIVEN = {
  plain: {},
  weighted: { weights: true },
  float32: { precision: "float32" },
} as const;
const FIRST = 3;

type Options = { k: number; maxIterations: number; seed: number; tolerance: number };
interface Fitted extends FittedModel {
  readonly history: number[];
  readonly converged: boolean;
}

/** What was found, without how long it took. */
const RESULT = ["labels", "sizes", "centroids", "inertia", "freeEnergy", "weights", "means", "covariances", "factors", "logLikelihood"]; // prettier-ignore

function resultOf(model: FittedModel): object {
  const json = model.toJSON() as Record<string, unknown>;
  return Object.fromEntries(RESULT.map((field) => [field, json[field]]));
}

/** The whole fit, and the first iterations of it and then the rest. */
function expectGoesOn<Model extends Fitted>(
  rows: number[][],
  given: { readonly weights?: true; readonly precision?: "float32" },
  fit: (options: Options, start?: Model) => Model,
  read: (json: unknown) => Model,
): void {
  const weights = given.weights && rows.map((_, i) => (i % 5) / 2);
  // float32 holds nothing of 1e±150.
  if (given.precision && Math.abs(rows[0][0]) > 1e30) return;
  const options = { k: 3, seed: 1, tolerance: 0, ...given, weights };
  const whole = fit({ ...options, maxIterations: 12 });
  const first = fit({ ...options, maxIterations: FIRST });
  if (first.converged) return;
  for (const start of [first, read(JSON.parse(JSON.stringify(first)))]) {
    const rest = fit({ ...options, maxIterations: 12 - FIRST }, start);
    expect(resultOf(rest)).toEqual(resultOf(whole));
    expect(rest.history).toEqual(whole.history.slice(FIRST));
    expect(rest.converged).toBe(whole.converged);
  }
  const itself = fit({ ...options, maxIterations: 0 }, first);
  expect(resultOf(itself)).toEqual(resultOf(first));
}

describe.each(Object.entries(TABLES))("%s", (_, rows) => {
  describe.each(Object.entries(GIVEN))("%s", (_name, given) => {
    it("KMeans", () => {
      for (const cold of ["sample", "k-means++"] as const) {
        expectGoesOn<KMeans>(rows, given, (options, start) => KMeans.fit(rows, { start: cold, ...options, ...(start && { start }) }), (json) => KMeans.fromJSON(json)); // prettier-ignore
      }
    });

    it("SoftKMeans", () => {
      const [low, high] = [Math.min(...rows.flat()), Math.max(...rows.flat())];
      const width = (high - low) / 8;
      for (const soft of [
        { stiffness: 1 / width / width },
        { stiffness: 1 / width, distance: "euclidean" as const },
        { stiffness: Infinity },
      ]) {
        expectGoesOn<SoftKMeans>(rows, given, (options, start) => SoftKMeans.fit(rows, { ...soft, ...options, ...(start && { start }) }), (json) => SoftKMeans.fromJSON(json)); // prettier-ignore
      }
    });

    it.each(FORMS)("GaussianMixture, %s", (covariance) => {
      for (const regularization of [1e-12, 0.05]) {
        expectGoesOn<GaussianMixture>(rows, given, (options, start) => GaussianMixture.fit(rows, { covariance, regularization, start: "sample", ...options, ...(start && { start }) }), (json) => GaussianMixture.fromJSON(json)); // prettier-ignore
      }
    });
  });
});

describe("a model as a start", () => {
  const rows = TABLES.blobs;

  it("suits other data, other options, and a mixture of known parameters", () => {
    const first = KMeans.fit(rows.slice(0, 1000), { k: 3 });
    const model = KMeans.fit(rows, { k: 3, start: first });
    expect(model).toEqual(KMeans.fit(rows, { k: 3, start: { centroids: first.centroids } }));
    const loose = SoftKMeans.fit(rows, { k: 3, stiffness: 0.3 });
    const stiff = SoftKMeans.fit(rows, { k: 3, stiffness: 3, start: loose });
    expect(stiff).toEqual(
      SoftKMeans.fit(rows, { k: 3, stiffness: 3, start: { centroids: loose.centroids } }),
    );
    const known = { weights: [0.5, 0.5], means: [0, 9], covariances: [1, 4] };
    const points = [0, 1, 2, 8, 9, 11];
    const from = GaussianMixture.fit(points, { k: 2, start: GaussianMixture.from(known) });
    expect(from).toEqual(GaussianMixture.fit(points, { k: 2, start: known }));
  });

  it("draws nothing, so restarts are one", () => {
    const start = KMeans.fit(rows, { k: 3, maxIterations: 2 });
    expect(KMeans.fit(rows, { k: 3, start, restarts: 5 })).toEqual(KMeans.fit(rows, { k: 3, start })); // prettier-ignore
  });

  it("is not changed, and what users do to its lists changes nothing", () => {
    const start = GaussianMixture.fit(rows, { k: 3, maxIterations: 2, covariance: "full" });
    const before = JSON.stringify(start);
    const options = { k: 3, covariance: "full", start } as const;
    const model = GaussianMixture.fit(rows, options);
    expect(JSON.stringify(start)).toBe(before);
    start.means[0][0] = 1e9;
    start.weights.fill(0);
    expect(GaussianMixture.fit(rows, options)).toEqual(model);
  });

  it("goes on in slices, in steps, with threads and in selectK", async () => {
    const points = Points.from(rows);
    const start = GaussianMixture.fit(points, { k: 3, maxIterations: 2 });
    const options = { k: 3, start };
    const model = GaussianMixture.fit(points, options);
    expect(await GaussianMixture.fitAsync(points, options)).toEqual(model);
    const threaded = await GaussianMixture.fitAsync(points, { ...options, threads: 2 });
    expect(resultOf(threaded)).toEqual(resultOf(model));
    const steps = GaussianMixture.steps(points, options);
    let step = steps.next();
    while (!step.done) step = steps.next();
    expect(step.value).toEqual(model);
    expect(selectK(GaussianMixture, points, { ...options, k: [3] }).best).toEqual(model);
    expect(() => selectK(GaussianMixture, points, { ...options, k: [2, 3] })).toThrow('"start" expected a word'); // prettier-ignore
    points.dispose();
  });

  it("goes on from any iteration of any table", () => {
    const value = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })); // prettier-ignore
    const table = fc.array(fc.tuple(value, value), { minLength: 4, maxLength: 40 });
    const cases = fc.tuple(table, fc.integer({ min: 1, max: 4 }), fc.nat(9), fc.constantFrom(...FORMS), fc.integer({ min: 1, max: 6 })); // prettier-ignore
    fc.assert(
      fc.property(cases, ([data, k, seed, covariance, maxIterations]) => {
        const options = { k, seed, covariance, start: "sample" as const, tolerance: 0 };
        const whole = GaussianMixture.fit(data, { ...options, maxIterations: 10 });
        const start = GaussianMixture.fit(data, { ...options, maxIterations });
        if (start.converged) return;
        const rest = GaussianMixture.fit(data, { ...options, start, maxIterations: 10 - maxIterations }); // prettier-ignore
        expect(rest.history).toEqual(whole.history.slice(maxIterations));
        expect(rest.covariances).toEqual(whole.covariances);
      }),
    );
  });
});

describe("refuses", () => {
  const hard = KMeans.fit([1, 2, 9], { k: 2 });
  const soft = SoftKMeans.fit([1, 2, 9], { k: 2, stiffness: 1 });
  const mixture = GaussianMixture.fit([1, 2, 9], { k: 2 });
  const json = (model: object) => JSON.parse(JSON.stringify(model)) as object;
  const copy = Object.assign(json(hard), { format: undefined, toJSON: () => json(hard) });

  // prettier-ignore
  it.each<[string, (options: never) => unknown, object, typeof Error, string]>([
    ["a KMeans for a SoftKMeans", (o) => SoftKMeans.fit([1, 2], o), { start: hard, stiffness: 1 }, TypeError, '"start" expected a SoftKMeans where it is a model, got a KMeans (start: { centroids: model.centroids } takes its centroids)'],
    ["a SoftKMeans for a KMeans", (o) => KMeans.fit([1, 2], o), { start: soft }, TypeError, '"start" expected a KMeans where it is a model, got a SoftKMeans (start: { centroids: model.centroids } takes its centroids)'],
    ["a mixture for a KMeans", (o) => KMeans.fit([1, 2], o), { start: mixture }, TypeError, '"start" expected a KMeans where it is a model, got a GaussianMixture (start: { centroids: model.means } takes its means)'],
    ["a KMeans for a mixture", (o) => GaussianMixture.fit([1, 2], o), { start: hard }, TypeError, '"start" expected a GaussianMixture where it is a model, got a KMeans (start: { centroids: model.centroids } takes its centroids)'],
    ["another k", (o) => KMeans.fit([1, 2, 3], o), { start: hard, k: 3 }, RangeError, '"start" expected a model of k = 3, got one of k = 2'],
    ["other dimensions", (o) => KMeans.fit([[1, 2], [3, 4]], o), { start: hard }, RangeError, '"start" expected a model of 2 dimensions, got one of 1'],
    ["another form", (o) => GaussianMixture.fit([1, 2, 3], o), { start: mixture, covariance: "full" }, RangeError, '"start" expected a model of covariance "full", got one of "spherical"'],
    ["the JSON of a model", (o) => KMeans.fit([1, 2], o), { start: json(hard) }, TypeError, '"start" expected a KMeans where it is a model, got the JSON of one (KMeans.fromJSON reads its own)'],
    ["the JSON of another", (o) => GaussianMixture.fit([1, 2], o), { start: json(soft) }, TypeError, '"start" expected a GaussianMixture where it is a model, got the JSON of a SoftKMeans (GaussianMixture.fromJSON reads its own)'],
    ["a model of another copy", (o) => KMeans.fit([1, 2], o), { start: copy }, TypeError, '"start" expected a KMeans where it is a model, got a model of another copy of mixtura, or a Proxy of one (KMeans.fromJSON(model.toJSON()) brings it over)'],
    ["a Proxy of a model", (o) => GaussianMixture.fit([1, 2], o), { start: new Proxy(mixture, {}) }, TypeError, '"start" expected a GaussianMixture where it is a model, got a model of another copy of mixtura, or a Proxy of one (GaussianMixture.fromJSON(model.toJSON()) brings it over)'],
    ["a class", (o) => KMeans.fit([1, 2], o), { start: KMeans }, TypeError, '"start" expected "k-means++" or "k-means||" or "sample" or "optimal", { centroids }, { labels }, { responsibilities } or a fitted KMeans, got a function'],
  ])("%s", (_, fit, options, error, message) => {
    expect(() => fit({ k: 2, ...options } as never)).toThrow(new error(message));
  });
});
