import { shareTile } from "../share/exp";
import { isMatrix } from "../score/forms";
import { MixtureSweep } from "./mixture-sweep";
import { addEvidence, closeEvidence, tileWeights } from "./mixture";
import {
  addProducts,
  addTile,
  differencesBytes,
  joinLanes,
  mixtureLength,
  spreadBytes,
} from "../sums/moments";
import { aboutMeans, addListed, largestColumn, scoreListed, shareListed } from "./mixture-tile";
import {
  findNear,
  gatherInOrder,
  hasLook,
  listNear,
  Near,
  nearBytes,
  weightsInOrder,
} from "./near";
import { argmax, largestScores } from "../share/share";
import { addTied, closePairs, pairsBytes } from "./tied";
import {
  allRows,
  copyBytes,
  gatherListed,
  LIST,
  rowsAtLeast,
  rowsLabelled,
  scoreStrip,
  setThresholds,
  STRIP,
  STRIP_COLUMN,
  stripBytes,
  stripRows,
} from "./strip";
import { COLUMN, ROWS } from "../lanes/tile";

/**
 * The E-step of mixtures where most pairs of a row and a component come to nothing: what
 * scores far less than a row's largest is pruned, and exponentials and statistics are taken of
 * the pairs kept, component by component, their rows gathered into tiles of their own.
 */

/** Tiles in a batch, whose products are summed before they are added. */
const BATCH: i32 = 4;

/**
 * Scratch: a strip, a copy of its rows, a batch of differences, and k columns of scores.
 * T is usize for addresses, or u64 where sizes are counted.
 */
function scoresOffset<T extends number>(d: T): T {
  const differences = (<T>2 * d + <T>1) * <T>(BATCH * <i32>COLUMN);
  return <T>(stripBytes<T>(d) + copyBytes<T>(d) + differences);
}

/** Four columns behind the scores: weights, largest scores, thresholds and sums of shares. */
function factorsOffset<T extends number>(d: T, k: T): T {
  return <T>(scoresOffset<T>(d) + k * <T>STRIP_COLUMN);
}

/** Behind these k lists and one column: how many rows are on each list, k i32. */
function countsOffset<T extends number>(d: T, k: T): T {
  return <T>(factorsOffset<T>(d, k) + <T>(4 * STRIP_COLUMN + COLUMN) + k * <T>LIST);
}

/** Behind these, from a whole column on, what a look finds, or the sums of pairs of components. */
function nearOffset<T extends number>(d: T, k: T): T {
  return <T>((countsOffset<T>(d, k) + k * <T>4 + <T>(COLUMN - 1)) & (<T>~63));
}

/** Behind it a product's column, and the sums. */
function sumsOffset<T extends number>(spread: i32, d: T, k: T): T {
  const look = nearBytes<T>(d, k);
  const pairs = pairsBytes<T>(spread, d, k);
  const most = look > pairs ? look : pairs;
  return <T>((nearOffset<T>(d, k) + most + <T>(2 * COLUMN - 1)) & (<T>~63));
}

/**
 * Bytes of scratch that the kernels of statistics need: up to the sums, and these as a pair of
 * lanes for each of the `length` entries of the statistics. mixtureBlock needs less.
 */
export function mixtureScratchBytes(spread: i32, d: i32, k: i32, length: f64): f64 {
  return <f64>sumsOffset<u64>(spread, d, k) + length * 16;
}

/**
 * The statistics of one block under a hypothesis, as mixtureBlock's, but for what is pruned.
 *
 * @param mixture with scratch of mixtureScratchBytes
 * The others as in mixtureBlock.
 */
