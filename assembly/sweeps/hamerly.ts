import { at4, at8 } from "../lanes/address";
import { distancesToTwo, nearestTwo } from "../score/distances";
import { TINY } from "../lanes/rounding";
import { COLUMN, gatherTile, ROWS } from "../lanes/tile";

/**
 * Exact labels by Hamerly's bound (2010) and products of integers.
 *
 * A row's margin is by how much its own centroid is nearer than any other. It shrinks by no more
 * than the own centroid's drift and the largest drift of another, so while drifts so far sum up
 * to less, the label holds and nothing is computed. Rows whose margin is used up are scored
 * against every centroid, SCORED_ROWS at a time, as src/search/quantised.ts has them; where rounding
 * leaves several candidates (0.2 to 4 % of the rows scored, some two candidates each), the rule
 * decides among these, in f64.
 *
 * A margin is kept as margin + the drift of its component when it was found, so that rows that
 * hold are only read. Every rounding is away from "holds": labels stay exact.
 *
 * A score is ½‖q_m‖² − q_x · q_m, rounded down to a multiple of a power of two that k does not
 * exceed, with the component in the bits that this leaves free. So the best and the second are
 * found by minima and maxima alone; in units of the grid that takes 2^bits from a squared distance
 * of some 10^7.
 */

/** Rows scored together, four vectors of four. */
const SCORED_ROWS: i32 = 16;

/** Bytes of a column of SCORED_ROWS i32 or f32. */
const SCORED_COLUMN: usize = 64;

/** A score that none reaches: that of nobody. */
const FAR: i32 = i32.MAX_VALUE;

/** 2^-26: more than the relative error of a distance summed over up to 2^25 values. */
const INEXACT: f64 = 1.4901161193847656e-8;

/** 2^-22: more than the relative error of a sum rounded to f32. */
const ROUNDED: f64 = 2.384185791015625e-7;

/** 2^100: no f32 overflows below. */
const HUGE: f64 = 1.2676506002282294e30;

/** Of more candidates than this the rule is asked eight rows at a time. */
const MANY: i32 = 16;

/** After so many that the rule had to decide, it is asked whether products pay in a block. */
const UNDECIDED: i32 = 64;

/** Where the scores lie in scratch, behind the rows; T is usize, or u64 where sizes are counted. */
function scoresOffset<T extends number>(d: T): T {
  return <T>(((d + <T>1) / <T>2 + <T>1) * <T>SCORED_COLUMN);
}

/** Where what is found of the rows lies in scratch, behind the scores. */
function foundOffset<T extends number>(d: T, k: T): T {
  return <T>(scoresOffset<T>(d) + (k + <T>1) * <T>SCORED_COLUMN);
}

/** Where lists lie in scratch, behind what is found and behind a tile. */
function listsOffset<T extends number>(d: T, k: T): T {
  return <T>(foundOffset<T>(d, k) + (d + <T>3) * <T>SCORED_COLUMN);
}

/** Bytes of scratch that {@link hamerlyBlock} needs for blocks of up to `rows` rows. */
export function hamerlyScratchBytes(rows: i32, d: i32, k: i32): f64 {
  return <f64>(listsOffset<u64>(d, k) + (<u64>k + 1) * 4 + <u64>rows * 4);
}

/** What the search is given and keeps. Fields and their order are those of HAMERLY in src/core/records.ts. */
@unmanaged
export class Hamerly {
  /** What lengths are multiplied by: the scale of the grid. */
  unit: f64;
  /** By how much the difference of two distances in integers may be wrong. */
  slack: f64;
  /** The largest of `drift`, rounded up to f32. */
  largestDrift: f64;
  /** Bytes of a value of the rows, 4 or 8. */
  bytes: i32;
  d: i32;
  k: i32;
  /** In, k × d f64. */
  centroids: usize;
  /** In and out, n i32. */
  labels: usize;
  /**
   * In and out, n f32: margin + drift of the label's component at the time. 0 where none are kept
   * and all rows are scored.
   */
  margins: usize;
  /** In, k f64: for each component the sum over iterations of its own drift and the largest of another. */
  drift: usize;
  /** In, n quantised rows; 0 where integers tell nothing and the rule decides. */
  q: usize;
  /** In, n i32: ‖q‖², negative where the rule decides. */
  norms: usize;
  /** In, k quantised centroids. */
  z: usize;
  /** In, k i32: ‖z‖², or −1 − ‖z‖² where z is nearer than the centroid. */
  zNorms: usize;
  /** Scratch, hamerlyScratchBytes. */
  scratch: usize;

