import { at4, at8 } from "../lanes/address";
import { loadUpTo } from "../lanes/lanes";
import { add, begin, high, low } from "./pairs";
import { halves, productError } from "./products";

/**
 * Sums of hard k-means that do not depend on order: values are added as integers.
 *
 * A sum is kept in words of i64. Word w counts units, powers of two, of which each is `ratio`
 * times the one before. With C = 1.5 × 2^52 units, the bits of the f64 x + C, as an integer, are
 * x / unit, rounded, plus the bits of C; so they are added as they are, mod 2^64, and what C
 * added is taken off in the end. The remainder, which is exact, goes to the next word. What was
 * added can be taken out again without a trace.
 *
 * A component's record, of i64, words of two columns side by side in lanes:
 *
 *   [ rows, unused, Q in 2 lanes, N in `weightWords`, S in pairs × `words` × 2 lanes ]
 *
 * N = Σ w and S = Σ w x are exact. Q = Σ w‖x‖² is rounded to the unit of its one word, value by
 * value, so that no order shows in it either: it says how wide a component is, in some ten digits
 * of the widest. That of all rows together, from which the cost follows, has two words and the
 * digits that products lose; labels do not matter to it, so surveyRows sums it once.
 */

/** Where Q begins in a record, and N behind it. */
export const SQUARES: usize = 16;
export const WEIGHTS: usize = 32;

/** What sums are taken in; src/wasm/exact-sums.ts writes it, in this order. */
@unmanaged
export class Sums {
  /** Squares are those of x × scale, below 1. */
  scale: f64;
  /** What x is multiplied by before weights, so that no product is subnormal. */
  lift: f64;
  /** What brings the product to scale, and weights to at most 1. */
  lower: f64;
  /** C of both words of squares. */
  square0: f64;
  square1: f64;
  /** The unit of the squares' word 0. */
  squareUnit: f64;
  /** C of word 0 of S, its unit, and what each next of both is of the one before. */
  constant: f64;
  unit: f64;
  ratio: f64;
  /** The same unit × lower. */
  scaledUnit: f64;
  /** The same for N. */
  weightConstant: f64;
  weightUnit: f64;
  weightRatio: f64;
  /** 1 / the largest weight, rounded up to a power of two. */
  lighter: f64;
  /** Q of all rows, scaled, as the sum of two f64. */
  squares: f64;
  squaresLow: f64;
  /** The cost at least, scaled, for its digits to be right. */
  least: f64;
  /** A component's scaled cost a row at least, for three digits of it to be right. */
  unsure: f64;
  /** Two factors that bring a scaled cost to what it is. */
  unscaled0: f64;
  unscaled1: f64;
  /** Words of a sum, at least 2. */
  words: i32;
  /** Words of N, or 0 where every weight is 1. */
  weightWords: i32;
  /** Bytes of a record. */
  bytes: i32;
  /** k records. */
  records: usize;
  /** In, k × d f64. */
  centroids: usize;
  /** Out, 2 + 2 k + k × d f64. */
  statistics: usize;
}

/**
 * Adds rows to the sums of their component; with labels from before, takes rows whose label
 * changed out of those of their old one, and leaves alone the rows whose label did not.
 *
 * A pass of its own, after the labels are known: with the labels found in the same loop it took
 * 3 times as long (100k × 2, k = 4), since every row waited for its own search.
 *
 * @param x in, rows × d of `bytes` bytes each, 4 or 8, row-major
 * @param weights in, rows f64, or 0 where every weight is 1
 * @param before in, rows i32: the labels that the sums are of, or 0 where no row is in them
 * @param labels in, rows i32
 * @param sums in and out, Sums
 */
export function sumRows(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  weights: usize,
  before: usize,
  labels: usize,
  sums: usize,
): void {
  sum(x, bytes, rows, d, weights, before, labels, changetype<Sums>(sums));
}

