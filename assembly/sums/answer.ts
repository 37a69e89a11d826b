import { at8 } from "../lanes/address";
import { loadUpTo } from "../lanes/lanes";
import { Sums, SQUARES, WEIGHTS } from "./exact";
import { add, begin, digits, high, low, magnitude } from "./pairs";
import { productError, sumError } from "./products";

/** 2^-99: more than the relative error of a quotient of pairs of f64. */
const INEXACT: f64 = 1.5777218104420236e-30;

/** 2^-1000 and 2^-900: products of what is above keep all their digits. */
const TINY: f64 = 9.332636185032189e-302;
const SMALL: f64 = 1.1830521861667747e-271;

/**
 * Writes the statistics that sums amount to, all but `changed`:
 *
 *   [ cost, changed, N_0 … N_{k-1}, mean_0 … mean_{k-1}, J_0 … J_{k-1} ]
 *
 * N_c = Σ w; the mean of an empty component is its centroid; J_c = Σ w‖x − m_c‖² under the
 * centroids, and cost = Σ J_c. A mean is correctly rounded, or NaN where pairs of f64 cannot tell.
 *
 * J = Q − Σ m (2 S − N m) loses digits where clusters are tight beside their distance from the
 * origin. A component's that may be wrong in its third digit is 0: its centroid counts as settled
 * then only if it is not to move at all.
 *
 * @returns whether the cost has to be summed row by row, and twice the number of vectors with a NaN
 */
export function answerSums(k: i32, d: i32, sums: usize): i32 {
  return answer(k, d, changetype<Sums>(sums));
}

