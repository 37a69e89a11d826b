import { describe, expect, it } from "vitest";
import {
  type AnyModel,
  type Fitted,
  HARD,
  hardTable,
  MODELS,
  source,
  table,
  type Table,
} from "../streamed.js";

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

  it.each(Object.entries(MODELS))("no row of weight 0: %s", async (_, model) => {
    const weights = small.weights.map((weight) => weight + 0.25);
    await expectSameBits(model, { ...small, weights }, 997, true, { maxIterations: 3 });
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
