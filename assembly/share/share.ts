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
