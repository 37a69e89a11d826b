import { KMeans } from "mixtura";
import { describe, expect, it } from "vitest";

describe("breaks", () => {
  it("are where predict changes, in ascending order, wherever a fit began", () => {
    const values = [3, 1, 2, 40, 41, 99, 100, 7];
    const start = { centroids: [99, 2, 40] };
    for (const model of [
      KMeans.fit(values, { k: 3, start: "optimal" }),
      KMeans.fit(values, { k: 3, start }),
    ]) {
      const breaks = model.breaks!;
      expect(breaks).toHaveLength(2);
      expect(breaks[0]).toBeLessThan(breaks[1]);
      for (const border of breaks) {
        const [below, above] = model.predict([border - 1e-9, border + 1e-9]);
        expect(below).not.toBe(above);
      }
      const classOf = (x: number) => breaks.filter((border) => border < x).length;
      const ascending = model.centroids.flat().toSorted((a, b) => a - b);
      values.forEach((x, i) => {
        expect(model.centroids[model.labels[i]][0]).toBe(ascending[classOf(x)]);
      });
    }
  });

  it("are none of one cluster, and undefined in two dimensions", () => {
    expect(KMeans.fit([1, 2], { k: 1, start: "optimal" }).breaks).toEqual([]);
    expect(KMeans.fit([[1, 2]], { k: 1 }).breaks).toBeUndefined();
  });

  it("leave out components without points", () => {
    const model = KMeans.fit([4, 4, 1, 1], { k: 4, start: "optimal" });
    expect(model.centroids).toEqual([[1], [4], [4], [4]]);
    expect(model.breaks).toEqual([2.5]);
  });

  it("are those of a copy, and nobody else's", () => {
    const model = KMeans.fit([1, 2, 10, 11], { k: 2, start: "optimal" });
    model.breaks![0] = 77;
    expect(model.breaks).toEqual([6]);
    expect(KMeans.fromJSON(JSON.parse(JSON.stringify(model))).breaks).toEqual([6]);
    expect(Object.keys(model.toJSON())).not.toContain("breaks");
  });
});
