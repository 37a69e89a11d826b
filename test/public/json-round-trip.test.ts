import fc from "fast-check";
import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import { describe, expect, it } from "vitest";
import { uniforms } from "../data.js";

/**
 * Every model reads back what it wrote, and is the same to the last bit. Not every fit is a
 * healthy one: what is written at a floor, of collinear columns, of fewer points than columns or
 * of numbers near the end of what there is has to be read as well.
 */

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;

const cases = fc.record({
  seed: fc.nat(),
  n: fc.integer({ min: 1, max: 16 }),
  d: fc.integer({ min: 1, max: 8 }),
  most: fc.integer({ min: 1, max: 4 }),
  sort: fc.constantFrom("anywhere", "anywhere", "collinear", "nearly", "twins", "constant", "far"),
  scale: fc.constantFrom(1, 1, 1, 1e10, 1e-150, 1e150, 1e-300, 5e-324, 0, -0),
  offset: fc.constantFrom(0, 0, 0, -1e15, 1e17),
  weight: fc.constantFrom(undefined, undefined, 1, 0.1, 1e-300, 1e298, 5e-324),
  options: fc.record({
    seed: fc.nat(),
    maxIterations: fc.integer({ min: 1, max: 5 }),
    start: fc.constantFrom("k-means++" as const, "k-means||" as const, "sample" as const),
    precision: fc.constantFrom("float64" as const, "float64" as const, "float32" as const),
    tolerance: fc.constantFrom(0, 1e-6),
  }),
});

type Case = typeof cases extends fc.Arbitrary<infer Of> ? Of : never;

function pointsOf({ seed, n, d, sort, scale, offset }: Case): number[][] {
  const uniform = uniforms(seed);
  const rows = Array.from({ length: n }, () => Array.from({ length: d }, () => 4 * uniform() - 2));
  const last = d - 1;
  const noise = 10 ** -(3 + (seed % 12));
  rows.forEach((x, i) => {
    if (sort === "collinear") x[last] = 2 * x[0] + (d > 2 ? x[1] : 0);
    if (sort === "nearly") x[last] = x[0] + noise * uniform();
    if (sort === "constant") x[0] = 7;
    if (sort === "twins") rows[i] = [...rows[i % 2]];
    if (sort === "far" && i === 0) rows[i] = x.map((value) => 1e10 * value);
  });
  return rows.map((x) => x.map((value) => scale * value + offset));
}

function optionsOf({ seed, n, most, weight, options }: Case) {
  const uniform = uniforms(seed + 1);
  const weights =
    weight === undefined ? undefined : Array.from({ length: n }, () => (weight * uniform()) / n);
  const some = weights?.some((value) => value > 0) ?? true;
  return { ...options, k: Math.min(most, n), weights: some ? weights : undefined };
}

/** The bits of numbers, of which −0 and 0 are different. */
function bits(values: ArrayLike<number>): BigUint64Array {
  return new BigUint64Array(Float64Array.from(values).buffer);
}

/** The model, and what its JSON makes; undefined where the fit refused its points as too large. */
function roundTrip<M extends { toJSON(): object }>(
  fit: () => M,
  read: (json: unknown) => M,
): { model: M; copy: M } | undefined {
  let model: M;
  try {
    model = fit();
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return undefined;
  }
  const text = JSON.stringify(model);
  const copy = read(JSON.parse(text));
  // −0 and 0 are different here, too.
  expect(copy).toEqual(model);
  expect(copy.toJSON()).toEqual(model.toJSON());
  expect(model.toJSON()).toEqual(JSON.parse(text));
  return { model, copy };
}

