import { readFileSync } from "node:fs";
import fc from "fast-check";
import { KMeans, Points, SoftKMeans, type SoftKMeansOptions } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, firstDistinct, numbersIn, worstError } from "../data.js";
import { assign } from "../reference/k-means.js";
import * as reference from "../reference/soft-k-means.js";

const points = blobs(300, 3, 4, 5);
const STIFFNESS = 0.7;
const DISTANCES = ["half-squared", "euclidean"] as const;

/** All that two equal models share, to the bit. */
function everything(model: SoftKMeans) {
  return JSON.stringify(model);
}

/** Rows of k numbers each. */
function rowsOf(flat: Float64Array, k: number): number[][] {
  return Array.from({ length: flat.length / k }, (_, i) =>
    Array.from(flat.subarray(i * k, (i + 1) * k)),
  );
}

describe("a fitted SoftKMeans", () => {
  it("has the fields of the contract", () => {
    const model = SoftKMeans.fit(points, { k: 4, stiffness: STIFFNESS, seed: 7 });
    expect(model.k).toBe(4);
    expect(model.dimensions).toBe(3);
    expect(model.precision).toBe("float64");
    expect(model.stiffness).toBe(STIFFNESS);
    expect(model.distance).toBe("half-squared");
    expect(model.labels).toBeInstanceOf(Int32Array);
    expect(model.labels).toHaveLength(300);
    expect(model.centroids.map((m) => m.length)).toEqual([3, 3, 3, 3]);
    expect(model.sizes).toHaveLength(4);
    expect(model.sizes.reduce((a, b) => a + b)).toBeCloseTo(300, 9);
    expect(model.converged).toBe(true);
    expect(model.diagnostics).toEqual([]);
    expect(model.history).toHaveLength(model.iterations);
    expect(model.history.at(-1)).toBe(model.freeEnergy);
    const r = model.responsibilities(points);
    expect(r).toBeInstanceOf(Float64Array);
    expect(r).toHaveLength(1200);
  });

  it("cannot exist unfitted and cannot be changed", () => {
    const Constructor = SoftKMeans as unknown as new () => SoftKMeans;
    expect(() => new Constructor()).toThrow(
      "a SoftKMeans is made by SoftKMeans.fit or SoftKMeans.fromJSON",
    );
    const model = SoftKMeans.fit(points, { k: 4, stiffness: STIFFNESS });
    expect(() => {
      (model as { stiffness: number }).stiffness = 5;
    }).toThrow(TypeError);
    const [before, json] = [model.responsibilities(points), everything(model)];
    model.centroids[0][0] = 1e6;
    model.sizes[0] = 77;
    model.history[0] = 77;
    model.labels.fill(0);
    expect(model.responsibilities(points)).toEqual(before);
    expect(everything(model)).toBe(json);
  });

  it("can be cloned as plain data and printed under its name", () => {
    const model = SoftKMeans.fit(points, { k: 4, stiffness: STIFFNESS });
    const copy = structuredClone(model);
    expect(Object.keys(copy)).toEqual(Object.keys(model));
    expect(copy.centroids).toEqual(model.centroids);
    expect(SoftKMeans.name).toBe("SoftKMeans");
    expect(model.constructor.name).toBe("SoftKMeans");
  });

  it("is of one piece: centroids, sizes, labels, free energy and responsibilities agree", () => {
    for (const distance of DISTANCES) {
      for (const options of [{ maxIterations: 2 }, { restarts: 5, start: "sample" as const }]) {
        const model = SoftKMeans.fit(points, { k: 6, stiffness: 2, distance, ...options });
        const shares = reference.responsibilities(points, model.centroids, 2, distance);
        const r = model.responsibilities(points);
        expect(worstError(r, shares, 1e-3)).toBeLessThan(1e-12);
        expect(worstError(model.sizes, reference.sizes(shares))).toBeLessThan(1e-12);
        const energy = reference.freeEnergy(points, model.centroids, 2, distance);
        expect(worstError(model.freeEnergy, energy)).toBeLessThan(1e-12);
        expect(Array.from(model.labels)).toEqual(assign(points, model.centroids));
        expect(model.predict(points)).toEqual(model.labels);
      }
    }
  });
});

