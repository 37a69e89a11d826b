import { scoreTile } from "../score/densities";
import { isMatrix } from "../score/forms";
import { log } from "../share/log";
import {
  addOne,
  addProducts,
  addTile,
  joinLanes,
  mixtureLength,
  spreadBytes,
} from "../sums/moments";
import { MixtureSweep } from "./mixture-sweep";
import { argmax, shareTile } from "../share/share";
import { copyBytes, scoreStrip, STRIP, STRIP_COLUMN, stripBytes, stripRows } from "./strip";
import { COLUMN, fillTile, ROWS } from "../lanes/tile";

/**
 * The E-step of soft k-means and of Gaussian mixtures, one block of rows: score, share,
 * add, a tile of ROWS rows at a time, so that responsibilities never leave the cache.
 *
 * Scratch is a tile's columns (d), its differences (2 d + 1), k columns of scores, four more,
 * and for statistics a pair of lanes per entry.
 */

function scoresOf(scratch: usize, d: i32): usize {
  return scratch + <usize>(3 * d + 1) * COLUMN;
}

/** Four columns behind the scores: the largest score, the sum of shares, weights, a product. */
function largestOf(scratch: usize, d: i32, k: i32): usize {
  return scratch + <usize>(3 * d + 1 + k) * COLUMN;
}

/** Where the scores of a strip lie in scratch; T is usize, or u64 where sizes are counted. */
function stripScoresOffset<T extends number>(d: T): T {
  return <T>(stripBytes<T>(d) + copyBytes<T>(d));
}

/** Bytes of scratch that {@link mixtureLabelsBlock} needs; those of shares and densities need less. */
export function mixtureLabelsScratchBytes(d: i32, k: i32): f64 {
  return <f64>(stripScoresOffset<u64>(d) + <u64>(k + 1) * STRIP_COLUMN);
}

/**
 * The weights of a tile's rows, and 0 for lanes beyond the last.
 *
 * @param weights in, f64 padded with zeros to whole tiles, or 0 where every weight is 1
 * @param count rows left, at least 1
 * @param out out, ROWS f64
 */
export function tileWeights(weights: usize, count: i32, out: usize): void {
  for (let r = 0; r < ROWS; r += 2) {
    const at = (<usize>r) << 3;
    let w: v128;
    if (weights) {
      w = v128.load(weights + at);
    } else {
      w = f64x2(<f64>i32(r < count), <f64>i32(r + 1 < count));
    }
    v128.store(out + at, w);
  }
}

/**
 * Adds one tile to the sums of all components.
 *
 * @param shares in and out, k columns: what each row gives to each component, w r after the call
 * @param factor in, 1 column: w / sum of shares
 * @param sums in and out, mixtureLength(spread, k, d) pairs of lanes
 */
function addShares(mixture: MixtureSweep, shares: usize, factor: usize, sums: usize): void {
  const d = mixture.d;
  const k = mixture.k;
  const spread = mixture.spread;
  const tile = mixture.scratch;
  let anchor = mixture.anchors;
  const columns = tile + <usize>d * COLUMN;
  const f0 = v128.load(factor);
  const f1 = v128.load(factor, 16);
  const f2 = v128.load(factor, 32);
  const f3 = v128.load(factor, 48);
  const width = (<usize>d) << 3;
  let size = sums + 32;
  let sum = size + ((<usize>k) << 4);
  let q = sum + ((<usize>(k * d)) << 4);
  for (let c = 0; c < k; c++) {
    const r0 = f64x2.mul(v128.load(shares), f0);
    const r1 = f64x2.mul(v128.load(shares, 16), f1);
    const r2 = f64x2.mul(v128.load(shares, 32), f2);
    const r3 = f64x2.mul(v128.load(shares, 48), f3);
    // A component far from all eight rows has no share in them, and adds nothing.
    if (v128.any_true(v128.or(v128.or(r0, r1), v128.or(r2, r3)))) {
      v128.store(shares, r0);
      v128.store(shares, r1, 16);
      v128.store(shares, r2, 32);
      v128.store(shares, r3, 48);
      addTile(tile, d, spread, anchor, shares, columns, size, sum, q);
      if (isMatrix(spread)) addProducts(columns, d, 1, q);
    }
    anchor += width;
    shares += COLUMN;
    size += 16;
    sum += width << 1;
    q += spreadBytes(spread, d);
  }
}

