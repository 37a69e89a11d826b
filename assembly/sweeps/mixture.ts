import { log } from "../share/log";
import { addOne, joinLanes, mixtureLength } from "../sums/moments";
import { MixtureSweep } from "./mixture-sweep";
import {
  aboutMeans,
  addListed,
  everyComponent,
  largestColumn,
  scoreColumns,
  scoreListed,
  shareListed,
  tileScratchBytes,
} from "./mixture-tile";
import {
  findNear,
  gatherInOrder,
  hasLook,
  isSparse,
  listNear,
  Near,
  nearBytes,
  rowAt,
} from "./near";
import { argmax } from "../share/share";
import { at4, at8 } from "../lanes/address";
import { NOTHING } from "../share/exp";
import { copyBytes, scoreStrip, STRIP, STRIP_COLUMN, stripBytes, stripRows } from "./strip";
import { COLUMN, fillTile, ROWS } from "../lanes/tile";

/**
 * The E-step of soft k-means and of Gaussian mixtures, one block of rows: score, share,
 * add, a tile of ROWS rows at a time, so that responsibilities never leave the cache.
 *
 * Scratch is a tile's (mixture-tile.ts), and for statistics a pair of lanes per entry.
 */

/** Where the scores of a strip lie in scratch; T is usize, or u64 where sizes are counted. */
function stripScoresOffset<T extends number>(d: T): T {
  return <T>(stripBytes<T>(d) + copyBytes<T>(d));
}

/** Bytes of scratch of the kernels of responsibilities, densities and labels. */
export function mixtureLabelsScratchBytes(d: i32, k: i32): f64 {
  const strip = stripScoresOffset<u64>(d) + <u64>(k + 1) * STRIP_COLUMN;
  const look = tileScratchBytes<u64>(d, k) + nearBytes<u64>(d, k);
  return <f64>max(strip, look);
}

/**
 * Whether a look at which components are near takes less time than to score all: as worthDropping in
 * src/fitting/pruning.ts has it, who decides where components are dropped.
 */
function lookPays(mixture: MixtureSweep): bool {
  const k = mixture.k;
  const d = mixture.d;
  return hasLook(mixture.form) && (k >= 8 || (d >= 8 && k * d >= 64));
}

/** Behind a tile's scratch, what a look finds. */
function nearOf(mixture: MixtureSweep): Near {
  const bytes = tileScratchBytes<usize>(<usize>mixture.d, <usize>mixture.k);
  return changetype<Near>(mixture.scratch + bytes);
}

/** Rows that tell whether a look at all of them is worth it. */
const FIRST: i32 = 64;

/**
 * Whether most components come to nothing in most rows, to the last bit; and finds which do not. Either way
 * gives the same bits, so the first rows may decide.
 */
function sharesFew(mixture: MixtureSweep, near: Near, x: usize, rows: i32, stiffness: f64): bool {
  if (!lookPays(mixture)) return false;
  if (rows > FIRST) {
    findNear(mixture, near, x, FIRST, NOTHING / stiffness);
    if (!isSparse(near, FIRST, mixture.k)) return false;
  }
  findNear(mixture, near, x, rows, NOTHING / stiffness);
  return isSparse(near, rows, mixture.k);
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

/** Fills a tile, and makes shares of its scores, as {@link shareListed} does. */
function shareRows(
  mixture: MixtureSweep,
  every: usize,
  x: usize,
  count: i32,
  stiffness: f64,
): void {
  fillTile(x, mixture.bytes, count, mixture.d, mixture.scratch);
  scoreListed(mixture, every, mixture.k);
  shareListed(mixture, mixture.k, stiffness);
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
  const every = everyComponent(mixture);
  const own = aboutMeans(mixture);
  const largest = largestColumn(mixture);
  const shareSums = largest + COLUMN;
  const factor = shareSums + COLUMN;
  const product = factor + COLUMN;
  const sums = mixture.scratch + tileScratchBytes<usize>(<usize>d, <usize>k);
  const length = mixtureLength(mixture.spread, k, d);
  memory.fill(sums, 0, (<usize>length) << 4);
  v128.store(product, f64x2.splat(1));
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    shareRows(mixture, every, x, count, mixture.stiffness);
    tileWeights(weights ? weights + ((<usize>row) << 3) : 0, count, factor);
    addEvidence(largest, shareSums, factor, product, sums);
    addListed(mixture, every, k, own, sums);
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
 * for closeEvidence.
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
  const near = nearOf(mixture);
  if (sharesFew(mixture, near, x, rows, stiffness)) {
    memory.fill(out, 0, (<usize>(rows * k)) << 3);
    for (let place = 0; place < rows; place += ROWS) {
      const listed = shareInOrder(mixture, near, x, place, stiffness);
      for (let r = 0; r < min(ROWS, rows - place); r++) {
        writeShares(mixture, near.list, listed, r, at8(out, rowAt(near, place + r) * k));
      }
    }
    return;
  }
  const every = everyComponent(mixture);
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    shareRows(mixture, every, x, count, stiffness);
    for (let r = 0; r < count; r++) {
      writeShares(mixture, every, k, r, out);
      out += (<usize>k) << 3;
    }
    x += <usize>(count * d * bytes);
  }
}

