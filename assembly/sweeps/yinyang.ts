import { at4, at8 } from "../lanes/address";
import { distancesToTwo, nearest } from "../score/distances";
import { EPSILON, TINY } from "../lanes/rounding";
import { addProducts, PANEL_SLOTS } from "../score/products";
import { gatherTile, ROWS, startSearch, tileDistances, tileLabels } from "../lanes/tile";

/**
 * Exact labels by Yinyang's bounds (Ding et al. 2015) and products of integers: for many centroids.
 *
 * Centroids stand in groups, and of every row a lower bound on its distance to each group is
 * kept, the own centroid left out, beside an upper bound on the distance to its own. Only groups
 * that may hold a nearer centroid are scored, as src/search/quantised.ts has rows and centroids. Where
 * rounding leaves several candidates, 2 to 3 as a rule, the rule decides among these, in f64.
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

/** 2^-26: more than the relative error of a distance summed over up to 2^25 values. */
const INEXACT: f64 = 1.4901161193847656e-8;

/** What may be wrong with a score: halves and f32 round it, and squares made of it. */
const ERROR: f64 = 128;

/** Of more candidates than this the rule is asked eight rows at a time. */
const MANY: i32 = 16;

/** Offsets in scratch: of arrays of one value per row, 8 bytes for the first, then 4; */
const ROWS_LISTED: usize = 2048;
const MASKS: usize = 3072;
const UNDECIDED: usize = 4096;
/** of arrays of 4 bytes per group, of up to 32; of candidates; and of what has a size of its own. */
const MINIMA: usize = 5120;
const COUNTS: usize = 5248;
const CANDIDATES: usize = 5376;
const LISTS: usize = 5504;

/** Where the scores lie in scratch, behind the lists; T is usize, or u64 where sizes are counted. */
function scoresOffset<T extends number>(groups: T): T {
  return <T>(<T>LISTS + groups * <T>(4 * SEARCHED_ROWS));
}

/** Bytes of scratch that {@link yinyangBlock} needs. */
export function yinyangScratchBytes(groups: i32, slots: i32): f64 {
  return <f64>(scoresOffset<u64>(groups) + <u64>slots * (4 * SEARCHED_ROWS));
}

/** What the search is given and keeps. Fields and their order are those of YINYANG in src/core/records.ts. */
@unmanaged
export class Yinyang {
  /** What lengths are multiplied by: the scale of the grid. */
  unit: f64;
  /** By how much a distance in integers may be wrong. */
  slack: f64;
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
  /** In, n quantised rows. */
  q: usize;
  /** In, n i32: ‖q‖², negative where the rule decides. */
  norms: usize;
  /** In, k quantised centroids. */
  z: usize;
  /** In, k i32: ‖z‖², or −1 − ‖z‖² where z is nearer than the centroid. */
  zNorms: usize;
  /** Whether there is any of the latter. */
  images: i32;
  /** In, groups × panels panels of z. */
  products: usize;
  /** In, slots i32: ½‖z‖², rounded down, or 2^31 − 1 where a slot is empty. */
  halfNorms: usize;
  /** In, k i32: the slot of each component. */
  slotOf: usize;
  /** In, slots i32: the component of each slot. */
  componentOf: usize;
  /** Scratch, yinyangScratchBytes. */
  scratch: usize;

  get groupSlots(): i32 {
    return this.panels * PANEL_SLOTS;
  }

  get slots(): i32 {
    return this.groups * this.groupSlots;
  }

