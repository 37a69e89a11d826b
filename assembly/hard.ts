import { nearest } from "./score";
import { addDifference, addSize, sizesOf, statisticsLength, sumsOf } from "./statistics";
import { startSearch, fillTile, ROWS, tileDistances, tileLabels } from "./tile";

/**
 * Labels one block of rows: each becomes argmin_c Σ_j (x_j − m_cj)², and with
 * `statistics` given, the block's statistics under those labels.
 *
 * @param x in, rows × d of T, row-major
 * @param centroids in, k × d f64, row-major
 * @param weights in, rows f64, or 0 where every weight is 1
 * @param labels in (the labels before) and out, rows i32
 * @param statistics out, statisticsLength(k, d) f64, or 0 where only labels are wanted
 * @param tile scratch, d + 2 columns
 */
export function hardBlock<T extends number>(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  weights: usize,
  labels: usize,
  statistics: usize,
  tile: usize,
): void {
  assert(rows > 0 && d > 0 && k > 0, "sizes are at least 1");
  const distances = tileDistances(tile, d);
  const found = tileLabels(tile, d);
  const stride = <usize>d * sizeof<T>();
  if (statistics) memory.fill(statistics, 0, (<usize>statisticsLength(k, d)) << 3);
  const sizes = sizesOf(statistics);
  const sums = sumsOf(statistics, k);
  const centroidBytes = (<usize>d) << 3;
  let cost = 0.0;
  let changed = 0;
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    fillTile<T>(x, count, d, tile);
    startSearch(distances, found);
    nearest(tile, d, centroids, k, distances, found);
    for (let r = 0; r < count; r++) {
      const label = <i32>load<i64>(found + ((<usize>r) << 3));
      assert(label >= 0 && label < k, "a label names a component");
      if (statistics) {
        changed += i32(label != load<i32>(labels));
        const weight = weights ? load<f64>(weights + ((<usize>(row + r)) << 3)) : 1.0;
        cost += weight * load<f64>(distances + ((<usize>r) << 3));
        const at = <usize>label * centroidBytes;
        addSize(sizes + ((<usize>label) << 3), weight);
        addDifference<T>(sums + at, x, centroids + at, d, weight);
      }
      store<i32>(labels, label);
      labels += 4;
      x += stride;
    }
  }
  if (statistics) {
    store<f64>(statistics, cost);
    store<f64>(statistics, <f64>changed, 8);
  }
}

/**
 * Statistics of one block under labels that are given, not found. Its cost and
 * changed stay 0: nothing has been scored.
 *
 * @param x in, rows × d of T, row-major
 * @param centroids in, k × d f64, row-major: what the sums are about
 * @param weights in, rows f64, or 0 where every weight is 1
 * @param labels in, rows i32, each in 0..k-1
 * @param statistics out, statisticsLength(k, d) f64
 */
export function labelledBlock<T extends number>(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  weights: usize,
  labels: usize,
  statistics: usize,
): void {
  memory.fill(statistics, 0, (<usize>statisticsLength(k, d)) << 3);
  const sizes = sizesOf(statistics);
  const sums = sumsOf(statistics, k);
  const centroidBytes = (<usize>d) << 3;
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels + ((<usize>row) << 2));
    assert(label >= 0 && label < k, "a label names a component");
    const weight = weights ? load<f64>(weights + ((<usize>row) << 3)) : 1.0;
    const at = <usize>label * centroidBytes;
    addSize(sizes + ((<usize>label) << 3), weight);
    addDifference<T>(sums + at, x, centroids + at, d, weight);
    x += <usize>d * sizeof<T>();
  }
}

/**
 * Euclidean distances of one block of rows to every centroid.
 *
 * @param x in, rows × d of T, row-major
 * @param centroids in, k × d f64, row-major
 * @param out out, rows × k f64, row-major
 * @param tile scratch, d + 2 columns
 */
export function distancesBlock<T extends number>(
  x: usize,
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
    fillTile<T>(x, count, d, tile);
    for (let c = 0; c < k; c++) {
      startSearch(distances, unused);
      nearest(tile, d, centroids + ((<usize>(c * d)) << 3), 1, distances, unused);
      for (let r = 0; r < count; r++) {
        const squared = load<f64>(distances + ((<usize>r) << 3));
        store<f64>(out + ((<usize>((row + r) * k + c)) << 3), sqrt(squared));
      }
    }
    x += <usize>(count * d) * sizeof<T>();
  }
}
