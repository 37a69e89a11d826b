/**
 * target += source, element by element: one knot of the tree in which blocks
 * are folded.
 *
 * @param target in and out, length f64
 * @param source in, length f64
 */
export function fold(target: usize, source: usize, length: i32): void {
  let i = 0;
  for (; i + 2 <= length; i += 2) {
    v128.store(target, f64x2.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
  }
  if (i < length) store<f64>(target, load<f64>(target) + load<f64>(source));
}

/**
 * target += source, integer by integer: exact sums of two parts of the data.
 *
 * @param target in and out, length i64
 * @param source in, length i64
 */
export function addIntegers(target: usize, source: usize, length: i32): void {
  for (const end = target + ((<usize>length) << 3); target < end; target += 8, source += 8) {
    store<i64>(target, load<i64>(target) + load<i64>(source));
  }
}
