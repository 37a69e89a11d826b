import { at4, at8 } from "../lanes/address";
import { COLUMN, ROWS } from "../lanes/tile";
import { sum, sumTiles, Sums } from "../sums/exact";
import { paddedColumns, placed } from "./kd-tree";

/**
 * Labels and sums of hard k-means by the filtering algorithm (Kanungo et al. 2002; Pelleg & Moore
 * 1999): boxes of a kd-tree, from the root down, keep the components that may be nearest for some point
 * in them. Where one is left, all rows of the node have its label, and their sum moves as a whole.
 *
 * Of own and z, ‖x − z‖² − ‖x − own‖² is linear in x, so over a box it is least at a corner v,
 * and z is dropped where it is positive there by more than all that rounding may do:
 *
 *   Σ (z − own)·((z − v) + (own − v))  >  2^-42 × (‖z − v‖² + ‖own − v‖² + 2 diagonal²) + 2^-992
 *
 * Rounding of the test, and of the rule's two sums for a row of the box (each at most twice the squared
 * distance from v and diagonal² together), is below (d + 8) × 2^-52 of that, and what subnormal squares lose
 * below 2^-992. So what is dropped is farther by the rule itself (docs/decisions/0002), for every
 * row of the box; ties are kept, and decided row by row.
 */
const MARGIN: f64 = 2.2737367544323206e-13;

/** 2^-950: times MARGIN, 2^-992. */
const TINY: f64 = 1.0509100073433032e-286;

/** Rows that wait for their sums to be moved. */
const WAITING: i32 = 128;

/** What filtering is given and keeps. Fields and their order are those of FILTERING in src/core/records.ts. */
@unmanaged
export class Filtering {
  d: i32;
  k: i32;
  depth: i32;
  /** In, the tree's. */
  tiles: usize;
  starts: usize;
  counts: usize;
  boxes: usize;
  /** In, f64 a place in tiles, or 0 where every weight is 1. */
  weights: usize;
  /** In, a record of sums a node: those of its rows. */
  nodeSums: usize;
  /** In and out, i32 a node: the label of all its rows; −1 where they differ, and below nodes that have one. */
  nodeLabels: usize;
  /** In and out, i32 a place in tiles: labels of rows whose leaf has none. */
  labels: usize;
  /** In, k × d f64. */
  centroids: usize;
  /** In and out, Sums: k records. */
  sums: usize;
  /** Rows that wait. */
  waiting: i32;
  /** Scratch, filteringScratchBytes. */
  scratch: usize;

  get width(): usize {
    return (<usize>paddedColumns(this.d)) << 3;
  }

  /** Scratch, k padded rows of f64: the centroids. */
  get padded(): usize {
    return this.scratch;
  }

  /** Scratch, WAITING × d f64: rows that wait. */
  get rows(): usize {
    return this.padded + <usize>this.k * this.width;
  }

  /** Scratch, WAITING f64: their weights. */
  get rowWeights(): usize {
    return at8(this.rows, WAITING * this.d);
  }

  /** Scratch, WAITING i32: the labels they had, and behind them those they have. */
  get before(): usize {
    return at8(this.rowWeights, WAITING);
  }

  get after(): usize {
    return at4(this.before, WAITING);
  }

  /** Scratch, ROWS i32: labels of a tile. */
  get found(): usize {
    return at4(this.after, WAITING);
  }

  /** Scratch, k i32 in each level and behind the last: components that are left. */
  get lists(): usize {
    return at4(this.found, ROWS);
  }

  label(node: i32): i32 {
    return load<i32>(at4(this.nodeLabels, node));
  }

  setLabel(node: i32, label: i32): void {
    store<i32>(at4(this.nodeLabels, node), label);
  }

  /** Where the tiles of the tree's i-th leaf begin. */
  start(leaf: i32): i32 {
    return load<i32>(at4(this.starts, leaf));
  }

  /** Rows of the i-th leaf. */
  count(leaf: i32): i32 {
    return load<i32>(at4(this.counts, leaf));
  }

  /** The sums of a node's rows. */
  sumsOf(node: i32): usize {
    return this.nodeSums + <usize>node * <usize>changetype<Sums>(this.sums).bytes;
  }

