import { readFileSync } from "node:fs";
import fc from "fast-check";
import {
  type Covariance,
  GaussianMixture,
  type GaussianMixtureOptions,
  type GaussianMixtureStart,
  KMeans,
  Points,
} from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, firstDistinct, numbersIn, uniforms, worstError } from "../data.js";
import * as reference from "../reference/gaussian-mixture.js";
import { spread } from "../reference/spread.js";

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;
const points = blobs(300, 3, 4, 5);

/** All that two equal models share, to the bit. */
function everything(model: GaussianMixture) {
  return JSON.stringify(model);
}

/** A positive definite matrix, its diagonal in 1..2 times `scale`, its correlations of either sign. */
function matrix(d: number, scale: number, seed: number): number[][] {
  const uniform = uniforms(seed);
  const sides = Array.from({ length: d }, () => Array.from({ length: d }, () => uniform() - 0.5));
  return sides.map((a, i) =>
    sides.map((b, j) => {
      const product = a.reduce((sum, value, l) => sum + value * b[l], 0) / d;
      return scale * (product + (i === j ? 1 : 0));
    }),
  );
}

/** Covariances of every form, all different. */
function covariancesOf(form: Covariance, k: number, d: number, scale: number): never {
  const each = <Item>(make: (c: number) => Item) => Array.from({ length: k }, (_, c) => make(c));
  const covariances = {
    spherical: each((c) => scale * (1 + c / 3)),
    diagonal: each((c) => Array.from({ length: d }, (_, j) => scale * (1 + ((c + j) % 4) / 3))),
    tied: matrix(d, scale, d),
    full: each((c) => matrix(d, scale * (1 + c / 3), d * 100 + c)),
  };
  return covariances[form] as never;
}

/** Portions that differ: 1 : 2 : 3 … */
function portions(k: number): number[] {
  return Array.from({ length: k }, (_, c) => (2 * (c + 1)) / k / (k + 1));
}

