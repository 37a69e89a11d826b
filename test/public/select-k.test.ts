import { GaussianMixture, KMeans, Points, selectK, selectKAsync, SoftKMeans } from "mixtura";
import { calinskiHarabasz, daviesBouldin, silhouette } from "mixtura/metrics";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { blobs } from "../data.js";

const points = blobs(400, 3, 4, 5);

describe("selectK", () => {
  it("finds how many blobs there are, by each model's own criterion", () => {
    const k = [1, 2, 3, 4, 5, 6];
    expect(selectK(KMeans, points, { k, restarts: 5 }).best.k).toBe(4);
    expect(selectK(SoftKMeans, points, { k, stiffness: 4, restarts: 5 }).best.k).toBe(4);
    for (const criterion of ["bic", "silhouette"] as const) {
      const { best } = selectK(GaussianMixture, points, { k, criterion, restarts: 5 });
      expect(best.k).toBe(4);
      expect(best).toBeInstanceOf(GaussianMixture);
    }
  });

  it("gives a row for each k in the order named, and the very fit of the best", () => {
    const { best, table } = selectK(GaussianMixture, points, {
      k: [3, 1],
      covariance: "full",
      criterion: "aic",
      seed: 5,
    });
    expect(table.map((row) => row.k)).toEqual([3, 1]);
    const fits = [3, 1].map((k) => GaussianMixture.fit(points, { k, covariance: "full", seed: 5 }));
    fits.forEach((fit, i) => {
      const { k, logLikelihood, parameterCount, aic, bic, iterations, converged } = fit;
      expect(table[i]).toEqual({
        k,
        logLikelihood,
        parameterCount,
        aic,
        bic,
        iterations,
        converged,
        diagnostics: [],
      });
    });
    expect(JSON.stringify(best)).toBe(JSON.stringify(fits[0]));
  });

  it("reports the silhouette of the labels, 0 for a single cluster", () => {
    const { table } = selectK(KMeans, points, { k: [1, 3] });
    const model = KMeans.fit(points, { k: 3 });
    expect(table[0].silhouette).toBe(0);
    expect(table[1].silhouette).toBe(silhouette(points, model.labels));
    expect(table[1].inertia).toBe(model.inertia);
  });

  it("takes the fewest components of equally good fits, in whatever order they are named", () => {
    expect(selectK(KMeans, points, { k: [4, 4] }).table).toHaveLength(2);
    const three = [0, 0, 0, 5, 5, 5, 50, 50, 50];
    for (const k of [
      [8, 2, 3],
      [2, 3, 8],
    ]) {
      const { best, table } = selectK(KMeans, three, { k, restarts: 5 });
      expect(best.k).toBe(3);
      expect(table.filter(({ passedOver }) => passedOver !== undefined)).toEqual([]);
    }
  });

  it("passes over fits with more components than there are distinct points", () => {
    const four = Array.from({ length: 5 }, () => [0, 5, 50, 55]).flat();
    for (const criterion of ["silhouette", "davies-bouldin", "calinski-harabasz"] as const) {
      const { best, table } = selectK(KMeans, four, { k: [8, 3], criterion });
      expect(best.k).toBe(3);
      expect(table[0].passedOver).toBe("only 4 of its 8 components have points of their own");
      expect(table[1]).not.toHaveProperty("passedOver");
      expect(selectK(KMeans, four, { k: [8, 5], criterion }).best.k).toBe(5);
    }
    expect(selectK(KMeans, [7, 7, 7, 7], { k: [3, 2, 1] }).best.k).toBe(1);
    const { best } = selectK(GaussianMixture, four, { k: [8, 4, 1] });
    expect(best.diagnostics.map(({ code }) => code)).not.toContain("fewer-distinct-points");
  });

  it("passes over fits that a floor makes likely, and says what it compared", () => {
    // Values on a coarse grid: enough components, and each has one of its own.
    const grid = Array.from({ length: 60 }, (_, i) => Math.round(2 * points[i][0]) / 2);
    for (const criterion of ["bic", "aic"] as const) {
      const options = { k: [1, 2, 3, 8, 16], criterion, restarts: 3 };
      const { best, table } = selectK(GaussianMixture, grid, options);
      const lowest = table.reduce((a, b) => (b[criterion] < a[criterion] ? b : a));
      expect(lowest.diagnostics).toContain("variance-floored");
      expect(lowest.compared).toBeGreaterThan(lowest[criterion]);
      expect(best.k).toBeLessThan(lowest.k);
      const chosen = table.find(({ k }) => k === best.k)!;
      for (const row of table) {
        expect(chosen.compared ?? chosen[criterion]).toBeLessThanOrEqual(
          row.compared ?? row[criterion],
        );
      }
    }
    const all = selectK(GaussianMixture, [7, 7, 7, 8, 8, 8], { k: [2, 3] });
    expect(all.best.diagnostics.map(({ code }) => code)).toContain("variance-floored");
  });

  it("takes one point of weight 1, whose weights do sum to n", () => {
    expect(selectK(GaussianMixture, [5], { k: [1], weights: [1] }).best.k).toBe(1);
    expect(selectK(GaussianMixture, [5, 0], { k: [1], weights: [1, 0] }).best.k).toBe(1);
  });

  it("leaves rows of weight 0 out of everything", () => {
    const stray = [...points, ...blobs(40, 3, 1, 9).map((x) => x.map((value) => value * 100))];
    const weights = stray.map((_, i) => (i < points.length ? 1 : 0));
    const with0 = selectK(KMeans, stray, { k: [2, 4], weights });
    const without = selectK(KMeans, points, { k: [2, 4] });
    expect(with0.table).toEqual(without.table);
    expect(with0.best.labels).toHaveLength(stray.length);
    expect(() => selectK(KMeans, [1, 2, 3], { k: [3], weights: [1, 1, 0] })).toThrow(
      '"k[0]" expected an integer in 1..n (n = 2 points of positive weight), got 3',
    );
  });

  it("leaves the caller's Points as they are, and takes every form", () => {
    const own = Points.from(points);
    const expected = selectK(KMeans, points, { k: [2, 3] });
    expect(selectK(KMeans, own, { k: new Int32Array([2, 3]) }).table).toEqual(expected.table);
    expect(KMeans.fit(own, { k: 2 }).k).toBe(2);
    own.dispose();
    const flat = { data: Float32Array.from(points.flat()), shape: [400, 3] };
    const { best } = selectK(GaussianMixture, flat, { k: [4], criterion: "silhouette" });
    expect(best.precision).toBe("float32");
  });

  // prettier-ignore
  it.each<[string, () => unknown, string]>([
    ["no model", () => selectK(Map as never, points, { k: [1] } as never), '"Model" expected KMeans, SoftKMeans or GaussianMixture, got a function'],
    ["no options", () => selectK(KMeans, points, undefined as never), '"options" expected an object such as { k: [1, 2, 3] }, got undefined'],
    ["one k", () => selectK(KMeans, points, { k: 3 } as never), '"k" expected a list of integers such as [1, 2, 3], got 3'],
    ["no k", () => selectK(KMeans, points, { k: [] }), '"k" expected at least one integer, got none'],
    ["a start for one k", () => selectK(KMeans, points, { k: [2, 3], start: { labels: points.map(() => 0) } }), '"start" expected a word such as "k-means++" where there are several k, got an object'],
    ["k > n", () => selectK(KMeans, [1, 2], { k: [2, 3] }), '"k[1]" expected an integer in 1..n (n = 2), got 3'],
    ["a criterion KMeans lacks", () => selectK(KMeans, points, { k: [2], criterion: "bic" as never }), '"criterion" expected "silhouette" or "calinski-harabasz" or "davies-bouldin", got "bic"'],
    ["an unknown criterion", () => selectK(GaussianMixture, points, { k: [2], criterion: "BIC" as never }), '"criterion" expected "bic" or "aic" or "silhouette" or "calinski-harabasz" or "davies-bouldin", got "BIC"'],
    ["weights that are no numbers of points", () => selectK(KMeans, points, { k: [2, 5], criterion: "calinski-harabasz", weights: points.map(() => 1 / 128) }), '"weights" expected a sum of at least k (here up to 5) for "calinski-harabasz", which counts them as points (let them sum to n = 400), got 3.125'],
    ["an unknown option", () => selectK(KMeans, points, { k: [2], restart: 3 } as never), 'did you mean "restarts"?'],
    ["NaN among the points", () => selectK(KMeans, [1, NaN], { k: [1] }), '"points" expected finite numbers, got NaN at row 1'],
  ])("refuses %s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});

describe("selectK by the variance ratio and by Davies and Bouldin's index", () => {
  const k = [1, 2, 3, 4, 5, 6];

  it("finds how many blobs there are with every model, and shows what metrics give", () => {
    for (const criterion of ["calinski-harabasz", "davies-bouldin"] as const) {
      const options = { k, criterion, restarts: 5 };
      for (const { best, table } of [
        selectK(KMeans, points, options),
        selectK(SoftKMeans, points, { ...options, stiffness: 4 }),
        selectK(GaussianMixture, points, options),
      ]) {
        expect(best.k).toBe(4);
        const row = table[3];
        expect(row.calinskiHarabasz).toBe(
          criterion === "calinski-harabasz" ? calinskiHarabasz(points, best.labels) : undefined,
        );
        expect(row.daviesBouldin).toBe(
          criterion === "davies-bouldin" ? daviesBouldin(points, best.labels) : undefined,
        );
        expect(row.silhouette).toBeUndefined();
        for (const each of table.slice(1)) expect(each).not.toHaveProperty("passedOver");
      }
    }
  });

  it("gives k = 1 no value and a reason, and takes it only where there is no other", () => {
    for (const criterion of ["calinski-harabasz", "davies-bouldin"] as const) {
      const { best, table } = selectK(KMeans, points, { k: [1, 6, 4], criterion });
      expect(best.k).not.toBe(1);
      expect(Object.keys(table[0])).not.toContain("calinskiHarabasz");
      expect(Object.keys(table[0])).not.toContain("daviesBouldin");
      expect(table[0].passedOver).toBe(
        "all points are in one cluster, and the criterion compares clusters with each other",
      );
      const alone = selectK(KMeans, points, { k: [1], criterion });
      expect(alone.best.k).toBe(1);
      expect(alone.table[0]).not.toHaveProperty("passedOver");
      // As many clusters as points say no more.
      const all = selectK(KMeans, [1, 2, 4, 8], { k: [4, 2, 1], criterion });
      expect(all.best.k).toBe(2);
      expect(all.table[0].passedOver).toBe(
        "it has 4 clusters of 4 points, and the criterion needs points to spare",
      );
      expect(selectK(KMeans, [1, 2], { k: [2, 1], criterion }).best.k).toBe(1);
    }
  });

  it("prefers clusters without spread, and says so of rows that look better", () => {
    const same = [7, 7, 7, 8, 8, 8, 9, 9, 9, 9];
    const options = { k: [1, 2, 3, 4], restarts: 3 };
    const ratio = selectK(KMeans, same, { ...options, criterion: "calinski-harabasz" });
    expect(ratio.best.k).toBe(3);
    expect(ratio.table.map((row) => row.calinskiHarabasz ?? 0)).toEqual([
      0,
      expect.any(Number),
      1,
      1,
    ]);
    expect(ratio.table[1].calinskiHarabasz).toBeGreaterThan(1);
    expect(ratio.table[1].passedOver).toBe(
      "the clusters of k = 3 have no spread at all, so that its 1 stands for a quotient by 0, above every other",
    );
    expect(ratio.table[3]).not.toHaveProperty("passedOver");
    const index = selectK(KMeans, same, { ...options, criterion: "davies-bouldin" });
    expect(index.best.k).toBe(3);
    expect(index.table[2].daviesBouldin).toBe(0);
  });

  it("passes over clusters whose means coincide", () => {
    // A ring, and amid it a narrow cluster.
    const ring = [
      [10, 0],
      [0, 10],
      [6, 8],
      [8, 6],
      [6, -8],
      [8, -6],
    ];
    const amid = [
      [1, 0],
      [0, 1],
      [1, 1],
      [1, -1],
      [0.5, 0.25],
      [0.5, -0.25],
      [0.25, 0.5],
      [0.25, -0.5],
    ];
    const target = [...ring, ...amid].flatMap(([x, y]) => [
      [x, y],
      [-x, -y],
    ]);
    const options = { criterion: "davies-bouldin", restarts: 20 } as const;
    const { best, table } = selectK(GaussianMixture, target, { ...options, k: [2, 3, 5] });
    expect(table[0].daviesBouldin).toBe(0);
    expect(best.k).toBe(5);
    expect(table[0].passedOver).toBe(
      "two of its clusters have the same mean, and the index leaves such a pair out, though none could overlap more",
    );
    const alone = selectK(GaussianMixture, target, { ...options, k: [2] });
    expect(alone.best.k).toBe(2);
    expect(alone.table[0]).not.toHaveProperty("passedOver");
  });

  it("leaves rows of weight 0 out, counts points by weights, and takes no time of its own", async () => {
    const stray = [...points, ...blobs(40, 3, 1, 9).map((x) => x.map((value) => value * 100))];
    for (const criterion of ["calinski-harabasz", "davies-bouldin"] as const) {
      const weights = stray.map((_, i) => (i < points.length ? 1 : 0));
      const with0 = selectK(KMeans, stray, { k: [2, 4], criterion, weights });
      const without = selectK(KMeans, points, { k: [2, 4], criterion });
      expect(with0.table).toEqual(without.table);
      const often = points.map((_, i) => i % 3);
      const selected = selectK(SoftKMeans, points, {
        k: [3, 1],
        criterion,
        weights: often,
        stiffness: 2,
      });
      const judge = criterion === "davies-bouldin" ? daviesBouldin : calinskiHarabasz;
      const value = judge(points, selected.best.labels, { weights: often });
      const [row] = selected.table;
      expect(row.calinskiHarabasz ?? row.daviesBouldin).toBe(value);
      const later = await selectKAsync(KMeans, points, { k: [2, 4], criterion });
      expect(later.table).toEqual(without.table);
      expect(later.best.labels).toEqual(without.best.labels);
    }
    expect(() =>
      selectK(KMeans, points, {
        k: [2],
        criterion: "davies-bouldin",
        weights: points.map(() => 1e-9),
      }),
    ).not.toThrow();
  });
});

describe("a row that was passed over", () => {
  const iris = (
    JSON.parse(readFileSync(new URL("../oracles/iris.json", import.meta.url), "utf8")) as {
      points: number[][];
    }
  ).points;

  it("says which components owe what to their floors, in numbers of the table", () => {
    const same = [7, 7, 7, 8, 8, 8, 9, 9, 9, 9];
    const { best, table } = selectK(GaussianMixture, same, { k: [1, 2, 3] });
    expect(best.k).toBe(1);
    expect(table[0]).not.toHaveProperty("passedOver");
    const digits = (value: number) => String(Number(value.toPrecision(5)));
    const parts = [
      "component 1, which has collapsed onto its variance floor",
      "components 0, 1 and 2, which have collapsed onto their variance floors",
    ];
    table.slice(1).forEach(({ bic, compared, passedOver }, i) => {
      expect(passedOver).toBe(
        `its BIC of ${digits(bic)} owes ${digits(compared! - bic)} to ${parts[i]}; without that it is ${digits(compared!)}, which is not below the ${digits(table[0].bic)} of k = 1`,
      );
    });
    const aic = selectK(GaussianMixture, same, { k: [1, 3], criterion: "aic" }).table[1];
    expect(aic.passedOver).toMatch(/^its AIC of /);
  });

  it("speaks of the one covariance of tied mixtures", () => {
    const lines = [0, 0, 0, 5, 5, 5, 5].map((x, i) => [x, i % 2]);
    const { table } = selectK(GaussianMixture, lines, { k: [1, 2, 4], covariance: "tied" });
    const passed = table.filter((row) => row.passedOver !== undefined);
    expect(passed.length).toBeGreaterThan(0);
    for (const row of passed) {
      expect(row.passedOver).toContain("to its covariance, which has collapsed onto its floor;");
    }
  });

  it("is there exactly where the criterion looks better than that of the best", () => {
    const grid = iris.map((x) => x.map((value) => Math.round(value)));
    const sentinel = blobs(120, 2, 3).map((x, i) => (i % 15 === 0 ? [x[0], -9999] : x));
    let passed = 0;
    for (const table of [iris, grid, sentinel]) {
      for (const covariance of ["spherical", "diagonal", "full"] as const) {
        const k = [1, 2, 3, 4, 5, 6];
        const { best, table: rows } = selectK(GaussianMixture, table, { k, covariance });
        const chosen = rows.find((row) => row.k === best.k)!;
        for (const row of rows) {
          expect(row.passedOver !== undefined, `${covariance}, k = ${row.k}`).toBe(
            row.bic < chosen.bic,
          );
          if (row.passedOver !== undefined) passed++;
        }
      }
    }
    expect(passed).toBeGreaterThan(0);
    // A sentinel that deserves its component is no reason to pass a row over.
    const { best, table } = selectK(GaussianMixture, sentinel, {
      k: [1, 2, 3, 4],
      covariance: "full",
    });
    expect(best.k).toBe(4);
    expect(table.filter((row) => row.passedOver !== undefined)).toEqual([]);
    expect(table[3].compared).toBeGreaterThan(table[3].bic);
  });

  it("has no business where silhouettes are compared", () => {
    const { table } = selectK(KMeans, iris, { k: [1, 2, 3, 4] });
    for (const row of table) expect(row).not.toHaveProperty("passedOver");
  });
});