  /** Has a row wait for its sums to be moved. */
  move(place: i32, before: i32, label: i32): void {
    let i = this.waiting;
    if (i == WAITING) {
      this.moveWaiting(this.before);
      i = 0;
    }
    let from = placed(this.tiles, this.d, place);
    const to = at8(this.rows, i * this.d);
    for (let j = 0; j < this.d; j++, from += COLUMN) store<f64>(at8(to, j), load<f64>(from));
    if (this.weights) {
      store<f64>(at8(this.rowWeights, i), load<f64>(at8(this.weights, place)));
    }
    store<i32>(at4(this.before, i), before);
    store<i32>(at4(this.after, i), label);
    this.waiting = i + 1;
  }

  /** Moves the sums of rows that wait, or adds them where there is no label from `before`. */
  moveWaiting(before: usize): void {
    const rows = this.waiting;
    this.waiting = 0;
    const sums = changetype<Sums>(this.sums);
    const weights = this.weights ? this.rowWeights : 0;
    sum(this.rows, 8, rows, this.d, weights, before, this.after, sums);
  }
}

/** Bytes of scratch that filtering needs. */
export function filteringScratchBytes(d: i32, k: i32, depth: i32): f64 {
  const centroids = <u64>k * (<u64>paddedColumns(d) * 8 + <u64>(depth + 2) * 4);
  return <f64>(centroids + <u64>WAITING * <u64>(d + 2) * 8 + 4 * ROWS);
}

/** Sums the rows of nodes, children before their parents. */
export function sumNodes(search: Filtering, first: i32, count: i32): void {
  const sums = changetype<Sums>(search.sums);
  const bytes = <usize>sums.bytes;
  const leaves = 1 << search.depth;
  const components = sums.records;
  for (let node = first + count - 1; node >= first; node--) {
    const record = search.sumsOf(node);
    if (node < leaves) {
      const child = search.sumsOf(2 * node);
      for (let i: usize = 0; i < bytes; i += 16) {
        const both = i64x2.add(v128.load(child + i), v128.load(child + bytes + i));
        v128.store(record + i, both);
      }
      continue;
    }
    memory.fill(record, 0, bytes);
    sums.records = record;
    const start = search.start(node - leaves);
    const end = start + search.count(node - leaves);
    let place = start;
    if (sums.adds == 1) {
      place = end & -ROWS;
      sumTiles(
        placed(search.tiles, search.d, start),
        (place - start) / ROWS,
        search.d,
        record,
        sums,
      );
    }
    for (; place < end; place++) {
      if (search.waiting == WAITING) search.moveWaiting(0);
      search.move(place, 0, 0);
    }
    search.moveWaiting(0);
  }
  sums.records = components;
}

/** Gives all rows the label 0: node labels, and sums, which are zeros before. */
export function labelAlike(search: Filtering): void {
  const sums = changetype<Sums>(search.sums);
  memory.copy(sums.records, search.nodeSums + <usize>sums.bytes, <usize>sums.bytes);
  search.setLabel(1, 0);
}

/** Hands labels of nodes down, so that none above this level has one. */
export function openNodes(search: Filtering, level: i32): void {
  for (let node = 1; node < 1 << level; node++) {
    const label = search.label(node);
    if (label >= 0) open(search, node, label);
  }
}

function open(search: Filtering, node: i32, label: i32): void {
  search.setLabel(node, -1);
  search.setLabel(2 * node, label);
  search.setLabel(2 * node + 1, label);
}

/** Gives the rows of every node that has a label that label. */
export function labelRows(search: Filtering): void {
  openNodes(search, search.depth);
  const leaves = 1 << search.depth;
  for (let leaf = 0; leaf < leaves; leaf++) {
    const label = search.label(leaves + leaf);
    if (label >= 0) fill(search, leaf, label);
  }
}

/** Gives the rows of a leaf a label. */
function fill(search: Filtering, leaf: i32, label: i32): void {
  const labels = i32x4.splat(label);
  const end = search.start(leaf + 1);
  for (let place = search.start(leaf); place < end; place += ROWS) {
    const at = at4(search.labels, place);
    v128.store(at, labels);
    v128.store(at, labels, 16);
  }
}

/**
 * Labels the rows of nodes of one level under the centroids; the sums follow.
 *
 * @param first the first of these nodes, which are all of a level; none above them has a label
 * @returns how many labels changed
 */
