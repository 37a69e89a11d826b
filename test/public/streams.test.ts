import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, SoftKMeans, type StreamSource } from "../../src/index.js";

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
  toJSON(options: unknown): object;
}

interface AnyModel {
  fit(points: unknown, options: unknown): Fitted;
  fitStream(source: unknown, options: unknown): Promise<Fitted>;
}

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
  expect(streamed.toJSON({ labels: false })).toEqual(expected.toJSON({ labels: false }));
}

describe("a stream comes to the bits of fit", () => {
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
