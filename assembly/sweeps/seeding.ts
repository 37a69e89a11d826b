import { at4, at8 } from "../lanes/address";
import { loadOne } from "../lanes/lanes";
import { COLUMN, fillTile, ROWS, startSearch, tileDistances, tileLabels } from "../lanes/tile";
import { nearest } from "../score/distances";

/**
 * The passes of k-means++ (Arthur & Vassilvitskii 2007) over some rows. `closest` holds each row's
 * squared distance from the nearest centroid chosen so far. Its mass is an integer below 2^51,
 *
 *   w × closest × grid × fine, rounded to even,
 *
 * grid × fine being a power of two, so that potentials, sums of masses, are exact: whoever adds
 * them in whatever order finds the same (docs/decisions/0017). `closest` and weights are padded to
 * whole tiles with zeros, so that lanes past the last row have no mass.
 */

/** How many rows are weighed against each other: a panel's worth. */
export const CANDIDATES: i32 = 8;

/** CANDIDATES, for whoever lays them out. */
export function seedingCandidates(): i32 {
  return CANDIDATES;
}

/** Rows of a block that has its own sum: a draw looks for its block, and then for its row. */
export const BLOCK: i32 = 256;

/** BLOCK, for whoever lays sums out and cuts ranges. */
export function seedingRows(): i32 {
  return BLOCK;
}

/** 1.5 × 2^52: added to a number below 2^51, it leaves its integer in the lowest bits. */
const MAGIC: f64 = 6755399441055744;

/** The bits of MAGIC. */
const MAGIC_BITS: i64 = 0x4338000000000000;

/** What kernels of seeding are given. Fields and their order are those of SEEDING in src/core/records.ts. */
@unmanaged
export class Seeding {
  /** Powers of two whose product turns w × closest into a mass: one alone may be beyond f64. */
  grid: f64;
  fine: f64;
  /** Bytes of a value of the rows, 4 or 8. */
  bytes: i32;
  d: i32;
  n: i32;
  /** In, n f64, padded, or 0 where every weight is 1. */
  weights: usize;
  /** In and out, n f64, padded. */
  closest: usize;
  /** In and out, n i32, padded: the first of the nearest centroids; or 0 where nobody asks. */
  labels: usize;
  /** In and out, an i64 a block: the sum of its masses. */
  sums: usize;
  /** In and out, CANDIDATES i64: the potential that each candidate would leave. */
  after: usize;
  /** In and out, CANDIDATES × d f64. */
  candidates: usize;
  /** Scratch, tileBytes(d). */
  tile: usize;
}

/** The masses of two rows, of which the bits of MAGIC have not been taken away. */
function massesOf(s: Seeding, values: v128): v128 {
  const scaled = f64x2.mul(f64x2.mul(values, f64x2.splat(s.grid)), f64x2.splat(s.fine));
  return f64x2.add(scaled, f64x2.splat(MAGIC));
}

/** The mass of w × closest. */
export function massOf(s: Seeding, value: f64): i64 {
  return reinterpret<i64>(value * s.grid * s.fine + MAGIC) - MAGIC_BITS;
}

export function weightOf(s: Seeding, row: i32): f64 {
  return s.weights ? load<f64>(at8(s.weights, row)) : 1;
}

/** Two sums, of the masses of the even and of the odd rows of a tile, whose values of `closest` these are. */
function tileMass(s: Seeding, weights: usize, v0: v128, v1: v128, v2: v128, v3: v128): v128 {
  if (weights) {
    v0 = f64x2.mul(v0, v128.load(weights));
    v1 = f64x2.mul(v1, v128.load(weights, 16));
    v2 = f64x2.mul(v2, v128.load(weights, 32));
    v3 = f64x2.mul(v3, v128.load(weights, 48));
  }
  const sum = i64x2.add(
    i64x2.add(massesOf(s, v0), massesOf(s, v1)),
    i64x2.add(massesOf(s, v2), massesOf(s, v3)),
  );
  return i64x2.sub(sum, i64x2.splat(4 * MAGIC_BITS));
}

function bothLanes(sum: v128): i64 {
  return i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1);
}

/** Where the weights of rows from `row` on stand, or 0. */
function weightsFrom(s: Seeding, row: i32): usize {
  return s.weights ? at8(s.weights, row) : 0;
}