describe("soft k-means is the reference's", () => {
  it("at every n, d and k around the lanes, for both distances, with weights and without", () => {
    for (const n of [1, 2, 7, 8, 9, 17]) {
      for (const d of [1, 2, 7, 8, 9, 17]) {
        for (const k of [1, 2, 7, 8, 9].filter((count) => count <= n)) {
          const data = blobs(n, d, 3, n * 1000 + d * 10 + k);
          const centroids = firstDistinct(data, k);
          const weights = (n + d + k) % 2 ? data.map((_, i) => 0.5 + (i % 3)) : undefined;
          const distance = DISTANCES[(d + k) % 2];
          const stiffness = 1 / d;
          const options = { k, stiffness, distance, weights, tolerance: 0, maxIterations: 4 };
          const model = SoftKMeans.fit(data, { ...options, start: { centroids } });
          const fit = reference.softKMeans(data, centroids, {
            stiffness,
            distance,
            maxIterations: model.iterations,
            ...(weights && { weights }),
          });
          const at = `n ${n}, d ${d}, k ${k}, ${distance}`;
          expect(worstError(model.centroids, fit.centroids, 1), at).toBeLessThan(1e-12);
          expect(worstError(model.sizes, fit.sizes, 1), at).toBeLessThan(1e-12);
          expect(worstError(model.history, fit.history, 1), at).toBeLessThan(1e-12);
          const r = model.responsibilities(data);
          expect(worstError(r, fit.responsibilities, 1), at).toBeLessThan(1e-12);
        }
      }
    }
  });

  it("across blocks of rows", () => {
    for (const n of [2047, 2048, 2049, 4097]) {
      const data = blobs(n, 2, 3, n);
      const centroids = firstDistinct(data, 3);
      const options = { k: 3, stiffness: 1, tolerance: 0, maxIterations: 3 };
      const model = SoftKMeans.fit(data, { ...options, start: { centroids } });
      const fit = reference.softKMeans(data, centroids, { stiffness: 1, maxIterations: 3 });
      expect(worstError(model.centroids, fit.centroids)).toBeLessThan(1e-12);
      expect(worstError(model.history, fit.history)).toBeLessThan(1e-12);
      const r = model.responsibilities(data);
      expect(worstError(r, fit.responsibilities, 1)).toBeLessThan(1e-12);
      expect(model.responsibilities(Points.from(data))).toEqual(r);
    }
  });
});

describe("iris, from the species' means", () => {
  interface Oracle {
    freeEnergy: number;
    sizes: number[];
    centroids?: number[][];
  }
  const iris = JSON.parse(
    readFileSync(new URL("../oracles/iris.json", import.meta.url), "utf8"),
  ) as {
    points: number[][];
    species: number[];
    softKMeansFromSpeciesMeans: Record<string, Oracle> & { criticalStiffness: number };
  };
  const { species } = iris;
  const oracles = iris.softKMeansFromSpeciesMeans;
  const settings = { k: 3, tolerance: 0, maxIterations: 20_000 };

  it.each(["0.25", "1", "5", "50"])("comes to R's answer at stiffness %s", (name) => {
    const expected = oracles[name];
    const start = { labels: species };
    const model = SoftKMeans.fit(iris.points, { ...settings, stiffness: Number(name), start });
    expect(model.converged).toBe(true);
    expect(worstError(model.freeEnergy, expected.freeEnergy)).toBeLessThan(1e-9);
    expect(worstError(model.sizes, expected.sizes)).toBeLessThan(1e-6);
    if (expected.centroids) {
      expect(worstError(model.centroids, expected.centroids)).toBeLessThan(1e-6);
    }
  });

  it("merges all means below the critical stiffness, and splits them above", () => {
    const spread = (factor: number) => {
      const stiffness = oracles.criticalStiffness * factor;
      const start = { labels: species };
      const { centroids } = SoftKMeans.fit(iris.points, { ...settings, stiffness, start });
      const distances = centroids.map((m) => Math.hypot(...m.map((v, j) => v - centroids[0][j])));
      return Math.max(...distances);
    };
    expect(spread(0.5)).toBeLessThan(1e-12);
    expect(spread(0.98)).toBeLessThan(1e-10);
    expect(spread(1.02)).toBeGreaterThan(0.1);
    expect(spread(1.2)).toBeGreaterThan(1);
  });

  it("says that means have merged below the critical stiffness, and not above it", () => {
    for (const factor of [0.5, 0.9, 0.97]) {
      const stiffness = oracles.criticalStiffness * factor;
      const model = SoftKMeans.fit(iris.points, { k: 2, stiffness, maxIterations: 5000 });
      expect(model.diagnostics.map(({ code }) => code)).toEqual(["merged-components"]);
    }
    for (const factor of [1.01, 1.1, 2, 5]) {
      const stiffness = oracles.criticalStiffness * factor;
      const model = SoftKMeans.fit(iris.points, { k: 2, stiffness, maxIterations: 5000 });
      expect(model.diagnostics.map(({ code }) => code)).toEqual([]);
    }
  });

  it("has a single mean's answer where the means have merged", () => {
    const mean = iris.points[0].map((_, j) => iris.points.reduce((sum, x) => sum + x[j], 0) / 150);
    const stiffness = oracles.criticalStiffness / 2;
    const model = SoftKMeans.fit(iris.points, { ...settings, stiffness });
    for (const m of model.centroids) expect(worstError(m, mean)).toBeLessThan(1e-11);
    expect(worstError(model.sizes, [50, 50, 50])).toBeLessThan(1e-11);
  });
});

