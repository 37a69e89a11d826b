import fc from "fast-check";
import { KMeans, type KMeansOptions, Points, selectK, selectKAsync } from "mixtura";
import { describe, expect, it } from "vitest";
import { uniforms } from "../data.js";
import { exactInertia, leastInertia, leastInertiaOfMany } from "../reference/optimal.js";
import { divided, minus, nearestTo, NOTHING, plus } from "../reference/rational.js";

const optimal = (points: KMeansPoints, options: KMeansOptions) =>
  KMeans.fit(points, { start: "optimal", ...options });
type KMeansPoints = Parameters<typeof KMeans.fit>[0];

/** The inertia of the clusters of a model, with nothing rounded. */
function inertiaOf(labels: ArrayLike<number>, k: number, values: number[], weights: number[]) {
  let sum = NOTHING;
  for (let c = 0; c < k; c++) {
    const own = values.map((_, i) => i).filter((i) => labels[i] === c && weights[i] > 0);
    sum = plus(sum, exactInertia(own, values, weights));
  }
  return sum;
}

/** How much more than the least the inertia of a model is, as a share of the least. */
function excess(values: number[], k: number, weights = values.map(() => 1)): number {
  const model = optimal(values, { k, weights });
  const kept = values.map((_, i) => i).filter((i) => weights[i] > 0);
  const least = leastInertia(
    kept.map((i) => values[i]),
    k,
    kept.map((i) => weights[i]),
  );
  const own = inertiaOf(model.labels, k, values, weights);
  // The fit ends where it has begun, and its clusters ascend.
  expect(model.iterations).toBe(1);
  expect(model.converged).toBe(true);
  expect(model.centroids.flat()).toEqual(model.centroids.flat().sort((a, b) => a - b));
  const more = minus(own, least);
  expect(more.over >= 0n).toBe(true);
  if (more.over === 0n) return 0;
  // Squares that are smaller than any number count as none.
  if (nearestTo(own) === 0) return 0;
  return nearestTo(divided(more, least));
}

const KINDS = {
  "a few integers": (u) => Math.floor(12 * u()),
  "near 0": (u) => u() - u(),
  "far from 0": (u) => 1e7 + 0.2 * (u() - 0.5),
  "farther from 0": (u) => 1e8 + 1e-3 * Math.floor(20 * u()),
  "two narrow groups far apart": (u) => (u() < 0.5 ? -1e9 : 1e9) + u(),
  "narrower than sums can tell": (u) => (u() < 0.5 ? 1 : 2) + 2 ** -44 * Math.floor(9 * u()),
  "every size": (u) => (u() < 0.5 ? -1 : 1) * 10 ** (40 * u() - 20),
  "beside a sentinel": (u) => (u() < 0.2 ? -9999 : 10 * u()),
  "beside the largest there are": (u) => (u() < 0.2 ? -1e130 : u()),
  "next to nothing": (u) => 1e-140 * u(),
} satisfies Record<string, (uniform: () => number) => number>;

const WEIGHTS = {
  "all 1": () => 1,
  "of few sizes": (u) => 1 + Math.floor(3 * u()),
  "some 0": (u) => Math.max(u() - 0.3, 0),
  "light and heavy": (u) => (u() < 0.5 ? 1e-9 : 1),
  "of every size": (u) => 10 ** (30 * u() - 15),
} satisfies Record<string, (uniform: () => number) => number>;

describe('start: "optimal" gives the least inertia there is', () => {
  for (const [kind, value] of Object.entries(KINDS)) {
    for (const [sort, weight] of Object.entries(WEIGHTS)) {
      it(`of values ${kind}, weights ${sort}`, () => {
        const sizes = fc.record({
          seed: fc.nat(),
          n: fc.integer({ min: 1, max: 9 }),
          most: fc.integer({ min: 1, max: 5 }),
        });
        fc.assert(
          fc.property(sizes, ({ seed, n, most }) => {
            const uniform = uniforms(seed);
            const values = Array.from({ length: n }, () => value(uniform));
            const weights = values.map(() => weight(uniform));
            weights[0] = 1;
            const k = Math.min(most, weights.filter((w) => w > 0).length);
            expect(excess(values, k, weights)).toBeLessThan(1e-12);
          }),
          { numRuns: 12 },
        );
      });
    }
  }
});

