import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Covariance,
  GaussianMixture,
  SoftKMeans,
  type SoftKMeansOptions,
  Statistics,
} from "mixtura";
import { blobs, worstError } from "../data.js";

/** Soft k-means and mixtures by statistics of parts have the bits of a fit of all rows. */

const BLOCK = 2048;
const POINTS = blobs(5 * BLOCK - 300, 3, 4, 5);
const WEIGHTS = POINTS.map((_, i) => (1 + ((i * 7) % 11)) / 3);
/** Of many dimensions and components, where shares that come to nothing are dropped. */
const WIDE = blobs(3 * BLOCK + 100, 9, 9, 3);

/** First rows of parts that hold whole blocks. */
const cuts = fc
  .uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 })
  .map((blocks) => [0, ...blocks.sort((a, b) => a - b).map((block) => block * BLOCK)]);

interface Taking {
  statistics(
    points: number[][],
    options: { rowStart?: number; weights?: number[] | undefined; units?: number[] },
  ): Statistics;
}

function partsOf(
  model: Taking,
  points: number[][],
  weights: number[] | undefined,
  starts: number[],
  given = {},
) {
  return starts.flatMap((rowStart, i) => {
    const end = starts[i + 1] ?? points.length;
    if (rowStart >= points.length) return [];
    const own = weights?.slice(rowStart, end);
    return model.statistics(points.slice(rowStart, end), { ...given, rowStart, weights: own });
  });
}

const ALIKE: Record<string, { points: number[][]; options?: object }> = {
  plain: { points: POINTS },
  weighted: { points: POINTS, options: { weights: WEIGHTS } },
  float32: { points: POINTS, options: { precision: "float32" } },
  standardized: { points: POINTS, options: { standardize: true } },
  wide: { points: WIDE, options: { k: 9 } },
};

const SOFT: Record<string, { points: number[][]; options?: Partial<SoftKMeansOptions> }> = {
  ...ALIKE,
  euclidean: { points: POINTS, options: { distance: "euclidean" } },
  cosine: { points: POINTS, options: { distance: "cosine", stiffness: 50 } },
  "at β = Infinity": { points: POINTS, options: { stiffness: Infinity } },
  "at β = Infinity, euclidean": {
    points: POINTS,
    options: { stiffness: Infinity, distance: "euclidean" },
  },
  "at β = Infinity, cosine": {
    points: POINTS,
    options: { stiffness: Infinity, distance: "cosine" },
  },
};

describe.each(Object.entries(SOFT))("soft k-means, %s", (name, { points, options = {} }) => {
  const base = { k: 4, stiffness: 2, tolerance: 0, ...options };
  const weights = options.weights as number[] | undefined;
  const model = SoftKMeans.fit(points, { ...base, maxIterations: 2, start: "sample" });
  const next = SoftKMeans.fit(points, { ...base, start: model, maxIterations: 1 });

  it("has the centroids of one iteration, whatever the split", () => {
    fc.assert(
      fc.property(cuts, (starts) => {
        const merged = Statistics.merge(partsOf(model, points, weights, starts).toReversed());
        expect(model.solve(merged).centroids).toEqual(next.centroids);
        const copy = Statistics.fromBytes(merged.toBytes());
        expect(model.solve(copy).toJSON()).toEqual(model.solve(merged).toJSON());
      }),
      { numRuns: 8 },
    );
  });

  it("has the sizes and the free energy of the model's own rows", () => {
    const whole = model.statistics(points, { rowStart: 0, weights });
    expect(whole.sizes).toEqual(model.sizes);
    expect(whole.objective).toBe(model.freeEnergy);
    const parts = partsOf(model, points, weights, [0, 2 * BLOCK]);
    const { objective, rows } = Statistics.merge(parts);
    expect(worstError(objective, model.freeEnergy)).toBeLessThan(1e-14);
    expect(rows).toBe(points.length);
    if (!name.includes("Infinity")) expect(Statistics.merge(parts).sizes).toEqual(model.sizes);
  });

  it("folds tables of their own to nearly the same", () => {
    const parts = [points.slice(0, 777), points.slice(777)].map((part, i) =>
      model.statistics(part, { weights: i === 0 ? weights?.slice(0, 777) : weights?.slice(777) }),
    );
    const solved = model.solve(Statistics.merge(parts));
    expect(worstError(solved.centroids, next.centroids, 1)).toBeLessThan(1e-14);
  });
});

describe.each(["spherical", "diagonal", "tied", "full"] as const)(
  "%s mixtures",
  (covariance: Covariance) => {
    describe.each(Object.entries(ALIKE))("%s", (_, { points, options = {} }) => {
      const base = { k: 4, covariance, tolerance: 0, ...options };
      const { weights, standardize } = options as { weights?: number[]; standardize?: true };
      const model = GaussianMixture.fit(points, { ...base, maxIterations: 2, start: "k-means++" });
      const next = GaussianMixture.fit(points, { ...base, start: model, maxIterations: 1 });
      const own = ["weights", "means", "covariances", "factors"] as const;
      const parameters = (mixture: GaussianMixture) => {
        const json = mixture.toJSON() as unknown as Record<string, unknown>;
        return own.map((field) => json[field]);
      };
      // What a part takes for itself is that of a fit of all only where it has their largest value.
      const given = () => ({ units: model.statistics(points, { rowStart: 0, weights }).units });

      it("have the parameters of one iteration, whatever the split", () => {
        fc.assert(
          fc.property(cuts, (starts) => {
            const merged = Statistics.merge(partsOf(model, points, weights, starts, given()));
            expect(parameters(model.solve(merged))).toEqual(parameters(next));
            const copy = Statistics.fromBytes(merged.toBytes());
            expect(model.solve(copy).toJSON()).toEqual(model.solve(merged).toJSON());
          }),
          { numRuns: 4 },
        );
      });

      it("have the sizes and the likelihood of the model's own rows", () => {
        const whole = model.statistics(points, { rowStart: 0, weights });
        expect(whole.sizes).toEqual(model.sizes);
        expect(whole.objective).toBe(model.logLikelihood);
        const parts = partsOf(model, points, weights, [0, 2 * BLOCK], given());
        expect(worstError(Statistics.merge(parts).objective, model.logLikelihood)).toBeLessThan(
          1e-13,
        );
        expect(Statistics.merge(parts).sizes).toEqual(model.sizes);
      });

      it("come to where the fit comes", () => {
        if (standardize) return;
        const end = GaussianMixture.fit(points, { ...base, start: model, maxIterations: 6 });
        let at: GaussianMixture = model;
        for (let i = 0; i < end.iterations; i++) {
          at = at.solve(
            Statistics.merge(partsOf(at, points, weights, [0, BLOCK, 2 * BLOCK], given())),
          );
        }
        expect(parameters(at)).toEqual(parameters(end));
        expect(at.iterations).toBe(model.iterations + end.iterations);
      });

      it("fold tables of their own to nearly the same", () => {
        const parts = [points.slice(0, 777), points.slice(777)].map((part, i) =>
          model.statistics(part, {
            weights: i === 0 ? weights?.slice(0, 777) : weights?.slice(777),
          }),
        );
        const solved = model.solve(Statistics.merge(parts));
        expect(worstError(solved.means, next.means, 1)).toBeLessThan(1e-12);
        expect(worstError(solved.covariances, next.covariances, 1)).toBeLessThan(1e-12);
      });
    });
  },
);
