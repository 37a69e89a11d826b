import { at4, at8 } from "../lanes/address";
import { COLUMN, ROWS } from "../lanes/tile";
import { loadUpTo } from "../lanes/lanes";
import { high, low, total } from "./pairs";
import { productError, squareError } from "./products";

/**
 * Sums of hard k-means that do not depend on order: values are added as integers.
 *
 * A sum is kept in words of i64. Word w counts units, powers of two, of which each is `ratio`
 * times the one before. With C = 1.5 × 2^52 units, the bits of the f64 x + C, as an integer, are
 * x / unit, rounded, plus the bits of C; so they are added as they are, mod 2^64, and what C
 * added is taken off in the end. The remainder, which is exact, goes to the next word. What was
 * added can be taken out again without a trace: all of it holds for −x as it does for x.
 *
 * A component's record, of i64, words of two columns side by side in lanes:
 *
 *   [ rows, rows put in or taken out, Q in 2 lanes, S in pairs of columns × `words` × 2 lanes ]
 *
 * S = Σ w x is exact. Where there are weights a column of its own comes first, whose every x is
 * `one`, and beside it an empty one: it sums up to N = Σ w. Q = Σ w‖x‖² is rounded to the unit
 * of its one word, value by value, so that no order shows in it either: it says how wide a
 * component is, in some ten digits of the widest. That of all rows together, from which the cost
 * follows, has two words and the digits that products lose; labels do not matter to it, so
 * surveyRows sums it once.
 */

/** Where Q begins in a record, and S behind it. */
export const SQUARES: usize = 16;
export const SUMS: usize = 32;

/** C over its unit. */
export const C: f64 = 6755399441055744;

/** What sums are taken in; src/questions/exact-sums.ts writes it, in this order. */
@unmanaged
export class Sums {
  /** Squares are those of x × scale, below 1. */
  scale: f64;
  /** What x is multiplied by before weights, so that no product is subnormal. */
  lift: f64;
  /** 1 / the largest weight, rounded up to a power of two. */
  lighter: f64;
  /** A power of two as large as the largest x, × lift; 0 where every weight is 1. */
  one: f64;
  /** The unit of the squares' word 0, and that of word 1 over it. */
  squareUnit: f64;
  squareRatio: f64;
  /** The unit of word 0 of S, and what each next is of the one before. */
  unit: f64;
  ratio: f64;
  /** The cost at least, scaled, for its digits to be right. */
  least: f64;
  /** A component's scaled cost a row at least, for three digits of it to be right. */
  unsure: f64;
  /** Q of all rows, scaled, as the sum of four f64, which a survey finds. */
  squares0: f64;
  squares1: f64;
  squares2: f64;
  squares3: f64;
  /** Words of a sum, at least 2. */
  words: i32;
  /** How often C is added with a value: once where there are two words and no weights, else twice. */
  adds: i32;
  /** Bytes of a record. */
  bytes: i32;
  /** k records. */
  records: usize;
  /** In, k × d f64. */
  centroids: usize;
  /** Out, 2 + 2 k + k × d f64. */
  statistics: usize;
  /** k costs in words: costs.ts. */
  costs: usize;
}

/** Where the four f64 of `squares` begin. */
export const ALL_SQUARES: usize = 80;

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