describe("a fitted GaussianMixture", () => {
  it("has the fields of the contract", () => {
    const model = GaussianMixture.fit(points, { k: 4, seed: 7 });
    expect(model.k).toBe(4);
    expect(model.dimensions).toBe(3);
    expect(model.precision).toBe("float64");
    expect(model.covariance).toBe("spherical");
    expect(model.labels).toBeInstanceOf(Int32Array);
    expect(model.labels).toHaveLength(300);
    expect(model.weights.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
    expect(model.sizes.reduce((a, b) => a + b)).toBeCloseTo(300, 9);
    expect(
      worstError(
        model.sizes.map((size) => size / 300),
        model.weights,
      ),
    ).toBeLessThan(1e-4);
    expect(model.means.map((m) => m.length)).toEqual([3, 3, 3, 3]);
    expect(model.converged).toBe(true);
    expect(model.diagnostics).toEqual([]);
    expect(model.history).toHaveLength(model.iterations);
    expect(model.history.at(-1)).toBe(model.logLikelihood);
    expect(model.responsibilities(points)).toHaveLength(1200);
    expect(model.logDensity(points)).toBeInstanceOf(Float64Array);
  });

  it("has covariances of the shape their form says", () => {
    // Typed as well: these assignments are checked by the type checker.
    const spherical: number[] = GaussianMixture.fit(points, { k: 2 }).covariances;
    const options = { k: 2, regularization: 0 };
    const diagonal: number[][] = GaussianMixture.fit(points, {
      ...options,
      covariance: "diagonal",
    }).covariances;
    const tied: number[][] = GaussianMixture.fit(points, {
      ...options,
      covariance: "tied",
    }).covariances;
    const full: number[][][] = GaussianMixture.fit(points, {
      ...options,
      covariance: "full",
    }).covariances;
    expect(spherical).toHaveLength(2);
    expect(diagonal.map((v) => v.length)).toEqual([3, 3]);
    expect(tied.map((v) => v.length)).toEqual([3, 3, 3]);
    expect(full.map((m) => m.map((v) => v.length))).toEqual([
      [3, 3, 3],
      [3, 3, 3],
    ]);
    for (const m of [tied, ...full])
      m.forEach((row, i) => row.forEach((v, j) => expect(v).toBe(m[j][i])));
    const [first] = GaussianMixture.steps(points, { k: 2, covariance: "full" });
    const step: number[][][] = first.covariances;
    expect(step).toHaveLength(2);
  });

  it("cannot exist unfitted and cannot be changed", () => {
    const Constructor = GaussianMixture as unknown as new () => GaussianMixture;
    expect(() => new Constructor()).toThrow(
      "a GaussianMixture is made by GaussianMixture.fit, GaussianMixture.from or GaussianMixture.fromJSON",
    );
    const model = GaussianMixture.fit(points, { k: 4, covariance: "full" });
    expect(() => {
      (model as { k: number }).k = 5;
    }).toThrow(TypeError);
    const [before, json] = [model.responsibilities(points), everything(model)];
    model.means[0][0] = 1e6;
    model.covariances[0][0][0] = 1e6;
    model.weights[0] = 77;
    model.sizes[0] = 77;
    model.history[0] = 77;
    model.labels.fill(0);
    expect(model.responsibilities(points)).toEqual(before);
    expect(everything(model)).toBe(json);
  });

  it("can be cloned as plain data and printed under its name", () => {
    const model = GaussianMixture.fit(points, { k: 4, covariance: "tied" });
    const copy = structuredClone(model);
    expect(Object.keys(copy)).toEqual(Object.keys(model));
    expect(copy.covariances).toEqual(model.covariances);
    expect(GaussianMixture.name).toBe("GaussianMixture");
    expect(model.constructor.name).toBe("GaussianMixture");
  });

  it.each(FORMS)(
    "is of one piece: parameters, sizes, labels and likelihood agree, %s",
    (covariance) => {
      for (const options of [{ maxIterations: 2 }, { restarts: 5, start: "sample" as const }]) {
        const model = GaussianMixture.fit(points, { k: 5, covariance, ...options });
        const shares = reference.responsibilities(points, model, covariance);
        const r = model.responsibilities(points);
        expect(worstError(r, shares, 1)).toBeLessThan(1e-10);
        const sizes = shares[0].map((_, c) => shares.reduce((sum, row) => sum + row[c], 0));
        expect(worstError(model.sizes, sizes)).toBeLessThan(1e-10);
        const likelihood = reference.logLikelihood(points, model, covariance);
        expect(worstError(model.logLikelihood, likelihood)).toBeLessThan(1e-12);
        const sum = model.logDensity(points).reduce((a, b) => a + b);
        expect(worstError(sum, model.logLikelihood)).toBeLessThan(1e-12);
        const most = shares.map((row) => row.indexOf(Math.max(...row)));
        expect(Array.from(model.labels)).toEqual(most);
        expect(model.predict(points)).toEqual(model.labels);
      }
    },
  );

  it("counts its parameters, and aic and bic weigh them", () => {
    const count = { spherical: 4, diagonal: 12, tied: 6, full: 24 };
    for (const covariance of FORMS) {
      const weights = points.map((_, i) => 1 + (i % 2));
      const model = GaussianMixture.fit(points, { k: 4, covariance, weights });
      expect(model.parameterCount).toBe(3 + 12 + count[covariance]);
      expect(model.aic).toBe(2 * model.parameterCount - 2 * model.logLikelihood);
      const bic = model.parameterCount * Math.log(450) - 2 * model.logLikelihood;
      expect(worstError(model.bic, bic)).toBeLessThan(1e-14);
    }
  });

  it("stays within what linear memory is for: every form of points gives the same bits", () => {
    const data = new Float64Array(points.flat());
    const column = (j: number) => points.map((x) => x[j]);
    for (const covariance of FORMS) {
      const options = { k: 4, covariance, seed: 5 };
      const expected = everything(GaussianMixture.fit(points, options));
      for (const form of [
        { data, shape: [300, 3] },
        points.map((x) => new Float64Array(x)),
        Points.from(points),
        Points.fromColumns({ x: column(0), y: column(1), z: column(2) }),
      ]) {
        const model = GaussianMixture.fit(form, options);
        expect(everything(model)).toBe(expected);
        expect(model.responsibilities(form)).toEqual(model.responsibilities(points));
        expect(model.logDensity(form)).toEqual(model.logDensity(points));
        expect(model.predict(form)).toEqual(model.labels);
      }
    }
  });

  it("never changes what it is given", () => {
    const given = {
      points: { data: new Float64Array(points.flat()), shape: [300, 3] },
      weights: new Float64Array(300).map((_, i) => 0.5 + (i % 5)),
      labels: Int32Array.from({ length: 300 }, (_, i) => i % 2),
      portions: portions(2),
      means: firstDistinct(points, 2),
      covariances: covariancesOf("full", 2, 3, 2),
    };
    const copy = structuredClone(given);
    const { weights, labels, means, covariances } = given;
    const start = { weights: given.portions, means, covariances };
    const options = { k: 2, covariance: "full", weights } as const;
    GaussianMixture.fit(given.points, { ...options, start });
    GaussianMixture.fit(given.points, { ...options, start: { labels } });
    const model = GaussianMixture.from({ ...start, covariance: "full" });
    model.predict(given.points);
    model.weights[0] = 77;
    model.means[0][0] = 77;
    model.covariances[0][0][0] = 77;
    expect(given).toEqual(copy);
  });
});

describe.each(FORMS)("the %s mixture is the reference's", (covariance) => {
  const AROUND_LANES = [1, 2, 7, 8, 9, 17];

  it("in densities and responsibilities, at every n, d and k around the lanes", () => {
    for (const d of AROUND_LANES) {
      for (const k of [1, 2, 7, 8, 9]) {
        const parameters = {
          weights: portions(k),
          means: blobs(k, d, 3, d + k),
          covariances: covariancesOf(covariance, k, d, 3),
        };
        const model = GaussianMixture.from({ ...parameters, covariance });
        for (const n of AROUND_LANES) {
          const data = blobs(n, d, 3, n * 1000 + d * 10 + k);
          const at = `n ${n}, d ${d}, k ${k}`;
          const shares = reference.responsibilities(data, parameters, covariance);
          const densities = data.map((x) => reference.logLikelihood([x], parameters, covariance));
          expect(worstError(model.responsibilities(data), shares, 1), at).toBeLessThan(1e-12);
          expect(worstError(model.logDensity(data), densities, 1), at).toBeLessThan(1e-12);
          const most = shares.map((row) => row.indexOf(Math.max(...row)));
          expect(Array.from(model.predict(data)), at).toEqual(most);
        }
      }
    }
  });

  it("in its M-step, with weights and without", () => {
    for (const n of [33, 34, 39, 40, 41]) {
      for (const d of [1, 2, 7, 8, 9]) {
        for (const k of [1, 2, 3, 8, 9]) {
          const data = blobs(n, d, 3, n * 1000 + d * 10 + k);
          const weights = (n + d + k) % 2 ? data.map((_, i) => 0.5 + (i % 3)) : undefined;
          const start = {
            weights: portions(k),
            means: blobs(k, d, 3, k),
            // Wide, so that every component has points enough.
            covariances: covariancesOf(covariance, k, d, 40 * d),
          };
          const options = { k, covariance, weights, regularization: 0 };
          const model = GaussianMixture.fit(data, { ...options, start, maxIterations: 1 });
          const fit = reference.gaussianMixture(data, start, {
            covariance,
            maxIterations: 1,
            ...(weights && { weights }),
          });
          const at = `n ${n}, d ${d}, k ${k}`;
          expect(
            model.diagnostics.map(({ code }) => code),
            at,
          ).not.toContain("variance-floored");
          expect(worstError(model.weights, fit.weights), at).toBeLessThan(1e-12);
          expect(worstError(model.means, fit.means, 1), at).toBeLessThan(1e-12);
          expect(worstError(model.covariances, fit.covariances, 1), at).toBeLessThan(1e-11);
          expect(worstError(model.history, fit.history), at).toBeLessThan(1e-10);
        }
      }
    }
  });

  it("over ten iterations, across blocks of rows", () => {
    for (const n of [2047, 2048, 2049, 4097]) {
      const data = blobs(n, 2, 3, n);
      const start = {
        weights: portions(3),
        means: firstDistinct(data, 3),
        covariances: covariancesOf(covariance, 3, 2, 2),
      };
      const options = { k: 3, covariance, tolerance: 0, regularization: 0, maxIterations: 10 };
      const model = GaussianMixture.fit(data, { ...options, start });
      const { iterations } = model;
      const fit = reference.gaussianMixture(data, start, { covariance, maxIterations: iterations });
      expect(iterations).toBeGreaterThan(3);
      expect(worstError(model.means, fit.means)).toBeLessThan(1e-9);
      expect(worstError(model.covariances, fit.covariances, 0.1)).toBeLessThan(1e-9);
      expect(worstError(model.history, fit.history)).toBeLessThan(1e-11);
      expect(worstError(model.responsibilities(data), fit.responsibilities, 1)).toBeLessThan(1e-9);
    }
  });
});

interface Answer {
  logLikelihood: number;
  parameterCount: number;
  weights: number[];
  sizesByLabel: number[];
  means?: number[][];
  covariances?: number[];
}

function oracle(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../oracles/${name}.json`, import.meta.url), "utf8"));
}

describe("oracles", () => {
  const iris = oracle("iris") as {
    points: number[][];
    species: number[];
    gaussianMixtureFromSpecies: Record<Covariance, Answer>;
    gaussianMixtureK1: Record<string, number>;
  };
  const waiting = oracle("waiting") as {
    points: number[];
    gaussianMixture: {
      logLikelihood: number;
      weights: number[];
      means: number[];
      standardDeviations: number[];
    };
    tied: { logLikelihood: number; weights: number[]; means: number[]; standardDeviation: number };
  };
  const settings = { tolerance: 0, regularization: 0, maxIterations: 5000 };

  it.each(FORMS)("iris from the species, %s: mclust's answer", (covariance) => {
    const expected = iris.gaussianMixtureFromSpecies[covariance];
    const start = { labels: iris.species };
    const model = GaussianMixture.fit(iris.points, { ...settings, k: 3, covariance, start });
    expect(model.converged).toBe(true);
    expect(worstError(model.logLikelihood, expected.logLikelihood)).toBeLessThan(1e-8);
    expect(model.parameterCount).toBe(expected.parameterCount);
    expect(worstError(model.weights, expected.weights)).toBeLessThan(1e-6);
    if (expected.means) expect(worstError(model.means, expected.means)).toBeLessThan(1e-6);
    if (expected.covariances) {
      expect(worstError(model.covariances, expected.covariances)).toBeLessThan(1e-6);
    }
    const counts = [0, 0, 0];
    model.labels.forEach((label) => (counts[label] += 1));
    expect(counts).toEqual(expected.sizesByLabel);
  });

  it.each(FORMS)("iris with one component, %s: the closed form", (covariance) => {
    const model = GaussianMixture.fit(iris.points, { ...settings, k: 1, covariance });
    const mean = [0, 1, 2, 3].map((j) => iris.points.reduce((sum, x) => sum + x[j], 0) / 150);
    const sigma = mean.map((a, i) =>
      mean.map((b, j) => iris.points.reduce((s, x) => s + (x[i] - a) * (x[j] - b), 0) / 150),
    );
    const variances = sigma.map((row, j) => row[j]);
    const expected = {
      spherical: [variances.reduce((a, b) => a + b) / 4],
      diagonal: [variances],
      tied: sigma,
      full: [sigma],
    };
    expect(worstError(model.means, [mean])).toBeLessThan(1e-11);
    expect(worstError(model.covariances, expected[covariance])).toBeLessThan(1e-11);
    const likelihood = iris.gaussianMixtureK1[covariance === "tied" ? "full" : covariance];
    expect(worstError(model.logLikelihood, likelihood)).toBeLessThan(1e-11);
    expect(model.weights).toEqual([1]);
    expect(model.iterations).toBeLessThan(4);
  });

  it("waiting times: two components, each with a variance, or one for both", () => {
    const labels = waiting.points.map((minutes) => Number(minutes > 67));
    const options = { ...settings, k: 2, start: { labels } };
    for (const covariance of ["spherical", "diagonal", "full"] as const) {
      const model = GaussianMixture.fit(waiting.points, { ...options, covariance });
      const expected = waiting.gaussianMixture;
      expect(worstError(model.logLikelihood, expected.logLikelihood)).toBeLessThan(1e-8);
      expect(worstError(model.weights, expected.weights)).toBeLessThan(1e-6);
      expect(worstError(model.means, expected.means)).toBeLessThan(1e-6);
      const deviations = numbersIn(model.covariances).map(Math.sqrt);
      expect(worstError(deviations, expected.standardDeviations)).toBeLessThan(1e-6);
    }
    const model = GaussianMixture.fit(waiting.points, { ...options, covariance: "tied" });
    const expected = waiting.tied;
    expect(worstError(model.logLikelihood, expected.logLikelihood)).toBeLessThan(1e-8);
    expect(worstError(model.weights, expected.weights)).toBeLessThan(1e-6);
    expect(worstError(model.means, expected.means)).toBeLessThan(1e-6);
    expect(worstError(Math.sqrt(model.covariances[0][0]), expected.standardDeviation)).toBeLessThan(
      1e-6,
    );
  });
});

/** Data of every awkward sort: grids with duplicates, points on a line, n just above k. */
const cases = fc
  .record({
    k: fc.integer({ min: 1, max: 5 }),
    extra: fc.oneof(fc.nat(3), fc.nat(30)),
    d: fc.integer({ min: 1, max: 4 }),
    sort: fc.constantFrom("grid", "anywhere", "line", "few"),
    scale: fc.constantFrom(1, 1, 1e-3, 1e6),
  })
  .chain(({ k, extra, d, sort, scale }) => {
    const n = k + extra;
    const many = { minLength: n, maxLength: n };
    const row = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: d, maxLength: d });
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    const grid = fc.integer({ min: -2, max: 2 });
    const line = fc
      .tuple(row(value), fc.array(value, many))
      .map(([direction, at]) => at.map((t) => direction.map((v) => t * v)));
    const few = fc
      .tuple(fc.array(row(value), { minLength: 1, maxLength: 3 }), fc.array(fc.nat(2), many))
      .map(([rows, which]) => which.map((i) => rows[i % rows.length]));
    const data = {
      grid: fc.array(row(grid), many),
      anywhere: fc.array(row(value), many),
      line,
      few,
    }[sort];
    const weight = fc.double({ min: 0.01, max: 100, noNaN: true });
    return fc.record({
      data: data.map((rows) => rows.map((x) => x.map((v) => v * scale))),
      k: fc.constant(k),
      weights: fc.option(fc.array(weight, many), { nil: undefined }),
      covariance: fc.constantFrom(...FORMS),
      start: fc.constantFrom("k-means++" as const, "sample" as const, "k-means" as const),
      seed: fc.nat(),
    });
  });

/**
 * Values whose variances, tied to those of values near 1, are beyond what the factors of a matrix in
 * f64 tell apart, where nothing floors them: the test below that fails has one.
 */
const beyondTied = (value: number) => value !== 0 && Math.abs(value) < 1e-60;

describe("the likelihood", () => {
  it("never falls at regularization 0, also where components collapse, and all agrees", () => {
    fc.assert(
      fc.property(cases, ({ data, ...options }) => {
        fc.pre(options.covariance !== "tied" || !data.some((x) => x.some(beyondTied)));
        const settings = { ...options, regularization: 0, tolerance: 0, maxIterations: 40 };
        const model = GaussianMixture.fit(data, settings);
        const { history, logLikelihood, covariances, aic, bic } = model;
        const total = options.weights?.reduce((a, b) => a + b) ?? data.length;
        for (let i = 1; i < history.length; i++) {
          // Terms of either sign may cancel: then rounding is relative to them.
          const slack = 1e-10 * Math.abs(history[i]) + 1e-12 * total;
          expect(history[i - 1] - history[i]).toBeLessThanOrEqual(slack);
        }
        const { weights, means, sizes } = model;
        const all = numbersIn([weights, means, covariances, sizes, history, aic, bic]);
        expect(all.every(Number.isFinite)).toBe(true);
        const densities = model.logDensity(data);
        const sum = densities.reduce((a, value, i) => a + (options.weights?.[i] ?? 1) * value, 0);
        const slack = 1e-9 * Math.abs(logLikelihood) + 1e-12 * total;
        expect(Math.abs(sum - logLikelihood)).toBeLessThanOrEqual(slack);
        expect(model.predict(data)).toEqual(model.labels);
        const copy = GaussianMixture.fromJSON(JSON.parse(everything(model)));
        expect(copy.logDensity(data)).toEqual(densities);
        expect(copy.responsibilities(data)).toEqual(model.responsibilities(data));
        expect(copy.predict(data)).toEqual(model.labels);
      }),
      { numRuns: 400 },
    );
  });

  it.fails("of tied covariances never falls where values of 1e-94 stand beside 1, either", () => {
    // prettier-ignore
    const data = [
      [0, 0, 0], [7.066161679186273e-200, 0, 0], [0, -3.4006875015019196e-224, 0], [0, 0, 0], [6.642111455068424e-200, 0, 0],
      [0, 6.74511446188889e-148, 0], [0, 0, 5e-324], [0, 6.344570256732535e-148, 0], [0, 0, 0], [0, 5e-324, 0], [0, 0, 0],
      [0, 8.689162583592316e-148, 0], [0, -5.060647959963484e-248, 0], [0, 0, 0], [0, -4.8234678115951785e-248, 0],
      [2.453777197563354e-112, -1.0704544632923166e-147, 0], [0, 4.6796236121781676e-248, 0],
      [1.2287215191542917e-99, 1.0385316493959527e-147, 0], [0, 0, 0], [0, 9.685636397159521e-33, -0.9999999999998849],
      [5e-324, -0.750121638655333, -0.5004882812499996], [0, 8.944502930077481e-148, -0.9999999999998852],
      [0, 0, 2.753285913388405e-170], [0, 0, 0], [0, -5e-324, 0], [0, 0, 0], [-6.642111455068437e-200, 0, 0], [0, 0, 0],
      [0, 0, 0], [1.5304481747118486e-94, 0, 5e-324], [0, -8.800208514228432e-149, -5e-324],
    ];
    const options = {
      k: 5,
      covariance: "tied",
      start: "k-means++",
      regularization: 0,
      tolerance: 0,
    } as const;
    const { history } = GaussianMixture.fit(data, options);
    for (let i = 1; i < history.length; i++) {
      expect(history[i - 1] - history[i]).toBeLessThanOrEqual(1e-10 * Math.abs(history[i]));
    }
  });

  it("is finite under any regularization, and the fit ends", () => {
    fc.assert(
      fc.property(
        cases,
        fc.constantFrom(1e-12, 1e-6, 1e-2, 1, 1e6),
        ({ data, ...options }, regularization) => {
          const model = GaussianMixture.fit(data, { ...options, regularization });
          const { weights, means, covariances, sizes, history } = model;
          const all = numbersIn([weights, means, covariances, sizes, history]);
          expect(all.every(Number.isFinite)).toBe(true);
          expect(weights.every((weight) => weight >= 0)).toBe(true);
          expect(
            worstError(
              weights.reduce((a, b) => a + b),
              1,
            ),
          ).toBeLessThan(1e-14);
          const r = model.responsibilities(data);
          data.forEach((_, i) => {
            const sum = r.subarray(i * options.k, (i + 1) * options.k).reduce((a, b) => a + b);
            expect(Math.abs(sum - 1)).toBeLessThan(1e-14);
          });
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("variances", () => {
  it("do not fall below regularization × the squared spread of their column", () => {
    const data = blobs(60, 2, 3).map(([x, y]) => [x, 1000 * y]);
    const squares = [0, 1].map((j) => spread(data.map((x) => x[j])) ** 2);
    const floors = { spherical: (squares[0] + squares[1]) / 2, diagonal: squares };
    for (const covariance of ["spherical", "diagonal"] as const) {
      const options = { k: 3, covariance, regularization: 4 };
      const model = GaussianMixture.fit(data, options);
      for (const variance of model.covariances) {
        const floor = numbersIn(floors[covariance]).map((square) => 4 * square);
        expect(worstError(numbersIn(variance), floor)).toBeLessThan(1e-12);
      }
      const free = GaussianMixture.fit(data, { ...options, regularization: 1e-4 });
      expect(free.diagnostics).toEqual([]);
      expect(Math.max(...numbersIn(free.covariances))).toBeLessThan(0.4 * Math.max(...squares));
    }
  });

  it("stand at what rounding leaves in a constant column, whatever its neighbours", () => {
    const flat = Array.from({ length: 50 }, (_, i) => [i % 10, 5]);
    // 2^-49 of the power of two below eight times what stands there, squared.
    const floor = (32 * 2 ** -49) ** 2;
    const sigma = [
      [8.25, 0],
      [0, floor],
    ];
    const expected = { diagonal: [[8.25, floor]], tied: sigma, full: [sigma] };
    for (const covariance of ["diagonal", "tied", "full"] as const) {
      for (const regularization of [0, 1e-12, 0.01]) {
        const model = GaussianMixture.fit(flat, { k: 1, covariance, regularization });
        expect(worstError(model.covariances, expected[covariance])).toBeLessThan(1e-12);
        expect(model.diagnostics).toMatchObject([
          {
            code: "variance-floored",
            cause: "data",
            components: [0],
            columns: [1],
            message: "column 1 is constant: it plays no part",
          },
        ]);
      }
    }
  });

  it("that collapse are floored and named, and the fit goes on", () => {
    const data = [...blobs(40, 2, 2, 3), [1000, 1000], [1000, 1000]];
    for (const covariance of ["spherical", "diagonal", "full"] as const) {
      const labels = data.map((_, i) => (i < 40 ? i % 2 : 2));
      for (const regularization of [0, 1e-6]) {
        const options = { k: 3, covariance, regularization, start: { labels } };
        const model = GaussianMixture.fit(data, options);
        const floored = model.diagnostics.find(({ code }) => code === "variance-floored");
        expect(floored).toMatchObject({ components: [2] });
        expect(floored!.message).toMatch(/component 2/);
        expect(model.means[2]).toEqual([1000, 1000]);
        expect(model.sizes[2]).toBeCloseTo(2, 9);
        expect(Array.from(model.labels.subarray(40))).toEqual([2, 2]);
      }
    }
  });
});

describe("start", () => {
  it("{ weights, means, covariances } is the first hypothesis, of every form", () => {
    for (const covariance of FORMS) {
      const start = {
        weights: portions(4),
        means: firstDistinct(points, 4),
        covariances: covariancesOf(covariance, 4, 3, 2),
      };
      const [first] = GaussianMixture.steps(points, { k: 4, covariance, start });
      const fit = reference.gaussianMixture(points, start, { covariance, maxIterations: 1 });
      expect(worstError(first.means, fit.means)).toBeLessThan(1e-12);
      expect(worstError(first.logLikelihood, fit.logLikelihood)).toBeLessThan(1e-12);
      const typed = {
        weights: new Float64Array(start.weights),
        means: Points.from(start.means),
        covariances: start.covariances,
      };
      const [second] = GaussianMixture.steps(points, { k: 4, covariance, start: typed });
      expect(second).toEqual(first);
    }
  });

  it("{ labels } are one-hot first responsibilities", () => {
    for (const covariance of FORMS) {
      const labels = points.map((_, i) => (i * 7) % 3);
      const [first] = GaussianMixture.steps(points, { k: 3, covariance, start: { labels } });
      const start = reference.fromLabels(points, labels, covariance);
      const fit = reference.gaussianMixture(points, start, { covariance, maxIterations: 1 });
      expect(worstError(first.means, fit.means)).toBeLessThan(1e-11);
      expect(worstError(first.covariances, fit.covariances, 0.1)).toBeLessThan(1e-11);
    }
  });

  it("{ centroids } begins with the points nearest to each", () => {
    const centroids = firstDistinct(points, 4);
    const nearest = KMeans.fromJSON({
      ...KMeans.fit(points, { k: 4 }).toJSON({ labels: false }),
      centroids,
    }).predict(points);
    for (const covariance of FORMS) {
      const [a] = GaussianMixture.steps(points, { k: 4, covariance, start: { centroids } });
      const [b] = GaussianMixture.steps(points, { k: 4, covariance, start: { labels: nearest } });
      expect(worstError(a.means, b.means)).toBeLessThan(1e-12);
      expect(worstError(a.covariances, b.covariances, 0.1)).toBeLessThan(1e-11);
    }
  });

  it('"k-means" is the best of three short runs, each from the clusters of a k-means fit', () => {
    const data = [0, 1, 2, 4, 8, 9, 10, 14, 15, 19, 20, 30];
    const options = { k: 4, tolerance: 0 };
    const seeds = Array.from({ length: 60 }, (_, seed) => seed);
    // What the clusters of some k-means fit come to: in one iteration, or after five and one more.
    const ends = seeds.flatMap((seed) => {
      const { labels } = KMeans.fit(data, { k: 4, seed });
      return [1, 6].map(
        (maxIterations) =>
          GaussianMixture.fit(data, { ...options, start: { labels }, maxIterations }).logLikelihood,
      );
    });
    for (const seed of seeds) {
      const [step] = GaussianMixture.steps(data, { ...options, seed, start: "k-means" });
      expect(ends.some((end) => Math.abs(end - step.logLikelihood) < 1e-9)).toBe(true);
    }
    const mean = (fit: (seed: number) => GaussianMixture) =>
      seeds.reduce((sum, seed) => sum + fit(seed).logLikelihood, 0) / seeds.length;
    const best = mean((seed) => GaussianMixture.fit(data, { k: 4, seed }));
    const single = mean((seed) => {
      const { labels } = KMeans.fit(data, { k: 4, seed });
      return GaussianMixture.fit(data, { k: 4, start: { labels } });
    });
    expect(best).toBeGreaterThan(single);
  });

  it('"k-means" is the default, and each drawn start gives every component points', () => {
    const named = GaussianMixture.fit(points, { k: 4, seed: 3, start: "k-means" });
    expect(everything(GaussianMixture.fit(points, { k: 4, seed: 3 }))).toBe(everything(named));
    const data = [...blobs(20, 1, 1), ...Array.from({ length: 50 }, () => [3])];
    for (const start of ["k-means++", "k-means||", "sample", "k-means"] as const) {
      for (let seed = 0; seed < 20; seed++) {
        const [first] = GaussianMixture.steps(data, { k: 4, seed, start });
        expect(first.sizes.every((size) => size > 1e-3)).toBe(true);
      }
    }
  });
});

describe("seed and restarts", () => {
  const options = { k: 6, start: "sample", covariance: "diagonal" } as const;

  it("give the same bits again, and others for another seed", () => {
    const fit = (seed: number) =>
      everything(GaussianMixture.fit(points, { ...options, seed, restarts: 3 }));
    expect(fit(1)).toBe(fit(1));
    expect(fit(1)).not.toBe(fit(2));
    const unnamed = everything(GaussianMixture.fit(points, options));
    expect(unnamed).toBe(everything(GaussianMixture.fit(points, { ...options, seed: 0 })));
  });

  it("differ from each other, and the best of more is never worse", () => {
    let last = -Infinity;
    const likelihoods = new Set<number>();
    for (const restarts of [1, 2, 4, 8, 16]) {
      const { logLikelihood } = GaussianMixture.fit(points, { ...options, restarts });
      expect(logLikelihood).toBeGreaterThanOrEqual(last);
      last = logLikelihood;
      likelihoods.add(logLikelihood);
    }
    expect(likelihoods.size).toBeGreaterThan(1);
  });

  it("make one run of a start that leaves nothing to chance", () => {
    const parameters = {
      weights: portions(6),
      means: firstDistinct(points, 6),
      covariances: covariancesOf("diagonal", 6, 3, 1),
    };
    for (const start of [parameters, { centroids: parameters.means }]) {
      const states = Array.from(GaussianMixture.steps(points, { ...options, start, restarts: 5 }));
      expect(states.every((state) => state.restart === 0)).toBe(true);
    }
  });
});

describe("steps", () => {
  it.each(FORMS)(
    "yield every state as a copy of its own and return fit's model, %s",
    (covariance) => {
      const options: GaussianMixtureOptions = {
        k: 5,
        covariance,
        seed: 4,
        start: "sample",
        restarts: 3,
      };
      const steps = GaussianMixture.steps(points, options);
      const states = [];
      const seen = [];
      let step = steps.next();
      while (!step.done) {
        states.push(step.value);
        seen.push(JSON.stringify(step.value));
        step = steps.next();
      }
      const model = GaussianMixture.fit(points, options);
      expect(everything(step.value)).toBe(everything(model));
      expect(states.map((state) => JSON.stringify(state))).toEqual(seen);
      for (const list of [
        states.map((state) => state.labels.buffer),
        states.map((state) => state.means[0]),
        states.map((state) => state.weights),
        states.map((state) => state.covariances),
        states.map((state) => state.sizes),
      ]) {
        expect(new Set<unknown>(list).size).toBe(states.length);
      }
      for (const restart of [0, 1, 2]) {
        const run = states.filter((state) => state.restart === restart);
        expect(run.map((state) => state.iteration)).toEqual(run.map((_, i) => i + 1));
        expect(run.map((state) => state.converged)).toEqual(
          run.map((_, i) => i === run.length - 1),
        );
      }
      const best = states.findLast((state) => state.logLikelihood === model.logLikelihood)!;
      const { weights, means, covariances, sizes, labels } = model;
      expect(best).toMatchObject({ weights, means, covariances, sizes, labels });
    },
  );

  it("are the reader's to change: the fit goes on from its own", () => {
    for (const covariance of FORMS) {
      const options = { k: 5, covariance, seed: 4, weights: points.map((_, i) => 1 + (i % 2)) };
      const steps = GaussianMixture.steps(points, options);
      let step = steps.next();
      while (!step.done) {
        const { weights, means, covariances, sizes, labels } = step.value;
        weights.fill(7);
        means.forEach((m) => m.fill(1e6));
        sizes.fill(-1);
        labels.fill(-1);
        if (covariance === "spherical") (covariances as number[]).fill(7);
        else
          (covariances as number[][][])
            .flat(covariance === "full" ? 1 : 0)
            .forEach((row) => (row as unknown as number[]).fill(7));
        step = steps.next();
      }
      expect(everything(step.value)).toBe(everything(GaussianMixture.fit(points, options)));
    }
  });

  it("refuse bad input at once, may be left half-way, and run side by side", () => {
    expect(() => GaussianMixture.steps(points, { k: 0 })).toThrow(RangeError);
    const options = { k: 5, covariance: "full", seed: 1, start: "sample" } as const;
    const a = GaussianMixture.steps(points, options);
    const b = GaussianMixture.steps(points, { k: 9, covariance: "tied", seed: 2 });
    a.next();
    b.next();
    for (const step of GaussianMixture.steps(points, { k: 3 })) {
      expect(step.iteration).toBe(1);
      break;
    }
    let last = a.next();
    while (!last.done) {
      b.next();
      last = a.next();
    }
    expect(everything(last.value)).toBe(everything(GaussianMixture.fit(points, options)));
  });
});

describe("stopping", () => {
  it("at maxIterations is a result that says so", () => {
    const model = GaussianMixture.fit(points, { k: 9, start: "sample", maxIterations: 1 });
    expect(model.converged).toBe(false);
    expect(model.iterations).toBe(1);
    expect(model.diagnostics).toMatchObject([{ code: "not-converged", iterations: 1 }]);
  });

  it("is where the likelihood per point first rises by less than the tolerance", () => {
    const tolerance = 1e-3;
    const weights = points.map((_, i) => 1 + (i % 2));
    const options = { k: 6, start: "sample", weights, seed: 2 } as const;
    const { history, converged } = GaussianMixture.fit(points, { ...options, tolerance });
    const rises = history.slice(1).map((value, i) => (value - history[i]) / 450);
    expect(converged).toBe(true);
    expect(rises.pop()).toBeLessThan(tolerance);
    expect(rises.every((rise) => rise >= tolerance)).toBe(true);
    const strict = GaussianMixture.fit(points, {
      ...options,
      tolerance: 1e-9,
      maxIterations: 3000,
    });
    expect(strict.history.slice(0, history.length)).toEqual(history);
  });

  it("at tolerance 0 leaves nothing to be gained: another M-step moves no parameter", () => {
    for (const covariance of FORMS) {
      const options = { k: 4, covariance, tolerance: 0, regularization: 0, maxIterations: 5000 };
      const model = GaussianMixture.fit(points, options);
      expect(model.converged).toBe(true);
      const shares = reference.responsibilities(points, model, covariance);
      const next = reference.maximize(points, shares, covariance);
      expect(worstError(model.means, next.means)).toBeLessThan(1e-9);
      expect(worstError(model.covariances, next.covariances, 0.1)).toBeLessThan(1e-8);
    }
  });

  it("at tolerance 0 means at rest, also where components overlap and rest comes slowly", () => {
    const wide = GaussianMixture.from({ weights: [0.5, 0.5], means: [-1, 1], covariances: [1, 1] });
    const data = Array.from(wide.sample(500, { seed: 2 }).points, (x) => [x]);
    const options = { k: 2, tolerance: 0, regularization: 0, maxIterations: 50_000 };
    const model = GaussianMixture.fit(data, options);
    expect(model.converged).toBe(true);
    expect(model.iterations).toBeGreaterThan(100);
    const shares = reference.responsibilities(data, model, "spherical");
    const next = reference.maximize(data, shares, "spherical");
    next.means.forEach(([m], c) => {
      const deviation = Math.sqrt(model.covariances[c]);
      expect(Math.abs(m - model.means[c][0])).toBeLessThan(2 ** -31 * deviation);
    });
  });

  it.each(FORMS)("does not depend on the units of the data, %s", (covariance) => {
    const model = GaussianMixture.fit(points, { k: 5, covariance, seed: 2 });
    for (const scale of [1000, 1e-6, 2 ** 300, 2 ** -300]) {
      const scaled = points.map((x) => x.map((value) => value * scale));
      const same = GaussianMixture.fit(scaled, { k: 5, covariance, seed: 2 });
      expect(same.labels).toEqual(model.labels);
      expect(same.iterations).toBe(model.iterations);
      const unscaled = numbersIn(same.covariances).map((value) => value / scale / scale);
      expect(worstError(unscaled, model.covariances, 0.1)).toBeLessThan(1e-6);
      const shifted = same.logLikelihood + 300 * 3 * Math.log(scale);
      expect(worstError(shifted, model.logLikelihood)).toBeLessThan(1e-8);
    }
  });
});

describe("weights of points", () => {
  const twice = points.map((_, i) => 1 + (i % 2));
  const doubled = points.flatMap((x, i) => (i % 2 ? [x, x] : [x]));

  it.each(FORMS)("of 2 are as good as doubled points, %s", (covariance) => {
    const start = {
      weights: portions(4),
      means: firstDistinct(points, 4),
      covariances: covariancesOf(covariance, 4, 3, 2),
    };
    const fixed = { k: 4, covariance, start, tolerance: 0, maxIterations: 10 };
    const weighted = GaussianMixture.fit(points, { ...fixed, weights: twice });
    const repeated = GaussianMixture.fit(doubled, fixed);
    expect(worstError(weighted.means, repeated.means)).toBeLessThan(1e-12);
    expect(worstError(weighted.covariances, repeated.covariances, 1)).toBeLessThan(1e-12);
    expect(worstError(weighted.sizes, repeated.sizes)).toBeLessThan(1e-12);
    expect(worstError(weighted.history, repeated.history)).toBeLessThan(1e-12);
    expect(worstError(weighted.bic, repeated.bic)).toBeLessThan(1e-12);
  });

  it.each(FORMS)("scaled by a constant change no label, %s", (covariance) => {
    const options = { k: 5, covariance, seed: 3 };
    const plain = GaussianMixture.fit(points, { ...options, weights: twice });
    for (const scale of [4, 2 ** -600, 2 ** 600, 3, 1e-300]) {
      const weights = twice.map((w) => w * scale);
      const scaled = GaussianMixture.fit(points, { ...options, weights });
      expect(scaled.labels).toEqual(plain.labels);
      expect(scaled.iterations).toBe(plain.iterations);
      const unscaled = (values: number[]) => values.map((value) => value / scale);
      expect(worstError(unscaled(scaled.sizes), plain.sizes)).toBeLessThan(1e-9);
      expect(worstError(unscaled(scaled.history), plain.history)).toBeLessThan(1e-11);
      expect(worstError(scaled.weights, plain.weights)).toBeLessThan(1e-9);
    }
  });

  it("of 1 change nothing", () => {
    const ones = points.map(() => 1);
    for (const covariance of FORMS) {
      const options = { k: 5, covariance };
      expect(everything(GaussianMixture.fit(points, { ...options, weights: ones }))).toBe(
        everything(GaussianMixture.fit(points, options)),
      );
    }
  });

  it.each(FORMS)("of 0 are as if the rows were absent, for every start, %s", (covariance) => {
    const absent = points.map((_, i) => (i % 3 === 1 ? 0 : 1 + (i % 2)));
    const present = points.filter((_, i) => absent[i] > 0);
    const left = absent.filter((w) => w > 0);
    const labels = points.map((_, i) => i % 4);
    const means = firstDistinct(points, 4);
    const parameters = {
      weights: portions(4),
      means,
      covariances: covariancesOf(covariance, 4, 3, 2),
    };
    const kinds: GaussianMixtureStart[] = [
      "k-means++",
      "sample",
      "k-means",
      { labels },
      { centroids: means },
      parameters,
    ];
    for (const kind of kinds) {
      const own =
        typeof kind === "object" && "labels" in kind
          ? { labels: labels.filter((_, i) => absent[i] > 0) }
          : kind;
      const options = { k: 4, covariance, seed: 2 };
      const all = GaussianMixture.fit(points, { ...options, start: kind, weights: absent });
      const some = GaussianMixture.fit(present, { ...options, start: own, weights: left });
      expect(all.toJSON({ labels: false })).toEqual(some.toJSON({ labels: false }));
      expect(all.labels).toEqual(all.predict(points));
      const [first] = GaussianMixture.steps(points, { ...options, start: kind, weights: absent });
      expect(first.labels).toHaveLength(300);
    }
  });

  it("large and small give finite answers; what would overflow is refused", () => {
    const data = [1e-3, 2e-3, 5e-3];
    const plain = GaussianMixture.fit(data, { k: 1 });
    for (const weight of [1e299, 1e-300, 2 ** -1070]) {
      const model = GaussianMixture.fit(data, { k: 1, weights: data.map(() => weight) });
      expect(worstError(model.means, plain.means)).toBeLessThan(1e-14);
      expect(worstError(model.covariances, plain.covariances)).toBeLessThan(1e-13);
      const all = numbersIn([model.history, model.logLikelihood, model.aic, model.bic]);
      expect(all.every(Number.isFinite)).toBe(true);
      expect(GaussianMixture.fromJSON(JSON.parse(everything(model)))).toEqual(model);
    }
    const weights = [5e307, 5e307, 5e307];
    expect(() => GaussianMixture.fit(data, { k: 1, weights })).toThrow(RangeError);
  });
});

describe("precision", () => {
  it.each(FORMS)("float32 is fitted as the rounded values are, %s", (covariance) => {
    const options = { k: 4, covariance, seed: 5 };
    const rounded = points.map((x) => x.map(Math.fround));
    const model = GaussianMixture.fit(points, { ...options, precision: "float32" });
    const same = GaussianMixture.fit(rounded, options);
    expect(model.precision).toBe("float32");
    expect(model.means).toEqual(same.means);
    expect(model.covariances).toEqual(same.covariances);
    expect(model.history).toEqual(same.history);
    expect(model.logDensity(points)).toEqual(same.logDensity(rounded));
    const data = new Float32Array(points.flat());
    expect(GaussianMixture.fit({ data, shape: [300, 3] }, options).precision).toBe("float32");
  });
});

describe("from known parameters", () => {
  it("has the fields of a model that has seen no data", () => {
    const model = GaussianMixture.from({
      weights: [0.25, 0.75],
      means: [0, 4],
      covariances: [1, 4],
    });
    expect(model.covariance).toBe("spherical");
    expect(model.k).toBe(2);
    expect(model.dimensions).toBe(1);
    expect(model.sizes).toEqual([0, 0]);
    expect(model.labels).toHaveLength(0);
    expect(model.history).toEqual([]);
    expect(model.logLikelihood).toBe(0);
    expect(model.iterations).toBe(0);
    expect([model.aic, model.bic].every(Number.isFinite)).toBe(true);
    expect(GaussianMixture.fromJSON(JSON.parse(everything(model)))).toEqual(model);
  });

  it("a component of weight 0 is responsible for nothing", () => {
    const model = GaussianMixture.from({ weights: [0, 1], means: [0, 4], covariances: [1, 4] });
    expect(Array.from(model.responsibilities([0, 4, -1e9]))).toEqual([0, 1, 0, 1, 0, 1]);
    expect(Array.from(model.predict([0, 4]))).toEqual([1, 1]);
    const alone = GaussianMixture.from({ weights: [1], means: [4], covariances: [4] });
    expect(model.logDensity([0, 4])).toEqual(alone.logDensity([0, 4]));
    expect(model.sample(100).labels.every((label) => label === 1)).toBe(true);
  });

  it("the density of one dimension integrates to 1", () => {
    for (const covariance of FORMS) {
      const model = GaussianMixture.from({
        weights: portions(3),
        means: [-3, 0.5, 4],
        covariances: covariancesOf(covariance, 3, 1, 0.4),
        covariance,
      });
      const step = 1 / 64;
      const grid = Array.from({ length: 4096 }, (_, i) => -32 + i * step);
      const sum = model.logDensity(grid).reduce((a, b) => a + Math.exp(b), 0);
      expect(Math.abs(sum * step - 1)).toBeLessThan(1e-12);
    }
  });

  it("the density of two dimensions integrates to 1", () => {
    for (const covariance of FORMS) {
      const model = GaussianMixture.from({
        weights: portions(2),
        means: [
          [-1, 0.5],
          [2, 1],
        ],
        covariances: covariancesOf(covariance, 2, 2, 1),
        covariance,
      });
      const side = Array.from({ length: 160 }, (_, i) => -15 + i / 5);
      const grid = side.flatMap((x) => side.map((y) => [x, y]));
      const sum = model.logDensity(grid).reduce((a, b) => a + Math.exp(b), 0);
      expect(Math.abs(sum / 25 - 1)).toBeLessThan(1e-12);
    }
  });

  it("a point 1000 σ away from every component is still shared out", () => {
    for (const covariance of FORMS) {
      const model = GaussianMixture.from({
        weights: portions(3),
        means: [
          [0, 0],
          [1, 0],
          [0, 1],
        ],
        covariances: covariancesOf(covariance, 3, 2, 1e-4),
        covariance,
      });
      for (const away of [10, -10, 1e3, 1e9, -1e150]) {
        const r = model.responsibilities([
          [away, 0.3],
          [0.3, away],
          [away, away],
        ]);
        for (let i = 0; i < 3; i++) {
          const own = r.subarray(3 * i, 3 * i + 3);
          expect(own.every((share) => share >= 0)).toBe(true);
          expect(Math.abs(own[0] + own[1] + own[2] - 1)).toBeLessThan(1e-15);
        }
        expect(model.logDensity([[away, away]])[0]).toBeLessThan(-1e4);
        expect(Number.isFinite(model.logDensity([[away, away]])[0])).toBe(true);
      }
    }
  });

  it("ties go to the lowest index, at every position", () => {
    for (const covariance of FORMS) {
      for (let twin = 0; twin < 8; twin++) {
        const k = 9;
        const model = GaussianMixture.from({
          weights: Array.from({ length: k }, (_, c) =>
            c >= twin ? (twin > 0 ? 0.5 : 1) / (k - twin) : 0.5 / twin,
          ),
          means: Array.from({ length: k }, (_, c) => [c >= twin ? 5 : 100 + c, 1]),
          covariances: {
            spherical: new Array<number>(k).fill(2),
            diagonal: Array.from({ length: k }, () => [2, 3]),
            tied: matrix(2, 2, 1),
            full: Array.from({ length: k }, () => matrix(2, 2, 1)),
          }[covariance],
          covariance,
        });
        for (let n = 1; n <= 9; n++) {
          const fives = Array.from({ length: n }, () => [5, 1]);
          expect(Array.from(model.predict(fives))).toEqual(new Array<number>(n).fill(twin));
        }
      }
    }
  });

  it("keeps its value at the mean however narrow it is", () => {
    for (const variance of [1e-300, 1e-306, 1e-310, 5e-324]) {
      for (const covariance of ["spherical", "diagonal", "tied", "full"] as const) {
        const covariances = {
          spherical: [variance],
          diagonal: [[variance]],
          tied: [[variance]],
          full: [[[variance]]],
        };
        const build = () =>
          GaussianMixture.from({
            weights: [1],
            means: [2],
            covariances: covariances[covariance],
            covariance,
          });
        // So narrow that its inverse overflows: that may be refused, but not be wrong.
        let model: GaussianMixture;
        try {
          model = build();
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect(variance).toBeLessThan(1e-300);
          continue;
        }
        const expected = -0.5 * (Math.log(2 * Math.PI) + Math.log(variance));
        expect(worstError(model.logDensity([2]), [expected])).toBeLessThan(1e-12);
      }
    }
  });
});

describe("sample", () => {
  const count = 40_000;
  const means = [
    [-3, 0, 1],
    [4, 2, -2],
  ];

  it.each(FORMS)("has the mixture's portions, means and covariances, %s", (covariance) => {
    const parameters = {
      weights: [0.3, 0.7],
      means,
      covariances: covariancesOf(covariance, 2, 3, 1.5),
    };
    const model = GaussianMixture.from({ ...parameters, covariance });
    const { points: drawn, labels } = model.sample(count, { seed: 3 });
    expect(drawn).toBeInstanceOf(Float64Array);
    expect(drawn).toHaveLength(count * 3);
    expect(labels).toBeInstanceOf(Int32Array);
    const rows = Array.from({ length: count }, (_, i) =>
      Array.from(drawn.subarray(3 * i, 3 * i + 3)),
    );
    const found = reference.fromLabels(rows, Array.from(labels), "full");
    // Four standard errors, and then some.
    expect(worstError(found.weights, [0.3, 0.7])).toBeLessThan(0.04);
    expect(worstError(found.means, means, 1)).toBeLessThan(0.05);
    const full = {
      spherical: () =>
        [0, 1].map((c) => diagonal([0, 1, 2].map(() => (parameters.covariances as number[])[c]))),
      diagonal: () => (parameters.covariances as number[][]).map(diagonal),
      tied: () => [parameters.covariances, parameters.covariances],
      full: () => parameters.covariances,
    }[covariance]();
    expect(worstError(found.covariances, full, 1.5)).toBeLessThan(0.06);
    const recovered = GaussianMixture.fit(rows, { k: 2, covariance, start: { labels } });
    expect(worstError(recovered.covariances, parameters.covariances, 1.5)).toBeLessThan(0.06);
  });

  function diagonal(variances: readonly number[]): number[][] {
    return variances.map((v, i) => variances.map((_, j) => (i === j ? v : 0)));
  }

  it("is normal: the share within 1, 2 and 3 deviations, and no odd moment", () => {
    const model = GaussianMixture.from({ weights: [1], means: [0], covariances: [4] });
    const { points: drawn } = model.sample(count, { seed: 1 });
    for (const [deviations, share] of [
      [1, 0.6827],
      [2, 0.9545],
      [3, 0.9973],
    ]) {
      const within = drawn.filter((x) => Math.abs(x) < 2 * deviations).length / count;
      expect(Math.abs(within - share)).toBeLessThan(0.008);
    }
    const cube = drawn.reduce((sum, x) => sum + (x / 2) ** 3, 0) / count;
    const fourth = drawn.reduce((sum, x) => sum + (x / 2) ** 4, 0) / count;
    expect(Math.abs(cube)).toBeLessThan(0.08);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.2);
    const lag = drawn.reduce((sum, x, i) => sum + (i > 0 ? x * drawn[i - 1] : 0), 0) / 4 / count;
    expect(Math.abs(lag)).toBeLessThan(0.02);
  });

  it("is the same for the same seed, another for another, and a fit's labels agree with it", () => {
    const model = GaussianMixture.fit(points, { k: 4, covariance: "full" });
    expect(model.sample(50, { seed: 5 })).toEqual(model.sample(50, { seed: 5 }));
    expect(model.sample(50)).toEqual(model.sample(50, { seed: 0 }));
    expect(model.sample(50, { seed: 5 }).points).not.toEqual(model.sample(50, { seed: 6 }).points);
    const { points: data, labels } = model.sample(1000);
    const agree = model
      .predict({ data, shape: [1000, 3] })
      .filter((label, i) => label === labels[i]);
    expect(agree.length).toBeGreaterThan(990);
    const copy = GaussianMixture.fromJSON(JSON.parse(everything(model)));
    expect(copy.sample(50)).toEqual(model.sample(50));
  });

  it("of every length, odd ones too, is in range", () => {
    const model = GaussianMixture.from({
      weights: portions(3),
      means: [0, 10, 20],
      covariances: [1, 1, 1],
    });
    for (const length of [1, 2, 3, 7, 4095, 4096, 4097]) {
      const { points: drawn, labels } = model.sample(length);
      expect(drawn).toHaveLength(length);
      drawn.forEach((x, i) => expect(Math.abs(x - 10 * labels[i])).toBeLessThan(7));
    }
  });
});