  /** Pairs of coordinates of a quantised row. */
  get pairs(): i32 {
    return (this.d + 1) >> 1;
  }

  /** The bits of a score in which the component stands. */
  get bits(): i32 {
    return this.k > 1 ? -1 >>> clz(this.k - 1) : 0;
  }

  /** Scratch, SCORED_ROWS pairs of i16 in each of `pairs` columns. */
  get y(): usize {
    return this.scratch;
  }

  /** Scratch, SCORED_ROWS i32 behind y: ½‖q‖², rounded down; negative where the rule decides. */
  get halfNorms(): usize {
    return this.y + <usize>this.pairs * SCORED_COLUMN;
  }

  /** Scratch, SCORED_ROWS i32 in each of k + 1 columns. */
  get scores(): usize {
    return this.scratch + scoresOffset<usize>(<usize>this.d);
  }

  /** Scratch, three columns: labels, margins as f32, and as f32 an upper bound of ‖q − z‖ of the nearest z. */
  get found(): usize {
    return this.scratch + foundOffset<usize>(<usize>this.d, <usize>this.k);
  }

  /** Scratch, d + 3 columns of a tile, where the rule decides about several rows. */
  get tile(): usize {
    return this.found;
  }

  /** Scratch, k + 1 i32: components that the rule has to choose from. */
  get candidates(): usize {
    return this.scratch + listsOffset<usize>(<usize>this.d, <usize>this.k);
  }

  /** Scratch, one i32 per row of a block: the rows that are scored. */
  get scored(): usize {
    return at4(this.candidates, this.k + 1);
  }

  /**
   * Lists the rows among these whose margin may be used up; returns how many.
   *
   * Rows are written in any case and kept only where they fail: a branch per row would be
   * mispredicted often.
   */
  listFailing(first: i32, rows: i32): i32 {
    const largest = f32x4.splat(<f32>this.largestDrift);
    const scored = this.scored;
    const end = first + rows;
    let count = 0;
    let row = first;
    if (this.margins == 0) {
      for (; row < end; row++) store<i32>(at4(scored, count++), row);
      return count;
    }
    for (; row + 4 <= end; row += 4) {
      const fails = ~i32x4.bitmask(f32x4.gt(v128.load(at4(this.margins, row)), largest));
      store<i32>(at4(scored, count), row);
      count += fails & 1;
      store<i32>(at4(scored, count), row + 1);
      count += (fails >> 1) & 1;
      store<i32>(at4(scored, count), row + 2);
      count += (fails >> 2) & 1;
      store<i32>(at4(scored, count), row + 3);
      count += (fails >> 3) & 1;
    }
    for (; row < end; row++) store<i32>(at4(scored, count++), row);
    // Most components have drifted less than the largest drift.
    let left = 0;
    for (let i = 0; i < count; i++) {
      const row = load<i32>(at4(scored, i));
      store<i32>(at4(scored, left), row);
      const drift = load<f64>(at8(this.drift, load<i32>(at4(this.labels, row))));
      left += i32(!(<f64>load<f32>(at4(this.margins, row)) > drift));
    }
    return left;
  }

  /** Stores a label and its margin; returns 1 where the label has changed. */
  keep(row: i32, label: i32, margin: f64): i32 {
    const at = at4(this.labels, row);
    const changed = i32(label != load<i32>(at));
    store<i32>(at, label);
    if (this.margins == 0) return changed;
    const sum = margin + load<f64>(at8(this.drift, label));
    // Not `min`, whose branches for NaN and −0 cost more than this. A NaN stays, and never holds.
    const kept = f64x2.extract_lane(f64x2.pmin(f64x2.splat(sum), f64x2.splat(HUGE)), 0);
    store<f32>(at4(this.margins, row), <f32>(kept - abs(kept) * ROUNDED - TINY));
    return changed;
  }