export function filterNodes(search: Filtering, first: i32, count: i32): i32 {
  const d = search.d;
  const width = search.width;
  let from = search.centroids;
  for (let c = 0; c < search.k; c++) {
    const to = search.padded + <usize>c * width;
    for (let j = 0; j < d; j++, from += 8) store<f64>(at8(to, j), load<f64>(from));
    if (d & 1) store<f64>(at8(to, d), 0);
    store<i32>(at4(search.lists, c), c);
  }
  let changed = 0;
  for (let node = first; node < first + count; node++) {
    changed += filter(search, node, 31 - <i32>clz(node), search.lists, search.k);
  }
  search.moveWaiting(search.before);
  return changed;
}

/**
 * Labels the rows of a node.
 *
 * @param list in, m i32 in ascending order: components one of which is nearest to each row; behind it room
 *   for k more in each level
 */
function filter(search: Filtering, node: i32, level: i32, list: usize, m: i32): i32 {
  if (load<i64>(search.sumsOf(node)) == 0) return 0;
  const next = at4(list, search.k);
  const left = keepNear(search, node, list, m, next);
  if (left == 1) return labelNode(search, node, load<i32>(next));
  const label = search.label(node);
  if (level == search.depth) {
    const leaf = node - (1 << level);
    if (label >= 0) {
      search.setLabel(node, -1);
      fill(search, leaf, label);
    }
    return decide(search, leaf, next, left);
  }
  if (label >= 0) open(search, node, label);
  return (
    filter(search, 2 * node, level + 1, next, left) +
    filter(search, 2 * node + 1, level + 1, next, left)
  );
}