describe("merged components", () => {
  const codes = (model: SoftKMeans) => model.diagnostics.map(({ code }) => code);

  it("are those that no responsibility tells apart, wherever other points lie", () => {
    const apart = [0, 0.1, 5, 5.1];
    for (const far of [1e2, 1e5, 1e10, -9999]) {
      const start = { centroids: [0, 5, far] };
      const model = SoftKMeans.fit([...apart, far], { k: 3, stiffness: 10, start });
      expect(model.diagnostics).toEqual([]);
      expect(worstError(model.centroids.flat(), [0.05, 5.05, far])).toBeLessThan(1e-12);
      // As stiff as this, the near ones share all their points alike.
      const soft = SoftKMeans.fit([...apart, far], { k: 3, stiffness: 0.01, start });
      expect(soft.diagnostics).toMatchObject([{ code: "merged-components", components: [0, 1] }]);
    }
  });

  it("hang on neither units nor far points", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        fc.integer({ min: -200, max: 200 }),
        fc.constantFrom(...DISTANCES),
        (seed, stiffness, power, distance) => {
          const rows = blobs(40, 2, 3, seed);
          const start = firstDistinct(rows, 3);
          const fit = (scale: number, far: number[][] = []) =>
            SoftKMeans.fit(
              [...rows, ...far].map((x) => x.map((value) => value * scale)),
              {
                k: 3 + far.length,
                distance,
                stiffness: stiffness / (distance === "euclidean" ? scale : scale * scale),
                start: {
                  centroids: [...start, ...far].map((x) => x.map((value) => value * scale)),
                },
              },
            );
          const model = fit(1);
          const scaled = fit(2 ** power);
          expect(scaled.iterations).toBe(model.iterations);
          expect(scaled.diagnostics).toEqual(model.diagnostics);
          expect(scaled.centroids.flat().map((m) => m / 2 ** power)).toEqual(
            model.centroids.flat(),
          );
          const merged = (of: SoftKMeans) => codes(of).includes("merged-components");
          expect(merged(fit(1, [[1e7, 1e7]]))).toBe(merged(model));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the free energy", () => {
  const value = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  );
  const cases = fc
    .record({
      k: fc.integer({ min: 1, max: 6 }),
      extra: fc.nat(30),
      d: fc.integer({ min: 1, max: 5 }),
    })
    .chain(({ k, extra, d }) =>
      fc.record({
        data: fc.array(fc.array(value, { minLength: d, maxLength: d }), {
          minLength: k + extra,
          maxLength: k + extra,
        }),
        weights: fc.option(
          fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), {
            minLength: k + extra,
            maxLength: k + extra,
          }),
          { nil: undefined },
        ),
        k: fc.constant(k),
        stiffness: fc.constantFrom(1e-300, 1e-9, 1e-3, 0.1, 1, 10, 1e3, 1e12, 1e300),
        start: fc.constantFrom("k-means++" as const, "sample" as const),
        seed: fc.nat(),
      }),
    );

  it("never rises, whatever the data: duplicates, grids, n just above k", () => {
    fc.assert(
      fc.property(cases, ({ data, ...options }) => {
        const model = SoftKMeans.fit(data, { ...options, tolerance: 0, maxIterations: 40 });
        const { history } = model;
        const total = options.weights?.reduce((a, b) => a + b) ?? data.length;
        // Its two parts may cancel: then rounding is relative to them.
        const part = (1e-13 * total * Math.log(options.k)) / options.stiffness;
        for (let i = 1; i < history.length; i++) {
          const slack = 1e-10 * Math.abs(history[i]) + part;
          expect(history[i] - history[i - 1]).toBeLessThanOrEqual(slack);
        }
        expect(numbersIn([model.centroids, model.sizes]).every(Number.isFinite)).toBe(true);
        expect(history.some(Number.isNaN)).toBe(false);
        expect(
          worstError(
            model.sizes.reduce((a, b) => a + b),
            total,
          ),
        ).toBeLessThan(1e-12);
      }),
      { numRuns: 300 },
    );
  });

  it("is minus infinity at stiffness 0, where every mean is the mean and every share 1/k", () => {
    for (const stiffness of [0, -0]) {
      const model = SoftKMeans.fit([1, 2, 6], { k: 2, stiffness });
      expect(model.freeEnergy).toBe(-Infinity);
      expect(model.history.every((energy) => energy === -Infinity)).toBe(true);
      expect(model.centroids).toEqual([[3], [3]]);
      expect(model.sizes).toEqual([1.5, 1.5]);
      expect(Array.from(model.responsibilities([0, 9]))).toEqual([0.5, 0.5, 0.5, 0.5]);
      expect(Array.from(model.labels)).toEqual([0, 0, 0]);
      expect(Array.from(model.predict([-9, 9]))).toEqual([0, 0]);
      expect(model.converged).toBe(true);
      expect(SoftKMeans.fromJSON(model.toJSON())).toEqual(model);
    }
    // A tie throughout, wherever the centroids are.
    const json = SoftKMeans.fit([0, 9], { k: 2, stiffness: 0 }).toJSON();
    const apart = SoftKMeans.fromJSON({ ...json, centroids: [[0], [9]] });
    expect(Array.from(apart.predict([0, 9]))).toEqual([0, 0]);
    // A lone component adds no logarithm: what is left is half the inertia.
    expect(SoftKMeans.fit([1, 2, 6], { k: 1, stiffness: 0 }).freeEnergy).toBe(7);
  });
});