/** Makes shares of the tile from `place` on, of those components that are near; says how many are. */
function shareInOrder(
  mixture: MixtureSweep,
  near: Near,
  x: usize,
  place: i32,
  stiffness: f64,
): i32 {
  const listed = listNear(near, place);
  gatherInOrder(mixture, near, x, place, mixture.scratch);
  scoreListed(mixture, near.list, listed);
  shareListed(mixture, listed, stiffness);
  return listed;
}

/** Writes what row r of a tile shares, over its sum, to the listed of k f64. */
function writeShares(mixture: MixtureSweep, list: usize, count: i32, r: i32, out: usize): void {
  const scores = at8(scoreColumns(mixture), r);
  const sum = load<f64>(at8(largestColumn(mixture) + COLUMN, r));
  for (let i = 0; i < count; i++) {
    const share = load<f64>(scores + <usize>i * COLUMN) / sum;
    store<f64>(at8(out, load<i32>(at4(list, i))), share);
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
  const near = nearOf(mixture);
  if (sharesFew(mixture, near, x, rows, 1)) {
    for (let place = 0; place < rows; place += ROWS) {
      shareInOrder(mixture, near, x, place, 1);
      for (let r = 0; r < min(ROWS, rows - place); r++) {
        store<f64>(at8(out, rowAt(near, place + r)), densityOf(mixture, r));
      }
    }
    return;
  }
  const every = everyComponent(mixture);
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    shareRows(mixture, every, x, count, 1);
    for (let r = 0; r < count; r++) {
      store<f64>(out, densityOf(mixture, r));
      out += 8;
    }
    x += <usize>(count * d * bytes);
  }
}

/** ln Σ e^score of row r of a tile. */
function densityOf(mixture: MixtureSweep, r: i32): f64 {
  const largest = at8(largestColumn(mixture), r);
  return load<f64>(largest) + f64x2.extract_lane(log(v128.load64_splat(largest, 64)), 0);
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
  if (lookPays(mixture)) labelsInOrder(mixture, x, rows, labels);
  else if (hasLook(mixture.form)) labelsOfTiles(mixture, x, rows, labels);
  else labelsOfStrips(mixture, x, rows, labels);
}

/** By a look, which leaves most rows with one component that can be theirs. */
function labelsInOrder(mixture: MixtureSweep, x: usize, rows: i32, labels: usize): void {
  const near = nearOf(mixture);
  const scores = scoreColumns(mixture);
  const found = largestColumn(mixture) + COLUMN;
  findNear(mixture, near, x, rows, 0);
  for (let place = 0; place < rows; place += ROWS) {
    const listed = listNear(near, place);
    if (listed > 1) {
      gatherInOrder(mixture, near, x, place, mixture.scratch);
      scoreListed(mixture, near.list, listed);
      argmax(scores, listed, COLUMN, found);
    } else {
      memory.fill(found, 0, COLUMN);
    }
    for (let r = 0; r < min(ROWS, rows - place); r++) {
      const label = load<i32>(at4(near.list, load<i32>(at8(found, r))));
      store<i32>(at4(labels, rowAt(near, place + r)), label);
    }
  }
}

/** Where there is little to be scored. */
function labelsOfTiles(mixture: MixtureSweep, x: usize, rows: i32, labels: usize): void {
  const every = everyComponent(mixture);
  const scores = scoreColumns(mixture);
  const found = largestColumn(mixture) + COLUMN;
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    fillTile(x, mixture.bytes, count, mixture.d, mixture.scratch);
    scoreListed(mixture, every, mixture.k);
    argmax(scores, mixture.k, COLUMN, found);
    for (let r = 0; r < count; r++) {
      store<i32>(labels, load<i32>(at8(found, r)));
      labels += 4;
    }
    x += <usize>(count * mixture.d * mixture.bytes);
  }
}

/** Where components have matrices. */
function labelsOfStrips(mixture: MixtureSweep, x: usize, rows: i32, labels: usize): void {
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
