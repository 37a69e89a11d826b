import { readFileSync } from "node:fs";
import fc from "fast-check";
import { KMeans, Points, type PointsLike } from "mixtura";
import { adjustedRandIndex, type Labels, silhouette } from "mixtura/metrics";
import { describe, expect, it } from "vitest";
import { blobs, uniforms } from "../data.js";

const iris = JSON.parse(readFileSync(new URL("../oracles/iris.json", import.meta.url), "utf8")) as {
  points: number[][];
  species: number[];
  kMeans: { k3: { centroids: number[][] } };
};

/** The index as a count over all pairs of points: agreements, expected ones and the most there are. */
function pairCounts(a: readonly unknown[], b: readonly unknown[]): number {
  let [all, inA, inB, inBoth] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      all += 1;
      inA += Number(a[i] === a[j]);
      inB += Number(b[i] === b[j]);
      inBoth += Number(a[i] === a[j] && b[i] === b[j]);
    }
  }
  const chance = (inA * inB) / all;
  return (inBoth - chance) / ((inA + inB) / 2 - chance);
}

/** Rousseeuw's definition, point by point. */
function meanSilhouette(points: readonly (readonly number[])[], labels: readonly unknown[]) {
  const clusters = [...new Set(labels)];
  const distance = (x: readonly number[], y: readonly number[]) =>
    Math.sqrt(x.reduce((sum, value, j) => sum + (value - y[j]) ** 2, 0));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  if (clusters.length === 1) return 0;
  const scores = points.map((x, i) => {
    const [a, ...others] = clusters
      .toSorted((p, q) => Number(q === labels[i]) - Number(p === labels[i]))
      .map((cluster) => points.filter((_, j) => j !== i && labels[j] === cluster))
      .map((members) => mean(members.map((y) => distance(x, y))));
    const b = Math.min(...others);
    // The mean of no points is NaN: x is alone.
    return Number.isNaN(a) || Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b);
  });
  return mean(scores);
}

const shuffled = <Item>(items: readonly Item[], order: readonly number[]) =>
  order.map((i) => items[i]);

const labelling = fc.integer({ min: 2, max: 40 }).chain((n) =>
  fc.record({
    a: fc.array(fc.nat(4), { minLength: n, maxLength: n }),
    b: fc.array(fc.nat(3), { minLength: n, maxLength: n }),
    order: fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }),
    points: fc.array(
      fc.tuple(fc.integer({ min: -9, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true })),
      { minLength: n, maxLength: n },
    ),
  }),
);

