import { describe, expect, it, vi } from "vitest";
import { GaussianMixture, Points, SoftKMeans } from "../../src/index.js";
import { core } from "../../src/core/core.js";
import { blobs } from "../data.js";

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;

/** n × d numbers that repeat only after long. */
function large(n: number, d: number): { data: Float64Array; shape: [number, number] } {
  let state = 1;
  const data = new Float64Array(n * d).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
  return { data, shape: [n, d] };
}

/** How often the linear memory of a fresh core grows while `work` runs. */
async function growths(work: (fresh: typeof import("../../src/index.js")) => unknown) {
  vi.resetModules();
  const fresh = await import("../../src/index.js");
  const grow = vi.spyOn(WebAssembly.Memory.prototype, "grow");
  try {
    work(fresh);
    return grow.mock.calls.length;
  } finally {
    grow.mockRestore();
  }
}

describe("responsibilities never lie in memory all at once", () => {
  const n = 2_000_000;
  const k = 100;
  const points = large(n, 2);

  // What n × k responsibilities would take, 1.6 GB, shows in either.
  it.each<[string, (of: Points) => unknown]>([
    [
      "soft k-means",
      (of) => SoftKMeans.fit(of, { k, stiffness: 50, start: "sample", maxIterations: 1 }),
    ],
    [
      "a diagonal mixture",
      (of) =>
        GaussianMixture.fit(of, { k, covariance: "diagonal", start: "sample", maxIterations: 1 }),
    ],
  ])(
    "%s of 2,000,000 × 2, k = 100, takes less than 64 bytes a point",
    (_, fit) => {
      const { memory } = core();
      const data = memory.bytes + n * 2 * 8;
      const kept = Points.from(points);
      const heap = process.memoryUsage().arrayBuffers - memory.bytes;
      fit(kept);
      expect(memory.bytes - data).toBeLessThan(64 * n);
      // Typed arrays that are not collected yet count as well: labels, and copies of them.
      expect(process.memoryUsage().arrayBuffers - memory.bytes - heap).toBeLessThan(64 * n);
      kept.dispose();
    },
    120_000,
  );
});

describe("a fit", () => {
  const points = blobs(500, 3, 4);
  const free = () => core().memory.freeBytes;
  const soft = { k: 4, stiffness: 1 };

  it("grows memory once, whatever the model, the start and the weights", async () => {
    for (const n of [4000, 20_000]) {
      const of = large(n, 3);
      const labels = new Int32Array(n).map((_, i) => Math.floor(((of.data[3 * i] + 1) / 2) * 7));
      const centroids = { data: of.data.subarray(0, 21), shape: [7, 3] };
      const weights = new Float64Array(n).map((_, i) => i % 3);
      const responsibilities = new Float64Array(7 * n).map((_, i) => 1 / 7 + ((i % 7) - 3) / 100);
      for (const start of [
        "k-means++",
        "k-means||",
        "sample",
        "k-means",
        { labels },
        { centroids },
        { responsibilities },
      ] as const) {
        for (const given of [{}, { weights }]) {
          const options = { k: 7, maxIterations: 2, ...given };
          for (const covariance of FORMS) {
            const grown = await growths((fresh) =>
              fresh.GaussianMixture.fit(of, { ...options, covariance, start }),
            );
            expect(grown, `n ${n}, ${covariance}, ${JSON.stringify(start).slice(0, 20)}`).toBe(1);
          }
          if (start === "k-means") continue;
          for (const stiffness of [1, Infinity]) {
            for (const distance of ["half-squared", "euclidean"] as const) {
              const grown = await growths((fresh) =>
                fresh.SoftKMeans.fit(of, { ...options, start, stiffness, distance }),
              );
              expect(
                grown,
                `n ${n}, β ${stiffness}, ${distance}, ${JSON.stringify(start).slice(0, 20)}`,
              ).toBe(1);
            }
          }
        }
      }
    }
  });

  it("from parameters, of many components in many dimensions, grows memory once", async () => {
    const [k, d] = [40, 60];
    const of = large(10 * k, d);
    const row = (i: number) => Array.from({ length: d }, (_, j) => Number(i === j));
    const eye = Array.from({ length: d }, (_, i) => row(i));
    const each = <Item>(item: Item) => Array.from({ length: k }, () => item);
    for (const [covariance, covariances] of [
      ["spherical", each(1)],
      ["diagonal", each(new Array<number>(d).fill(1))],
      ["tied", eye],
      ["full", each(eye)],
    ] as const) {
      const start = { weights: each(1 / k), means: blobs(k, d, 3), covariances } as never;
      const grown = await growths((fresh) =>
        fresh.GaussianMixture.fit(of, { k, covariance, start, maxIterations: 1 }),
      );
      expect(grown, covariance).toBe(1);
    }
  });

  it("gives its memory back when it ends, fails or is left half-way", () => {
    const weights = points.map((_, i) => i % 2);
    const start = { labels: points.map((_, i) => i % 4) };
    const runs = () => {
      const models = FORMS.map((covariance) =>
        GaussianMixture.fit(points, { k: 4, covariance, weights }),
      );
      for (const model of models) {
        model.predict(points);
        model.responsibilities(points);
        model.logDensity(points);
        model.sample(5000);
        GaussianMixture.fromJSON(model.toJSON()).logDensity(points);
      }
      GaussianMixture.fit(points, { k: 4, start: "k-means", restarts: 2 });
      GaussianMixture.fit(points, { k: 4, start });
      const stiff = SoftKMeans.fit(points, { k: 4, stiffness: Infinity, distance: "euclidean" });
      stiff.responsibilities(points);
      // Far centroids become empty, for which more memory is needed.
      const centroids = [0, 1, 2, 3].map((c) => [1e9 * c, 0, 0]);
      SoftKMeans.fit(points, { ...soft, start: { centroids } }).responsibilities(points);
      expect(() => SoftKMeans.fit([...points, [1, 2, NaN]], soft)).toThrow(RangeError);
      expect(() => SoftKMeans.fit([...points, [1, 2, 1e200]], soft)).toThrow(RangeError);
      expect(() => SoftKMeans.fit(points, { ...soft, stiffness: -1 })).toThrow(RangeError);
      expect(() => GaussianMixture.fit([...points, [1, 2, 1e200]], { k: 4 })).toThrow(RangeError);
      expect(() => GaussianMixture.fit(points, { k: 4, weights: points.map(() => 1e300) })).toThrow(
        RangeError,
      );
      expect(() => models[0].predict([[1, 2, NaN]])).toThrow(RangeError);
      expect(() => models[0].logDensity([[1, 2, 1e200]])).toThrow(RangeError);
      for (const step of GaussianMixture.steps(points, { k: 4, covariance: "full" })) {
        expect(step.iteration).toBe(1);
        break;
      }
      for (const step of SoftKMeans.steps(points, soft)) {
        expect(step.iteration).toBe(1);
        break;
      }
      SoftKMeans.steps(points, soft).return(stiff);
      GaussianMixture.steps(points, { k: 4 }).return(models[0] as GaussianMixture<"spherical">);
    };
    runs();
    const before = free();
    const size = core().memory.bytes;
    runs();
    expect(free()).toBe(before);
    expect(core().memory.bytes).toBe(size);
  });
});
