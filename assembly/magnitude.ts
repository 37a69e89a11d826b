/**
 * The largest |x| of `count` values; NaN if one of them is NaN, Infinity if
 * one is infinite: finite exactly where every value is.
 *
 * @param x in, count of T
 */
export function largestMagnitude<T extends number>(x: usize, count: i32): f64 {
  const lanes = <i32>(16 / sizeof<T>());
  let largest = v128.splat<T>(<T>0);
  let i = 0;
  for (; i + lanes <= count; i += lanes) {
    largest = v128.max<T>(largest, v128.abs<T>(v128.load(x)));
    x += 16;
  }
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
