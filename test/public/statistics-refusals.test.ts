import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, SoftKMeans, Statistics } from "mixtura";
import { blobs } from "../data.js";

/** What cannot be added, solved or read is refused by name; what is odd but right is taken. */

const POINTS = blobs(5000, 2, 3, 1);
const BLOCK = 2048;
const HARD = KMeans.fit(POINTS, { k: 3, maxIterations: 1 });
const OTHER = KMeans.fit(POINTS, { k: 3, maxIterations: 2 });
const SOFT = SoftKMeans.fit(POINTS, { k: 3, stiffness: 1, maxIterations: 1 });
const MIXTURE = GaussianMixture.fit(POINTS, { k: 3, covariance: "full", maxIterations: 1 });

const hard = (from: number, to: number) =>
  HARD.statistics(POINTS.slice(from, to), { rowStart: from });
const soft = (from: number, to: number) =>
  SOFT.statistics(POINTS.slice(from, to), { rowStart: from });

describe("merging refuses", () => {
  const refuses = (name: string, parts: () => unknown, message: string | RegExp) =>
    it(name, () => {
      expect(() => Statistics.merge(parts() as Statistics[])).toThrow(message);
    });
  refuses("a gap", () => [hard(0, 100), hard(150, 200)], '"parts[1].rowStart" expected 100, where parts[0] ends, got 150 (a gap of 50 rows)'); // prettier-ignore
  refuses("an overlap, whatever the order", () => [hard(90, 200), hard(0, 100)], '"parts[0].rowStart" expected 100, where parts[1] ends, got 90 (an overlap of 10 rows)'); // prettier-ignore
  refuses("the same part twice", () => [hard(0, 100), hard(0, 100)], /overlap of 100 rows/);
  refuses(
    "blocks that are cut",
    () => [soft(0, 100), HARD],
    /"parts\[1\]" expected a Statistics, got an object/,
  );
  refuses(
    "a part that ends within a block",
    () => [soft(0, BLOCK + 1), soft(2 * BLOCK, 5000)],
    /gap/,
  );
  refuses("places beside none", () => [hard(0, 100), HARD.statistics(POINTS)], '"parts[1].rowStart" expected a number, as parts[0] has, got undefined'); // prettier-ignore
  refuses("no place beside some", () => [HARD.statistics(POINTS), hard(0, 100)], '"parts[1].rowStart" expected none, as parts[0] has, got 0'); // prettier-ignore
  refuses("another θ", () => [HARD.statistics(POINTS), OTHER.statistics(POINTS)], /"parts\[1\]" expected statistics under the same θ.*fingerprint/); // prettier-ignore
  refuses("another class", () => [HARD.statistics(POINTS), SOFT.statistics(POINTS)], '"parts[1].model" expected KMeans, as parts[0] has, got SoftKMeans'); // prettier-ignore
  refuses("another k", () => [HARD.statistics(POINTS), KMeans.fit(POINTS, { k: 2 }).statistics(POINTS)], '"parts[1].k" expected 3, as parts[0] has, got 2'); // prettier-ignore
  refuses("another d", () => [HARD.statistics(POINTS), KMeans.fit([1, 2, 3], { k: 3 }).statistics([1])], '"parts[1].dimensions" expected 2'); // prettier-ignore
  refuses(
    "other units",
    () => [0, BLOCK].map((rowStart, i) => MIXTURE.statistics(POINTS.slice(rowStart, rowStart + BLOCK), { rowStart, units: [2 ** i, 1] })), // prettier-ignore
    '"parts[1].units" expected those of parts[0] (take them with { units: first.units }), got [2, 1]',
  );
  refuses("nothing", () => [], '"parts" expected at least one, got none');
  refuses(
    "what is no list",
    () => HARD.statistics(POINTS),
    '"parts" expected a list of Statistics',
  );
  refuses("bytes", () => [HARD.statistics(POINTS).toBytes()], "(Statistics.fromBytes reads it)");
  refuses("what was written out", () => [Object.fromEntries(Object.entries(HARD.statistics(POINTS)))], '"parts[0]" expected a Statistics, got an object'); // prettier-ignore
});

