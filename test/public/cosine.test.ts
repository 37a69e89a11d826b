import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { KMeans, type KMeansJSON, Points, selectK, SoftKMeans } from "mixtura";
import { uniforms, worstError } from "../data.js";
import "../properties.js";

const distance = "cosine";

/** Points around k directions, of lengths between 0.1 and 1000. */
function rays(n: number, d: number, k: number, seed = 1, noise = 0.15): number[][] {
  const uniform = uniforms(seed);
  const centred = () => uniform() + uniform() + uniform() - 1.5;
  const directions = Array.from({ length: k }, () => unit(Array.from({ length: d }, centred)));
  return Array.from({ length: n }, (_, i) => {
    const length = 10 ** (4 * uniform() - 1);
    return directions[i % k].map((m) => length * (m + noise * centred()));
  });
}

function unit(row: readonly number[]): number[] {
  const largest = Math.max(...row.map(Math.abs));
  const scaled = row.map((x) => x / largest);
  const length = Math.sqrt(scaled.reduce((sum, x) => sum + x * x, 0));
  return scaled.map((x) => x / length);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, j) => sum + x * b[j], 0);
}

/** Spherical k-means as Dhillon & Modha have it: nearest by cosine, then directions of sums. */
function spherical(points: readonly (readonly number[])[], start: readonly (readonly number[])[]) {
  const rows = points.map(unit);
  let centroids = start.map(unit);
  let labels: number[] = [];
  const history: number[] = [];
  for (;;) {
    const next = rows.map((row) => {
      const cosines = centroids.map((m) => dot(row, m));
      return cosines.indexOf(Math.max(...cosines));
    });
    const inertia = rows.reduce((sum, row, i) => sum + 2 * (1 - dot(row, centroids[next[i]])), 0);
    if (labels.length > 0) history.push(inertia);
    if (next.every((label, i) => label === labels[i])) return { labels, centroids, history };
    labels = next;
    centroids = centroids.map((m, c) => {
      const own = rows.filter((_, i) => labels[i] === c);
      return own.length === 0
        ? m
        : unit(own[0].map((_, j) => own.reduce((s, row) => s + row[j], 0)));
    });
  }
}

const points = rays(300, 5, 4);

