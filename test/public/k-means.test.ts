import fc from "fast-check";
import { KMeans, type KMeansOptions, Points } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, firstDistinct, worstError } from "../data.js";
import { assign, kMeans, squaredDistance, update } from "../reference/k-means.js";

const points = blobs(300, 3, 4, 5);

/** All that two equal models share, to the bit. */
function everything(model: KMeans) {
  return JSON.stringify(model);
}

describe("a fitted KMeans", () => {
  it("has the fields of the contract", () => {
    const model = KMeans.fit(points, { k: 4, seed: 7 });
    expect(model.k).toBe(4);
    expect(model.dimensions).toBe(3);
    expect(model.labels).toBeInstanceOf(Int32Array);
    expect(model.labels).toHaveLength(300);
    expect(model.sizes.reduce((a, b) => a + b)).toBe(300);
    expect(model.centroids).toHaveLength(4);
    expect(model.centroids[0]).toHaveLength(3);
    expect(model.converged).toBe(true);
    expect(model.diagnostics).toEqual([]);
    expect(model.precision).toBe("float64");
  });

  it("finds separated blobs", () => {
    const model = KMeans.fit(points, { k: 4, restarts: 5 });
    for (let blob = 0; blob < 4; blob++) {
      const labels = new Set(model.labels.filter((_, i) => i % 4 === blob));
      expect(labels.size).toBe(1);
    }
  });

  it("cannot exist unfitted and cannot be changed", () => {
    const Constructor = KMeans as unknown as new () => KMeans;
    expect(() => new Constructor()).toThrow("a KMeans is made by KMeans.fit or KMeans.fromJSON");
    const model = KMeans.fit(points, { k: 4 });
    expect(() => {
      (model as { k: number }).k = 5;
    }).toThrow(TypeError);
    const before = model.predict(points);
    model.centroids[0][0] = 1e6;
    model.sizes[0] = 77;
    model.labels.fill(0);
    expect(model.predict(points)).toEqual(before);
    expect(model.toJSON().centroids[0][0]).not.toBe(1e6);
    expect(model.toJSON().sizes[0]).not.toBe(77);
    expect(model.toJSON().labels).toEqual(Array.from(before));
  });

  it("can be cloned as plain data and printed under its name", () => {
    const model = KMeans.fit(points, { k: 4 });
    const copy = structuredClone(model);
    expect(Object.keys(copy)).toEqual(Object.keys(model));
    expect(copy.labels).toEqual(model.labels);
    expect(copy.centroids).toEqual(model.centroids);
    expect(KMeans.name).toBe("KMeans");
    expect(model.constructor.name).toBe("KMeans");
  });

  it("scores other points as minus their inertia", () => {
    const model = KMeans.fit([0, 2, 10, 12], { k: 2 });
    expect(model.score([1, 11])).toBe(-0);
    expect(model.score([0, 14])).toBe(-10);
  });
});

