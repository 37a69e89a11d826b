import {
  GaussianMixture,
  type GaussianMixtureOptions,
  KMeans,
  type KMeansOptions,
  SoftKMeans,
  type SoftKMeansOptions,
} from "mixtura";
import { describe, expect, it } from "vitest";
import { digest, numbersIn, uniforms } from "../data.js";

/**
 * What "same seed, same bits" is held to: these words were computed once, and
 * every build on every machine has to come to them. A change that alters them
 * changes results for users, and belongs in the changelog.
 */
type Words<Options> = [name: string, n: number, d: number, options: Options, word: string][];

const thirds = (n: number) => Float64Array.from({ length: n }, (_, i) => (i % 7) / 3);

const WORDS: Words<KMeansOptions> = [
  ["one block", 500, 3, { k: 5, seed: 1 }, "dcd3006e969db9d7"],
  ["many blocks", 20_000, 4, { k: 12, seed: 2 }, "7688b4922ffb840e"],
  ["restarts", 3000, 2, { k: 20, seed: 3, restarts: 4, start: "sample" }, "438ef7a95c10cd7d"],
  ["float32", 5000, 7, { k: 6, seed: 4, precision: "float32" }, "abab1d0e9fd00a6e"],
  ["weights", 5000, 2, { k: 6, seed: 5, weights: thirds(5000) }, "d2b98b149b0339c1"],
];

const SOFT: Words<SoftKMeansOptions> = [
  ["one block", 500, 3, { k: 5, stiffness: 20, seed: 1 }, "6f473b3b2bed14b5"],
  ["many blocks", 9000, 4, { k: 7, stiffness: 30, seed: 2, maxIterations: 40 }, "eb6e06838f4baca5"],
  [
    "euclidean",
    500,
    2,
    { k: 4, stiffness: 9, distance: "euclidean", start: "sample" },
    "1e0d7998ecea6641",
  ],
  ["float32", 3000, 7, { k: 6, stiffness: 12, seed: 4, precision: "float32" }, "6e65c0e0d5e16eba"],
  ["weights", 3000, 2, { k: 6, stiffness: 50, seed: 5, weights: thirds(3000) }, "0f5d82d667b2fcf4"],
  [
    "the limit",
    3000,
    2,
    { k: 6, stiffness: Infinity, distance: "euclidean", restarts: 3 },
    "ef2a91aae3133b73",
  ],
];

const MIXTURES: Words<GaussianMixtureOptions> = [
  ["spherical, one block", 500, 3, { k: 5, seed: 1 }, "92ecb104e6e38afe"],
  ["spherical, many blocks", 9000, 4, { k: 7, seed: 2, maxIterations: 40 }, "b51633d32b3ccbc5"],
  [
    "diagonal, restarts",
    900,
    2,
    { k: 5, covariance: "diagonal", seed: 3, restarts: 3 },
    "59deaf4d92db2f2e",
  ],
  [
    "diagonal, float32",
    900,
    5,
    { k: 4, covariance: "diagonal", precision: "float32" },
    "f6474d800146fbd0",
  ],
  ["tied, weights", 900, 3, { k: 4, covariance: "tied", weights: thirds(900) }, "3f6e5b8dde90b25c"],
  [
    "tied, many blocks",
    5000,
    6,
    { k: 3, covariance: "tied", maxIterations: 40 },
    "413e1baf85371ea8",
  ],
  [
    "full, from a sample",
    900,
    4,
    { k: 3, covariance: "full", start: "sample" },
    "df01874d7e269b33",
  ],
  [
    "full, from k-means",
    5000,
    3,
    { k: 4, covariance: "full", start: "k-means" },
    "27c92b8ecc2a1ab1",
  ],
  ["full, at its floors", 30, 3, { k: 8, covariance: "full" }, "f5c7ca96cfc6f017"],
];

function points(n: number, d: number): { data: Float64Array; shape: [number, number] } {
  const uniform = uniforms(n + d);
  const data = new Float64Array(n * d).map(() => uniform() + uniform() * uniform());
  return { data, shape: [n, d] };
}

describe("the bits of a fit", () => {
  it.each(WORDS)("%s", (_, n, d, options, word) => {
    const model = KMeans.fit(points(n, d), options);
    const { centroids, labels, sizes, history, inertia } = model;
    expect(digest(centroids.flat(), labels, sizes, history, [inertia])).toBe(word);
  });

  it.each(SOFT)("soft k-means, %s", (_, n, d, options, word) => {
    const model = SoftKMeans.fit(points(n, d), options);
    const { centroids, labels, sizes, history, freeEnergy } = model;
    const r = model.responsibilities(points(50, d));
    expect(digest(centroids.flat(), labels, sizes, history, [freeEnergy], r)).toBe(word);
  });

  it.each(MIXTURES)("mixture, %s", (_, n, d, options, word) => {
    const model = GaussianMixture.fit(points(n, d), options);
    const { weights, means, covariances, labels, sizes, history, aic, bic } = model;
    const theta = [weights, means.flat(), numbersIn(covariances)];
    const fit = [labels, sizes, history, [aic, bic]];
    const more = [model.responsibilities(points(50, d)), model.logDensity(points(50, d))];
    expect(digest(...theta, ...fit, ...more, model.sample(100, { seed: 9 }).points)).toBe(word);
  });
});
