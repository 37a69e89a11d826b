import { answerTo, type Talk } from "../data/pending.js";
import type { Seeding } from "../questions/seeding.js";

/**
 * Moves each empty component to the point farthest from every centroid, the
 * lowest index first among empty components and among points. Ends where no
 * point is left that does not already coincide with a centroid, so duplicates
 * cannot keep it busy; what is still empty then stays where it was.
 *
 * Neither the other centroids nor the objective suffer: a point that gets a
 * centroid of its own only lowers the sum.
 *
 * @param centroids in and out, k × d, row-major
 */
export function* refillEmpty(
  centroids: number[],
  empty: readonly number[],
  seeding: Seeding,
  d: number,
): Talk<void> {
  yield* answerTo(seeding.fill(Infinity));
  yield* answerTo(seeding.lower(centroids.filter((_, i) => !empty.includes(Math.floor(i / d)))));
  for (const c of empty) {
    const { row, squaredDistance } = yield* answerTo(seeding.farthest());
    if (squaredDistance === 0) return;
    const point = seeding.row(row);
    for (let j = 0; j < d; j++) centroids[c * d + j] = point[j]!;
    yield* answerTo(seeding.lower(point));
  }
}
