import type { Part } from "../data/part.js";
import { type Asked, begin } from "../data/pending.js";
import type { Seeding } from "../questions/seeding.js";
import type { Random } from "../random.js";
import { kMeansParallel } from "./k-means-parallel.js";
import { kMeansPlusPlus, sampleRows } from "./k-means-plus-plus.js";
import type { CentroidsStart } from "./options.js";

/**
 * The first centroids, k × d, row-major: those given, or rows drawn at random.
 *
 * @param seeding asked for where rows are drawn one after the other
 */
export function firstCentroids(
  start: CentroidsStart,
  k: number,
  random: Random,
  part: Part,
  seeding: () => Seeding,
): Asked<readonly number[]> {
  if (start.kind === "centroids") return start.centroids;
  if (start.kind === "k-means||") return begin(kMeansParallel(part, k, random));
  const draw = start.kind === "sample" ? sampleRows : kMeansPlusPlus;
  return begin(draw(seeding(), k, random));
}
