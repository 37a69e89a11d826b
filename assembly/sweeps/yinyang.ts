import { at4, at8 } from "../lanes/address";
import { EPSILON, TINY } from "../lanes/rounding";
import { errorOf, slackOf } from "../score/filter";
import { loadOne, loadPair } from "../lanes/lanes";
import { addProducts, PANEL_SLOTS } from "../score/products";
import { nearest } from "../score/distances";
import { gatherTile, ROWS, startSearch, tileDistances, tileLabels } from "../lanes/tile";

/**
 * Exact labels by Yinyang's bounds (Ding et al. 2015) and a filter in f32: for many centroids.
 *
 * Centroids stand in groups, and of every row a lower bound on its distance to each group is
 * kept, the own centroid left out, beside an upper bound on the distance to its own. Only groups
 * that may hold a nearer centroid are scored, by products in f32 whose error is bounded in
 * filter.ts. Where that leaves two candidates, the row is decided by the rule itself, in f64
 * against all centroids (some 10 rows of 50,000 per iteration).
 *
 * Every comparison that a NaN could reach fails towards the rule.
 */

/** Rows searched together: their scores stay in the second-level cache. */
const SEARCHED_ROWS: i32 = 256;

/** The most rows that {@link yinyangBlock} takes at once. */
export function yinyangRows(): i32 {
  return SEARCHED_ROWS;
}

/** 1 − 2^-22: rounds a sum of positive f32 down for certain. */
const DOWN: f32 = 0.9999997615814209;

/** Offsets in scratch: of arrays of one value per row, 8 bytes for the first two, then 4; */
const OWN_DISTANCES: usize = 2048;
const ROWS_LISTED: usize = 4096;
const MASKS: usize = 5120;
const UNDECIDED: usize = 6144;
/** of arrays of 4 bytes per group, of up to 32; and of what has a size of its own. */
const MINIMA: usize = 7168;
const COUNTS: usize = 7296;
const LISTS: usize = 7424;

/** Where y lies in scratch, behind the lists; T is usize, or u64 where sizes are counted. */
function yOffset<T extends number>(groups: T): T {
  return <T>(<T>LISTS + groups * <T>(4 * SEARCHED_ROWS));
}

/** Where the scores lie in scratch, behind y. */
function scoresOffset<T extends number>(d: T, groups: T): T {
  return <T>(yOffset<T>(groups) + d * <T>(4 * SEARCHED_ROWS));
}

/** Bytes of scratch that {@link yinyangBlock} needs. */
export function yinyangScratchBytes(d: i32, groups: i32, slots: i32): f64 {
  return <f64>(scoresOffset<u64>(d, groups) + <u64>slots * (4 * SEARCHED_ROWS));
}

/** What the search is given and keeps. Fields and their order are those of YINYANG in src/core/records.ts. */
@unmanaged
export class Yinyang {
  /** What lengths are multiplied by: a power of two. */
  unit: f64;
  /** max ‖z‖ of the centroids, rounded up. */
  reach: f64;
  /** Bytes of a value of the rows, 4 or 8. */
  bytes: i32;
  d: i32;
  k: i32;
  /** In, k × d f64. */
  centroids: usize;
  /** In and out, n i32. */
  labels: usize;
  /** Scratch, d + 2 columns. */
  tile: usize;
  /** A multiple of 4, at most 32. */
  groups: i32;
  /** Panels in a group. */
  panels: i32;
  /** In and out, n f32: each row's distance to its own centroid, − the drift of that by then. */
  upperBounds: usize;
  /** In and out, n × groups f32: distance to the nearest of a group, + the group's drift then. */
  lowerBounds: usize;
  /** In, k f32: the sum over iterations of each centroid's drift. */
  drift: usize;
  /** In, groups f32: the sum over iterations of the largest drift in each group. */
  groupDrift: usize;
  /** In, groups × panels panels of z. */
  products: usize;
  /** In, slots f32: ½‖z‖², or 3e38 where a slot is empty. */
  halfNorms: usize;
  /** In, k i32: the slot of each component. */
  slotOf: usize;
  /** In, slots i32: the component of each slot. */
  componentOf: usize;
  /** In, d f64. */
  origin: usize;
  /** Scratch, yinyangScratchBytes. */
  scratch: usize;