/** The largest w × closest of some rows, from a multiple of ROWS on. */
export function heaviest(s: Seeding, first: i32, rows: i32): f64 {
  let most = f64x2.splat(0);
  for (let row = first; row < first + rows; row += 2) {
    let value = v128.load(at8(s.closest, row));
    if (s.weights) value = f64x2.mul(value, v128.load(at8(s.weights, row)));
    most = f64x2.pmax(most, value);
  }
  return max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
}

/** Sums masses of rows from a multiple of BLOCK on anew. */
export function weighRows(s: Seeding, first: i32, rows: i32): void {
  const end = first + rows;
  for (let block = first; block < end; block += BLOCK) {
    let sum: i64 = 0;
    for (let row = block; row < min(block + BLOCK, end); row += ROWS) {
      sum += massOfTile(s, at8(s.closest, row), weightsFrom(s, row));
    }
    store<i64>(at8(s.sums, block / BLOCK), sum);
  }
}

function potentialOf(s: Seeding): i64 {
  let sum: i64 = 0;
  for (let block = 0; block < (s.n + BLOCK - 1) / BLOCK; block++) {
    sum += load<i64>(at8(s.sums, block));
  }
  return sum;
}

/** How many binary digits the potential has: 0 where it is 0. */
export function potentialBits(s: Seeding): i32 {
  return 64 - <i32>clz(potentialOf(s));
}

/** The potential, for whoever adds up those of several parts of the data. */
export function potential(s: Seeding): i64 {
  return potentialOf(s);
}

/** The high half of a product. */
function highProduct(a: u64, b: u64): u64 {
  const low = a & 0xffffffff;
  const high = a >> 32;
  const below = b & 0xffffffff;
  const above = b >> 32;
  const middle = high * below + ((low * below) >> 32);
  const other = low * above + (middle & 0xffffffff);
  return high * above + (middle >> 32) + (other >> 32);
}

/**
 * The row, in their order, at which the running sum of masses first exceeds the share `u` of the
 * potential, which is not 0. One without mass is never drawn.
 *
 * @param u in [0, 1), a multiple of 2^-53
 */
export function drawRow(s: Seeding, u: f64): i32 {
  return rowAt(s, <i64>highProduct((<u64>(u * 9007199254740992)) << 11, <u64>potentialOf(s)));
}

/** The row, in their order, at which the running sum of masses first exceeds `target`, less than the potential. */
export function rowAt(s: Seeding, target: i64): i32 {
  let sums = s.sums;
  while (load<i64>(sums) <= target) {
    target -= load<i64>(sums);
    sums += 8;
  }
  let row = <i32>((sums - s.sums) >> 3) * BLOCK - 1;
  while (target >= 0) {
    row++;
    assert(row < s.n, "some row has the mass");
    target -= massOf(s, load<f64>(at8(s.closest, row)) * weightOf(s, row));
  }
  return row;
}

/** Makes a row candidate `c`. `x`: in, n × d. */
export function aim(s: Seeding, x: usize, c: i32, row: i32): void {
  const d = s.d;
  const out = s.candidates + ((<usize>(c * d)) << 3);
  x += <usize>row * <usize>(d * s.bytes);
  for (let j = 0; j < d; j++) {
    const value = s.bytes == 4 ? loadOne<f32>(at4(x, j)) : loadOne<f64>(at8(x, j));
    store<f64>(at8(out, j), value);
  }
}

/**
 * Adds to the potentials that candidates would leave what some rows have a part in.
 *
 * @param x in, n × d, row-major
 * @param first a multiple of ROWS
 */
export function weighCandidates(s: Seeding, x: usize, first: i32, rows: i32): void {
  const d = s.d;
  const tile = s.tile;
  const end = first + rows;
  for (let row = first; row < end; row += ROWS) {
    const at = x + <usize>row * <usize>(d * s.bytes);
    fillTile(at, s.bytes, min(ROWS, end - row), d, tile);
    weighTile(s, tile, at8(s.closest, row), weightsFrom(s, row), (1 << CANDIDATES) - 1);
  }
}

/**
 * Adds to the potentials that some candidates would leave what the rows of a tile have a part in.
 *
 * @param tile in, d × ROWS f64
 * @param closest in, ROWS f64
 * @param weights in, ROWS f64, or 0
 * @param mask a bit for each candidate
 */