/** Fills a tile, and makes shares of its scores, as {@link shareTile} does. */
function shareRows(mixture: MixtureSweep, x: usize, count: i32, stiffness: f64): void {
  const d = mixture.d;
  const k = mixture.k;
  const tile = mixture.scratch;
  const columns = tile + <usize>d * COLUMN;
  const scores = scoresOf(tile, d);
  const largest = largestOf(tile, d, k);
  fillTile(x, mixture.bytes, count, d, tile);
  const form = mixture.form;
  scoreTile(tile, d, d, mixture.parameters, 0, k, k, form, columns, scores, COLUMN, 0);
  shareTile(scores, k, stiffness, largest, largest + COLUMN);
}

/**
 * The statistics of one block under a hypothesis.
 *
 * @param mixture with scratch of mixtureScratchBytes
 * @param x in, rows × d, row-major
 * @param weights in, rows f64, padded to whole tiles, or 0 where every weight is 1
 * @param statistics out, mixtureLength(spread, k, d) f64
 */
export function mixtureBlock(
  mixture: MixtureSweep,
  x: usize,
  rows: i32,
  weights: usize,
  statistics: usize,
): void {
  const bytes = mixture.bytes;
  const d = mixture.d;
  const k = mixture.k;
  const stiffness = mixture.stiffness;
  const form = mixture.form;
  const parameters = mixture.parameters;
  const scratch = mixture.scratch;
  const columns = scratch + <usize>d * COLUMN;
  const scores = scoresOf(scratch, d);
  const largest = largestOf(scratch, d, k);
  const shareSums = largest + COLUMN;
  const factor = shareSums + COLUMN;
  const product = factor + COLUMN;
  const sums = product + COLUMN;
  const length = mixtureLength(mixture.spread, k, d);
  memory.fill(sums, 0, (<usize>length) << 4);
  v128.store(product, f64x2.splat(1));
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    // As shareRows, without its call: with it, and a view for each copy in, fits of 150 × 4 took
    // 1.03 to 1.06 times as long.
    fillTile(x, bytes, count, d, scratch);
    scoreTile(scratch, d, d, parameters, 0, k, k, form, columns, scores, COLUMN, 0);
    shareTile(scores, k, stiffness, largest, shareSums);
    tileWeights(weights ? weights + ((<usize>row) << 3) : 0, count, factor);
    addEvidence(largest, shareSums, factor, product, sums);
    addShares(mixture, scores, factor, sums);
    x += <usize>(count * d * bytes);
  }
  closeEvidence(product, sums);
  joinLanes(sums, length, statistics);
}

/** Beyond this a product of sums is given to B. Eight sums of 2^31 shares do not overflow it. */
const LARGE: f64 = 3.3e150;

/**
 * Adds a tile to A and B, and turns its weights into w / sum of shares.
 *
 * Rows of weight 1 need no logarithm each, but one of the product of their sums, which waits
 * for closeEvidence: 0.86 of a whole fit at d = 2, k = 4,
 * with exp.ts's pairs of terms.
 *
 * @param largest in, 1 column
 * @param shareSums in, 1 column
 * @param weights in and out, 1 column
 * @param product in and out, a pair of lanes
 * @param sums in and out, A and B as pairs of lanes
 */