export function prunedMixtureBlock(
  mixture: MixtureSweep,
  x: usize,
  rows: i32,
  weights: usize,
  statistics: usize,
): void {
  const bytes = mixture.bytes;
  const d = mixture.d;
  const k = mixture.k;
  const scratch = mixture.scratch;
  const scores = scratch + scoresOffset<usize>(<usize>d);
  const factors = scratch + factorsOffset<usize>(<usize>d, <usize>k);
  const largest = factors + STRIP_COLUMN;
  const thresholds = largest + STRIP_COLUMN;
  const shareSums = thresholds + STRIP_COLUMN;
  const counts = scratch + countsOffset<usize>(<usize>d, <usize>k);
  const sums = scratch + sumsOffset<usize>(mixture.spread, <usize>d, <usize>k);
  const product = sums - COLUMN;
  const length = mixtureLength(mixture.spread, k, d);
  memory.fill(sums, 0, (<usize>length) << 4);
  v128.store(product, f64x2.splat(1));
  if (hasLook(mixture.form)) {
    const near = changetype<Near>(scratch + nearOffset<usize>(<usize>d, <usize>k));
    findNear(mixture, near, x, rows, mixture.cutoff);
    addSorted(mixture, near, x, rows, weights, product, sums);
    joinLanes(sums, length, statistics);
    return;
  }
  const pairs = scratch + nearOffset<usize>(<usize>d, <usize>k);
  const pairsLength = pairsBytes<usize>(mixture.spread, <usize>d, <usize>k);
  let anyPaired = false;
  const labels = scratch + <usize>(2 * d + 1) * COLUMN;
  const stiffness = mixture.stiffness;
  for (let row = 0; row < rows; row += STRIP) {
    const count = min(STRIP, rows - row);
    const end = <usize>((count + ROWS - 1) / ROWS) * COLUMN;
    const values = stripRows(x, bytes, count, d, scratch + stripBytes<usize>(<usize>d));
    scoreStrip(mixture, values, count, scores);
    for (let at: usize = 0; at < end; at += COLUMN) {
      largestScores(scores + at, k, STRIP_COLUMN, largest + at);
    }
    setThresholds(largest, mixture.cutoff, count, thresholds);
    const paired = pairsLength > 0 && sharedByMany(mixture, scores, thresholds, count, rows);
    if (paired && !anyPaired) memory.fill(pairs, 0, pairsLength);
    if (paired) {
      anyPaired = true;
      for (let at: usize = 0; at < end; at += COLUMN) {
        argmax(scores + at, k, STRIP_COLUMN, labels + at);
        shareTile(scores + at, k, STRIP_COLUMN, stiffness, largest + at, shareSums + at);
      }
    } else {
      memory.fill(shareSums, 0, end);
      shareKept(mixture, <i32>(end >> 3), scores, factors, counts);
      // Lanes beyond the last row have no weight; their factor, 0 / sum, is not to be NaN.
      for (let at = (<usize>count) << 3; at < end; at += 8) store<f64>(shareSums + at, 1);
    }
    for (let at: usize = 0; at < end; at += COLUMN) {
      const own = weights ? weights + ((<usize>row) << 3) + at : 0;
      tileWeights(own, count - <i32>(at >> 3), factors + at);
      // What was a threshold is the weight from here on.
      memory.copy(thresholds + at, factors + at, COLUMN);
      addEvidence(largest + at, shareSums + at, factors + at, product, sums);
    }
    if (paired) {
      const columns = scratch + stripBytes<usize>(<usize>d) + copyBytes<usize>(<usize>d);
      addTied(
        mixture,
        values,
        count,
        labels,
        thresholds,
        scores,
        factors,
        columns,
        BATCH,
        labels + STRIP_COLUMN,
        pairs,
        sums,
      );
    } else {
      addKept(mixture, values, scores, factors, counts, sums);
    }
    x += <usize>(count * d * bytes);
  }
  if (anyPaired) closePairs(mixture, pairs, sums);
  closeEvidence(product, sums);
  joinLanes(sums, length, statistics);
}

/** Adds a block by whole tiles of its rows, in the order of what is near them. */
function addSorted(
  mixture: MixtureSweep,
  near: Near,
  x: usize,
  rows: i32,
  weights: usize,
  product: usize,
  sums: usize,
): void {
  const own = aboutMeans(mixture);
  const largest = largestColumn(mixture);
  const shareSums = largest + COLUMN;
  const factor = shareSums + COLUMN;
  for (let place = 0; place < rows; place += ROWS) {
    const listed = listNear(near, place);
    gatherInOrder(mixture, near, x, place, mixture.scratch);
    scoreListed(mixture, near.list, listed);
    shareListed(mixture, listed, mixture.stiffness);
    weightsInOrder(near, weights, place, rows - place, factor);
    addEvidence(largest, shareSums, factor, product, sums);
    addListed(mixture, near.list, listed, own, sums);
  }
  closeEvidence(product, sums);
}

