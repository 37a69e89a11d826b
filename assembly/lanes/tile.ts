import { loadOne, loadPair } from "./lanes";

/**
 * A tile is a few rows transposed: d columns of ROWS f64 values, so that one
 * vector holds the same coordinate of neighbouring points and each
 * lane sums its own point's distance from j = 0 up, exactly as the scalar rule.
 * It stays in the first-level cache while every component is scored against it.
 */

/** Rows in a tile: four f64x2 vectors in flight hide the latency of an add. */
export const ROWS: i32 = 8;

/** Bytes of one column of a tile. */
export const COLUMN: usize = 64;

/** ROWS, for whoever pads arrays that are read a tile at a time. */
export function tileRows(): i32 {
  return ROWS;
}

/** Bytes of a tile of d columns with its distances and labels. */
export function tileBytes(d: i32): f64 {
  return <f64>(<u64>(d + 2) * COLUMN);
}

/** Where a tile's nearest squared distances lie: ROWS f64, behind the columns. */
export function tileDistances(tile: usize, d: i32): usize {
  return tile + <usize>d * COLUMN;
}

/** Where a tile's labels lie: ROWS i64, behind the distances. */
export function tileLabels(tile: usize, d: i32): usize {
  return tile + <usize>(d + 1) * COLUMN;
}

/**
 * Two rows as one vector of every column.
 *
 * @param a in, d of T
 * @param b in, d of T
 * @param out out, the pair of lanes in the tile's first column
 */
export function transposePair<T extends number>(a: usize, b: usize, d: i32, out: usize): void {
  let j = 0;
  for (; j + 2 <= d; j += 2) {
    const va = loadPair<T>(a);
    const vb = loadPair<T>(b);
    v128.store(out, v128.shuffle<f64>(va, vb, 0, 2));
    v128.store(out, v128.shuffle<f64>(va, vb, 1, 3), COLUMN);
    a += 2 * sizeof<T>();
    b += 2 * sizeof<T>();
    out += 2 * COLUMN;
  }
  if (j < d) {
    store<f64>(out, loadOne<T>(a));
    store<f64>(out, loadOne<T>(b), 8);
  }
}

/**
 * Fills a tile.
 *
 * Where fewer than ROWS rows are left, the last one is repeated: the lanes
 * beyond it compute something finite that nobody reads.
 *
 * @param x in, count × d of `bytes` bytes each, 4 or 8, row-major
 * @param count 1 to ROWS
 * @param tile out, d × ROWS f64
 */
export function fillTile(x: usize, bytes: i32, count: i32, d: i32, tile: usize): void {
  // Asked once a tile: asked for every pair of rows, whole fits took 1.06 times as long.
  if (bytes == 4) fill<f32>(x, count, d, tile);
  else fill<f64>(x, count, d, tile);
}

function fill<T extends number>(x: usize, count: i32, d: i32, tile: usize): void {
  const stride = <usize>d * sizeof<T>();
  for (let r = 0; r < ROWS; r += 2) {
    const a = x + <usize>min(r, count - 1) * stride;
    const b = x + <usize>min(r + 1, count - 1) * stride;
    transposePair<T>(a, b, d, tile + ((<usize>r) << 3));
  }
}

/**
 * Gathers rows into a tile.
 *
 * @param x in, of `bytes` bytes each, row-major
 * @param rows in, count i32: which rows
 * @param count 1 to ROWS; where fewer than ROWS, the last one is repeated
 * @param tile out, d × ROWS f64
 */
export function gatherTile(
  x: usize,
  bytes: i32,
  rows: usize,
  count: i32,
  d: i32,
  tile: usize,
): void {
  const stride = <usize>(d * bytes);
  for (let r = 0; r < ROWS; r += 2) {
    const a = x + <usize>load<i32>(rows + ((<usize>min(r, count - 1)) << 2)) * stride;
    const b = x + <usize>load<i32>(rows + ((<usize>min(r + 1, count - 1)) << 2)) * stride;
    const out = tile + ((<usize>r) << 3);
    if (bytes == 4) transposePair<f32>(a, b, d, out);
    else transposePair<f64>(a, b, d, out);
  }
}

/**
 * Starts a tile's search for the nearest: every distance Infinity, every label 0,
 * which stays where no distance is finite.
 *
 * @param distances out, ROWS f64
 * @param labels out, ROWS i64
 */
export function startSearch(distances: usize, labels: usize): void {
  const far = f64x2.splat(Infinity);
  v128.store(distances, far);
  v128.store(distances, far, 16);
  v128.store(distances, far, 32);
  v128.store(distances, far, 48);
  // Not memory.fill: its call took 5 % of an E-step at 100k × 2, k = 4.
  const zero = i64x2.splat(0);
  v128.store(labels, zero);
  v128.store(labels, zero, 16);
  v128.store(labels, zero, 32);
  v128.store(labels, zero, 48);
}

/**
 * Copies a tile's distances. Not memory.copy: its call took 6 to 10 % of seeding.
 *
 * @param to out, ROWS f64
 * @param from in, ROWS f64
 */
export function copyDistances(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}
