/**
 * ln x, two lanes at a time.
 *
 * x = 2^e m with m in [√½, √2), f = m − 1 and s = f / (2 + f); then, with
 * z = s², ln m = f − (f²/2 − s (f²/2 + z r(z))): f is exact and the rest small, so
 * nothing is lost near 1. r is of degree 6, interpolated at Chebyshev nodes: off by 5e-18
 * in exact arithmetic, the whole by at most 1.42e-16 (relative) as computed.
 */

const LN2_HIGH: f64 = 0.6931471804855391;
const LN2_LOW: f64 = 7.440617110012397e-11;
const SMALLEST_NORMAL: f64 = 2.2250738585072014e-308;
const TWO_54: f64 = 18014398509481984;
const SQRT_HALF: f64 = 0.7071067811865476;
/** 2^52 + 2^51 as bits and as a number: turns small integers into floats. */
const ROUNDER_BITS: i64 = 0x4338000000000000;
const ROUNDER: f64 = 6755399441055744;

/** The coefficients of r, from the highest down, each twice. */
const R: usize = memory.data<f64>([
  0.14616585424888623, 0.14616585424888623, 0.15331710618210773, 0.15331710618210773,
  0.18182889455674947, 0.18182889455674947, 0.22222211130259878, 0.22222211130259878,
  0.2857142862600327, 0.2857142862600327, 0.39999999999899444, 0.39999999999899444,
  0.666666666666667, 0.666666666666667,
]);

/** ln x of two values of at least 0, finite; ln 0 is -Infinity. */
export function log(x: v128): v128 {
  const subnormal = f64x2.lt(x, f64x2.splat(SMALLEST_NORMAL));
  const normal = v128.bitselect(f64x2.mul(x, f64x2.splat(TWO_54)), x, subnormal);

  // Subtracting √½'s bits puts the exponent e into the top: what is left is m's distance from √½.
  const offset = i64x2.sub(normal, f64x2.splat(SQRT_HALF));
  const exponent = i64x2.shr_s(offset, 52);
  const m = i64x2.sub(normal, i64x2.shl(exponent, 52));
  let e = f64x2.sub(i64x2.add(exponent, i64x2.splat(ROUNDER_BITS)), f64x2.splat(ROUNDER));
  e = f64x2.sub(e, v128.and(subnormal, f64x2.splat(54)));

  const f = f64x2.sub(m, f64x2.splat(1));
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  let r = v128.load(R);
  for (let at = R + 16; at < R + 112; at += 16) r = f64x2.add(f64x2.mul(r, z), v128.load(at));
  const half = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  const correction = f64x2.mul(s, f64x2.add(half, f64x2.mul(z, r)));
  const low = f64x2.add(correction, f64x2.mul(e, f64x2.splat(LN2_LOW)));
  const small = f64x2.sub(f64x2.sub(half, low), f);
  const result = f64x2.sub(f64x2.mul(e, f64x2.splat(LN2_HIGH)), small);
  return v128.bitselect(f64x2.splat(-Infinity), result, f64x2.eq(x, f64x2.splat(0)));
}

/**
 * ln of `count` values, in place.
 *
 * @param x in and out, count f64, finite and at least 0
 */
export function logs(x: usize, count: i32): void {
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    v128.store(x, log(v128.load(x)));
    x += 16;
  }
  if (i < count) store<f64>(x, f64x2.extract_lane(log(v128.load64_splat(x)), 0));
}
