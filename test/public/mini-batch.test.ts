import { describe, expect, it } from "vitest";
import {
  GaussianMixture,
  KMeans,
  type MiniBatchProgress,
  type StreamChunk,
  type StreamSource,
} from "mixtura";
import { uniforms, worstError } from "../data.js";

interface Table {
  readonly n: number;
  readonly d: number;
  readonly values: Float64Array;
}

/** Groups far apart, in turn. */
function blobs(n: number, d: number, groups: number, seed = 1): Table {
  const uniform = uniforms(seed);
  const centres = Float64Array.from({ length: groups * d }, () => 20 * uniform());
  const values = Float64Array.from({ length: n * d }, (_, i) => {
    const group = Math.floor(i / d) % groups;
    const near = uniform() + uniform() + uniform() - 1.5;
    return centres[group * d + (i % d)] + near;
  });
  return { n, d, values };
}

/** Places as on a map: towns of which some are far larger than others, and rows between them. */
function places(n: number, seed = 3): Table {
  const uniform = uniforms(seed);
  const towns = Array.from({ length: 60 }, () => [360 * uniform() - 180, 140 * uniform() - 60]);
  const values = new Float64Array(n * 2);
  for (let i = 0; i < n; i++) {
    // The first towns are drawn most often.
    const town = towns[Math.floor(towns.length * uniform() ** 3)];
    const width = 2 + 20 * uniform() ** 4;
    for (let j = 0; j < 2; j++) {
      values[2 * i + j] = town[j] + width * (uniform() + uniform() + uniform() - 1.5);
    }
  }
  return { n, d: 2, values };
}

/** The rows of a table in the order of these numbers. */
function ordered({ n, d, values }: Table, order: (row: number) => number): Table {
  const rows = Array.from({ length: n }, (_, i) => i).sort((a, b) => order(a) - order(b));
  return {
    n,
    d,
    values: Float64Array.from(
      { length: n * d },
      (_, i) => values[rows[Math.floor(i / d)] * d + (i % d)],
    ),
  };
}

const pointsOf = ({ n, d, values }: Table) => ({ data: values, shape: [n, d] });

/** A source that counts how often it was opened, and the rows it gave. */
function source({ n, d, values }: Table, size: number, weights?: Float64Array) {
  const seen = { opened: 0, rows: 0, closed: 0 };
  return {
    seen,
    dimensions: d,
    async *open(): AsyncGenerator<StreamChunk> {
      seen.opened += 1;
      try {
        for (let row = 0; row < n; row += size) {
          const end = Math.min(row + size, n);
          seen.rows += end - row;
          const points = values.slice(row * d, end * d);
          yield await Promise.resolve(
            weights === undefined ? points : { points, weights: weights.slice(row, end) },
          );
        }
      } finally {
        seen.closed += 1;
      }
    },
  };
}

const WAYS = {
  "k-means": (from: StreamSource, options: object) =>
    KMeans.fitMiniBatch(from, { k: 4, ...options }),
  "k-means, cosine": (from: StreamSource, options: object) =>
    KMeans.fitMiniBatch(from, { k: 4, distance: "cosine", ...options }),
  ...Object.fromEntries(
    (["spherical", "diagonal", "tied", "full"] as const).map((covariance) => [
      `mixture, ${covariance}`,
      (from: StreamSource, options: object) =>
        GaussianMixture.fitMiniBatch(from, { k: 4, covariance, ...options }),
    ]),
  ),
};

const table = blobs(3001, 3, 4);
const weights = Float64Array.from(table.values.subarray(0, 3001), (value, i) =>
  i % 7 === 0 ? 0 : 0.5 + (Math.abs(value) % 1),
);
const small = { batchRows: 100 };

