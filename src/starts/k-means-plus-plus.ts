import { Pending, type Talk } from "../data/pending.js";
import type { Random } from "../random.js";
import type { Seeding } from "../questions/seeding.js";

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
export function* kMeansPlusPlus(seeding: Seeding, k: number, random: Random): Talk<number[]> {
  const drawn = () => seeding.row(seeding.draw(random.uniform()));
  const alike = seeding.fill(1);
  if (alike instanceof Pending) yield alike;
  const chosen = [drawn()];
  const far = seeding.fill(Infinity);
  if (far instanceof Pending) yield far;
  while (chosen.length < k) {
    const lowered = seeding.lower(chosen.at(-1)!);
    if (lowered instanceof Pending) yield lowered;
    if (seeding.potential === 0) {
      const rest = seeding.fill(1);
      if (rest instanceof Pending) yield rest;
      while (chosen.length < k) chosen.push(drawn());
    } else {
      const candidates: number[][] = [];
      for (let i = candidateCount(k); i > 0; i--) candidates.push(drawn());
      const asked = seeding.potentialsAfter(candidates);
      const potentials = asked instanceof Pending ? ((yield asked) as number[]) : asked;
      chosen.push(candidates[lowest(potentials)]);
    }
  }
  return joined(chosen);
}

/**
 * k different observed rows, drawn without replacement in proportion to their
 * weights: the start of MacKay (2003), section 20.1.
 *
 * @returns k × d centroids, row-major
 */
export function* sampleRows(seeding: Seeding, k: number, random: Random): Talk<number[]> {
  const alike = seeding.fill(1);
  if (alike instanceof Pending) yield alike;
  const chosen = Array.from({ length: k }, () => {
    const row = seeding.draw(random.uniform());
    seeding.exclude(row);
    return seeding.row(row);
  });
  return joined(chosen);
}

/** Rows one after the other. Not by flat, which was a tenth of a start on 150 × 4. */
function joined(rows: readonly (readonly number[])[]): number[] {
  const all: number[] = [];
  for (const row of rows) for (const value of row) all.push(value);
  return all;
}

/** The index of the smallest value, the first of equal ones. */
function lowest(values: readonly number[]): number {
  let index = 0;
  values.forEach((value, i) => {
    if (value < values[index]) index = i;
  });
  return index;
}
