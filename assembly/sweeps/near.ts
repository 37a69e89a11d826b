import { at4, at8 } from "../lanes/address";
import { loadPair, loadOne } from "../lanes/lanes";
import { DIAGONAL, DISTANCE, meansOf, negHalfPrecisionsOf, SPHERICAL } from "../score/forms";
import { COLUMN, ROWS, transposePair } from "../lanes/tile";
import { MixtureSweep } from "./mixture-sweep";

/**
 * Which components are near each row of a block, that is, may score within a cutoff of its best; and
 * an order of the rows that puts those of one component side by side, so that tiles of it have
 * few components near them. For forms without a matrix.
 *
 * A look in f32, 16 rows at a time: with x and m about the mean of the means and in units of the
 * narrowest deviations, h (x − m)² = x (h x − 2 h m) + h m². Of x as of what is multiplied by it each
 * product is off by some 2^-24, so that a score is off by at most
 *
 *   ε (Σ |h| (x² + m²) + |offset|),   ε = 2 (d + 16) 2^-24,
 *
 * for 2 |h x m| ≤ |h| (x² + m²). Where h and the rest are made so much larger beforehand, what comes out is
 * no less than the score, at no cost; and no more than the score by twice the bound, which is taken off
 * where the best of a row is looked for. So a near component is never missed, and some that are not near are taken for it,
 * where components are tight beside the distance between them. Rows that f32 might overflow at have all
 * components near.
 *
 * All follows from θ and the block's rows: arithmetic in f32 is as exact everywhere as in f64.
 */

/** Rows of a look: four f32x4. */
const LOOK: i32 = 16;

/** The most rows of a block. */
const BLOCK: i32 = 2048;

/** Bytes of an order of its rows. */
const ORDER: usize = <usize>(2 * BLOCK + 2 * ROWS);

/** 2^-23: ε is so many times d + 16. */
const EPSILON: f64 = 1.1920928955078125e-7;

/** Beyond 2^60, squared and in units of the narrowest deviations, f32 is not asked. */
const FAR: f64 = 1152921504606846976;

/** What the look knows of a block. */
@unmanaged
export class Near {
  /** Of the sets of rows, how many u64 each has. */
  words: i32;
  /** Which components are near each row: a bit each. */
  sets: usize;
  /** The rows in their order, u16, the last repeated to whole tiles. */
  order: usize;
  /** Which components are near any row of a tile, in the order of the rows: a bit each. */
  unions: usize;
  /** Out of the sets of a tile: its components, i32. */
  list: usize;
  /** How many pairs of a tile and a component near any of its rows there are. */
  united: i32;
}

/** Where things stand behind a Near. T is usize for addresses, or u64 where sizes are counted. */
const HEAD: i32 = 64;

function wordsOf<T extends number>(k: T): T {
  return <T>((k + <T>63) >> (<T>6));
}

function orderOf<T extends number>(k: T): T {
  return <T>(<T>HEAD + wordsOf<T>(k) * <T>(8 * (BLOCK + LOOK)));
}

function keysOf<T extends number>(k: T): T {
  return <T>(orderOf<T>(k) + <T>(2 * ORDER));
}

function countsOf<T extends number>(k: T): T {
  return <T>(keysOf<T>(k) + <T>(2 * BLOCK));
}

function listOf<T extends number>(k: T): T {
  return <T>(countsOf<T>(k) + <T>1024);
}

function unionsOf<T extends number>(k: T): T {
  return <T>((listOf<T>(k) + k * <T>4 + <T>(COLUMN - 1)) & (<T>~63));
}

function bitsOf<T extends number>(k: T): T {
  return <T>(unionsOf<T>(k) + wordsOf<T>(k) * <T>BLOCK);
}

/** From here on what the look alone needs: first components, in pairs, each with d numbers or 2 d. */
function factorsOf<T extends number>(k: T): T {
  return <T>(bitsOf<T>(k) + <T>COLUMN);
}

function constantsOf<T extends number>(d: T, k: T): T {
  return <T>(factorsOf<T>(k) + (k + <T>1) * d * <T>8);
}

