import { nearest } from "../score/distances";
import { startSearch, fillTile, ROWS, tileDistances, tileLabels } from "../lanes/tile";

/**
 * Labels every row of a block: each becomes argmin_c Σ_j (x_j − m_cj)².
 *
 * @param x in, rows × d of `bytes` bytes each, row-major
 * @param centroids in, k × d f64, row-major
 * @param labels in (the labels before) and out, rows i32
 * @param tile scratch, d + 2 columns
 * @returns how many labels changed
 */
export function assignBlock(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  labels: usize,
  tile: usize,
): i32 {
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
 * @param x in, rows × d of `bytes` bytes each, row-major
 * @param centroids in, k × d f64, row-major
 * @param out out, rows × k f64, row-major
 * @param tile scratch, d + 2 columns
 */
export function distancesBlock(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  out: usize,
  tile: usize,
): void {
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
