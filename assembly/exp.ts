/**
 * e^x, two lanes at a time.
 *
 * Cody & Waite's reduction (1980), x = n ln 2 + f with |f| ≤ ln 2 / 2, then
 * e^f = 1 + (f + f² q(f)) with q of degree 9, interpolated at Chebyshev nodes: off by
 * 1.6e-17 in exact arithmetic, by at most 1.8e-16 (relative) as computed. 2^n is
 * multiplied in two halves, so that results below 2^-1022 are rounded once.
 */

/** Below this every result is 0; above, n stays in the range of its two halves. */
const LOWEST: f64 = -746;
/** Down to this every result is a normal number. */
const NORMAL: f64 = -708;
const LOG2_E: f64 = 1.4426950408889634;
/** ln 2 in two parts, the first with 33 bits: its product with n is exact. */
const LN2_HIGH: f64 = 0.6931471804855391;
const LN2_LOW: f64 = 7.440617110012397e-11;
/** Adding 1.5 × 2^52 rounds to an integer and leaves it in the low bits. */
const ROUNDER: f64 = 6755399441055744;
const ROUNDER_BITS: i64 = 0x4338000000000000;
const BIAS: i64 = 1023;

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
 * 2^n p for the integer n left in the low bits of each lane of `rounded`, where that is a
 * normal number: n is added to the exponent of p. The shift pushes all else out.
 */
function scale(p: v128, rounded: v128): v128 {
  return i64x2.add(p, i64x2.shl(rounded, 52));
}

/** The same for any n: in two halves, for the shift of whole numbers with their sign is slow. */
function scaleFar(p: v128, rounded: v128): v128 {
  const n = i64x2.sub(rounded, i64x2.splat(ROUNDER_BITS));
  const half = i64x2.shr_s(n, 1);
  const rest = i64x2.sub(n, half);
  const bias = i64x2.splat(BIAS);
  const first = i64x2.shl(i64x2.add(half, bias), 52);
  const second = i64x2.shl(i64x2.add(rest, bias), 52);
  return f64x2.mul(f64x2.mul(p, first), second);
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

  let q = v128.load(Q);
  let p0 = q;
  let p1 = q;
  let p2 = q;
  let p3 = q;
  for (let at = Q + 16; at < Q + 160; at += 16) {
    q = v128.load(at);
    p0 = f64x2.add(f64x2.mul(p0, f0), q);
    p1 = f64x2.add(f64x2.mul(p1, f1), q);
    p2 = f64x2.add(f64x2.mul(p2, f2), q);
    p3 = f64x2.add(f64x2.mul(p3, f3), q);
  }
  const one = f64x2.splat(1);
  p0 = f64x2.add(one, f64x2.add(f0, f64x2.mul(f64x2.mul(f0, f0), p0)));
  p1 = f64x2.add(one, f64x2.add(f1, f64x2.mul(f64x2.mul(f1, f1), p1)));
  p2 = f64x2.add(one, f64x2.add(f2, f64x2.mul(f64x2.mul(f2, f2), p2)));
  p3 = f64x2.add(one, f64x2.add(f3, f64x2.mul(f64x2.mul(f3, f3), p3)));
  const least = f64x2.pmin(f64x2.pmin(x0, x1), f64x2.pmin(x2, x3));
  if (v128.any_true(f64x2.lt(least, f64x2.splat(NORMAL)))) {
    v128.store(x, scaleFar(p0, n0));
    v128.store(x, scaleFar(p1, n1), 16);
    v128.store(x, scaleFar(p2, n2), 32);
    v128.store(x, scaleFar(p3, n3), 48);
  } else {
    v128.store(x, scale(p0, n0));
    v128.store(x, scale(p1, n1), 16);
    v128.store(x, scale(p2, n2), 32);
    v128.store(x, scale(p3, n3), 48);
  }
}