describe("adjustedRandIndex", () => {
  it.each([
    // scikit-learn's documentation of adjusted_rand_score.
    [[0, 0, 1, 1], [0, 0, 1, 1], 1],
    [[0, 0, 1, 1], [1, 1, 0, 0], 1],
    [[0, 0, 1, 2], [0, 0, 1, 1], 0.5714285714285714],
    [[0, 0, 1, 1], [0, 0, 1, 2], 0.5714285714285714],
    [[0, 0, 0, 0], [0, 1, 2, 3], 0],
    [[0, 0, 1, 1], [0, 1, 0, 1], -0.5],
    // By hand: cells 2 1 | 1 2 hold 2 pairs, the margins 6 and 6, all 15: (2 − 2.4) / (6 − 2.4).
    [[0, 0, 0, 1, 1, 1], [0, 0, 1, 0, 1, 1], -1 / 9],
  ])("%j and %j: %d", (a, b, index) => {
    expect(adjustedRandIndex(a, b)).toBe(index);
  });

  it("of two clusterings that are both trivial in the same way is 1, never NaN", () => {
    for (const labels of [[0], [0, 0], [0, 1], [7, 7, 7, 7], [1, 2, 3, 4]]) {
      expect(adjustedRandIndex(labels, labels)).toBe(1);
    }
    expect(adjustedRandIndex([1, 2], [1, 1])).toBe(0);
    expect(adjustedRandIndex(["a"], [3])).toBe(1);
  });

  it("takes labels of every kind and compares them as a Map does", () => {
    const cases: [Labels, Labels][] = [
      [["a", "a", "b", "c"], new Int32Array([5, 5, -5, 9])],
      [
        [true, true, false, "true"],
        [1n, 1n, 2n, 3n],
      ],
      [[0, -0, "0", "-0"], new Float32Array([0, 0, 0.5, Infinity])],
      [{ length: 4, 0: "x", 1: "x", 2: "y", 3: "" }, new Uint8Array([1, 1, 0, 2])],
    ];
    for (const [a, b] of cases) expect(adjustedRandIndex(a, b)).toBe(1);
  });

  it("is what counting pairs gives, symmetric, at most 1, and blind to names and order", () => {
    fc.assert(
      fc.property(labelling, ({ a, b, order }) => {
        const index = adjustedRandIndex(a, b);
        const naive = pairCounts(a, b);
        if (!Number.isNaN(naive)) expect(Math.abs(index - naive)).toBeLessThan(1e-12);
        expect(index).toBeLessThanOrEqual(1);
        expect(adjustedRandIndex(b, a)).toBe(index);
        expect(adjustedRandIndex(shuffled(a, order), shuffled(b, order))).toBe(index);
        const names = ["e", "d", "c", "b", "a"];
        const renamed = a.map((label) => names[label]);
        expect(adjustedRandIndex(renamed, b)).toBe(index);
        expect(adjustedRandIndex(a, renamed)).toBe(1);
      }),
    );
  });

  it("counts the same whether clusters cross in few or in many ways", () => {
    const a = Array.from({ length: 3000 }, (_, i) => (i * i) % 9);
    const b = Array.from({ length: 3000 }, (_, i) => (i * 7) % 6);
    const fine = Array.from({ length: 3000 }, (_, i) => (i * i) % 501);
    for (const [x, y] of [
      [a, b],
      [a, fine],
      [fine, b],
      [fine, fine.map((label, i) => label + 501 * (i % 2))],
    ]) {
      expect(adjustedRandIndex(x, y)).toBeCloseTo(pairCounts(x, y), 12);
    }
  });

  it("counts exactly where products of pairs outgrow a number", () => {
    // Halves that agree in all but one of 1e6 points; the expected fraction is in integers.
    const half = 500_000n;
    const n = 1_000_000;
    const a = Uint8Array.from({ length: n }, (_, i) => Number(i >= n / 2));
    const b = Uint8Array.from(a);
    b[0] = 1;
    const two = (count: bigint) => (count * (count - 1n)) / 2n;
    const all = two(2n * half);
    const inA = 2n * two(half);
    const inB = two(half - 1n) + two(half + 1n);
    const both = two(half - 1n) + two(half);
    const found = 2n * both * all - 2n * inA * inB;
    const most = (inA + inB) * all - 2n * inA * inB;
    const digits = 10n ** 17n;
    expect(adjustedRandIndex(a, b)).toBe(Number((found * digits) / most) / 1e17);
  });

  it("of iris: k-means with k = 3 against the species", () => {
    const { labels } = KMeans.fit(iris.points, {
      k: 3,
      start: { centroids: iris.kMeans.k3.centroids },
    });
    const index = adjustedRandIndex(labels, iris.species);
    expect(index).toBeCloseTo(pairCounts(Array.from(labels), iris.species), 13);
    // scikit-learn's value.
    expect(index).toBeCloseTo(0.7302382722834697, 13);
  });
});

