import { at4, at8 } from "../lanes/address";
import { EPSILON, TINY } from "../score/filter";
import { loadOne, loadPair } from "../lanes/lanes";
import { nearestTwo } from "../score/distances";
import { COLUMN, gatherTile, ROWS } from "../lanes/tile";

/**
 * Exact labels by Hamerly's bound (2010) and a filter in f32: for few centroids.
 *
 * A row's margin is by how much its own centroid is nearer than any other. It shrinks by no more
 * than the own centroid's drift and the largest drift of another, so while drifts so far sum up
 * to less, the label holds and nothing is computed. Rows whose margin is used up are scored
 * against every centroid in f32, SCORED_ROWS at a time; where its error leaves two candidates,
 * the rule decides in f64.
 *
 * A margin is kept as margin + the drift of its component when it was found, so that rows that
 * hold are only read. Every rounding is away from "holds": labels stay exact.
 */

/** Rows scored together, four vectors of four. */
const SCORED_ROWS: i32 = 16;

/** Bytes of a column of SCORED_ROWS f32. */
const SCORED_COLUMN: usize = 64;

/** 2^-26: more than the relative error of a distance summed over up to 2^25 values. */
const INEXACT: f64 = 1.4901161193847656e-8;

/** 2^-22: more than the relative error of a sum rounded to f32. */
const ROUNDED: f64 = 2.384185791015625e-7;

/** 2^100: no f32 overflows below. */
const HUGE: f64 = 1.2676506002282294e30;

/** Where the scores lie in scratch, behind y; T is usize, or u64 where sizes are counted. */
function scoresOffset<T extends number>(d: T): T {
  return <T>((d + <T>1) * <T>SCORED_COLUMN);
}

/** Where the list of scored rows lies in scratch, behind the scores. */
function scoredOffset<T extends number>(d: T, k: T): T {
  return <T>((d + k + <T>2) * <T>SCORED_COLUMN);
}

/** Bytes of scratch that {@link hamerlyBlock} needs for blocks of up to `rows` rows. */
export function hamerlyScratchBytes(rows: i32, d: i32, k: i32): f64 {
  return <f64>(scoredOffset<u64>(d, k) + <u64>rows * 4);
}

/** What the search is given and keeps. Fields and their order are those of HAMERLY in src/core/records.ts. */
@unmanaged
export class Hamerly {
  /** What lengths are multiplied by: a power of two. */
  unit: f64;
  /** max ‖z‖ of the centroids, rounded up to f32. */
  reach: f64;
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
  /** In and out, n f32: margin + drift of the label's component at the time. */
  margins: usize;
  /** In, k f64: for each component the sum over iterations of its own drift and the largest of another. */
  drift: usize;
  /** In, d f64. */
  origin: usize;
  /** In, k × d f32: z, row-major. */
  z: usize;
  /** In, k f32: ½‖z‖². */
  halfNorms: usize;
  /** Scratch, hamerlyScratchBytes. */
  scratch: usize;

  /** Scratch, SCORED_ROWS f32 in each of d + 1 columns: y, and its square. */
  get y(): usize {
    return this.scratch;
  }

  /** Scratch, SCORED_ROWS f32 in each of k + 1 columns. */
  get scores(): usize {
    return this.scratch + scoresOffset<usize>(<usize>this.d);
  }

  /**
   * Scratch, d + 3 columns of a tile, in the place of y and the scores, which are done with when
   * the rule decides.
   */
  get tile(): usize {
    return this.scratch;
  }

  /** Scratch, one i32 per row of a block: the rows that are scored. */
  get scored(): usize {
    return this.scratch + scoredOffset<usize>(<usize>this.d, <usize>this.k);
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
    const sum = margin + load<f64>(at8(this.drift, label));
    // Not `min`, whose branches for NaN and −0 cost more than this. A NaN stays, and never holds.
    const kept = f64x2.extract_lane(f64x2.pmin(f64x2.splat(sum), f64x2.splat(HUGE)), 0);
    store<f32>(at4(this.margins, row), <f32>(kept - abs(kept) * ROUNDED - TINY));
    return changed;
  }

  /**
   * Scores the columns of y against every centroid, two at a time, so that each vector of y
   * serves twice. Where k is odd, the last is scored once more.
   */
  score(): void {
    const d = this.d;
    const k = this.k;
    const columns = this.y;
    const scores = this.scores;
    const end = columns + <usize>d * SCORED_COLUMN;
    for (let c = 0; c < k; c += 2) {
      const next = min(c + 1, k - 1);
      let a = at4(this.z, c * d);
      let b = at4(this.z, next * d);
      let a0 = v128.load32_splat(at4(this.halfNorms, c));
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = v128.load32_splat(at4(this.halfNorms, next));
      let b1 = b0;
      let b2 = b0;
      let b3 = b0;
      for (let column = columns; column < end; column += SCORED_COLUMN) {
        const aj = v128.load32_splat(a);
        const bj = v128.load32_splat(b);
        let y = v128.load(column);
        a0 = f32x4.sub(a0, f32x4.mul(y, aj));
        b0 = f32x4.sub(b0, f32x4.mul(y, bj));
        y = v128.load(column, 16);
        a1 = f32x4.sub(a1, f32x4.mul(y, aj));
        b1 = f32x4.sub(b1, f32x4.mul(y, bj));
        y = v128.load(column, 32);
        a2 = f32x4.sub(a2, f32x4.mul(y, aj));
        b2 = f32x4.sub(b2, f32x4.mul(y, bj));
        y = v128.load(column, 48);
        a3 = f32x4.sub(a3, f32x4.mul(y, aj));
        b3 = f32x4.sub(b3, f32x4.mul(y, bj));
        a += 4;
        b += 4;
      }
      const out = scores + <usize>c * SCORED_COLUMN;
      v128.store(out, a0);
      v128.store(out, a1, 16);
      v128.store(out, a2, 32);
      v128.store(out, a3, 48);
      v128.store(out + SCORED_COLUMN, b0);
      v128.store(out + SCORED_COLUMN, b1, 16);
      v128.store(out + SCORED_COLUMN, b2, 32);
      v128.store(out + SCORED_COLUMN, b3, 48);
    }
  }

