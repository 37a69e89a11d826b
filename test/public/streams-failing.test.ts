import { describe, expect, it, onTestFinished, vi } from "vitest";
import { KMeans, type StreamChunk, type StreamProgress, type StreamSource } from "mixtura";

const N = 10_000;
const rowAt = (row: number) => [Math.sin(row) + (row % 3) * 5, Math.cos(row)];

function chunkOf(from: number, to: number): Float64Array {
  const rows = Array.from({ length: to - from }, (_, i) => rowAt(from + i));
  return Float64Array.from(rows.flat());
}

/** What a source is told and gives: how often it was opened and closed. */
interface Watched extends StreamSource {
  opened: number;
  closed: number;
}

/**
 * @param give chunks of a pass, the first of which is 1
 */
function watched(
  give: (pass: number, rowStart: number) => Iterable<StreamChunk> | AsyncIterable<StreamChunk>,
  more: Partial<StreamSource> = {},
): Watched {
  const source: Watched = {
    dimensions: 2,
    ...more,
    opened: 0,
    closed: 0,
    async *open({ rowStart = 0 } = {}) {
      source.opened++;
      try {
        yield* give(source.opened, rowStart);
      } finally {
        source.closed++;
      }
    },
  };
  return source;
}

function* chunks(from: number, to = N, size = 1000): Generator<Float64Array> {
  for (let row = from; row < to; row += size) yield chunkOf(row, Math.min(row + size, to));
}

const options = { k: 3, memory: 0 };
const fails = (source: unknown, own: object = {}) =>
  expect(KMeans.fitStream(source as StreamSource, { ...options, ...own })).rejects;

describe("a stream is refused", () => {
  it.each([
    ["no object", 7, '"source" expected { dimensions, open }'],
    ["null", null, "got null"],
    ["an array", [[1, 2]], '"source" expected { dimensions, open }'],
    ["without open", { dimensions: 2 }, '"source.open" expected a function, got undefined'],
    ["of no dimensions", { dimensions: 0, open: () => [] }, "source.dimensions"],
    ["of odd rows", { dimensions: 2, rows: 1.5, open: () => [] }, "source.rows"],
    ["of an odd precision", { dimensions: 2, precision: "f32", open: () => [] }, "precision"],
    ["that opens nothing", { dimensions: 2, open: () => undefined }, "one that gives undefined"],
    [
      "that opens a promise",
      { dimensions: 2, open: () => Promise.resolve([]) },
      "a Promise (await it first)",
    ],
    ["without rows", { dimensions: 2, open: () => [] }, '"source" expected at least one row'],
    [
      "of empty chunks",
      { dimensions: 2, open: () => [new Float64Array(0), []] },
      "at least one row",
    ],
    [
      "of odd chunks",
      { dimensions: 2, open: () => [new Float64Array(3)] },
      "a multiple of 2 numbers",
    ],
    ["of texts", { dimensions: 2, open: () => ["1,2"] }, "the chunk at row 0"],
    ["of other rows", { dimensions: 2, open: () => [[[1, 2]], [[1, 2, 3]]] }, "at row 1"],
    [
      "of NaN",
      { dimensions: 2, open: () => [chunkOf(0, 9), [[1, NaN]]] },
      "NaN at row 9, column 1",
    ],
    [
      "of Infinity",
      { dimensions: 2, open: () => [[[-Infinity, 0]]] },
      "-Infinity at row 0, column 0",
    ],
    [
      "of a negative weight",
      { dimensions: 2, open: () => [{ points: [[1, 2]], weights: [-1] }] },
      "-1 at row 0",
    ],
    [
      "of no weight",
      { dimensions: 2, open: () => [{ points: [[1, 2]], weights: [0] }] },
      "only zeros",
    ],
    [
      "of few weights",
      {
        dimensions: 2,
        open: () => [
          {
            points: [
              [1, 2],
              [3, 4],
            ],
            weights: [1],
          },
        ],
      },
      "one weight a row (2)",
    ],
    [
      "of some weights",
      { dimensions: 2, open: () => [{ points: [[1, 2]], weights: [1] }, [[1, 2]]] },
      "weights in all chunks, or in none",
    ],
    [
      "of two precisions",
      { dimensions: 2, open: () => [new Float32Array(4), new Float64Array(4)] },
      "Float32Arrays",
    ],
    [
      "with fewer rows than it said",
      { dimensions: 2, rows: 9, open: () => chunks(0, 8) },
      "ended after 8 of the 9 rows",
    ],
    [
      "with more rows than it said",
      { dimensions: 2, rows: 7, open: () => chunks(0, 8) },
      "more than the 7 rows",
    ],
    ["with fewer rows than k", { dimensions: 2, open: () => chunks(0, 2) }, "1..n (n = 2)"],
  ])("%s", async (_, source, message) => {
    await fails(source).toThrow(message);
  });

  it.each([
    [{ k: 0 }, '"k" expected'],
    [{ seed: -1 }, '"seed" expected'],
    [{ memory: -1 }, '"memory" expected'],
    [{ memory: "1 GB" }, '"memory" expected'],
    [{ weights: [1] }, "the chunks of a source bring theirs along"],
    [{ start: { labels: [1] } }, "a start that does not speak of every row"],
    [{ start: { responsibilities: [[1]] } }, "a start that does not speak of every row"],
    [{ start: "optimal" }, "a start that does not speak of every row"],
    [{ onProgress: 7 }, '"onProgress" expected a function'],
    [{ colour: "red" }, 'unknown "colour"'],
  ])("before it is read where options are wrong: %j", async (own, message) => {
    const source = watched((_, row) => chunks(row));
    await fails(source, own).toThrow(message);
    expect(source.opened).toBe(0);
  });

  it("where another pass gives other rows", async () => {
    const changing = watched(function* (pass, row) {
      for (const chunk of chunks(row)) {
        if (pass > 1) chunk[chunk.length - 1] += 1e-9;
        yield chunk;
      }
    });
    await fails(changing).toThrow("changed between two passes: rows 0 to 2047");
    expect(changing.closed).toBe(changing.opened);
    await fails(watched((pass, row) => chunks(row, pass > 1 ? N - 1 : N))).toThrow(
      "ended after 9999 of the 10000 rows",
    );
    await fails(watched((pass, row) => chunks(row, pass > 1 ? N + 1 : N))).toThrow(
      "more than the 10000 rows",
    );
    const once = chunks(0);
    await fails({ dimensions: 2, open: () => once }).toThrow("open() has to begin anew");
  });

  it("where it fails, with its own error", async () => {
    const error = new Error("the disk is gone");
    const source = watched(function* (pass, row) {
      yield* chunks(row, 5000);
      if (pass > 1) throw error;
      yield* chunks(5000);
    });
    await fails(source).toBe(error);
    expect(source.closed).toBe(source.opened);
  });
});

