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
