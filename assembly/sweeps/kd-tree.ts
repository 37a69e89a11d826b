import { at4, at8 } from "../lanes/address";
import { COLUMN, ROWS } from "../lanes/tile";

/**
 * A kd-tree (Bentley 1975) over rows of few dimensions, and the rows in its order.
 *
 * It is complete: node 1 is the root, 2 i and 2 i + 1 are the children of i, and leaves are the last
 * `1 << depth` of them, of some hundred rows each, or none. Where it is cut is read off a sample, so a leaf
 * may have any number of rows; nothing but time depends on it.
 */
@unmanaged
export class KdTree {
  /** Bytes of a value of the rows, 4 or 8. */
  bytes: i32;
  d: i32;
  n: i32;
  depth: i32;
  /** In, n × d: the rows in their own order. */
  x: usize;
  /** Out, d × ROWS f64 each: the rows in tiles, leaf by leaf; a leaf's last row is repeated until its last tile is full. */
  tiles: usize;
  /** Out, i32 a place in tiles: which row stands there; −1 where one is repeated. */
  order: usize;
  /** Out, 1 more i32 than there are leaves: the place where the tiles of each begin, and where the last one's end. */
  starts: usize;
  /** Out, i32 a leaf: its rows. Zeros before the first is found. */
  counts: usize;
  /** Out, 2 padded rows of f64 a node: the least and the largest value in each column; 0 in a column of padding. */
  boxes: usize;
  /** Scratch, 2 f64 a node that is no leaf: where it is cut, and in which column; behind them MEDIAN_OF f64. */
  cuts: usize;
  /** Scratch, n i32: the leaf of each row. */
  leaves: usize;
  /** Scratch, `samples` × (d + 1) f64: rows, and behind them two i32 each. */
  sample: usize;
  samples: i32;
}

/** Columns of a box, and of centroids beside it: whole pairs. */
export function paddedColumns(d: i32): i32 {
  return (d + 1) & ~1;
}

/** Values that a median is taken of. */
const MEDIAN_OF: i32 = 15;

/** Where rows are cut, from a sample of them. */
export function cutRows(tree: KdTree): void {
  const d = tree.d;
  const s = tree.samples;
  let to = tree.sample;
  let place: u64 = 0;
  for (let i = 0; i < s; i++) {
    // Multiples of the golden ratio spread over all rows, whatever their period.
    place += ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15;
    let from = tree.x + <usize>(((place >> 32) * <u64>tree.n) >> 32) * <usize>(d * tree.bytes);
    for (let j = 0; j < d; j++) {
      store<f64>(to, tree.bytes == 4 ? <f64>load<f32>(from) : load<f64>(from));
      from += <usize>tree.bytes;
      to += 8;
    }
  }
  for (let i = 0; i < s; i++) store<i32>(at4(to, i), i);
  cut(tree, 1, 0, 0, s);
}

/** A column of the sample's i-th row, after it has been parted. */
function sampled(tree: KdTree, i: i32, column: i32): f64 {
  const d = tree.d;
  const row = load<i32>(at4(at8(tree.sample, tree.samples * d), i));
  return load<f64>(at8(tree.sample, row * d + column));
}

/** Cuts a node, whose sample is first … end − 1, at the median of its widest column, and then its children. */
function cut(tree: KdTree, node: i32, level: i32, first: i32, end: i32): void {
  if (level == tree.depth) return;
  let widest = 0.0;
  let column = 0;
  for (let j = 0; j < tree.d; j++) {
    let least: f64 = Infinity;
    let most: f64 = -Infinity;
    for (let i = first; i < end; i++) {
      const value = sampled(tree, i, j);
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (most - least > widest) {
      widest = most - least;
      column = j;
    }
  }
  // Of equal rows, or none, all go left.
  let at: f64 = Infinity;
  let middle = end;
  if (widest > 0) {
    at = medianOf(tree, first, end, column);
    middle = part(tree, first, end, column, at);
    if (middle == first) {
      // The median is the least value: cut above it.
      let next: f64 = Infinity;
      for (let i = first; i < end; i++) {
        const value = sampled(tree, i, column);
        if (value > at && value < next) next = value;
      }
      at = next;
      middle = part(tree, first, end, column, at);
    }
  }
  const to = tree.cuts + ((<usize>node) << 4);
  store<f64>(to, at);
  store<i32>(to, column, 8);
  cut(tree, 2 * node, level + 1, first, middle);
  cut(tree, 2 * node + 1, level + 1, middle, end);
}

/** The median of some values of a column. */
function medianOf(tree: KdTree, first: i32, end: i32, column: i32): f64 {
  const keys = tree.cuts + ((<usize>1) << (tree.depth + 4));
  const count = min(MEDIAN_OF, end - first);
  for (let i = 0; i < count; i++) {
    const value = sampled(tree, first + <i32>((<i64>i * (end - first)) / count), column);
    let place = i;
    for (; place > 0 && load<f64>(at8(keys, place - 1)) > value; place--) {
      store<f64>(at8(keys, place), load<f64>(at8(keys, place - 1)));
    }
    store<f64>(at8(keys, place), value);
  }
  return load<f64>(at8(keys, count >> 1));
}

/** Puts what is below `at` in a column first; returns where the rest begins. */
function part(tree: KdTree, first: i32, end: i32, column: i32, at: f64): i32 {
  const rows = at8(tree.sample, tree.samples * tree.d);
  const rest = at4(rows, tree.samples);
  let left = first;
  let right = 0;
  for (let i = first; i < end; i++) {
    const below = i32(sampled(tree, i, column) < at);
    const row = load<i32>(at4(rows, i));
    store<i32>(at4(rest, right), row);
    store<i32>(at4(rows, left), row);
    left += below;
    right += 1 - below;
  }
  memory.copy(at4(rows, left), rest, (<usize>right) << 2);
  return left;
}

/** Rows that go down the tree together, level by level, so that none waits for its own comparison. */
const TOGETHER: i32 = 512;

/** Finds the leaves of rows, and counts them. */
export function findLeaves(tree: KdTree, first: i32, count: i32): void {
  const stride = <usize>(tree.d * tree.bytes);
  const end = first + count;
  for (; first < end; first += TOGETHER) {
    const rows = min(TOGETHER, end - first);
    const found = at4(tree.leaves, first);
    const x = tree.x + <usize>first * stride;
    for (let row = 0; row < rows; row++) store<i32>(at4(found, row), 1);
    for (let level = 0; level < tree.depth; level++) {
      if (tree.bytes == 4) descend<f32>(tree.cuts, x, stride, found, rows);
      else descend<f64>(tree.cuts, x, stride, found, rows);
    }
    for (let row = 0; row < rows; row++) {
      const leaf = load<i32>(at4(found, row)) - (1 << tree.depth);
      store<i32>(at4(found, row), leaf);
      const counted = at4(tree.counts, leaf);
      store<i32>(counted, load<i32>(counted) + 1);
    }
  }
}

function descend<T extends number>(
  cuts: usize,
  x: usize,
  stride: usize,
  found: usize,
  rows: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const node = load<i32>(at4(found, row));
    const at = cuts + ((<usize>node) << 4);
    const value = <f64>load<T>(x + <usize>load<i32>(at, 8) * sizeof<T>());
    store<i32>(at4(found, row), 2 * node + i32(value >= load<f64>(at)));
    x += stride;
  }
}

