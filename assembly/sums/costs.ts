import { at4, at8 } from "../lanes/address";
import { loadUpTo } from "../lanes/lanes";
import { Sums } from "./exact";

/**
 * Costs summed row by row, for clusters so tight that they cannot be had from S and Q: the largest
 * difference from a centroid first, for words need to know what is the most, and then the squares.
 */

/**
 * The largest √w |x_j − m_j| of any row and its own centroid.
 *
 * @param x in, rows × d of `bytes` bytes each, 4 or 8, row-major
 * @param weights in, rows f64, or 0 where every weight is 1
 * @param labels in, rows i32
 * @param sums in, Sums
 */
export function largestDifference(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  weights: usize,
  labels: usize,
  sums: usize,
): f64 {
  return differences(x, bytes, rows, d, weights, labels, changetype<Sums>(sums), 0, 0);
}

/**
 * Adds each row's w (x_j − m_j)² × scale² to the words of its component, one by one.
 *
 * @param scale a power of two that makes the most of them less than 1
 * @param words in and out, k × 2 words × 2 lanes of i64, in the units of squares
 */
export function addCosts(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  weights: usize,
  labels: usize,
  sums: usize,
  scale: f64,
  words: usize,
): void {
  differences(x, bytes, rows, d, weights, labels, changetype<Sums>(sums), scale, words);
}

/** Both of the above: without `words` the largest difference is found. */
function differences(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  weights: usize,
  labels: usize,
  sums: Sums,
  scale: f64,
  words: usize,
): f64 {
  const square0 = f64x2.splat(sums.square0);
  const square1 = f64x2.splat(sums.square1);
  const by = f64x2.splat(scale);
  const zero = f64x2.splat(0);
  let largest = zero;
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(at4(labels, row));
    let m = at8(sums.centroids, label * d);
    const own = words + ((<usize>label) << 5);
    const weight = weights ? load<f64>(at8(weights, row)) : 1;
    const root = f64x2.splat(sqrt(weight));
    const w = f64x2.splat(weight);
    for (let j = 0; j < d; j += 2) {
      const e = f64x2.sub(loadUpTo(x, bytes, d - j), loadUpTo(m, 8, d - j));
      if (words) {
        const near = f64x2.mul(e, by);
        const square = f64x2.mul(f64x2.mul(w, near), near);
        const t = f64x2.add(square, square0);
        v128.store(own, i64x2.add(v128.load(own), t));
        const r = f64x2.add(f64x2.sub(square, f64x2.sub(t, square0)), square1);
        v128.store(own, i64x2.add(v128.load(own, 16), r), 16);
      } else {
        largest = f64x2.max(largest, f64x2.mul(root, f64x2.abs(e)));
      }
      x += min(2, d - j) * bytes;
      m += 16;
    }
  }
  return max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
}