/** Four numbers a component: a constant, h where it is one, and two for the bound of the best. */
function originOf<T extends number>(d: T, k: T): T {
  return <T>((constantsOf<T>(d, k) + (k + <T>1) * <T>16 + <T>(COLUMN - 1)) & (<T>~63));
}

function columnsOf<T extends number>(d: T, k: T): T {
  return <T>((originOf<T>(d, k) + d * <T>16 + <T>(COLUMN - 1)) & (<T>~63));
}

/** Behind the columns of 16 rows their squared lengths, thresholds and best scores, and the scores. */
function lengthsOf<T extends number>(d: T, k: T): T {
  return <T>(columnsOf<T>(d, k) + d * <T>COLUMN);
}

function valuesOf<T extends number>(d: T, k: T): T {
  return <T>(lengthsOf<T>(d, k) + <T>(3 * COLUMN));
}

/** Bytes of scratch of {@link findNear}. */
export function nearBytes<T extends number>(d: T, k: T): T {
  return <T>(valuesOf<T>(d, k) + (k + <T>1) * <T>COLUMN);
}

/** Whether there is a look for this form. */
export function hasLook(form: i32): bool {
  return form <= DIAGONAL;
}

/**
 * Finds what is near each row of a block, and an order of the rows.
 *
 * @param near out, nearBytes of scratch
 * @param x in, rows × d of the sweep's bytes
 * @param rows 1 to BLOCK
 * @param cutoff how far below the best score what is near may score
 */
export function findNear(
  mixture: MixtureSweep,
  near: Near,
  x: usize,
  rows: i32,
  cutoff: f64,
): void {
  assert(rows <= BLOCK, "a look is at one block");
  const d = mixture.d;
  const k = mixture.k;
  const base = changetype<usize>(near);
  const size = <usize>k;
  near.words = <i32>wordsOf<usize>(size);
  near.sets = base + HEAD;
  near.order = base + orderOf<usize>(size);
  near.list = base + listOf<usize>(size);
  near.unions = base + unionsOf<usize>(size);
  const keys = base + keysOf<usize>(size);
  // Of the last words only what stands for components is written.
  if (k & 63) memory.fill(near.sets, 0, (<usize>near.words * <usize>(rows + LOOK)) << 3);
  const scale = prepare(mixture, base);
  for (let row = 0; row < rows; row += LOOK) {
    const count = min(LOOK, rows - row);
    if (mixture.bytes == 4) fill<f32>(mixture, base, x, count, scale);
    else fill<f64>(mixture, base, x, count, scale);
    score(mixture, base);
    threshold(mixture, base, scale, cutoff);
    gather(mixture, near, base, row, count, keys);
    x += <usize>(count * d * mixture.bytes);
  }
  sort(near.order, near.order + ORDER, rows, k, keys, base + countsOf<usize>(size));
  let united = 0;
  const words = near.words;
  for (let place = 0; place < rows; place += ROWS) {
    for (let w = 0; w < words; w++) {
      const set = unionOf(near, place, w);
      store<u64>(at8(near.unions, (place >> 3) * words + w), set);
      united += <i32>popcnt(set);
    }
  }
  near.united = united;
}

/**
 * Writes the components as the look takes them, and where rows are measured from.
 *
 * @returns the unit of a coordinate where all have the same, else 0; −1 where f32 will not do
 */