describe("responsibilities", () => {
  const at = (centroids: number[], options: Omit<SoftKMeansOptions, "k">) => {
    const base = SoftKMeans.fit(centroids, { ...options, k: centroids.length });
    const json = { ...base.toJSON({ labels: false }), centroids: centroids.map((m) => [m]) };
    return SoftKMeans.fromJSON(json);
  };

  it("are exp(−β d) over their sum, in both distances", () => {
    const half = at([0, 2, 5], { stiffness: 0.3 });
    const euclidean = at([0, 2, 5], { stiffness: 0.3, distance: "euclidean" });
    for (const x of [-1, 0, 0.7, 2, 30]) {
      for (const [model, d] of [
        [half, (m: number) => (x - m) ** 2 / 2],
        [euclidean, (m: number) => Math.abs(x - m)],
      ] as const) {
        const terms = [0, 2, 5].map((m) => Math.exp(-0.3 * (d(m) - d(5))));
        const sum = terms.reduce((a, b) => a + b);
        const expected = terms.map((term) => term / sum);
        expect(worstError(model.responsibilities([x]), expected)).toBeLessThan(1e-13);
      }
    }
  });

  it("sum to 1 however far the point and however stiff the model", () => {
    for (const stiffness of [1e-320, 1e-9, 1, 1e9, 1e300, Infinity]) {
      const model = at([0, 1, 1e3], { stiffness });
      const far = [-1e150, -1e9, -1e3, 0, 0.5, 500, 1e5, 1e12, 1e150];
      for (const r of rowsOf(model.responsibilities(far), 3)) {
        expect(r.every((share) => share >= 0)).toBe(true);
        expect(Math.abs(r[0] + r[1] + r[2] - 1)).toBeLessThan(1e-15);
      }
    }
  });

  it("are shared alike where a point lies between, and the label goes to the lowest index", () => {
    for (const distance of DISTANCES) {
      for (const stiffness of [1e-3, 1, 1e300, Infinity]) {
        for (const centroids of [
          [-1, 1],
          [1, -1],
        ]) {
          const model = at(centroids, { stiffness, distance });
          for (let n = 1; n <= 17; n++) {
            const zeros = new Array<number>(n).fill(0);
            const half = stiffness === Infinity ? [1, 0] : [0.5, 0.5];
            expect(rowsOf(model.responsibilities(zeros), 2)).toEqual(zeros.map(() => half));
            expect(Array.from(model.predict(zeros))).toEqual(zeros);
          }
        }
      }
    }
  });

  it("do not overflow where coordinates are as large as the door lets in", () => {
    const model = at([0, 2e153], { stiffness: 1 });
    expect(Array.from(model.responsibilities([5e152, 1.5e153]))).toEqual([1, 0, 0, 1]);
    const values = [0, 5e152, 1e153, 2e153];
    const options = { k: 2, stiffness: 1, start: { centroids: [0, 2e153] } };
    const fit = SoftKMeans.fit(values, { ...options, maxIterations: 1 });
    const energy = reference.freeEnergy(
      values.map((x) => [x]),
      fit.centroids,
      1,
    );
    expect(worstError(fit.freeEnergy, energy)).toBeLessThan(1e-12);
  });
});