describe.each(Object.entries(WAYS))("%s in one pass", (_, fit) => {
  it("reads each row once", async () => {
    const from = source(table, 997);
    const model = await fit(from, small);
    expect(from.seen).toEqual({ opened: 1, rows: 3001, closed: 1 });
    expect(model.iterations).toBe(1 + Math.ceil((3001 - 1000) / 100));
    expect(model.history).toHaveLength(model.iterations);
    expect(model.converged).toBe(false);
    expect(model.labels).toHaveLength(0);
    expect(model.sizes.reduce((a, b) => a + b)).toBeCloseTo(3001, 6);
    expect(model.diagnostics[0]).toMatchObject({ code: "order-dependent", rows: 3001 });
  });

  it("does not depend on where chunks end, and is the same again", async () => {
    for (const own of [{}, { standardize: true }, { precision: "float32" as const }]) {
      for (const some of [undefined, weights]) {
        const options = { ...small, ...own, seed: 3 };
        const whole = JSON.stringify(await fit(source(table, 3001, some), options));
        for (const size of [1, 64, 1000]) {
          const again = await fit(source(table, size, some), options);
          expect(JSON.stringify(again)).toBe(whole);
        }
      }
    }
  });

  it("takes rows of weight 0 as absent, and weights as shares", async () => {
    const kept = [...weights.keys()].filter((i) => weights[i] > 0);
    const values = Float64Array.from(
      kept.flatMap((i) => [...table.values.subarray(3 * i, 3 * i + 3)]),
    );
    const there = source(
      { n: kept.length, d: 3, values },
      50,
      weights.filter((w) => w > 0),
    );
    const model = await fit(source(table, 50, weights), small);
    expect({ ...(await fit(there, small)).toJSON(), diagnostics: 0 }).toEqual({
      ...model.toJSON(),
      diagnostics: 0,
    });
    const quadruple = await fit(
      source(
        table,
        50,
        weights.map((w) => 4 * w),
      ),
      small,
    );
    expect(quadruple.sizes).toEqual(model.sizes.map((size) => 4 * size));
    const total = weights.reduce((a, b) => a + b);
    expect(model.sizes.reduce((a, b) => a + b) / total).toBeCloseTo(1, 12);
  });

  it("fits the first rows as fit does, where there are no more", async () => {
    const few = blobs(200, 3, 4);
    const model = await fit(source(few, 30), { ...small, restarts: 2 });
    expect(model.iterations).toBe(1);
    expect(model.diagnostics).toHaveLength(1);
    const full = await fit(source(few, 200), { batchRows: 1000, restarts: 2 });
    expect(model.toJSON()).toEqual(full.toJSON());
  });

  it("comes back from JSON", async () => {
    const model = await fit(source(table, 500), small);
    const copy = (model instanceof KMeans ? KMeans : GaussianMixture).fromJSON(
      JSON.parse(JSON.stringify(model)),
    );
    expect(copy.toJSON()).toEqual(model.toJSON());
  });

  it("takes constant columns, duplicates, and as many components as rows", async () => {
    const constant = {
      ...table,
      values: table.values.map((value, i) => (i % 3 === 1 ? 5 : value)),
    };
    const twice = {
      n: 900,
      d: 2,
      values: Float64Array.from({ length: 1800 }, (_, i) => 1 + (Math.floor(i / 2) % 2)),
    };
    const four = { n: 4, d: 2, values: Float64Array.of(1, 2, 4, 8, 5, 7, 9, 1) };
    for (const of of [constant, twice, four]) {
      const model = await fit(source(of, 100), { batchRows: 10 });
      const { sizes } = model;
      expect(sizes.every((size) => Number.isFinite(size) && size >= 0)).toBe(true);
      expect(sizes.reduce((a, b) => a + b)).toBeCloseTo(of.n, 6);
      expect(model.history.every(Number.isFinite)).toBe(true);
      expect(model.predict(pointsOf(of))).toHaveLength(of.n);
    }
  });

  it("ends when it is told to, and closes the source", async () => {
    const control = new AbortController();
    const from = source(table, 10);
    const onProgress = () => control.abort(new Error("enough"));
    const slow = {
      ...from,
      async *open() {
        for await (const chunk of from.open()) {
          if (from.seen.rows > 1500) onProgress();
          yield chunk;
        }
      },
    };
    await expect(fit(slow, { ...small, signal: control.signal })).rejects.toThrow("enough");
    await expect.poll(() => from.seen.closed).toBe(1);
    expect(from.seen.rows).toBeLessThan(3001);
  });

  it("passes on what a source throws, and refuses bad rows by their number", async () => {
    const broken = (at: number, what: () => StreamChunk): StreamSource => ({
      dimensions: 3,
      *open() {
        yield table.values.subarray(0, at * 3);
        yield what();
      },
    });
    const thrown = broken(2000, () => {
      throw new Error("the cable is out");
    });
    await expect(fit(thrown, small)).rejects.toThrow("the cable is out");
    const hole = broken(2000, () => [
      [1, 2, 3],
      [1, NaN, 3],
    ]);
    await expect(fit(hole, small)).rejects.toThrow(
      '"source" expected finite numbers, got NaN at row 2001, column 1 (from 0)',
    );
    await expect(fit({ ...source(table, 100), rows: 3000 }, small)).rejects.toThrow(
      '"source" gives more than the 3000 rows it has',
    );
    await expect(fit({ ...source(table, 100), rows: 4000 }, small)).rejects.toThrow(
      '"source" ended after 3001 of the 4000 rows it has',
    );
    await expect(fit({ dimensions: 3, open: () => [] }, small)).rejects.toThrow("at least one row");
  });

  it("refuses options that do not suit it, before it reads", async () => {
    const from = source(table, 100);
    const expected = (options: object) => expect(fit(from, options)).rejects;
    await expected({ batchRows: 0 }).toThrow('"batchRows" expected an integer in 1..');
    await expected({ weights: [1] }).toThrow('"weights" expected none');
    await expected({ start: { labels: [0] } }).toThrow('"start" expected a start that does not');
    await expected({ threads: 2 }).toThrow('"threads" (fitStream takes it)');
    await expected({ memory: 2 }).toThrow('"memory" (fitStream takes it)');
    await expected({ k: 0 }).toThrow('"k" expected');
    await expected({ batchRow: 3 }).toThrow("unknown");
    await expected({ onProgress: 3 }).toThrow('"onProgress" expected a function');
    await expect(fit(undefined as never, small)).rejects.toThrow('"source" expected');
    expect(from.seen.opened).toBe(0);
  });

  it("tells how far it is", async () => {
    const told: MiniBatchProgress[] = [];
    const onProgress = (progress: MiniBatchProgress) => told.push(progress);
    const model = await fit({ ...source(table, 100), rows: 3001 }, { ...small, onProgress });
    expect(told.at(-1)).toMatchObject({ batch: model.iterations, rows: 3001, fraction: 1 });
  });
});