describe("silhouette", () => {
  it("of four points, by hand", () => {
    // 0: a = 1, b = 10.5; 1: a = 1, b = 9.5; 10 and 11 mirror them.
    expect(silhouette([0, 1, 10, 11], [0, 0, 1, 1])).toBeCloseTo((9.5 / 10.5 + 8.5 / 9.5) / 2, 15);
    // 0 is alone; 4: a = 2, b = 4; 6: a = 2, b = 6.
    expect(silhouette([[0], [4], [6]], ["x", "y", "y"])).toBeCloseTo((0 + 2 / 4 + 4 / 6) / 3, 15);
  });

  it("of iris: k-means with k = 2 and 3", () => {
    const of = (k: number) => {
      const { labels } = KMeans.fit(iris.points, { k, restarts: 100 });
      const value = silhouette(iris.points, labels);
      expect(value).toBeCloseTo(meanSilhouette(iris.points, Array.from(labels)), 13);
      return value;
    };
    expect(of(2)).toBeCloseTo(0.681, 3);
    expect(of(3)).toBeCloseTo(0.5528, 4);
  });

  it("is what the definition gives, in [−1, 1], and blind to names and order", () => {
    fc.assert(
      fc.property(labelling, ({ a, order, points }) => {
        const value = silhouette(points, a);
        expect(Math.abs(value - meanSilhouette(points, a))).toBeLessThan(1e-12);
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
        const permuted = silhouette(shuffled(points, order), shuffled(a, order));
        expect(Math.abs(permuted - value)).toBeLessThan(1e-12);
        const renamed = silhouette(
          points,
          a.map((label) => `cluster ${label}`),
        );
        expect(renamed).toBe(value);
      }),
    );
  });

  it("agrees with the definition beyond a block of rows and a tile of points", () => {
    const points = blobs(2100, 3, 5);
    const labels = points.map((_, i) => (i % 7 === 0 ? i % 3 : i % 5));
    expect(silhouette(points, labels)).toBeCloseTo(meanSilhouette(points, labels), 12);
  });

  it("has the same bits for every form of the same points", () => {
    const rows = blobs(300, 2, 3).map((x) => x.map(Math.fround));
    const labels = rows.map((_, i) => i % 3);
    const forms: PointsLike[] = [
      new Float64Array(rows.flat()),
      new Float32Array(rows.flat()),
      rows.flat().map((_, i, { length }) => rows[i % (length / 2)][Math.floor((2 * i) / length)]),
    ].map((data, i) => ({ data, shape: [300, 2], ...(i === 2 && { strides: [1, 300] }) }));
    const value = silhouette(rows, labels);
    for (const form of [...forms, Points.from(rows), Points.from(rows, { precision: "float32" })]) {
      expect(silhouette(form, labels)).toBe(value);
    }
    expect(
      silhouette(
        rows.map(([x]) => x),
        labels,
      ),
    ).toBe(
      silhouette(
        rows.map(([x]) => [x]),
        labels,
      ),
    );
  });

  it("leaves its input as it was, and a Points usable", () => {
    const points = Points.from([0, 1, 10, 11]);
    const labels = Object.freeze([0, 0, 1, 1]);
    expect(silhouette(points, labels)).toBe(silhouette(points, labels));
    expect(KMeans.fit(points, { k: 2 }).inertia).toBe(1);
    points.dispose();
    expect(() => silhouette(points, labels)).toThrow("disposed");
  });

  it("is 0 where there is nothing to compare", () => {
    expect(silhouette([5], [0])).toBe(0);
    expect(silhouette([1, 2, 3], ["a", "a", "a"])).toBe(0);
    expect(silhouette([1, 2, 3], [0, 1, 2])).toBe(0);
    expect(silhouette([7, 7, 7, 7], [0, 0, 1, 1])).toBe(0);
    expect(
      silhouette(
        Array<number>(50).fill(0.1),
        blobs(50, 1, 1).map((_, i) => i % 9),
      ),
    ).toBe(0);
  });

  it("agrees with the definition where clusters end anywhere in a tile, at either precision", () => {
    const labels = [1, 7, 8, 9, 2, 110].flatMap((size, c) => Array<number>(size).fill(c));
    const order = labels.map((_, i) => (i * 31) % labels.length);
    for (const d of [1, 2, 5]) {
      const points = blobs(labels.length, d, 4).map((x) => x.map(Math.fround));
      const own = shuffled(labels, order);
      const data = Float32Array.from(points.flat());
      for (const given of [points, { data, shape: [points.length, d] as const }]) {
        expect(silhouette(given, own)).toBeCloseTo(meanSilhouette(points, own), 12);
      }
    }
  });

  it("takes many small clusters", () => {
    const points = Array.from({ length: 40_000 }, (_, i) => i);
    const labels = points.map((i) => Math.floor(i / 2));
    // Neighbours in pairs: a = 1, b is 1.5 inside and at either end; 1.5 away, so (1.5 − 1) / 1.5.
    expect(silhouette(points, labels, { sample: 300 })).toBeCloseTo(1 / 3, 12);
  });

  it("holds near 1e±150, and far from the origin", () => {
    const near = [0, 1, 10, 11];
    const labels = [0, 0, 1, 1];
    const value = silhouette(near, labels);
    for (const scale of [1e150, 1e-150, -3e100]) {
      expect(
        silhouette(
          near.map((x) => x * scale),
          labels,
        ),
      ).toBeCloseTo(value, 12);
    }
    expect(silhouette([-1e150, -1e150, 1e150, 1e150], labels)).toBe(1);
    expect(
      silhouette(
        near.map((x) => x + 2 ** 40),
        labels,
      ),
    ).toBe(value);
  });
});

