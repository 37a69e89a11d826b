import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { core } from "../../src/core/core.js";
import { Rows } from "../../src/core/rows.js";
import { partOf } from "../../src/data/part.js";
import { answered, begin } from "../../src/data/pending.js";
import { atOnce, inSlices } from "../../src/data/sweep.js";
import { Farthest } from "../../src/questions/farthest.js";
import { refillEmpty } from "../../src/starts/refill.js";
import { blobs, uniforms } from "../data.js";
import { nearest, squaredDistance } from "../reference/k-means.js";

type Points = readonly (readonly number[])[];

/** As `refillEmpty` says it: every row against every centroid. */
function refilled(points: Points, centroids: Points, empty: readonly number[]): Points {
  const result = centroids.map((m) => m);
  const placed = centroids.filter((_, c) => !empty.includes(c));
  for (const c of empty) {
    const distances = points.map((x) => squaredDistance(x, placed[nearest(x, placed)]));
    const most = Math.max(...distances);
    if (most === 0) break;
    result[c] = points[distances.indexOf(most)];
    placed.push(result[c]);
  }
  return result;
}

describe("empty components", () => {
  it("go to the same rows, whether labels are known or not, at once or in slices", () => {
    fc.assert(
      fc.property(
        fc.record({
          n: fc.integer({ min: 2, max: 3000 }),
          d: fc.integer({ min: 1, max: 9 }),
          k: fc.integer({ min: 2, max: 12 }),
          gaps: fc.integer({ min: 1, max: 4 }),
          coarse: fc.boolean(),
          seed: fc.nat(2 ** 31),
        }),
        fc.constantFrom<"float64" | "float32">("float64", "float32"),
        fc.constantFrom(atOnce, inSlices),
        ({ n, d, k, gaps, coarse, seed }, precision, pace) => {
          const points = blobs(n, d, 5, seed).map((x) =>
            x.map(coarse ? Math.round : precision === "float32" ? Math.fround : Number),
          );
          const centroids = blobs(k, d, 3, seed + 1);
          const uniform = uniforms(seed);
          const empty = centroids.map((_, c) => c).filter((c) => c > 0 && uniform() < gaps / k);
          fc.pre(empty.length > 0);
          const placed = centroids.filter((_, c) => !empty.includes(c));
          const full = centroids.map((_, c) => c).filter((c) => !empty.includes(c));
          // Near, but not always the nearest: centroids have moved since.
          const labels = points.map((x) => (uniform() < 0.1 ? full[0] : full[nearest(x, placed)]));
          const rows = new Rows(n, d, precision);
          rows.view().set(points.flat());
          const { memory } = core();
          const region = memory.allocate(n * 4);
          memory.i32(region.address, n).set(labels);
          const expected = refilled(points, centroids, empty).flat();
          for (const known of [region.address, 0]) {
            const found = centroids.flat();
            const farthest = new Farthest({ ...partOf(rows), pace }, k, known);
            answered(begin(refillEmpty(found, empty, farthest)));
            expect(found).toEqual(expected);
          }
          region.release();
          rows.release();
        },
      ),
    );
  });
});
