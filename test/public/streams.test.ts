import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, SoftKMeans, type StreamSource } from "mixtura";

/** Numbers that look random, the same each time. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Table {
  readonly n: number;
  readonly d: number;
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** Blobs in columns of different units, some rows of weight 0. */
function table(n: number, d: number, groups = 4): Table {
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

function source({ n, d, values, weights }: Table, size: number, weighted = false): StreamSource {
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

const MODELS = {
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

interface Fitted {
  toJSON(options: unknown): { readonly diagnostics: readonly { readonly code: string }[] };
}

interface AnyModel {
  fit(points: unknown, options: unknown): Fitted;
  fitStream(source: unknown, options: unknown): Promise<Fitted>;
}

/** Platforms whose programs have no workers: there fits with threads say so. */
const WITHOUT = process.env["PLATFORM_WITHOUT_THREADS"];

const small = table(7001, 3);

async function expectSameBits(
  [Model, own]: readonly [unknown, object],
  data: Table,
  size: number,
  weighted: boolean,
  options: object,
  stream: object = {},
): Promise<void> {
  const model = Model as AnyModel;
  const all = { k: 4, ...own, ...options };
  const points = { data: data.values, shape: [data.n, data.d] };
  const expected = model.fit(points, weighted ? { ...all, weights: data.weights } : all);
  const streamed = await model.fitStream(source(data, size, weighted), {
    memory: 0,
    ...all,
    ...stream,
  });
  expect(told(streamed)).toEqual(expected.toJSON({ labels: false }));
}

/** What a model tells of itself, but for threads that a platform does not have. */
function told(model: Fitted): object {
  const { diagnostics, ...rest } = model.toJSON({ labels: false });
  const shared = diagnostics.filter(({ code }) => WITHOUT === undefined || code !== "no-threads");
  return { ...rest, diagnostics: shared };
}

describe("a stream comes to the bits of fit", () => {
  it.each(Object.entries(MODELS))("%s, with threads", async (_, model) => {
    for (const weighted of [false, true]) {
      await expectSameBits(model, small, 997, weighted, { maxIterations: 3 }, { threads: 2 });
    }
  });

  for (const [name, model] of Object.entries(MODELS)) {
    for (const weighted of [false, true]) {
      for (const standardize of [false, true]) {
        const title = `${name}${weighted ? ", weighted" : ""}${standardize ? ", standardized" : ""}`;
        it(title, async () => {
          for (const maxIterations of [0, 1, 2, 300]) {
            await expectSameBits(model, small, 997, weighted, { maxIterations, standardize });
          }
        });
      }
    }
    it(`${name}, from other starts, again and again, in float32`, async () => {
      await expectSameBits(model, small, 1000, true, { start: "sample", restarts: 3, seed: 5 });
      await expectSameBits(model, small, 1000, false, { start: "k-means++", precision: "float32" });
      await expectSameBits(model, small, 1000, true, { precision: "float32", standardize: true });
      for (const weighted of [false, true]) {
        await expectSameBits(model, small, 1000, weighted, { start: "k-means||", restarts: 2 });
      }
    });
  }
});

/** What the rows of a table are like that fits find hard. */
const HARD: Record<string, (i: number, j: number, random: () => number) => number> = {
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

function hardTable(name: string, n: number): Table {
  const random = noise(n);
  const d = 3;
  const values = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) values[i * d + j] = HARD[name](i, j, random);
  }
  const weights = Float64Array.from({ length: n }, (_, i) => (i % 11 === 5 ? 0 : 1 + (i % 3)));
  return { n, d, values, weights };
}

describe("a stream comes to the bits of fit where there is", () => {
  for (const name of Object.keys(HARD)) {
    it.each(Object.entries(MODELS))(`${name}: %s`, async (_, model) => {
      const data = hardTable(name, 4500);
      const own = { k: 5, maxIterations: 12 };
      await expectSameBits(model, data, 16_384, false, own);
      await expectSameBits(model, data, 1000, true, { ...own, standardize: true });
    });
  }

  it.each(Object.entries(MODELS))("little: %s", async (_, model) => {
    for (const n of [1, 2, 5, 2047, 2048, 2049, 4096, 4097]) {
      for (const size of n < 3000 ? [1, 997] : [997]) {
        await expectSameBits(model, table(n, 3), size, n > 100, { k: Math.min(n, 3) });
      }
    }
  });

  it.each(Object.entries(MODELS))("a centroid far from all rows: %s", async (_, model) => {
    const at = [0, 1, 2, 3].map((c) => [c, c < 2 ? 1e6 : c, 1 + c * 1e5]);
    await expectSameBits(model, small, 997, false, { start: { centroids: at }, maxIterations: 6 });
  });

  it.each(Object.entries(MODELS))("weights of any size: %s", async (_, model) => {
    for (const scale of [1e-300, 1e-320, 1e200]) {
      const weights = small.weights.map((weight, i) => weight * (i % 7 === 0 ? scale : 1));
      await expectSameBits(model, { ...small, weights }, 997, true, { maxIterations: 3 });
    }
  });
});

it.each([
  ["k-means", MODELS["k-means"]],
  ["mixture, full", MODELS["mixture, full"]],
] as const)("a long table in long chunks comes to the bits of fit: %s", async (_, model) => {
  // Two pages, and the rest.
  const long = table(270_001, 2);
  for (const size of [16_384, 100_003]) {
    await expectSameBits(
      model,
      long,
      size,
      size > 20_000,
      { maxIterations: 3 },
      { memory: 2 ** 21 },
    );
  }
});
