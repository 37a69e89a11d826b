import { scoreTile } from "../score/densities";
import { loadOne, loadPair } from "../lanes/lanes";
import { MixtureSweep } from "./mixture-sweep";
import { argmax } from "../share/share";
import { COLUMN, ROWS, transposePair } from "../lanes/tile";

/**
 * A strip is some tiles of neighbouring rows, scored together: rows that are left to a
 * component after what is hopeless was dropped are gathered into tiles of their own. In a
 * tile of neighbours nearly every component has some row; among rows of a strip those of one
 * component fill tiles.
 */

/** Rows of a strip. */
export const STRIP: i32 = 256;

/** Bytes of a column of a strip: one f64 per row. */
export const STRIP_COLUMN: usize = 2048;

/** Bytes of a list of a strip's rows, each a u16. */
export const LIST: usize = 512;

/** Bytes of a copy of a strip's rows as f64; T is usize, or u64 where sizes are counted. */
export function copyBytes<T extends number>(d: T): T {
  return <T>(d * <T>STRIP_COLUMN);
}

/** Bytes of the scratch that {@link scoreStrip} needs, and then addTied of tied.ts; T as in {@link copyBytes}. */
export function stripBytes<T extends number>(d: T): T {
  return <T>((<T>2 * d + <T>1) * <T>COLUMN + <T>(3 * STRIP_COLUMN + LIST + COLUMN));
}

/**
 * The rows of a strip as f64: where they are, or copied.
 *
 * @param x in, rows × d of `bytes` bytes each, 4 or 8
 * @param copy scratch, STRIP × d f64
 */
export function stripRows(x: usize, bytes: i32, rows: i32, d: i32, copy: usize): usize {
  if (bytes == 8) return x;
  const end = x + ((<usize>(rows * d)) << 2);
  let out = copy;
  for (; x + 8 <= end; x += 8) {
    v128.store(out, loadPair<f32>(x));
    out += 16;
  }
  if (x < end) store<f64>(out, loadOne<f32>(x));
  return copy;
}

/**
 * Gathers listed rows into a tile.
 *
 * @param x in, rows × d f64
 * @param columns how many of the d coordinates
 * @param rows in, ROWS u16
 * @param tile out, columns columns
 */
export function gatherListed(x: usize, d: i32, columns: i32, rows: usize, tile: usize): void {
  const stride = (<usize>d) << 3;
  for (let end = tile + COLUMN; tile < end; tile += 16) {
    const a = x + <usize>load<u16>(rows) * stride;
    const b = x + <usize>load<u16>(rows, 2) * stride;
    transposePair<f64>(a, b, columns, tile);
    rows += 4;
  }
}

/** Repeats the last row of a list until it fills whole tiles; `count` is at least 1. */
function padList(list: usize, count: i32): void {
  const last = load<u16>(list + ((<usize>(count - 1)) << 1));
  for (let i = count; i & (ROWS - 1); i++) store<u16>(list + ((<usize>i) << 1), last);
}

/** Lists all rows of a strip, as rowsAtLeast. */
export function allRows(rows: i32, list: usize): i32 {
  for (let row = 0; row < rows; row++) store<u16>(list + ((<usize>row) << 1), <u16>row);
  padList(list, rows);
  return rows;
}

/** For each set of four rows, as bits, its members as u16, in ascending order. */
const MEMBERS: usize = memory.data<u16>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0, 3,
  0, 0, 0, 0, 3, 0, 0, 1, 3, 0, 0, 0, 1, 3, 0, 2, 3, 0, 0, 0, 2, 3, 0, 1, 2, 3, 0, 0, 1, 2, 3,
]);

/**
 * Lists the rows of a strip that score at least their threshold, in ascending order, padded
 * to whole tiles, and returns their number. No branch depends on a score: at a rate of one
 * row in eight it would be mispredicted at every other.
 *
 * @param scores in, 1 column of a strip
 * @param thresholds in, 1 column of a strip: Infinity beyond the last row
 * @param rows a multiple of 4
 * @param list out, LIST bytes and 8 more
 */
export function rowsAtLeast(scores: usize, thresholds: usize, rows: i32, list: usize): i32 {
  let count: i32 = 0;
  for (let row = 0; row < rows; row += 4) {
    const low = f64x2.ge(v128.load(scores), v128.load(thresholds));
    const high = f64x2.ge(v128.load(scores, 16), v128.load(thresholds, 16));
    const set = i64x2.bitmask(low) | (i64x2.bitmask(high) << 2);
    const members = load<u64>(MEMBERS + ((<usize>set) << 3));
    store<u64>(list + ((<usize>count) << 1), members + <u64>row * 0x0001000100010001);
    count += popcnt(set);
    scores += 32;
    thresholds += 32;
  }
  if (count > 0) padList(list, count);
  return count;
}

