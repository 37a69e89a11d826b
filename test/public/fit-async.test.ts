import { describe, expect, it } from "vitest";
import {
  GaussianMixture,
  type GaussianMixtureOptions,
  KMeans,
  type KMeansOptions,
  Points,
  selectK,
  selectKAsync,
  type SelectKProgress,
  SoftKMeans,
  type SoftKMeansOptions,
} from "mixtura";
import { blobs } from "../data.js";

const rows = blobs(9000, 3, 4, 5);
const weights = rows.map((_, i) => (i % 7) / 2);
const labels = rows.map((_, i) => (i % 4 === 0 ? 0 : 1));
const centroids = rows.slice(0, 3);
const flat = (data: Float64Array | Float32Array) => ({ data, shape: [9000, 3] });

const POINTS = {
  rows,
  float64: flat(Float64Array.from(rows.flat())),
  float32: flat(Float32Array.from(rows.flat())),
};
const COMMON = {
  "the default start": {},
  "k-means++ and restarts": { start: "k-means++", restarts: 3, seed: 5 },
  "k-means|| and weights": { start: "k-means||", restarts: 2, seed: 5, weights },
  sample: { start: "sample", seed: 2 },
  centroids: { start: { centroids } },
  "labels that leave a component empty": { start: { labels } },
  weights: { weights },
  "few iterations": { maxIterations: 2, tolerance: 0 },
} as const;

describe("fitAsync gives the bits of fit", () => {
  for (const [of, points] of Object.entries(POINTS)) {
    for (const [name, common] of Object.entries(COMMON)) {
      it(`${of}, ${name}`, async () => {
        const options = { k: 3, ...common };
        const hard: KMeansOptions = options;
        expect(await KMeans.fitAsync(points, hard)).toEqual(KMeans.fit(points, hard));
        for (const soft of [
          { ...options, stiffness: 2 },
          { ...options, stiffness: Infinity },
          { ...options, stiffness: 3, distance: "euclidean" },
        ] satisfies SoftKMeansOptions[]) {
          expect(await SoftKMeans.fitAsync(points, soft)).toEqual(SoftKMeans.fit(points, soft));
        }
        for (const covariance of ["spherical", "diagonal", "tied", "full"] as const) {
          const mixture: GaussianMixtureOptions<typeof covariance> = { ...options, covariance };
          const model = await GaussianMixture.fitAsync(points, mixture);
          expect(model).toEqual(GaussianMixture.fit(points, mixture));
        }
      });
    }
  }

  it("many at once, on the same points and on others", async () => {
    const points = Points.from(POINTS.float64);
    const one = (i: number) => ({ k: 2 + (i % 4), seed: i, start: "sample" as const });
    const fits = Array.from({ length: 20 }, (_, i) =>
      i % 2 === 0
        ? KMeans.fitAsync(i % 4 === 0 ? points : rows, one(i))
        : GaussianMixture.fitAsync(i % 4 === 1 ? points : rows, { ...one(i), maxIterations: 9 }),
    );
    const models = await Promise.all(fits);
    models.forEach((model, i) => {
      const alone =
        i % 2 === 0
          ? KMeans.fit(points, one(i))
          : GaussianMixture.fit(points, { ...one(i), maxIterations: 9 });
      expect(model).toEqual(alone);
    });
    points.dispose();
  });
});