function sum(
  x: usize,
  size: i32,
  rows: i32,
  d: i32,
  weights: usize,
  before: usize,
  labels: usize,
  sums: Sums,
): void {
  const words = sums.words;
  const ratio = sums.ratio;
  const second = sums.constant * ratio;
  const c0 = f64x2.splat(sums.constant);
  const c1 = f64x2.splat(second);
  const square0 = f64x2.splat(sums.square0);
  const scale = f64x2.splat(sums.scale);
  const lower = f64x2.splat(sums.lower);
  const lift = f64x2.splat(sums.lift);
  const records = sums.records;
  const bytes = <usize>sums.bytes;
  const stride = <usize>(d * size);
  const first = WEIGHTS + (((<usize>(sums.weightWords + 1)) >> 1) << 4);
  const step = (<usize>words) << 4;
  const zero = i64x2.splat(0);
  for (let row = 0; row < rows; row++) {
    let from: usize = 0;
    const label = load<i32>(at4(labels, row));
    assert(label >= 0, "a label names a component");
    if (before) {
      // Four labels at once, where four are left and none has changed.
      if (row + 4 <= rows) {
        const same = i32x4.eq(v128.load(at4(before, row)), v128.load(at4(labels, row)));
        if (i32x4.all_true(same)) {
          row += 3;
          continue;
        }
      }
      const old = load<i32>(at4(before, row));
      if (old == label) continue;
      from = records + <usize>old * bytes;
      store<i64>(from, load<i64>(from) - 1);
    }
    const to = records + <usize>label * bytes;
    store<i64>(to, load<i64>(to) + 1);
    let weight = zero;
    if (weights) {
      const w = load<f64>(at8(weights, row));
      weight = f64x2.splat(w);
      addWeight(w, sums, to, from);
    }
    let q = zero;
    let at = x + <usize>row * stride;
    let sum = to + first;
    let old = from + first;
    for (let j = 0; j < d; j += 2) {
      const v = loadUpTo(at, size, d - j);
      at += 2 * size;
      const y = f64x2.mul(v, scale);
      let p = v;
      let z = y;
      if (weights) {
        const lifted = f64x2.mul(v, lift);
        p = f64x2.mul(weight, lifted);
        z = f64x2.mul(p, lower);
        const error = productError(weight, lifted, p);
        further(error, 1, second, sums, sum, from ? old : 0);
      }
      q = i64x2.add(q, f64x2.add(f64x2.mul(y, z), square0));
      const t = f64x2.add(p, c0);
      const r = f64x2.sub(p, f64x2.sub(t, c0));
      const u = f64x2.add(r, c1);
      v128.store(sum, i64x2.add(v128.load(sum), t));
      v128.store(sum, i64x2.add(v128.load(sum, 16), u), 16);
      if (from) {
        v128.store(old, i64x2.sub(v128.load(old), t));
        v128.store(old, i64x2.sub(v128.load(old, 16), u), 16);
      }
      if (words > 2) {
        further(f64x2.sub(r, f64x2.sub(u, c1)), 2, second * ratio, sums, sum, from ? old : 0);
      }
      sum += step;
      old += step;
    }
    put(to + SQUARES, from ? from + SQUARES : 0, q);
  }
}

/**
 * Sums the squares of all rows, Σ w‖x‖² scaled, and sees whether words hold every digit.
 *
 * @param x in, rows × d of `bytes` bytes each, 4 or 8, row-major; where every weight is 1, all
 *   values may as well be one row
 * @param weights in, rows f64, or 0 where every weight is 1
 * @param sums in, Sums; out, its squares
 * @returns not 0 if a value, its product or a weight has digits beyond the last word
 */
export function surveyRows(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  weights: usize,
  sums: usize,
): i32 {
  return survey(x, bytes, rows, d, weights, changetype<Sums>(sums));
}

