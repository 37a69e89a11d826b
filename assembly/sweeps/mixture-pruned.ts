import { exp8 } from "../share/exp";
import { isMatrix } from "../score/forms";
import { addEvidence, closeEvidence, tileWeights } from "./mixture";
import {
  addProducts,
  addRows,
  addTile,
  differencesBytes,
  joinLanes,
  mixtureLength,
  spreadBytes,
  WIDTH,
} from "../sums/moments";
import { largestScores } from "../share/share";
import {
  allRows,
  copyBytes,
  gatherListed,
  LIST,
  lowerThresholds,
  rowsAtLeast,
  rowsLabelled,
  scoreSpan,
  SPAN,
  SPAN_COLUMN,
  spanBytes,
  spanRows,
} from "./strip";
import { COLUMN, ROWS } from "../lanes/tile";

/**
 * The E-step of mixtures where most pairs of a row and a component come to nothing: what
 * scores far less than a row's largest is dropped, and exponentials and statistics are taken
 * of survivors alone, component by component, gathered into tiles of their own.
 */

/** Tiles whose products are summed before they are added. */
const PANEL: i32 = 4;

/** Scratch: a span, a copy of its rows, a panel of differences, and k columns of scores. */
function scoresOf(scratch: usize, d: i32): usize {
  return scratch + spanBytes(d) + copyBytes(d) + <usize>PANEL * differencesBytes(d);
}

/** Four columns behind the scores: weights, largest scores, thresholds and sums of shares. */
function factorsOf(scratch: usize, d: i32, k: i32): usize {
  return scoresOf(scratch, d) + <usize>k * SPAN_COLUMN;
}

/** Behind these k lists and one column, k i32 to a whole column, a product's, and the sums. */
function sumsOf(scratch: usize, d: i32, k: i32): usize {
  const counts = factorsOf(scratch, d, k) + 4 * SPAN_COLUMN + <usize>k * LIST + COLUMN;
  return counts + ((((<usize>k) << 2) + 2 * COLUMN - 1) & ~(COLUMN - 1));
}

/**
 * The statistics of one block under a hypothesis, as mixtureBlock's, but for what is dropped.
 *
 * @param bytes of a value of x, 4 or 8
 * @param first coordinates that scoreSpan begins with, 1 to d
 * @param gap how far below a row's largest score a component is dropped
 * @param scratch up to sumsOf, and a pair of lanes for each entry of the statistics
 * The others as in mixtureBlock.
 */
export function survivorsBlock(
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
  first: i32,
  gap: f64,
): void {
  const scores = scoresOf(scratch, d);
  const factors = factorsOf(scratch, d, k);
  const largest = factors + SPAN_COLUMN;
  const thresholds = largest + SPAN_COLUMN;
  const shareSums = thresholds + SPAN_COLUMN;
  const lists = shareSums + SPAN_COLUMN;
  const counts = lists + <usize>k * LIST + COLUMN;
  const sums = sumsOf(scratch, d, k);
  const product = sums - COLUMN;
  const length = mixtureLength(spread, k, d);
  memory.fill(sums, 0, (<usize>length) << 4);
  v128.store(product, f64x2.splat(1));
  for (let row = 0; row < rows; row += SPAN) {
    const count = min(SPAN, rows - row);
    const end = <usize>((count + ROWS - 1) / ROWS) * COLUMN;
    const values = spanRows(x, bytes, count, d, scratch + spanBytes(d));
    scoreSpan(values, count, d, parameters, k, form, first, gap, scores, scratch);
    for (let at: usize = 0; at < end; at += COLUMN) {
      largestScores(scores + at, k, SPAN_COLUMN, largest + at);
    }
    lowerThresholds(largest, gap, count, thresholds);
    memory.fill(shareSums, 0, end);
    const whole = <i32>(end >> 3);
    shareSurvivors(scores, k, whole, stiffness, largest, thresholds, shareSums, lists, counts);
    // Lanes beyond the last row have no weight; that of nothing is not to be NaN.
    for (let at = (<usize>count) << 3; at < end; at += 8) store<f64>(shareSums + at, 1);
    for (let at: usize = 0; at < end; at += COLUMN) {
      const own = weights ? weights + ((<usize>row) << 3) + at : 0;
      tileWeights(own, count - <i32>(at >> 3), factors + at);
      addEvidence(largest + at, shareSums + at, factors + at, product, sums);
    }
    addSurvivors(values, d, k, spread, about, scores, factors, lists, counts, scratch, sums);
    x += <usize>(count * d * bytes);
  }
  closeEvidence(product, sums);
  joinLanes(sums, length, statistics);
}

/**
 * Statistics of one block under labels, taken as one-hot responsibilities. A and B stay 0:
 * nothing has been scored.
 *
 * @param labels in, rows i32, each in 0..k-1, or 0 where all are 0
 * The others as in survivorsBlock.
 */