  /**
   * Transposes quantised rows, by pairs of coordinates.
   *
   * @param rows in, count i32: which rows; where fewer than SCORED_ROWS, the last one is repeated
   */
  transposeRows(rows: usize, count: i32): void {
    const pairs = this.pairs;
    const stride = (<usize>pairs) << 2;
    for (let r = 0; r < SCORED_ROWS; r += 4) {
      const r0 = load<i32>(at4(rows, min(r, count - 1)));
      const r1 = load<i32>(at4(rows, min(r + 1, count - 1)));
      const r2 = load<i32>(at4(rows, min(r + 2, count - 1)));
      const r3 = load<i32>(at4(rows, min(r + 3, count - 1)));
      let q0 = this.q + <usize>r0 * stride;
      let q1 = this.q + <usize>r1 * stride;
      let q2 = this.q + <usize>r2 * stride;
      let q3 = this.q + <usize>r3 * stride;
      let out = at4(this.y, r);
      let j = 0;
      for (; j + 4 <= pairs; j += 4) {
        const a = v128.load(q0);
        const b = v128.load(q1);
        const c = v128.load(q2);
        const e = v128.load(q3);
        const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
        const ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
        const ce0 = v128.shuffle<i32>(c, e, 0, 4, 1, 5);
        const ce1 = v128.shuffle<i32>(c, e, 2, 6, 3, 7);
        v128.store(out, v128.shuffle<i64>(ab0, ce0, 0, 2));
        v128.store(out, v128.shuffle<i64>(ab0, ce0, 1, 3), SCORED_COLUMN);
        v128.store(out, v128.shuffle<i64>(ab1, ce1, 0, 2), 2 * SCORED_COLUMN);
        v128.store(out, v128.shuffle<i64>(ab1, ce1, 1, 3), 3 * SCORED_COLUMN);
        q0 += 16;
        q1 += 16;
        q2 += 16;
        q3 += 16;
        out += 4 * SCORED_COLUMN;
      }
      for (; j < pairs; j++) {
        v128.store(out, i32x4(load<i32>(q0), load<i32>(q1), load<i32>(q2), load<i32>(q3)));
        q0 += 4;
        q1 += 4;
        q2 += 4;
        q3 += 4;
        out += SCORED_COLUMN;
      }
      const norms = i32x4(
        load<i32>(at4(this.norms, r0)),
        load<i32>(at4(this.norms, r1)),
        load<i32>(at4(this.norms, r2)),
        load<i32>(at4(this.norms, r3)),
      );
      v128.store(out, i32x4.shr_s(norms, 1));
    }
  }

  /** ½‖z‖² of a component, rounded down. */
  halfNormOf(c: i32): v128 {
    const norm = load<i32>(at4(this.zNorms, c));
    return i32x4.splat((norm < 0 ? ~norm : norm) >> 1);
  }

  /**
   * Scores the columns of y against every centroid, two at a time, so that each vector of y
   * serves twice. Where k is odd, the last is scored once more.
   */
  score(): void {
    const k = this.k;
    const columns = this.y;
    const scores = this.scores;
    const end = this.halfNorms;
    const stride = (<usize>this.pairs) << 2;
    const kept = i32x4.splat(~this.bits);
    for (let c = 0; c < k; c += 2) {
      const next = min(c + 1, k - 1);
      let a = this.z + <usize>c * stride;
      let b = this.z + <usize>next * stride;
      let a0 = this.halfNormOf(c);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = this.halfNormOf(next);
      let b1 = b0;
      let b2 = b0;
      let b3 = b0;
      for (let column = columns; column < end; column += SCORED_COLUMN) {
        const aj = v128.load32_splat(a);
        const bj = v128.load32_splat(b);
        let y = v128.load(column);
        a0 = i32x4.sub(a0, i32x4.dot_i16x8_s(y, aj));
        b0 = i32x4.sub(b0, i32x4.dot_i16x8_s(y, bj));
        y = v128.load(column, 16);
        a1 = i32x4.sub(a1, i32x4.dot_i16x8_s(y, aj));
        b1 = i32x4.sub(b1, i32x4.dot_i16x8_s(y, bj));
        y = v128.load(column, 32);
        a2 = i32x4.sub(a2, i32x4.dot_i16x8_s(y, aj));
        b2 = i32x4.sub(b2, i32x4.dot_i16x8_s(y, bj));
        y = v128.load(column, 48);
        a3 = i32x4.sub(a3, i32x4.dot_i16x8_s(y, aj));
        b3 = i32x4.sub(b3, i32x4.dot_i16x8_s(y, bj));
        a += 4;
        b += 4;
      }
      const out = scores + <usize>c * SCORED_COLUMN;
      const own = i32x4.splat(c);
      v128.store(out, v128.or(v128.and(a0, kept), own));
      v128.store(out, v128.or(v128.and(a1, kept), own), 16);
      v128.store(out, v128.or(v128.and(a2, kept), own), 32);
      v128.store(out, v128.or(v128.and(a3, kept), own), 48);
      const other = i32x4.splat(next);
      v128.store(out + SCORED_COLUMN, v128.or(v128.and(b0, kept), other));
      v128.store(out + SCORED_COLUMN, v128.or(v128.and(b1, kept), other), 16);
      v128.store(out + SCORED_COLUMN, v128.or(v128.and(b2, kept), other), 32);
      v128.store(out + SCORED_COLUMN, v128.or(v128.and(b3, kept), other), 48);
    }
  }

