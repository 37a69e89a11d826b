import { at4 } from "./address";
import { loadUpTo } from "./lanes";

/**
 * The longest quantised row. Of two such rows every product, and every sum of coordinates on the
 * way to it, is below 2^30 (Cauchy–Schwarz), so that i32 holds them and what is added to them.
 */
const LONGEST: f64 = 22800;

/** LONGEST, for whoever chooses a scale. */
export function longestQuantised(): f64 {
  return LONGEST;
}

/**
 * Quantises rows to 16 bits: q = round(scale × (x − origin)).
 *
 * @param x in, rows × d of `bytes` bytes each, 4 or 8
 * @param origin in, d f64
 * @param q out, rows × d i16, d rounded up to even: 0 behind the last. All 0 where a row is clipped
 * @param norms out, rows i32: ‖q‖², or −1 where it is longer than LONGEST: clipped
 * @returns the largest ‖scale × (x − origin) − q‖² of a row that is not clipped
 */
export function quantiseRows(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  origin: usize,
  scale: f64,
  q: usize,
  norms: usize,
): f64 {
  const scales = f64x2.splat(scale);
  let largest: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const start = q;
    let o = origin;
    let squares = f64x2.splat(0);
    let lost = squares;
    for (let left = d; left > 0; left -= 2) {
      const t = f64x2.mul(scales, f64x2.sub(loadUpTo(x, bytes, left), loadUpTo(o, 8, left)));
      const y = f64x2.nearest(t);
      const e = f64x2.sub(t, y);
      squares = f64x2.add(squares, f64x2.mul(y, y));
      lost = f64x2.add(lost, f64x2.mul(e, e));
      const pair = i32x4.trunc_sat_f64x2_s_zero(y);
      v128.store32_lane(q, v128.shuffle<i16>(pair, pair, 0, 2, 0, 2, 0, 2, 0, 2), 0);
      x += <usize>(bytes * min(left, 2));
      o += 16;
      q += 4;
    }
    const norm = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
    // A norm that overflowed, or is no number, is too long as well.
    const fits = norm <= LONGEST * LONGEST;
    if (fits) largest = max(largest, f64x2.extract_lane(lost, 0) + f64x2.extract_lane(lost, 1));
    else memory.fill(start, 0, q - start);
    store<i32>(at4(norms, row), fits ? <i32>norm : -1);
  }
  return largest;
}