export function labelledMixtureBlock(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  labels: usize,
  k: i32,
  about: usize,
  spread: i32,
  weights: usize,
  statistics: usize,
  scratch: usize,
): void {
  const shares = scoresOf(scratch, d);
  const factors = factorsOf(scratch, d, k);
  const lists = factors + 4 * SPAN_COLUMN;
  const counts = lists + <usize>k * LIST + COLUMN;
  const sums = sumsOf(scratch, d, k);
  const length = mixtureLength(spread, k, d);
  memory.fill(sums, 0, (<usize>length) << 4);
  for (let row = 0; row < rows; row += SPAN) {
    const count = min(SPAN, rows - row);
    for (let r = 0; r < count; r += ROWS) {
      const at = (<usize>r) << 3;
      const own = weights ? weights + ((<usize>row) << 3) + at : 0;
      tileWeights(own, count - r, factors + at);
    }
    let listed = 0;
    for (let c = 0; c < k; c++) {
      const list = lists + <usize>c * LIST;
      const own = labels ? rowsLabelled(labels, 4, c, count, list) : allRows(count, list);
      const column = shares + <usize>c * SPAN_COLUMN;
      for (let i = 0; i < own; i++) store<f64>(column + ((<usize>i) << 3), 1);
      store<i32>(counts + ((<usize>c) << 2), own);
      listed += own;
    }
    assert(listed == count, "a label names a component");
    const values = spanRows(x, bytes, count, d, scratch + spanBytes(d));
    addSurvivors(values, d, k, spread, about, shares, factors, lists, counts, scratch, sums);
    if (labels) labels += (<usize>count) << 2;
    x += <usize>(count * d * bytes);
  }
  joinLanes(sums, length, statistics);
}

/**
 * Turns the scores of survivors into shares, as shareTile does, side by side at the head of
 * each column.
 *
 * @param scores in and out, k columns of a span
 * @param sums in and out, 1 column of a span
 * @param lists out, k lists of rows
 * @param counts out, k i32: how many are on each list
 */
function shareSurvivors(
  scores: usize,
  k: i32,
  rows: i32,
  stiffness: f64,
  largest: usize,
  thresholds: usize,
  sums: usize,
  lists: usize,
  counts: usize,
): void {
  for (let c = 0; c < k; c++) {
    const count = rowsAtLeast(scores, thresholds, rows, lists);
    const padded = (count + ROWS - 1) & ~(ROWS - 1);
    for (let i = 0; i < count; i++) {
      const row = (<usize>load<u16>(lists + ((<usize>i) << 1))) << 3;
      const below = load<f64>(scores + row) - load<f64>(largest + row);
      store<f64>(scores + ((<usize>i) << 3), stiffness * below);
    }
    for (let i = count; i < padded; i++) store<f64>(scores + ((<usize>i) << 3), 0);
    for (let i = 0; i < padded; i += ROWS) exp8(scores + ((<usize>i) << 3));
    for (let i = 0; i < count; i++) {
      const sum = sums + ((<usize>load<u16>(lists + ((<usize>i) << 1))) << 3);
      store<f64>(sum, load<f64>(sum) + load<f64>(scores + ((<usize>i) << 3)));
    }
    store<i32>(counts, count);
    scores += SPAN_COLUMN;
    lists += LIST;
    counts += 4;
  }
}

/**
 * Adds the survivors of a span to the sums of their components.
 *
 * @param shares in, k columns of a span: shares, side by side; overwritten
 * @param factors in, 1 column of a span: w / sum of shares
 * @param x in, rows of d f64
 * @param scratch as scoresOf lays it out
 */
function addSurvivors(
  x: usize,
  d: i32,
  k: i32,
  spread: i32,
  about: usize,
  shares: usize,
  factors: usize,
  lists: usize,
  counts: usize,
  scratch: usize,
  sums: usize,
): void {
  const columns = scratch + spanBytes(d) + copyBytes(d);
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
    if (isMatrix(spread) || d < WIDTH) {
      for (let i = 0; i < count; i += PANEL * ROWS) {
        const end = min(i + PANEL * ROWS, count);
        let differences = columns;
        let tiles = 0;
        for (let j = i; j < end; j += ROWS) {
          const share = shares + ((<usize>j) << 3);
          gatherListed(x, d, d, lists + ((<usize>j) << 1), scratch);
          addTile(scratch, d, spread, about, share, differences, size, sum, q);
          differences += differencesBytes(d);
          tiles++;
        }
        if (isMatrix(spread)) addProducts(columns, d, tiles, q);
      }
    } else {
      addRows(x, d, spread, about, lists, count, shares, scratch, size, sum, q);
    }
    about += pairs >> 1;
    shares += SPAN_COLUMN;
    lists += LIST;
    counts += 4;
    size += 16;
    sum += pairs;
    q += spreadBytes(spread, d);
  }
}
