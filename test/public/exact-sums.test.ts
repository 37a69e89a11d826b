import fc from "fast-check";
import { KMeans, Points } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, uniforms } from "../data.js";
import { inertia, mean } from "../reference/k-means.js";

type Table = number[][];

/** Means are the means, correctly rounded, and inertia is right to its last digits (docs/decisions/0014). */

/** Clusters of some width about corners of a cube of 10. */
function tight(n: number, d: number, k: number, width: number, seed: number, origin = 0): Table {
  const uniform = uniforms(seed);
  const corners = Array.from({ length: k }, () =>
    Array.from({ length: d }, () => origin + 10 * uniform()),
  );
  return Array.from({ length: n }, (_, i) =>
    corners[i % k].map((m) => m + width * (uniform() + uniform() - 1)),
  );
}

function around(n: number, d: number, centre: number, width: number): Table {
  const uniform = uniforms(n);
  return Array.from({ length: n }, () =>
    Array.from({ length: d }, () => centre + width * (2 * uniform() - 1)),
  );
}

const DATA: Record<string, { points: Table; k: number; weights?: number[] }> = {
  blobs: { points: blobs(2500, 2, 4), k: 4 },
  "few rows": { points: blobs(60, 3, 3), k: 3 },
  "1e7 ± 0.1": { points: around(2500, 2, 1e7, 0.1), k: 3 },
  "1e9 ± 0.01": { points: around(2500, 2, 1e9, 0.01), k: 3 },
  "clusters of width 1e-4": { points: tight(2500, 2, 8, 1e-4, 1), k: 8 },
  "clusters of width 1e-6": { points: tight(2500, 2, 8, 1e-6, 2), k: 8 },
  "clusters of width 1e-9": { points: tight(2500, 2, 8, 1e-9, 3), k: 8 },
  "1e7, clusters of width 1e-6": { points: tight(2500, 2, 8, 1e-6, 4, 1e7), k: 8 },
  "1e20 beside ones": { points: [[1e20, 1e20], ...blobs(2200, 2, 3)], k: 4 },
  "values near 1e150": { points: around(2200, 2, 0, 1e150), k: 3 },
  "values near 1e-150": { points: around(2200, 2, 0, 1e-150), k: 3 },
  weights: {
    points: blobs(2500, 3, 4),
    k: 4,
    weights: blobs(2500, 1, 1).map(([w]) => Math.abs(w)),
  },
  "weights of many sizes": {
    points: blobs(2500, 3, 4),
    k: 4,
    weights: blobs(2500, 1, 1).map(([w]) => 10 ** (20 * w - 100)),
  },
};

/** Centroids that the labels under `start` lead to, with the points of each. */
function meansOf(points: Table, labels: ArrayLike<number>, k: number, weights?: number[]) {
  return Array.from({ length: k }, (_, c) => {
    const own = points.map((_, i) => i).filter((i) => labels[i] === c);
    const ownWeights = weights && own.map((i) => weights[i]);
    return points[0].map((_, j) =>
      mean(
        own.map((i) => points[i][j]),
        ownWeights,
      ),
    );
  });
}