/**
 * Statistics of one block under labels, taken as one-hot responsibilities. A and B stay 0:
 * nothing has been scored.
 *
 * @param labels in, rows i32, each in 0..k-1, or 0 where all are 0
 * The others as in prunedMixtureBlock.
 */
export function labelledMixtureBlock(
  mixture: MixtureSweep,
  x: usize,
  rows: i32,
  labels: usize,
  weights: usize,
  statistics: usize,
): void {
  const bytes = mixture.bytes;
  const d = mixture.d;
  const k = mixture.k;
  const scratch = mixture.scratch;
  const shares = scratch + scoresOffset<usize>(<usize>d);
  const factors = scratch + factorsOffset<usize>(<usize>d, <usize>k);
  const lists = factors + 4 * STRIP_COLUMN;
  const sums = scratch + sumsOffset<usize>(mixture.spread, <usize>d, <usize>k);
  const length = mixtureLength(mixture.spread, k, d);
  const counts = scratch + countsOffset<usize>(<usize>d, <usize>k);
  memory.fill(sums, 0, (<usize>length) << 4);
  for (let row = 0; row < rows; row += STRIP) {
    const count = min(STRIP, rows - row);
    for (let r = 0; r < count; r += ROWS) {
      const at = (<usize>r) << 3;
      const own = weights ? weights + ((<usize>row) << 3) + at : 0;
      tileWeights(own, count - r, factors + at);
    }
    let listed = 0;
    for (let c = 0; c < k; c++) {
      const list = lists + <usize>c * LIST;
      const own = labels ? rowsLabelled(labels, 4, c, count, list) : allRows(count, list);
      const column = shares + <usize>c * STRIP_COLUMN;
      for (let i = 0; i < own; i++) store<f64>(column + ((<usize>i) << 3), 1);
      store<i32>(counts + ((<usize>c) << 2), own);
      listed += own;
    }
    assert(listed == count, "a label names a component");
    const values = stripRows(x, bytes, count, d, scratch + stripBytes<usize>(<usize>d));
    addKept(mixture, values, shares, factors, counts, sums);
    if (labels) labels += (<usize>count) << 2;
    x += <usize>(count * d * bytes);
  }
  joinLanes(sums, length, statistics);
}

/**
 * Whether rows are shared by so many components that sums of pairs are faster. In operations of a
 * lane, each row and component beyond the first saves a product of differences and costs V, each component without a
 * share in a row an exponential that comes to nothing, to sort rows is 60 a row, and 3 k² d² are what sums of pairs take once a
 * block: 1.4 of the speed at d = 8, k = 3, 1.7 at d = 8, k = 8, 2.8 at d = 16, k = 16, where all is shared by all.
 *
 * @param blockRows rows of the block that the strip belongs to
 */
function sharedByMany(
  mixture: MixtureSweep,
  scores: usize,
  thresholds: usize,
  rows: i32,
  blockRows: i32,
): bool {
  const d = <f64>mixture.d;
  const k = <f64>mixture.k;
  const whole = (rows + ROWS - 1) & ~(ROWS - 1);
  const pairs = <f64>atLeast(scores, mixture.k, thresholds, whole);
  const own = <f64>rows;
  const saved = (pairs - own) * d * (0.5 * d + 0.75);
  const spent = 60 * own + 20 * (own * k - pairs) + (3 * k * k * d * d * own) / <f64>blockRows;
  return spent < saved;
}

/** How many scores of whole tiles reach the thresholds of their rows. */
function atLeast(scores: usize, k: i32, thresholds: usize, rows: i32): i32 {
  let pairs = 0;
  const end = (<usize>rows) << 3;
  for (let c = 0; c < k; c++) {
    for (let at: usize = 0; at < end; at += 16) {
      const near = f64x2.ge(v128.load(scores + at), v128.load(thresholds + at));
      pairs += popcnt(i64x2.bitmask(near));
    }
    scores += STRIP_COLUMN;
  }
  return pairs;
}

