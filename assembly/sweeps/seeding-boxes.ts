import { at4, at8 } from "../lanes/address";
import { COLUMN, ROWS, startSearch, tileDistances, tileLabels } from "../lanes/tile";
import { nearest } from "../score/distances";
import { paddedColumns, placed } from "./kd-tree";
import { leave, massOf, massOfTile, Seeding, seedingRows, weighTile } from "./seeding";

/**
 * k-means++ by the boxes of a kd-tree: what is no nearer to any point of a box than the farthest of its
 * rows is to the centroids so far changes nothing in it.
 *
 * The distance of a box is summed as the rule sums that of a row, difference by difference, of which
 * none is larger; and since rounding never turns an order round, no row of the box is nearer by the rule
 * either. So sums of masses, and what is drawn and chosen by them, are those of every pair.
 */

/** What seeding by boxes is given and keeps. Fields and their order are those of SEEDING_BOXES in src/core/records.ts. */
@unmanaged
export class SeedingBoxes {
  depth: i32;
  /** In, the tree's. */
  tiles: usize;
  order: usize;
  starts: usize;
  counts: usize;
  boxes: usize;
  /** In and out, f64 a place in tiles: `closest` of its row; 0 where one is repeated. */
  nearest: usize;
  /** In, f64 a place in tiles, or 0 where every weight is 1. */
  placeWeights: usize;
  /** In and out, f64 a node: the largest of `nearest`. */
  most: usize;
  /** In and out, i64 a node: the masses of its rows. */
  potentials: usize;

  start(leaf: i32): i32 {
    return load<i32>(at4(this.starts, leaf));
  }

  weightsFrom(place: i32): usize {
    return this.placeWeights ? at8(this.placeWeights, place) : 0;
  }

  /** The squared distance of a candidate from the box of a node, as the rule sums it. */
  distance(node: i32, candidate: usize, d: i32): f64 {
    const columns = paddedColumns(d);
    const low = at8(this.boxes, node * 2 * columns);
    const high = at8(low, columns);
    let sum = 0.0;
    for (let j = 0; j < d; j++) {
      const value = load<f64>(at8(candidate, j));
      const e = max(max(load<f64>(at8(low, j)) - value, value - load<f64>(at8(high, j))), 0);
      sum += e * e;
    }
    return sum;
  }
}

/** Finds the largest of `nearest` and the potential of nodes, children before their parents. */
export function weighNodes(s: Seeding, b: SeedingBoxes, first: i32, count: i32): void {
  const leaves = 1 << b.depth;
  for (let node = first + count - 1; node >= first; node--) {
    if (node < leaves) weighParent(b, node);
    else weighLeaf(s, b, node);
  }
}

function weighParent(b: SeedingBoxes, node: i32): void {
  const most = at8(b.most, 2 * node);
  const potentials = at8(b.potentials, 2 * node);
  store<f64>(at8(b.most, node), max(load<f64>(most), load<f64>(most, 8)));
  store<i64>(at8(b.potentials, node), load<i64>(potentials) + load<i64>(potentials, 8));
}

function weighLeaf(s: Seeding, b: SeedingBoxes, node: i32): void {
  const leaf = node - (1 << b.depth);
  const end = b.start(leaf + 1);
  let most = f64x2.splat(0);
  let potential: i64 = 0;
  for (let place = b.start(leaf); place < end; place += ROWS) {
    const at = at8(b.nearest, place);
    potential += massOfTile(s, at, b.weightsFrom(place));
    for (let lane: usize = 0; lane < COLUMN; lane += 16) {
      most = f64x2.pmax(most, v128.load(at + lane));
    }
  }
  store<f64>(at8(b.most, node), max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
  store<i64>(at8(b.potentials, node), potential);
}

/** Adds to the potentials that candidates would leave what the rows of nodes have a part in. */
export function weighBoxes(s: Seeding, b: SeedingBoxes, first: i32, count: i32): void {
  for (let node = first; node < first + count; node++) weigh(s, b, node, 255);
}

function weigh(s: Seeding, b: SeedingBoxes, node: i32, mask: i32): void {
  const most = load<f64>(at8(b.most, node));
  const potential = load<i64>(at8(b.potentials, node));
  let near = 0;
  for (let left = mask; left; left &= left - 1) {
    const c = ctz(left);
    if (b.distance(node, at8(s.candidates, c * s.d), s.d) < most) near |= 1 << c;
    else leave(s, c, potential);
  }
  if (near == 0) return;
  const leaf = node - (1 << b.depth);
  if (leaf < 0) {
    weigh(s, b, 2 * node, near);
    weigh(s, b, 2 * node + 1, near);
    return;
  }
  const end = b.start(leaf + 1);
  for (let place = b.start(leaf); place < end; place += ROWS) {
    const tile = placed(b.tiles, s.d, place);
    weighTile(s, tile, at8(b.nearest, place), b.weightsFrom(place), near);
  }
}

/** Brings the rows of nodes up to date with one more centroid, which is candidate `c`. */
export function lowerBoxes(s: Seeding, b: SeedingBoxes, first: i32, count: i32, c: i32): void {
  for (let node = first; node < first + count; node++)
    lower(s, b, node, at8(s.candidates, c * s.d));
}

function lower(s: Seeding, b: SeedingBoxes, node: i32, centroid: usize): void {
  const d = s.d;
  if (!(b.distance(node, centroid, d) < load<f64>(at8(b.most, node)))) return;
  const leaf = node - (1 << b.depth);
  if (leaf < 0) {
    lower(s, b, 2 * node, centroid);
    lower(s, b, 2 * node + 1, centroid);
    weighParent(b, node);
    return;
  }
  const found = tileDistances(s.tile, d);
  const unused = tileLabels(s.tile, d);
  const end = b.start(leaf + 1);
  for (let place = b.start(leaf); place < end; place += ROWS) {
    startSearch(found, unused);
    nearest(placed(b.tiles, d, place), d, centroid, 1, found, unused);
    for (let lane = 0; lane < ROWS; lane += 2) {
      const at = at8(b.nearest, place + lane);
      const less = i64x2.bitmask(f64x2.lt(v128.load(at8(found, lane)), v128.load(at)));
      if (less & 1) lowerPlace(s, b, place + lane, load<f64>(at8(found, lane)));
      if (less & 2) lowerPlace(s, b, place + lane + 1, load<f64>(at8(found, lane + 1)));
    }
  }
  weighLeaf(s, b, node);
}

/** A row that is nearer to the new centroid: by so much less is its mass, and the sum of its block. */
function lowerPlace(s: Seeding, b: SeedingBoxes, place: i32, distance: f64): void {
  const at = at8(b.nearest, place);
  const row = load<i32>(at4(b.order, place));
  const weight = b.placeWeights ? load<f64>(at8(b.placeWeights, place)) : 1;
  const sum = at8(s.sums, row / seedingRows());
  const lost = massOf(s, load<f64>(at) * weight) - massOf(s, distance * weight);
  store<i64>(sum, load<i64>(sum) - lost);
  store<f64>(at, distance);
  store<f64>(at8(s.closest, row), distance);
}
