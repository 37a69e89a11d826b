import { readFileSync } from "node:fs";
import fc from "fast-check";
import { KMeans, Points, type PointsLike } from "mixtura";
import { calinskiHarabasz, daviesBouldin, type Labels } from "mixtura/metrics";
import { describe, expect, it } from "vitest";
import { blobs, worstError } from "../data.js";

const iris = JSON.parse(readFileSync(new URL("../oracles/iris.json", import.meta.url), "utf8")) as {
  points: number[][];
  species: number[];
};
const squares = iris.points.map((_, i) => (i * i) % 7);

type Rows = readonly (readonly number[])[];
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const meanOf = (rows: Rows) => rows[0].map((_, j) => sum(rows.map((x) => x[j])) / rows.length);
const squared = (x: readonly number[], y: readonly number[]) =>
  sum(x.map((value, j) => (value - y[j]) * (value - y[j])));
const grouped = (rows: Rows, labels: readonly unknown[]) =>
  [...new Set(labels)].map((label) => rows.filter((_, i) => labels[i] === label));

/** Caliński and Harabasz's quotient, as it is written. */
function varianceRatio(rows: Rows, labels: readonly unknown[]): number {
  const clusters = grouped(rows, labels);
  const k = clusters.length;
  const all = meanOf(rows);
  const between = sum(clusters.map((own) => own.length * squared(meanOf(own), all)));
  const within = sum(clusters.map((own) => sum(own.map((x) => squared(x, meanOf(own))))));
  return between / (k - 1) / (within / (rows.length - k));
}

/** Davies and Bouldin's mean of the worst ratios, as it is written. */
function overlap(rows: Rows, labels: readonly unknown[]): number {
  const clusters = grouped(rows, labels);
  const means = clusters.map(meanOf);
  const spreads = clusters.map(
    (own, c) => sum(own.map((x) => Math.sqrt(squared(x, means[c])))) / own.length,
  );
  const worst = means.map((m, a) =>
    Math.max(
      ...means.flatMap((other, b) =>
        a === b ? [] : [(spreads[a] + spreads[b]) / Math.sqrt(squared(m, other))],
      ),
    ),
  );
  return sum(worst) / clusters.length;
}

const both = (points: PointsLike, labels: Labels, weights?: ArrayLike<number>) => [
  calinskiHarabasz(points, labels, { weights }),
  daviesBouldin(points, labels, { weights }),
];

const table = fc.integer({ min: 4, max: 40 }).chain((n) =>
  fc.record({
    labels: fc.array(fc.nat(3), { minLength: n, maxLength: n }),
    weights: fc.array(fc.nat(3), { minLength: n, maxLength: n }),
    points: fc.array(
      fc.tuple(fc.integer({ min: -9, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true })),
      { minLength: n, maxLength: n },
    ),
    order: fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }),
  }),
);

