import { at4, at8 } from "../lanes/address";
import { Sums } from "./exact";
import { high, low, total } from "./pairs";
import { sumError } from "./products";

/**
 * Costs summed row by row, for clusters so tight that they cannot be had from S and Q.
 *
 * Costs are positive, so each can go to the words of its own exponent, without a look at how
 * large the largest is: word w counts units of 2^32 times those of the next, from the largest f64
 * down to the smallest, and takes 32 digits at once.
 */

/** Words for the digits of every f64, each in lane 0 of two. */
const WORDS: i32 = 67;
const BYTES: usize = (<usize>WORDS) << 4;

/** The unit of word 0 is 2^1037; so much of it is an f64, and the rest comes after. */
const FIRST: f64 = 3.4288275429960554e302;
const REST: f64 = 4294967296;

/** 2^-32. */
const RATIO: f64 = 2.3283064365386963e-10;

/**
 * Adds each w (x_j − m_j)² to the words of its component.
 *
 * @param x in, rows × d of `bytes` bytes each, 4 or 8, row-major
 * @param weights in, rows f64, or 0 where every weight is 1
 * @param labels in, rows i32
 * @param sums in, Sums; in and out, its costs
 */
export function addCosts(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  weights: usize,
  labels: usize,
  sums: usize,
): void {
  addRows(x, bytes, rows, d, weights, labels, changetype<Sums>(sums));
}

function addRows(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  weights: usize,
  labels: usize,
  sums: Sums,
): void {
  const scale = scaleOf(sums);
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(at4(labels, row));
    const weight = weights ? load<f64>(at8(weights, row)) : 1;
    const m = at8(sums.centroids, label * d);
    const words = sums.costs + <usize>label * BYTES;
    for (let j = 0; j < d; j++) {
      const value = bytes == 8 ? load<f64>(x) : <f64>load<f32>(x);
      x += bytes;
      const e = (value - load<f64>(at8(m, j))) * scale;
      const bits = reinterpret<u64>(weight * e * e);
      const exponent = <u32>(bits >> 52);
      // Subnormal numbers have the exponent of the smallest others, and no 1 before the point.
      const own = max(exponent, 1);
      const digits = (bits & 0xfffffffffffff) | (exponent == 0 ? 0 : 0x10000000000000);
      const shift = <u64>(own & 31);
      const lower = (digits & 0xffffffff) << shift;
      const upper = (digits >> 32) << shift;
      const at = words + ((<usize>(<u32>WORDS - 1 - (own >> 5))) << 4);
      store<u64>(at, load<u64>(at) + (lower & 0xffffffff));
      store<u64>(at - 16, load<u64>(at - 16) + (lower >> 32) + (upper & 0xffffffff));
      store<u64>(at - 32, load<u64>(at - 32) + (upper >> 32));
    }
  }
}

/**
 * Writes the cost of every component, and of all, to the statistics.
 *
 * @param sums in, Sums
 */
export function answerCosts(k: i32, d: i32, sums: usize): void {
  answer(k, d, changetype<Sums>(sums));
}

function answer(k: i32, d: i32, sums: Sums): void {
  const scale = f64x2.splat(scaleOf(sums));
  const own = at8(sums.statistics, 2 + k + k * d);
  let all = f64x2.splat(0);
  let allLow = all;
  for (let c = 0; c < k; c++) {
    // From the first word that holds anything on, since in units of word 0 it might be no f64.
    let words = sums.costs + <usize>c * BYTES;
    let left = WORDS;
    let first = FIRST;
    for (; left > 3 && load<u64>(words) == 0; left--) {
      words += 16;
      first *= RATIO;
    }
    total(words, left, 0, 0, RATIO);
    const unit = f64x2.splat(first);
    const cost = f64x2.mul(f64x2.mul(high, f64x2.splat(REST)), unit);
    v128.store64_lane(at8(own, c), f64x2.div(f64x2.div(cost, scale), scale), 0);
    const sum = f64x2.add(all, cost);
    const rest = f64x2.mul(f64x2.mul(low, f64x2.splat(REST)), unit);
    allLow = f64x2.add(allLow, f64x2.add(sumError(all, cost, sum), rest));
    all = sum;
  }
  all = f64x2.div(f64x2.div(f64x2.add(all, allLow), scale), scale);
  v128.store64_lane(sums.statistics, all, 0);
}

/** Small differences are scaled, so that their squares are no subnormal numbers. */
function scaleOf(sums: Sums): f64 {
  return max(sums.scale, 1);
}