function survey(x: usize, size: i32, rows: i32, d: i32, weights: usize, sums: Sums): i32 {
  const words = sums.words;
  const ratio = sums.ratio;
  const second = sums.constant * ratio;
  const c0 = f64x2.splat(sums.constant);
  const c1 = f64x2.splat(second);
  const square0 = f64x2.splat(sums.square0);
  const square1 = f64x2.splat(sums.square1);
  const scale = f64x2.splat(sums.scale);
  const lift = f64x2.splat(sums.lift);
  const lower = f64x2.splat(sums.lower);
  const zero = i64x2.splat(0);
  let q0 = zero;
  let q1 = zero;
  let rest = zero;
  for (let row = 0; row < rows; row++) {
    let weight = zero;
    if (weights) {
      const w = load<f64>(at8(weights, row));
      weight = f64x2.splat(w);
      rest = v128.or(rest, restOf(weight, sums.weightConstant, sums.weightRatio, sums.weightWords));
    }
    for (let j = 0; j < d; j += 2) {
      const v = loadUpTo(x, size, d - j);
      x += min(2, d - j) * size;
      const y = f64x2.mul(v, scale);
      let p = v;
      let square: v128;
      let low = zero;
      if (weights) {
        const lifted = f64x2.mul(v, lift);
        p = f64x2.mul(weight, lifted);
        const error = productError(weight, lifted, p);
        rest = v128.or(rest, restOf(error, second, ratio, words - 1));
        const z = f64x2.mul(p, lower);
        square = f64x2.mul(y, z);
        low = f64x2.add(productError(y, z, square), f64x2.mul(y, f64x2.mul(error, lower)));
      } else {
        square = f64x2.mul(y, y);
        // Squares of f32 are exact.
        if (size == 8) {
          const h = halves(y);
          const l = f64x2.sub(y, h);
          const twice = f64x2.mul(f64x2.add(h, h), l);
          low = f64x2.add(f64x2.mul(l, l), f64x2.add(f64x2.sub(f64x2.mul(h, h), square), twice));
        }
      }
      const t = f64x2.add(square, square0);
      low = f64x2.add(f64x2.sub(square, f64x2.sub(t, square0)), low);
      q0 = i64x2.add(q0, t);
      q1 = i64x2.add(q1, f64x2.add(low, square1));
      p = f64x2.sub(p, f64x2.sub(f64x2.add(p, c0), c0));
      p = f64x2.sub(p, f64x2.sub(f64x2.add(p, c1), c1));
      if (words > 2) p = restOf(p, second * ratio, ratio, words - 2);
      rest = v128.or(rest, p);
    }
  }
  const vectors = <i64>rows * <i64>((d + 1) >> 1);
  begin(squareWord(q1, vectors, sums.square1));
  add(squareWord(q0, vectors, sums.square0), sums.square1 / sums.square0);
  sums.squares = f64x2.extract_lane(high, 0) * sums.squareUnit;
  sums.squaresLow = f64x2.extract_lane(low, 0) * sums.squareUnit;
  // A rest of −0 is none.
  return i32(v128.any_true(f64x2.abs(rest)));
}

/** Both lanes of a word together, in each, without what C brought. */
function squareWord(lanes: v128, vectors: i64, constant: f64): v128 {
  const bias = i64x2.splat(vectors * reinterpret<i64>(constant));
  return i64x2.sub(i64x2.add(lanes, i64x2.shuffle(lanes, lanes, 1, 0)), i64x2.add(bias, bias));
}

/** What so many words leave of values, the first of them with this C. */
function restOf(values: v128, constant: f64, ratio: f64, words: i32): v128 {
  for (; words > 0; words--) {
    const c = f64x2.splat(constant);
    values = f64x2.sub(values, f64x2.sub(f64x2.add(values, c), c));
    constant *= ratio;
  }
  return values;
}

/** Adds two words to one place and takes them from another, or from none. */
function put(to: usize, from: usize, words: v128): void {
  v128.store(to, i64x2.add(v128.load(to), words));
  if (from) v128.store(from, i64x2.sub(v128.load(from), words));
}

/** Puts values into words from `w` on, of which that one has this C. `to`, `from`: of word 0. */
function further(values: v128, w: i32, constant: f64, sums: Sums, to: usize, from: usize): void {
  for (; w < sums.words; w++) {
    const c = f64x2.splat(constant);
    const t = f64x2.add(values, c);
    const at = (<usize>w) << 4;
    put(to + at, from ? from + at : 0, t);
    values = f64x2.sub(values, f64x2.sub(t, c));
    constant *= sums.ratio;
  }
}

/** Puts a weight into N of one record and takes it from another's, if any. */
function addWeight(weight: f64, sums: Sums, to: usize, from: usize): void {
  let c = sums.weightConstant;
  for (let w = 0; w < sums.weightWords; w++) {
    const t = weight + c;
    const at = WEIGHTS + ((<usize>w) << 3);
    store<i64>(to + at, load<i64>(to + at) + reinterpret<i64>(t));
    if (from) store<i64>(from + at, load<i64>(from + at) - reinterpret<i64>(t));
    weight -= t - c;
    c *= sums.weightRatio;
  }
}
