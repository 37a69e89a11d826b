import { describe, expect, it } from "vitest";
import { BLOCK_ROWS, Fold, foldDepth } from "../../src/core/blocks.js";
import { carve, core } from "../../src/core/core.js";
import { costsOf, HardPass, meansOf, SIZES } from "../../src/questions/hard.js";
import { writeIntegers } from "../../src/core/core.js";
import { CENTROID_SWEEP, recordBytes } from "../../src/core/records.js";
import { assign } from "../../src/questions/distances.js";
import { Rows } from "../../src/core/rows.js";
import { partOf, weightRows } from "../../src/data/part.js";
import { answered, begin } from "../../src/data/pending.js";
import { blobs, uniforms, worstError } from "../data.js";
import * as reference from "../reference/k-means.js";

function rowsOf(points: readonly (readonly number[])[], precision: "float64" | "float32"): Rows {
  const rows = new Rows(points.length, points[0].length, precision);
  rows.view().set(points.flat());
  return rows;
}

const PRECISIONS = ["float64", "float32"] as const;
const AROUND_LANES = [1, 2, 3, 4, 5, 7, 8, 9, 17];

describe("fold", () => {
  /** Sums block b's vector in the aligned tree, written down as the tree it is. */
  function tree(
    values: readonly number[],
    size = 2 ** Math.ceil(Math.log2(values.length)),
  ): number {
    if (values.length === 0) return 0;
    if (size === 1) return values[0];
    const left = tree(values.slice(0, size / 2), size / 2);
    const right = values.slice(size / 2);
    return right.length === 0 ? left : left + tree(right, size / 2);
  }

  it("is an aligned power-of-two tree over blocks, for any number of them", () => {
    const uniform = uniforms(4);
    for (let blocks = 1; blocks <= 40; blocks++) {
      const n = blocks * BLOCK_ROWS - (blocks % 3);
      const values = Array.from({ length: blocks }, () => 10 ** (12 * uniform() - 6));
      const space = carve({ stack: foldDepth(n) * 3 * 8 });
      const { memory } = core();
      const fold = new Fold(space.at("stack"), 3);
      // In parts, as ranges of rows come.
      const part = 3 * BLOCK_ROWS;
      for (let begin = 0; begin < n; begin += part) {
        fold.add(begin, Math.min(part, n - begin), (first, rows, target) => {
          const value = values[first / BLOCK_ROWS];
          memory.f64(target, 3).set([value, rows, -value]);
        });
      }
      const [sum, rows, negative] = memory.f64(fold.total(), 3);
      expect(sum).toBe(tree(values));
      expect(negative).toBe(-tree(values));
      expect(rows).toBe(n);
      space.region.release();
    }
  });

  it("of a subtree computed apart gives the same bits", () => {
    const uniform = uniforms(5);
    const values = Array.from({ length: 13 }, () => uniform() * 1e6);
    const halves = tree([tree(values.slice(0, 8)), tree(values.slice(8), 8)]);
    expect(halves).toBe(tree(values));
  });
});

