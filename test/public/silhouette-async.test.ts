import { describe, expect, it } from "vitest";
import { closeThreads, KMeans, Points, type PointsLike, selectK, selectKAsync } from "mixtura";
import { type AnswerOptions, type Labels, silhouette, silhouetteAsync } from "mixtura/metrics";
import { blobs } from "../data.js";

const few = blobs(5000, 3, 4, 1);
const many = blobs(50_000, 3, 4, 2);
const flat = (data: Float64Array | Float32Array) => ({ data, shape: [data.length / 3, 3] });

const POINTS: Record<string, PointsLike> = {
  "a few rows": few.slice(0, 40),
  "5,000 rows": few,
  "5,000 rows in float32": flat(Float32Array.from(few.flat())),
  "50,000 rows": flat(Float64Array.from(many.flat())),
  "50,000 rows in float32": flat(Float32Array.from(many.flat())),
};
const CLUSTERINGS: Record<string, (i: number) => number | string> = {
  "two clusters": (i) => i % 2,
  "four, of which one has most": (i) => (i % 10 < 7 ? "a" : "bcd"[i % 3]),
  "one alone in its cluster": (i) => (i === 7 ? 9 : i % 3),
  "more clusters than can be paired": (i) => i % 1500,
  "forty clusters": (i) => (i * i) % 79,
  "a single cluster": () => 0,
};
const WAYS: Record<string, AnswerOptions> = {
  "without threads": {},
  "with one": { threads: 1 },
  "with two": { threads: 2 },
  'with "auto"': { threads: "auto" },
};

describe("silhouetteAsync gives the bits of silhouette", () => {
  for (const [form, points] of Object.entries(POINTS)) {
    const n = form.startsWith("50") ? 50_000 : form.startsWith("5") ? 5000 : 40;
    for (const [clustering, label] of Object.entries(CLUSTERINGS)) {
      it(`${form}, ${clustering}`, async () => {
        const labels: Labels = Array.from({ length: n }, (_, i) => label(i));
        for (const options of [{ seed: 3, sample: 99 }, n > 5000 ? { sample: 300 } : {}]) {
          const score = silhouette(points, labels, options);
          for (const way of Object.values(WAYS)) {
            expect(await silhouetteAsync(points, labels, { ...options, ...way })).toBe(score);
          }
        }
      });
    }
  }

  it("of the same Points, asked again, all at once, and where workers are ended meanwhile", async () => {
    using points = Points.from(few);
    const labels = few.map((_, i) => i % 5);
    const ways = [{}, { sample: 100 }, { sample: 1 }, { sample: Infinity, seed: 2 }];
    const scores = ways.map((way) => silhouette(points, labels, way));
    const later = () =>
      Promise.all(ways.map((way) => silhouetteAsync(points, labels, { ...way, threads: 2 })));
    expect(await later()).toEqual(scores);
    for (const milliseconds of [0, 2, 20]) {
      const asked = later();
      setTimeout(() => void closeThreads(), milliseconds);
      expect(await asked).toEqual(scores);
    }
  });
});

it("selectKAsync measures its silhouettes in workers, too, to the same bits", async () => {
  const options = { k: [2, 3, 4], weights: few.map((_, i) => i % 3) };
  const selected = await selectKAsync(KMeans, few, { ...options, threads: 2 });
  const alone = selectK(KMeans, few, options);
  // But for the remark of platforms that have none.
  const silhouettes = ({ table }: typeof alone) => table.map(({ silhouette }) => silhouette);
  expect(silhouettes(selected)).toEqual(silhouettes(alone));
  expect(selected.best.labels).toEqual(alone.best.labels);
});

describe("silhouetteAsync", () => {
  const labels = few.map((_, i) => i % 3);

  it("rejects bad input in the words of silhouette, and knows its own options", async () => {
    const score = (...asked: unknown[]) =>
      silhouetteAsync(...(asked as Parameters<typeof silhouetteAsync>));
    await expect(score([1, 2], [1])).rejects.toThrow(
      '"labels" expected one label per point (n = 2)',
    );
    await expect(score([1, NaN], [1, 2])).rejects.toThrow("NaN at row 1");
    await expect(score([1, 2], [1, null])).rejects.toThrow("null at index 1");
    await expect(score([1, 2], [1, 2], { sample: 0 })).rejects.toThrow('"sample" expected');
    await expect(score([1, 2], [1, 2], null)).rejects.toThrow('"options" expected an object');
    await expect(score([1, 2], [1, 2], { signal: {} })).rejects.toThrow(
      '"signal" expected an AbortSignal, got an object',
    );
    await expect(score([1, 2], [1, 2], { threads: "two" })).rejects.toThrow(
      '"threads" expected "auto" or an integer in 1..256, got "two"',
    );
    await expect(score([1, 2], [1, 2], { thread: 2 })).rejects.toThrow(
      '"options" expected only sample, seed, signal, threads, workerUrl, got unknown "thread" (did you mean "threads"?)',
    );
    expect(() => silhouette([1, 2], [1, 2], { threads: 2 } as never)).toThrow(
      'unknown "threads" (silhouetteAsync takes it)',
    );
  });

  it("is ended by its signal, before it has begun or while it runs", async () => {
    const reason = new Error("enough");
    for (const threads of [undefined, 2]) {
      const ended = { signal: AbortSignal.abort(reason), threads };
      await expect(silhouetteAsync(few, labels, ended)).rejects.toBe(reason);
      for (const [rows, sample] of [
        [many, 4000],
        [many.slice(0, 15_000), Infinity],
      ] as const) {
        const controller = new AbortController();
        const { signal } = controller;
        const of = rows.map((_, i) => i % 3);
        const score = silhouetteAsync(rows, of, { signal, sample, threads });
        setTimeout(() => controller.abort(reason), 5);
        await expect(score).rejects.toBe(reason);
      }
    }
  });

  it("leaves the thread to others", async () => {
    let turns = 0;
    let over = false;
    const tick = () => {
      turns++;
      if (!over) setTimeout(tick, 0);
    };
    tick();
    await silhouetteAsync(few, labels);
    over = true;
    expect(turns).toBeGreaterThan(2);
  });
});