/** Finds where the tiles of leaves begin; their rows are counted anew as they are placed. */
export function startLeaves(tree: KdTree): void {
  let start = 0;
  let leaf = 0;
  for (; leaf < 1 << tree.depth; leaf++) {
    store<i32>(at4(tree.starts, leaf), start);
    const counted = at4(tree.counts, leaf);
    start += (load<i32>(counted) + ROWS - 1) & -ROWS;
    store<i32>(counted, 0);
  }
  store<i32>(at4(tree.starts, leaf), start);
}

/** Where the first value of the row at a place stands, of which each next is a COLUMN farther. */
export function placed(tiles: usize, d: i32, place: i32): usize {
  return at8(tiles + <usize>(place / ROWS) * <usize>d * COLUMN, place & (ROWS - 1));
}

/** Copies rows to their leaf, where each leaf has its rows in ascending order. */
export function placeRows(tree: KdTree, first: i32, count: i32): void {
  const d = tree.d;
  const bytes = tree.bytes;
  let x = tree.x + <usize>first * <usize>(d * bytes);
  for (let row = first; row < first + count; row++) {
    const leaf = load<i32>(at4(tree.leaves, row));
    const counted = at4(tree.counts, leaf);
    const place = load<i32>(at4(tree.starts, leaf)) + load<i32>(counted);
    store<i32>(counted, load<i32>(counted) + 1);
    store<i32>(at4(tree.order, place), row);
    let to = placed(tree.tiles, d, place);
    for (let j = 0; j < d; j++) {
      store<f64>(to, bytes == 4 ? <f64>load<f32>(x) : load<f64>(x));
      x += <usize>bytes;
      to += COLUMN;
    }
  }
}

/** Finds the boxes of leaves, whose last tile it fills, or of nodes whose children have theirs. */
export function boundNodes(tree: KdTree, first: i32, count: i32): void {
  const d = tree.d;
  const width = (<usize>paddedColumns(d)) << 3;
  const leaves = 1 << tree.depth;
  for (let node = first + count - 1; node >= first; node--) {
    const low = tree.boxes + <usize>node * 2 * width;
    const high = low + width;
    if (node < leaves) {
      const a = tree.boxes + <usize>node * 4 * width;
      for (let j: usize = 0; j < width; j += 16) {
        const l = a + j;
        v128.store(low + j, f64x2.pmin(v128.load(l), v128.load(l + 2 * width)));
        v128.store(high + j, f64x2.pmax(v128.load(l + width), v128.load(l + 3 * width)));
      }
      continue;
    }
    const start = load<i32>(at4(tree.starts, node - leaves));
    const end = load<i32>(at4(tree.starts, node - leaves + 1));
    const rows = start + load<i32>(at4(tree.counts, node - leaves));
    for (let place = rows; place < end; place++) {
      let to = placed(tree.tiles, d, place);
      let from = placed(tree.tiles, d, rows - 1);
      for (let j = 0; j < d; j++, to += COLUMN, from += COLUMN) store<f64>(to, load<f64>(from));
    }
    for (let j = 0; j < d; j++) {
      let least = f64x2.splat(Infinity);
      let most = f64x2.splat(-Infinity);
      const columns = placed(tree.tiles, d, end);
      let x = placed(tree.tiles, d, start) + <usize>j * COLUMN;
      for (; x < columns; x += <usize>d * COLUMN) {
        for (let lane: usize = 0; lane < COLUMN; lane += 16) {
          const values = v128.load(x + lane);
          least = f64x2.pmin(least, values);
          most = f64x2.pmax(most, values);
        }
      }
      store<f64>(at8(low, j), min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)));
      store<f64>(at8(high, j), max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
    }
    if (d & 1) {
      store<f64>(at8(low, d), 0);
      store<f64>(at8(high, d), 0);
    }
  }
}
