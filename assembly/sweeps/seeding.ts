import { nearest } from "../score/distances";
import { CentroidSweep } from "./centroid-sweep";
import { copyDistances, fillTile, ROWS, tileDistances, tileLabels } from "../lanes/tile";

/**
 * The passes of k-means++ (Arthur & Vassilvitskii 2007) over one block of
 * rows. `closest` holds each row's squared distance to the centroids chosen so
 * far; its potential is Σ w · closest. closest and weights are padded to whole
 * tiles with zeros, so the lanes past the last row add nothing.
 */

/** Σ weight × value of a tile's rows. `values`, `weights`: in, ROWS f64. */
function tilePotential(values: usize, weights: usize): f64 {
  let v0 = v128.load(values);
  let v1 = v128.load(values, 16);
  let v2 = v128.load(values, 32);
  let v3 = v128.load(values, 48);
  if (weights) {
    v0 = f64x2.mul(v0, v128.load(weights));
    v1 = f64x2.mul(v1, v128.load(weights, 16));
    v2 = f64x2.mul(v2, v128.load(weights, 32));
    v3 = f64x2.mul(v3, v128.load(weights, 48));
  }
  const sum = f64x2.add(f64x2.add(v0, v1), f64x2.add(v2, v3));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * The potential of a block.
 *
 * @param closest in, rows f64, padded
 * @param weights in, rows f64, padded, or 0 where every weight is 1
 */
export function potentialBlock(closest: usize, rows: i32, weights: usize): f64 {
  let potential = 0.0;
  for (let row = 0; row < rows; row += ROWS) {
    const offset = (<usize>row) << 3;
    potential += tilePotential(closest + offset, weights ? weights + offset : 0);
  }
  return potential;
}

/**
 * The potentials a block would have, were each candidate chosen next.
 *
 * @param sweep the candidates, in the place of centroids, of which the first `count` are taken
 * @param x in, rows × d, row-major
 * @param closest in, rows f64, padded
 * @param weights in, rows f64, padded, or 0
 * @param potentials out, one f64 per candidate
 */
export function candidatesBlock(
  sweep: CentroidSweep,
  x: usize,
  rows: i32,
  count: i32,
  closest: usize,
  weights: usize,
  potentials: usize,
): void {
  const bytes = sweep.bytes;
  const d = sweep.d;
  const candidates = sweep.centroids;
  const tile = sweep.tile;
  const distances = tileDistances(tile, d);
  const unused = tileLabels(tile, d);
  memory.fill(potentials, 0, (<usize>count) << 3);
  for (let row = 0; row < rows; row += ROWS) {
    const offset = (<usize>row) << 3;
    fillTile(x + <usize>(row * d * bytes), bytes, min(ROWS, rows - row), d, tile);
    for (let c = 0; c < count; c++) {
      copyDistances(distances, closest + offset);
      nearest(tile, d, candidates + ((<usize>(c * d)) << 3), 1, distances, unused);
      const potential = potentials + ((<usize>c) << 3);
      const gain = tilePotential(distances, weights ? weights + offset : 0);
      store<f64>(potential, load<f64>(potential) + gain);
    }
  }
}

/**
 * Brings a block's closest distances up to date with more centroids: each becomes the smallest
 * of what it was and of those to the centroids.
 *
 * @param sweep the centroids to add, of which the first `count` are taken
 * @param x in, rows × d, row-major
 * @param closest in and out, rows f64, padded
 */
export function closestBlock(
  sweep: CentroidSweep,
  x: usize,
  rows: i32,
  count: i32,
  closest: usize,
): void {
  const bytes = sweep.bytes;
  const d = sweep.d;
  const tile = sweep.tile;
  const unused = tileLabels(tile, d);
  for (let row = 0; row < rows; row += ROWS) {
    fillTile(x + <usize>(row * d * bytes), bytes, min(ROWS, rows - row), d, tile);
    nearest(tile, d, sweep.centroids, count, closest + ((<usize>row) << 3), unused);
  }
}

/**
 * The row at which the running sum of weight × closest first exceeds `target`;
 * where rounding keeps it from that, the last row with any mass; -1 where no
 * row has any. A row without mass is never drawn.
 *
 * @param closest in, rows f64
 * @param weights in, rows f64, or 0 where every weight is 1
 */
export function drawBlock(closest: usize, rows: i32, weights: usize, target: f64): i32 {
  let drawn = -1;
  let sum = 0.0;
  for (let row = 0; row < rows; row++) {
    const offset = (<usize>row) << 3;
    const mass = load<f64>(closest + offset) * (weights ? load<f64>(weights + offset) : 1.0);
    if (mass <= 0) continue;
    drawn = row;
    sum += mass;
    if (sum > target) break;
  }
  return drawn;
}