describe("start", () => {
  const centroids = firstDistinct(points, 4);
  const options = { k: 4, stiffness: STIFFNESS };

  it("{ centroids } takes every form that points take and is left unchanged", () => {
    const copy = structuredClone(centroids);
    const expected = everything(SoftKMeans.fit(points, { ...options, start: { centroids } }));
    const flat = { data: new Float64Array(centroids.flat()), shape: [4, 3] };
    for (const form of [flat, Points.from(centroids), centroids.map((m) => new Float64Array(m))]) {
      const model = SoftKMeans.fit(points, { ...options, start: { centroids: form } });
      expect(everything(model)).toBe(expected);
    }
    expect(centroids).toEqual(copy);
  });

  it("{ labels } starts from the means of the labels", () => {
    const labels = points.map((_, i) => (i * i) % 2);
    const means = [0, 1].map((c) => {
      const own = points.filter((_, i) => labels[i] === c);
      return [0, 1, 2].map((j) => own.reduce((sum, x) => sum + x[j], 0) / own.length);
    });
    const [first] = SoftKMeans.steps(points, { ...options, k: 2, start: { labels } });
    const shares = reference.responsibilities(points, means, STIFFNESS);
    expect(worstError(first.centroids, reference.update(points, shares))).toBeLessThan(1e-12);
    // Components that no label names begin at far points.
    const [refilled] = SoftKMeans.steps(points, { ...options, k: 4, start: { labels } });
    expect(new Set(refilled.centroids.map(String)).size).toBe(4);
  });

  it('"sample" starts from k observed points, "k-means++" is the default', () => {
    const distinct = [1, 2, 4, 8, 16];
    const stiff = { k: 5, stiffness: 1e6, maxIterations: 1 };
    const seen = new Set<string>();
    for (let seed = 0; seed < 50; seed++) {
      const model = SoftKMeans.fit(distinct, { ...stiff, seed, start: "sample" });
      expect(model.centroids.flat().toSorted((a, b) => a - b)).toEqual(distinct);
      seen.add(model.centroids.flat().join());
    }
    expect(seen.size).toBeGreaterThan(20);
    const named = SoftKMeans.fit(points, { ...options, seed: 3, start: "k-means++" });
    expect(everything(SoftKMeans.fit(points, { ...options, seed: 3 }))).toBe(everything(named));
  });

  it("draws the rows that k-means draws from the same seed", () => {
    for (const start of ["k-means++", "k-means||", "sample"] as const) {
      for (let seed = 0; seed < 5; seed++) {
        const stiff = { k: 4, start, seed, maxIterations: 1 };
        const hard = KMeans.fit(points, stiff);
        const soft = SoftKMeans.fit(points, { ...stiff, stiffness: 1e9 });
        expect(worstError(soft.centroids, hard.centroids)).toBeLessThan(1e-12);
      }
    }
  });
});

describe("seed and restarts", () => {
  const options = { k: 7, stiffness: 3, start: "sample" } as const;

  it("give the same bits again, and others for another seed", () => {
    const fit = (seed: number) =>
      everything(SoftKMeans.fit(points, { ...options, seed, restarts: 3 }));
    expect(fit(1)).toBe(fit(1));
    expect(fit(1)).not.toBe(fit(2));
    const unnamed = everything(SoftKMeans.fit(points, options));
    expect(unnamed).toBe(everything(SoftKMeans.fit(points, { ...options, seed: 0 })));
  });

  it("differ from each other, and the best of more is never worse", () => {
    let last = Infinity;
    const energies = new Set<number>();
    for (const restarts of [1, 2, 4, 8, 16]) {
      const { freeEnergy } = SoftKMeans.fit(points, { ...options, restarts });
      expect(freeEnergy).toBeLessThanOrEqual(last);
      last = freeEnergy;
      energies.add(freeEnergy);
    }
    expect(energies.size).toBeGreaterThan(1);
  });

  it("make one run of a start that leaves nothing to chance", () => {
    const start = { centroids: firstDistinct(points, 7) };
    const states = Array.from(SoftKMeans.steps(points, { ...options, start, restarts: 5 }));
    expect(states.every((state) => state.restart === 0)).toBe(true);
  });
});

