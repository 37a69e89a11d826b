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

/** One value, as f64. `x`: in, 1 value of T. */
export function loadOne<T extends number>(x: usize): f64 {
  return <f64>load<T>(x);
}