  /**
   * Finds what four rows' scores tell of them. A margin that is not positive decides nothing.
   *
   * @param lane in bytes: 0, 16, 32 or 48
   */
  findMargins(lane: usize): void {
    let best = i32x4.splat(FAR);
    let second = best;
    let at = this.scores + lane;
    for (const end = at + <usize>this.k * SCORED_COLUMN; at < end; at += SCORED_COLUMN) {
      const score = v128.load(at);
      second = i32x4.min_s(second, i32x4.max_s(best, score));
      best = i32x4.min_s(best, score);
    }
    const bits = i32x4.splat(this.bits);
    const halfNorm = v128.load(this.halfNorms + lane);
    const most = f32x4.convert_i32x4_s(i32x4.add(halfNorm, v128.or(best, bits)));
    const least = f32x4.convert_i32x4_s(i32x4.add(halfNorm, v128.andnot(second, bits)));
    const zero = f32x4.splat(0);
    // 4 is for halves rounded down.
    const own = f32x4.sqrt(f32x4.pmax(zero, f32x4.add(f32x4.add(most, most), f32x4.splat(4))));
    const others = f32x4.sqrt(f32x4.pmax(zero, f32x4.add(least, least)));
    const out = this.found + lane;
    v128.store(out, v128.and(best, bits));
    v128.store(out, f32x4.sub(f32x4.sub(others, own), f32x4.splat(<f32>this.slack)), SCORED_COLUMN);
    v128.store(out, own, 2 * SCORED_COLUMN);
  }

  /**
   * Decides one of the rows scored by the rule, among the components that may be nearest. Its label and its
   * margin go where those of the scores were. So does the third nearest, as a bound from below, into
   * the margin.
   *
   * @param x in, the row
   * @param r its place among those scored
   * @returns whether it has: not where candidates are many
   */
  decide(x: usize, r: i32): bool {
    const found = at4(this.found, r);
    const halfNorm = load<i32>(at4(this.halfNorms, r));
    const reach = <f64>load<f32>(found, 2 * SCORED_COLUMN) + this.slack;
    const most = <i32>min(0.5 * reach * reach + 2 - <f64>halfNorm, <f64>FAR);
    const candidates = this.candidates;
    const bits = this.bits;
    const k = this.k;
    let count = 0;
    let third = FAR;
    let at = at4(this.scores, r);
    for (let c = 0; c < k; c++) {
      const score = load<i32>(at) & ~bits;
      store<i32>(at4(candidates, count), c);
      const within = score <= most;
      count += i32(within);
      third = within ? third : min(third, score);
      at += SCORED_COLUMN;
    }
    if (count > MANY) return false;
    store<i32>(at4(candidates, count), load<i32>(at4(candidates, count - 1)));
    const stride = (<usize>this.d) << 3;
    let best: f64 = Infinity;
    let second: f64 = Infinity;
    let label = load<i32>(candidates);
    for (let i = 0; i < count; i += 2) {
      const a = load<i32>(at4(candidates, i));
      const b = load<i32>(at4(candidates, i + 1));
      const m = this.centroids;
      const two = distancesToTwo(
        x,
        this.bytes,
        this.d,
        m + <usize>a * stride,
        m + <usize>b * stride,
      );
      const distanceA = f64x2.extract_lane(two, 0);
      const distanceB = i + 1 < count ? f64x2.extract_lane(two, 1) : Infinity;
      second = min(second, max(best, distanceA));
      if (distanceA < best) label = a;
      best = min(best, distanceA);
      second = min(second, max(best, distanceB));
      if (distanceB < best) label = b;
      best = min(best, distanceB);
    }
    let others = sqrt(second) * (1 - INEXACT) * this.unit;
    if (third < FAR) {
      const beyond = sqrt(max(0, 2 * (<f64>third + <f64>halfNorm))) - 0.5 * this.slack;
      others = min(others, beyond);
    }
    const own = sqrt(best) * (1 + INEXACT) * this.unit;
    store<i32>(found, label);
    store<f32>(found, <f32>(others - own), SCORED_COLUMN);
    return true;
  }
}

