/**
 * The largest |x| of `count` values; NaN if one of them is NaN, Infinity if
 * one is infinite: finite exactly where every value is.
 *
 * @param x in, count of `bytes` bytes each, 4 or 8
 */
export function largestMagnitude(x: usize, bytes: i32, count: i32): f64 {
  return bytes == 4 ? largest<f32>(x, count) : largest<f64>(x, count);
}

function largest<T extends number>(x: usize, count: i32): f64 {
  const lanes = <i32>(16 / sizeof<T>());
  let m0 = v128.splat<T>(<T>0);
  let m1 = m0;
  let m2 = m0;
  let m3 = m0;
  let i = 0;
  // Four accumulators: a maximum takes a dozen cycles, so one alone waits for itself.
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    m0 = v128.max<T>(m0, v128.abs<T>(v128.load(x)));
    m1 = v128.max<T>(m1, v128.abs<T>(v128.load(x, 16)));
    m2 = v128.max<T>(m2, v128.abs<T>(v128.load(x, 32)));
    m3 = v128.max<T>(m3, v128.abs<T>(v128.load(x, 48)));
    x += 64;
  }
  const largest = v128.max<T>(v128.max<T>(m0, m1), v128.max<T>(m2, m3));
  let result: f64 = max(
    <f64>v128.extract_lane<T>(largest, 0),
    <f64>v128.extract_lane<T>(largest, 1),
  );
  if (sizeof<T>() == 4) {
    result = max(result, <f64>v128.extract_lane<T>(largest, 2));
    result = max(result, <f64>v128.extract_lane<T>(largest, 3));
  }
  for (; i < count; i++) {
    result = max(result, abs(<f64>load<T>(x)));
    x += sizeof<T>();
  }
  return result;
}
