import { at4, at8 } from "../lanes/address";
import { gatherTile, ROWS, startSearch, tileDistances, tileLabels } from "../lanes/tile";
import { nearest } from "../score/distances";
import { BLOCK, CANDIDATES, leave, massOf, Seeding, weightOf } from "./seeding";

/**
 * A first look at candidates of k-means++ in integers: which rows none of them can be nearer to
 * than what was chosen, and what each gains at least and at most. Only of rows that pass, and of
 * candidates that may be the best, distances are taken by the rule.
 *
 * With q of src/search/quantised.ts, `scale` × ‖x − c‖ and ‖q_x − q_c‖ differ by `reach` at most,
 * what rounding took from both; so c is not nearer than r = scale × √closest where ‖q_x − q_c‖ is
 * r + reach or more. ‖q_x − q_c‖² = n_x + n_c − 2 q_x·q_c is exact, so it may be nearer only where
 *
 *   q_x·q_c  >  ⌊(n_x − (r + reach)²) / 2 − 1⌋ + ⌊n_c / 2⌋,
 *
 * a threshold of the row and one number of the candidate.
 */

/** The threshold of a row that always passes; and half of it that of a candidate all rows pass for. */
const LEAST: i32 = -1073741824;

/** Fields and their order are those of SEEDING_LOOK in src/core/records.ts. */
@unmanaged
export class SeedingLook {
  /** What lengths are multiplied by. */
  scale: f64;
  /** How far a length of integers may be off. */
  reach: f64;
  /** In, n rows of pairs of i16. */
  q: usize;
  /** In, n i32: ‖q‖², or less than 0 where a row is clipped. */
  norms: usize;
  /** In and out, n i32. */
  thresholds: usize;
  /** Out, n bytes: a bit for each candidate that may be nearer. */
  masks: usize;
  /** In and out, a column of CANDIDATES pairs of i16 for each pair of coordinates. */
  panel: usize;
  /** In and out, CANDIDATES i32: ⌊n_c / 2⌋; and CANDIDATES i32: −1, or 0 where a candidate is clipped. */
  slots: usize;
  /** In and out, CANDIDATES f64: the least that each gains; and as many: the most. */
  bounds: usize;
  /** Scratch: BLOCK + 4 i32, and as many times CANDIDATES. */
  list: usize;
}

/** Bytes of scratch of the list. */
export function seedingListBytes(): f64 {
  return <f64>(<usize>(BLOCK + 4) * <usize>(4 + 4 * CANDIDATES));
}

function pairBytes(d: i32): usize {
  return ((<usize>(d + 1)) >> 1) << 2;
}

/**
 * Makes a row candidate `c` of the look.
 *
 * @param q in, its pairs of i16
 * @param at in, an i32: ‖q‖², or less than 0 where it is clipped
 */
export function aimLook(s: Seeding, look: SeedingLook, c: i32, q: usize, at: usize): void {
  const bytes = pairBytes(s.d);
  const norm = load<i32>(at);
  const panel = at4(look.panel, c);
  for (let pair: usize = 0; pair < bytes; pair += 4) {
    store<i32>(panel + (pair << 3), load<i32>(q + pair));
  }
  store<i32>(at4(look.slots, c), norm < 0 ? LEAST / 2 : norm >> 1);
  store<i32>(at4(look.slots, CANDIDATES + c), norm < 0 ? 0 : -1);
}

/** √closest in integers' units, a little too long: for the rounding of the rule. */
function lengthOf(s: Seeding, look: SeedingLook, row: i32): f64 {
  return look.scale * sqrt(load<f64>(at8(s.closest, row))) * 1.000000001;
}

/** Sets the threshold of a row whose `closest` has changed. */
function arm(s: Seeding, look: SeedingLook, row: i32): void {
  const norm = load<i32>(at4(look.norms, row));
  const reach = lengthOf(s, look, row) + look.reach;
  const threshold = 0.5 * (<f64>norm - reach * reach) - 1;
  const known = norm >= 0 && threshold > <f64>LEAST;
  store<i32>(at4(look.thresholds, row), known ? <i32>floor(threshold) : LEAST);
}

/** Sets the thresholds of some rows. */
export function armRows(s: Seeding, look: SeedingLook, first: i32, rows: i32): void {
  for (let row = first; row < first + rows; row++) arm(s, look, row);
}

/** Which candidates may be nearer to some rows, from a multiple of BLOCK on, and what they gain. */
export function lookAt(s: Seeding, look: SeedingLook, first: i32, rows: i32): void {
  const end = first + rows;
  for (let block = first; block < end; block += BLOCK) {
    const passing = multiply(s, look, block, min(block + BLOCK, end));
    if (!s.weights) bound(s, look, passing);
  }
}