function answer(k: i32, d: i32, sums: Sums): i32 {
  const pairs = (d + 1) >> 1;
  const sizes = sums.statistics + 16;
  const means = at8(sizes, k);
  const costs = at8(means, k * d);
  const first = WEIGHTS + (((<usize>(sums.weightWords + 1)) >> 1) << 4);
  const adds: i64 = sums.weightWords ? 2 : 1;
  const scale = f64x2.splat(sums.scale);
  const unit = f64x2.splat(sums.unit);
  const scaledUnit = f64x2.splat(sums.scaledUnit);
  const lift = f64x2.splat(sums.lift);
  const lastConstant = last(sums.constant, sums.ratio, sums.words);
  const zero = f64x2.splat(0);
  let unsure = 0;
  // Both lanes begin with all squares between them.
  let total = f64x2.replace_lane(zero, 0, sums.squares);
  let totalLow = f64x2.replace_lane(zero, 0, sums.squaresLow);
  for (let c = 0; c < k; c++) {
    const record = sums.records + <usize>c * <usize>sums.bytes;
    const rows = load<i64>(record);
    let m = at8(sums.centroids, c * d);
    let mean = at8(means, c * d);
    if (rows == 0) {
      store<f64>(at8(sizes, c), 0);
      store<f64>(at8(costs, c), 0);
      for (let j = 0; j < d; j++) store<f64>(at8(mean, j), load<f64>(at8(m, j)));
      continue;
    }

    let size: f64 = <f64>rows;
    let sizeLow: f64 = 0;
    let sizeUnit: f64 = 1;
    if (sums.weightWords) {
      // From the first word that holds anything on, in units of that.
      let constant = sums.weightConstant;
      let w = 0;
      sizeUnit = sums.weightUnit;
      for (; w + 1 < sums.weightWords && weightWord(record, rows, w, constant) == 0; w++) {
        constant *= sums.weightRatio;
        sizeUnit *= sums.weightRatio;
      }
      constant = last(sums.weightConstant, sums.weightRatio, sums.weightWords);
      let v = sums.weightWords - 1;
      begin(i64x2.splat(weightWord(record, rows, v, constant)));
      while (--v >= w) {
        constant /= sums.weightRatio;
        add(i64x2.splat(weightWord(record, rows, v, constant)), sums.weightRatio);
      }
      size = f64x2.extract_lane(high, 0);
      sizeLow = f64x2.extract_lane(low, 0);
    }
    store<f64>(at8(sizes, c), size * sizeUnit);
    const n = f64x2.splat(size);
    const nLow = f64x2.splat(sizeLow);
    const light = sums.lighter * sizeUnit;
    const scaledN = f64x2.splat(size * light);
    const scaledLow = f64x2.splat(sizeLow * light);

    let shifts = zero;
    let shiftsLow = zero;
    let at = record + first;
    for (let j = 0; j < d; j += 2) {
      let w = sums.words - 1;
      let constant = lastConstant;
      begin(sumWords(at, w, rows * adds, constant));
      while (--w >= 0) {
        constant /= sums.ratio;
        add(sumWords(at, w, w ? rows * adds : rows, constant), sums.ratio);
      }
      at += (<usize>sums.words) << 4;

      // The quotient, and what its exact remainder adds to it.
      const q = f64x2.div(high, n);
      const p = f64x2.mul(q, n);
      const r0 = f64x2.sub(f64x2.sub(high, p), productError(q, n, p));
      const r1 = f64x2.sub(low, f64x2.mul(q, nLow));
      const r = f64x2.add(r0, r1);
      const more = f64x2.div(r, n);
      const doubt = f64x2.div(f64x2.mul(magnitude, f64x2.splat(INEXACT)), n);
      let quotient = f64x2.add(q, f64x2.add(more, doubt));
      let sure = f64x2.eq(quotient, f64x2.add(q, f64x2.sub(more, doubt)));
      quotient = f64x2.mul(quotient, unit);
      let tiny = f64x2.lt(f64x2.abs(quotient), f64x2.splat(TINY));
      if (sums.weightWords) {
        quotient = f64x2.div(f64x2.div(quotient, f64x2.splat(sizeUnit)), lift);
        tiny = v128.or(tiny, f64x2.lt(f64x2.abs(quotient), f64x2.splat(TINY)));
      }
      tiny = v128.or(tiny, f64x2.lt(magnitude, f64x2.splat(SMALL)));
      sure = v128.andnot(sure, v128.and(tiny, i64x2.ne(digits, zero)));
      if (!i64x2.all_true(sure)) {
        unsure++;
        quotient = v128.or(quotient, v128.not(sure));
      }

      // S is of no use from here on but for the cost.
      if (j + 2 <= d) v128.store(mean, quotient);
      else v128.store64_lane(mean, quotient, 0);
      const y = f64x2.mul(loadUpTo(m, 8, d - j), scale);
      m += 16;
      mean += 16;
      const s = f64x2.mul(high, scaledUnit);
      const twice = f64x2.add(s, s);
      const part = f64x2.mul(scaledN, y);
      const partLow = f64x2.add(productError(scaledN, y, part), f64x2.mul(scaledLow, y));
      const rest = f64x2.sub(twice, part);
      const sLow = f64x2.mul(low, scaledUnit);
      const restLow = f64x2.add(
        sumError(twice, f64x2.neg(part), rest),
        f64x2.sub(f64x2.add(sLow, sLow), partLow),
      );
      const shift = f64x2.mul(rest, y);
      const shiftLow = f64x2.add(productError(rest, y, shift), f64x2.mul(restLow, y));
      const sum = f64x2.add(shifts, shift);
      shiftsLow = f64x2.add(shiftsLow, f64x2.add(sumError(shifts, shift, sum), shiftLow));
      shifts = sum;
    }

    const shift = f64x2.extract_lane(shifts, 0) + f64x2.extract_lane(shifts, 1);
    const squares = load<i64>(record + SQUARES) + load<i64>(record + SQUARES, 8);
    const bias = rows * <i64>(2 * pairs) * reinterpret<i64>(sums.square0);
    const own = <f64>(squares - bias) * sums.squareUnit - shift;
    const shown = own < sums.unsure * <f64>rows ? 0 : own;
    store<f64>(at8(costs, c), shown * sums.unscaled0 * sums.unscaled1);
    // What all shifts sum up to is taken from all squares.
    const sum = f64x2.sub(total, shifts);
    totalLow = f64x2.sub(f64x2.add(totalLow, sumError(total, f64x2.neg(shifts), sum)), shiftsLow);
    total = sum;
  }
  const other = i64x2.shuffle(total, total, 1, 0);
  const both = f64x2.add(total, other);
  const rest = f64x2.extract_lane(sumError(total, other, both), 0);
  const rests = f64x2.extract_lane(totalLow, 0) + f64x2.extract_lane(totalLow, 1);
  const cost = f64x2.extract_lane(both, 0) + (rest + rests);
  store<f64>(sums.statistics, cost * sums.unscaled0 * sums.unscaled1);
  return (unsure << 1) | i32(!(cost >= sums.least));
}

/** C of the last of so many words. */
function last(constant: f64, ratio: f64, words: i32): f64 {
  while (--words > 0) constant *= ratio;
  return constant;
}

/** Word w of two sums at `from`, without what so many additions brought of C. */
function sumWords(from: usize, w: i32, adds: i64, constant: f64): v128 {
  const bias = adds * reinterpret<i64>(constant);
  return i64x2.sub(v128.load(from + ((<usize>w) << 4)), i64x2.splat(bias));
}

function weightWord(record: usize, rows: i64, w: i32, constant: f64): i64 {
  return load<i64>(at8(record + WEIGHTS, w)) - rows * reinterpret<i64>(constant);
}