function prepare(mixture: MixtureSweep, base: usize): f64 {
  const d = mixture.d;
  const k = mixture.k;
  const form = mixture.form;
  const parameters = mixture.parameters;
  const means = meansOf(parameters, k);
  const halves = negHalfPrecisionsOf(parameters, k, d);
  const origin = base + originOf<usize>(<usize>d, <usize>k);
  const scales = at8(origin, d);
  for (let j = 0; j < d; j++) {
    let sum: f64 = 0;
    let steepest: f64 = 0;
    for (let c = 0; c < k; c++) {
      sum += load<f64>(at8(means, c * d + j)) / <f64>k;
      if (form == DIAGONAL) steepest = max(steepest, -load<f64>(at8(halves, c * d + j)));
    }
    store<f64>(at8(origin, j), sum);
    if (form == DIAGONAL) store<f64>(at8(scales, j), sqrt(2 * steepest));
  }
  let unit: f64 = 0;
  if (form == SPHERICAL) {
    for (let c = 0; c < k; c++) unit = max(unit, -load<f64>(at8(halves, c)));
    unit = sqrt(2 * unit);
  } else if (form == DISTANCE) {
    for (let i = 0; i < k * d; i++) {
      const away = abs(load<f64>(at8(means, i)) - load<f64>(at8(origin, i % d)));
      unit = max(unit, away);
    }
    unit = unit > 0 ? 1 / unit : 1;
  }
  if (form != DIAGONAL) for (let j = 0; j < d; j++) store<f64>(at8(scales, j), unit);

  const epsilon = <f64>(d + 16) * EPSILON;
  const factors = base + factorsOf<usize>(<usize>k);
  const constants = base + constantsOf<usize>(<usize>d, <usize>k);
  let farthest: f64 = 0;
  for (let c = 0; c < k + (k & 1); c++) {
    const out = constants + ((<usize>c) << 4);
    const own = factors + (((<usize>(c * d)) << 2) << usize(form == DIAGONAL));
    if (c == k) {
      // Components are taken in pairs.
      memory.fill(own, 0, (<usize>d) << 3);
      v128.store(out, f32x4(-Infinity, 0, 0, 0));
      break;
    }
    let squares: f64 = 0;
    let steepest: f64 = 0;
    for (let j = 0; j < d; j++) {
      const s = load<f64>(at8(scales, j));
      const m = (load<f64>(at8(means, c * d + j)) - load<f64>(at8(origin, j))) * s;
      let h: f64 = -1;
      if (form == DIAGONAL) h = load<f64>(at8(halves, c * d + j)) / s / s;
      else if (form == SPHERICAL) h = load<f64>(at8(halves, c)) / s / s;
      const most = h * (1 - epsilon);
      squares += h * m * m;
      steepest = max(steepest, -h);
      if (form == DIAGONAL) {
        store<f32>(own + ((<usize>j) << 3), <f32>most);
        store<f32>(own + ((<usize>j) << 3), <f32>(-2 * h * m), 4);
      } else {
        store<f32>(at4(own, j), <f32>(-2 * h * m));
      }
    }
    const offset = load<f64>(at8(parameters, c));
    farthest = max(farthest, -squares);
    // What no point belongs to has an offset of −Infinity.
    const pad = offset > -Infinity ? epsilon * abs(offset) : 0;
    store<f32>(out, <f32>(offset + pad + squares * (1 - epsilon)));
    store<f32>(out, <f32>(-steepest * (1 - epsilon)), 4);
    store<f32>(out, <f32>(2 * epsilon * steepest), 8);
    store<f32>(out, <f32>(2 * (pad - epsilon * squares)), 12);
  }
  return farthest <= FAR ? unit : -1;
}

/** Brings rows to f32, as columns of LOOK; the last is repeated where fewer are left. */
function fill<T extends number>(
  mixture: MixtureSweep,
  base: usize,
  x: usize,
  count: i32,
  scale: f64,
): void {
  const d = mixture.d;
  const k = mixture.k;
  const stride = <usize>d * sizeof<T>();
  const origin = base + originOf<usize>(<usize>d, <usize>k);
  const scales = at8(origin, d);
  const columns = base + columnsOf<usize>(<usize>d, <usize>k);
  const lengths = base + lengthsOf<usize>(<usize>d, <usize>k);
  for (let r = 0; r < LOOK; r += 4) {
    const a = x + <usize>min(r, count - 1) * stride;
    const b = x + <usize>min(r + 1, count - 1) * stride;
    const e = x + <usize>min(r + 2, count - 1) * stride;
    const f = x + <usize>min(r + 3, count - 1) * stride;
    let out = columns + ((<usize>r) << 2);
    let length = f32x4.splat(0);
    let j = 0;
    for (; j + 2 <= d; j += 2) {
      const from = v128.load(at8(origin, j));
      const by = v128.load(at8(scales, j));
      const at = <usize>j * sizeof<T>();
      const va = inUnits(loadPair<T>(a + at), from, by);
      const vb = inUnits(loadPair<T>(b + at), from, by);
      const ve = inUnits(loadPair<T>(e + at), from, by);
      const vf = inUnits(loadPair<T>(f + at), from, by);
      const ab = v128.shuffle<u32>(va, vb, 0, 4, 1, 5);
      const ef = v128.shuffle<u32>(ve, vf, 0, 4, 1, 5);
      const first = v128.shuffle<u64>(ab, ef, 0, 2);
      const second = v128.shuffle<u64>(ab, ef, 1, 3);
      v128.store(out, first);
      v128.store(out, second, COLUMN);
      length = f32x4.add(length, f32x4.mul(first, first));
      length = f32x4.add(length, f32x4.mul(second, second));
      out += 2 * COLUMN;
    }
    if (j < d) {
      const from = load<f64>(at8(origin, j));
      const by = load<f64>(at8(scales, j));
      const at = <usize>j * sizeof<T>();
      const last = f32x4(
        <f32>((loadOne<T>(a + at) - from) * by),
        <f32>((loadOne<T>(b + at) - from) * by),
        <f32>((loadOne<T>(e + at) - from) * by),
        <f32>((loadOne<T>(f + at) - from) * by),
      );
      v128.store(out, last);
      length = f32x4.add(length, f32x4.mul(last, last));
    }
    // Beyond what f32 will do every row is as far as can be.
    if (scale < 0) length = f32x4.splat(Infinity);
    v128.store(lengths + ((<usize>r) << 2), length);
  }
}