/** Products of rows and all candidates; lists rows that pass, and keeps theirs. Returns how many do. */
function multiply(s: Seeding, look: SeedingLook, first: i32, end: i32): i32 {
  const bytes = pairBytes(s.d);
  const panelEnd = look.panel + (bytes << 3);
  let listed = 0;
  for (let row = first; row < end; row += 4) {
    let q0 = look.q + <usize>row * bytes;
    let q1 = look.q + <usize>min(row + 1, end - 1) * bytes;
    let q2 = look.q + <usize>min(row + 2, end - 1) * bytes;
    let q3 = look.q + <usize>min(row + 3, end - 1) * bytes;
    let sum00 = i32x4.splat(0);
    let sum01 = sum00;
    let sum10 = sum00;
    let sum11 = sum00;
    let sum20 = sum00;
    let sum21 = sum00;
    let sum30 = sum00;
    let sum31 = sum00;
    for (let m = look.panel; m < panelEnd; m += 32) {
      const m0 = v128.load(m);
      const m1 = v128.load(m, 16);
      let q = v128.load32_splat(q0);
      sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(q, m0));
      sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(q, m1));
      q = v128.load32_splat(q1);
      sum10 = i32x4.add(sum10, i32x4.dot_i16x8_s(q, m0));
      sum11 = i32x4.add(sum11, i32x4.dot_i16x8_s(q, m1));
      q = v128.load32_splat(q2);
      sum20 = i32x4.add(sum20, i32x4.dot_i16x8_s(q, m0));
      sum21 = i32x4.add(sum21, i32x4.dot_i16x8_s(q, m1));
      q = v128.load32_splat(q3);
      sum30 = i32x4.add(sum30, i32x4.dot_i16x8_s(q, m0));
      sum31 = i32x4.add(sum31, i32x4.dot_i16x8_s(q, m1));
      q0 += 4;
      q1 += 4;
      q2 += 4;
      q3 += 4;
    }
    listed = note(look, listed, row, sum00, sum01);
    if (row + 1 < end) listed = note(look, listed, row + 1, sum10, sum11);
    if (row + 2 < end) listed = note(look, listed, row + 2, sum20, sum21);
    if (row + 3 < end) listed = note(look, listed, row + 3, sum30, sum31);
  }
  return listed;
}

/** Keeps the mask of a row, and its products where it passes: written in any case, for a branch costs more. */
function note(look: SeedingLook, listed: i32, row: i32, sum0: v128, sum1: v128): i32 {
  const threshold = v128.load32_splat(at4(look.thresholds, row));
  const most0 = i32x4.add(threshold, v128.load(look.slots));
  const most1 = i32x4.add(threshold, v128.load(look.slots, 16));
  const mask =
    i32x4.bitmask(i32x4.gt_s(sum0, most0)) | (i32x4.bitmask(i32x4.gt_s(sum1, most1)) << 4);
  store<u8>(look.masks + <usize>row, mask);
  store<i32>(at4(look.list, listed), row);
  const products = at4(look.list, BLOCK + 4 + CANDIDATES * listed);
  v128.store(products, sum0);
  v128.store(products, sum1, 16);
  return listed + i32(mask != 0);
}

/**
 * Adds to the bounds of gains, in squares of integers' units, those of the rows listed:
 * r² − (‖q_x − q_c‖ ± reach)². In f32, whose rounding of r² and of squares is less than what is
 * added to lengths or, where a length is far from r, less than what src/questions/masses.ts allows for.
 */