/**
 * Labels every row of a block, looking only at those whose margin may be used up.
 *
 * @param search what the search is given and keeps
 * @param x in, n × d, row-major
 * @param first the first row of the block, among all n
 * @param rows rows of the block
 * @returns how many labels changed
 */
export function hamerlyBlock(search: Hamerly, x: usize, first: i32, rows: i32): i32 {
  const listed = search.scored;
  const found = search.found;
  const failing = search.listFailing(first, rows);
  if (search.q == 0) return decideByRule(search, x, failing);
  const stride = <usize>(search.d * search.bytes);
  let changed = 0;
  let undecided = 0;
  for (let i = 0; i < failing; i += SCORED_ROWS) {
    // Where most are left to the rule, as equal rows and clipped ones are, the rest is left to it unseen.
    if (undecided > UNDECIDED && 2 * undecided > i) {
      for (; i < failing; i++) store<i32>(at4(listed, undecided++), load<i32>(at4(listed, i)));
      break;
    }
    const some = min(SCORED_ROWS, failing - i);
    search.transposeRows(at4(listed, i), some);
    search.score();
    for (let lane: usize = 0; lane < SCORED_COLUMN; lane += 16) search.findMargins(lane);
    for (let r = 0; r < some; r++) {
      const row = load<i32>(at4(listed, i + r));
      const at = at4(found, r);
      // Of a row that is clipped, and of one next to an image, scores tell too little.
      const certain =
        (load<i32>(at4(search.halfNorms, r)) | load<i32>(at4(search.zNorms, load<i32>(at)))) >= 0;
      if (
        certain &&
        (load<f32>(at, SCORED_COLUMN) > 0 || search.decide(x + <usize>row * stride, r))
      ) {
        const margin = <f64>load<f32>(at, SCORED_COLUMN);
        changed += search.keep(row, load<i32>(at), margin);
      } else {
        store<i32>(at4(listed, undecided++), row);
      }
    }
  }
  return changed + decideByRule(search, x, undecided);
}

/** Labels the first rows listed by the rule, and finds their margin in f64. */
function decideByRule(search: Hamerly, x: usize, count: i32): i32 {
  const d = search.d;
  const listed = search.scored;
  const tile = search.tile;
  const distances = tile + <usize>d * COLUMN;
  const found = distances + 2 * COLUMN;
  let changed = 0;
  for (let i = 0; i < count; i += ROWS) {
    const some = min(ROWS, count - i);
    gatherTile(x, search.bytes, at4(listed, i), some, d, tile);
    nearestTwo(tile, d, search.centroids, search.k, distances, found);
    for (let r = 0; r < some; r++) {
      const own = sqrt(load<f64>(at8(distances, r))) * (1 + INEXACT);
      const others = sqrt(load<f64>(at8(distances + COLUMN, r))) * (1 - INEXACT);
      const row = load<i32>(at4(listed, i + r));
      changed += search.keep(row, <i32>load<i64>(at8(found, r)), (others - own) * search.unit);
    }
  }
  return changed;
}