/** Two coordinates as f32, in the lower lanes. */
function inUnits(pair: v128, from: v128, by: v128): v128 {
  return f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sub(pair, from), by));
}

/** What components score at most, and the most of each row. */
function score(mixture: MixtureSweep, base: usize): void {
  const d = <usize>mixture.d;
  const k = <usize>mixture.k;
  let factor = base + factorsOf<usize>(k);
  let constant = base + constantsOf<usize>(d, k);
  const columns = base + columnsOf<usize>(d, k);
  const end = columns + d * COLUMN;
  const lengths = base + lengthsOf<usize>(d, k);
  const most = lengths + 2 * COLUMN;
  const values = base + valuesOf<usize>(d, k);
  const last = values + ((k + 1) & ~1) * COLUMN;
  const none = f32x4.splat(-Infinity);
  for (let at: usize = 0; at < COLUMN; at += 16) v128.store(most + at, none);
  if (mixture.form == DIAGONAL) {
    for (let value = values; value < last; value += COLUMN) {
      let sum0 = v128.load32_splat(constant);
      let sum1 = sum0;
      let sum2 = sum0;
      let sum3 = sum0;
      for (let column = columns; column < end; column += COLUMN) {
        const h = v128.load32_splat(factor);
        const w = v128.load32_splat(factor, 4);
        const x0 = v128.load(column);
        const x1 = v128.load(column, 16);
        const x2 = v128.load(column, 32);
        const x3 = v128.load(column, 48);
        sum0 = f32x4.add(sum0, f32x4.mul(x0, f32x4.add(w, f32x4.mul(h, x0))));
        sum1 = f32x4.add(sum1, f32x4.mul(x1, f32x4.add(w, f32x4.mul(h, x1))));
        sum2 = f32x4.add(sum2, f32x4.mul(x2, f32x4.add(w, f32x4.mul(h, x2))));
        sum3 = f32x4.add(sum3, f32x4.mul(x3, f32x4.add(w, f32x4.mul(h, x3))));
        factor += 8;
      }
      storeMost(value, constant, lengths, sum0, sum1, sum2, sum3);
      constant += 16;
    }
    return;
  }
  const stride = d << 2;
  for (let value = values; value < last; value += 2 * COLUMN) {
    let a0 = v128.load32_splat(constant);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = v128.load32_splat(constant, 16);
    let b1 = b0;
    let b2 = b0;
    let b3 = b0;
    let next = factor + stride;
    for (let column = columns; column < end; column += COLUMN) {
      const wa = v128.load32_splat(factor);
      const wb = v128.load32_splat(next);
      const x0 = v128.load(column);
      const x1 = v128.load(column, 16);
      const x2 = v128.load(column, 32);
      const x3 = v128.load(column, 48);
      a0 = f32x4.add(a0, f32x4.mul(wa, x0));
      a1 = f32x4.add(a1, f32x4.mul(wa, x1));
      a2 = f32x4.add(a2, f32x4.mul(wa, x2));
      a3 = f32x4.add(a3, f32x4.mul(wa, x3));
      b0 = f32x4.add(b0, f32x4.mul(wb, x0));
      b1 = f32x4.add(b1, f32x4.mul(wb, x1));
      b2 = f32x4.add(b2, f32x4.mul(wb, x2));
      b3 = f32x4.add(b3, f32x4.mul(wb, x3));
      factor += 4;
      next += 4;
    }
    const ha = v128.load32_splat(constant, 4);
    a0 = f32x4.add(a0, f32x4.mul(ha, v128.load(lengths)));
    a1 = f32x4.add(a1, f32x4.mul(ha, v128.load(lengths, 16)));
    a2 = f32x4.add(a2, f32x4.mul(ha, v128.load(lengths, 32)));
    a3 = f32x4.add(a3, f32x4.mul(ha, v128.load(lengths, 48)));
    storeMost(value, constant, lengths, a0, a1, a2, a3);
    const hb = v128.load32_splat(constant, 20);
    b0 = f32x4.add(b0, f32x4.mul(hb, v128.load(lengths)));
    b1 = f32x4.add(b1, f32x4.mul(hb, v128.load(lengths, 16)));
    b2 = f32x4.add(b2, f32x4.mul(hb, v128.load(lengths, 32)));
    b3 = f32x4.add(b3, f32x4.mul(hb, v128.load(lengths, 48)));
    storeMost(value + COLUMN, constant + 16, lengths, b0, b1, b2, b3);
    factor = next;
    constant += 32;
  }
}

