import { readFileSync } from "node:fs";
import { KMeans, Points } from "mixtura";
import { describe, expect, it } from "vitest";

interface Iris {
  points: number[][];
  species: number[];
  kMeans: {
    bestInertia: Record<string, number>;
    k3: { sizes: number[]; withinss: number[]; centroids: number[][]; anotherLocalOptimum: number };
  };
}

const iris = JSON.parse(
  readFileSync(new URL("../oracles/iris.json", import.meta.url), "utf8"),
) as Iris;
const points = Points.from(iris.points);

describe("iris", () => {
  it.each(Object.entries(iris.kMeans.bestInertia))("reaches the optimum for k = %s", (k, best) => {
    const restarts = Number(k) === 1 ? 1 : Number(k) < 9 ? 1000 : 8000;
    const model = KMeans.fit(points, { k: Number(k), restarts, seed: 1 });
    expect(Math.abs(model.inertia / best - 1)).toBeLessThan(1e-8);
  });

  it("stays at the optimum for k = 3, with R's sizes and withinss", () => {
    const { k3, bestInertia } = iris.kMeans;
    const model = KMeans.fit(points, { k: 3, start: { centroids: k3.centroids } });
    expect(Math.abs(model.inertia / bestInertia[3] - 1)).toBeLessThan(1e-10);
    expect(model.sizes).toEqual(k3.sizes);
    const withinss = [0, 0, 0];
    iris.points.forEach((x, i) => {
      const label = model.labels[i];
      x.forEach((value, j) => (withinss[label] += (value - model.centroids[label][j]) ** 2));
    });
    withinss.forEach((sum, c) => expect(Math.abs(sum / k3.withinss[c] - 1)).toBeLessThan(1e-9));
  });

  it("finds the other local optimum for k = 3 from some seed, and says which one it is in", () => {
    const reached = Array.from({ length: 40 }, (_, seed) =>
      KMeans.fit(points, { k: 3, seed, start: "sample" }).inertia.toFixed(6),
    );
    expect(reached).toContain(iris.kMeans.k3.anotherLocalOptimum.toFixed(6));
    expect(reached).toContain(iris.kMeans.bestInertia[3].toFixed(6));
  });

  it("gives the same clustering whatever the order of the points", () => {
    const order = iris.points.map((_, i) => (i * 67) % 150);
    const start = { centroids: iris.points.filter((_, i) => i % 50 === 7) };
    const model = KMeans.fit(points, { k: 3, start });
    const permuted = KMeans.fit(
      order.map((i) => iris.points[i]),
      { k: 3, start },
    );
    expect(Array.from(permuted.labels)).toEqual(order.map((i) => model.labels[i]));
    expect(permuted.inertia).toBeCloseTo(model.inertia, 10);
  });
});