export function addEvidence(
  largest: usize,
  shareSums: usize,
  weights: usize,
  product: usize,
  sums: usize,
): void {
  const one = f64x2.splat(1);
  let a = f64x2.splat(0);
  let all = v128.load(product);
  let ones = f64x2.eq(one, one);
  for (let at: usize = 0; at < COLUMN; at += 16) {
    const w = v128.load(weights + at);
    a = f64x2.add(a, f64x2.mul(w, v128.load(largest + at)));
    all = f64x2.mul(all, v128.load(shareSums + at));
    ones = v128.and(ones, f64x2.eq(w, one));
  }
  addOne(sums, a);
  if (i64x2.all_true(ones)) {
    v128.store(product, all);
    if (v128.any_true(f64x2.gt(all, f64x2.splat(LARGE)))) closeEvidence(product, sums);
  } else {
    for (let at: usize = 0; at < COLUMN; at += 16) {
      const b = log(v128.load(shareSums + at));
      addOne(sums + 16, f64x2.mul(v128.load(weights + at), b));
    }
  }
  for (let at: usize = 0; at < COLUMN; at += 16) {
    v128.store(weights + at, f64x2.div(v128.load(weights + at), v128.load(shareSums + at)));
  }
}

/** Adds the logarithm of a product to B, and begins another. */
export function closeEvidence(product: usize, sums: usize): void {
  addOne(sums + 16, log(v128.load(product)));
  v128.store(product, f64x2.splat(1));
}

/**
 * The responsibilities of one block.
 *
 * @param out out, rows × k f64, row-major
 * The others as in mixtureBlock.
 */
export function responsibilitiesBlock(
  mixture: MixtureSweep,
  x: usize,
  rows: i32,
  out: usize,
): void {
  const bytes = mixture.bytes;
  const d = mixture.d;
  const k = mixture.k;
  const stiffness = mixture.stiffness;
  const scratch = mixture.scratch;
  const scores = scoresOf(scratch, d);
  const largest = largestOf(scratch, d, k);
  const shareSums = largest + COLUMN;
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    shareRows(mixture, x, count, stiffness);
    for (let r = 0; r < count; r++) {
      const at = (<usize>r) << 3;
      const sum = load<f64>(shareSums + at);
      for (let c = 0; c < k; c++) {
        store<f64>(out, load<f64>(scores + <usize>c * COLUMN + at) / sum);
        out += 8;
      }
    }
    x += <usize>(count * d * bytes);
  }
}

/**
 * The logarithm of each row's density under a mixture.
 *
 * @param out out, rows f64
 * The others as in mixtureBlock.
 */
export function logDensityBlock(mixture: MixtureSweep, x: usize, rows: i32, out: usize): void {
  const bytes = mixture.bytes;
  const d = mixture.d;
  const k = mixture.k;
  const scratch = mixture.scratch;
  const largest = largestOf(scratch, d, k);
  const shareSums = largest + COLUMN;
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    shareRows(mixture, x, count, 1);
    for (let r = 0; r < count; r++) {
      const at = (<usize>r) << 3;
      const sum = f64x2.extract_lane(log(v128.load64_splat(shareSums + at)), 0);
      store<f64>(out, load<f64>(largest + at) + sum);
      out += 8;
    }
    x += <usize>(count * d * bytes);
  }
}

/**
 * The most responsible component of each row, of equal ones the lowest.
 *
 * @param mixture with scratch of mixtureLabelsScratchBytes and a cutoff of 0
 * @param labels out, rows i32
 * The others as in mixtureBlock.
 */
export function mixtureLabelsBlock(
  mixture: MixtureSweep,
  x: usize,
  rows: i32,
  labels: usize,
): void {
  const bytes = mixture.bytes;
  const d = mixture.d;
  const k = mixture.k;
  const copy = mixture.scratch + stripBytes<usize>(<usize>d);
  const scores = mixture.scratch + stripScoresOffset<usize>(<usize>d);
  const found = scores + <usize>k * STRIP_COLUMN;
  for (let row = 0; row < rows; row += STRIP) {
    const count = min(STRIP, rows - row);
    const values = stripRows(x, bytes, count, d, copy);
    scoreStrip(mixture, values, count, scores);
    for (let r = 0; r < count; r++) {
      const at = (<usize>r) << 3;
      if ((r & (ROWS - 1)) == 0) argmax(scores + at, k, STRIP_COLUMN, found);
      store<i32>(labels, load<i32>(found + (at & (COLUMN - 1))));
      labels += 4;
    }
    x += <usize>(count * d * bytes);
  }
}