describe("start", () => {
  const start = firstDistinct(points, 4);

  it("{ centroids } is followed exactly and left unchanged", () => {
    const copy = structuredClone(start);
    const model = KMeans.fit(points, { k: 4, start: { centroids: start }, tolerance: 0 });
    const reference = kMeans(points, start);
    expect(start).toEqual(copy);
    expect(Array.from(model.labels)).toEqual(reference.labels);
    expect(model.iterations).toBe(reference.iterations);
    model.history.forEach((inertia, i) => {
      expect(inertia / reference.history[i]).toBeCloseTo(1, 12);
    });
    model.centroids.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(reference.centroids.flat()[i], 12);
    });
  });

  it("{ centroids } takes every form that points take", () => {
    const expected = everything(KMeans.fit(points, { k: 4, start: { centroids: start } }));
    const flat = { data: new Float64Array(start.flat()), shape: [4, 3] };
    for (const centroids of [flat, Points.from(start), start.map((m) => new Float64Array(m))]) {
      expect(everything(KMeans.fit(points, { k: 4, start: { centroids } }))).toBe(expected);
    }
  });

  it("{ labels } starts from the means of the labels", () => {
    const labels = points.map((_, i) => i % 4);
    const [first] = KMeans.steps(points, { k: 4, start: { labels } });
    const means = [0, 1, 2, 3].map((c) =>
      [0, 1, 2].map((j) => {
        const own = points.filter((_, i) => i % 4 === c);
        return own.reduce((sum, x) => sum + x[j], 0) / own.length;
      }),
    );
    const reference = kMeans(points, means, { maxIterations: 1 });
    expect(Array.from(first.labels)).toEqual(reference.labels);
    expect(first.inertia / reference.inertia).toBeCloseTo(1, 12);
  });

  it("{ labels } refills a component that no label names", () => {
    const model = KMeans.fit([0, 1, 10, 11, 50], { k: 3, start: { labels: [0, 0, 0, 0, 0] } });
    expect(model.sizes.every((size) => size > 0)).toBe(true);
    expect(model.inertia).toBe(1);
  });

  it('"sample" starts from k different observed points', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 50; seed++) {
      const distinct = [1, 2, 4, 8, 16];
      const model = KMeans.fit(distinct, { k: 5, seed, start: "sample", maxIterations: 1 });
      expect(model.inertia).toBe(0);
      seen.add(model.centroids.flat().join());
    }
    expect(seen.size).toBeGreaterThan(20);
  });

  it('"k-means++" beats "sample" on average', () => {
    const mean = (start: "k-means++" | "sample") => {
      const fits = Array.from({ length: 40 }, (_, seed) =>
        KMeans.fit(points, { k: 4, seed, start, maxIterations: 1 }),
      );
      return fits.reduce((sum, { inertia }) => sum + inertia, 0);
    };
    expect(mean("k-means++")).toBeLessThan(mean("sample"));
  });

  it("draws rows in proportion to weight", () => {
    let heavy = 0;
    for (let seed = 0; seed < 400; seed++) {
      const options: KMeansOptions = { k: 1, seed, start: "sample", weights: [1, 3] };
      // With one component and no iteration to spare, the first state tells where it began.
      const [first] = KMeans.steps([0, 1], { ...options, maxIterations: 1 });
      expect(first.centroids).toEqual([[0.75]]);
      const two = KMeans.fit([0, 1], { ...options, k: 2 });
      heavy += two.centroids[0][0];
    }
    expect(heavy).toBeGreaterThan(260);
    expect(heavy).toBeLessThan(340);
  });
});

describe("seed and restarts", () => {
  it("give the same bits again, and others for another seed", () => {
    const fit = (seed: number) =>
      everything(KMeans.fit(points, { k: 9, seed, start: "sample", restarts: 3 }));
    expect(fit(1)).toBe(fit(1));
    expect(fit(1)).not.toBe(fit(2));
    expect(everything(KMeans.fit(points, { k: 9 }))).toBe(
      everything(KMeans.fit(points, { k: 9, seed: 0 })),
    );
  });

  it("start each restart from its own split, and more restarts are never worse", () => {
    let last = Infinity;
    const inertias = new Set<number>();
    for (const restarts of [1, 2, 4, 8, 16]) {
      const { inertia } = KMeans.fit(points, { k: 9, start: "sample", restarts });
      expect(inertia).toBeLessThanOrEqual(last);
      last = inertia;
      inertias.add(inertia);
    }
    expect(inertias.size).toBeGreaterThan(1);
  });

  it("return what belongs to the best restart, all of it", () => {
    for (let seed = 0; seed < 10; seed++) {
      const model = KMeans.fit(points, { k: 9, seed, start: "sample", restarts: 7 });
      expect(Array.from(model.labels)).toEqual(assign(points, model.centroids));
      expect(model.score(points)).toBe(-model.inertia);
      expect(model.history.at(-1)).toBe(model.inertia);
      const counts = new Array<number>(9).fill(0);
      model.labels.forEach((label) => (counts[label] += 1));
      expect(model.sizes).toEqual(counts);
    }
  });
});

