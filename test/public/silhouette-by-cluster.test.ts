import { readFileSync } from "node:fs";
import { Points } from "mixtura";
import {
  type Labels,
  silhouette,
  silhouetteByCluster,
  silhouetteByClusterAsync,
} from "mixtura/metrics";
import { describe, expect, it } from "vitest";
import { blobs } from "../data.js";

const iris = JSON.parse(readFileSync(new URL("../oracles/iris.json", import.meta.url), "utf8")) as {
  points: number[][];
  species: number[];
};

describe("silhouetteByCluster", () => {
  it("of iris is the mean of scikit-learn's samples of each species", () => {
    const rows = silhouetteByCluster(iris.points, iris.species);
    expect(rows.map(({ label, size, scored }) => [label, size, scored])).toEqual([
      [0, 50, 50],
      [1, 50, 50],
      [2, 50, 50],
    ]);
    [0.7893812421871645, 0.40908463959698743, 0.3119664402957361].forEach((value, c) => {
      expect(rows[c].silhouette).toBeCloseTo(value, 12);
    });
  });

  it("has silhouette for its mean by size, whether pairs are measured once or twice", () => {
    for (const clusters of [3, 40, 400]) {
      const points = blobs(1000, 2, 4);
      const labels = points.map((_, i) => (i % 9 === 0 ? 0 : i % clusters));
      const rows = silhouetteByCluster(points, labels);
      const mean = rows.reduce((sum, { size, silhouette: own }) => sum + size * own, 0) / 1000;
      expect(mean).toBeCloseTo(silhouette(points, labels), 12);
      expect(rows.reduce((sum, { size }) => sum + size, 0)).toBe(1000);
    }
  });

  it("goes by number where all labels are numbers, else in the order of appearance", () => {
    const labelsOf = (labels: Labels) =>
      silhouetteByCluster([0, 1, 10, 11], labels).map(({ label }) => label);
    expect(labelsOf([10, 10, 9, -2.5])).toEqual([-2.5, 9, 10]);
    expect(labelsOf(new Float64Array([Infinity, 2, -Infinity, 2]))).toEqual([
      -Infinity,
      2,
      Infinity,
    ]);
    expect(labelsOf(["b", "b", "a", "c"])).toEqual(["b", "a", "c"]);
    expect(labelsOf([2, "1", 1, 2])).toEqual([2, "1", 1]);
    expect(labelsOf([true, true, false, false])).toEqual([true, false]);
  });

  it("tells types apart: labels come back as they were given", () => {
    const [{ label }] = silhouetteByCluster([0, 1], ["north", "south"]);
    expect(label.toUpperCase()).toBe("NORTH");
    const [first] = silhouetteByCluster([0, 1], new Int32Array([5, 3]));
    expect(first.label.toFixed(1)).toBe("3.0");
  });

  it("is 0 where there is nothing to compare, never NaN", () => {
    const of = (points: number[], labels: Labels) =>
      silhouetteByCluster(points, labels).map((row) => row.silhouette);
    expect(of([5], [0])).toEqual([0]);
    expect(of([1, 2, 3], ["a", "a", "a"])).toEqual([0]);
    expect(of([1, 2, 3], [0, 1, 2])).toEqual([0, 0, 0]);
    expect(of([7, 7, 7, 7], [0, 0, 1, 1])).toEqual([0, 0]);
    expect(of([0, 4, 6], [1, 2, 2])).toEqual([0, (2 / 4 + 4 / 6) / 2]);
  });

  it("shares a sample out evenly, at least one point each, and every number is there", () => {
    const points = blobs(1000, 2, 4);
    const labels = points.map((_, i) => (i < 900 ? 0 : i < 995 ? 1 : i < 999 ? 2 : 3));
    const scored = (sample: number) =>
      silhouetteByCluster(points, labels, { sample }).map((row) => row.scored);
    expect(scored(1000)).toEqual([900, 95, 4, 1]);
    expect(scored(Infinity)).toEqual([900, 95, 4, 1]);
    expect(scored(999)).toEqual([899, 95, 4, 1]);
    expect(scored(105)).toEqual([50, 50, 4, 1]);
    expect(scored(8)).toEqual([3, 2, 2, 1]);
    expect(scored(1)).toEqual([1, 1, 1, 1]);
    for (const row of silhouetteByCluster(points, labels, { sample: 1 })) {
      expect(Number.isFinite(row.silhouette)).toBe(true);
    }
  });

  it("of a sample has the exact mean of each cluster over many seeds", () => {
    const points = blobs(120, 2, 3);
    const labels = points.map((_, i) => (i % 10 === 0 ? 2 : i % 2));
    const exact = silhouetteByCluster(points, labels);
    const runs = Array.from({ length: 600 }, (_, seed) =>
      silhouetteByCluster(points, labels, { sample: 15, seed }),
    );
    exact.forEach((row, c) => {
      const values = runs.map((run) => run[c].silhouette);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(Math.abs(mean - row.silhouette)).toBeLessThan(4 * Math.sqrt(variance / values.length));
      expect(variance).toBeGreaterThan(0);
    });
    const again = silhouetteByCluster(points, labels, { sample: 15, seed: 3 });
    expect(again).toEqual(runs[3]);
    expect(again).not.toEqual(runs[4]);
  });

  it("leaves a Points usable and takes float32", () => {
    const own = Points.from([0, 1, 10, 11], { precision: "float32" });
    const rows = silhouetteByCluster(own, [0, 0, 1, 1]);
    expect(rows).toEqual(silhouetteByCluster([0, 1, 10, 11], [0, 0, 1, 1]));
    own.dispose();
    expect(() => silhouetteByCluster(own, [0, 0, 1, 1])).toThrow("disposed");
  });

  // prettier-ignore
  it.each<[string, unknown[], typeof Error, string]>([
    ["too few labels", [[1, 2, 3], [0, 1]], RangeError, '"labels" expected one label per point (n = 3), got 2'],
    ["a missing label", [[1, 2], [0, null]], TypeError, '"labels" expected labels that name a cluster, got null at index 1'],
    ["NaN among the points", [[1, NaN], [0, 1]], RangeError, '"points" expected finite numbers, got NaN at row 1, column 0 (from 0)'],
    ["points too far apart", [[1, 1e155], [0, 1]], RangeError, '"points" expected values whose squared distances stay finite (at most 6.7e+153 here), got 1e+155'],
    ["sample = 0", [[1, 2], [0, 1], { sample: 0 }], RangeError, '"sample" expected an integer in 1..Infinity, got 0'],
    ["threads", [[1, 2], [0, 1], { threads: 2 }], TypeError, '"options" expected only sample, seed, got unknown "threads" (silhouetteByClusterAsync takes it)'],
  ])("refuses %s", async (_, asked, error, message) => {
    const call = () => silhouetteByCluster(...(asked as Parameters<typeof silhouetteByCluster>));
    expect(call).toThrow(error);
    expect(call).toThrow(new error(message));
    if (message.includes("threads")) return;
    const later = silhouetteByClusterAsync(...(asked as Parameters<typeof silhouetteByCluster>));
    await expect(later).rejects.toThrow(new error(message));
  });
});

describe("silhouetteByClusterAsync", () => {
  const points = blobs(5000, 3, 4, 1);

  it("gives the bits of silhouetteByCluster, with and without threads", async () => {
    for (const clusters of [1, 2, 40, 1500]) {
      const labels = points.map((_, i) => `of ${(i * i) % clusters}`);
      for (const options of [{}, { sample: 99, seed: 3 }]) {
        const rows = silhouetteByCluster(points, labels, options);
        for (const way of [{}, { threads: 2 }]) {
          expect(await silhouetteByClusterAsync(points, labels, { ...options, ...way })).toEqual(
            rows,
          );
        }
      }
    }
  });

  it("is ended by its signal", async () => {
    const reason = new Error("enough");
    const labels = points.map((_, i) => i % 3);
    const controller = new AbortController();
    const rows = silhouetteByClusterAsync(points, labels, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 2);
    await expect(rows).rejects.toBe(reason);
  });
});
