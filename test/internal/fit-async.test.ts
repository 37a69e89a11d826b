import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, Points, SoftKMeans } from "../../src/index.js";
import { blobs } from "../data.js";
import { held } from "./held.js";
import { endings, turnByTurn, untouched } from "./turns.js";

/** Every fit, in ways that together ask every question there is. */
const rows = blobs(20_000, 3, 4, 1);
const weights = rows.map((_, i) => (i % 7) / 2);
const labels = rows.map((_, i) => i % 2);
const FITS: Record<string, (options: object) => Promise<unknown>> = {
  "k-means": (options) => KMeans.fitAsync(rows, { k: 4, restarts: 2, ...options }),
  "k-means, weighted": (options) => KMeans.fitAsync(rows, { k: 4, weights, ...options }),
  "k-means from labels, with a component to refill": (options) =>
    KMeans.fitAsync(rows, { k: 3, start: { labels }, ...options }),
  "soft k-means": (options) => SoftKMeans.fitAsync(rows, { k: 3, stiffness: 2, ...options }),
  "soft k-means at the limit": (options) =>
    SoftKMeans.fitAsync(rows, { k: 3, stiffness: Infinity, distance: "euclidean", ...options }),
  "spherical mixture": (options) => GaussianMixture.fitAsync(rows, { k: 4, ...options }),
  "full mixture, weighted": (options) =>
    GaussianMixture.fitAsync(rows, { k: 3, covariance: "full", weights, ...options }),
  "tied mixture of 12 with restarts": (options) =>
    GaussianMixture.fitAsync(rows, {
      k: 12,
      covariance: "tied",
      restarts: 2,
      start: "sample",
      maxIterations: 4,
      ...options,
    }),
};

describe("a fit in slices", () => {
  const turns = turnByTurn();

  it.each(Object.keys(FITS))("gives all memory back wherever it is ended: %s", async (name) => {
    const before = held();
    await FITS[name]({});
    expect(held()).toBe(before);
    const all = turns.count;
    expect(all).toBeGreaterThan(4);
    for (const { end, reason, signal } of endings(turns, all)) {
      await expect(FITS[name]({ signal })).rejects.toBe(reason);
      expect(turns.count, "nothing is done after that").toBe(end + 1);
      expect(held(), `ended at turn ${end} of ${all}`).toBe(before);
    }
  });

  it("lets others in between any two slices, however many fits are under way", async () => {
    const log: string[] = [];
    turns.at = () => log.push("slice");
    let over = false;
    const tick = () => {
      log.push("other");
      if (!over) untouched(tick);
    };
    untouched(tick);
    await Promise.all(Object.values(FITS).map((fit) => fit({})));
    over = true;
    const all = log.join(" ");
    expect(log.length).toBeGreaterThan(100);
    expect(all).not.toContain("slice slice");
  });

  it("gives all memory back where onProgress throws", async () => {
    const before = held();
    const onProgress = () => {
      throw new Error("no more");
    };
    for (const fit of Object.values(FITS)) {
      await expect(fit({ onProgress })).rejects.toThrow("no more");
      expect(held()).toBe(before);
    }
  });

  it("gives all memory back where its points are disposed meanwhile", async () => {
    const before = held();
    for (const end of [1, 2, 4]) {
      const points = Points.from(rows);
      turns.count = 0;
      turns.at = (turn) => {
        if (turn === end) points.dispose();
      };
      await expect(SoftKMeans.fitAsync(points, { k: 4, stiffness: 2 })).rejects.toThrow("disposed");
      expect(held()).toBe(before);
    }
  });

  it("tells of every iteration, and of the end", async () => {
    const told: number[] = [];
    const model = await KMeans.fitAsync(rows, {
      k: 4,
      restarts: 2,
      maxIterations: 5,
      onProgress: ({ fraction, objective, restarts, maxIterations, elapsed }) => {
        told.push(fraction);
        expect(objective).toBeGreaterThan(0);
        expect(elapsed).toBeGreaterThan(0);
        expect([restarts, maxIterations]).toEqual([2, 5]);
      },
    });
    expect(told.length).toBeGreaterThan(model.iterations);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
  });
});
