import { afterAll, describe, expect, it } from "vitest";
import {
  closeThreads,
  GaussianMixture,
  type GaussianMixtureOptions,
  KMeans,
  type KMeansOptions,
  Points,
  selectK,
  selectKAsync,
  SoftKMeans,
  type SoftKMeansOptions,
  type ThreadOptions,
} from "mixtura";
import { blobs } from "../data.js";

/** Platforms whose programs have no workers: there the same fits say so, and come to the same. */
const WITHOUT = process.env["PLATFORM_WITHOUT_THREADS"];

const n = 9000;
const rows = blobs(n, 3, 4, 5);
const weights = rows.map((_, i) => (i % 7) / 2);
const labels = rows.map((_, i) => (i % 4 === 0 ? 0 : 1));
const centroids = rows.slice(0, 3);

const POINTS = {
  rows,
  float32: { data: Float32Array.from(rows.flat()), shape: [n, 3] },
  // Where integers pay, and parts have no part in the tree.
  "8 columns": { data: Float64Array.from(blobs(n, 8, 5, 2).flat()), shape: [n, 8] },
};
const COMMON = {
  "the default start": {},
  "k-means++ and restarts": { start: "k-means++", restarts: 3, seed: 5 },
  "k-means|| and weights": { start: "k-means||", restarts: 2, seed: 5, weights },
  sample: { start: "sample", seed: 2, weights },
  "labels that leave a component empty": { start: { labels } },
  weights: { weights },
} as const;

/** What a fit came to, without what threads add to it. */
function withoutRemark(model: { toJSON(): object }): object {
  const { diagnostics, ...rest } = model.toJSON() as { diagnostics: { code: string }[] };
  const remarks = diagnostics.filter(({ code }) => code === "no-threads");
  expect(remarks).toHaveLength(WITHOUT === undefined ? 0 : 1);
  return { ...rest, diagnostics: diagnostics.filter(({ code }) => code !== "no-threads") };
}

afterAll(() => closeThreads());

describe.each([1, 2, 3, 8])("fits in %i threads have the bits of fit", (threads) => {
  for (const [of, points] of Object.entries(POINTS)) {
    for (const [name, common] of Object.entries(COMMON)) {
      // One thread and many differ from two and three in how rows are cut alone.
      if (![2, 3].includes(threads) && name !== "the default start") continue;
      it(`${of}, ${name}`, async () => {
        const options = { k: 3, maxIterations: 12, ...common };
        const hard: KMeansOptions = options;
        const model = await KMeans.fitAsync(points, { ...hard, threads });
        expect(withoutRemark(model)).toEqual(KMeans.fit(points, hard).toJSON());
        for (const soft of [
          { ...options, stiffness: 2 },
          { ...options, stiffness: Infinity },
          { ...options, stiffness: 3, distance: "euclidean" },
        ] satisfies SoftKMeansOptions[]) {
          const model = await SoftKMeans.fitAsync(points, { ...soft, threads });
          expect(withoutRemark(model)).toEqual(SoftKMeans.fit(points, soft).toJSON());
        }
        for (const covariance of ["spherical", "diagonal", "tied", "full"] as const) {
          const mixture: GaussianMixtureOptions<typeof covariance> = { ...options, covariance };
          const model = await GaussianMixture.fitAsync(points, { ...mixture, threads });
          expect(withoutRemark(model)).toEqual(GaussianMixture.fit(points, mixture).toJSON());
        }
      });
    }
  }

  it("centroids that are given, far from all rows and twice the same", async () => {
    const start = { centroids: [...centroids, [1e6, -1e6, 0], centroids[0]] };
    const options = { k: 5, start };
    const model = await KMeans.fitAsync(rows, { ...options, threads });
    expect(withoutRemark(model)).toEqual(KMeans.fit(rows, options).toJSON());
  });

  it("tables in ordinary units, with a constant column and a sentinel", async () => {
    const table = rows.map(([a, b], i) => [
      1.7e12 + a * 1e9,
      b * 1e4,
      i % 50 === 0 ? -9999 : i % 13,
      7,
    ]);
    for (const covariance of ["diagonal", "full"] as const) {
      const options = { k: 3, covariance, maxIterations: 12 };
      const model = await GaussianMixture.fitAsync(table, { ...options, threads });
      expect(withoutRemark(model)).toEqual(GaussianMixture.fit(table, options).toJSON());
    }
    const model = await KMeans.fitAsync(table, { k: 6, threads });
    expect(withoutRemark(model)).toEqual(KMeans.fit(table, { k: 6 }).toJSON());
  });
});