export function sum(
  x: usize,
  size: i32,
  rows: i32,
  d: i32,
  weights: usize,
  before: usize,
  labels: usize,
  sums: Sums,
): void {
  const once = sums.adds == 1;
  const c0 = f64x2.splat(sums.unit * C);
  const c1 = f64x2.splat(sums.unit * C * sums.ratio);
  const square0 = f64x2.splat(sums.squareUnit * C);
  const scale = f64x2.splat(sums.scale);
  const lower = f64x2.splat((sums.scale * sums.lighter) / sums.lift);
  const lift = f64x2.splat(sums.lift);
  const stride = <usize>(d * size);
  const step = (<usize>sums.words) << 4;
  const zero = i64x2.splat(0);
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(at4(labels, row));
    assert(label >= 0, "a label names a component");
    let own = label;
    let way: i64 = 1;
    if (before) {
      // Four labels at once, where four are left and none has changed.
      if (row + 4 <= rows) {
        const same = i32x4.eq(v128.load(at4(before, row)), v128.load(at4(labels, row)));
        if (i32x4.all_true(same)) {
          row += 3;
          continue;
        }
      }
      own = load<i32>(at4(before, row));
      if (own == label) continue;
      way = -1;
    }
    // A row that moves is first put into its old component, with −1 times its weight.
    for (;;) {
      const record = sums.records + <usize>own * <usize>sums.bytes;
      v128.store(record, i64x2.add(v128.load(record), i64x2(way, 1)));
      let weight = f64x2.splat(<f64>way);
      let at = x + <usize>row * stride;
      let to = record + SUMS;
      if (weights) {
        weight = f64x2.mul(weight, v128.load64_splat(at8(weights, row)));
        addTo(to, f64x2.mul(weight, f64x2.splat(sums.one)), zero, sums);
        to += step;
      }
      let q = v128.load(record, SQUARES);
      if (once) {
        for (let j = 0; j < d; j += 2) {
          const v = loadUpTo(at, size, d - j);
          const y = f64x2.mul(v, scale);
          const p = f64x2.mul(v, weight);
          const t = f64x2.add(p, c0);
          const u = f64x2.add(f64x2.sub(p, f64x2.sub(t, c0)), c1);
          v128.store(to, i64x2.add(v128.load(to), t));
          v128.store(to, i64x2.add(v128.load(to, 16), u), 16);
          q = i64x2.add(q, f64x2.add(f64x2.mul(y, f64x2.mul(y, weight)), square0));
          at += 2 * size;
          to += 32;
        }
      } else {
        for (let j = 0; j < d; j += 2) {
          const v = loadUpTo(at, size, d - j);
          const lifted = f64x2.mul(v, lift);
          const p = f64x2.mul(weight, lifted);
          addTo(to, p, productError(weight, lifted, p), sums);
          const square = f64x2.mul(f64x2.mul(v, scale), f64x2.mul(p, lower));
          q = i64x2.add(q, f64x2.add(square, square0));
          at += 2 * size;
          to += step;
        }
      }
      v128.store(record, q, SQUARES);
      if (way > 0) break;
      way = 1;
      own = label;
    }
  }
}

/**
 * Adds whole tiles of rows to one record, column by column: a sixth of the time that rows take one by
 * one. For rows that weigh 1, where two words hold every digit.
 *
 * @param tiles in, `count` × d × ROWS f64
 * @param record in and out
 */
export function sumTiles(tiles: usize, count: i32, d: i32, record: usize, sums: Sums): void {
  const c0 = f64x2.splat(sums.unit * C);
  const c1 = f64x2.splat(sums.unit * C * sums.ratio);
  const square0 = f64x2.splat(sums.squareUnit * C);
  const scale = f64x2.splat(sums.scale);
  const rows = <i64>count * ROWS;
  for (let j = 0; j < d + (d & 1); j++) {
    let s0 = i64x2.splat(0);
    let s1 = s0;
    let q = s0;
    let column = tiles + <usize>j * COLUMN;
    for (let tile = j < d ? 0 : count; tile < count; tile++) {
      for (let lanes = column; lanes < column + COLUMN; lanes += 16) {
        const v = v128.load(lanes);
        const t = f64x2.add(v, c0);
        const y = f64x2.mul(v, scale);
        s0 = i64x2.add(s0, t);
        s1 = i64x2.add(s1, f64x2.add(f64x2.sub(v, f64x2.sub(t, c0)), c1));
        q = i64x2.add(q, f64x2.add(f64x2.mul(y, y), square0));
      }
      column += <usize>d * COLUMN;
    }
    if (j == d) {
      // Beside an odd column stand zeros.
      const half = i64x2.splat(rows >> 1);
      s0 = i64x2.mul(half, c0);
      s1 = i64x2.mul(half, c1);
      q = i64x2.mul(half, square0);
    }
    const lane = (<usize>(j & 1)) << 3;
    const to = record + SUMS + ((<usize>(j >> 1)) << 5) + lane;
    addLanes(to, s0);
    addLanes(to + 16, s1);
    addLanes(record + SQUARES + lane, q);
  }
  store<i64>(record, load<i64>(record) + rows);
  store<i64>(record, load<i64>(record, 8) + rows, 8);
}

function addLanes(to: usize, sum: v128): void {
  store<i64>(to, load<i64>(to) + i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1));
}