describe("fitAsync", () => {
  it("rejects bad input in the words of fit, and knows its own options", async () => {
    const never = () => {};
    await expect(KMeans.fitAsync([1, 2], { k: 3 })).rejects.toThrow('"k" expected');
    await expect(KMeans.fitAsync([1, NaN], { k: 1 })).rejects.toThrow("NaN at row 1");
    await expect(KMeans.fitAsync([1, 2], undefined as never)).rejects.toThrow("such as { k: 3 }");
    const misspelt = { k: 1, onprogress: never };
    await expect(KMeans.fitAsync([1, 2], misspelt as never)).rejects.toThrow(
      'did you mean "onProgress"?',
    );
    expect(() =>
      KMeans.fit([1, 2], { k: 1, signal: undefined, onProgress: never } as never),
    ).toThrow("(fitAsync and selectKAsync take it)");
    await expect(KMeans.fitAsync([1, 2], { k: 1, signal: {} as never })).rejects.toThrow(
      '"signal" expected an AbortSignal, got an object',
    );
    await expect(KMeans.fitAsync([1, 2], { k: 1, onProgress: 1 as never })).rejects.toThrow(
      '"onProgress" expected a function, got 1',
    );
    // What cannot be obeyed is refused.
    expect(() => KMeans.fit([1, 2], { k: 1, onProgress: never } as never)).toThrow(
      'unknown "onProgress"',
    );
  });

  it("is ended by its signal, before it has begun or while it runs", async () => {
    const reason = new Error("enough");
    const ended = AbortSignal.abort(reason);
    await expect(KMeans.fitAsync([1, 2], { k: 1, signal: ended })).rejects.toBe(reason);
    const controller = new AbortController();
    const fit = GaussianMixture.fitAsync(rows, {
      k: 9,
      covariance: "full",
      tolerance: 0,
      maxIterations: 1e6,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 30);
    await expect(fit).rejects.toMatchObject({ name: "AbortError" });
  });

  it("tells of its end, even of one that comes at once", async () => {
    const told: unknown[] = [];
    const model = await KMeans.fitAsync([1, 2, 10, 11], {
      k: 2,
      onProgress: (progress) => told.push(progress),
    });
    expect(told).toEqual([
      {
        iteration: model.iterations,
        maxIterations: 300,
        restart: 0,
        restarts: 1,
        objective: model.inertia,
        fraction: 1,
        elapsed: expect.any(Number) as number,
      },
    ]);
  });

  it("takes whatever holds options, as fit does", async () => {
    class Held {
      #k = 2;
      get k() {
        return this.#k;
      }
    }
    const hidden = Object.defineProperty({}, "k", { value: 2 }) as { k: number };
    const inherited = Object.create(Object.freeze({ k: 1 })) as { k: number };
    Object.defineProperty(inherited, "k", { value: 2, enumerable: true });
    const made = new Proxy({} as { k: number }, {
      get: (_, key) => (key === "k" ? 2 : undefined),
      has: (_, key) => key === "k",
    });
    for (const options of [new Held(), hidden, inherited, made]) {
      expect((await KMeans.fitAsync([1, 2, 9, 10], options)).inertia).toBe(1);
    }
  });

  it("reads its options when it is called", async () => {
    const options = { k: 2, seed: 1, start: "sample" as const };
    const fits = [2, 3, 4].map((k) => {
      options.k = k;
      return KMeans.fitAsync(rows, options);
    });
    expect((await Promise.all(fits)).map((model) => model.k)).toEqual([2, 3, 4]);
  });

  it("reads those that options inherit, too", async () => {
    const options = Object.create({ k: 3, seed: 1 }) as { k: number };
    const model = await KMeans.fitAsync(rows, options);
    expect(model.toJSON()).toEqual(KMeans.fit(rows, options).toJSON());
    expect(model.k).toBe(3);
  });

  it("takes whatever tells that it was aborted for a signal", async () => {
    const signal = { aborted: false, reason: new Error("enough") };
    const fit = KMeans.fitAsync(rows, { k: 2, signal });
    signal.aborted = true;
    await expect(fit).rejects.toBe(signal.reason);
  });

  it("leaves the thread to others", async () => {
    let turns = 0;
    let over = false;
    const tick = () => {
      turns++;
      if (!over) setTimeout(tick, 0);
    };
    tick();
    await GaussianMixture.fitAsync(rows, { k: 6, covariance: "full", tolerance: 0 });
    over = true;
    expect(turns).toBeGreaterThan(2);
  });
});

describe("selectKAsync", () => {
  const some = rows.slice(0, 3000);
  const few = weights.slice(0, 3000);

  it("gives the bits of selectK, for every class and criterion", async () => {
    const k = [2, 3, 5];
    expect(await selectKAsync(KMeans, some, { k, weights: few })).toEqual(
      selectK(KMeans, some, { k, weights: few }),
    );
    expect(await selectKAsync(SoftKMeans, some, { k, stiffness: 2 })).toEqual(
      selectK(SoftKMeans, some, { k, stiffness: 2 }),
    );
    for (const criterion of ["bic", "aic", "silhouette"] as const) {
      const options = { k, criterion, covariance: "full" } as const;
      expect(await selectKAsync(GaussianMixture, some, options)).toEqual(
        selectK(GaussianMixture, some, options),
      );
    }
    // Components collapse here, and are compared without what they gain by it.
    const twice = [0, 0, 0, 1, 2, 3, 4, 50, 50, 50, 51, 52, 53, 54];
    const mixture = { k: [1, 2, 3, 4], covariance: "tied" } as const;
    expect(await selectKAsync(GaussianMixture, twice, mixture)).toEqual(
      selectK(GaussianMixture, twice, mixture),
    );
  });

  it("tells of its end, and is ended by its signal", async () => {
    const told: SelectKProgress[] = [];
    await selectKAsync(KMeans, some, { k: [2, 4], onProgress: (step) => told.push(step) });
    expect(told.at(-1)).toMatchObject({ k: 4, fraction: 1 });
    expect(told.slice(0, -1).every(({ fraction }) => fraction < 1)).toBe(true);
    const controller = new AbortController();
    const reason = new Error("enough");
    const selection = selectKAsync(GaussianMixture, rows, {
      k: [2, 3, 4, 5],
      signal: controller.signal,
    });
    controller.abort(reason);
    await expect(selection).rejects.toBe(reason);
    await expect(selectKAsync(KMeans, some, { k: [0] })).rejects.toThrow('"k[0]" expected');
  });
});