  /** Scratch, one f64 per row: the distance to its own centroid, in integers. */
  get ownDistances(): usize {
    return this.scratch;
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

  /** Scratch, one f32 per row and slot. */
  get scores(): usize {
    return this.scratch + scoresOffset<usize>(<usize>this.groups);
  }

  /** Scratch, groups f32: a row's smallest score in each group. */
  get minima(): usize {
    return this.scratch + MINIMA;
  }

  /** Scratch, MANY + 2 i32: components that the rule has to choose from. */
  get candidates(): usize {
    return this.scratch + CANDIDATES;
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

/** ‖q − z‖ of a row and its own centroid, or a NaN where the rule has to decide. */
function ownDistance(search: Yinyang, row: i32, label: i32): f64 {
  const norm = load<i32>(at4(search.norms, row));
  const zNorm = load<i32>(at4(search.zNorms, label));
  if ((norm | zNorm) < 0) return NaN;
  const pairs = (search.d + 1) >> 1;
  let q = at4(search.q, row * pairs);
  let z = at4(search.z, label * pairs);
  const end = at4(q, pairs);
  let sums = i32x4.splat(0);
  for (; q + 16 <= end; q += 16, z += 16) {
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(q), v128.load(z)));
  }
  for (; q < end; q += 4, z += 4) {
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load32_zero(q), v128.load32_zero(z)));
  }
  sums = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
  const product = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
  return sqrt(<f64>norm + <f64>zNorm - 2 * <f64>product);
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
function storeLowerBounds(search: Yinyang, row: i32, mask: i32, norm: f64): void {
  const lowers = at4(search.lowerBounds, row * search.groups);
  const minima = search.minima;
  const base = f32x4.splat(<f32>(norm - 2 * ERROR));
  const less = f32x4.splat(<f32>search.slack);
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

/**
 * Lists the own component, and all others whose score is not above `most`.
 *
 * @returns how many there are; more than MANY where there are too many to list
 */
function listCandidates(search: Yinyang, scores: usize, mask: i32, label: i32, most: f64): i32 {
  const minima = search.minima;
  const candidates = search.candidates;
  const own = load<i32>(at4(search.slotOf, label));
  store<i32>(candidates, label);
  let count = 1;
  for (let groups = mask; groups != 0; groups &= groups - 1) {
    const group = ctz(groups);
    if (<f64>load<f32>(at4(minima, group)) > most) continue;
    const end = (group + 1) * search.groupSlots;
    for (let slot = group * search.groupSlots; slot < end; slot++) {
      if (slot == own || <f64>load<f32>(at4(scores, slot)) > most) continue;
      if (count > MANY) return count;
      store<i32>(at4(candidates, count++), load<i32>(at4(search.componentOf, slot)));
    }
  }
  return count;
}

/**
 * Decides one row from its scores, and stores the bounds that follow from them.
 *
 * @param x in, the row
 * @param index its place among those scored
 * @returns its label, or −1 where all centroids have to be asked
 */
function decide(search: Yinyang, x: usize, index: i32): i32 {
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
  const norm = <f64>load<i32>(at4(search.norms, row));
  const slack = search.slack;
  let upper = load<f64>(at8(search.ownDistances, index)) + slack;
  let leaves = max(upper - 2 * slack, 0);
  let most = halfSquare(upper + slack) - 0.5 * norm + ERROR;
  if (best > most) {
    storeLowerBounds(search, row, mask, norm);
    return label;
  }
  // An image tells nothing of how near its centroid is.
  const nearer = search.images ? Infinity : sqrt(max(norm + 2 * (best + ERROR), 0)) + slack;
  if (nearer < upper) most = halfSquare(nearer + slack) - 0.5 * norm + ERROR;
  const count = listCandidates(search, scores, mask, label, most);
  if (count > MANY) return -1;
  const candidates = search.candidates;
  let found = load<i32>(candidates, 4);
  if (count == 2 && leaves > nearer) {
    upper = nearer;
  } else {
    store<i32>(at4(candidates, count), label);
    const m = search.centroids;
    const stride = (<usize>search.d) << 3;
    let least: f64 = Infinity;
    found = label;
    for (let i = 0; i < count; i += 2) {
      const a = load<i32>(at4(candidates, i));
      const b = load<i32>(at4(candidates, i + 1));
      const two = distancesToTwo(
        x,
        search.bytes,
        search.d,
        m + <usize>a * stride,
        m + <usize>b * stride,
      );
      const distanceA = f64x2.extract_lane(two, 0);
      const distanceB = f64x2.extract_lane(two, 1);
      if (i == 0) leaves = sqrt(distanceA) * search.unit * (1 - INEXACT);
      if (distanceA < least || (distanceA == least && a < found)) {
        least = distanceA;
        found = a;
      }
      if (distanceB < least || (distanceB == least && b < found)) {
        least = distanceB;
        found = b;
      }
    }
    upper = sqrt(least) * search.unit * (1 + INEXACT);
  }
  storeUpperBound(search, row, found, upper);
  if (found == label) {
    storeLowerBounds(search, row, mask, norm);
    return label;
  }
  const slot = load<i32>(at4(search.slotOf, found));
  const slots = search.groupSlots;
  const group = slot / slots;
  const first = group * slots;
  const others = smallestLanes(at4(scores, first), 2 * search.panels, first, slot);
  // The old centroid is one of the others now: its own bound below holds for it.
  store<f32>(at4(minima, group), smallestOf(others));
  storeLowerBounds(search, row, mask, norm);
  const left = own / slots;
  const at = at4(search.lowerBounds, row * search.groups + left);
  const beyond = <f32>leaves + load<f32>(at4(search.groupDrift, left));
  store<f32>(at, min(load<f32>(at), beyond * DOWN));
  return found;
}

function halfSquare(value: f64): f64 {
  return 0.5 * value * value;
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
  const counts = search.counts;
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
  let undecided = 0;
  for (let i = 0; i < within; i++) {
    const row = load<i32>(at4(search.rows, i));
    const label = load<i32>(at4(search.labels, row));
    const distance = ownDistance(search, row, label);
    if (isNaN(distance)) {
      store<i32>(at4(search.undecided, undecided++), row);
      continue;
    }
    const upper = distance + search.slack;
    storeUpperBound(search, row, label, upper);
    const mask = groupsWithin(search, row, upper);
    store<f64>(at8(search.ownDistances, count), distance);
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
  const pairs = (search.d + 1) >> 1;
  for (let group = 0; group < groups; group++) {
    const slot = group * search.groupSlots;
    addProducts(
      search.q,
      pairs,
      search.rows,
      at4(search.lists, group * SEARCHED_ROWS),
      load<i32>(at4(counts, group)),
      at4(search.products, slot * pairs),
      panels,
      at4(search.halfNorms, slot),
      at4(search.scores, slot),
      (<usize>search.slots) << 2,
    );
  }

  const stride = <usize>(search.d * search.bytes);
  let changed = 0;
  for (let i = 0; i < count; i++) {
    const row = load<i32>(at4(search.rows, i));
    const at = at4(search.labels, row);
    const label = decide(search, x + <usize>row * stride, i);
    if (label < 0) store<i32>(at4(search.undecided, undecided++), row);
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