describe("threads", () => {
  it("keep the rows of Points for the next fit", async () => {
    const points = Points.from(rows);
    for (const k of [2, 5]) {
      const [one, two, alone] = await Promise.all([
        KMeans.fitAsync(points, { k, threads: 2 }),
        GaussianMixture.fitAsync(points, { k, weights, threads: 2 }),
        KMeans.fitAsync(points, { k }),
      ]);
      expect(withoutRemark(one)).toEqual(alone.toJSON());
      expect(withoutRemark(two)).toEqual(GaussianMixture.fit(points, { k, weights }).toJSON());
    }
    points.dispose();
    await expect(KMeans.fitAsync(points, { k: 2, threads: 2 })).rejects.toThrow(/disposed/);
  });

  it("are there for selections, which come to the same", async () => {
    const options = { k: [2, 3, 4], covariance: "full" } as const;
    const { best, table } = await selectKAsync(GaussianMixture, rows, { ...options, threads: 2 });
    const alone = selectK(GaussianMixture, rows, options);
    expect(withoutRemark(best)).toEqual(alone.best.toJSON());
    expect(table.map(({ bic }) => bic)).toEqual(alone.table.map(({ bic }) => bic));
  });

  it("can be ended, and are there again for whoever wants them next", async () => {
    await KMeans.fitAsync(rows, { k: 3, threads: 2 });
    await closeThreads();
    await closeThreads();
    withoutRemark(await KMeans.fitAsync(rows, { k: 3, threads: 2 }));
  });

  it("are not had for what takes no time, if nobody insists", async () => {
    const model = await KMeans.fitAsync(rows, { k: 3, threads: "auto" });
    expect(model).toEqual(KMeans.fit(rows, { k: 3 }));
  });

  it("are few enough for few rows", async () => {
    const model = await KMeans.fitAsync([1, 2, 10, 11], { k: 2, threads: 8 });
    expect(withoutRemark(model)).toEqual(KMeans.fit([1, 2, 10, 11], { k: 2 }).toJSON());
  });

  it("report every iteration there is time for, and the last", async () => {
    const seen: number[] = [];
    const model = await GaussianMixture.fitAsync(rows, {
      k: 3,
      threads: 2,
      onProgress: ({ iteration }) => seen.push(iteration),
    });
    expect(seen.at(-1)).toBe(model.iterations);
  });

  it.each([
    [0, 'RangeError: "threads" expected "auto" or an integer in 1..256, got 0'],
    [2.5, 'RangeError: "threads" expected "auto" or an integer in 1..256, got 2.5'],
    [257, 'RangeError: "threads" expected "auto" or an integer in 1..256, got 257'],
    [NaN, 'RangeError: "threads" expected "auto" or an integer in 1..256, got NaN'],
    ["2", 'TypeError: "threads" expected "auto" or an integer in 1..256, got "2"'],
    ["all", 'TypeError: "threads" expected "auto" or an integer in 1..256, got "all"'],
    [null, 'TypeError: "threads" expected "auto" or an integer in 1..256, got null'],
    [true, 'TypeError: "threads" expected "auto" or an integer in 1..256, got true'],
  ])("%j is refused", async (threads, message) => {
    const options = { k: 2, threads } as { k: number } & ThreadOptions;
    const failure = await KMeans.fitAsync([1, 2, 3], options).catch(String);
    expect(failure).toBe(message);
  });

  it("take the place of their file as a string or a URL", async () => {
    const options = { k: 2, workerUrl: 7 } as unknown as { k: number } & ThreadOptions;
    const failure = await KMeans.fitAsync([1, 2, 3], options).catch(String);
    expect(failure).toBe('TypeError: "workerUrl" expected a string or a URL, got 7');
  });

  it("are refused where a fit runs at once", () => {
    const options = { k: 2, threads: 2 } as { k: number };
    expect(() => KMeans.fit([1, 2, 3], options)).toThrow(/threads.*fitAsync/);
  });

  it("see bad input as fits do", async () => {
    const bad = rows.map((row, i) => (i === 7000 ? [0, NaN, 0] : row));
    const failure = await KMeans.fitAsync(bad, { k: 2, threads: 2 }).catch(String);
    expect(() => KMeans.fit(bad, { k: 2 })).toThrow((failure as string).replace(/^\w+: /, ""));
  });
});