/** Stores what a component scores at most, and keeps the most that any scores at least. */
function storeMost(
  value: usize,
  constant: usize,
  lengths: usize,
  v0: v128,
  v1: v128,
  v2: v128,
  v3: v128,
): void {
  v128.store(value, v0);
  v128.store(value, v1, 16);
  v128.store(value, v2, 32);
  v128.store(value, v3, 48);
  const a = v128.load32_splat(constant, 8);
  const b = v128.load32_splat(constant, 12);
  const most = lengths + 2 * COLUMN;
  keepMost(most, v0, f32x4.add(b, f32x4.mul(a, v128.load(lengths))));
  keepMost(most + 16, v1, f32x4.add(b, f32x4.mul(a, v128.load(lengths, 16))));
  keepMost(most + 32, v2, f32x4.add(b, f32x4.mul(a, v128.load(lengths, 32))));
  keepMost(most + 48, v3, f32x4.add(b, f32x4.mul(a, v128.load(lengths, 48))));
}

function keepMost(most: usize, value: v128, bound: v128): void {
  v128.store(most, f32x4.pmax(v128.load(most), f32x4.sub(value, bound)));
}

/** What a component has to score at most to be near, by the most that any scores at least. */
function threshold(mixture: MixtureSweep, base: usize, unit: f64, cutoff: f64): void {
  const lengths = base + lengthsOf<usize>(<usize>mixture.d, <usize>mixture.k);
  const thresholds = lengths + COLUMN;
  const most = thresholds + COLUMN;
  const far = f32x4.splat(<f32>FAR);
  // With more than f32 may take off a sum, and something where there is no cutoff.
  const less = f32x4.splat(<f32>(1.00001 * cutoff + 1e-30));
  const away = f32x4.splat(<f32>(1.00001 * cutoff * unit));
  const wider = f32x4.splat(1.00001);
  for (let at: usize = 0; at < COLUMN; at += 16) {
    const best = v128.load(most + at);
    let least: v128;
    if (mixture.form == DISTANCE) {
      const farthest = f32x4.add(f32x4.sqrt(f32x4.neg(best)), away);
      least = f32x4.neg(f32x4.mul(wider, f32x4.mul(farthest, farthest)));
    } else {
      const margin = f32x4.mul(f32x4.splat(0.00001), f32x4.abs(best));
      least = f32x4.sub(f32x4.sub(best, less), margin);
    }
    const near = f32x4.le(v128.load(lengths + at), far);
    v128.store(thresholds + at, v128.bitselect(least, f32x4.splat(-Infinity), near));
  }
}