describe('start: "optimal"', () => {
  const uniform = uniforms(8);
  const many = Float64Array.from({ length: 100_000 }, () => uniform() + uniform() * uniform());

  it("finds the least inertia of 100,000 values, whatever their order", () => {
    const ascending = many.toSorted();
    for (const k of [2, 7]) {
      const model = optimal(many, { k });
      expect(model.inertia / leastInertiaOfMany(ascending, k)).toBeCloseTo(1, 9);
      expect(model.iterations).toBe(1);
      expect(optimal(ascending, { k }).centroids).toEqual(model.centroids);
      expect(optimal(ascending.toReversed(), { k }).centroids).toEqual(model.centroids);
    }
  });

  it("is better than the best of many restarts, or as good", () => {
    const values = many.slice(0, 500);
    for (const k of [3, 8, 20]) {
      const best = KMeans.fit(values, { k, restarts: 50, tolerance: 0 });
      expect(optimal(values, { k }).inertia).toBeLessThanOrEqual(best.inertia * (1 + 1e-12));
    }
  });

  it("counts a value of weight 3 as three", () => {
    const values = [1, 2, 4, 7, 8, 20, 21, 30];
    const weights = [3, 1, 2, 1, 1, 3, 1, 2];
    const repeated = values.flatMap((x, i) => new Array<number>(weights[i]).fill(x));
    for (let k = 1; k <= 8; k++) {
      const model = optimal(values, { k, weights });
      expect(model.centroids).toEqual(optimal(repeated, { k }).centroids);
      expect(model.inertia).toBeCloseTo(optimal(repeated, { k }).inertia, 12);
    }
  });

  it("keeps equal values together", () => {
    const values = Array.from({ length: 3000 }, (_, i) => (i * i) % 23);
    const model = optimal(values, { k: 4 });
    const labels = new Map(values.map((x, i) => [x, model.labels[i]]));
    expect(values.every((x, i) => labels.get(x) === model.labels[i])).toBe(true);
    expect(model.diagnostics).toEqual([]);
  });

  it("chooses one of two partitions that are as good, the same each time", () => {
    const model = optimal([0, 1, 2], { k: 2 });
    expect(model.inertia).toBe(0.5);
    expect(optimal([2, 1, 0], { k: 2 }).centroids).toEqual(model.centroids);
    expect(optimal([-0, 0, 0, -0, 5], { k: 2 }).centroids).toEqual([[0], [5]]);
  });

  it("gives each value a cluster where k is n, and all of them one where k is 1", () => {
    const values = [5, 1, 9, 3];
    expect(optimal(values, { k: 4 }).centroids).toEqual([[1], [3], [5], [9]]);
    expect(optimal(values, { k: 4 }).inertia).toBe(0);
    expect(optimal(values, { k: 1 }).centroids).toEqual([[4.5]]);
    expect(optimal([7], { k: 1 }).centroids).toEqual([[7]]);
    const n = 2000;
    const half = optimal(many.slice(0, n), { k: n / 2 });
    expect(half.sizes.every((size) => size > 0)).toBe(true);
  });

  it("says where there are fewer different values than k", () => {
    const model = optimal([4, 4, 1, 1, 1], { k: 4 });
    expect(model.centroids).toEqual([[1], [4], [4], [4]]);
    expect(model.sizes).toEqual([3, 2, 0, 0]);
    expect(model.diagnostics.map(({ code }) => code)).toEqual([
      "fewer-distinct-points",
      "empty-component",
    ]);
  });

  it("takes the values as float32 keeps them", () => {
    const values = [0.1, 0.2, 0.30000001, 7, 7.1];
    const model = optimal(values, { k: 2, precision: "float32" });
    expect(model.precision).toBe("float32");
    expect(model.centroids).toEqual(optimal(values.map(Math.fround), { k: 2 }).centroids);
    expect(optimal(Float32Array.from(values), { k: 2 }).centroids).toEqual(model.centroids);
  });

  it("does not draw: neither seed nor restarts change anything", () => {
    const model = optimal(many.slice(0, 300), { k: 5 });
    expect(optimal(many.slice(0, 300), { k: 5, seed: 4, restarts: 6 })).toEqual(model);
    const steps = [...KMeans.steps(many.slice(0, 300), { k: 5, start: "optimal", restarts: 6 })];
    expect(steps.map(({ restart, iteration }) => [restart, iteration])).toEqual([[0, 1]]);
    expect(steps[0].centroids).toEqual(model.centroids);
  });

  it("gives the same bits in slices of time, which end soon", async () => {
    const some = many.slice(0, 20_000);
    const weights = some.map((x) => Math.floor(3 * x) / 2);
    for (const points of [some, Points.from(some), Float32Array.from(some)]) {
      for (const own of [{}, { weights }]) {
        const options = { k: 6, start: "optimal", ...own } as const;
        let turns = 0;
        const turn = setInterval(() => turns++, 0);
        const model = await KMeans.fitAsync(points, options);
        clearInterval(turn);
        expect(model).toEqual(KMeans.fit(points, options));
        // Some 15 ms of work on a quick machine, in slices of 8.
        expect(turns).toBeGreaterThan(0);
      }
    }
  });

  it("is ended by a signal", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const fit = KMeans.fitAsync(many, { k: 12, start: "optimal", signal });
    setTimeout(() => controller.abort(), 20);
    await expect(fit).rejects.toMatchObject({ name: "AbortError" });
  });

  it("goes through selectK", async () => {
    const values = [1, 2, 3, 50, 51, 52, 100, 101, 102];
    const options = { k: [2, 3, 4], start: "optimal" } as const;
    const { best, table } = selectK(KMeans, values, options);
    expect(best.k).toBe(3);
    expect(table.map(({ inertia }) => inertia)).toEqual(
      [2, 3, 4].map((k) => optimal(values, { k }).inertia),
    );
    expect(await selectKAsync(KMeans, values, options)).toEqual({ best, table });
  });
});