describe("a fit of a stream", () => {
  it("ends by its signal, while it waits, too", async () => {
    const controller = new AbortController();
    const stuck = watched(async function* (_, row) {
      yield* chunks(row, 5000);
      setTimeout(() => controller.abort(), 20);
      await new Promise(() => {});
    });
    await fails(stuck, { signal: controller.signal }).toThrow("aborted");
    const source = watched(async function* (_, row) {
      for (const chunk of chunks(row)) {
        await new Promise((resolve) => setTimeout(resolve, 8));
        yield chunk;
      }
    });
    const second = new AbortController();
    const onProgress = () => second.abort(new Error("enough"));
    await fails(source, { signal: second.signal, onProgress }).toThrow("enough");
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(source.closed).toBe(source.opened);
  });

  it("tells how far it is, in each pass", async () => {
    const seen: StreamProgress[] = [];
    const source = watched(async function* (_, row) {
      for (const chunk of chunks(row)) {
        await new Promise((resolve) => setTimeout(resolve, 8));
        yield chunk;
      }
    });
    const onProgress = (progress: StreamProgress) => void seen.push(progress);
    const { inertia, iterations } = await KMeans.fitStream(source, {
      ...options,
      maxIterations: 2,
      onProgress,
    });
    expect(seen.length).toBeGreaterThan(5);
    const last = seen.at(-1)!;
    expect(last).toMatchObject({ fraction: 1, objective: inertia, iteration: iterations, rows: N });
    expect(last.pass).toBeGreaterThan(3);
    expect(last.rowsPerSecond).toBeGreaterThan(0);
    expect(seen.some(({ rows }) => rows < N)).toBe(true);
  });

  it("keeps what there is memory for, and reads the rest alone", async () => {
    const from: number[] = [];
    const source = watched((_, row) => {
      from.push(row);
      return chunks(row);
    });
    const all = { k: 3, maxIterations: 3, start: "sample" } as const;
    const whole = await KMeans.fitStream(source, all);
    expect(from).toEqual([0]);
    // Two pages of 2,048 rows.
    const part = await KMeans.fitStream(source, { ...all, memory: 70_000 });
    expect(from[1]).toBe(0);
    expect(from[2]).toBe(4096);
    expect(Math.min(...from.slice(2))).toBe(4096);
    expect(part.toJSON()).toEqual(whole.toJSON());
    expect(part.labels).toEqual(new Int32Array(0));
    expect(source.closed).toBe(source.opened);
  });

  it("labels rows as they are read", async () => {
    const model = KMeans.fit({ data: chunkOf(0, N), shape: [N, 2] }, { k: 3 });
    const source = watched((_, row) => chunks(row, N, 7));
    const labels: number[] = [];
    for await (const some of model.predictStream(source)) {
      expect(some.rowStart).toBe(labels.length);
      labels.push(...some.labels);
    }
    expect(Int32Array.from(labels)).toEqual(model.labels);
    const weighted = {
      dimensions: 2,
      open: () => [{ points: [rowAt(1), rowAt(2)], weights: [0, 1] }],
    };
    for await (const some of model.predictStream(weighted)) {
      expect(some.labels).toEqual(model.predict([rowAt(1), rowAt(2)]));
    }
    const left = model.predictStream(source);
    await left.next();
    await left.return();
    expect(source.closed).toBe(source.opened);
    const wrong = model.predictStream({ dimensions: 3, open: () => [[[1, 2, 3]]] });
    await expect(wrong.next()).rejects.toThrow("2 dimensions");
  });

  it("is heard and ended where the source never waits, and gives nothing", async () => {
    const endless = {
      dimensions: 1,
      *open() {
        for (;;) yield new Float64Array(0);
      },
    };
    const signal = AbortSignal.timeout(30);
    await fails(endless, { signal }).toThrow("timeout");
    const hanging = watched(async function* (_, row) {
      yield* chunks(row, 3000);
      await new Promise(() => {});
    });
    const model = KMeans.fit({ data: chunkOf(0, 100), shape: [100, 2] }, { k: 3 });
    const labels = model.predictStream(hanging, { signal: AbortSignal.timeout(30) });
    await expect(labels.next()).rejects.toThrow("timeout");
    const more = model.predictStream({ dimensions: 2, rows: 4, open: () => chunks(0, 90_000) });
    await expect(labels.next().then(() => more.next())).rejects.toThrow(
      "has 4 rows, and gave more",
    );
  });

  it("takes no notice of empty chunks, of what a subclass says, and of a dimension that changes", async () => {
    class Other extends Float64Array {
      override subarray(): Float64Array<ArrayBuffer> {
        return new Float64Array([7]);
      }
    }
    let asked = 0;
    const source = {
      get dimensions() {
        return asked++ === 0 ? 1 : 2;
      },
      open: () => [
        [],
        new Float64Array(0),
        { points: new Other([1, 2, 9, 10]), weights: [1, 1, 1, 2] },
      ],
    };
    const { sizes } = await KMeans.fitStream(source, { k: 2 });
    expect(sizes.toSorted()).toEqual([2, 3]);
  });

  it("opens a source only once it has closed it", async () => {
    let open = 0;
    const source = watched(async function* (_, row) {
      expect(++open).toBe(1);
      try {
        for (const chunk of chunks(row)) {
          await new Promise((resolve) => setTimeout(resolve, 0));
          yield chunk;
        }
      } finally {
        await new Promise((resolve) => setTimeout(resolve, 5));
        open--;
      }
    });
    const { labels } = await KMeans.fitStream(source, { ...options, start: "k-means++" });
    expect(labels).toHaveLength(0);
    expect(source.opened).toBeGreaterThan(3);
  });

  it("needs no more room than rows that there are", async () => {
    const wide = { dimensions: 2 ** 20, open: () => [new Float64Array(2 ** 21).map((_, i) => i)] };
    const { sizes } = await KMeans.fitStream(wide, { k: 2, precision: "float32" });
    expect(sizes).toEqual([1, 1]);
  });

  it("says of numbers beyond float32 that they are", async () => {
    const source = { dimensions: 2, open: () => [chunkOf(0, 9), new Float64Array([1, 1e300])] };
    await fails(source, { precision: "float32" }).toThrow(
      "float32 can hold, got larger ones in column 1",
    );
  });

  it("says so where a chunk shrinks while it is read", async () => {
    const Resizable = ArrayBuffer as unknown as new (
      bytes: number,
      options: { maxByteLength: number },
    ) => ArrayBuffer & { resize(bytes: number): void };
    const buffer = new Resizable(8 * 90_000, { maxByteLength: 8 * 90_000 });
    new Float64Array(buffer).forEach((_, i, values) => (values[i] = i % 2));
    const source = { dimensions: 1, open: () => [new Float64Array(buffer)] };
    const onProgress = () => {
      buffer.resize(8 * 40_960);
    };
    // A second goes by between two looks at the clock, so that every batch is reported.
    let seconds = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => 1000 * ++seconds);
    onTestFinished(() => {
      clock.mockRestore();
    });
    const fit = KMeans.fitMiniBatch(source, { k: 2, batchRows: 512, onProgress });
    await expect(fit).rejects.toThrow("changed the length of a chunk while it was read");
  });
});