/** Puts near components into the sets of rows, and tells the keys of these. */
function gather(
  mixture: MixtureSweep,
  near: Near,
  base: usize,
  row: i32,
  count: i32,
  keys: usize,
): void {
  const k = mixture.k;
  const words = near.words;
  const thresholds = base + lengthsOf<usize>(<usize>mixture.d, <usize>k) + COLUMN;
  const t0 = v128.load(thresholds);
  const t1 = v128.load(thresholds, 16);
  const t2 = v128.load(thresholds, 32);
  const t3 = v128.load(thresholds, 48);
  const there = (1 << count) - 1;
  let value = base + valuesOf<usize>(<usize>mixture.d, <usize>k);
  let most0 = f32x4.splat(-Infinity);
  let most1 = most0;
  let most2 = most0;
  let most3 = most0;
  let best0 = i32x4.splat(0);
  let best1 = best0;
  let best2 = best0;
  let best3 = best0;
  // Which rows a component is near, a bit each, becomes which components a row is near, 16 at a time: no
  // branch depends on a score, where half would be mispredicted.
  const bits = base + bitsOf<usize>(<usize>k);
  for (let c = 0; c < k; c += LOOK) {
    const some = min(LOOK, k - c);
    v128.store(bits, i8x16.splat(0));
    v128.store(bits, i8x16.splat(0), 16);
    for (let i = 0; i < some; i++) {
      const v0 = v128.load(value);
      const v1 = v128.load(value, 16);
      const v2 = v128.load(value, 32);
      const v3 = v128.load(value, 48);
      const far0 = i32x4.bitmask(f32x4.lt(v0, t0));
      const far1 = i32x4.bitmask(f32x4.lt(v1, t1));
      const far2 = i32x4.bitmask(f32x4.lt(v2, t2));
      const far3 = i32x4.bitmask(f32x4.lt(v3, t3));
      const own = ~(far0 | (far1 << 4) | (far2 << 8) | (far3 << 12)) & there;
      store<u8>(bits + <usize>i, <u8>own);
      store<u8>(bits + <usize>i, <u8>(own >> 8), 16);
      const index = i32x4.splat(c + i);
      best0 = v128.bitselect(index, best0, f32x4.gt(v0, most0));
      best1 = v128.bitselect(index, best1, f32x4.gt(v1, most1));
      best2 = v128.bitselect(index, best2, f32x4.gt(v2, most2));
      best3 = v128.bitselect(index, best3, f32x4.gt(v3, most3));
      most0 = f32x4.pmax(most0, v0);
      most1 = f32x4.pmax(most1, v1);
      most2 = f32x4.pmax(most2, v2);
      most3 = f32x4.pmax(most3, v3);
      value += COLUMN;
    }
    let set = at8(near.sets, row * words) + ((<usize>c) >> 3);
    const step = (<usize>words) << 3;
    for (let half: usize = 0; half < 32; half += 16) {
      const rows = v128.load(bits + half);
      for (let r = 7; r >= 0; r--) {
        store<u16>(set, <u16>i8x16.bitmask(i8x16.shl(rows, r)));
        set += step;
      }
    }
  }
  // What the best scored nobody wants to know any more: their indices go there.
  const best = thresholds + COLUMN;
  v128.store(best, best0);
  v128.store(best, best1, 16);
  v128.store(best, best2, 32);
  v128.store(best, best3, 48);
  for (let r = 0; r < count; r++) {
    const set = at8(near.sets, (row + r) * words);
    let key: u32;
    if (k <= HALVED) {
      key = load<u16>(set);
    } else {
      let hash: u64 = 0;
      for (let w = 0; w < words; w++) hash = (hash ^ load<u64>(at8(set, w))) * MIXER;
      key = ((<u32>min(load<i32>(at4(best, r)), 255)) << 8) | (<u32>(hash >> 56));
    }
    store<u16>(keys + ((<usize>(row + r)) << 1), <u16>key);
  }
}

/** Of so many components a set is a key itself. */
const HALVED: i32 = 16;

/** An odd multiplier: every bit of a set has a say in the upper eight of the product. */
const MIXER: u64 = 0x9e3779b97f4a7c15;

/**
 * Lists rows by a byte of their keys, ascending, and those of equal bytes in the order they come in.
 *
 * @param from in, rows u16, or 0 for the order they have
 * @param byte 0 or 1
 * @param counts scratch, 256 i32
 * @param to out, rows u16
 */