it("merging refuses a part that ends within a block, before another", () => {
  const odd = SOFT.statistics(POINTS.slice(0, 2000), { rowStart: 0 });
  const whole = soft(BLOCK, 5000);
  expect(() => Statistics.merge([odd, whole])).toThrow("a gap of 48 rows");
  const weights = POINTS.map((_, i) => Number(i !== 7));
  expect(() => SOFT.statistics(POINTS, { rowStart: 0, weights })).toThrow(
    '"weights" expected numbers above 0 where there is a rowStart, which counts rows that are there, got a 0',
  );
  expect(SOFT.statistics(POINTS, { weights }).rows).toBe(POINTS.length - 1);
});

describe("taking refuses", () => {
  it("rows that begin within a block, where rows are summed in blocks", () => {
    const message = '"rowStart" expected a multiple of 2048';
    expect(() => SOFT.statistics(POINTS, { rowStart: 100 })).toThrow(message);
    expect(() => MIXTURE.statistics(POINTS, { rowStart: 100 })).toThrow(message);
    expect(HARD.statistics(POINTS, { rowStart: 100 }).rowStart).toBe(100);
  });
  it("bad options", () => {
    expect(() => HARD.statistics(POINTS, { rowStart: -1 })).toThrow(
      '"rowStart" expected an integer',
    );
    expect(() => HARD.statistics(POINTS, { rowstart: 1 } as object)).toThrow(
      '(did you mean "rowStart"?)',
    );
    expect(() => HARD.statistics(POINTS, { weights: [1] })).toThrow('"weights" expected');
    expect(() => HARD.statistics(POINTS, { units: [1, 1] } as object)).toThrow('unknown "units"');
    expect(() => MIXTURE.statistics(POINTS, { units: [1, 3] })).toThrow('"units" expected powers of two, got 3 at index 1'); // prettier-ignore
    expect(() => MIXTURE.statistics(POINTS, { units: [1] })).toThrow('"units" expected');
    expect(() => HARD.statistics([[1, 2, 3]])).toThrow("2 dimensions, as the model has");
  });
});

it("rows may lie far into a table, as long as blocks can be counted", () => {
  const far = 2 ** 40 - 3 * BLOCK;
  const early = SOFT.statistics(POINTS.slice(0, 2 * BLOCK), { rowStart: far });
  const last = SOFT.statistics(POINTS.slice(2 * BLOCK), { rowStart: far + 2 * BLOCK });
  const once = SOFT.statistics(POINTS, { rowStart: far });
  expect(Statistics.merge([last, early]).toBytes()).toEqual(once.toBytes());
  expect(Statistics.fromBytes(once.toBytes()).rowStart).toBe(far);
  expect(() => HARD.statistics(POINTS, { rowStart: 2 ** 40 + 1 })).toThrow("an integer in 0..2^40");
});

