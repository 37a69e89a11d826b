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
  ["one block", 500, 3, { k: 5, stiffness: 20, seed: 1 }, "cfd55ec6ce034a7f"],
  ["many blocks", 9000, 4, { k: 7, stiffness: 30, seed: 2, maxIterations: 40 }, "d51af234b6d28199"],
  [
    "euclidean",
    500,
    2,
    { k: 4, stiffness: 9, distance: "euclidean", start: "sample" },
    "e11c198840cfdf69",
  ],
  ["float32", 3000, 7, { k: 6, stiffness: 12, seed: 4, precision: "float32" }, "4a4a748e86ae568d"],
  ["weights", 3000, 2, { k: 6, stiffness: 50, seed: 5, weights: thirds(3000) }, "f89a209ef76fbba2"],
  [
    "the limit",
    3000,
    2,
    { k: 6, stiffness: Infinity, distance: "euclidean", restarts: 3 },
    "0445a6ab22e4bebd",
  ],
];

const MIXTURES: Words<GaussianMixtureOptions> = [
  ["spherical, one block", 500, 3, { k: 5, seed: 1 }, "ff090ff1797797de"],
  ["spherical, many blocks", 9000, 4, { k: 7, seed: 2, maxIterations: 40 }, "ba04b60e7bb9924e"],
  [
    "diagonal, restarts",
    900,
    2,
    { k: 5, covariance: "diagonal", seed: 3, restarts: 3 },
    "9dabaf288ead5d54",
  ],
  [
    "diagonal, float32",
    900,
    5,
    { k: 4, covariance: "diagonal", precision: "float32" },
    "b289db433bda9d7c",
  ],
  ["tied, weights", 900, 3, { k: 4, covariance: "tied", weights: thirds(900) }, "fa152e7d4c139f8a"],
  [
    "tied, many blocks",
    5000,
    6,
    { k: 3, covariance: "tied", maxIterations: 40 },
    "d48cb63c68faf695",
  ],
  [
    "full, from a sample",
    900,
    4,
    { k: 3, covariance: "full", start: "sample" },
    "c4ca45a6c1ddec81",
  ],
  [
    "full, from k-means",
    5000,
    3,
    { k: 4, covariance: "full", start: "k-means" },
    "11429b09c05f7d96",
  ],
  ["full, at its floors", 30, 3, { k: 8, covariance: "full" }, "c080c419f232e87c"],
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