function sortBy(byte: usize, from: usize, rows: i32, keys: usize, counts: usize, to: usize): void {
  memory.fill(counts, 0, 1024);
  for (let row = 0; row < rows; row++) {
    const place = at4(counts, load<u8>(keys + byte + ((<usize>row) << 1)));
    store<i32>(place, load<i32>(place) + 1);
  }
  let before = 0;
  for (let key = 0; key < 256; key++) {
    const count = load<i32>(at4(counts, key));
    store<i32>(at4(counts, key), before);
    before += count;
  }
  for (let i = 0; i < rows; i++) {
    const row = from ? <i32>load<u16>(from + ((<usize>i) << 1)) : i;
    const next = at4(counts, load<u8>(keys + byte + ((<usize>row) << 1)));
    const place = load<i32>(next);
    store<u16>(to + ((<usize>place) << 1), <u16>row);
    store<i32>(next, place + 1);
  }
}

/**
 * Puts rows in an order: of few components by what is near them, of more by the best at a look, and
 * then by a hash of what is near. So equal sets come side by side, and of more components those that have
 * much in common: with the set alone tiles of 40 had 23 components near them in place of 18. The last row is
 * repeated to whole tiles.
 */
function sort(order: usize, other: usize, rows: i32, k: i32, keys: usize, counts: usize): void {
  if (k <= 8) {
    sortBy(0, 0, rows, keys, counts, order);
  } else {
    sortBy(0, 0, rows, keys, counts, other);
    sortBy(1, other, rows, keys, counts, order);
  }
  const last = load<u16>(order + ((<usize>(rows - 1)) << 1));
  for (let i = rows; i & (ROWS - 1); i++) store<u16>(order + ((<usize>i) << 1), last);
}

/** Whether most components are near no row of a tile. */
export function isSparse(near: Near, rows: i32, k: i32): bool {
  return 4 * <i64>ROWS * <i64>near.united <= 3 * <i64>rows * <i64>k;
}

/** Of the components near any row of a tile, those of one word of the sets. */
function unionOf(near: Near, place: i32, word: i32): u64 {
  let set: u64 = 0;
  for (let r = 0; r < ROWS; r++) {
    set |= load<u64>(at8(near.sets, rowAt(near, place + r) * near.words + word));
  }
  return set;
}

/** Lists the components that are near any row of the tile from `place` on, and says how many they are. */
export function listNear(near: Near, place: i32): i32 {
  let count = 0;
  for (let w = 0; w < near.words; w++) {
    let set = load<u64>(at8(near.unions, (place >> 3) * near.words + w));
    for (; set; set &= set - 1) {
      store<i32>(at4(near.list, count), (w << 6) + <i32>ctz(set));
      count++;
    }
  }
  return count;
}

/** Which row of the block stands at a place of their order. */
export function rowAt(near: Near, place: i32): i32 {
  return <i32>load<u16>(near.order + ((<usize>place) << 1));
}

/**
 * Gathers the tile of rows from `place` on.
 *
 * @param x in, the block's rows
 * @param tile out, d columns
 */
export function gatherInOrder(
  mixture: MixtureSweep,
  near: Near,
  x: usize,
  place: i32,
  tile: usize,
): void {
  const d = mixture.d;
  const stride = <usize>(d * mixture.bytes);
  for (let r = 0; r < ROWS; r += 2) {
    const a = x + <usize>rowAt(near, place + r) * stride;
    const b = x + <usize>rowAt(near, place + r + 1) * stride;
    const out = tile + ((<usize>r) << 3);
    if (mixture.bytes == 4) transposePair<f32>(a, b, d, out);
    else transposePair<f64>(a, b, d, out);
  }
}

/** The weights of the tile's rows, as tileWeights. `weights`: in, the block's, or 0 where all are 1. */
export function weightsInOrder(
  near: Near,
  weights: usize,
  place: i32,
  count: i32,
  out: usize,
): void {
  for (let r = 0; r < ROWS; r++) {
    let w: f64 = 0;
    if (r < count) w = weights ? load<f64>(at8(weights, rowAt(near, place + r))) : 1;
    store<f64>(at8(out, r), w);
  }
}
