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

/** Begins with whole numbers of at most 62 bits. */
export function begin(whole: v128): void {
  // Halves of 32 bits become f64 below a power of two that is taken off again.
  const upper = f64x2.sub(
    v128.or(i64x2.shr_u(v128.xor(whole, i64x2.splat(i64.MIN_VALUE)), 32), f64x2.splat(TWO_84)),
    f64x2.splat(TWO_84_63),
  );
  const lower = f64x2.sub(
    v128.or(v128.and(whole, i64x2.splat(0xffffffff)), f64x2.splat(TWO_52)),
    f64x2.splat(TWO_52),
  );
  high = f64x2.add(upper, lower);
  low = f64x2.sub(lower, f64x2.sub(high, upper));
  magnitude = f64x2.abs(high);
  digits = whole;
}

/** What there is × ratio, plus whole numbers of at most 62 bits. */
export function add(whole: v128, ratio: f64): void {
  const lastHigh = high;
  const lastLow = low;
  const lastMagnitude = magnitude;
  const lastDigits = digits;
  begin(whole);
  digits = v128.or(digits, lastDigits);
  const h = high;
  const l = low;
  const by = f64x2.splat(ratio);
  const a = f64x2.mul(lastHigh, by);
  const b = f64x2.mul(lastLow, by);
  magnitude = f64x2.add(f64x2.mul(lastMagnitude, by), magnitude);
  const s = f64x2.add(a, h);
  const e = sumError(a, h, s);
  const t = f64x2.add(b, l);
  const f = sumError(b, l, t);
  const et = f64x2.add(e, t);
  const s1 = f64x2.add(s, et);
  const e1 = sumError(s, et, s1);
  const ef = f64x2.add(e1, f);
  high = f64x2.add(s1, ef);
  low = sumError(s1, ef, high);
}