/**
 * Lists the rows whose score reaches their threshold, and makes shares of these scores, as
 * shareTile does, side by side at the head of each column; adds shares to their sums.
 *
 * @param rows of the strip, whole tiles
 * @param scores in and out, k columns of a strip
 * @param factors the first of the columns behind the scores
 * @param counts out, k i32: how many rows are on each list
 */
function shareKept(
  mixture: MixtureSweep,
  rows: i32,
  scores: usize,
  factors: usize,
  counts: usize,
): void {
  const k = mixture.k;
  const stiffness = mixture.stiffness;
  const largest = factors + STRIP_COLUMN;
  const thresholds = largest + STRIP_COLUMN;
  const sums = thresholds + STRIP_COLUMN;
  let lists = sums + STRIP_COLUMN;
  const none = mixture.scratch;
  memory.fill(none, 0, COLUMN);
  for (let c = 0; c < k; c++) {
    const count = rowsAtLeast(scores, thresholds, rows, lists);
    const padded = (count + ROWS - 1) & ~(ROWS - 1);
    for (let i = 0; i < count; i++) {
      const row = (<usize>load<u16>(lists + ((<usize>i) << 1))) << 3;
      const below = load<f64>(scores + row) - load<f64>(largest + row);
      store<f64>(scores + ((<usize>i) << 3), below);
    }
    for (let i = count; i < padded; i++) store<f64>(scores + ((<usize>i) << 3), 0);
    // Each tile of the list is as one column, of which the largest score is taken off already.
    for (let i = 0; i < padded; i += ROWS) {
      shareTile(scores + ((<usize>i) << 3), 1, COLUMN, stiffness, none, none + COLUMN);
    }
    for (let i = 0; i < count; i++) {
      const sum = sums + ((<usize>load<u16>(lists + ((<usize>i) << 1))) << 3);
      store<f64>(sum, load<f64>(sum) + load<f64>(scores + ((<usize>i) << 3)));
    }
    store<i32>(counts, count);
    scores += STRIP_COLUMN;
    lists += LIST;
    counts += 4;
  }
}

/**
 * Adds the listed rows of a strip to the sums of their components, each times its share and
 * the factor of its row, w / sum of shares.
 *
 * @param x in, rows of d f64
 * @param shares in, k columns of a strip: shares, side by side; overwritten
 * @param factors in, 1 column of a strip
 */
function addKept(
  mixture: MixtureSweep,
  x: usize,
  shares: usize,
  factors: usize,
  counts: usize,
  sums: usize,
): void {
  const d = mixture.d;
  const k = mixture.k;
  const spread = mixture.spread;
  const scratch = mixture.scratch;
  const columns = scratch + stripBytes<usize>(<usize>d) + copyBytes<usize>(<usize>d);
  let lists = factors + 4 * STRIP_COLUMN;
  let anchor = mixture.anchors;
  const pairs = (<usize>d) << 4;
  let size = sums + 32;
  let sum = size + ((<usize>k) << 4);
  let q = sum + <usize>k * pairs;
  for (let c = 0; c < k; c++) {
    const count = load<i32>(counts);
    for (let i = 0; i < count; i++) {
      const share = shares + ((<usize>i) << 3);
      const row = (<usize>load<u16>(lists + ((<usize>i) << 1))) << 3;
      store<f64>(share, load<f64>(share) * load<f64>(factors + row));
    }
    for (let i = count; i & (ROWS - 1); i++) store<f64>(shares + ((<usize>i) << 3), 0);
    for (let i = 0; i < count; i += BATCH * ROWS) {
      const end = min(i + BATCH * ROWS, count);
      let differences = columns;
      let tiles = 0;
      for (let j = i; j < end; j += ROWS) {
        const share = shares + ((<usize>j) << 3);
        gatherListed(x, d, d, lists + ((<usize>j) << 1), scratch);
        addTile(scratch, d, spread, anchor, share, differences, size, sum, q);
        differences += differencesBytes(d);
        tiles++;
      }
      if (isMatrix(spread)) addProducts(columns, d, tiles, q);
    }
    anchor += pairs >> 1;
    shares += STRIP_COLUMN;
    lists += LIST;
    counts += 4;
    size += 16;
    sum += pairs;
    q += spreadBytes(spread, d);
  }
}