describe("whatever was fitted, its JSON is read and is the same model to the last bit", () => {
  // Wide and narrow regularization, for what is written at a floor.
  it.each(FORMS)("GaussianMixture, %s", (covariance) => {
    let compared = 0;
    fc.assert(
      fc.property(cases, fc.constantFrom(0, 1e-12, 1e-6, 1e6), (given, regularization) => {
        const points = pointsOf(given);
        const options = { ...optionsOf(given), covariance, regularization };
        const both = roundTrip<GaussianMixture>(
          () => GaussianMixture.fit(points, options),
          (json) => GaussianMixture.fromJSON(json),
        );
        if (both === undefined) return;
        const { model, copy } = both;
        expect(copy.predict(points)).toEqual(model.predict(points));
        expect(bits(copy.logDensity(points))).toEqual(bits(model.logDensity(points)));
        expect(bits(copy.responsibilities(points))).toEqual(bits(model.responsibilities(points)));
        const [drawn, again] = [model.sample(4, { seed: 1 }), copy.sample(4, { seed: 1 })];
        expect(bits(again.points)).toEqual(bits(drawn.points));
        expect(again.labels).toEqual(drawn.labels);
        compared++;
      }),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  it("KMeans and SoftKMeans", () => {
    const stiffness = fc.constantFrom(0, 1e-320, 1e-9, 1, 1e9, 1e308, Infinity);
    const distance = fc.constantFrom("half-squared" as const, "euclidean" as const);
    fc.assert(
      fc.property(cases, stiffness, distance, (given, beta, d) => {
        const points = pointsOf(given);
        const hard = roundTrip<KMeans>(
          () => KMeans.fit(points, optionsOf(given)),
          (json) => KMeans.fromJSON(json),
        );
        if (hard !== undefined) {
          expect(hard.copy.predict(points)).toEqual(hard.model.predict(points));
          expect(bits(hard.copy.distances(points))).toEqual(bits(hard.model.distances(points)));
        }
        const soft = roundTrip<SoftKMeans>(
          () => SoftKMeans.fit(points, { ...optionsOf(given), stiffness: beta, distance: d }),
          (json) => SoftKMeans.fromJSON(json),
        );
        if (soft === undefined) return;
        expect(soft.copy.predict(points)).toEqual(soft.model.predict(points));
        const [ours, theirs] = [soft.model, soft.copy].map((m) => bits(m.responsibilities(points)));
        expect(theirs).toEqual(ours);
      }),
      { numRuns: 1500 },
    );
  });

  it("of parameters that were given, 0 and −0 alike", () => {
    const model = GaussianMixture.from({
      weights: [1, -0],
      means: [
        [-0, 1],
        [2, -0],
      ],
      covariances: [
        [1, -0],
        [-0, 2],
      ],
      covariance: "tied",
    });
    const copy = GaussianMixture.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(copy).toEqual(model);
    expect(copy.toJSON()).toEqual(model.toJSON());
  });
});

describe("JSON that was refused once", () => {
  const rows = [
    [-2.208, -0.3908, 1.2, -2.521, 0.6185, 1.078],
    [1.364, 0.03963, 3.355, -1.385, 0.9601, -0.3729],
    [0.591, 2.261, -2.441, 2.2, -0.8789, -4.448],
    [-2.241, -2.827, 0.1738, 0.1562, 0.6867, 3.291],
    [-1.407, -2.413, -2.93, 2.544, -0.5017, 2.205],
    [0.4593, -1.112, 0.2727, 1.856, 0.3858, -0.8186],
    [0.8502, 3.636, -2.937, 0.667, -1.484, -3.837],
  ];

  it("of seven rows of six columns, tied, at a floor that is next to nothing", () => {
    const model = GaussianMixture.fit(rows, {
      k: 2,
      covariance: "tied",
      regularization: 1e-12,
      seed: 16512,
      maxIterations: 1,
    });
    const copy = GaussianMixture.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(copy).toEqual(model);
    expect(copy.logDensity(rows)).toEqual(model.logDensity(rows));
  });

  it("of equal points in many columns, whose variance is a mean of floors", () => {
    for (const d of [1, 33, 34, 60, 300]) {
      const points = new Array<number[]>(3).fill(new Array<number>(d).fill(0));
      for (const covariance of ["spherical", "diagonal"] as const) {
        const model = GaussianMixture.fit(points, { k: 1, covariance, regularization: 0 });
        expect(GaussianMixture.fromJSON(JSON.parse(JSON.stringify(model)))).toEqual(model);
      }
    }
  });
});

describe("factors that are not those of the covariances beside them are refused", () => {
  it("in any of their numbers, as far as the covariances tell", () => {
    for (const [covariance, d] of [
      ["tied", 4],
      ["full", 5],
    ] as const) {
      const uniform = uniforms(d);
      const points = Array.from({ length: 60 }, () => Array.from({ length: d }, () => uniform()));
      const json = GaussianMixture.fit(points, { k: 2, covariance }).toJSON();
      for (const name of ["variances", "lower"] as const) {
        json.factors![name].forEach((value, i) => {
          for (const by of [1 + 1e-11, 1 - 1e-11, 0.5, 2, -1, 1e9]) {
            const list = json.factors![name].with(i, value * by);
            const tampered = { ...json, factors: { ...json.factors!, [name]: list } };
            expect(() => GaussianMixture.fromJSON(tampered), `${name}[${i}] × ${by}`).toThrow(
              /^"json.factors/,
            );
          }
        });
      }
    }
  });

  it("also the variance of what other columns explain but for a trace", () => {
    const uniform = uniforms(3);
    const points = Array.from({ length: 60 }, () => {
      const x = uniform();
      return [x, uniform(), x + 1e-5 * uniform()];
    });
    const options = { k: 1, covariance: "full", regularization: 0 } as const;
    const json = GaussianMixture.fit(points, options).toJSON();
    const { variances, lower } = json.factors!;
    expect(variances[2] / variances[0]).toBeLessThan(1e-9);
    for (const by of [0.99, 1.01, 1e-3, 1e3]) {
      const tampered = {
        ...json,
        factors: { variances: variances.with(2, variances[2] * by), lower },
      };
      expect(() => GaussianMixture.fromJSON(tampered)).toThrow('the factors of "json.covariances"');
    }
  });
});