describe("silhouette of a sample", () => {
  const points = blobs(1000, 2, 4);
  const labels = points.map((_, i) => (i % 10 === 0 ? 0 : i % 4));
  const exact = silhouette(points, labels);

  it("as large as the data is exact, to the bit", () => {
    for (const sample of [1000, 1001, 2 ** 40, Infinity]) {
      for (const seed of [0, 5]) {
        expect(silhouette(points, labels, { sample, seed })).toBe(exact);
      }
    }
  });

  it("is the same for the same seed, and another for another", () => {
    const of = (seed?: number) => silhouette(points, labels, { sample: 50, seed });
    expect(of(3)).toBe(of(3));
    expect(of()).toBe(of(0));
    expect(new Set([0, 1, 2, 3, 4].map(of)).size).toBe(5);
  });

  it("scores each of its points against all points", () => {
    const small = points.slice(0, 30);
    const own = labels.slice(0, 30);
    // Scores of single points: what a sample of one gives is one of them, each as often as any other.
    const seen = new Map<number, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const value = silhouette(small, own, { sample: 1, seed });
      seen.set(value, (seen.get(value) ?? 0) + 1);
    }
    expect(seen.size).toBe(30);
    const mean = [...seen.keys()].reduce((sum, value) => sum + value, 0) / 30;
    expect(mean).toBeCloseTo(meanSilhouette(small, own), 12);
    expect(Math.min(...seen.values())).toBeGreaterThan(60);
    expect(Math.max(...seen.values())).toBeLessThan(140);
  });

  it("has the exact mean over many seeds", () => {
    const values = Array.from({ length: 400 }, (_, seed) =>
      silhouette(points, labels, { sample: 25, seed }),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - exact)).toBeLessThan(4 * Math.sqrt(variance / values.length));
    expect(Math.sqrt(variance)).toBeGreaterThan(0.01);
  });

  it("is what large data gets by default: 1e8 / n points", () => {
    const uniform = uniforms(2);
    const many = Float64Array.from({ length: 20_000 }, (_, i) => (i % 2) + uniform());
    const halves = many.map((_, i) => i % 2);
    expect(silhouette(many, halves)).toBe(silhouette(many, halves, { sample: 5000 }));
    expect(silhouette(many, halves)).not.toBe(silhouette(many, halves, { seed: 1 }));
    const most = many.subarray(0, 10_000);
    expect(silhouette(most, halves.subarray(0, 10_000))).toBe(
      silhouette(most, halves.subarray(0, 10_000), { sample: Infinity }),
    );
  });
});