/**
 * Adds the squares of rows, w‖x‖² scaled, to those of all, and sees whether words hold every digit.
 *
 * @param x in, rows × d of `bytes` bytes each, 4 or 8, row-major; where every weight is 1, all
 *   values may as well be one row
 * @param weights in, rows f64, or 0 where every weight is 1
 * @param sums in, Sums; in and out, its squares, as words until {@link endSurvey}; records are of no use
 *   from then on until they are cleared
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
  const once = sums.adds == 1;
  const c0 = f64x2.splat(sums.unit * C);
  const c1 = f64x2.splat(sums.unit * C * sums.ratio);
  const square0 = f64x2.splat(sums.squareUnit * C);
  const square1 = f64x2.splat(sums.squareUnit * C * sums.squareRatio);
  const scale = f64x2.splat(sums.scale);
  const lift = f64x2.splat(sums.lift);
  const lower = f64x2.splat((sums.scale * sums.lighter) / sums.lift);
  const zero = i64x2.splat(0);
  const squares = changetype<usize>(sums) + ALL_SQUARES;
  let q0 = v128.load(squares);
  let q1 = v128.load(squares, 16);
  let rest = zero;
  for (let row = 0; row < rows; row++) {
    let weight = f64x2.splat(1);
    if (weights) {
      weight = v128.load64_splat(at8(weights, row));
      rest = v128.or(
        rest,
        addTo(sums.records, f64x2.mul(weight, f64x2.splat(sums.one)), zero, sums),
      );
    }
    for (let j = 0; j < d; j += 2) {
      const v = loadUpTo(x, size, d - j);
      x += min(2, d - j) * size;
      const y = f64x2.mul(v, scale);
      let square = f64x2.mul(y, y);
      let low = zero;
      let left: v128;
      if (once) {
        // Squares of f32 are exact.
        if (size == 8) low = squareError(y, square);
        left = f64x2.sub(v, f64x2.sub(f64x2.add(v, c0), c0));
        left = f64x2.sub(left, f64x2.sub(f64x2.add(left, c1), c1));
      } else {
        const lifted = f64x2.mul(v, lift);
        const p = f64x2.mul(weight, lifted);
        const error = productError(weight, lifted, p);
        left = addTo(sums.records, p, error, sums);
        const z = f64x2.mul(p, lower);
        square = f64x2.mul(y, z);
        low = f64x2.add(productError(y, z, square), f64x2.mul(y, f64x2.mul(error, lower)));
      }
      const t = f64x2.add(square, square0);
      low = f64x2.add(f64x2.sub(square, f64x2.sub(t, square0)), low);
      q0 = i64x2.add(q0, t);
      q1 = i64x2.add(q1, f64x2.add(low, square1));
      rest = v128.or(rest, left);
    }
  }
  v128.store(squares, q0);
  v128.store(squares, q1, 16);
  // A rest of −0 is none.
  return i32(v128.any_true(f64x2.abs(rest)));
}

/**
 * Makes two f64 of the words of all squares.
 *
 * @param vectors how many pairs of columns they are of
 * @param sums in, Sums; in and out, its squares
 */
export function endSurvey(vectors: f64, sums: usize): void {
  end(vectors, changetype<Sums>(sums));
}

function end(vectors: f64, sums: Sums): void {
  const squares = changetype<usize>(sums) + ALL_SQUARES;
  total(squares, 2, <i64>vectors, sums.squareUnit * C, sums.squareRatio);
  const unit = f64x2.splat(sums.squareUnit);
  v128.store(squares, f64x2.mul(high, unit));
  v128.store(squares, f64x2.mul(low, unit), 16);
}

/** Adds two values to the words of one sum, and returns what these leave of either. */
function addTo(to: usize, a: v128, b: v128, sums: Sums): v128 {
  let c = f64x2.splat(sums.unit * C);
  const ratio = f64x2.splat(sums.ratio);
  const end = to + ((<usize>sums.words) << 4);
  for (; to < end; to += 16) {
    const t = f64x2.add(a, c);
    const u = f64x2.add(b, c);
    v128.store(to, i64x2.add(v128.load(to), i64x2.add(t, u)));
    a = f64x2.sub(a, f64x2.sub(t, c));
    b = f64x2.sub(b, f64x2.sub(u, c));
    c = f64x2.mul(c, ratio);
  }
  return v128.or(a, b);
}
