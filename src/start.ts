import type { Random } from "./random.js";
import type { Seeding } from "./wasm/seeding.js";

/**
 * How many candidates greedy k-means++ weighs at each step: 2 + ⌊ln k⌋, the
 * number Arthur & Vassilvitskii (2007) used in their own experiments.
 */
export function candidateCount(k: number): number {
  return 2 + Math.floor(Math.log(k));
}

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007): each next centroid is the
 * best of a few rows drawn in proportion to their squared distance from the
 * nearest centroid so far. Once every row coincides with a centroid, the rest
 * are drawn from all rows alike.
 *
 * @returns k × d centroids, row-major
 */
export function kMeansPlusPlus(seeding: Seeding, k: number, random: Random): number[] {
  const chosen: number[][] = [];
  seeding.fill(1);
  chosen.push(seeding.row(seeding.draw(random.uniform())));
  seeding.fill(Infinity);
  while (chosen.length < k) {
    seeding.lower(chosen.at(-1)!);
    if (seeding.potential === 0) {
      seeding.fill(1);
      while (chosen.length < k) chosen.push(seeding.row(seeding.draw(random.uniform())));
    } else {
      const candidates = Array.from({ length: candidateCount(k) }, () =>
        seeding.row(seeding.draw(random.uniform())),
      );
      chosen.push(candidates[lowest(seeding.potentialsAfter(candidates))]);
    }
  }
  return chosen.flat();
}

/**
 * k different observed rows, drawn without replacement in proportion to their
 * weights: the start of MacKay (2003), section 20.1.
 *
 * @returns k × d centroids, row-major
 */
export function sampleRows(seeding: Seeding, k: number, random: Random): number[] {
  seeding.fill(1);
  const chosen = Array.from({ length: k }, () => {
    const row = seeding.draw(random.uniform());
    seeding.exclude(row);
    return seeding.row(row);
  });
  return chosen.flat();
}

/** The index of the smallest value, the first of equal ones. */
function lowest(values: Float64Array): number {
  let index = 0;
  values.forEach((value, i) => {
    if (value < values[index]) index = i;
  });
  return index;
}