  get groupSlots(): i32 {
    return this.panels * PANEL_SLOTS;
  }

  get slots(): i32 {
    return this.groups * this.groupSlots;
  }

  /** Scratch, one f64 per row: ‖y‖². */
  get norms(): usize {
    return this.scratch;
  }

  /** Scratch, one f64 per row: unit × distance to its own centroid. */
  get ownDistances(): usize {
    return this.scratch + OWN_DISTANCES;
  }

  /** Scratch, one i32 per row: the rows that are scored. */
  get rows(): usize {
    return this.scratch + ROWS_LISTED;
  }

  /** Scratch, one i32 per row: a bit for every group that is scored. */
  get masks(): usize {
    return this.scratch + MASKS;
  }

  /** Scratch, one i32 per row: those that the rule decides. */
  get undecided(): usize {
    return this.scratch + UNDECIDED;
  }

  /** Scratch, groups × SEARCHED_ROWS i32: for each group the rows that are scored against it. */
  get lists(): usize {
    return this.scratch + LISTS;
  }

  /** Scratch, one y per row: d f32. */
  get y(): usize {
    return this.scratch + yOffset<usize>(<usize>this.groups);
  }

  /** Scratch, one f32 per row and slot. */
  get scores(): usize {
    return this.scratch + scoresOffset<usize>(<usize>this.d, <usize>this.groups);
  }

  /** Scratch, groups f32: a row's smallest score in each group. */
  get minima(): usize {
    return this.scratch + MINIMA;
  }

  /** Scratch, groups i32: how many are on each list. */
  get counts(): usize {
    return this.scratch + COUNTS;
  }
}

/** Lanes of four groups from `group` on, all bits set where the mask has them. */
function chosen(mask: i32, group: i32): v128 {
  const bits = i32x4(1, 2, 4, 8);
  return i32x4.eq(v128.and(i32x4.splat(mask >> group), bits), bits);
}

/** A bit for every group that may hold a centroid nearer than `upper` to a row. */
function groupsWithin(search: Yinyang, row: i32, upper: f64): i32 {
  // Rounded up by more than its conversion rounds down.
  const reach = f32x4.splat(<f32>(upper * (1 + 4 * EPSILON) + TINY));
  const lowers = at4(search.lowerBounds, row * search.groups);
  let mask = 0;
  for (let group = 0; group < search.groups; group += 4) {
    const lower = f32x4.sub(
      v128.load(at4(lowers, group)),
      v128.load(at4(search.groupDrift, group)),
    );
    mask |= (i32x4.bitmask(f32x4.gt(lower, reach)) ^ 15) << group;
  }
  return mask;
}

/** Stores an upper bound of the distance of a row to its own centroid. */
function storeUpperBound(search: Yinyang, row: i32, label: i32, upper: f64): void {
  const drift = <f64>load<f32>(at4(search.drift, label));
  const rounded = (upper + drift) * (8 * EPSILON) + TINY;
  store<f32>(at4(search.upperBounds, row), <f32>(upper - drift + rounded));
}

/**
 * Demotes one row to f32, and measures it in f64 while it is at hand.
 *
 * @param x in, d of T
 * @param m in, d f64: the row's own centroid
 * @param index where to put y, its norm and its distance
 */
