import { exp8 } from "./exp";
import { COLUMN } from "../lanes/tile";

/**
 * The largest score of each row of a tile.
 *
 * @param scores in, k columns, `stride` bytes apart
 * @param largest out, 1 column
 */
export function largestScores(scores: usize, k: i32, stride: usize, largest: usize): void {
  let most0 = v128.load(scores);
  let most1 = v128.load(scores, 16);
  let most2 = v128.load(scores, 32);
  let most3 = v128.load(scores, 48);
  for (let c = 1; c < k; c++) {
    scores += stride;
    most0 = f64x2.pmax(most0, v128.load(scores));
    most1 = f64x2.pmax(most1, v128.load(scores, 16));
    most2 = f64x2.pmax(most2, v128.load(scores, 32));
    most3 = f64x2.pmax(most3, v128.load(scores, 48));
  }
  v128.store(largest, most0);
  v128.store(largest, most1, 16);
  v128.store(largest, most2, 32);
  v128.store(largest, most3, 48);
}

/**
 * Turns a tile's scores into shares: every column becomes e^(stiffness × (score − largest)),
 * so that the largest is 1 and nothing overflows, and `sums` their sum. A point's
 * responsibilities are its shares over its sum, and its log-sum-exp is
 * stiffness × largest + ln sum.
 *
 * @param scores in and out, k columns
 * @param largest out, 1 column
 * @param sums out, 1 column
 */
export function shareTile(
  scores: usize,
  k: i32,
  stiffness: f64,
  largest: usize,
  sums: usize,
): void {
  largestScores(scores, k, COLUMN, largest);
  const most0 = v128.load(largest);
  const most1 = v128.load(largest, 16);
  const most2 = v128.load(largest, 32);
  const most3 = v128.load(largest, 48);
  const end = scores + <usize>k * COLUMN;
  const factor = f64x2.splat(stiffness);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (let column = scores; column < end; column += COLUMN) {
    v128.store(column, f64x2.mul(factor, f64x2.sub(v128.load(column), most0)));
    v128.store(column, f64x2.mul(factor, f64x2.sub(v128.load(column, 16), most1)), 16);
    v128.store(column, f64x2.mul(factor, f64x2.sub(v128.load(column, 32), most2)), 32);
    v128.store(column, f64x2.mul(factor, f64x2.sub(v128.load(column, 48), most3)), 48);
    exp8(column);
    sum0 = f64x2.add(sum0, v128.load(column));
    sum1 = f64x2.add(sum1, v128.load(column, 16));
    sum2 = f64x2.add(sum2, v128.load(column, 32));
    sum3 = f64x2.add(sum3, v128.load(column, 48));
  }
  v128.store(sums, sum0);
  v128.store(sums, sum1, 16);
  v128.store(sums, sum2, 32);
  v128.store(sums, sum3, 48);
}

/**
 * The component with the largest score of each row of a tile, of equal ones the lowest.
 *
 * @param scores in, k columns, `stride` bytes apart
 * @param labels out, ROWS i64
 */
export function argmax(scores: usize, k: i32, stride: usize, labels: usize): void {
  for (let offset: usize = 0; offset < COLUMN; offset += 16) {
    let column = scores + offset;
    let most = v128.load(column);
    let label = i64x2.splat(0);
    for (let c = 1; c < k; c++) {
      column += stride;
      const score = v128.load(column);
      const more = f64x2.gt(score, most);
      most = v128.bitselect(score, most, more);
      label = v128.bitselect(i64x2.splat(c), label, more);
    }
    v128.store(labels + offset, label);
  }
}
