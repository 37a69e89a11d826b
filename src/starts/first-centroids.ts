import { type Asked, begin } from "../data/pending.js";
import type { Seeding } from "../questions/seeding.js";
import type { Random } from "../random.js";
import { kMeansPlusPlus, sampleRows } from "./k-means-plus-plus.js";
import type { CentroidsStart } from "./options.js";

/**
 * The first centroids, k × d, row-major: those given, or rows drawn at random.
 *
 * @param seeding asked for where rows are drawn
 */
export function firstCentroids(
  start: CentroidsStart,
  k: number,
  random: Random,
  seeding: () => Seeding,
): Asked<readonly number[]> {
  if (start.kind === "centroids") return start.centroids;
  const draw = start.kind === "sample" ? sampleRows : kMeansPlusPlus;
  return begin(draw(seeding(), k, random));
}