describe("steps", () => {
  it("yield every state as a copy of its own and return the model that fit returns", () => {
    const options = { k: 7, stiffness: 3, seed: 4, start: "sample", restarts: 3 } as const;
    const steps = SoftKMeans.steps(points, options);
    const states = [];
    const seen = [];
    let step = steps.next();
    while (!step.done) {
      states.push(step.value);
      seen.push(JSON.stringify(step.value));
      step = steps.next();
    }
    const model = SoftKMeans.fit(points, options);
    expect(everything(step.value)).toBe(everything(model));
    expect(states.map((state) => JSON.stringify(state))).toEqual(seen);
    for (const list of [
      states.map((state) => state.labels.buffer),
      states.map((state) => state.centroids),
      states.map((state) => state.centroids[0]),
      states.map((state) => state.sizes),
    ]) {
      expect(new Set<unknown>(list).size).toBe(states.length);
    }
    for (const restart of [0, 1, 2]) {
      const run = states.filter((state) => state.restart === restart);
      expect(run.map((state) => state.iteration)).toEqual(run.map((_, i) => i + 1));
      expect(run.map((state) => state.converged)).toEqual(run.map((_, i) => i === run.length - 1));
    }
    const best = states.findLast((state) => state.freeEnergy === model.freeEnergy)!;
    expect(best.centroids).toEqual(model.centroids);
    expect(best.sizes).toEqual(model.sizes);
    expect(best.labels).toEqual(model.labels);
  });

  it("are the reader's to change: the fit goes on from its own", () => {
    const options = { k: 7, stiffness: 3, seed: 4, weights: points.map((_, i) => 1 + (i % 2)) };
    const steps = SoftKMeans.steps(points, options);
    let step = steps.next();
    while (!step.done) {
      step.value.centroids.forEach((m) => m.fill(1e6));
      step.value.sizes.fill(-1);
      step.value.labels.fill(-1);
      step = steps.next();
    }
    expect(everything(step.value)).toBe(everything(SoftKMeans.fit(points, options)));
  });

  it("refuse bad input at once, may be left half-way, and run side by side", () => {
    expect(() => SoftKMeans.steps(points, { k: 0, stiffness: 1 })).toThrow(RangeError);
    const options = { k: 5, stiffness: 2, seed: 1, start: "sample" } as const;
    const a = SoftKMeans.steps(points, options);
    const b = SoftKMeans.steps(points, { k: 9, stiffness: 0.1, seed: 2, distance: "euclidean" });
    a.next();
    b.next();
    for (const step of SoftKMeans.steps(points, { k: 3, stiffness: Infinity })) {
      expect(step.iteration).toBe(1);
      break;
    }
    let last = a.next();
    while (!last.done) {
      b.next();
      last = a.next();
    }
    expect(everything(last.value)).toBe(everything(SoftKMeans.fit(points, options)));
  });
});