describe("the objective after one pass", () => {
  const k = 12;
  const tables = { blobs: blobs(60_000, 4, k), places: places(60_000) };
  for (const [name, of] of Object.entries(tables)) {
    const points = pointsOf(of);
    it(`of k-means on ${name} is within 1 % of the full fit's`, async () => {
      const full = KMeans.fit(points, { k, restarts: 5 });
      const model = await KMeans.fitMiniBatch(source(of, 5000), { k, batchRows: 1000 });
      expect(model.iterations).toBe(51);
      expect(-model.score(points) / full.inertia).toBeLessThan(1.01);
      // What is told is that of the pass, and no worse an estimate.
      expect(Math.abs(model.inertia / full.inertia - 1)).toBeLessThan(0.02);
    });
    it.each(["spherical", "diagonal", "tied", "full"] as const)(
      `of a mixture, %s, on ${name} is within a hundredth of the full fit's`,
      async (covariance) => {
        const full = GaussianMixture.fit(points, { k, covariance, tolerance: 1e-4 });
        const model = await GaussianMixture.fitMiniBatch(source(of, 5000), {
          k,
          covariance,
          batchRows: 1000,
          tolerance: 1e-4,
        });
        const best = full.logLikelihood / of.n;
        expect((best - model.score(points)) / Math.abs(best)).toBeLessThan(0.01);
        expect(Math.abs(model.logLikelihood / of.n - best)).toBeLessThan(0.02 * Math.abs(best));
      },
    );
  }

  it("of k-means is near the full fit's where clusters come one after the other", async () => {
    for (const seed of [1, 2, 3]) {
      const of = blobs(20_000, 3, 8, seed);
      const sorted = ordered(of, (row) => (row % 8) * 1e6 + row);
      const model = await KMeans.fitMiniBatch(source(sorted, 999), { k: 8, batchRows: 200 });
      const full = KMeans.fit(pointsOf(of), { k: 8, restarts: 5 });
      expect(-model.score(pointsOf(of)) / full.inertia).toBeLessThan(1.1);
    }
  });

  it("hardly differs between weights and repetitions", async () => {
    const of = blobs(9000, 3, 4);
    const counts = Float64Array.from({ length: of.n }, (_, i) => 1 + ((i * 7) % 3));
    const rows = [...counts.keys()].flatMap((i) => new Array<number>(counts[i]).fill(i));
    const values = Float64Array.from(
      rows.flatMap((i) => [...of.values.subarray(3 * i, 3 * i + 3)]),
    );
    const repeated = { n: rows.length, d: 3, values };
    const options = {
      k: 4,
      batchRows: 200,
      start: { centroids: [0, 1, 2, 3].map((i) => [...of.values.subarray(3 * i, 3 * i + 3)]) },
    };
    for (const Model of [KMeans, GaussianMixture]) {
      const a = await Model.fitMiniBatch(source(of, 1000, counts), options);
      const b = await Model.fitMiniBatch(source(repeated, 1000), options);
      expect(worstError(a.sizes, b.sizes)).toBeLessThan(1e-3);
      expect(a.score(pointsOf(of)) / b.score(pointsOf(of))).toBeCloseTo(1, 4);
    }
  });

  it("of one component is that of all rows, whatever batches there are", async () => {
    const of = blobs(5003, 3, 4);
    for (const covariance of ["spherical", "diagonal", "tied", "full"] as const) {
      const full = GaussianMixture.fit(pointsOf(of), { k: 1, covariance });
      const model = await GaussianMixture.fitMiniBatch(source(of, 999), {
        k: 1,
        covariance,
        batchRows: 100,
        exponent: 1,
      });
      expect(worstError(model.means, full.means)).toBeLessThan(1e-12);
      expect(worstError(model.covariances, full.covariances, 10)).toBeLessThan(1e-12);
    }
    const { centroids } = await KMeans.fitMiniBatch(source(of, 999), { k: 1, batchRows: 100 });
    expect(worstError(centroids, KMeans.fit(pointsOf(of), { k: 1 }).centroids)).toBeLessThan(1e-12);
  });

  it("of a mixture follows the exponent, which has to be one", async () => {
    const fit = (exponent: unknown) =>
      GaussianMixture.fitMiniBatch(source(table, 100), {
        k: 4,
        ...small,
        exponent: exponent as number,
      });
    await expect(fit(0.5)).rejects.toThrow('"exponent" expected a number above 0.5, at most 1');
    await expect(fit("1")).rejects.toThrow(TypeError);
    expect((await fit(0.6)).means).not.toEqual((await fit(1)).means);
  });
});

it("takes no bad row for a direction, and says which it is", async () => {
  const values = table.values.slice();
  values.fill(0, 3 * 2345, 3 * 2346);
  const options = { k: 4, distance: "cosine", ...small } as const;
  await expect(KMeans.fitMiniBatch(source({ ...table, values }, 100), options)).rejects.toThrow(
    "at row 2345",
  );
});