describe("stopping", () => {
  it("at maxIterations is a result that says so", () => {
    const model = KMeans.fit(points, { k: 9, start: "sample", maxIterations: 1 });
    expect(model.converged).toBe(false);
    expect(model.iterations).toBe(1);
    expect(model.diagnostics).toMatchObject([{ code: "not-converged", iterations: 1 }]);
  });

  /** How far each centroid is about to move, in units of the radius of its own cluster: the farthest. */
  function farthestMove(points: number[][], centroids: number[][], weights?: number[]): number {
    const labels = assign(points, centroids);
    const next = update(points, labels, centroids, weights);
    return Math.max(
      ...centroids.map((m, c) => {
        let size = 0;
        let cost = 0;
        points.forEach((x, i) => {
          if (labels[i] !== c) return;
          size += weights?.[i] ?? 1;
          cost += (weights?.[i] ?? 1) * squaredDistance(x, m);
        });
        return Math.sqrt(squaredDistance(next[c], m) / (cost / size));
      }),
    );
  }

  it("is where no centroid is about to move farther than tolerance says", () => {
    for (const weighted of [false, true]) {
      const many = blobs(5000, 2, 3);
      const weights = weighted ? many.map((_, i) => 1 + (i % 3)) : undefined;
      const options = { k: 12, seed: 3, weights, tolerance: 1e-2 };
      const moves = Array.from(KMeans.steps(many, options), ({ centroids }) =>
        farthestMove(many, centroids, weights),
      );
      expect(moves.length).toBeGreaterThan(3);
      expect(moves.pop()).toBeLessThanOrEqual(1e-2);
      expect(Math.min(...moves)).toBeGreaterThan(1e-2);
      const strict = KMeans.fit(many, { ...options, tolerance: 0 });
      expect(strict.iterations).toBeGreaterThan(moves.length + 1);
    }
  });

  it("is not brought forward by a far point, whoever has it for its own", () => {
    const near = [0, 1, 2, 3, 10, 11, 12, 13];
    const far = KMeans.fit([...near, 1e6], { k: 3, start: { centroids: [[0], [1], [1e6]] } });
    expect(far.inertia).toBe(10);
    expect(far.converged).toBe(true);
    const alone = KMeans.fit(near, { k: 2, start: { centroids: [[0], [1]] } });
    // Two far points that share a centroid have most of the inertia.
    const shared = [...near, 1e6, 1e6 + 1e5];
    const two = KMeans.fit(shared, { k: 3, start: { centroids: [[0], [1], [1e6]] } });
    expect(two.centroids.slice(0, 2)).toEqual(alone.centroids);
    expect(two.iterations).toBe(alone.iterations);
    fc.assert(
      fc.property(
        // Not whole numbers, whose ties hang on the last digit of a mean.
        fc.tuple(fc.integer({ min: 6, max: 60 }), fc.nat()),
        fc.integer({ min: 2, max: 4 }),
        fc.array(fc.integer({ min: 1e6, max: 2e6 }), { minLength: 1, maxLength: 3 }),
        ([n, seed], k, outliers) => {
          const values = blobs(n, 1, 3, seed).flat();
          const start = values.slice(0, k).map((value) => [value]);
          const clean = KMeans.fit(values, { k, start: { centroids: start } });
          const centroids = [...start, [1.5e6]];
          const fit = KMeans.fit([...values, ...outliers], { k: k + 1, start: { centroids } });
          // One far point rests at once; several of them let the others go on as long.
          expect(fit.iterations).toBeGreaterThanOrEqual(clean.iterations);
          expect(Array.from(fit.labels).slice(0, values.length)).toEqual(Array.from(clean.labels));
          expect(worstError(fit.centroids.slice(0, k), clean.centroids, 1)).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("does not depend on where the data lies", () => {
    const many = blobs(3000, 2, 3).map((x) => x.map((value) => Math.round(value * 1000)));
    const centroids = firstDistinct(many, 8);
    const model = KMeans.fit(many, { k: 8, start: { centroids }, tolerance: 1e-4 });
    const moved = (rows: number[][]) => rows.map((x) => x.map((value) => value + 2 ** 40));
    const same = KMeans.fit(moved(many), {
      k: 8,
      start: { centroids: moved(centroids) },
      tolerance: 1e-4,
    });
    expect(same.labels).toEqual(model.labels);
    expect(same.iterations).toBe(model.iterations);
    expect(same.inertia / model.inertia).toBeCloseTo(1, 6);
  });

  it("does not depend on the units of the data", () => {
    const many = blobs(3000, 2, 3);
    const start = { centroids: firstDistinct(many, 8) };
    const model = KMeans.fit(many, { k: 8, start, tolerance: 1e-4 });
    for (const scale of [1000, 1e-6, 2 ** 40]) {
      const scaled = many.map((x) => x.map((value) => value * scale));
      const centroids = start.centroids.map((x) => x.map((value) => value * scale));
      const same = KMeans.fit(scaled, { k: 8, start: { centroids }, tolerance: 1e-4 });
      expect(same.labels).toEqual(model.labels);
      expect(same.iterations).toBe(model.iterations);
    }
  });
});

describe("a centroid that comes from afar", () => {
  it("ends at the mean of its points to the last digits", () => {
    expect(KMeans.fit([0.1, 0.1, 0.1], { k: 1, start: { centroids: [1e9] } }).centroids).toEqual([
      [0.1],
    ]);
    const points = [0.1, 0.1, 0.1, 1e6, 1e6 + 1];
    for (const start of [{ labels: [0, 0, 0, 0, 1] }, { centroids: [-1e12, 1e12] }]) {
      const model = KMeans.fit(points, { k: 2, start, tolerance: 0 });
      expect(model.centroids.toSorted((a, b) => a[0] - b[0])).toEqual([[0.1], [1e6 + 0.5]]);
      expect(model.inertia).toBe(0.5);
    }
    const small = [1, 2, 4, 1e12, 1e12 + 3e9];
    const model = KMeans.fit(small, { k: 2, start: { labels: [0, 0, 0, 0, 1] }, tolerance: 0 });
    expect(model.centroids[0][0]).toBe(7 / 3);
  });
});

describe("steps", () => {
  it("yield every state as a copy of its own and return the model that fit returns", () => {
    const options: KMeansOptions = { k: 9, seed: 4, start: "sample", restarts: 3 };
    const steps = KMeans.steps(points, options);
    const states = [];
    let step = steps.next();
    while (!step.done) {
      states.push(step.value);
      step = steps.next();
    }
    const model = KMeans.fit(points, options);
    expect(everything(step.value)).toBe(everything(model));
    expect(new Set(states.map((state) => state.labels)).size).toBe(states.length);
    expect(new Set(states.map((state) => state.labels.buffer)).size).toBe(states.length);
    for (const state of states) {
      expect(Array.from(state.labels)).toEqual(assign(points, state.centroids));
    }
    for (const restart of [0, 1, 2]) {
      const run = states.filter((state) => state.restart === restart);
      expect(run.map((state) => state.iteration)).toEqual(run.map((_, i) => i + 1));
      expect(run.map((state) => state.converged)).toEqual(run.map((_, i) => i === run.length - 1));
    }
    const best = states.findLast((state) => state.inertia === model.inertia)!;
    expect(best.labels).toEqual(model.labels);
  });

  it("of a start that leaves nothing to chance make one run", () => {
    const start = { centroids: firstDistinct(points, 4) };
    const states = Array.from(KMeans.steps(points, { k: 4, start, restarts: 5 }));
    expect(states.every((state) => state.restart === 0)).toBe(true);
    expect(states).toHaveLength(KMeans.fit(points, { k: 4, start }).iterations);
  });

  it("refuse bad input at once, not at the first step", () => {
    expect(() => KMeans.steps(points, { k: 0 })).toThrow(RangeError);
  });

  it("may be left half-way, and run side by side", () => {
    const a = KMeans.steps(points, { k: 5, seed: 1, start: "sample" });
    const b = KMeans.steps(points, { k: 7, seed: 2, start: "sample" });
    a.next();
    b.next();
    a.next();
    for (const step of KMeans.steps(points, { k: 3 })) {
      expect(step.iteration).toBe(1);
      break;
    }
    let last = a.next();
    while (!last.done) {
      b.next();
      last = a.next();
    }
    expect(everything(last.value)).toBe(
      everything(KMeans.fit(points, { k: 5, seed: 1, start: "sample" })),
    );
  });
});

describe("weights", () => {
  const start = { centroids: firstDistinct(points, 4) };
  const twice = points.map((_, i) => 1 + (i % 2));
  const doubled = points.flatMap((x, i) => (i % 2 ? [x, x] : [x]));

  it("of 2 are as good as doubled points", () => {
    const weighted = KMeans.fit(points, { k: 4, start, weights: twice });
    const repeated = KMeans.fit(doubled, { k: 4, start });
    expect(Math.abs(weighted.inertia / repeated.inertia - 1)).toBeLessThan(1e-12);
    expect(weighted.sizes).toEqual(repeated.sizes);
    weighted.centroids.flat().forEach((value, i) => {
      expect(Math.abs(value - repeated.centroids.flat()[i])).toBeLessThan(1e-12);
    });
  });

  it("scaled by a constant change no label, and sizes and inertia by that constant", () => {
    const options: KMeansOptions = { k: 7, seed: 3, start: "sample" };
    const plain = KMeans.fit(points, { ...options, weights: twice });
    for (const scale of [4, 2 ** -600, 2 ** 600, 3, 1e-300]) {
      const scaled = KMeans.fit(points, { ...options, weights: twice.map((w) => w * scale) });
      expect(scaled.labels).toEqual(plain.labels);
      expect(scaled.iterations).toBe(plain.iterations);
      expect(scaled.inertia / scale / plain.inertia).toBeCloseTo(1, 12);
      expect(scaled.sizes[0] / scale / plain.sizes[0]).toBeCloseTo(1, 12);
    }
  });

  it("as small as numbers go lose no digit", () => {
    const options: KMeansOptions = { k: 7, seed: 3, start: "sample" };
    const plain = KMeans.fit(points, { ...options, weights: twice });
    const tiny = KMeans.fit(points, { ...options, weights: twice.map((w) => w * 2 ** -1070) });
    expect(tiny.centroids).toEqual(plain.centroids);
    expect(tiny.labels).toEqual(plain.labels);
  });

  it("far apart are all positive: no row is lost, nothing overflows", () => {
    for (const weights of [
      [1e300, 1e-300],
      [4, 5e-324],
      [1.7976931348623155e308, 1],
    ]) {
      for (const start of ["sample", "k-means++", "k-means||"] as const) {
        const model = KMeans.fit([1e-5, 2e-5], { k: 2, start, weights });
        expect(Array.from(model.labels).toSorted()).toEqual([0, 1]);
        expect(model.inertia).toBe(0);
        expect(model.diagnostics).toEqual([]);
      }
    }
  });

  it("of 1 change nothing", () => {
    const ones = points.map(() => 1);
    expect(everything(KMeans.fit(points, { k: 7, weights: ones, start: "sample" }))).toBe(
      everything(KMeans.fit(points, { k: 7, start: "sample" })),
    );
  });

  it("of 0 are as if the rows were absent, for every start", () => {
    const absent = points.map((_, i) => (i % 3 === 1 ? 0 : 1 + (i % 2)));
    const present = points.filter((_, i) => absent[i] > 0);
    const left = absent.filter((w) => w > 0);
    const labels = points.map((_, i) => i % 6);
    for (const start of ["k-means++", "sample", { labels }] as const) {
      const own =
        typeof start === "string" ? start : { labels: labels.filter((_, i) => absent[i] > 0) };
      const all = KMeans.fit(points, { k: 6, seed: 2, start, weights: absent });
      const some = KMeans.fit(present, { k: 6, seed: 2, start: own, weights: left });
      expect(all.centroids).toEqual(some.centroids);
      expect(all.inertia).toBe(some.inertia);
      expect(all.sizes).toEqual(some.sizes);
      expect(all.iterations).toBe(some.iterations);
      expect(Array.from(all.labels)).toEqual(assign(points, all.centroids));
      const [first] = KMeans.steps(points, { k: 6, seed: 2, start, weights: absent });
      expect(Array.from(first.labels)).toEqual(assign(points, first.centroids));
    }
  });

  it("agree with the reference", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
          minLength: 300,
          maxLength: 300,
        }),
        (weights) => {
          const model = KMeans.fit(points, { k: 4, start, weights, tolerance: 0 });
          const reference = kMeans(points, start.centroids, { weights });
          expect(Array.from(model.labels)).toEqual(reference.labels);
          expect(model.inertia / reference.inertia).toBeCloseTo(1, 12);
        },
      ),
      { numRuns: 20 },
    );
  });
});
