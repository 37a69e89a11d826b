/**
 * Rows of either precision as f64 lanes.
 *
 * T is the type the data is stored in, f32 or f64; arithmetic is always f64,
 * because the labelling rule (docs/decisions/0002) is stated in float64.
 */

/** Two neighbouring values, as f64x2. `x`: in, 2 values of T, any alignment. */
export function loadPair<T extends number>(x: usize): v128 {
  if (sizeof<T>() == 8) return v128.load(x);
  return f64x2.promote_low_f32x4(v128.load64_zero(x));
}

/**
 * The two values from x on, or one of them and 0 where only one is `left`, as f64x2.
 *
 * @param bytes of one value, 4 or 8. One loop for both sizes is half the code of two, and as fast
 *   where there is other work to do.
 */
export function loadUpTo(x: usize, bytes: i32, left: i32): v128 {
  if (bytes == 8) return left > 1 ? v128.load(x) : v128.load64_zero(x);
  return f64x2.promote_low_f32x4(left > 1 ? v128.load64_zero(x) : v128.load32_zero(x));
}

/** One value, as f64. `x`: in, 1 value of T. */
export function loadOne<T extends number>(x: usize): f64 {
  return <f64>load<T>(x);
}
