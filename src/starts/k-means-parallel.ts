import type { Part } from "../data/part.js";
import { begin, type Talk } from "../data/pending.js";
import { best, type Model } from "../em.js";
import { Candidates } from "../questions/candidates.js";
import type { Key } from "../questions/met.js";
import {
  CHANGED,
  COST,
  costsOf,
  HardPass,
  type HardStatistics,
  meansOf,
} from "../questions/hard.js";
import { Seeding } from "../questions/seeding.js";
import type { Random } from "../random.js";
import { kMeansPlusPlus } from "./k-means-plus-plus.js";

/** How many rounds there are, and how many rows each picks for a centroid, as Bahmani et al. have it. */
const ROUNDS = 5;
const OVERSAMPLING = 2;

/** The fits among candidates, of which the best is taken. */
const SHORT_FITS = { restarts: 4, maxIterations: 20 };

/** How many candidates there are at most. */
function mostCandidates(n: number, k: number): number {
  return Math.min(n, 1 + ROUNDS * OVERSAMPLING * k);
}

/** Bytes of linear memory that {@link kMeansParallel} needs: of n, only what is kept of a block. */
export function kMeansParallelBytes(n: number, d: number, k: number): number {
  const most = mostCandidates(n, k);
  return (
    Candidates.bytes(n, d, most) +
    HardPass.bytes(most, d, k, true) +
    Seeding.bytes(most, d, k, true) +
    Seeding.keptBytes(most, d, k)
  );
}

/**
 * k-means|| (Bahmani et al. 2012): in each of five rounds 2k rows, all picked in one sweep in
 * proportion to their squared distance from the nearest picked before; then k-means among these, each
 * with the weight of the rows around it. Seven sweeps over the rows, however many centroids there are.
 *
 * As long as there are fewer candidates than centroids, and rows that coincide with none, rounds go
 * on. Where every row coincides with a candidate and there are fewer than k, the rest are drawn from
 * all rows alike, as by k-means++.
 *
 * @returns k × d centroids, row-major
 */
export function* kMeansParallel(part: Part, k: number, random: Random): Talk<readonly number[]> {
  const candidates = new Candidates(part, mostCandidates(part.rows.count, k));
  let weighed: Part;
  try {
    yield* candidates.first(keyFrom(random));
    let apart = true;
    for (let round = 0; apart && (round < ROUNDS || candidates.count < k); round++) {
      apart = yield* candidates.pick(OVERSAMPLING * k, keyFrom(random));
    }
    weighed = yield* candidates.weighed();
  } finally {
    candidates.release();
  }
  try {
    return yield* centroidsAmong(weighed, k, random);
  } finally {
    weighed.rows.release();
    weighed.weights?.release();
  }
}

/**
 * Centroids of the best of a few short fits of k-means, where those without a row stay where they
 * were. They cost no sweep over the rows.
 */
function* centroidsAmong(part: Part, k: number, random: Random): Talk<readonly number[]> {
  const pass = new HardPass(part, k);
  let seeding: Seeding | undefined;
  try {
    const rows = (seeding = pass.seeding(k));
    const model: Model<readonly number[], HardStatistics> = {
      start: (random) => {
        pass.startAfresh();
        return begin(kMeansPlusPlus(rows, k, random));
      },
      eStep: (centroids) => pass.eStep(centroids),
      mStep: (statistics) => statistics.slice(meansOf(k), costsOf(k, part.rows.dimensions)),
      cost: (statistics) => statistics[COST],
      settled: (_, after) => after[CHANGED] === 0,
    };
    return (yield* best(model, random, SHORT_FITS)).theta;
  } finally {
    seeding?.release();
    pass.release();
  }
}

function keyFrom(random: Random): Key {
  const number = random.uniform() * 2 ** 53;
  return [Math.floor(number / 2 ** 32), number >>> 0];
}
