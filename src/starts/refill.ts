import type { Talk } from "../data/pending.js";
import type { FarthestRows } from "../questions/farthest-rows.js";

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
 * @param rows released in the end
 */
export function* refillEmpty(
  centroids: number[],
  empty: readonly number[],
  rows: FarthestRows,
): Talk<void> {
  try {
    yield* rows.begin(centroids, empty);
    for (const c of empty) {
      const { row, squaredDistance } = yield* rows.farthest();
      if (squaredDistance === 0) return;
      const point = yield* rows.add(row);
      for (let j = 0; j < point.length; j++) centroids[c * point.length + j] = point[j];
    }
  } finally {
    rows.release();
  }
}
