/**
 * Products of quantised rows with panels of centroids: the inner loop of a matrix product.
 *
 * A panel is 8 quantised centroids transposed: a column of 8 pairs of i16 for every pair of
 * coordinates. A slot is a place in a panel.
 */

/** Slots of a panel: two f32x4. */
export const PANEL_SLOTS: i32 = 8;

/** PANEL_SLOTS, for whoever lays panels out. */
export function panelSlots(): i32 {
  return PANEL_SLOTS;
}

/**
 * score = ½‖m‖² − x · m, rounded to f32, for some rows and every slot of some panels.
 *
 * Four rows against eight slots: eight sums stay in registers and each load is used four or two
 * times. 53 multiplications a ns at d ≥ 32, twice as many as in f32.
 *
 * @param q in, quantised rows
 * @param pairs of coordinates
 * @param rowOf in, i32: which row is x, of each that scores have a place for
 * @param list in, count i32: which of those
 * @param first in, panels of `pairs` columns: where the first one begins
 * @param halfNorms in, PANEL_SLOTS i32 per panel: ½‖m‖²
 * @param scores out, where the first panel's scores of place 0 begin
 * @param scoreBytes from the scores of one place to those of the next
 */
export function addProducts(
  q: usize,
  pairs: i32,
  rowOf: usize,
  list: usize,
  count: i32,
  first: usize,
  panels: i32,
  halfNorms: usize,
  scores: usize,
  scoreBytes: usize,
): void {
  const rowBytes = (<usize>pairs) << 2;
  const panelBytes = (<usize>pairs) << 5;
  for (let i = 0; i < count; i += 4) {
    const i0 = <usize>load<i32>(list + ((<usize>i) << 2));
    const i1 = <usize>load<i32>(list + ((<usize>min(i + 1, count - 1)) << 2));
    const i2 = <usize>load<i32>(list + ((<usize>min(i + 2, count - 1)) << 2));
    const i3 = <usize>load<i32>(list + ((<usize>min(i + 3, count - 1)) << 2));
    let out0 = scores + i0 * scoreBytes;
    let out1 = scores + i1 * scoreBytes;
    let out2 = scores + i2 * scoreBytes;
    let out3 = scores + i3 * scoreBytes;
    const q0 = q + <usize>load<i32>(rowOf + (i0 << 2)) * rowBytes;
    const q1 = q + <usize>load<i32>(rowOf + (i1 << 2)) * rowBytes;
    const q2 = q + <usize>load<i32>(rowOf + (i2 << 2)) * rowBytes;
    const q3 = q + <usize>load<i32>(rowOf + (i3 << 2)) * rowBytes;
    let half = halfNorms;
    let m = first;
    for (let panel = 0; panel < panels; panel++) {
      let x0 = q0;
      let x1 = q1;
      let x2 = q2;
      let x3 = q3;
      let sum00 = i32x4.splat(0);
      let sum01 = sum00;
      let sum10 = sum00;
      let sum11 = sum00;
      let sum20 = sum00;
      let sum21 = sum00;
      let sum30 = sum00;
      let sum31 = sum00;
      const end = m + panelBytes;
      while (m < end) {
        const m0 = v128.load(m);
        const m1 = v128.load(m, 16);
        let x = v128.load32_splat(x0);
        sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(x, m0));
        sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(x, m1));
        x = v128.load32_splat(x1);
        sum10 = i32x4.add(sum10, i32x4.dot_i16x8_s(x, m0));
        sum11 = i32x4.add(sum11, i32x4.dot_i16x8_s(x, m1));
        x = v128.load32_splat(x2);
        sum20 = i32x4.add(sum20, i32x4.dot_i16x8_s(x, m0));
        sum21 = i32x4.add(sum21, i32x4.dot_i16x8_s(x, m1));
        x = v128.load32_splat(x3);
        sum30 = i32x4.add(sum30, i32x4.dot_i16x8_s(x, m0));
        sum31 = i32x4.add(sum31, i32x4.dot_i16x8_s(x, m1));
        x0 += 4;
        x1 += 4;
        x2 += 4;
        x3 += 4;
        m += 32;
      }
      const half0 = v128.load(half);
      const half1 = v128.load(half, 16);
      v128.store(out0, f32x4.convert_i32x4_s(i32x4.sub(half0, sum00)));
      v128.store(out0, f32x4.convert_i32x4_s(i32x4.sub(half1, sum01)), 16);
      v128.store(out1, f32x4.convert_i32x4_s(i32x4.sub(half0, sum10)));
      v128.store(out1, f32x4.convert_i32x4_s(i32x4.sub(half1, sum11)), 16);
      v128.store(out2, f32x4.convert_i32x4_s(i32x4.sub(half0, sum20)));
      v128.store(out2, f32x4.convert_i32x4_s(i32x4.sub(half1, sum21)), 16);
      v128.store(out3, f32x4.convert_i32x4_s(i32x4.sub(half0, sum30)));
      v128.store(out3, f32x4.convert_i32x4_s(i32x4.sub(half1, sum31)), 16);
      half += 32;
      out0 += 32;
      out1 += 32;
      out2 += 32;
      out3 += 32;
    }
  }
}
