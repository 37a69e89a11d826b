import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KMeans, Statistics } from "mixtura";
import { blobs, uniforms, worstError } from "../data.js";

/** Hard k-means by statistics of parts has the bits of a fit of all rows, however these are split. */

const POINTS = blobs(3000, 3, 4, 5);
const WEIGHTS = POINTS.map((_, i) => ((i * 7) % 11) / 3);
const FAR = POINTS.map((row) => row.map((x) => x + 1e7));
const MIXED = POINTS.map((row, i) => row.map((x) => x * 10 ** ((i % 9) - 4)));

type Options = Partial<Parameters<typeof KMeans.fit>[1]>;

const CASES: Record<string, { points: number[][]; options?: Options }> = {
  plain: { points: POINTS },
  weighted: { points: POINTS, options: { weights: WEIGHTS } },
  float32: { points: POINTS, options: { precision: "float32" } },
  cosine: { points: POINTS, options: { distance: "cosine" } },
  standardized: { points: POINTS, options: { standardize: true } },
  "weighted and standardized": { points: POINTS, options: { standardize: true, weights: WEIGHTS } },
  "far from the origin": { points: FAR },
  "of many sizes": { points: MIXED, options: { weights: WEIGHTS.map((w) => w * 1e-30) } },
};

/** Ends of parts, ascending, the last row's among them. */
const splits = fc
  .uniqueArray(fc.integer({ min: 1, max: POINTS.length - 1 }), { maxLength: 5 })
  .map((ends) => [...ends.sort((a, b) => a - b), POINTS.length]);

function partsOf(
  model: KMeans,
  points: number[][],
  weights: unknown,
  ends: number[],
  placed = true,
) {
  return ends.map((end, i) => {
    const rowStart = ends[i - 1] ?? 0;
    const own = (weights as number[] | undefined)?.slice(rowStart, end);
    const where = placed ? { rowStart } : {};
    return model.statistics(points.slice(rowStart, end), { ...where, weights: own });
  });
}

describe.each(Object.entries(CASES))("%s", (_, { points, options = {} }) => {
  const model = KMeans.fit(points, { k: 4, maxIterations: 2, start: "sample", ...options });
  const once = { k: 4, start: model, maxIterations: 1, ...options };
  const next = KMeans.fit(points, once);

  it("has the centroids of one iteration, whatever the split", () => {
    fc.assert(
      fc.property(splits, fc.boolean(), (ends, placed) => {
        const parts = partsOf(model, points, options.weights, ends, placed);
        const solved = model.solve(Statistics.merge(parts.toReversed()));
        expect(solved.centroids).toEqual(next.centroids);
      }),
      { numRuns: 20 },
    );
  });

  it("has the sizes and the inertia of the model's own rows", () => {
    const whole = model.statistics(points, { weights: options.weights });
    expect(whole.sizes).toEqual(model.sizes);
    expect(whole.objective).toBe(model.inertia);
    expect(whole.rows).toBe(WEIGHTS.filter((w) => w > 0 || !options.weights).length);
    const parts = partsOf(model, points, options.weights, [17, 1000, 3000]);
    expect(Statistics.merge(parts).objective).toBe(model.inertia);
  });

  it("comes to where the fit comes", () => {
    const end = KMeans.fit(points, { ...once, maxIterations: 300, tolerance: 0 });
    let at = model;
    for (let i = 0; i < 300 && !at.converged; i++) {
      at = at.solve(Statistics.merge(partsOf(at, points, options.weights, [1000, 3000])));
    }
    expect(at.centroids).toEqual(end.centroids);
    expect(at.sizes).toEqual(end.sizes);
    expect(at.inertia).toBe(end.inertia);
  });

  it("has the same bytes in whatever order parts are merged", () => {
    const [a, b, c] = partsOf(model, points, options.weights, [100, 2500, 3000]);
    const bytes = Statistics.merge([a, b, c]).toBytes();
    expect(Statistics.merge([c, Statistics.merge([b, a])]).toBytes()).toEqual(bytes);
    expect(Statistics.fromBytes(bytes).toBytes()).toEqual(bytes);
  });

  it("goes on from a model that JSON brought", () => {
    const copy = KMeans.fromJSON(JSON.parse(JSON.stringify(model)));
    const parts = partsOf(copy, points, options.weights, [3000]);
    expect(model.solve(parts[0]).centroids).toEqual(next.centroids);
  });
});

describe("values of which sums are hard", () => {
  const uniform = uniforms(9);
  const draw = (value: (row: number) => number) =>
    Array.from({ length: 300 }, (_, i) => Array.from({ length: 3 }, () => value(i)));
  const KINDS: Record<string, number[][]> = {
    "1e20 beside ones": draw((row) => (row === 7 ? 1e20 : uniform())),
    "1e9 ± 0.01": draw(() => 1e9 + 0.02 * uniform()),
    "near 1e150": draw(() => (uniform() - 0.5) * 1e150),
    "near 1e-150": draw(() => (uniform() - 0.5) * 1e-150),
    subnormal: draw(() => Math.floor(9 * uniform() - 4) * 5e-324),
    "all the same": draw(() => 0.1),
    zero: draw(() => 0),
  };
  const WEIGHED: Record<string, number[] | undefined> = {
    none: undefined,
    "between 0 and 1": Array.from({ length: 300 }, uniform),
    "of many sizes": Array.from({ length: 300 }, () => 10 ** (1 - 100 * uniform())),
    huge: Array.from({ length: 300 }, () => 1e200 * (1 + uniform())),
  };

  for (const [kind, points] of Object.entries(KINDS)) {
    for (const [weighing, weights] of Object.entries(WEIGHED)) {
      // Sums of such have no digits in float64, or are none of it.
      if (kind === "near 1e150" && weighing === "huge") continue;
      if (kind === "subnormal" && weighing === "of many sizes") continue;
      it(`have the bits of a fit: ${kind}, weights ${weighing}`, () => {
        const options = { k: 3, weights, tolerance: 0, start: { centroids: points.slice(0, 3) } };
        const model = KMeans.fit(points, { ...options, maxIterations: 0 });
        const next = KMeans.fit(points, { ...options, start: model, maxIterations: 1 });
        const parts = partsOf(model, points, weights, [50, 51, 300]);
        const merged = Statistics.fromBytes(Statistics.merge(parts).toBytes());
        const solved = model.solve(merged);
        model.sizes.forEach((size, c) => {
          // Where a fit gives an empty component a row, this leaves it alone.
          if (size > 0) expect(solved.centroids[c]).toEqual(next.centroids[c]);
        });
        expect(solved.sizes).toEqual(model.sizes);
        expect(worstError(merged.objective, model.inertia)).toBeLessThan(2 ** -51);
      });
    }
  }
});
