import { core } from "../core/core.js";
import type { Part } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { distanceBlocks } from "./distances.js";

/**
 * Euclidean distances of some rows to all rows, summed by the cluster of the
 * latter, in the order of the rows: how many are done at a time changes no bit.
 *
 * @param from the indices of the rows whose distances are wanted
 * @param clusters the cluster of every row, in 0..k−1
 * @returns k × from.length, row-major
 */
export function* distanceSums(
  part: Part,
  from: ArrayLike<number>,
  clusters: Int32Array,
  k: number,
): Talk<Float64Array> {
  const { memory } = core();
  const { rows } = part;
  const width = from.length;
  const origins: number[] = [];
  for (let i = 0; i < width; i++) {
    for (const value of rows.view(from[i], 1)) origins.push(value);
  }
  const sums = new Float64Array(k * width);
  yield* distanceBlocks(part, origins, width, width * 8, (sweep, x, first, count, out) => {
    rows.kernels.distancesBlock(sweep, x, count, out);
    const distances = memory.f64(out, count * width);
    for (let row = 0, at = 0; row < count; row++) {
      const sum = clusters[first + row] * width;
      for (let i = 0; i < width; i++) sums[sum + i] += distances[at++];
    }
  });
  return sums;
}
