import { at4, at8 } from "../lanes/address";
import {
  COLUMN,
  copyDistances,
  fillTile,
  gatherTile,
  ROWS,
  tileDistances,
  tileLabels,
} from "../lanes/tile";
import { nearest } from "../score/distances";
import { CentroidSweep } from "./centroid-sweep";

/**
 * Passes that look for the row farthest from every centroid. `closest` holds for each row a squared
 * distance that is at least that to the nearest.
 */

/**
 * Squared distances of a block of rows from the centroid each is labelled with.
 *
 * @param sweep the centroids; its tile is two, one behind the other
 * @param x in, rows × d, row-major
 * @param labels in, rows i32
 * @param closest out, rows f64, padded to whole tiles
 */
export function ownDistances(
  sweep: CentroidSweep,
  x: usize,
  rows: i32,
  labels: usize,
  closest: usize,
): void {
  const d = sweep.d;
  const tile = sweep.tile;
  const own = tileLabels(tile, d) + COLUMN;
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    fillTile(x + <usize>(row * d * sweep.bytes), sweep.bytes, count, d, tile);
    gatherTile(sweep.centroids, 8, at4(labels, row), count, d, own);
    for (let pair: usize = 0; pair < COLUMN; pair += 16) {
      let sum = f64x2.splat(0);
      for (let j = 0; j < d; j++) {
        const column = pair + <usize>j * COLUMN;
        const e = f64x2.sub(v128.load(tile + column), v128.load(own + column));
        sum = f64x2.add(sum, f64x2.mul(e, e));
      }
      v128.store(at8(closest, row) + pair, sum);
    }
  }
}

/**
 * Brings rows of a block up to date with centroids: each `closest` that is at least `from` becomes
 * the smallest of what it was and of the distances to the centroids.
 *
 * @param sweep the centroids, of which the first `count` are taken; its tile is two
 * @param x in, rows × d, row-major
 * @param closest in and out, rows f64
 */
export function lowerFrom(
  sweep: CentroidSweep,
  x: usize,
  rows: i32,
  count: i32,
  closest: usize,
  from: f64,
): void {
  const d = sweep.d;
  const tile = sweep.tile;
  const distances = tileDistances(tile, d);
  const unused = tileLabels(tile, d);
  const list = unused + COLUMN;
  const values = list + COLUMN;
  let listed = 0;
  for (let row = 0; row < rows; row++) {
    const value = load<f64>(at8(closest, row));
    store<i32>(at4(list, listed), row);
    store<f64>(at8(values, listed), value);
    listed += i32(value >= from);
    if (listed == 0 || (listed < ROWS && row < rows - 1)) continue;
    gatherTile(x, sweep.bytes, list, listed, d, tile);
    copyDistances(distances, values);
    nearest(tile, d, sweep.centroids, count, distances, unused);
    for (let i = 0; i < listed; i++) {
      store<f64>(at8(closest, load<i32>(at4(list, i))), load<f64>(at8(distances, i)));
    }
    listed = 0;
  }
}