  /**
   * Makes a label and a margin of four rows' scores, left in the place of their first two scores.
   * A margin that is not positive decides nothing.
   *
   * @param lane in bytes: 0, 16, 32 or 48
   */
  findMargins(lane: usize): void {
    const d = this.d;
    let best = f32x4.splat(Infinity);
    let second = best;
    let label = i32x4.splat(0);
    const scores = this.scores + lane;
    let at = scores;
    for (let c = 0; c < this.k; c++) {
      const score = v128.load(at);
      label = v128.bitselect(i32x4.splat(c), label, f32x4.lt(score, best));
      second = f32x4.pmin(second, f32x4.pmax(best, score));
      best = f32x4.pmin(best, score);
      at += SCORED_COLUMN;
    }
    const norm = v128.load(this.y + <usize>d * SCORED_COLUMN + lane);
    const reach = f32x4.add(f32x4.sqrt(norm), f32x4.splat(<f32>this.reach));
    const error = f32x4.add(
      f32x4.mul(f32x4.mul(reach, reach), f32x4.splat(<f32>(<f64>(d + 8) * EPSILON))),
      f32x4.splat(<f32>(<f64>(d + 8) * TINY)),
    );
    const slack = f32x4.add(
      f32x4.mul(reach, f32x4.splat(<f32>(8 * EPSILON))),
      f32x4.splat(<f32>TINY),
    );
    const zero = f32x4.splat(0);
    const two = f32x4.splat(2);
    const most = f32x4.add(norm, f32x4.mul(two, f32x4.add(best, error)));
    const least = f32x4.add(norm, f32x4.mul(two, f32x4.sub(second, error)));
    const own = f32x4.add(f32x4.sqrt(f32x4.pmax(zero, most)), slack);
    const others = f32x4.sub(f32x4.sqrt(f32x4.pmax(zero, least)), slack);
    v128.store(scores, label);
    v128.store(scores + SCORED_COLUMN, f32x4.sub(others, own));
  }
}

/**
 * Demotes rows to f32, transposed, and sums their squares up in the last column.
 *
 * @param rows in, count i32: which rows; where fewer than SCORED_ROWS, the last one is repeated
 */
function demoteRows<T extends number>(search: Hamerly, x: usize, rows: usize, count: i32): void {
  const d = search.d;
  const y = search.y;
  const stride = <usize>d * sizeof<T>();
  const unit = f64x2.splat(search.unit);
  for (let r = 0; r < SCORED_ROWS; r++) {
    let from = x + <usize>load<i32>(at4(rows, min(r, count - 1))) * stride;
    let o = search.origin;
    let out = at4(y, r);
    let j = 0;
    for (; j + 2 <= d; j += 2) {
      const e = f64x2.mul(unit, f64x2.sub(loadPair<T>(from), v128.load(o)));
      const pair = f32x4.demote_f64x2_zero(e);
      v128.store32_lane(out, pair, 0);
      v128.store32_lane(out, pair, 1, SCORED_COLUMN);
      from += 2 * sizeof<T>();
      o += 16;
      out += 2 * SCORED_COLUMN;
    }
    if (j < d) store<f32>(out, <f32>((loadOne<T>(from) - load<f64>(o)) * search.unit));
  }
  let norm0 = f32x4.splat(0);
  let norm1 = norm0;
  let norm2 = norm0;
  let norm3 = norm0;
  const end = y + <usize>d * SCORED_COLUMN;
  for (let column = y; column < end; column += SCORED_COLUMN) {
    const y0 = v128.load(column);
    const y1 = v128.load(column, 16);
    const y2 = v128.load(column, 32);
    const y3 = v128.load(column, 48);
    norm0 = f32x4.add(norm0, f32x4.mul(y0, y0));
    norm1 = f32x4.add(norm1, f32x4.mul(y1, y1));
    norm2 = f32x4.add(norm2, f32x4.mul(y2, y2));
    norm3 = f32x4.add(norm3, f32x4.mul(y3, y3));
  }
  v128.store(end, norm0);
  v128.store(end, norm1, 16);
  v128.store(end, norm2, 32);
  v128.store(end, norm3, 48);
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
  const bytes = search.bytes;
  const listed = search.scored;
  const scores = search.scores;
  const failing = search.listFailing(first, rows);
  let changed = 0;
  let undecided = 0;
  for (let i = 0; i < failing; i += SCORED_ROWS) {
    const some = min(SCORED_ROWS, failing - i);
    const scored = at4(listed, i);
    if (bytes == 4) demoteRows<f32>(search, x, scored, some);
    else demoteRows<f64>(search, x, scored, some);
    search.score();
    for (let lane: usize = 0; lane < SCORED_COLUMN; lane += 16) search.findMargins(lane);
    for (let r = 0; r < some; r++) {
      const row = load<i32>(at4(listed, i + r));
      const margin = <f64>load<f32>(at4(scores + SCORED_COLUMN, r));
      if (margin > 0) {
        changed += search.keep(row, load<i32>(at4(scores, r)), margin);
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