describe("solving", () => {
  it("refuses statistics of another model", () => {
    expect(() => OTHER.solve(HARD.statistics(POINTS))).toThrow('"statistics" expected statistics under the same θ'); // prettier-ignore
    expect(() => SOFT.solve(HARD.statistics(POINTS))).toThrow(
      '"statistics.model" expected SoftKMeans',
    );
    expect(() => HARD.solve(HARD as never)).toThrow('"statistics" expected a Statistics');
    const standardized = KMeans.fit(POINTS, { k: 3, standardize: true });
    expect(() => standardized.solve(HARD.statistics(POINTS))).toThrow(
      "θ, distance, form and scales",
    );
  });

  it("refuses statistics under the same numbers that mean something else", () => {
    const same = (model: { toJSON(): object }, changed: object) => ({
      ...model.toJSON(),
      ...changed,
    });
    const standardization = { means: [0, 0], scales: [2, 2] };
    const refused = "the same θ, distance, form and scales";
    for (const changed of [{ standardization }, { precision: "float32" }]) {
      const hard = KMeans.fromJSON(same(HARD, changed));
      expect(() => HARD.solve(hard.statistics(POINTS))).toThrow(refused);
      const mixture = GaussianMixture.fromJSON(same(MIXTURE, changed));
      expect(() => MIXTURE.solve(mixture.statistics(POINTS))).toThrow(refused);
    }
    for (const changed of [
      { stiffness: 2 },
      { stiffness: "Infinity" },
      { distance: "euclidean" },
    ]) {
      const soft = SoftKMeans.fromJSON(same(SOFT, changed));
      expect(() => SOFT.solve(soft.statistics(POINTS))).toThrow(refused);
      expect(() => Statistics.merge([SOFT.statistics(POINTS), soft.statistics(POINTS)])).toThrow(
        refused,
      );
    }
  });

  it("leaves a component without points where it is, and says so", () => {
    const start = { centroids: [[0, 0], [1e6, 1e6]] }; // prettier-ignore
    const near = [[0, 1], [2, 3]]; // prettier-ignore
    const says = { diagnostics: [{ code: "empty-component", components: [1] }], sizes: [2, 0] };
    const model = KMeans.fromJSON({ ...KMeans.fit(POINTS, { k: 2 }).toJSON(), ...start });
    const next = model.solve(model.statistics(near));
    expect(next).toMatchObject(says);
    expect(next.centroids).toEqual([[1, 2], [1e6, 1e6]]); // prettier-ignore
    const weights = [0.5, 0.5];
    for (const covariance of ["spherical", "diagonal", "tied", "full"] as const) {
      const identity = { spherical: [1, 1], diagonal: [[1, 1], [1, 1]], tied: [[1, 0], [0, 1]], full: [[[1, 0], [0, 1]], [[1, 0], [0, 1]]] }[covariance]; // prettier-ignore
      const parameters = { weights, means: start.centroids, covariances: identity, covariance };
      const mixture = GaussianMixture.from(parameters as never);
      const after = mixture.solve(mixture.statistics(near));
      expect(after).toMatchObject({ ...says, weights: [1, 0] });
      expect(after.means).toEqual([[1, 2], [1e6, 1e6]]); // prettier-ignore
      expect(after.covariances).not.toContain(NaN);
      expect(after.solve(after.statistics(near)).means).toEqual(after.means);
    }
  });

  it("floors what collapses, and returns a model that can be saved", () => {
    const points = [...POINTS.slice(0, 50), ...Array.from({ length: 9 }, () => [500, 500])];
    for (const covariance of ["spherical", "diagonal", "tied", "full"] as const) {
      let model: GaussianMixture = GaussianMixture.fit(points, {
        k: 2,
        covariance,
        maxIterations: 0,
      });
      for (let i = 0; i < 5; i++) model = model.solve(model.statistics(points));
      const copy = GaussianMixture.fromJSON(JSON.parse(JSON.stringify(model)));
      expect(copy.toJSON()).toEqual(model.toJSON());
      expect(copy.solve(copy.statistics(points)).means).toEqual(
        model.solve(model.statistics(points)).means,
      );
    }
  });

  it("gives models that JSON brings back, and counts steps", () => {
    for (const model of [HARD, SOFT, MIXTURE] as const) {
      const next = model.solve(model.statistics(POINTS));
      expect(next).toMatchObject({ iterations: 2, converged: false, diagnostics: [] });
      expect(next.labels).toHaveLength(0);
      expect(next.history).toHaveLength(2);
      const Class = next.constructor as typeof KMeans;
      expect(Class.fromJSON(JSON.parse(JSON.stringify(next))).toJSON()).toEqual(next.toJSON());
    }
  });
});

describe("a Statistics", () => {
  it("does not change, and is made by the library alone", () => {
    const statistics = HARD.statistics(POINTS);
    expect(Object.isFrozen(statistics)).toBe(true);
    expect(statistics).toBeInstanceOf(Statistics);
    expect(statistics.toBytes()).not.toBeInstanceOf(Statistics);
    expect(() => new (Statistics as unknown as new () => Statistics)()).toThrow(
      "a Statistics is made by",
    );
    statistics.sizes[0] = -1;
    expect(HARD.solve(statistics).sizes).toEqual(HARD.sizes);
  });

  it("refuses to be JSON, with the way out", () => {
    expect(() => JSON.stringify(HARD.statistics(POINTS))).toThrow("toBytes()");
  });

  it("brings weights of other units to one, exactly", () => {
    const half = POINTS.length / 2;
    for (const model of [SOFT, MIXTURE] as const) {
      const parts = [2 ** 40, 2 ** -40].map((weight, i) =>
        model.statistics(POINTS.slice(i * half, (i + 1) * half), {
          weights: new Float64Array(half).fill(weight),
        }),
      );
      const { totalWeight, sizes } = Statistics.merge(parts);
      expect(totalWeight).toBe(half * (2 ** 40 + 2 ** -40));
      expect(sizes).toEqual(sizes.map((_, c) => parts[0].sizes[c] + parts[1].sizes[c]));
    }
  });
});
