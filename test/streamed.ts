import { GaussianMixture, KMeans, SoftKMeans, type StreamSource } from "mixtura";

/** Numbers that look random, the same each time. */
export function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface Table {
  readonly n: number;
  readonly d: number;
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** Blobs in columns of different units, some rows of weight 0. */
export function table(n: number, d: number, groups = 4): Table {
  const random = noise(n + d);
  const values = new Float64Array(n * d);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const group = Math.floor(random() * groups);
    weights[i] = random() < 0.1 ? 0 : 0.25 + random();
    for (let j = 0; j < d; j++) {
      const near = random() + random() + random() - 1.5;
      values[i * d + j] = ((group * (j + 1)) % groups) * 4 + near + (j === 1 ? 1000 : 0);
    }
  }
  return { n, d, values, weights };
}

export function source(
  { n, d, values, weights }: Table,
  size: number,
  weighted = false,
): StreamSource {
  return {
    dimensions: d,
    async *open({ rowStart = 0, rowEnd = n } = {}) {
      for (let row = rowStart; row < rowEnd; row += size) {
        const end = Math.min(row + size, rowEnd);
        const points = values.slice(row * d, end * d);
        yield await Promise.resolve(
          weighted ? { points, weights: weights.slice(row, end) } : points,
        );
      }
    },
  };
}

export const MODELS = {
  "k-means": [KMeans, {}],
  "k-means, cosine": [KMeans, { distance: "cosine" }],
  "soft k-means": [SoftKMeans, { stiffness: 1 }],
  "soft k-means, cosine": [SoftKMeans, { stiffness: 20, distance: "cosine" }],
  "soft k-means, hard": [SoftKMeans, { stiffness: Infinity, distance: "euclidean" }],
  "mixture, spherical": [GaussianMixture, { covariance: "spherical" }],
  "mixture, diagonal": [GaussianMixture, { covariance: "diagonal" }],
  "mixture, tied": [GaussianMixture, { covariance: "tied" }],
  "mixture, full": [GaussianMixture, { covariance: "full" }],
} as const;

export interface Fitted {
  toJSON(options: unknown): { readonly diagnostics: readonly { readonly code: string }[] };
}

export interface AnyModel {
  fit(points: unknown, options: unknown): Fitted;
  fitStream(source: unknown, options: unknown): Promise<Fitted>;
}

/** What the rows of a table are like that fits find hard. */
export const HARD: Record<string, (i: number, j: number, random: () => number) => number> = {
  "all rows alike": (_, j) => j + 1,
  "three different rows": (i, j) => ((i * 7) % 3) * (j + 1) + 1 + (j === 2 ? i % 3 : 0),
  "a constant column": (i, j, random) => (j === 1 ? 5 : (i % 3) * 9 + random()),
  "one far row": (i, j, random) => (i === 3000 ? 1e9 : random() + j),
  "a mark of missing values": (i, j, random) => (i % 50 === 0 && j === 0 ? -9999 : random()),
  "columns that depend on each other": (i, j) => Math.sin(i) * (j + 1) + (j === 2 ? 1 : 0),
  "whole numbers": (i, j, random) => Math.floor(random() * 4) + (i % 2) * 3 * j + (j === 0 ? 1 : 0),
  "large numbers": (_, __, random) => (random() - 0.5) * 1e150,
  "small numbers": (_, __, random) => random() * 1e-160,
  "milliseconds beside rates": (i, j, random) =>
    [1.7e12 + 1e9 * (i % 3), 0.01, 5e4][j] * (1 + random() / 100),
  "sorted rows": (i, j, random) => Math.floor(i / 1000) * 10 + random() * j,
};

export function hardTable(name: string, n: number): Table {
  const random = noise(n);
  const d = 3;
  const values = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) values[i * d + j] = HARD[name](i, j, random);
  }
  const weights = Float64Array.from({ length: n }, (_, i) => (i % 11 === 5 ? 0 : 1 + (i % 3)));
  return { n, d, values, weights };
}
