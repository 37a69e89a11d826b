import { KMeans, type KMeansOptions } from "mixtura";
import { describe, expect, it } from "vitest";
import { digest, uniforms } from "../data.js";

/**
 * What "same seed, same bits" is held to: these words were computed once, and
 * every build on every machine has to come to them. A change that alters them
 * changes results for users, and belongs in the changelog.
 */
const WORDS: [name: string, n: number, d: number, options: KMeansOptions, word: string][] = [
  ["one block", 500, 3, { k: 5, seed: 1 }, "dcd3006e969db9d7"],
  ["many blocks", 20_000, 4, { k: 12, seed: 2 }, "3050814b61c95cbf"],
  ["restarts", 3000, 2, { k: 20, seed: 3, restarts: 4, start: "sample" }, "dcb402273af9cf27"],
  ["float32", 5000, 7, { k: 6, seed: 4, precision: "float32" }, "d95aaf4d8210d652"],
  [
    "weights",
    5000,
    2,
    { k: 6, seed: 5, weights: Float64Array.from({ length: 5000 }, (_, i) => (i % 7) / 3) },
    "d2b98b149b0339c1",
  ],
];

describe("the bits of a fit", () => {
  it.each(WORDS)("%s", (_, n, d, options, word) => {
    const uniform = uniforms(n + d);
    const data = new Float64Array(n * d).map(() => uniform() + uniform() * uniform());
    const model = KMeans.fit({ data, shape: [n, d] }, options);
    const { centroids, labels, sizes, history, inertia } = model;
    expect(digest(centroids.flat(), labels, sizes, history, [inertia])).toBe(word);
  });
});
