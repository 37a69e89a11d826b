import { sumError } from "./products";

/** 2^52, 2^84 and 2^84 + 2^63. */
const TWO_52: f64 = 4503599627370496;
const TWO_84: f64 = 1.9342813113834067e25;
const TWO_84_63: f64 = 1.9342822337206104e25;

/** A number as the sum of two f64 in each lane, of which the second is below the last digit of the first. */
export let high: v128 = f64x2.splat(0);
export let low: v128 = f64x2.splat(0);
/** The sum of the magnitudes of what it was made of. */
export let magnitude: v128 = f64x2.splat(0);
/** Not 0 where it is not 0, too small for an f64 though it may be. */
export let digits: v128 = i64x2.splat(0);

/**
 * The number that words stand for, in units of the first.
 *
 * @param at in, `words` × 2 lanes of i64: whole numbers of at most 62 bits, beside so many `adds` of C
 * @param constant C of the first word, or 0 where nothing was added
 * @param ratio the unit of each word over that of the one before
 */
export function total(at: usize, words: i32, adds: i64, constant: f64, ratio: f64): void {
  for (let w = 1; w < words; w++) constant *= ratio;
  const by = f64x2.splat(ratio);
  let sum = f64x2.splat(0);
  let rest = sum;
  let most = sum;
  let some = sum;
  const last = at + ((<usize>(words - 1)) << 4);
  for (let from = last; ; from -= 16, constant /= ratio) {
    const whole = i64x2.sub(v128.load(from), i64x2.splat(adds * reinterpret<i64>(constant)));
    // Halves of 32 bits become f64 below a power of two that is taken off again.
    const upper = f64x2.sub(
      v128.or(i64x2.shr_u(v128.xor(whole, i64x2.splat(i64.MIN_VALUE)), 32), f64x2.splat(TWO_84)),
      f64x2.splat(TWO_84_63),
    );
    const lower = f64x2.sub(
      v128.or(v128.and(whole, i64x2.splat(0xffffffff)), f64x2.splat(TWO_52)),
      f64x2.splat(TWO_52),
    );
    const h = f64x2.add(upper, lower);
    const l = f64x2.sub(lower, f64x2.sub(h, upper));
    some = v128.or(some, whole);
    most = f64x2.add(f64x2.mul(most, by), f64x2.abs(h));
    if (from == last) {
      // To nothing it adds itself, as what follows would find: a third of the time for two words.
      sum = h;
      rest = l;
    } else {
      // What there is × ratio, plus whole numbers of at most 62 bits.
      const a = f64x2.mul(sum, by);
      const b = f64x2.mul(rest, by);
      const s = f64x2.add(a, h);
      const e = sumError(a, h, s);
      const t = f64x2.add(b, l);
      const f = sumError(b, l, t);
      const et = f64x2.add(e, t);
      const s1 = f64x2.add(s, et);
      const e1 = sumError(s, et, s1);
      const ef = f64x2.add(e1, f);
      sum = f64x2.add(s1, ef);
      rest = sumError(s1, ef, sum);
    }
    if (from == at) break;
  }
  high = sum;
  low = rest;
  magnitude = most;
  digits = some;
}
