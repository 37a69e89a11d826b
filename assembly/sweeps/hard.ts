import { nearest } from "../score/distances";
import { CentroidSweep } from "./centroid-sweep";
import { startSearch, fillTile, ROWS, tileDistances, tileLabels } from "../lanes/tile";

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
  const centroids = sweep.centroids;
  const tile = sweep.tile;
  const distances = tileDistances(tile, d);
  const unused = tileLabels(tile, d);
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    fillTile(x, bytes, count, d, tile);
    for (let c = 0; c < k; c++) {
      startSearch(distances, unused);
      nearest(tile, d, centroids + ((<usize>(c * d)) << 3), 1, distances, unused);
      for (let r = 0; r < count; r++) {
        const squared = load<f64>(distances + ((<usize>r) << 3));
        store<f64>(out + ((<usize>((row + r) * k + c)) << 3), sqrt(squared));
      }
    }
    x += <usize>(count * d * bytes);
  }
}
