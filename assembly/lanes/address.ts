/** The address of an element in an array of i32 or f32. */
export function at4(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

/** The address of an element in an array of f64 or i64. */
export function at8(base: usize, index: i32): usize {
  return base + ((<usize>index) << 3);
}