describe("KMeans by cosine", () => {
  it("agrees with spherical k-means in plain TypeScript", () => {
    for (const [n, d, k] of [
      [60, 2, 3],
      [300, 5, 4],
      [200, 17, 6],
      [500, 64, 8],
      [40, 100, 5],
    ]) {
      const table = rays(n, d, k, n, 0.4);
      const centroids = table.slice(0, k);
      const model = KMeans.fit(table, { k, distance, start: { centroids }, tolerance: 0 });
      const byHand = spherical(table, centroids);
      expect(Array.from(model.labels)).toEqual(byHand.labels);
      expect(worstError(model.centroids, byHand.centroids, 1)).toBeLessThan(1e-12);
      expect(worstError(model.history, byHand.history, 1)).toBeLessThan(1e-9);
    }
  });

  it("has centroids of length 1, sees directions alone, and its inertia is 2 Σ (1 − cos)", () => {
    const model = KMeans.fit(points, { k: 4, distance });
    for (const m of model.centroids) expect(Math.abs(dot(m, m) - 1)).toBeLessThan(1e-14);
    expect(model.distance).toBe(distance);
    const inertia = points.reduce(
      (sum, row, i) => sum + 2 * (1 - dot(unit(row), model.centroids[model.labels[i]])),
      0,
    );
    expect(worstError([model.inertia], [inertia])).toBeLessThan(1e-12);
    expect(-model.score(points)).toBe(model.inertia);
    // Rows of any length, to the bit where lengths are powers of two.
    const scaled = points.map((row, i) => row.map((x) => x * 2 ** ((i % 1600) - 800)));
    const other = KMeans.fit(scaled, { k: 4, distance });
    expect(other.labels).toEqual(model.labels);
    expect(other.centroids).toEqual(model.centroids);
    expect(model.predict(scaled)).toEqual(model.labels);
    expect(KMeans.fit(points, { k: 4 }).labels).not.toEqual(model.labels);
    const chords = model.distances(points);
    expect(
      worstError([1 - chords[0] ** 2 / 2], [dot(unit(points[0]), model.centroids[0])], 1),
    ).toBeLessThan(1e-14);
  });

  it("labels by the rule on rows of length 1, ties to the lowest", () => {
    const model = KMeans.fit(
      [
        [1, 0],
        [0, 1],
      ],
      {
        k: 2,
        distance,
        start: {
          centroids: [
            [1, 0],
            [0, 1],
          ],
        },
      },
    );
    expect(
      Array.from(
        model.predict([
          [3, 3],
          [1e-300, 2e-300],
          [5, 4],
          [-1, -1],
        ]),
      ),
    ).toEqual([0, 1, 0, 0]);
  });

  it("agrees with euclidean on rows of length 1 under the same centroids", () => {
    const rows = points.map(unit);
    const model = KMeans.fit(rows, { k: 4, distance });
    const euclidean = KMeans.fit(rows, {
      k: 4,
      start: { centroids: model.centroids },
      tolerance: 1e9,
    });
    expect(euclidean.labels).toEqual(model.labels);
  });

  it.each(["k-means++", "k-means||", "sample"] as const)(
    "never lets the objective rise: start %s",
    (start) => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 9 }), (seed, d) => {
          const n = 20 + (seed % 60);
          const table = rays(n, d, 3, seed, 0.1 + (seed % 9) / 3);
          const weights = seed % 2 ? table.map((_, i) => (i * seed + 1) % 7) : undefined;
          const k = 1 + (seed % 6);
          const { history, inertia, centroids, sizes } = KMeans.fit(table, {
            ...{ k, distance, start, seed, weights, restarts: 1 + (seed % 2) },
          });
          for (let i = 1; i < history.length; i++) {
            expect(history[i]).toBeLessThanOrEqual(history[i - 1] * (1 + 1e-12) + 1e-12);
          }
          expect(Number.isFinite(inertia)).toBe(true);
          for (const m of centroids) expect(Math.abs(dot(m, m) - 1)).toBeLessThan(1e-12);
          expect(sizes.length).toBe(k);
        }),
      );
    },
  );

  it("takes weights for numbers of points", () => {
    const weights = points.map((_, i) => i % 3);
    const repeated = points.flatMap((row, i) => Array.from({ length: weights[i] }, () => row));
    const start = { centroids: points.slice(0, 4) };
    const a = KMeans.fit(points, { k: 4, distance, weights, start });
    const b = KMeans.fit(repeated, { k: 4, distance, start });
    expect(worstError(a.centroids, b.centroids, 1)).toBeLessThan(1e-12);
    expect(worstError([a.inertia], [b.inertia])).toBeLessThan(1e-12);
  });

  it("comes back from JSON to the bit, and checks it", () => {
    const model = KMeans.fit(points, { k: 4, distance });
    const json = JSON.parse(JSON.stringify(model)) as KMeansJSON;
    expect(json.distance).toBe(distance);
    expect(KMeans.fromJSON(json)).toEqual(model);
    expect(KMeans.fromJSON(json).predict(points)).toEqual(model.labels);
    json.centroids[1][0] += 1;
    expect(() => KMeans.fromJSON(json)).toThrow('"json.centroids" expected rows of length 1');
    expect(() => KMeans.fromJSON({ ...json, distance: "manhattan" })).toThrow("json.distance");
    expect(KMeans.fit(points, { k: 2 }).toJSON()).not.toHaveProperty("distance");
  });

  it("refuses rows without a direction, by index", () => {
    const table = [
      [1, 2],
      [3, 4],
      [0, 0],
      [5, 6],
    ];
    const message = /"points" expected rows that have a direction .* zeros at row 2 \(from 0\)/;
    expect(() => KMeans.fit(table, { k: 2, distance })).toThrow(message);
    expect(() => KMeans.fit(Points.from(table), { k: 2, distance })).toThrow(message);
    const model = KMeans.fit(
      table.filter(([x]) => x > 0),
      { k: 2, distance },
    );
    expect(() => model.predict(table)).toThrow(message);
    const start = {
      centroids: [
        [1, 1],
        [0, 0],
      ],
    };
    expect(() =>
      KMeans.fit(
        [
          [1, 2],
          [3, 4],
        ],
        { k: 2, distance, start },
      ),
    ).toThrow('"start.centroids"');
    expect(() => KMeans.fit(table, { k: 2, distance: "cosin" as never })).toThrow(
      '"distance" expected "euclidean" or "cosine", got "cosin"',
    );
  });

  it("refuses what standard deviations take out of all numbers", () => {
    const tiny = [
      [1e-170, 1],
      [2e-170, 2],
      [4e-170, 9],
    ];
    const model = KMeans.fit(tiny, { k: 2, distance, standardize: true });
    expect(() => model.predict([[1e200, 1]])).toThrow("squared distances stay finite");
  });

  it("ends, and with numbers, where points cancel each other out or coincide", () => {
    const opposite = [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ];
    for (const k of [1, 2, 3, 4]) {
      const { centroids, inertia } = KMeans.fit(opposite, { k, distance });
      expect([...centroids.flat(), inertia].every(Number.isFinite)).toBe(true);
    }
    expect(KMeans.fit(opposite, { k: 1, distance, start: { labels: [0, 0, 0, 0] } }).inertia).toBe(
      8,
    );
    const same = KMeans.fit(
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      { k: 2, distance },
    );
    expect(same.converged).toBe(true);
    const alike = KMeans.fit(
      [
        [1, 1],
        [2, 2],
        [0.5, 0.5],
      ],
      { k: 2, distance, tolerance: 0 },
    );
    expect(alike.diagnostics.map(({ code }) => code)).toContain("fewer-distinct-points");
    expect(KMeans.fit([[3], [-2], [5]], { k: 2, distance, start: "optimal" }).inertia).toBe(0);
  });

  it("is the same in slices, in workers, step by step and from Points in float32", async () => {
    const many = rays(6_000, 24, 7, 5, 0.6);
    const model = KMeans.fit(many, { k: 7, distance, restarts: 2 });
    for (const threads of [undefined, 2]) {
      const other = await KMeans.fitAsync(many, { k: 7, distance, restarts: 2, threads });
      expect(other.centroids).toEqual(model.centroids);
      expect(other.labels).toEqual(model.labels);
      expect(await model.predictAsync(many, { threads })).toEqual(model.labels);
    }
    const held = Points.from(many, { precision: "float32" });
    const narrow = KMeans.fit(held, { k: 7, distance });
    expect(narrow.precision).toBe("float32");
    expect(narrow.predict(held)).toEqual(narrow.labels);
    held.dispose();
    const last = [...KMeans.steps(many, { k: 7, distance })].at(-1)!;
    expect(last.centroids).toEqual(KMeans.fit(many, { k: 7, distance }).centroids);
  });

  it("serves selectK", () => {
    expect(
      selectK(KMeans, rays(400, 8, 4, 3, 0.1), { k: [2, 3, 4, 5], distance, restarts: 5 }).best.k,
    ).toBe(4);
  });

  it("starts from responsibilities, labels and fitted models", () => {
    const responsibilities = points.map((_, i) =>
      [0, 1, 2, 3].map((c) => (c === i % 4 ? 0.7 : 0.1)),
    );
    const labels = points.map((_, i) => i % 4);
    const fitted = KMeans.fit(points, { k: 4, distance });
    for (const start of [{ responsibilities }, { labels }, fitted]) {
      const first = KMeans.fit(points, { k: 4, distance, start, maxIterations: 0 });
      for (const m of first.centroids) expect(Math.abs(dot(m, m) - 1)).toBeLessThan(1e-14);
      expect(KMeans.fit(points, { k: 4, distance, start }).labels).toEqual(fitted.labels);
    }
    expect(
      KMeans.fit(points, { k: 4, distance, start: fitted, maxIterations: 0 }).centroids,
    ).toEqual(fitted.centroids);
    const raw = KMeans.fit(points, { k: 4, start: { centroids: points.slice(0, 4) } });
    for (const m of KMeans.fit(points, { k: 4, distance, start: raw, maxIterations: 0 })
      .centroids) {
      expect(Math.abs(dot(m, m) - 1)).toBeLessThan(1e-14);
    }
  });

  it("knows duplicates in float32 for what they are", () => {
    for (let seed = 0; seed < 20; seed++) {
      const few = rays(4, 6, 4, seed + 1, 0.5);
      const table = Array.from({ length: 30 }, (_, i) => few[i % 4]);
      for (const precision of ["float64", "float32"] as const) {
        const model = KMeans.fit(table, { k: 6, distance, seed, precision });
        expect(model.converged).toBe(true);
        expect(model.diagnostics.map(({ code }) => code)).toContain("fewer-distinct-points");
        const soft = SoftKMeans.fit(table, {
          k: 6,
          distance,
          seed,
          precision,
          stiffness: Infinity,
        });
        expect(soft.converged).toBe(true);
        const start = KMeans.fit(table, { k: 3, distance, seed, precision, maxIterations: 0 });
        const same = KMeans.fit(table, { k: 3, distance, precision, start, maxIterations: 0 });
        expect(same.centroids).toEqual(start.centroids);
      }
    }
  });

  it("takes a row of weight 0 for absent, a direction or not", () => {
    const weights = [1, 1, 0];
    const model = KMeans.fit(
      [
        [1, 0],
        [0, 1],
        [0, 0],
      ],
      { k: 2, distance, weights },
    );
    expect(model.sizes).toEqual([1, 1]);
    expect(model.labels[2]).toBe(0);
    // What one fit may leave out, the next has to look at.
    const held = Points.from([[1, 0], [0, 1], [0, 0]]); // prettier-ignore
    expect(KMeans.fit(held, { k: 2, distance, weights }).sizes).toEqual([1, 1]);
    expect(() => KMeans.fit(held, { k: 2, distance })).toThrow("zeros at row 2");
    held.dispose();
  });

  it("goes with standardize: directions from the mean, in standard deviations", () => {
    const model = KMeans.fit(points, { k: 3, distance, standardize: true });
    const { means, scales } = model.standardization!;
    const rows = points.map((row) => unit(row.map((x, j) => (x - means[j]) / scales[j])));
    const byHand = KMeans.fit(rows, { k: 3, distance });
    expect(model.labels).toEqual(byHand.labels);
    expect(worstError([model.inertia], [byHand.inertia])).toBeLessThan(1e-12);
    expect(KMeans.fromJSON(model.toJSON()).predict(points)).toEqual(model.labels);
  });
});

