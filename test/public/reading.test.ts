import { readFileSync } from "node:fs";
import { type Covariance, GaussianMixture, Points } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, numbersIn, uniforms, worstError } from "../data.js";
import * as reference from "../reference/reading.js";

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;

interface Criteria {
  readonly score: number;
  readonly aic: number;
  readonly bic: number;
}

interface Oracle {
  readonly mixtures: Record<
    Covariance,
    {
      readonly weights: number[];
      readonly means: number[][];
      readonly covariances: never;
      readonly precisions: unknown;
      readonly all: Criteria;
      readonly everyFifth: Criteria;
      readonly mahalanobis: number[][];
      readonly deviations: number[][];
    }
  >;
  readonly matrices: readonly { readonly covariance: number[][]; readonly precision: number[][] }[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../oracles/${name}.json`, import.meta.url), "utf8"));
const oracle = read("precisions") as Oracle;
const iris = (read("iris") as { points: number[][] }).points;

/** The covariance of every component as a matrix. */
function matricesOf({ k, dimensions: d, covariance, covariances }: GaussianMixture): number[][][] {
  const matrix = (variances: number[]) =>
    variances.map((variance, i) => variances.map((_, j) => (i === j ? variance : 0)));
  return Array.from({ length: k }, (_, c): number[][] => {
    if (covariance === "spherical") {
      return matrix(new Array<number>(d).fill((covariances as number[])[c]));
    }
    if (covariance === "diagonal") return matrix((covariances as number[][])[c]);
    return covariance === "tied" ? (covariances as number[][]) : (covariances as number[][][])[c];
  });
}

/** Whether every matrix among precisions is symmetric to the bit. */
function expectSymmetric({ covariance, precisions }: GaussianMixture): void {
  if (covariance === "spherical" || covariance === "diagonal") return;
  const matrices =
    covariance === "tied" ? [precisions as number[][]] : (precisions as number[][][]);
  for (const matrix of matrices) {
    matrix.forEach((row, i) => row.forEach((value, j) => expect(value).toBe(matrix[j][i])));
  }
}

/** Correlated columns of different units. */
function table(n: number, d: number, seed: number): number[][] {
  const uniform = uniforms(seed);
  const mix = Array.from({ length: d }, () => Array.from({ length: d }, () => uniform() - 0.5));
  return blobs(n, d, 3, seed).map((x) =>
    mix.map((row, j) => (x[j] + row.reduce((sum, m, p) => sum + m * x[p], 0)) * 10 ** (j % 3)),
  );
}

describe("precisions", () => {
  it.each(FORMS)("are scikit-learn's, %s", (covariance) => {
    const { weights, means, covariances, precisions } = oracle.mixtures[covariance];
    const model = GaussianMixture.from({ weights, means, covariances, covariance });
    expect(worstError(model.precisions, precisions)).toBeLessThan(1e-9);
    expectSymmetric(model);
  });

  it("of full covariances are numpy's inverses", () => {
    for (const { covariance, precision } of oracle.matrices) {
      const means = [covariance.map(() => 0)];
      const given = { weights: [1], means, covariances: [covariance] };
      const full = GaussianMixture.from({ ...given, covariance: "full" });
      expect(worstError(full.precisions, [precision])).toBeLessThan(1e-9);
      const tied = GaussianMixture.from({ ...given, covariances: covariance, covariance: "tied" });
      expect(tied.precisions).toEqual(full.precisions[0]);
    }
  });

  it.each(FORMS)("times covariances are 1, %s", (covariance) => {
    for (const [n, d, k] of [
      [300, 4, 3],
      [80, 1, 2],
      [40, 7, 1],
      [1, 3, 1],
    ]) {
      const points = table(n, d, n + d);
      const model: GaussianMixture = GaussianMixture.fit(points, { k, covariance });
      const { covariances, precisions } = model;
      if (covariance === "spherical" || covariance === "diagonal") {
        const ones = numbersIn(covariances).map((value, i) => value * numbersIn(precisions)[i]);
        expect(
          worstError(
            ones,
            numbersIn(covariances).map(() => 1),
          ),
        ).toBeLessThan(1e-15);
        continue;
      }
      expectSymmetric(model);
      if (n === 1) continue;
      const expected = matricesOf(model).map(reference.inverse);
      const scale = Math.max(...numbersIn(expected).map(Math.abs)) * 1e-6;
      const got = covariance === "tied" ? Array<unknown>(k).fill(precisions) : precisions;
      expect(worstError(got, expected, scale)).toBeLessThan(1e-9);
    }
  });

  it("are copies, in the shape of covariances, and no part of the JSON", () => {
    for (const covariance of FORMS) {
      const model: GaussianMixture = GaussianMixture.fit(table(90, 3, 5), { k: 2, covariance });
      const first = model.precisions;
      const before = JSON.stringify(first);
      const json = JSON.stringify(model);
      const shape = (value: unknown): unknown => (Array.isArray(value) ? value.map(shape) : 0);
      expect(shape(first)).toEqual(shape(model.covariances));
      if (typeof first[0] === "number") first[0] = NaN;
      else if (typeof first[0][0] === "number") first[0][0] = NaN;
      else first[0][0][0] = NaN;
      expect(JSON.stringify(model.precisions)).toBe(before);
      expect(model.precisions).not.toBe(model.precisions);
      // What users write into the covariances reaches nothing either.
      const copy = GaussianMixture.fromJSON(JSON.parse(json));
      (copy.covariances as unknown[]).fill(0);
      expect(JSON.stringify(copy.precisions)).toBe(before);
      expect(json).not.toContain("precisions");
      expect(() => Object.assign(model, { precisions: 1 })).toThrow(TypeError);
    }
  });

  it("follow units by powers of two, to the bit", () => {
    const points = table(120, 3, 8);
    const units = [2 ** 40, 1, 2 ** -30];
    const scaled = points.map((x) => x.map((value, j) => value * units[j]));
    const options = { k: 2, covariance: "full", seed: 3 } as const;
    const plain = GaussianMixture.fit(points, options);
    const other = GaussianMixture.fit(scaled, options);
    const expected = plain.precisions.map((matrix) =>
      matrix.map((row, i) => row.map((value, j) => value / units[i] / units[j])),
    );
    expect(other.precisions).toEqual(expected);
    expect(other.mahalanobis(scaled)).toEqual(plain.mahalanobis(points));
    expect(other.deviations(scaled)).toEqual(plain.deviations(points));
  });
});

describe("mahalanobis and deviations", () => {
  it.each(FORMS)("are those of scikit-learn's precisions, %s", (covariance) => {
    const { weights, means, covariances, mahalanobis, deviations } = oracle.mixtures[covariance];
    const model = GaussianMixture.from({ weights, means, covariances, covariance });
    const some = iris.filter((_, i) => i % 5 === 0);
    expect(worstError(model.mahalanobis(some), mahalanobis)).toBeLessThan(1e-9);
    expect(worstError(model.deviations(some), deviations, 1)).toBeLessThan(1e-9);
  });

  it.each(FORMS)("are a textbook's, %s", (covariance) => {
    for (const [d, k] of [
      [1, 1],
      [1, 3],
      [2, 2],
      [6, 3],
    ]) {
      const points = table(150, d, 10 * d + k);
      for (const precision of ["float64", "float32"] as const) {
        const rows = precision === "float32" ? points.map((x) => x.map(Math.fround)) : points;
        const model: GaussianMixture = GaussianMixture.fit(rows, { k, covariance, precision });
        const matrices = matricesOf(model);
        const distances = rows.map((x) =>
          matrices.map((matrix, c) => reference.mahalanobis(x, model.means[c], matrix)),
        );
        expect(worstError(model.mahalanobis(points), distances, 1e-6)).toBeLessThan(1e-9);
        const odd = rows.map((x, i) =>
          reference.deviations(x, model.means[model.labels[i]], matrices[model.labels[i]]),
        );
        expect(worstError(model.deviations(points), odd, 1)).toBeLessThan(1e-9);
        using held = Points.from(points, { precision });
        expect(model.mahalanobis(held)).toEqual(model.mahalanobis(rows));
        expect(model.deviations(held)).toEqual(model.deviations(rows));
      }
    }
  });

  it("lose nothing far from the origin", () => {
    const near = table(200, 2, 21);
    const options = { k: 1, covariance: "full" } as const;
    // Multiples of 2^-20, so that moving the points rounds none.
    const plain = near.map((x) => x.map((value) => Math.round(value * 2 ** 16) / 2 ** 20));
    const moved = plain.map((x) => x.map((value) => value + 2 ** 24));
    const model = GaussianMixture.fit(plain, options);
    const far = GaussianMixture.from({
      weights: [1],
      means: [[0, 0]],
      covariances: model.covariances,
      covariance: "full",
    });
    const farther = GaussianMixture.from({
      weights: [1],
      means: [[2 ** 24, 2 ** 24]],
      covariances: model.covariances,
      covariance: "full",
    });
    expect(farther.mahalanobis(moved)).toEqual(far.mahalanobis(plain));
    expect(farther.deviations(moved)).toEqual(far.deviations(plain));
  });

  it("say which column makes a row odd, though each value by itself is ordinary", () => {
    const uniform = uniforms(3);
    const rows = Array.from({ length: 400 }, () => {
      const size = 10 * uniform();
      return [size + uniform(), 3 * size + uniform(), 5 * uniform()];
    });
    rows[7] = [9, 3, 2];
    rows[8] = [5.5, 15.5, 11];
    const model = GaussianMixture.fit(rows, { k: 1, covariance: "full" });
    const odd = (row: number) => {
      const own = Array.from(model.deviations([rows[row]]), Math.abs);
      return own.indexOf(Math.max(...own));
    };
    expect(odd(7)).toBeLessThan(2);
    expect(odd(8)).toBe(2);
    // Signed: above what is expected, or below.
    const [first, second] = model.deviations([rows[7]]);
    expect(first).toBeGreaterThan(3);
    expect(second).toBeLessThan(-3);
  });

  it("of a tied mixture whose components lie far apart are from each one's own mean", () => {
    const model = GaussianMixture.from({
      covariance: "tied",
      weights: [0.5, 0.5],
      means: [
        [0, 0],
        [1e16, 1e16],
      ],
      covariances: [
        [1, 0.5],
        [0.5, 1],
      ],
    });
    const [a, b, c, d] = model.mahalanobis([
      [1, 0.5],
      [1e16 + 2, 1e16],
    ]);
    expect(a).toBeCloseTo(1, 12);
    expect(d).toBeCloseTo(2 / Math.sqrt(0.75), 12);
    expect(b).toBeGreaterThan(1e16);
    expect(c).toBeGreaterThan(1e16);
  });
});

/** Everything that can be read off a model of points is finite. */
function expectFinite(model: GaussianMixture, points: number[][]): void {
  const read = [
    model.precisions,
    model.mahalanobis(points),
    model.deviations(points),
    model.score(points),
    Object.values(model.criteria(points)),
  ];
  expect(numbersIn(read).every(Number.isFinite)).toBe(true);
  expectSymmetric(model);
}

describe("where data is degenerate, all is finite", () => {
  const uniform = uniforms(77);
  const tables: Record<string, number[][]> = {
    "one point": [[3, -4]],
    duplicates: Array.from({ length: 20 }, (_, i) => [i % 2, 5]),
    "all alike": Array.from({ length: 6 }, () => [1e7, 1e7]),
    "a constant column": blobs(40, 3, 2, 1).map(([x, y]) => [x, 7, y]),
    "columns that depend on each other": blobs(40, 2, 2, 2).map(([x, y]) => [x, y, x + y]),
    "more columns than rows": Array.from({ length: 5 }, () =>
      Array.from({ length: 12 }, () => uniform()),
    ),
    "a sentinel": blobs(60, 2, 2, 3).map((x, i) => (i === 9 ? [-9999, x[1]] : x)),
    huge: blobs(30, 2, 2, 4).map((x) => x.map((value) => value * 1e145)),
    tiny: blobs(30, 2, 2, 4).map((x) => x.map((value) => value * 1e-149)),
    "huge beside tiny": blobs(30, 2, 2, 5).map(([x, y]) => [x * 1e145, y * 1e-149]),
    "far from the origin": blobs(50, 2, 2, 6).map((x) => x.map((value) => 1e7 + value / 50)),
  };

  it.each(Object.entries(tables))("%s", (_, points) => {
    for (const covariance of FORMS) {
      for (const k of [1, 2, 3]) {
        if (k > points.length) continue;
        const model = GaussianMixture.fit(points, { k, covariance });
        expectFinite(model, points);
        const d = points[0].length;
        const away = points.map((x) => x.map((value) => value + 1e6 * (Math.abs(value) + 1e-149)));
        expectFinite(model, away);
        const { labels } = model;
        // A point's deviation is never more than its distance.
        const distances = model.mahalanobis(points);
        model.deviations(points).forEach((deviation, i) => {
          const row = Math.floor(i / d);
          const distance = distances[row * k + labels[row]];
          expect(Math.abs(deviation)).toBeLessThanOrEqual(distance * (1 + 1e-5) + 1e-5);
        });
      }
    }
  });

  it("and where squares would leave the range of float64", () => {
    const given = { weights: [1], means: [[0, 0]] };
    const matrix = [
      [1e-280, 0],
      [0, 1e-280],
    ];
    const narrow = GaussianMixture.from({ ...given, covariances: [matrix], covariance: "full" });
    const far: [number, number] = [3e20, 4e20];
    expect(worstError(narrow.mahalanobis([far]), [5e160])).toBeLessThan(1e-12);
    expect(worstError(narrow.deviations([far]), [3e160, 4e160])).toBeLessThan(1e-12);
    const unit = GaussianMixture.from({ ...given, covariances: [1] });
    const near: [number, number] = [-3e-200, 4e-200];
    expect(worstError(unit.mahalanobis([near]), [5e-200])).toBeLessThan(1e-12);
    expect(worstError(unit.deviations([near]), near)).toBeLessThan(1e-12);
    // Inverses beyond the largest number are that, rather than infinite.
    const steep = GaussianMixture.from({
      ...given,
      covariances: [
        [1e-307, 1e-304],
        [1e-304, 1.000001e-301],
      ],
      covariance: "tied",
    });
    const most = Number.MAX_VALUE;
    const [[first, beside], [other, last]] = steep.precisions;
    expect([first, beside, other]).toEqual([most, -most, -most]);
    expect(worstError(last, 1e307)).toBeLessThan(1e-6);
  });

  it("a component without weight", () => {
    const given = {
      weights: [1, 0],
      means: [
        [0, 0],
        [5, 5],
      ],
    };
    const unit = [
      [1, 0.5],
      [0.5, 1],
    ];
    const models: GaussianMixture[] = [
      GaussianMixture.from({ ...given, covariances: [1, 2] }),
      GaussianMixture.from({ ...given, covariances: unit, covariance: "diagonal" }),
      GaussianMixture.from({ ...given, covariances: unit, covariance: "tied" }),
      GaussianMixture.from({ ...given, covariances: [unit, unit], covariance: "full" }),
    ];
    for (const model of models) {
      expectFinite(model, [
        [0, 0],
        [5, 5],
        [1e6, -1e6],
      ]);
      // Nobody's most responsible component, however near.
      const [, near] = model.mahalanobis([[5, 5]]);
      expect(near).toBe(0);
      expect(Math.max(...model.deviations([[5, 5]]))).toBeGreaterThan(1);
    }
  });

  it("and factors that only a file holds", () => {
    // Each column is a nearly exact multiple of the one before.
    const d = 9;
    const chain = (i: number, j: number) =>
      i === j ? 1 : j === i - 1 ? (i === 1 ? 0.5 : 1e150) : 0;
    const variances = Array.from({ length: d }, (_, j) => (j === 0 ? 1 : 1e-300));
    const lower = variances.flatMap((_, i) => Array.from({ length: i }, (_, j) => chain(i, j)));
    const entry = (i: number, j: number) =>
      variances.reduce((sum, variance, p) => sum + chain(i, p) * variance * chain(j, p), 0);
    const covariances = variances.map((_, i) => variances.map((_, j) => entry(i, j)));
    const model = GaussianMixture.fromJSON({
      ...GaussianMixture.fit([variances.map(() => 0)], { k: 1, covariance: "full" }).toJSON(),
      covariances: [covariances],
      factors: { variances, lower },
    });
    const points = [variances.map(() => 1), variances.map((_, j) => (j % 2 === 0 ? 1 : -1))];
    const read = [model.precisions, model.mahalanobis(points), model.deviations(points)];
    expect(numbersIn(read).every(Number.isFinite)).toBe(true);
  });
});

describe("promises of them", () => {
  const points = table(3000, 3, 31);
  const model = GaussianMixture.fit(points.slice(0, 300), { k: 3, covariance: "full" });
  const asked = {
    mahalanobis: [() => model.mahalanobis(points), model.mahalanobisAsync.bind(model)],
    deviations: [() => model.deviations(points), model.deviationsAsync.bind(model)],
  } as const;

  it.each(Object.entries(asked))("give the same bits, %s", async (_, [now, later]) => {
    for (const options of [{}, { threads: 1 }, { threads: 2 }, { threads: "auto" }] as const) {
      expect(await later(points, options)).toEqual(now());
    }
    expect(await later(points)).toEqual(now());
  });

  it.each(Object.entries(asked))("are ended by their signal, %s", async (_, [, later]) => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const answer = later(points, { signal: controller.signal });
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });

  it.each(Object.entries(asked))("refuse bad input, %s", async (_, [, later]) => {
    await expect(later([[1, 2]])).rejects.toThrow(
      '"points" expected 3 dimensions, as the model has, got 2',
    );
    await expect(later([[1, NaN, 2]])).rejects.toThrow(RangeError);
    await expect(later(points, { onProgress: () => {} } as never)).rejects.toThrow(
      '"options" expected only signal, threads, workerUrl, rows, got unknown "onProgress"',
    );
    await expect(later(points, { threads: 0 })).rejects.toThrow('"threads" expected');
  });
});

describe("bad input", () => {
  const model = GaussianMixture.fit(blobs(50, 2, 2), { k: 2 });
  it.each([
    ["mahalanobis", (points: never) => model.mahalanobis(points)],
    ["deviations", (points: never) => model.deviations(points)],
    ["score", (points: never) => model.score(points)],
    ["criteria", (points: never) => model.criteria(points)],
  ] as const)("is refused by %s", (_, ask) => {
    expect(() => ask([1, 2] as never)).toThrow('"points" expected 2 dimensions');
    expect(() => ask([[1, Infinity]] as never)).toThrow(RangeError);
    expect(() => ask([] as never)).toThrow(RangeError);
    expect(() => ask("ab" as never)).toThrow(TypeError);
    expect(() => ask(undefined as never)).toThrow(TypeError);
    expect(() => ask([[1, 1e200]] as never)).toThrow("squared distances stay finite");
  });
});