function demoteRow<T extends number>(
  search: Yinyang,
  x: usize,
  m: usize,
  d: i32,
  index: i32,
): void {
  let y = search.y + ((<usize>(index * d)) << 2);
  let o = search.origin;
  const unit = f64x2.splat(search.unit);
  let norms = f32x4.splat(0);
  let square0 = f64x2.splat(0);
  let square1 = square0;
  let j = 0;
  for (; j + 4 <= d; j += 4) {
    const x0 = loadPair<T>(x);
    const x1 = loadPair<T>(x + 2 * sizeof<T>());
    const y0 = f32x4.demote_f64x2_zero(f64x2.mul(unit, f64x2.sub(x0, v128.load(o))));
    const y1 = f32x4.demote_f64x2_zero(f64x2.mul(unit, f64x2.sub(x1, v128.load(o, 16))));
    const y01 = v128.shuffle<f64>(y0, y1, 0, 2);
    v128.store(y, y01);
    norms = f32x4.add(norms, f32x4.mul(y01, y01));
    const e0 = f64x2.sub(x0, v128.load(m));
    const e1 = f64x2.sub(x1, v128.load(m, 16));
    square0 = f64x2.add(square0, f64x2.mul(e0, e0));
    square1 = f64x2.add(square1, f64x2.mul(e1, e1));
    x += 4 * sizeof<T>();
    m += 32;
    o += 32;
    y += 16;
  }
  square0 = f64x2.add(square0, square1);
  let square = f64x2.extract_lane(square0, 0) + f64x2.extract_lane(square0, 1);
  let norm = <f64>f32x4.extract_lane(norms, 0) + <f64>f32x4.extract_lane(norms, 1);
  norm += <f64>f32x4.extract_lane(norms, 2) + <f64>f32x4.extract_lane(norms, 3);
  for (; j < d; j++) {
    const value = <f32>((loadOne<T>(x) - load<f64>(o)) * search.unit);
    store<f32>(y, value);
    norm += <f64>value * <f64>value;
    const e = loadOne<T>(x) - load<f64>(m);
    square += e * e;
    x += sizeof<T>();
    m += 8;
    o += 8;
    y += 4;
  }
  store<f64>(at8(search.norms, index), norm);
  store<f64>(at8(search.ownDistances, index), sqrt(square) * search.unit);
}

/** The smallest of some vectors' lanes, those of slot `but` left out. `slot`: of the first lane. */
function smallestLanes(scores: usize, vectors: i32, slot: i32, but: i32): v128 {
  const far = f32x4.splat(f32.MAX_VALUE);
  const left = i32x4.splat(but);
  let slots = i32x4.add(i32x4.splat(slot), i32x4(0, 1, 2, 3));
  let smallest = far;
  for (let i = 0; i < vectors; i++) {
    const score = v128.bitselect(far, v128.load(scores), i32x4.eq(slots, left));
    smallest = f32x4.pmin(score, smallest);
    slots = i32x4.add(slots, i32x4.splat(4));
    scores += 16;
  }
  return smallest;
}

