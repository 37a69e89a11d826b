import { describe, expect, it } from "vitest";
import {
  type AnswerOptions,
  closeThreads,
  GaussianMixture,
  KMeans,
  Points,
  type PointsLike,
  SoftKMeans,
} from "mixtura";
import { blobs } from "../data.js";

const D = 3;
const flat = (data: Float64Array | Float32Array) => ({ data, shape: [data.length / D, D] });
const few = blobs(5000, D, 4, 1);
const many = blobs(50_000, D, 4, 2);

/** Every question that has a promise, and what gives the same at once. */
interface Asked {
  readonly now: (points: PointsLike) => Int32Array | Float64Array;
  readonly later: (
    points: PointsLike,
    options?: AnswerOptions,
  ) => Promise<Int32Array | Float64Array>;
}

function questionsOf(precision: "float64" | "float32"): Record<string, Asked> {
  const some = few.slice(0, 600);
  const hard = KMeans.fit(some, { k: 4, precision });
  // Of labels that leave a component without points.
  const labels = some.map((_, i) => (i % 3 === 0 ? 0 : 2));
  const holey = KMeans.fromJSON({ ...hard.toJSON({ labels: false }), sizes: [300, 0, 200, 100] });
  const soft = SoftKMeans.fit(some, { k: 3, stiffness: 2, precision });
  const euclidean = SoftKMeans.fit(some, { k: 3, stiffness: 2, distance: "euclidean", precision });
  const limit = SoftKMeans.fit(some, { k: 3, stiffness: Infinity, start: { labels }, precision });
  const even = SoftKMeans.fit(some, { k: 2, stiffness: 0, precision });
  const spherical = GaussianMixture.fit(some, { k: 4, precision });
  const full = GaussianMixture.fit(some, { k: 3, covariance: "full", precision });
  const predict = (model: KMeans | SoftKMeans | GaussianMixture): Asked => ({
    now: (points) => model.predict(points),
    later: (points, options) => model.predictAsync(points, options),
  });
  const share = (model: SoftKMeans | GaussianMixture): Asked => ({
    now: (points) => model.responsibilities(points),
    later: (points, options) => model.responsibilitiesAsync(points, options),
  });
  const density = (model: GaussianMixture): Asked => ({
    now: (points) => model.logDensity(points),
    later: (points, options) => model.logDensityAsync(points, options),
  });
  return {
    "labels of k-means": predict(hard),
    "labels of k-means with an empty component": predict(holey),
    "labels of soft k-means": predict(soft),
    "labels of soft k-means at the limit": predict(limit),
    "labels where all share all": predict(even),
    "shares of soft k-means": share(soft),
    "shares by Euclidean distance": share(euclidean),
    "shares at the limit": share(limit),
    "labels of a spherical mixture": predict(spherical),
    "labels of a full mixture": predict(full),
    "shares of a spherical mixture": share(spherical),
    "shares of a full mixture": share(full),
    "densities of a spherical mixture": density(spherical),
    "densities of a full mixture": density(full),
  };
}

/** Not by toEqual, which takes a second for a million numbers. */
function expectBits(got: Int32Array | Float64Array, expected: Int32Array | Float64Array): void {
  expect(got.constructor).toBe(expected.constructor);
  expect(got.length).toBe(expected.length);
  expect(got.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
}

const WAYS: Record<string, AnswerOptions> = {
  "without threads": {},
  "with one": { threads: 1 },
  "with two": { threads: 2 },
  'with "auto"': { threads: "auto" },
};

for (const precision of ["float64", "float32"] as const) {
  describe(`a promise gives the bits of an answer at once: models of ${precision}`, () => {
    const questions = questionsOf(precision);
    const forms: Record<string, PointsLike> = {
      "one row": [few[0]],
      rows: few,
      "many in float64": flat(Float64Array.from(many.flat())),
      "many in float32": flat(Float32Array.from(many.flat())),
    };
    for (const [name, { now, later }] of Object.entries(questions)) {
      it(name, async () => {
        for (const points of Object.values(forms)) {
          const answer = now(points);
          for (const options of Object.values(WAYS)) {
            expectBits(await later(points, options), answer);
          }
        }
      });
    }

    it("of the same Points, asked again and all at once", async () => {
      using points = Points.from(forms["many in float64"], { precision });
      const asked = Object.values(questions);
      for (let time = 0; time < 2; time++) {
        const answers = await Promise.all(asked.map(({ later }) => later(points, { threads: 2 })));
        answers.forEach((answer, i) => expectBits(answer, asked[i].now(points)));
      }
    });
  });
}

describe("a promise of an answer", () => {
  const questions = Object.entries(questionsOf("float64"));

  it.each(questions)("rejects bad input in the words of its like: %s", async (name, question) => {
    const { now, later } = question;
    for (const points of [[1, 2], [[1, NaN, 3]], [[1, 2, 1e300]], [], "abc", [[1, 2]]]) {
      let refusal: unknown;
      try {
        now(points as never);
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toBeInstanceOf(Error);
      for (const threads of [undefined, 2]) {
        await expect(later(points as never, { threads })).rejects.toEqual(refusal);
      }
    }
    const rows = name.startsWith("shares") ? ", rows" : "";
    const known = `"options" expected only signal, threads, workerUrl${rows}, got unknown`;
    await expect(later(few, { onProgress: () => {} } as never)).rejects.toThrow(
      `${known} "onProgress"`,
    );
    await expect(later(few, { thread: 2 } as never)).rejects.toThrow(
      `${known} "thread" (did you mean "threads"?)`,
    );
    await expect(later(few, null as never)).rejects.toThrow(
      '"options" expected an object, got null',
    );
    await expect(later(few, { signal: 1 } as never)).rejects.toThrow(
      '"signal" expected an AbortSignal, got 1',
    );
    await expect(later(few, { threads: 0 })).rejects.toThrow(
      '"threads" expected "auto" or an integer in 1..256, got 0',
    );
  });

  it.each(questions)("is ended by its signal: %s", async (_, { later }) => {
    const reason = new Error("enough");
    for (const threads of [undefined, 2]) {
      const ended = { signal: AbortSignal.abort(reason), threads };
      await expect(later(many, ended)).rejects.toBe(reason);
      const controller = new AbortController();
      const answer = later(many, { signal: controller.signal, threads });
      controller.abort(reason);
      await expect(answer).rejects.toBe(reason);
    }
  });

  it("comes to the same where its workers are ended meanwhile", async () => {
    for (const [, { now, later }] of questions) {
      for (const milliseconds of [0, 5]) {
        const answer = later(many, { threads: 2 });
        setTimeout(() => void closeThreads(), milliseconds);
        expectBits(await answer, now(many));
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
    const means = many.slice(0, 60);
    const model = KMeans.fit(means, { k: 60, start: { centroids: means }, maxIterations: 1 });
    await model.predictAsync(blobs(800_000, D, 4, 3));
    over = true;
    expect(turns).toBeGreaterThan(2);
  });
});
