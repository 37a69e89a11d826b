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
import { likeliest, shareTile } from "../share/share";
import { copyBytes, scoreSpan, SPAN, SPAN_COLUMN, spanBytes, spanRows } from "./strip";
import { COLUMN, fillTile, ROWS } from "../lanes/tile";

/**
 * The E-step of soft k-means and of Gaussian mixtures, one block of rows: score, share,
 * add, a tile of ROWS rows at a time, so that responsibilities never leave the cache.
 *
 * Scratch is a tile's columns (d), its differences (2 d + 1), k columns of scores, four more,
 * and for statistics a pair of lanes an entry.
 */

function scoresOf(scratch: usize, d: i32): usize {
  return scratch + <usize>(3 * d + 1) * COLUMN;
}

/** Four columns behind the scores: the largest score, the sum of shares, weights, a product. */
function largestOf(scratch: usize, d: i32, k: i32): usize {
  return scratch + <usize>(3 * d + 1 + k) * COLUMN;
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
function addShares(
  tile: usize,
  d: i32,
  k: i32,
  spread: i32,
  about: usize,
  shares: usize,
  factor: usize,
  sums: usize,
): void {
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
      addTile(tile, d, spread, about, shares, columns, size, sum, q);
      if (isMatrix(spread)) addProducts(columns, d, 1, q);
    }
    about += width;
    shares += COLUMN;
    size += 16;
    sum += width << 1;
    q += spreadBytes(spread, d);
  }
}

/**
 * The statistics of one block under a hypothesis.
 *
 * @param x in, rows × d of `bytes` bytes each, 4 or 8, row-major
 * @param parameters in, as forms.ts lays them out for `form`
 * @param stiffness what scores are multiplied by before they are shared; 1 for mixtures
 * @param about in, k × d f64: the points that sums are about, usually the means
 * @param spread the form of the statistics
 * @param weights in, rows f64, padded to whole tiles, or 0 where every weight is 1
 * @param statistics out, mixtureLength(spread, k, d) f64
 */
export function mixtureBlock(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  parameters: usize,
  k: i32,
  form: i32,
  stiffness: f64,
  about: usize,
  spread: i32,
  weights: usize,
  statistics: usize,
  scratch: usize,
): void {
  const columns = scratch + <usize>d * COLUMN;
  const scores = scoresOf(scratch, d);
  const largest = largestOf(scratch, d, k);
  const shareSums = largest + COLUMN;
  const factor = shareSums + COLUMN;
  const product = factor + COLUMN;
  const sums = product + COLUMN;
  const length = mixtureLength(spread, k, d);
  memory.fill(sums, 0, (<usize>length) << 4);
  v128.store(product, f64x2.splat(1));
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    fillTile(x, bytes, count, d, scratch);
    scoreTile(scratch, d, d, parameters, 0, k, k, form, columns, scores, COLUMN, 0);
    shareTile(scores, k, stiffness, largest, shareSums);
    tileWeights(weights ? weights + ((<usize>row) << 3) : 0, count, factor);
    addEvidence(largest, shareSums, factor, product, sums);
    addShares(scratch, d, k, spread, about, scores, factor, sums);
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
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  parameters: usize,
  k: i32,
  form: i32,
  stiffness: f64,
  out: usize,
  scratch: usize,
): void {
  const z = scratch + <usize>d * COLUMN;
  const scores = scoresOf(scratch, d);
  const largest = largestOf(scratch, d, k);
  const shareSums = largest + COLUMN;
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    fillTile(x, bytes, count, d, scratch);
    scoreTile(scratch, d, d, parameters, 0, k, k, form, z, scores, COLUMN, 0);
    shareTile(scores, k, stiffness, largest, shareSums);
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
export function logDensityBlock(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  parameters: usize,
  k: i32,
  form: i32,
  out: usize,
  scratch: usize,
): void {
  const z = scratch + <usize>d * COLUMN;
  const scores = scoresOf(scratch, d);
  const largest = largestOf(scratch, d, k);
  const shareSums = largest + COLUMN;
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    fillTile(x, bytes, count, d, scratch);
    scoreTile(scratch, d, d, parameters, 0, k, k, form, z, scores, COLUMN, 0);
    shareTile(scores, k, 1, largest, shareSums);
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
 * @param first coordinates to begin with, as in scoreSpan
 * @param labels out, rows i32
 * @param scratch spanBytes(d), copyBytes(d), k + 1 columns of a span
 * The others as in mixtureBlock.
 */
export function mixtureLabelsBlock(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  parameters: usize,
  k: i32,
  form: i32,
  first: i32,
  labels: usize,
  scratch: usize,
): void {
  const scores = scratch + spanBytes(d) + copyBytes(d);
  const found = scores + <usize>k * SPAN_COLUMN;
  for (let row = 0; row < rows; row += SPAN) {
    const count = min(SPAN, rows - row);
    const values = spanRows(x, bytes, count, d, scratch + spanBytes(d));
    scoreSpan(values, count, d, parameters, k, form, first, 0, scores, scratch);
    for (let r = 0; r < count; r++) {
      const at = (<usize>r) << 3;
      if ((r & (ROWS - 1)) == 0) likeliest(scores + at, k, SPAN_COLUMN, found);
      store<i32>(labels, load<i32>(found + (at & (COLUMN - 1))));
      labels += 4;
    }
    x += <usize>(count * d * bytes);
  }
}
