import { describe, expect, it } from "vitest";
import { type FitProgress, GaussianMixture, KMeans, Points, selectK, SoftKMeans } from "mixtura";
import { blobs } from "../data.js";

const rows = blobs(300, 3, 4, 11);
const weights = rows.map((_, i) => (i % 4) / 2);
const labels = rows.map((_, i) => (i % 7 === 0 ? 0 : i % 3));
const centroids = [rows[5], rows[1], rows[2]];
const FORMS = ["spherical", "diagonal", "tied", "full"] as const;
const STARTS = ["k-means++", "sample", { centroids }, { labels }] as const;

/** What a start finds, as if it had been given by hand: what is said of it has to agree. */
describe("maxIterations = 0 gives the start itself", () => {
  const none = { k: 3, maxIterations: 0, seed: 4 };
  const remark = {
    code: "not-converged",
    message: "maxIterations = 0: this is the start itself",
    iterations: 0,
  };

  for (const start of STARTS) {
    for (const given of [{}, { weights }]) {
      for (const precision of ["float64", "float32"] as const) {
        const options = { ...none, start, precision, ...given };
        const named = `${JSON.stringify(start).slice(0, 15)}, ${precision}${"weights" in given ? ", weighted" : ""}`;

        it(`KMeans, ${named}`, () => {
          const model = KMeans.fit(rows, options);
          expect(model).toMatchObject({ iterations: 0, history: [], converged: false });
          expect(model.diagnostics).toEqual([remark]);
          expect(model.labels).toEqual(model.predict(rows));
          // One more iteration from there is the first of a fit.
          const [first] = KMeans.steps(rows, { ...options, maxIterations: 1 });
          const again = { ...options, start: { centroids: model.centroids }, maxIterations: 1 };
          expect(KMeans.fit(rows, again).centroids).toEqual(first.centroids);
          const fitted = weights.flatMap((weight, i) => ("weights" in given && weight === 0 ? [] : [i])); // prettier-ignore
          const of = (i: number) => ("weights" in given ? weights[i] : 1);
          const sizes = [0, 0, 0];
          for (const i of fitted) sizes[model.labels[i]] += of(i);
          expect(model.sizes).toEqual(sizes);
          const points = precision === "float32" ? Points.from(rows, { precision }) : rows;
          const distances = model.distances(points);
          const inertia = fitted.reduce((sum, i) => {
            const near = distances[3 * i + model.labels[i]];
            return sum + of(i) * near * near;
          }, 0);
          expect(Math.abs(model.inertia / inertia - 1)).toBeLessThan(1e-12);
          expect(KMeans.fromJSON(JSON.parse(JSON.stringify(model)))).toEqual(model);
        });

        it(`SoftKMeans, ${named}`, () => {
          for (const stiffness of [0.5, Infinity]) {
            for (const distance of ["half-squared", "euclidean"] as const) {
              const soft = { ...options, stiffness, distance };
              const model = SoftKMeans.fit(rows, soft);
              expect(model).toMatchObject({ iterations: 0, history: [], converged: false });
              expect(model.diagnostics).toEqual([remark]);
              expect(model.labels).toEqual(model.predict(rows));
              const r = model.responsibilities(rows);
              const sizes = [0, 0, 0];
              r.forEach((share, i) => {
                const row = Math.floor(i / 3);
                sizes[i % 3] += share * ("weights" in given ? weights[row] : 1);
              });
              sizes.forEach((size, c) => expect(model.sizes[c]).toBeCloseTo(size, 3));
              const [first] = SoftKMeans.steps(rows, { ...soft, maxIterations: 1 });
              const again = { ...soft, start: { centroids: model.centroids }, maxIterations: 1 };
              expect(SoftKMeans.fit(rows, again).centroids).toEqual(first.centroids);
              expect(SoftKMeans.fromJSON(JSON.parse(JSON.stringify(model)))).toEqual(model);
            }
          }
        });
      }
    }
  }

  it.each(FORMS)("GaussianMixture, %s", (covariance) => {
    for (const start of [...STARTS, "k-means"] as const) {
      for (const given of [{}, { weights }]) {
        const options = { ...none, covariance, start, ...given };
        const model = GaussianMixture.fit(rows, options);
        expect(model).toMatchObject({ iterations: 0, history: [], converged: false });
        expect(model.diagnostics).toEqual([remark]);
        expect(model.labels).toEqual(model.predict(rows));
        const of = (i: number) => ("weights" in given ? weights[i] : 1);
        const density = model.logDensity(rows);
        const likelihood = density.reduce((sum, value, i) => sum + of(i) * value, 0);
        expect(Math.abs(model.logLikelihood / likelihood - 1)).toBeLessThan(1e-12);
        const total = model.sizes.reduce((sum, size) => sum + size);
        expect(total).toBeCloseTo("weights" in given ? weights.reduce((a, b) => a + b) : 300, 9);
        const [first] = GaussianMixture.steps(rows, { ...options, maxIterations: 1 });
        expect(model.logLikelihood).toBeLessThan(first.logLikelihood);
        expect(GaussianMixture.fromJSON(JSON.parse(JSON.stringify(model)))).toEqual(model);
      }
    }
  });

  it("of given centroids, labels and parameters, these", () => {
    expect(KMeans.fit(rows, { ...none, start: { centroids } }).centroids).toEqual(centroids);
    expect(KMeans.fit([0, 2, 9, 11], { k: 2, maxIterations: 0, start: { labels: [0, 0, 1, 1] } }).centroids).toEqual([[1], [10]]); // prettier-ignore
    const parameters = { weights: [0.25, 0.75], means: [[0], [9]], covariances: [1, 4] };
    const model = GaussianMixture.fit([0, 1, 2, 9], { k: 2, maxIterations: 0, start: parameters });
    expect(model).toMatchObject(parameters);
    expect(KMeans.fit([5, 1, 2, 9], { k: 2, maxIterations: 0, start: "optimal" }).centroids).toEqual([[1.5], [7]]); // prettier-ignore
  });

  it("rows drawn are rows", () => {
    for (const start of ["sample", "k-means++"] as const) {
      const model = KMeans.fit(rows, { ...none, start });
      for (const centroid of model.centroids) expect(rows).toContainEqual(centroid);
    }
  });

  it("of several restarts, the best", () => {
    const options = { ...none, start: "sample" as const };
    const best = KMeans.fit(rows, { ...options, restarts: 20 });
    const one = KMeans.fit(rows, options);
    expect(best.inertia).toBeLessThan(one.inertia);
    expect(best.labels).toEqual(best.predict(rows));
    expect(best.inertia).toBe(-best.score(rows));
  });

  it("steps yield nothing and return the model", () => {
    for (const steps of [
      KMeans.steps(rows, none),
      SoftKMeans.steps(rows, { ...none, stiffness: 1 }),
      GaussianMixture.steps(rows, none),
    ]) {
      const step = steps.next();
      expect(step.done).toBe(true);
      expect(step.value).toMatchObject({ iterations: 0 });
    }
  });

  it("fitAsync tells of its end, and gives the same", async () => {
    const told: FitProgress[] = [];
    const onProgress = (progress: FitProgress) => told.push(progress);
    const model = await KMeans.fitAsync(rows, { ...none, restarts: 3, onProgress });
    expect(model).toEqual(KMeans.fit(rows, { ...none, restarts: 3 }));
    expect(told).toMatchObject([
      { iteration: 0, maxIterations: 0, restart: 2, restarts: 3, fraction: 1, objective: model.inertia }, // prettier-ignore
    ]);
    expect(await GaussianMixture.fitAsync(rows, none)).toEqual(GaussianMixture.fit(rows, none));
    const soft = { ...none, stiffness: 2 };
    expect(await SoftKMeans.fitAsync(rows, soft)).toEqual(SoftKMeans.fit(rows, soft));
  });

  it("selectK compares starts", () => {
    const { best, table } = selectK(KMeans, rows, { ...none, k: [2, 3, 4] });
    expect(table.map(({ iterations }) => iterations)).toEqual([0, 0, 0]);
    expect(table[0].diagnostics).toEqual(["not-converged"]);
    expect(best.iterations).toBe(0);
  });

  it("of points that coincide, of one point, and of as many components as points", () => {
    const alike = KMeans.fit([1, 1, 1, 1], { k: 3, maxIterations: 0 });
    expect(alike.inertia).toBe(0);
    expect(alike.sizes).toEqual([4, 0, 0]);
    expect(alike.diagnostics.map(({ code }) => code)).toEqual([
      "not-converged",
      "fewer-distinct-points",
      "empty-component",
    ]);
    for (const covariance of FORMS) {
      const model = GaussianMixture.fit([[1, 2]], { k: 1, covariance, maxIterations: 0 });
      expect(model.means).toEqual([[1, 2]]);
    }
    expect(KMeans.fit([3, 1, 2], { k: 3, maxIterations: 0 }).inertia).toBe(0);
  });
});
