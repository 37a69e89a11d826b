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
  ["many blocks", 20_000, 4, { k: 12, seed: 2 }, "3050814b61c95cbf"],
  ["restarts", 3000, 2, { k: 20, seed: 3, restarts: 4, start: "sample" }, "dcb402273af9cf27"],
  ["float32", 5000, 7, { k: 6, seed: 4, precision: "float32" }, "d95aaf4d8210d652"],
  ["weights", 5000, 2, { k: 6, seed: 5, weights: thirds(5000) }, "d2b98b149b0339c1"],
];

const SOFT: Words<SoftKMeansOptions> = [
  ["one block", 500, 3, { k: 5, stiffness: 20, seed: 1 }, "445e85dc18de2df3"],
  ["many blocks", 9000, 4, { k: 7, stiffness: 30, seed: 2, maxIterations: 40 }, "f7d1f7b88a4d8364"],
  [
    "euclidean",
    500,
    2,
    { k: 4, stiffness: 9, distance: "euclidean", start: "sample" },
    "8d3de962ffc6414e",
  ],
  ["float32", 3000, 7, { k: 6, stiffness: 12, seed: 4, precision: "float32" }, "185cbd07792e49c6"],
  ["weights", 3000, 2, { k: 6, stiffness: 50, seed: 5, weights: thirds(3000) }, "f89a209ef76fbba2"],
  [
    "the limit",
    3000,
    2,
    { k: 6, stiffness: Infinity, distance: "euclidean", restarts: 3 },
    "1a7a7a335c4d2a5e",
  ],
];

const MIXTURES: Words<GaussianMixtureOptions> = [
  ["spherical, one block", 500, 3, { k: 5, seed: 1 }, "954064a3fe9319e5"],
  ["spherical, many blocks", 9000, 4, { k: 7, seed: 2, maxIterations: 40 }, "52a741e47b07ab39"],
  [
    "diagonal, restarts",
    900,
    2,
    { k: 5, covariance: "diagonal", seed: 3, restarts: 3 },
    "4d197d0fe96ce8ec",
  ],
  [
    "diagonal, float32",
    900,
    5,
    { k: 4, covariance: "diagonal", precision: "float32" },
    "559680f783c0d9fe",
  ],
  ["tied, weights", 900, 3, { k: 4, covariance: "tied", weights: thirds(900) }, "3e322aba8eec4814"],
  [
    "tied, many blocks",
    5000,
    6,
    { k: 3, covariance: "tied", maxIterations: 40 },
    "8f8ce5cea10e3781",
  ],
  [
    "full, from a sample",
    900,
    4,
    { k: 3, covariance: "full", start: "sample" },
    "e3cc104e1852d58b",
  ],
  [
    "full, from k-means",
    5000,
    3,
    { k: 4, covariance: "full", start: "k-means" },
    "c8bfd086cce4964f",
  ],
  ["full, at its floors", 30, 3, { k: 8, covariance: "full" }, "b7bebddfef07013d"],
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
