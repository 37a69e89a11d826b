import { at8 } from "../lanes/address";
import { loadUpTo } from "../lanes/lanes";
import { ALL_SQUARES, C, SQUARES, Sums, SUMS } from "./exact";
import { digits, high, low, magnitude, total } from "./pairs";
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
 * centroids, and cost = Σ J_c. A mean is correctly rounded. NaN stands where pairs of f64 cannot
 * tell, be it a mean or the size of a component lighter than they can say.
 *
 * J = Q − Σ m (2 S − N m) loses digits where clusters are tight beside their distance from the
 * origin. A component's that may be wrong in its third digit is 0: its centroid counts as settled
 * then only if it is not to move at all.
 *
 * @returns whether the cost has to be summed row by row, and twice the number of NaN or pairs of them
 */
export function answerSums(k: i32, d: i32, sums: usize): i32 {
  return answer(k, d, changetype<Sums>(sums));
}

function answer(k: i32, d: i32, sums: Sums): i32 {
  const sizes = sums.statistics + 16;
  const means = at8(sizes, k);
  const costs = at8(means, k * d);
  const one = sums.one;
  const constant = sums.unit * C;
  const step = (<usize>sums.words) << 4;
  const scale = f64x2.splat(sums.scale);
  // What brings quotients, N and what the cost takes of both to scale.
  const unit = f64x2.splat(one ? one / sums.lift : sums.unit);
  const sizeUnit = one ? sums.unit / one : 1;
  const light = f64x2.splat(sizeUnit * sums.lighter);
  const scaledUnit = f64x2.splat(sums.unit * ((sums.scale * sums.lighter) / sums.lift));
  const zero = f64x2.splat(0);
  let unsure = 0;
  // Both lanes begin with all squares between them.
  let cost = v128.load(changetype<usize>(sums), ALL_SQUARES);
  let costLow = v128.load(changetype<usize>(sums), ALL_SQUARES + 16);
  for (let c = 0; c < k; c++) {
    const record = sums.records + <usize>c * <usize>sums.bytes;
    const rows = load<i64>(record);
    const put = load<i64>(record, 8);
    const adds = put * <i64>sums.adds;
    let m = at8(sums.centroids, c * d);
    let mean = at8(means, c * d);
    if (rows == 0) {
      store<f64>(at8(sizes, c), 0);
      store<f64>(at8(costs, c), 0);
      for (let j = 0; j < d; j++) store<f64>(at8(mean, j), load<f64>(at8(m, j)));
      continue;
    }

    let at = record + SUMS;
    let n = f64x2.splat(<f64>rows);
    let nLow = zero;
    let size = <f64>rows;
    if (one) {
      total(at, sums.words, adds, constant, sums.ratio);
      at += step;
      n = i64x2.shuffle(high, high, 0, 0);
      nLow = i64x2.shuffle(low, low, 0, 0);
      size = f64x2.extract_lane(n, 0) * sizeUnit;
      if (f64x2.extract_lane(n, 0) < SMALL) {
        unsure++;
        size = NaN;
      }
    }
    store<f64>(at8(sizes, c), size);
    const scaledN = f64x2.mul(n, light);
    const scaledLow = f64x2.mul(nLow, light);

    let shifts = zero;
    let shiftsLow = zero;
    for (let j = 0; j < d; j += 2) {
      total(at, sums.words, adds, constant, sums.ratio);
      at += step;

      // The quotient, and what its exact remainder adds to it.
      const q = f64x2.div(high, n);
      const p = f64x2.mul(q, n);
      const r0 = f64x2.sub(f64x2.sub(high, p), productError(q, n, p));
      const r = f64x2.add(r0, f64x2.sub(low, f64x2.mul(q, nLow)));
      const more = f64x2.div(r, n);
      const doubt = f64x2.div(f64x2.mul(magnitude, f64x2.splat(INEXACT)), n);
      let quotient = f64x2.add(q, f64x2.add(more, doubt));
      let sure = f64x2.eq(quotient, f64x2.add(q, f64x2.sub(more, doubt)));
      quotient = f64x2.mul(quotient, unit);
      let tiny = f64x2.lt(f64x2.abs(quotient), f64x2.splat(TINY));
      tiny = v128.or(tiny, f64x2.lt(magnitude, f64x2.splat(SMALL)));
      sure = v128.andnot(sure, v128.and(tiny, i64x2.ne(digits, zero)));
      if (!i64x2.all_true(sure)) {
        unsure++;
        quotient = v128.or(quotient, v128.not(sure));
      }
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
    const bias = put * <i64>((d + 1) & -2) * reinterpret<i64>(sums.squareUnit * C);
    const own = <f64>(squares - bias) * sums.squareUnit - shift;
    store<f64>(at8(costs, c), own < sums.unsure * <f64>rows ? 0 : unscaled(own, sums));
    // What all shifts sum up to is taken from all squares.
    const sum = f64x2.sub(cost, shifts);
    costLow = f64x2.sub(f64x2.add(costLow, sumError(cost, f64x2.neg(shifts), sum)), shiftsLow);
    cost = sum;
  }
  const other = i64x2.shuffle(cost, cost, 1, 0);
  const both = f64x2.add(cost, other);
  const rest = f64x2.extract_lane(sumError(cost, other, both), 0);
  const rests = f64x2.extract_lane(costLow, 0) + f64x2.extract_lane(costLow, 1);
  const all = f64x2.extract_lane(both, 0) + (rest + rests);
  store<f64>(sums.statistics, unscaled(all, sums));
  return (unsure << 1) | i32(!(all >= sums.least));
}

/** What a scaled cost is without scales. */
function unscaled(cost: f64, sums: Sums): f64 {
  return cost / (sums.scale * sums.lighter) / sums.scale;
}