describe("SoftKMeans by cosine", () => {
  it("shares points by exp(β cos), and moves centroids to the direction of the mean", () => {
    const model = SoftKMeans.fit(points, {
      k: 4,
      distance,
      stiffness: 20,
      tolerance: 1e-10,
      maxIterations: 3000,
    });
    const shares = model.responsibilities(points);
    points.forEach((row, i) => {
      const cosines = model.centroids.map((m) => dot(unit(row), m));
      const scores = cosines.map((cosine) => Math.exp(20 * (cosine - 1)));
      const total = scores.reduce((a, b) => a + b, 0);
      expect(
        worstError(
          shares.slice(4 * i, 4 * i + 4),
          scores.map((s) => s / total),
          1,
        ),
      ).toBeLessThan(1e-12);
    });
    const next = model.centroids.map((_, c) =>
      unit(
        points[0].map((_, j) =>
          points.reduce((sum, row, i) => sum + shares[4 * i + c] * unit(row)[j], 0),
        ),
      ),
    );
    expect(worstError(next, model.centroids, 1)).toBeLessThan(1e-8);
    for (let i = 1; i < model.history.length; i++) {
      expect(model.history[i]).toBeLessThanOrEqual(model.history[i - 1] + 1e-9);
    }
    const energy = points.reduce((sum, row) => {
      const terms = model.centroids.map((m) => Math.exp(-20 * (1 - dot(unit(row), m))));
      return sum - Math.log(terms.reduce((a, b) => a + b, 0)) / 20;
    }, 0);
    expect(worstError([model.freeEnergy], [energy])).toBeLessThan(1e-10);
    expect(SoftKMeans.fromJSON(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  it("is hard at β = Infinity", () => {
    const soft = SoftKMeans.fit(points, { k: 4, distance, stiffness: Infinity });
    const hard = KMeans.fit(points, { k: 4, distance });
    expect(soft.labels).toEqual(hard.labels);
    expect(soft.centroids).toEqual(hard.centroids);
    expect(soft.freeEnergy).toBe(hard.inertia / 2);
  });

  it("gives numbers where the stiffness is 0, or points cancel each other out", () => {
    const opposite = [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ];
    for (const stiffness of [0, 1e-9, 0.5, 3]) {
      for (const k of [1, 2, 3]) {
        const model = SoftKMeans.fit(opposite, { k, distance, stiffness });
        expect(model.centroids.flat().every(Number.isFinite)).toBe(true);
        for (const m of model.centroids) expect(Math.abs(dot(m, m) - 1)).toBeLessThan(1e-12);
        expect(model.converged).toBe(true);
      }
    }
  });
});