/** Every call takes what JavaScript may hand it, types or not. */
const score = (points: unknown, labels: unknown, options?: unknown) => () =>
  silhouette(points as PointsLike, labels as Labels, options as object);
const compare = (a: unknown, b: unknown) => () => adjustedRandIndex(a as Labels, b as Labels);

// One line a case reads best.
// prettier-ignore
const refusals: [what: string, call: () => unknown, error: typeof Error, message: string][] = [
  ["too few labels", score([1, 2, 3], [0, 1]), RangeError, '"labels" expected one label per point (n = 3), got 2'],
  ["no labels", score([1, 2, 3], undefined), TypeError, '"labels" expected one label per point, got undefined'],
  ["labels as text", score([1, 2], "01"), TypeError, '"labels" expected one label per point, got "01"'],
  ["a missing label", score([1, 2], [0, null]), TypeError, '"labels" expected labels that name a cluster, got null at index 1'],
  ["a hole", score([1, 2], new Array(2).fill(1, 0, 1)), TypeError, '"labels" expected labels that name a cluster, got undefined at index 1'],
  ["a NaN label", score([1, 2], [NaN, 0]), RangeError, '"labels" expected labels that name a cluster, got NaN at index 0'],
  ["NaN", score([1, NaN], [0, 1]), RangeError, '"points" expected finite numbers, got NaN at row 1, column 0 (from 0)'],
  ["NaN in a single cluster", score([1, NaN], [0, 0]), RangeError, '"points" expected finite numbers, got NaN at row 1, column 0 (from 0)'],
  ["no points", score([], []), RangeError, '"points" expected at least one point, got none'],
  ["points too far apart", score([1, 1e155], [0, 1]), RangeError, '"points" expected values whose squared distances stay finite (at most 6.7e+153 here), got 1e+155'],
  ["sample = 0", score([1, 2], [0, 1], { sample: 0 }), RangeError, '"sample" expected an integer in 1..Infinity, got 0'],
  ["sample = 1.5", score([1, 2], [0, 1], { sample: 1.5 }), RangeError, '"sample" expected an integer in 1..Infinity, got 1.5'],
  ["sample = NaN", score([1, 2], [0, 1], { sample: NaN }), RangeError, '"sample" expected an integer in 1..Infinity, got NaN'],
  ['sample = "all"', score([1, 2], [0, 1], { sample: "all" }), TypeError, '"sample" expected an integer in 1..Infinity, got "all"'],
  ["seed = -1", score([1, 2], [0, 1], { seed: -1 }), RangeError, '"seed" expected an integer in 0..2^53 - 1, got -1'],
  ["an unknown option", score([1, 2], [0, 1], { samples: 5 }), TypeError, '"options" expected only sample, seed, got unknown "samples" (did you mean "sample"?)'],
  ["options as a number", score([1, 2], [0, 1], 5), TypeError, '"options" expected an object, got 5'],
  ["labels of another length", compare([0, 1, 2], [0, 1]), RangeError, '"b" expected one label per point (n = 3, as in "a"), got 2'],
  ["no labels at all", compare([], []), RangeError, '"a" expected at least one label, got none'],
  ["a that is none", compare(3, [0]), TypeError, '"a" expected one label per point, got 3'],
  ["b that is none", compare([0], null), TypeError, '"b" expected one label per point, got null'],
  ["NaN in b", compare([0, 1], new Float64Array([0, NaN])), RangeError, '"b" expected labels that name a cluster, got NaN at index 1'],
  ["undefined in a", compare([undefined], [0]), TypeError, '"a" expected labels that name a cluster, got undefined at index 0'],
];

describe("bad input to the metrics is refused with its reason", () => {
  it.each(refusals)("%s", (_, call, error, message) => {
    expect(call).toThrow(error);
    expect(call).toThrow(new error(message));
  });
});