describe("stopping", () => {
  it("at maxIterations is a result that says so", () => {
    const model = SoftKMeans.fit(points, { k: 9, stiffness: 5, start: "sample", maxIterations: 1 });
    expect(model.converged).toBe(false);
    expect(model.iterations).toBe(1);
    expect(model.diagnostics).toMatchObject([{ code: "not-converged", iterations: 1 }]);
  });

  it("by a wider tolerance comes earlier, on the same path", () => {
    const many = blobs(3000, 2, 3);
    const options = { k: 8, stiffness: 2, seed: 3 };
    const strict = SoftKMeans.fit(many, { ...options, tolerance: 1e-14, maxIterations: 3000 });
    const loose = SoftKMeans.fit(many, { ...options, tolerance: 1e-4 });
    expect(loose.converged).toBe(true);
    expect(loose.iterations).toBeLessThan(strict.iterations);
    expect(strict.history.slice(0, loose.iterations)).toEqual(loose.history);
  });

  it.each(DISTANCES)(
    "is where no %s centroid is about to move farther than tolerance",
    (distance) => {
      const many = blobs(1000, 2, 3);
      const weights = many.map((_, i) => 1 + (i % 2));
      const tolerance = 1e-3;
      const stiffness = 2;
      const options = { k: 5, stiffness, distance, seed: 3, weights, tolerance };
      const moves = Array.from(SoftKMeans.steps(many, options), ({ centroids }) => {
        const shares = reference.responsibilities(many, centroids, stiffness, distance);
        const farthest = reference
          .update(many, shares, weights)
          .map((next, c) => Math.hypot(...next.map((m, j) => m - centroids[c][j])))
          .reduce((a, b) => Math.max(a, b));
        return farthest * (distance === "euclidean" ? stiffness : Math.sqrt(stiffness));
      });
      expect(moves.pop()).toBeLessThanOrEqual(tolerance);
      expect(moves.length).toBeGreaterThan(2);
      expect(Math.min(...moves)).toBeGreaterThan(tolerance);
    },
  );

  it("is not brought forward by a far point", () => {
    const near = [0, 1, 2, 3, 10, 11, 12, 13];
    const options = { stiffness: 1, maxIterations: 2000 };
    const clean = SoftKMeans.fit(near, { ...options, k: 2, start: { centroids: [0, 1] } });
    for (const far of [[1e6], [1e6, 1.1e6], [-9999], [1e10]]) {
      const start = { centroids: [0, 1, far[0]] };
      const model = SoftKMeans.fit([...near, ...far], { ...options, k: 3, start });
      expect(model.iterations).toBeGreaterThanOrEqual(clean.iterations);
      expect(worstError(model.centroids.slice(0, 2).flat(), clean.centroids.flat())).toBeLessThan(
        1e-9,
      );
      expect(model.diagnostics).toEqual([]);
    }
  });

  it("at tolerance 0 means that the means no longer move", () => {
    const options = { k: 4, stiffness: STIFFNESS, tolerance: 0, maxIterations: 5000 };
    const model = SoftKMeans.fit(points, options);
    expect(model.converged).toBe(true);
    const shares = reference.responsibilities(points, model.centroids, STIFFNESS);
    expect(worstError(reference.update(points, shares), model.centroids)).toBeLessThan(1e-13);
  });

  it("does not depend on the units of the data, nor on where they begin", () => {
    const many = blobs(1000, 2, 3).map((x) => x.map((value) => Math.round(value * 1024) / 1024));
    const start = firstDistinct(many, 3);
    const fit = (scale: number, shift: number, distance: "half-squared" | "euclidean") => {
      const move = (rows: number[][]) => rows.map((x) => x.map((v) => v * scale + shift));
      return SoftKMeans.fit(move(many), {
        k: 3,
        stiffness: 2 / (distance === "euclidean" ? scale : scale ** 2),
        distance,
        start: { centroids: move(start) },
        tolerance: 1e-5,
      });
    };
    for (const distance of DISTANCES) {
      const model = fit(1, 0, distance);
      for (const [scale, shift] of [
        [1000, 0],
        [1e-6, 0],
        [2 ** 300, 0],
        [2 ** -300, 0],
        [1, 2 ** 30],
      ]) {
        const same = fit(scale, shift, distance);
        expect(same.labels).toEqual(model.labels);
        expect(same.iterations).toBe(model.iterations);
        expect(worstError(same.sizes, model.sizes)).toBeLessThan(1e-7);
      }
    }
  });
});