describe.each(Object.keys(DATA))("%s", (name) => {
  const { points, k, weights } = DATA[name];

  it("have the means of their labels, correctly rounded, and their inertia", () => {
    let labels: Int32Array | undefined;
    for (const step of KMeans.steps(points, { k, seed: 2, weights, maxIterations: 9 })) {
      if (labels !== undefined && step.sizes.every((size) => size > 0)) {
        expect(step.centroids).toEqual(meansOf(points, labels, k, weights));
      }
      labels = step.labels;
      if (step.iteration % 4 !== 1) continue;
      const exact = inertia(points, step.centroids, [...labels], weights);
      expect(Math.abs(step.inertia - exact)).toBeLessThanOrEqual(2 ** -51 * exact);
    }
  });

  it("have the same in another order of rows", () => {
    const uniform = uniforms(3);
    const order = points.map((_, i) => i);
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor((i + 1) * uniform());
      [order[i], order[j]] = [order[j], order[i]];
    }
    const options = { k, start: { centroids: points.slice(0, k) } };
    const model = KMeans.fit(points, { ...options, weights });
    const shuffled = KMeans.fit(
      order.map((i) => points[i]),
      { ...options, weights: weights && order.map((i) => weights[i]) },
    );
    expect(shuffled.centroids).toEqual(model.centroids);
    expect(shuffled.history).toEqual(model.history);
    expect(shuffled.sizes).toEqual(model.sizes);
    expect([...shuffled.labels]).toEqual(order.map((i) => model.labels[i]));
  });

  it("go on from every iteration as if nothing had been", () => {
    const options = { k, weights, seed: 4 };
    const whole = KMeans.fit(points, options);
    let done = 0;
    for (const step of KMeans.steps(points, options)) {
      done++;
      if (step.converged) break;
      if (done % 3 !== 1) continue;
      const rest = KMeans.fit(points, { ...options, start: { centroids: step.centroids } });
      expect(rest.centroids).toEqual(whole.centroids);
      expect(rest.history).toEqual(whole.history.slice(done));
      expect(rest.labels).toEqual(whole.labels);
    }
  });
});

/** Few distinct values, so that points coincide and distances tie, or any. */
const values = fc.oneof(
  fc.constantFrom(0, 0.1, 0.2, 0.3, 1 / 3, -7, 1e7 + 0.1),
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
);
const tables = fc
  .integer({ min: 1, max: 5 })
  .chain((d) =>
    fc.array(fc.array(values, { minLength: d, maxLength: d }), { minLength: 4, maxLength: 40 }),
  );

describe("any points", () => {
  it("have an inertia that is minus their score", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 4 }), fc.boolean(), (rows, k, single) => {
        const precision = single ? "float32" : "float64";
        const points = Points.from(rows, { precision });
        const model = KMeans.fit(points, { k, precision });
        expect(model.score(points)).toBe(-model.inertia);
        points.dispose();
      }),
    );
  });

  it("have the same centroids in any order, from the same start", () => {
    fc.assert(
      fc.property(
        tables.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))), // prettier-ignore
        ([rows, shuffled]) => {
          // An empty component goes to the first of the points farthest away: which one, order decides.
          const start = { centroids: [rows[0].map(() => -1e-9), rows[0].map(() => 1e9)] };
          const options = { k: 1, start: { centroids: start.centroids.slice(0, 1) } };
          const [a, b] = [KMeans.fit(rows, options), KMeans.fit(shuffled, options)];
          expect(b.centroids).toEqual(a.centroids);
          expect(b.history).toEqual(a.history);
        },
      ),
    );
  });

  it("weigh nothing more with weights of 1", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 4 }), (rows, k) => {
        const plain = KMeans.fit(rows, { k });
        const weighted = KMeans.fit(rows, { k, weights: rows.map(() => 1) });
        expect(JSON.stringify(weighted)).toBe(JSON.stringify(plain));
      }),
    );
  });

  it("count as often as whole weights say", () => {
    fc.assert(
      fc.property(
        tables,
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 40 }),
        (rows, w) => {
          const weights = w.slice(0, rows.length);
          const repeated = rows.flatMap((x, i) => new Array<number[]>(weights[i]).fill(x));
          const start = { centroids: [rows[0], rows[rows.length - 1]] };
          const weighted = KMeans.fit(rows, { k: 2, start, weights });
          const plain = KMeans.fit(repeated, { k: 2, start });
          expect(weighted.centroids).toEqual(plain.centroids);
          expect(weighted.sizes).toEqual(plain.sizes);
        },
      ),
    );
  });

  it("that coincide have an inertia of exactly 0", () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), fc.nat(60), (x, n) => {
        for (const weights of [undefined, Array.from({ length: n + 2 }, (_, i) => 0.1 + i / 3)]) {
          const model = KMeans.fit(new Array<number[]>(n + 2).fill(x), { k: 1, weights });
          expect(model.centroids).toEqual([x.map((value) => value + 0)]);
          expect(model.inertia).toBe(0);
        }
      }),
    );
  });
});
