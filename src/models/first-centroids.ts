import type { Random } from "../random.js";
import { kMeansPlusPlus, sampleRows } from "../start.js";
import type { Seeding } from "../wasm/seeding.js";
import type { HardStart } from "./start-options.js";

/**
 * The first centroids, k × d, as a start asks for them.
 *
 * @param seeding called where rows are drawn
 * @param meansOf the means of labelled points
 */
export function firstCentroids(
  start: HardStart,
  k: number,
  random: Random,
  seeding: () => Seeding,
  meansOf: (labels: Int32Array) => readonly number[],
): readonly number[] {
  switch (start.kind) {
    case "k-means++":
      return kMeansPlusPlus(seeding(), k, random);
    case "sample":
      return sampleRows(seeding(), k, random);
    case "centroids":
      return start.centroids;
    case "labels":
      return meansOf(start.labels);
  }
}
