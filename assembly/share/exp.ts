/**
 * e^x, two lanes at a time.
 *
 * Cody & Waite's reduction (1980), x = n ln 2 + f with |f| ≤ ln 2 / 2, then
 * e^f = 1 + (f + f² q(f)) with q of degree 9, interpolated at Chebyshev nodes: off by
 * 1.6e-17 in exact arithmetic, by at most 1.8e-16 (relative) as computed. 2^n is
 * added to the exponent, and results below 2^-1022 are rounded once.
 */

/** Below this every result is 0; above, what is subnormal is within reach of a lift. */
const LOWEST: f64 = -746;
/** Down to this every result is a normal number. */
const NORMAL: f64 = -708;
const LOG2_E: f64 = 1.4426950408889634;
/** ln 2 in two parts, the first with 33 bits: its product with n is exact. */
const LN2_HIGH: f64 = 0.6931471804855391;
const LN2_LOW: f64 = 7.440617110012397e-11;
/** Adding 1.5 × 2^52 rounds to an integer and leaves it in the low bits. */
const ROUNDER: f64 = 6755399441055744;
/** 2^-1022, the smallest normal number, as bits: what is less has run through 0. */
const SMALLEST_NORMAL: i64 = 0x0010000000000000;
/** 1000 in the exponent, and 2^-1000. */
const LIFT: i64 = 1000 << 52;
const LOWER: f64 = 9.332636185032189e-302;

/**
 * The coefficients of q, from the highest down, each twice: as fast as constants in unrolled
 * code (0.99 to 1.00 of the time), in a fifth of the bytes.
 */
const Q: usize = memory.data<f64>([
  2.510038549551032e-8, 2.510038549551032e-8, 2.7620088445409746e-7, 2.7620088445409746e-7,
  2.7557268459997064e-6, 2.7557268459997064e-6, 2.4801521295954376e-5, 2.4801521295954376e-5,
  0.00019841269863053618, 0.00019841269863053618, 0.0013888888917213717, 0.0013888888917213717,
  0.008333333333330062, 0.008333333333330062, 0.04166666666662413, 0.04166666666662413,
  0.16666666666666669, 0.16666666666666669, 0.5000000000000001, 0.5000000000000001,
]);

/**
 * 2^n p for the integer n left in the low bits of each lane of `rounded`: n is added to the
 * exponent of p. The shift pushes all else out. What should be subnormal comes out wrong.
 */
function scale(p: v128, rounded: v128): v128 {
  return i64x2.add(p, i64x2.shl(rounded, 52));
}

/**
 * Puts right what came out wrong of scale: exponents that ran through 0 are lifted into range,
 * and the values lowered again, which rounds them once. `x`: in and out, 8 f64.
 */
function lower(x: usize): void {
  for (let at = x, end = x + 64; at < end; at += 16) {
    const value = v128.load(at);
    const wrong = i64x2.lt_s(value, i64x2.splat(SMALLEST_NORMAL));
    const lifted = i64x2.add(value, v128.and(wrong, i64x2.splat(LIFT)));
    const factor = v128.bitselect(f64x2.splat(LOWER), f64x2.splat(1), wrong);
    v128.store(at, f64x2.mul(lifted, factor));
  }
}

/**
 * e^x of eight values: four vectors in flight hide the latency of the polynomial.
 *
 * @param x in and out, 8 f64, each at most 709 or -Infinity
 */
export function exp8(x: usize): void {
  const lowest = f64x2.splat(LOWEST);
  const x0 = f64x2.pmax(lowest, v128.load(x));
  const x1 = f64x2.pmax(lowest, v128.load(x, 16));
  const x2 = f64x2.pmax(lowest, v128.load(x, 32));
  const x3 = f64x2.pmax(lowest, v128.load(x, 48));

  const log2e = f64x2.splat(LOG2_E);
  const rounder = f64x2.splat(ROUNDER);
  const n0 = f64x2.add(f64x2.mul(x0, log2e), rounder);
  const n1 = f64x2.add(f64x2.mul(x1, log2e), rounder);
  const n2 = f64x2.add(f64x2.mul(x2, log2e), rounder);
  const n3 = f64x2.add(f64x2.mul(x3, log2e), rounder);

  const high = f64x2.splat(LN2_HIGH);
  const low = f64x2.splat(LN2_LOW);
  let n = f64x2.sub(n0, rounder);
  const f0 = f64x2.sub(f64x2.sub(x0, f64x2.mul(n, high)), f64x2.mul(n, low));
  n = f64x2.sub(n1, rounder);
  const f1 = f64x2.sub(f64x2.sub(x1, f64x2.mul(n, high)), f64x2.mul(n, low));
  n = f64x2.sub(n2, rounder);
  const f2 = f64x2.sub(f64x2.sub(x2, f64x2.mul(n, high)), f64x2.mul(n, low));
  n = f64x2.sub(n3, rounder);
  const f3 = f64x2.sub(f64x2.sub(x3, f64x2.mul(n, high)), f64x2.mul(n, low));

  // Pairs of terms, in powers of f²: as many operations as Horner's rule, half as many that wait
  // for one another (with mixture.ts's one logarithm 0.86 of a whole fit at d = 2, k = 4).
  const g0 = f64x2.mul(f0, f0);
  const g1 = f64x2.mul(f1, f1);
  const g2 = f64x2.mul(f2, f2);
  const g3 = f64x2.mul(f3, f3);
  let odd = v128.load(Q);
  let even = v128.load(Q, 16);
  let p0 = f64x2.add(f64x2.mul(odd, f0), even);
  let p1 = f64x2.add(f64x2.mul(odd, f1), even);
  let p2 = f64x2.add(f64x2.mul(odd, f2), even);
  let p3 = f64x2.add(f64x2.mul(odd, f3), even);
  for (let at = Q + 32; at < Q + 160; at += 32) {
    odd = v128.load(at);
    even = v128.load(at, 16);
    p0 = f64x2.add(f64x2.mul(p0, g0), f64x2.add(f64x2.mul(odd, f0), even));
    p1 = f64x2.add(f64x2.mul(p1, g1), f64x2.add(f64x2.mul(odd, f1), even));
    p2 = f64x2.add(f64x2.mul(p2, g2), f64x2.add(f64x2.mul(odd, f2), even));
    p3 = f64x2.add(f64x2.mul(p3, g3), f64x2.add(f64x2.mul(odd, f3), even));
  }
  const one = f64x2.splat(1);
  p0 = f64x2.add(one, f64x2.add(f0, f64x2.mul(g0, p0)));
  p1 = f64x2.add(one, f64x2.add(f1, f64x2.mul(g1, p1)));
  p2 = f64x2.add(one, f64x2.add(f2, f64x2.mul(g2, p2)));
  p3 = f64x2.add(one, f64x2.add(f3, f64x2.mul(g3, p3)));
  v128.store(x, scale(p0, n0));
  v128.store(x, scale(p1, n1), 16);
  v128.store(x, scale(p2, n2), 32);
  v128.store(x, scale(p3, n3), 48);
  const least = f64x2.pmin(f64x2.pmin(x0, x1), f64x2.pmin(x2, x3));
  if (v128.any_true(f64x2.lt(least, f64x2.splat(NORMAL)))) lower(x);
}
