import { nearest, squaredDistances } from "../score/distances";
import { CentroidSweep } from "./centroid-sweep";
import { at4 } from "../lanes/address";
import { COLUMN, startSearch, fillTile, ROWS, tileDistances, tileLabels } from "../lanes/tile";
import { sum, Sums } from "../sums/exact";

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
 * Makes tiles of rows, one after the other, for {@link assignFew}.
 *
 * @param x in, rows × d of `bytes` bytes each, row-major
 * @param tiles out, d columns for every ROWS rows
 */
export function fillTiles(x: usize, bytes: i32, rows: i32, d: i32, tiles: usize): void {
  for (let row = 0; row < rows; row += ROWS) {
    fillTile(x, bytes, min(ROWS, rows - row), d, tiles);
    x += <usize>(ROWS * d * bytes);
    tiles += <usize>d * COLUMN;
  }
}

/**
 * Labels few rows as {@link assignBlock} does, and brings the sums of all components into line: where
 * a call is to take a microsecond, one for each of these would be felt.
 *
 * @param sweep the centroids; its tile: in, all rows as tiles, and behind them scratch of 2 columns
 * @param x in, rows × d, row-major
 * @param weights in, rows f64, or 0 where every weight is 1
 * @param labels in (the labels before) and out, whole tiles of i32
 * @param before scratch, as long, where the sums are those of the labels before; 0 where they are of
 *   nothing, as if every label had been 0
 * @param sums in and out
 * @returns how many labels changed
 */
export function assignFew(
  sweep: CentroidSweep,
  x: usize,
  rows: i32,
  weights: usize,
  labels: usize,
  before: usize,
  sums: Sums,
): i32 {
  const d = sweep.d;
  const across = <usize>d * COLUMN;
  let tile = sweep.tile;
  const distances = tile + <usize>((rows + ROWS - 1) / ROWS) * across;
  const found = distances + COLUMN;
  let changed = 0;
  for (let row = 0; row < rows; row += ROWS) {
    startSearch(distances, found);
    nearest(tile, d, sweep.centroids, sweep.k, distances, found);
    tile += across;
    for (let half = 0; half < ROWS; half += 4) {
      const at = at4(labels, row + half);
      const a = v128.load(found + ((<usize>half) << 3));
      const b = v128.load(found + ((<usize>half) << 3), 16);
      const own = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
      let old = i32x4.splat(0);
      if (before) {
        old = v128.load(at);
        v128.store(at4(before, row + half), old);
      }
      v128.store(at, own);
      const left = max(0, min(4, rows - row - half));
      changed += popcnt(i32x4.bitmask(i32x4.ne(own, old)) & ~(-1 << left));
    }
  }
  if (!before || changed) sum(x, sweep.bytes, rows, d, weights, before, labels, sums);
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