export function weighTile(
  s: Seeding,
  tile: usize,
  closest: usize,
  weights: usize,
  mask: i32,
): void {
  const d = s.d;
  const columns = tile + <usize>d * COLUMN;
  for (; mask; mask &= mask - 1) {
    const c = ctz(mask);
    let m = at8(s.candidates, c * d);
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    for (let column = tile; column < columns; column += COLUMN) {
      const mj = v128.load64_splat(m);
      const e0 = f64x2.sub(v128.load(column), mj);
      const e1 = f64x2.sub(v128.load(column, 16), mj);
      const e2 = f64x2.sub(v128.load(column, 32), mj);
      const e3 = f64x2.sub(v128.load(column, 48), mj);
      sum0 = f64x2.add(sum0, f64x2.mul(e0, e0));
      sum1 = f64x2.add(sum1, f64x2.mul(e1, e1));
      sum2 = f64x2.add(sum2, f64x2.mul(e2, e2));
      sum3 = f64x2.add(sum3, f64x2.mul(e3, e3));
      m += 8;
    }
    sum0 = f64x2.pmin(v128.load(closest), sum0);
    sum1 = f64x2.pmin(v128.load(closest, 16), sum1);
    sum2 = f64x2.pmin(v128.load(closest, 32), sum2);
    sum3 = f64x2.pmin(v128.load(closest, 48), sum3);
    leave(s, c, bothLanes(tileMass(s, weights, sum0, sum1, sum2, sum3)));
  }
}

/** Adds to the potential that a candidate would leave. */
export function leave(s: Seeding, c: i32, mass: i64): void {
  const left = at8(s.after, c);
  store<i64>(left, load<i64>(left) + mass);
}

/** Sums the masses of a tile whose values of `closest` these are. */
export function massOfTile(s: Seeding, closest: usize, weights: usize): i64 {
  const v0 = v128.load(closest);
  const v1 = v128.load(closest, 16);
  const v2 = v128.load(closest, 32);
  const v3 = v128.load(closest, 48);
  return bothLanes(tileMass(s, weights, v0, v1, v2, v3));
}

/** The candidate that leaves the least, the first of equal ones; potentials are 0 again. */
export function bestCandidate(s: Seeding): i32 {
  let best = 0;
  for (let c = 1; c < CANDIDATES; c++) {
    if (load<i64>(at8(s.after, c)) < load<i64>(at8(s.after, best))) best = c;
  }
  memory.fill(s.after, 0, (<usize>CANDIDATES) << 3);
  return best;
}

/**
 * Brings some rows up to date with one more centroid: its distance replaces a larger one, and its
 * label with it.
 *
 * @param x in, n × d, row-major
 * @param first a multiple of BLOCK
 * @param c the candidate that becomes this centroid
 * @param label its index among centroids
 */
export function lowerRows(s: Seeding, x: usize, first: i32, rows: i32, c: i32, label: i32): void {
  const d = s.d;
  const tile = s.tile;
  const m = s.candidates + ((<usize>(c * d)) << 3);
  const found = tileDistances(tile, d);
  const unused = tileLabels(tile, d);
  const own = i32x4.splat(label);
  const end = first + rows;
  for (let row = first; row < end; row += ROWS) {
    const at = x + <usize>row * <usize>(d * s.bytes);
    fillTile(at, s.bytes, min(ROWS, end - row), d, tile);
    startSearch(found, unused);
    nearest(tile, d, m, 1, found, unused);
    for (let half: usize = 0; half < COLUMN; half += 32) {
      const closest = at8(s.closest, row) + half;
      const old0 = v128.load(closest);
      const old1 = v128.load(closest, 16);
      const new0 = v128.load(found + half);
      const new1 = v128.load(found + half, 16);
      v128.store(closest, f64x2.pmin(old0, new0));
      v128.store(closest, f64x2.pmin(old1, new1), 16);
      if (s.labels) {
        const labels = at4(s.labels, row) + (half >> 1);
        const less = v128.shuffle<i32>(f64x2.lt(new0, old0), f64x2.lt(new1, old1), 0, 2, 4, 6);
        v128.store(labels, v128.bitselect(own, v128.load(labels), less));
      }
    }
  }
  weighRows(s, first, rows);
}