/** Lists those of m components that may be nearest to a point in the box of a node; returns how many. */
function keepNear(search: Filtering, node: i32, list: usize, m: i32, next: usize): i32 {
  const width = search.width;
  const low = search.boxes + <usize>node * 2 * width;
  const high = low + width;
  const half = f64x2.splat(0.5);
  const zero = f64x2.splat(0);
  let nearest = 0;
  let least: f64 = Infinity;
  for (let i = 0; i < m; i++) {
    const z = search.padded + <usize>load<i32>(at4(list, i)) * width;
    let square = zero;
    for (let j: usize = 0; j < width; j += 16) {
      const middle = f64x2.mul(half, f64x2.add(v128.load(low + j), v128.load(high + j)));
      const e = f64x2.sub(middle, v128.load(z + j));
      square = f64x2.add(square, f64x2.mul(e, e));
    }
    const distance = f64x2.extract_lane(square, 0) + f64x2.extract_lane(square, 1);
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  }
  const own = search.padded + <usize>load<i32>(at4(list, nearest)) * width;
  let diagonals = f64x2.splat(TINY);
  for (let j: usize = 0; j < width; j += 16) {
    const side = f64x2.sub(v128.load(high + j), v128.load(low + j));
    const square = f64x2.mul(side, side);
    diagonals = f64x2.add(diagonals, f64x2.add(square, square));
  }
  let left = 0;
  for (let i = 0; i < m; i++) {
    const c = load<i32>(at4(list, i));
    // Written in any case, and kept where it may be nearest.
    store<i32>(at4(next, left), c);
    const z = search.padded + <usize>c * width;
    let lead = zero;
    let scale = diagonals;
    for (let j: usize = 0; j < width; j += 16) {
      const zj = v128.load(z + j);
      const oj = v128.load(own + j);
      const apart = f64x2.sub(zj, oj);
      const v = v128.bitselect(v128.load(high + j), v128.load(low + j), f64x2.gt(apart, zero));
      const a = f64x2.sub(zj, v);
      const b = f64x2.sub(oj, v);
      lead = f64x2.add(lead, f64x2.mul(apart, f64x2.add(a, b)));
      scale = f64x2.add(scale, f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
    }
    const leads = f64x2.extract_lane(lead, 0) + f64x2.extract_lane(lead, 1);
    const scales = f64x2.extract_lane(scale, 0) + f64x2.extract_lane(scale, 1);
    // Of own itself the lead is 0.
    left += i32(!(leads > MARGIN * scales));
  }
  return left;
}

/** Gives all rows of a node a label; returns of how many it changed. */
function labelNode(search: Filtering, node: i32, label: i32): i32 {
  const before = search.label(node);
  if (before == label) return 0;
  search.setLabel(node, label);
  if (before >= 0) {
    const sums = changetype<Sums>(search.sums);
    const bytes = <usize>sums.bytes;
    const from = sums.records + <usize>before * bytes;
    const to = sums.records + <usize>label * bytes;
    const own = search.sumsOf(node);
    for (let i: usize = 0; i < bytes; i += 16) {
      const part = v128.load(own + i);
      v128.store(from + i, i64x2.sub(v128.load(from + i), part));
      v128.store(to + i, i64x2.add(v128.load(to + i), part));
    }
    return <i32>load<i64>(own);
  }
  const leaves = 1 << search.depth;
  if (node < leaves) {
    return labelNode(search, 2 * node, label) + labelNode(search, 2 * node + 1, label);
  }
  let changed = 0;
  const start = search.start(node - leaves);
  const end = start + search.count(node - leaves);
  for (let place = start; place < end; place++) {
    const own = load<i32>(at4(search.labels, place));
    if (own == label) continue;
    search.move(place, own, label);
    changed++;
  }
  return changed;
}

/** Labels the rows of a leaf by the rule, among these m components; returns how many labels changed. */
function decide(search: Filtering, leaf: i32, list: usize, m: i32): i32 {
  const width = search.width;
  const tileBytes = <usize>search.d * COLUMN;
  const start = search.start(leaf);
  const end = start + search.count(leaf);
  let tile = placed(search.tiles, search.d, start);
  let changed = 0;
  for (let place = start; place < end; place += ROWS) {
    const columns = tile + tileBytes;
    let best0 = f64x2.splat(Infinity);
    let best1 = best0;
    let best2 = best0;
    let best3 = best0;
    let label0 = i64x2.splat(<i64>load<i32>(list));
    let label1 = label0;
    let label2 = label0;
    let label3 = label0;
    for (let i = 0; i < m; i++) {
      const c = load<i32>(at4(list, i));
      let z = search.padded + <usize>c * width;
      let sum0 = f64x2.splat(0);
      let sum1 = sum0;
      let sum2 = sum0;
      let sum3 = sum0;
      for (let column = tile; column < columns; column += COLUMN) {
        const zj = v128.load64_splat(z);
        const e0 = f64x2.sub(v128.load(column), zj);
        const e1 = f64x2.sub(v128.load(column, 16), zj);
        const e2 = f64x2.sub(v128.load(column, 32), zj);
        const e3 = f64x2.sub(v128.load(column, 48), zj);
        sum0 = f64x2.add(sum0, f64x2.mul(e0, e0));
        sum1 = f64x2.add(sum1, f64x2.mul(e1, e1));
        sum2 = f64x2.add(sum2, f64x2.mul(e2, e2));
        sum3 = f64x2.add(sum3, f64x2.mul(e3, e3));
        z += 8;
      }
      const label = i64x2.splat(<i64>c);
      label0 = v128.bitselect(label, label0, f64x2.lt(sum0, best0));
      label1 = v128.bitselect(label, label1, f64x2.lt(sum1, best1));
      label2 = v128.bitselect(label, label2, f64x2.lt(sum2, best2));
      label3 = v128.bitselect(label, label3, f64x2.lt(sum3, best3));
      best0 = f64x2.pmin(best0, sum0);
      best1 = f64x2.pmin(best1, sum1);
      best2 = f64x2.pmin(best2, sum2);
      best3 = f64x2.pmin(best3, sum3);
    }
    const labels = at4(search.labels, place);
    const own0 = v128.load(labels);
    const own1 = v128.load(labels, 16);
    const new0 = v128.shuffle<i32>(label0, label1, 0, 2, 4, 6);
    const new1 = v128.shuffle<i32>(label2, label3, 0, 2, 4, 6);
    const same0 = i32x4.eq(own0, new0);
    const same1 = i32x4.eq(own1, new1);
    if (!i32x4.all_true(v128.and(same0, same1))) {
      v128.store(search.found, new0);
      v128.store(search.found, new1, 16);
      const rows = (1 << min(ROWS, end - place)) - 1;
      let moved = ~(i32x4.bitmask(same0) | (i32x4.bitmask(same1) << 4)) & rows;
      changed += popcnt(moved);
      for (; moved; moved &= moved - 1) {
        const r = ctz(moved);
        search.move(place + r, load<i32>(at4(labels, r)), load<i32>(at4(search.found, r)));
      }
      v128.store(labels, new0);
      v128.store(labels, new1, 16);
    }
    tile += tileBytes;
  }
  return changed;
}
