import { GaussianMixture, Points, SoftKMeans } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, numbersIn, worstError } from "../data.js";
import * as reference from "../reference/gaussian-mixture.js";
import * as soft from "../reference/soft-k-means.js";

/**
 * Where there are many dimensions, an E-step drops components with next to no share in a row.
 * One that has next to no share in any row must not be lost by that: it is the M-step's to
 * bring it back.
 */

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;
const d = 9;
const k = 8;
const n = 700;
const points = blobs(n, d, 7, 3);
const weightsOfRows = points.map((_, i) => 0.25 + (i % 3));

/** Near the centres of the data, but for the last: so far that its largest share is about e^-FAR. */
function startMeans(far: number): number[][] {
  const near = points.slice(0, 7).map((x) => [...x]);
  const away = Math.sqrt((2 * far) / d);
  return [...near, near[0].map((value) => value - away - 3)];
}

const identity = Array.from({ length: d }, (_, i) =>
  Array.from({ length: d }, (_, j) => Number(i === j)),
);
const UNIT = {
  spherical: new Array<number>(k).fill(1),
  diagonal: new Array<number[]>(k).fill(new Array<number>(d).fill(1)),
  tied: identity,
  full: new Array<number[][]>(k).fill(identity),
};

describe.each(["float64", "float32"] as const)("on %s rows", (precision) => {
  const given = Points.from(points, { precision });
  const rows = precision === "float32" ? points.map((x) => x.map(Math.fround)) : points;

  it.each(FORMS)(
    "a far component of a %s mixture is pulled in as the reference's",
    (covariance) => {
      for (const far of [30, 60, 120, 400]) {
        for (const weights of [undefined, weightsOfRows]) {
          const start = {
            weights: new Array<number>(k).fill(1 / k),
            means: startMeans(far),
            covariances: UNIT[covariance] as never,
          };
          const shares = reference.responsibilities(rows, start, covariance);
          const expected = reference.maximize(rows, shares, covariance, weights);
          // The share that is at stake is there, and it is tiny.
          const size = expected.weights[k - 1];
          expect(size).toBeGreaterThan(0);
          expect(size).toBeLessThan(1e-9);
          const [step] = GaussianMixture.steps(given, { k, covariance, start, weights });
          expect(worstError(step.weights, expected.weights)).toBeLessThan(1e-9);
          expect(worstError(step.means, expected.means, 1)).toBeLessThan(1e-9);
        }
      }
      // A tied covariance collapses nowhere, so more iterations can be compared.
      const start = {
        weights: new Array<number>(k).fill(1 / k),
        means: startMeans(120),
        covariances: identity,
      };
      const options = { covariance: "tied", maxIterations: 12, regularization: 0 } as const;
      const model = GaussianMixture.fit(given, { ...options, k, start, tolerance: 0 });
      const expected = reference.gaussianMixture(rows, start, options);
      expect(worstError(model.history, expected.history)).toBeLessThan(1e-10);
      expect(worstError(model.means, expected.means, 1)).toBeLessThan(1e-6);
    },
  );

  it.each(["half-squared", "euclidean"] as const)("and one of soft k-means, %s", (distance) => {
    for (const far of [30, 120, 400]) {
      const stiffness = distance === "euclidean" ? Math.sqrt(2 * far) / 2 : 1;
      const centroids = startMeans(far);
      const options = { stiffness, distance, maxIterations: 3 };
      const expected = soft.softKMeans(rows, centroids, options);
      const model = SoftKMeans.fit(given, { ...options, k, start: { centroids }, tolerance: 0 });
      expect(worstError(model.sizes, expected.sizes, 1e-9)).toBeLessThan(1e-9);
      expect(worstError(model.centroids, expected.centroids, 1)).toBeLessThan(1e-9);
    }
  });

  it.each(FORMS)(
    "where clusters lie apart and overlap, fits are the reference's, %s",
    (covariance) => {
      // Scales from all in one heap to each by itself.
      for (const scale of [0.02, 0.2, 1, 5]) {
        const spread = rows.map((x, i) =>
          x.map((value, j) => value + scale * 9 * (i % 7 === j ? 1 : 0)),
        );
        const start = {
          weights: new Array<number>(k).fill(1 / k),
          means: spread.slice(0, k).map((x) => [...x]),
          covariances: UNIT[covariance] as never,
        };
        const options = { covariance, maxIterations: 4 };
        const expected = reference.gaussianMixture(spread, start, options);
        const model = GaussianMixture.fit(spread, {
          ...options,
          k,
          start,
          tolerance: 0,
          regularization: 0,
        });
        expect(worstError(model.history, expected.history)).toBeLessThan(1e-11);
        expect(worstError(model.means, expected.means, 1)).toBeLessThan(1e-9);
        expect(
          worstError(numbersIn(model.covariances), numbersIn(expected.covariances), 1),
        ).toBeLessThan(1e-8);
      }
    },
  );
});
