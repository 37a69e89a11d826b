import { nearest, squaredDistances } from "../score/distances";
import { CentroidSweep } from "./centroid-sweep";
import { COLUMN, startSearch, fillTile, ROWS, tileDistances, tileLabels } from "../lanes/tile";

/**
 * Labels every row of a block: each becomes argmin_c Σ_j (x_j − m_cj)².
 *
 * @param sweep the centroids
 * @param x in, rows × d, row-major
 * @param labels in (the labels before) and out, rows i32
 * @returns how many labels changed
 */
export function assignBlock(sweep: CentroidSweep, x: usize, rows: i32, labels: usize): i32 {
  const bytes = sweep.bytes;
  const d = sweep.d;
  const k = sweep.k;
  const centroids = sweep.centroids;
  const tile = sweep.tile;
  assert(rows > 0 && d > 0 && k > 0, "sizes are at least 1");
  const distances = tileDistances(tile, d);
  const found = tileLabels(tile, d);
  let changed = 0;
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    fillTile(x, bytes, count, d, tile);
    startSearch(distances, found);
    nearest(tile, d, centroids, k, distances, found);
    for (let r = 0; r < count; r++) {
      const label = <i32>load<i64>(found + ((<usize>r) << 3));
      changed += i32(label != load<i32>(labels));
      store<i32>(labels, label);
      labels += 4;
    }
    x += <usize>(count * d * bytes);
  }
  return changed;
}

/**
 * Euclidean distances of one block of rows to every centroid.
 *
 * @param sweep the centroids
 * @param x in, rows × d, row-major
 * @param out out, rows × k f64, row-major
 */
export function distancesBlock(sweep: CentroidSweep, x: usize, rows: i32, out: usize): void {
  const bytes = sweep.bytes;
  const d = sweep.d;
  const k = sweep.k;
  const tile = sweep.tile;
  const distances = tileDistances(tile, d);
  const pair = (<usize>d) << 3;
  const across = (<usize>k) << 3;
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    fillTile(x, bytes, count, d, tile);
    let m = sweep.centroids;
    // Two centroids at a time, so that a row's distances are stored in pairs; the last alone.
    for (let c = 0; c < k; c += 2) {
      const two = c + 1 < k;
      const next = two ? m + pair : m;
      squaredDistances(tile, d, m, next, 8, distances);
      let target = out + ((<usize>c) << 3);
      for (let r = 0; r < count; r++) {
        const both = f64x2.sqrt(
          v128.load64_lane(
            distances + ((<usize>r) << 3),
            v128.load64_zero(distances + ((<usize>r) << 3)),
            1,
            COLUMN,
          ),
        );
        if (two) v128.store(target, both);
        else store<f64>(target, f64x2.extract_lane(both, 0));
        target += across;
      }
      m = next + pair;
    }
    x += <usize>(count * d * bytes);
    out += <usize>count * across;
  }
}