function smallestOf(lanes: v128): f32 {
  const two = f32x4.pmin(lanes, v128.shuffle<f32>(lanes, lanes, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmin(two, v128.shuffle<f32>(two, two, 1, 0, 3, 2)), 0);
}

/** The smallest scores of four groups from `group` on, slot `but` left out. */
function smallestOfFour(scores: usize, search: Yinyang, group: i32, but: i32): v128 {
  const count = search.groupSlots;
  const vectors = 2 * search.panels;
  const slot = group * count;
  const a = smallestLanes(at4(scores, slot), vectors, slot, but);
  const b = smallestLanes(at4(scores, slot + count), vectors, slot + count, but);
  const c = smallestLanes(at4(scores, slot + 2 * count), vectors, slot + 2 * count, but);
  const e = smallestLanes(at4(scores, slot + 3 * count), vectors, slot + 3 * count, but);
  const ab = f32x4.pmin(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const ce = f32x4.pmin(v128.shuffle<f32>(c, e, 0, 4, 1, 5), v128.shuffle<f32>(c, e, 2, 6, 3, 7));
  return f32x4.pmin(v128.shuffle<f32>(ab, ce, 0, 1, 4, 5), v128.shuffle<f32>(ab, ce, 2, 3, 6, 7));
}

/** Stores lower bounds for the groups a row was scored against, from `minima`. */
function storeLowerBounds(
  search: Yinyang,
  row: i32,
  mask: i32,
  norm: f64,
  error: f64,
  slack: f64,
): void {
  const lowers = at4(search.lowerBounds, row * search.groups);
  const minima = search.minima;
  const base = f32x4.splat(<f32>(norm - 2 * error));
  const less = f32x4.splat(<f32>slack);
  const zero = f32x4.splat(0);
  for (let group = 0; group < search.groups; group += 4) {
    const score = v128.load(at4(minima, group));
    const square = f32x4.pmax(zero, f32x4.add(base, f32x4.add(score, score)));
    const lower = f32x4.pmax(zero, f32x4.sub(f32x4.sqrt(square), less));
    const kept = f32x4.mul(
      f32x4.add(lower, v128.load(at4(search.groupDrift, group))),
      f32x4.splat(DOWN),
    );
    const at = at4(lowers, group);
    v128.store(at, v128.bitselect(kept, v128.load(at), chosen(mask, group)));
  }
}

/** The one component but `own`'s whose score is not above `most`; −1 where there are several. */
function onlyWithin(search: Yinyang, scores: usize, mask: i32, own: i32, most: f64): i32 {
  const minima = search.minima;
  let only = -1;
  for (let groups = mask; groups != 0; groups &= groups - 1) {
    const group = ctz(groups);
    if (<f64>load<f32>(at4(minima, group)) > most) continue;
    const end = (group + 1) * search.groupSlots;
    for (let slot = group * search.groupSlots; slot < end; slot++) {
      if (slot == own || <f64>load<f32>(at4(scores, slot)) > most) continue;
      if (only >= 0) return -1;
      only = load<i32>(at4(search.componentOf, slot));
    }
  }
  return only;
}

/**
 * Decides one row from its scores, and stores the bounds that follow from them.
 *
 * @param index its place among those scored
 * @returns its label, or −1 where f32 cannot tell
 */
function decide(search: Yinyang, d: i32, index: i32): i32 {
  const row = load<i32>(at4(search.rows, index));
  const mask = load<i32>(at4(search.masks, index));
  const scores = at4(search.scores, index * search.slots);
  const label = load<i32>(at4(search.labels, row));
  const own = load<i32>(at4(search.slotOf, label));
  const minima = search.minima;
  let all = f32x4.splat(f32.MAX_VALUE);
  for (let group = 0; group < search.groups; group += 4) {
    const four = smallestOfFour(scores, search, group, own);
    v128.store(at4(minima, group), four);
    all = f32x4.pmin(all, v128.bitselect(four, f32x4.splat(f32.MAX_VALUE), chosen(mask, group)));
  }
  const best = <f64>smallestOf(all);
  const norm = load<f64>(at8(search.norms, index));
  const distance = load<f64>(at8(search.ownDistances, index));
  const reach = sqrt(norm) + search.reach;
  const error = errorOf(d, reach);
  const slack = slackOf(reach);
  const near = distance + 2 * slack;
  if (norm + 2 * (best - error) > near * near) {
    storeLowerBounds(search, row, mask, norm, error, slack);
    return label;
  }
  const upper = sqrt(max(norm + 2 * (best + error), 0)) + slack;
  if (!(distance - slack > upper)) return -1;
  const beyond = upper + slack;
  const found = onlyWithin(search, scores, mask, own, 0.5 * (beyond * beyond - norm) + error);
  if (found < 0) return -1;
  const slot = load<i32>(at4(search.slotOf, found));
  const count = search.groupSlots;
  const group = slot / count;
  const first = group * count;
  const others = smallestLanes(at4(scores, first), 2 * search.panels, first, slot);
  // The old centroid is one of the others now: its own bound below, exact, holds for it.
  store<f32>(at4(minima, group), smallestOf(others));
  storeLowerBounds(search, row, mask, norm, error, slack);
  const left = own / count;
  const at = at4(search.lowerBounds, row * search.groups + left);
  storeUpperBound(search, row, found, upper);
  const leaves = <f32>max(distance - slack, 0) + load<f32>(at4(search.groupDrift, left));
  store<f32>(at, min(load<f32>(at), leaves * DOWN));
  return found;
}

/**
 * Labels rows.
 *
 * @param search what the search is given and keeps
 * @param x in, n × d, row-major
 * @param first the first of these rows, among all n
 * @param rows at most SEARCHED_ROWS
 * @returns how many labels changed
 */
export function yinyangBlock(search: Yinyang, x: usize, first: i32, rows: i32): i32 {
  assert(rows <= SEARCHED_ROWS, "scratch is for SEARCHED_ROWS rows");
  const bytes = search.bytes;
  const d = search.d;
  const counts = search.counts;
  const stride = <usize>(d * bytes);
  const groups = search.groups;
  for (let group = 0; group < groups; group++) store<i32>(at4(counts, group), 0);

  // Rows that may have a nearer centroid, by how far centroids have drifted.
  let within = 0;
  for (let row = first; row < first + rows; row++) {
    const drift = load<f32>(at4(search.drift, load<i32>(at4(search.labels, row))));
    const upper = load<f32>(at4(search.upperBounds, row)) + drift;
    // Written in any case and kept only where the row fails: no branch to mispredict.
    store<i32>(at4(search.rows, within), row);
    within += i32(groupsWithin(search, row, <f64>upper) != 0);
  }

  // Of these, rows that still may, now that the distance to their own centroid is measured.
  let count = 0;
  for (let i = 0; i < within; i++) {
    const row = load<i32>(at4(search.rows, i));
    const label = load<i32>(at4(search.labels, row));
    const m = search.centroids + ((<usize>(label * d)) << 3);
    const values = x + <usize>row * stride;
    if (bytes == 4) demoteRow<f32>(search, values, m, d, count);
    else demoteRow<f64>(search, values, m, d, count);
    const distance = load<f64>(at8(search.ownDistances, count));
    storeUpperBound(search, row, label, distance);
    const mask = groupsWithin(search, row, distance);
    store<i32>(at4(search.rows, count), row);
    store<i32>(at4(search.masks, count), mask);
    for (let group = 0; group < groups; group++) {
      const counter = at4(counts, group);
      const listed = load<i32>(counter);
      store<i32>(at4(search.lists, group * SEARCHED_ROWS + listed), count);
      store<i32>(counter, listed + ((mask >> group) & 1));
    }
    count += i32(mask != 0);
  }

  const panels = search.panels;
  const y = search.y;
  const scores = search.scores;
  for (let group = 0; group < groups; group++) {
    const slot = group * search.groupSlots;
    addProducts(
      y,
      d,
      at4(search.lists, group * SEARCHED_ROWS),
      load<i32>(at4(counts, group)),
      search.products + ((<usize>(slot * d)) << 2),
      panels,
      at4(search.halfNorms, slot),
      at4(scores, slot),
      (<usize>search.slots) << 2,
    );
  }

  let changed = 0;
  let undecided = 0;
  for (let i = 0; i < count; i++) {
    const at = at4(search.labels, load<i32>(at4(search.rows, i)));
    const label = decide(search, d, i);
    store<i32>(at4(search.undecided, undecided), load<i32>(at4(search.rows, i)));
    undecided += i32(label < 0);
    if (label < 0 || label == load<i32>(at)) continue;
    store<i32>(at, label);
    changed++;
  }
  return changed + decideByRule(search, x, undecided);
}

/** Labels the undecided by the rule. */
function decideByRule(search: Yinyang, x: usize, count: i32): i32 {
  const d = search.d;
  const distances = tileDistances(search.tile, d);
  const found = tileLabels(search.tile, d);
  let changed = 0;
  for (let i = 0; i < count; i += ROWS) {
    const rows = at4(search.undecided, i);
    const some = min(ROWS, count - i);
    gatherTile(x, search.bytes, rows, some, d, search.tile);
    startSearch(distances, found);
    nearest(search.tile, d, search.centroids, search.k, distances, found);
    for (let r = 0; r < some; r++) {
      const row = load<i32>(at4(rows, r));
      const label = <i32>load<i64>(at8(found, r));
      const at = at4(search.labels, row);
      const before = load<i32>(at);
      if (label == before) continue;
      changed++;
      store<i32>(at, label);
      store<f32>(at4(search.upperBounds, row), Infinity);
      // The bound of its group left the old centroid out.
      const group = load<i32>(at4(search.slotOf, before)) / search.groupSlots;
      store<f32>(at4(search.lowerBounds, row * search.groups + group), 0);
    }
  }
  return changed;
}