describe("weights", () => {
  const start = { centroids: firstDistinct(points, 4) };
  const twice = points.map((_, i) => 1 + (i % 2));
  const doubled = points.flatMap((x, i) => (i % 2 ? [x, x] : [x]));
  const options = { k: 4, stiffness: STIFFNESS };

  it("of 2 are as good as doubled points", () => {
    const fixed = { ...options, start, tolerance: 0, maxIterations: 20 };
    const weighted = SoftKMeans.fit(points, { ...fixed, weights: twice });
    const repeated = SoftKMeans.fit(doubled, fixed);
    expect(weighted.iterations).toBe(repeated.iterations);
    expect(worstError(weighted.centroids, repeated.centroids)).toBeLessThan(1e-12);
    expect(worstError(weighted.sizes, repeated.sizes)).toBeLessThan(1e-12);
    expect(worstError(weighted.history, repeated.history)).toBeLessThan(1e-12);
  });

  it("scaled by a constant change no label, and sizes and free energy by that constant", () => {
    const plain = SoftKMeans.fit(points, { ...options, weights: twice, seed: 3 });
    for (const scale of [4, 2 ** -600, 2 ** 600, 3, 1e-300]) {
      const weights = twice.map((w) => w * scale);
      const scaled = SoftKMeans.fit(points, { ...options, weights, seed: 3 });
      expect(scaled.labels).toEqual(plain.labels);
      expect(scaled.iterations).toBe(plain.iterations);
      const unscaled = (values: number[]) => values.map((value) => value / scale);
      expect(worstError(unscaled(scaled.sizes), plain.sizes)).toBeLessThan(1e-12);
      expect(worstError(unscaled(scaled.history), plain.history)).toBeLessThan(1e-11);
    }
  });

  it("of 1 change nothing", () => {
    const ones = points.map(() => 1);
    expect(everything(SoftKMeans.fit(points, { ...options, weights: ones }))).toBe(
      everything(SoftKMeans.fit(points, options)),
    );
  });

  it("of 0 are as if the rows were absent, for every start", () => {
    const absent = points.map((_, i) => (i % 3 === 1 ? 0 : 1 + (i % 2)));
    const present = points.filter((_, i) => absent[i] > 0);
    const left = absent.filter((w) => w > 0);
    const labels = points.map((_, i) => i % 6);
    for (const kind of ["k-means++", "sample", { labels }, start] as const) {
      const own =
        typeof kind === "object" && "labels" in kind
          ? { labels: labels.filter((_, i) => absent[i] > 0) }
          : kind;
      const k = kind === start ? 4 : 6;
      const settings = { k, stiffness: STIFFNESS, seed: 2 };
      const all = SoftKMeans.fit(points, { ...settings, start: kind, weights: absent });
      const some = SoftKMeans.fit(present, { ...settings, start: own, weights: left });
      expect(all.toJSON({ labels: false })).toEqual(some.toJSON({ labels: false }));
      expect(all.labels).toEqual(all.predict(points));
    }
  });

  it("far apart lose no row, and small ones no digit", () => {
    const plain = SoftKMeans.fit(points, { ...options, weights: twice });
    const weights = twice.map((w) => w * 2 ** -1070);
    expect(SoftKMeans.fit(points, { ...options, weights }).centroids).toEqual(plain.centroids);
    const model = SoftKMeans.fit([1, 2], { k: 2, stiffness: 1e6, weights: [1e300, 1e-300] });
    expect(Array.from(model.labels).toSorted()).toEqual([0, 1]);
    expect(model.centroids.flat().toSorted()).toEqual([1, 2]);
  });
});

describe("input", () => {
  it("is never changed, in any form", () => {
    const data = new Float64Array(points.flat());
    const given = {
      points: { data, shape: [300, 3] },
      weights: new Float64Array(300).map((_, i) => 0.5 + (i % 5)),
      labels: Int32Array.from({ length: 300 }, (_, i) => i % 4),
      rows: points.map((x) => [...x]),
    };
    const copy = structuredClone(given);
    const { weights, labels } = given;
    const start = { labels };
    SoftKMeans.fit(given.points, { k: 4, stiffness: 1, weights, start });
    SoftKMeans.fit(given.rows, { k: 4, stiffness: Infinity, weights, start });
    expect(given).toEqual(copy);
  });

  it("in every form gives the same bits", () => {
    const options = { k: 4, stiffness: 1, seed: 5 };
    const expected = everything(SoftKMeans.fit(points, options));
    const data = new Float64Array(points.flat());
    const column = (j: number) => points.map((x) => x[j]);
    for (const form of [
      { data, shape: [300, 3] },
      points.map((x) => new Float64Array(x)),
      Points.from(points),
      Points.fromColumns({ x: column(0), y: column(1), z: column(2) }),
    ]) {
      const model = SoftKMeans.fit(form, options);
      expect(everything(model)).toBe(expected);
      expect(model.responsibilities(form)).toEqual(model.responsibilities(points));
      expect(model.predict(form)).toEqual(model.labels);
    }
  });

  it("kept as float32 is fitted as the rounded values are", () => {
    const options = { k: 4, stiffness: 1, seed: 5 };
    const rounded = points.map((x) => x.map(Math.fround));
    const model = SoftKMeans.fit(points, { ...options, precision: "float32" });
    const same = SoftKMeans.fit(rounded, options);
    expect(model.precision).toBe("float32");
    expect(model.centroids).toEqual(same.centroids);
    expect(model.history).toEqual(same.history);
    expect(model.responsibilities(points)).toEqual(same.responsibilities(rounded));
    const data = new Float32Array(points.flat());
    expect(SoftKMeans.fit({ data, shape: [300, 3] }, options).precision).toBe("float32");
  });
});