describe.each(PRECISIONS)("kernels on %s rows", (precision) => {
  const rounded = (points: number[][]) =>
    precision === "float32" ? points.map((x) => x.map(Math.fround)) : points;

  it("find labels and statistics as the reference does, at lane boundaries", () => {
    for (const n of AROUND_LANES) {
      for (const d of AROUND_LANES) {
        for (const k of AROUND_LANES) {
          const points = rounded(blobs(n, d, 3, n + 31 * d + 7 * k));
          const centroids = rounded(blobs(k, d, 3, n + 31 * d + 7 * k + 1));
          const weights = n % 2 ? Float64Array.from(points, (_, i) => 1 + (i % 3)) : undefined;
          const data = weightRows(rowsOf(points, precision), weights);
          const pass = new HardPass(data, k);
          const statistics = answered(pass.eStep(centroids.flat()));
          const labels = reference.assign(points, centroids);
          const list = weights && Array.from(weights);
          expect(Array.from(answered(pass.labels()))).toEqual(labels);
          expect(
            worstError(statistics[0], reference.inertia(points, centroids, labels, list)),
          ).toBeLessThan(2 ** -52);
          expect(statistics.slice(SIZES, SIZES + k)).toEqual(reference.sizes(labels, k, list));
          const means = reference.EXACT.means(points, labels, centroids, list);
          expect(statistics.slice(meansOf(k), costsOf(k, d))).toEqual(means.flat());
          const costs = statistics.slice(costsOf(k, d));
          expect(costs).toHaveLength(k);
          for (let c = 0; c < k; c++) {
            const own = (values: readonly number[] | number[][]) =>
              (values as unknown[]).filter((_, i) => labels[i] === c);
            const mine = own(points) as number[][];
            const expected = reference.FLOAT64.inertia(
              mine,
              centroids,
              mine.map(() => c),
              list && (own(list) as number[]),
            );
            expect(costs[c]).toBeCloseTo(expected, 8);
          }
          expect(statistics[1]).toBe(labels.filter((label) => label !== 0).length);
          expect(answered(pass.eStep(centroids.flat()))[1]).toBe(0);
          expect(Array.from(answered(begin(assign(data, centroids.flat(), k))))).toEqual(labels);
          const given = labels.map((label) => (label + 1) % k);
          const shifted = answered(pass.labelled(given));
          expect(shifted.slice(SIZES, SIZES + k)).toEqual(reference.sizes(given, k, list));
          pass.release();
          data.weights?.release();
          data.rows.release();
        }
      }
    }
  });

  it("see the largest magnitude, NaN and infinity at every position", () => {
    for (const n of AROUND_LANES) {
      for (let at = 0; at < n; at++) {
        const values = Array.from({ length: n }, (_, i) => [((i % 5) - 2) / 4]);
        for (const [value, expected] of [
          [-8, 8],
          [NaN, NaN],
          [-Infinity, Infinity],
        ]) {
          values[at] = [value];
          const rows = rowsOf(values, precision);
          expect(rows.largestMagnitude()).toBe(expected);
          rows.release();
        }
      }
    }
  });
});

describe.each(PRECISIONS)("kernels on %s rows at the very end of memory", (precision) => {
  it("read nothing past the last one", () => {
    const { memory, kernels } = core();
    const value = precision === "float32" ? 4 : 8;
    for (const [n, d] of [
      [1, 1],
      [3, 2],
      [7, 3],
      [9, 1],
    ]) {
      const record = recordBytes(CENTROID_SWEEP);
      const sizes = { record, centroids: 64, labels: 64, closest: 128, out: 256, tile: 1024, sums: 256, records: 2048 }; // prettier-ignore
      const scratch = carve(sizes);
      const { at, addresses } = scratch;
      memory.f64(at("sums"), 32).fill(0);
      // No words, of no weights, in records of 256 bytes.
      memory.i32(at("sums") + 14 * 8, 7).set([2, 1, 256, ...Array<number>(4).fill(at("records"))]);
      const sweep = addresses.record;
      writeIntegers(sweep, CENTROID_SWEEP, { bytes: value, d, k: 1, ...addresses });
      const run = (first: number) => {
        kernels.assignBlock(sweep, first, n, at("labels"));
        kernels.surveyRows(first, value, n, d, 0, at("sums"));
        kernels.sumRows(first, value, n, d, 0, 0, at("labels"), at("sums"));
        kernels.addCosts(first, value, n, d, 0, at("labels"), at("sums"));
        kernels.distancesBlock(sweep, first, n, at("out"));
        kernels.lowerFrom(sweep, first, n, 1, at("closest"), 0);
        kernels.largestMagnitude(first, value, n * d);
      };
      // Rows so placed, in memory that is free, that one value further is a trap.
      memory.reserve(2 ** 16);
      const x = memory.bytes - n * d * value;
      run(x);
      expect(() => run(x + value)).toThrow(WebAssembly.RuntimeError);
      scratch.region.release();
    }
  });
});

describe("labels", () => {
  it("are 0 where every distance overflows, whatever stood in memory", () => {
    const { memory } = core();
    const dirty = memory.allocate(2 ** 16);
    memory.f64(dirty.address, 2 ** 13).fill(NaN);
    dirty.release();
    const rows = rowsOf([[1e300], [-1e300], [1]], "float64");
    expect(Array.from(answered(begin(assign(partOf(rows), [1e308, 0], 2))))).toEqual([0, 0, 1]);
    rows.release();
  });
});