/**
 * thresholds = best − cutoff, and Infinity beyond the last row.
 *
 * @param best in, 1 column of a strip
 * @param thresholds out, 1 column of a strip
 */
export function setThresholds(best: usize, cutoff: f64, rows: i32, thresholds: usize): void {
  const below = f64x2.splat(cutoff);
  const whole = (rows + ROWS - 1) & ~(ROWS - 1);
  for (let row = 0; row < whole; row += 2) {
    const at = (<usize>row) << 3;
    v128.store(thresholds + at, f64x2.sub(v128.load(best + at), below));
  }
  for (let row = rows; row < whole; row++) store<f64>(thresholds + ((<usize>row) << 3), Infinity);
}

/**
 * Lists the rows of this label, as rowsAtLeast.
 *
 * @param labels in, one i32 per row, `step` bytes apart
 */
export function rowsLabelled(labels: usize, step: usize, label: i32, rows: i32, list: usize): i32 {
  let count: i32 = 0;
  for (let row = 0; row < rows; row++) {
    store<u16>(list + ((<usize>count) << 1), <u16>row);
    count += i32(load<i32>(labels) == label);
    labels += step;
  }
  if (count > 0) padList(list, count);
  return count;
}

/**
 * Scores the rows of a strip under k components. Whatever scores less than a row's largest
 * by more than the cutoff may be left at an upper bound of its score that is as far below.
 *
 * First all are scored by their first coordinates; then the most promising component of each
 * row by all of them, which tells what is hopeless; then what is not.
 *
 * @param x in, rows × d f64
 * @param rows 1 to STRIP
 * @param scores out, k columns of a strip
 */
export function scoreStrip(mixture: MixtureSweep, x: usize, rows: i32, scores: usize): void {
  const d = mixture.d;
  const k = mixture.k;
  const form = mixture.form;
  const first = mixture.first;
  const parameters = mixture.parameters;
  const scratch = mixture.scratch;
  const z = scratch + <usize>d * COLUMN;
  const score = z + <usize>d * COLUMN;
  const labels = score + COLUMN;
  const thresholds = labels + STRIP_COLUMN;
  const best = thresholds + STRIP_COLUMN;
  const list = best + STRIP_COLUMN;
  const tiles = (rows + ROWS - 1) / ROWS;
  allRows(rows, list);
  for (let t = 0; t < tiles; t++) {
    const at = <usize>t * COLUMN;
    gatherListed(x, d, first, list + (at >> 2), scratch);
    scoreTile(scratch, first, d, parameters, 0, k, k, form, z, scores + at, STRIP_COLUMN, 0);
  }
  if (first == d) return;

  for (let t = 0; t < tiles; t++) {
    const at = <usize>t * COLUMN;
    argmax(scores + at, k, STRIP_COLUMN, labels + at);
  }
  for (let c = 0; c < k; c++) {
    const column = scores + <usize>c * STRIP_COLUMN;
    const count = rowsLabelled(labels, 8, c, rows, list);
    scoreListed(mixture, x, c, list, count, best);
    // Not to be found again below.
    for (let i = 0; i < count; i++) {
      store<f64>(column + ((<usize>load<u16>(list + ((<usize>i) << 1))) << 3), -Infinity);
    }
  }
  setThresholds(best, mixture.cutoff, rows, thresholds);
  for (let c = 0; c < k; c++) {
    const column = scores + <usize>c * STRIP_COLUMN;
    const count = rowsAtLeast(column, thresholds, tiles * ROWS, list);
    scoreListed(mixture, x, c, list, count, column);
  }
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    store<f64>(scores + <usize>load<i32>(labels + at) * STRIP_COLUMN + at, load<f64>(best + at));
  }
}

/** Scores the rows of a list by all coordinates under component c. `out`: out, 1 column of a strip. */
function scoreListed(
  mixture: MixtureSweep,
  x: usize,
  c: i32,
  list: usize,
  count: i32,
  out: usize,
): void {
  const d = mixture.d;
  const k = mixture.k;
  const form = mixture.form;
  const parameters = mixture.parameters;
  const tile = mixture.scratch;
  const z = tile + <usize>d * COLUMN;
  const score = z + <usize>d * COLUMN;
  for (let done = 0; done < count; done += ROWS) {
    gatherListed(x, d, d, list, tile);
    scoreTile(tile, d, d, parameters, c, c + 1, k, form, z, score, 0, 0);
    for (let i: usize = 0; i < <usize>min(ROWS, count - done); i++) {
      const row = <usize>load<u16>(list + (i << 1));
      store<f64>(out + (row << 3), load<f64>(score + (i << 3)));
    }
    list += (<usize>ROWS) << 1;
  }
}