describe("calinskiHarabasz and daviesBouldin", () => {
  it.each<[string, Rows, number[], number, number]>([
    // scikit-learn 1.2.1.
    ["iris by species", iris.points, iris.species, 487.33087637489984, 0.7513707094756737],
    ["iris by nothing", iris.points, squares, 0.12828586222399307, 28.052207625001145],
    [
      "iris in two",
      iris.points,
      iris.species.map((species) => Math.min(species, 1)),
      502.82156350235897,
      0.38275284210068616,
    ],
  ])("of %s are scikit-learn's", (_, points, labels, ratio, index) => {
    expect(worstError(both(points, labels), [ratio, index])).toBeLessThan(1e-12);
  });

  it("of iris with weights 0, 1 and 2 are scikit-learn's of rows that stand there so often", () => {
    const weights = iris.points.map((_, i) => i % 3);
    const expected = [473.4248394345475, 0.7939180173369987];
    expect(worstError(both(iris.points, iris.species, weights), expected)).toBeLessThan(1e-12);
  });

  it("are what their authors wrote, and blind to names, order and how often a row is written", () => {
    fc.assert(
      fc.property(table, ({ points, labels, weights, order }) => {
        const k = new Set(labels).size;
        fc.pre(k > 1 && k < labels.length);
        const expected = [varianceRatio(points, labels), overlap(points, labels)];
        fc.pre(expected.every(Number.isFinite));
        const found = both(points, labels);
        expect(worstError(found, expected, 1e-3)).toBeLessThan(1e-9);
        const moved = both(
          order.map((i) => points[i]),
          order.map((i) => labels[i]),
        );
        expect(worstError(moved, found, 1e-3)).toBeLessThan(1e-9);
        const renamed = labels.map((label) => `cluster ${label}`);
        expect(both(points, renamed)).toEqual(found);

        fc.pre(weights.some((weight) => weight > 0));
        const often = weights.flatMap((weight, i) => Array<number>(weight).fill(i));
        const written = both(
          often.map((i) => points[i]),
          often.map((i) => labels[i]),
        );
        expect(worstError(both(points, labels, weights), written, 1e-3)).toBeLessThan(1e-9);
      }),
    );
  });

  it("of many rows and clusters, beyond a slice of time and a block", () => {
    const points = blobs(5000, 3, 40);
    const labels = points.map((_, i) => i % 40);
    const expected = [varianceRatio(points, labels), overlap(points, labels)];
    expect(worstError(both(points, labels), expected)).toBeLessThan(1e-11);
  });

  it("are the same far from the origin and at every scale, where squares would be none", () => {
    const near = [
      [0, 1],
      [1, 0],
      [0.5, 8],
      [1.5, 9],
      [7, 7.25],
      [8, 7.5],
    ];
    const labels = [0, 0, 1, 1, 2, 2];
    const found = both(near, labels);
    for (const scale of [2 ** 490, 2 ** -490, 2 ** -1000, -(2 ** 300)]) {
      const scaled = near.map((x) => x.map((value) => value * scale));
      expect(both(scaled, labels)).toEqual(found);
    }
    const large = near.map((x) => x.map((value) => value * 1e150));
    expect(worstError(both(large, labels), found)).toBeLessThan(1e-12);
    for (const away of [2 ** 30, 2 ** 48]) {
      const moved = near.map((x) => x.map((value) => value + away));
      expect(worstError(both(moved, labels), found)).toBeLessThan(1e-14);
    }
    // 1e9 ± 0.1: what such numbers are is known exactly, and their distances with them.
    const values = [1e9 - 0.1, 1e9 - 0.0625, 1e9 + 0.0625, 1e9 + 0.1];
    const exact = values.map((value) => value - 1e9);
    expect(worstError(both(values, [0, 0, 1, 1]), both(exact, [0, 0, 1, 1]))).toBeLessThan(1e-14);
    expect(both([-1e150, -1e150, 1e150, 1e150], [0, 0, 1, 1])).toEqual([1, 0]);
    expect(both([5e-324, 5e-324, 1e-323, 0], [0, 0, 1, 1]).every(Number.isFinite)).toBe(true);
  });

  it("keep the digits of one cluster where another is far away", () => {
    const points = [0, 1, 2, 1e9 - 0.125, 1e9, 1e9 + 0.125, 1e9 + 1, 1e9 + 1.25];
    const labels = [0, 0, 0, 1, 1, 1, 2, 2];
    const [, index] = both(points, labels);
    // The first cluster lies far from both: (2 / 3 + 1 / 12) / 1e9 or so.
    const pair = (0.25 / 3 + 0.125) / 1.125;
    expect(index).toBeCloseTo((2 * pair + (2 / 3 + 0.25 / 3) / 1e9) / 3, 10);
  });

  it("have their values where they say nothing, and never NaN", () => {
    expect(both([5], [0])).toEqual([0, 0]);
    expect(both([1, 2, 3], ["a", "a", "a"])).toEqual([0, 0]);
    expect(both([1, 2, 3], [0, 1, 2])).toEqual([0, 0]);
    expect(both([7, 7], [0, 1])).toEqual([0, 0]);
    // scikit-learn's: all points equal; means that coincide; clusters without spread.
    expect(both([7, 7, 7, 7], [0, 0, 1, 1])).toEqual([1, 0]);
    expect(both([0.1, 0.1, 0.1, 0.1, 0.1], [0, 0, 1, 1, 0])).toEqual([1, 0]);
    const cross = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? [-1, -1] : [1, 1]));
    const halves = cross.map((_, i) => Math.floor(i / 10));
    expect(both(cross, halves)).toEqual([0, 0]);
    expect(both([0, 0, 5, 5], [0, 0, 1, 1])).toEqual([1, 0]);
    expect(both([0, 0], [1, 1])).toEqual([0, 0]);
    // One coinciding pair among others that are compared.
    expect(daviesBouldin([-1, 1, -2, 2, 9, 11], [0, 0, 1, 1, 2, 2])).toBeCloseTo(
      (2 / 10 + 3 / 10 + 3 / 10) / 3,
      14,
    );
  });

  it("leave out rows of weight 0, their clusters too, and count points by weights", () => {
    const points = [0, 1, 10, 11, 500, NaN].map((x) => (Number.isNaN(x) ? -900 : x));
    const labels = [0, 0, 1, 1, 2, 0];
    expect(both(points, labels, [1, 1, 1, 1, 0, 0])).toEqual(both([0, 1, 10, 11], [0, 0, 1, 1]));
    // Weights that sum to no more than there are clusters leave no points to spare.
    expect(both([0, 1, 10, 11], [0, 0, 1, 1], [0.25, 0.25, 0.25, 0.25])).toEqual([0, 0.1]);
    const heavy = Array<number>(4).fill(4e307);
    expect(both([0, 1, 10, 11], [0, 0, 1, 1], heavy)[1]).toBe(0.1);
    expect(both([0, 1, 10, 11], [0, 0, 1, 1], heavy)[0]).toBeGreaterThan(1e300);
    const light = Array<number>(4).fill(5e-324);
    expect(both([0, 1, 10, 11], [0, 0, 1, 1], light)).toEqual([0, 0.1]);
  });

  it("take every form of the same points, and leave a Points usable", () => {
    const rows = blobs(60, 2, 3).map((x) => x.map(Math.fround));
    const labels = rows.map((_, i) => i % 3);
    const found = both(rows, labels);
    const flat = { data: Float32Array.from(rows.flat()), shape: [60, 2] };
    const own = Points.from(rows);
    expect(both(flat, labels)).toEqual(found);
    expect(both(own, labels)).toEqual(found);
    expect(both(own, Int8Array.from(labels))).toEqual(found);
    expect(KMeans.fit(own, { k: 3 }).k).toBe(3);
    own.dispose();
    expect(() => both(own, labels)).toThrow("disposed");
  });

  // prettier-ignore
  it.each<[string, unknown[], typeof Error, string]>([
    ["too few labels", [[1, 2, 3], [0, 1]], RangeError, '"labels" expected one label per point (n = 3), got 2'],
    ["a missing label", [[1, 2], [0, null]], TypeError, '"labels" expected labels that name a cluster, got null at index 1'],
    ["NaN among the points", [[1, NaN], [0, 1]], RangeError, '"points" expected finite numbers, got NaN at row 1, column 0 (from 0)'],
    ["no points", [[], []], RangeError, '"points" expected at least one point, got none'],
    ["points too far apart", [[1, 1e155], [0, 1]], RangeError, '"points" expected values whose squared distances stay finite (at most 6.7e+153 here), got 1e+155'],
    ["a negative weight", [[1, 2], [0, 1], { weights: [1, -1] }], RangeError, '"weights" expected finite numbers of at least 0, got -1 at index 1'],
    ["weights of 0", [[1, 2], [0, 1], { weights: [0, 0] }], RangeError, '"weights" expected at least one above 0, got only zeros'],
    ["too many weights", [[1, 2], [0, 1], { weights: [1, 1, 1] }], RangeError, '"weights" expected one number per point (n = 2), got 3'],
    ["an unknown option", [[1, 2], [0, 1], { weight: [1, 1] }], TypeError, '"options" expected only weights, got unknown "weight" (did you mean "weights"?)'],
    ["weights for options", [[1, 2], [0, 1], [1, 1]], TypeError, '"options" expected an object, got an array'],
  ])("refuse %s", (_, asked, error, message) => {
    for (const judge of [calinskiHarabasz, daviesBouldin]) {
      const call = () => judge(...(asked as Parameters<typeof judge>));
      expect(call).toThrow(error);
      expect(call).toThrow(new error(message));
    }
  });
});