function bound(s: Seeding, look: SeedingLook, listed: i32): void {
  const reach = f32x4.splat(<f32>(look.reach * 1.00001 + 0.001));
  const zero = f32x4.splat(0);
  for (let half = 0; half < 2; half++) {
    const slots = look.slots + ((<usize>half) << 4);
    const halves = v128.load(slots);
    const known = v128.load(slots, 4 * CANDIDATES);
    let least = zero;
    let most = zero;
    for (let i = 0; i < listed; i++) {
      const row = load<i32>(at4(look.list, i));
      const length = f32x4.splat(<f32>lengthOf(s, look, row));
      const square = f32x4.mul(length, length);
      const norm = load<i32>(at4(look.norms, row));
      const products = v128.load(at4(look.list, BLOCK + 4 + CANDIDATES * i + 4 * half));
      const apart = i32x4.sub(i32x4.add(i32x4.splat(norm >> 1), halves), products);
      const twice = f32x4.pmax(zero, f32x4.mul(f32x4.convert_i32x4_s(apart), f32x4.splat(2)));
      const near = f32x4.mul(f32x4.sqrt(twice), f32x4.splat(0.999999));
      const far = f32x4.mul(f32x4.sqrt(f32x4.add(twice, f32x4.splat(2))), f32x4.splat(1.000001));
      // Of a clipped row nothing is known: it may be as near as can be, or gain nothing.
      const told = v128.and(known, i32x4.splat(i32(norm >= 0) * -1));
      const from = v128.and(told, f32x4.pmax(zero, f32x4.sub(near, reach)));
      const to = f32x4.add(far, reach);
      most = f32x4.add(most, f32x4.pmax(zero, f32x4.sub(square, f32x4.mul(from, from))));
      const sure = f32x4.pmax(zero, f32x4.sub(square, f32x4.mul(to, to)));
      least = f32x4.add(least, v128.and(told, sure));
    }
    addBounds(at8(look.bounds, 4 * half), least);
    addBounds(at8(look.bounds, CANDIDATES + 4 * half), most);
  }
}

function addBounds(at: usize, more: v128): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(more)));
  const high = v128.shuffle<i64>(more, more, 1, 1);
  v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(high)), 16);
}

/** Lists the rows of a block that candidate `c` may be nearer to; returns how many there are. */
function listFor(look: SeedingLook, first: i32, end: i32, c: i32): i32 {
  let listed = 0;
  for (let row = first; row < end; row++) {
    store<i32>(at4(look.list, listed), row);
    listed += (load<u8>(look.masks + <usize>row) >> c) & 1;
  }
  return listed;
}

/** Squared distances of some rows of the list from a candidate, by the rule. Returns where they stand. */
function measure(s: Seeding, look: SeedingLook, x: usize, i: i32, count: i32, c: i32): usize {
  const d = s.d;
  const found = tileDistances(s.tile, d);
  const unused = tileLabels(s.tile, d);
  gatherTile(x, s.bytes, at4(look.list, i), count, d, s.tile);
  startSearch(found, unused);
  nearest(s.tile, d, at8(s.candidates, c * d), 1, found, unused);
  return found;
}

/**
 * Takes what candidates gain of some rows from what they leave.
 *
 * @param x in, n × d, row-major
 * @param mask which candidates
 */
export function weighLooked(
  s: Seeding,
  look: SeedingLook,
  x: usize,
  first: i32,
  rows: i32,
  mask: i32,
): void {
  const end = first + rows;
  for (let block = first; block < end; block += BLOCK) {
    for (let left = mask; left != 0; left &= left - 1) {
      const c = ctz(left);
      let gain: i64 = 0;
      const listed = listFor(look, block, min(block + BLOCK, end), c);
      for (let i = 0; i < listed; i += ROWS) {
        const count = min(ROWS, listed - i);
        const found = measure(s, look, x, i, count, c);
        for (let r = 0; r < count; r++) {
          const row = load<i32>(at4(look.list, i + r));
          const weight = weightOf(s, row);
          const closest = load<f64>(at8(s.closest, row));
          const after = min(closest, load<f64>(at8(found, r)));
          gain += massOf(s, closest * weight) - massOf(s, after * weight);
        }
      }
      leave(s, c, -gain);
    }
  }
}

/**
 * Brings some rows up to date with candidate `c`, which has been looked at, as one more centroid.
 *
 * @param x in, n × d, row-major
 * @param label its index among centroids
 */
export function lowerLooked(
  s: Seeding,
  look: SeedingLook,
  x: usize,
  first: i32,
  rows: i32,
  c: i32,
  label: i32,
): void {
  const end = first + rows;
  for (let block = first; block < end; block += BLOCK) {
    let gain: i64 = 0;
    const listed = listFor(look, block, min(block + BLOCK, end), c);
    for (let i = 0; i < listed; i += ROWS) {
      const count = min(ROWS, listed - i);
      const found = measure(s, look, x, i, count, c);
      for (let r = 0; r < count; r++) {
        const row = load<i32>(at4(look.list, i + r));
        const closest = at8(s.closest, row);
        const before = load<f64>(closest);
        const after = load<f64>(at8(found, r));
        if (!(after < before)) continue;
        const weight = weightOf(s, row);
        gain += massOf(s, before * weight) - massOf(s, after * weight);
        store<f64>(closest, after);
        if (s.labels) store<i32>(at4(s.labels, row), label);
        arm(s, look, row);
      }
    }
    const sum = at8(s.sums, block / BLOCK);
    store<i64>(sum, load<i64>(sum) - gain);
  }
}
