import { at4, at8 } from "../lanes/address";
import { COLUMN, fillTile, ROWS, tileLabels } from "../lanes/tile";

/**
 * A grid of cells over rows of few dimensions, and for each cell the centroids that may be nearest
 * to a row in it. Fields and their order are those of CELLS in src/core/records.ts.
 *
 * A row's cell is round((x_j − origin_j) × scale_j), clamped to 0 … 2^levels − 1, in each dimension:
 * cells at the rim reach as far as there are rows.
 */
@unmanaged
export class Cells {
  /** The largest |x| of rows and centroids, 2^−400 to 2^400. */
  reach: f64;
  bytes: i32;
  d: i32;
  k: i32;
  /** Cells in one dimension: 2^levels. */
  levels: i32;
  /** In, k × d f64, row-major. */
  centroids: usize;
  /** In, 3 × d f64: origins, scales and widths of cells, a width at least 2^−40 of `reach`. */
  grid: usize;
  /** Scratch, 3 × d f64: the box in question, from where to where, and its middle. */
  box: usize;
  /** Out of buildCells, 2^(levels × d) i32: the one centroid, or −1 − where its list stands. */
  table: usize;
  /** Out of buildCells: lists of candidates in ascending order, each behind its length, i32. */
  lists: usize;
  /** Where the lists end; and where the room for them does. */
  listsEnd: usize;
  roomEnd: usize;
  /** Scratch, i32 for each row of a block. */
  doubtful: usize;
  /** Scratch, tileBytes(d). */
  tile: usize;
}

/** Finds the candidates of every cell. */
export function buildCells(cells: Cells): void {
  const k = cells.k;
  const lists = cells.lists;
  assert(k > 0 && cells.d > 0 && cells.levels > 0, "sizes are at least 1");
  store<i32>(lists, k);
  for (let c = 0; c < k; c++) store<i32>(at4(lists, c + 1), c);
  cells.listsEnd = at4(lists, k + 1);
  visit(cells, cells.levels, 0, lists);
}

/**
 * Finds the candidates of the cells of a cube.
 *
 * @param level the cube has 2^level cells in each dimension
 * @param first its first cell
 * @param list its candidates so far
 */
function visit(cells: Cells, level: i32, first: i32, list: usize): void {
  const kept = filter(cells, level, first, list);
  if (level == 0 || kept == 0 || load<i32>(kept) == 1) {
    fillCube(cells, level, first, kept == 0 ? list : kept);
    return;
  }
  const half = level - 1;
  for (let child = 0; child < 1 << cells.d; child++) {
    let at = first;
    for (let j = 0; j < cells.d; j++) at += ((child >> j) & 1) << (cells.levels * j + half);
    visit(cells, half, at, kept);
  }
}

/**
 * The candidates that may be nearest to a row of a cube.
 *
 * One is dropped where another, `own`, is nearer than it to all of the cube's box:
 * ‖x − z‖² − ‖x − own‖² is linear in x, and least in the corner v of the box farthest towards z. It
 * is so by the rule's own sums, in float64, where it exceeds 2^−42 of the squares: rounding of both
 * is below (d + 8) × 2^−52 of them, and below 2^−1000 where squares are subnormal. Ties stay.
 *
 * @returns the list itself where all stay; 0 where there is no room for another
 */
function filter(cells: Cells, level: i32, first: i32, list: usize): usize {
  const d = cells.d;
  const count = load<i32>(list);
  const low = cells.box;
  const high = at8(low, d);
  const middle = at8(high, d);
  const kept = cells.listsEnd;
  if (at4(kept, count + 1) > cells.roomEnd) return 0;
  const last = (1 << cells.levels) - 1;
  let squares = 0.0;
  for (let j = 0; j < d; j++) {
    const origin = load<f64>(at8(cells.grid, j));
    const width = load<f64>(at8(cells.grid, 2 * d + j));
    const cell = (first >> (cells.levels * j)) & last;
    const end = cell + (1 << level);
    const from = origin + (<f64>cell - 0.5) * width;
    const to = origin + (<f64>end - 0.5) * width;
    // Rounding of a cell's bounds, and of a row's place among them, is below 2^−11 of its width.
    const lowest = cell == 0 ? -cells.reach : from - width / 1024;
    const highest = end > last ? cells.reach : to + width / 1024;
    store<f64>(at8(low, j), lowest);
    store<f64>(at8(high, j), highest);
    store<f64>(at8(middle, j), (from + to) / 2);
    squares += 2 * (highest - lowest) * (highest - lowest);
  }
  let own: usize = 0;
  let nearest = Infinity;
  for (let i = 1; i <= count; i++) {
    const z = at8(cells.centroids, load<i32>(at4(list, i)) * d);
    let distance = 0.0;
    for (let j = 0; j < d; j++) {
      const e = load<f64>(at8(z, j)) - load<f64>(at8(middle, j));
      distance += e * e;
    }
    if (distance < nearest) {
      nearest = distance;
      own = z;
    }
  }
  let stay = 0;
  for (let i = 1; i <= count; i++) {
    const c = load<i32>(at4(list, i));
    const z = at8(cells.centroids, c * d);
    let lead = 0.0;
    let slack = squares;
    for (let j = 0; j < d; j++) {
      const zj = load<f64>(at8(z, j));
      const oj = load<f64>(at8(own, j));
      const vj = load<f64>(at8(zj > oj ? high : low, j));
      lead += (zj - oj) * (zj - vj + (oj - vj));
      slack += (zj - vj) * (zj - vj) + (oj - vj) * (oj - vj);
    }
    if (lead > slack * 2 ** -42 + 2 ** -1000) continue;
    stay++;
    store<i32>(at4(kept, stay), c);
  }
  if (stay == count) return list;
  store<i32>(kept, stay);
  cells.listsEnd = at4(kept, stay + 1);
  return kept;
}

/** Gives all cells of a cube these candidates. */
function fillCube(cells: Cells, level: i32, first: i32, list: usize): void {
  const one = load<i32>(list) == 1;
  const entry = one ? load<i32>(list, 4) : -1 - <i32>((list - cells.lists) >> 2);
  const side = 1 << level;
  for (let line = 0; line < 1 << (level * (cells.d - 1)); line++) {
    let at = first;
    for (let j = 1; j < cells.d; j++) {
      at += ((line >> (level * (j - 1))) & (side - 1)) << (cells.levels * j);
    }
    for (let i = 0; i < side; i++) store<i32>(at4(cells.table, at + i), entry);
  }
}

/**
 * Labels every row of a block, as assignBlock does.
 *
 * @param x in, rows × d, row-major
 * @param labels out, rows i32
 * @returns how many distances that took
 */
export function cellsBlock(cells: Cells, x: usize, rows: i32, labels: usize): i32 {
  const bytes = cells.bytes;
  const d = cells.d;
  const tile = cells.tile;
  const table = cells.table;
  const doubtful = cells.doubtful;
  const found = tileLabels(tile, d);
  const stride = <usize>(d * bytes);
  // Rows of more than one candidate are put aside without a branch, which would be guessed wrong.
  let doubts = 0;
  for (let row = 0; row < rows; row += ROWS) {
    const count = min(ROWS, rows - row);
    fillTile(x + <usize>row * stride, bytes, count, d, tile);
    findCells(cells, found);
    for (let r = 0; r < count; r++) {
      const entry = load<i32>(at4(table, <i32>load<i64>(at8(found, r))));
      store<i32>(at4(labels, row + r), entry);
      store<i32>(at4(doubtful, doubts), row + r);
      doubts += entry >>> 31;
    }
  }
  let distances = 0;
  for (let i = 0; i < doubts; i++) {
    const row = load<i32>(at4(doubtful, i));
    const label = at4(labels, row);
    const list = at4(cells.lists, -1 - load<i32>(label));
    store<i32>(label, nearestOf(cells, x + <usize>row * stride, list));
    distances += load<i32>(list);
  }
  return distances;
}

/** The cells of a tile's rows. `found`: out, ROWS i64. */
function findCells(cells: Cells, found: usize): void {
  const d = cells.d;
  const levels = cells.levels;
  const zero = f64x2.splat(0);
  const last = f64x2.splat(<f64>((1 << levels) - 1));
  // Added to a number from 0 to 2^51, it leaves the nearest integer in the lowest bits.
  const integers = f64x2.splat(2 ** 52);
  for (let half: usize = 0; half < COLUMN; half += 32) {
    let cell0 = i64x2.splat(0);
    let cell1 = cell0;
    for (let j = 0; j < d; j++) {
      const column = cells.tile + <usize>j * COLUMN + half;
      const origin = v128.load64_splat(at8(cells.grid, j));
      const scale = v128.load64_splat(at8(cells.grid, d + j));
      const t0 = f64x2.mul(f64x2.sub(v128.load(column), origin), scale);
      const t1 = f64x2.mul(f64x2.sub(v128.load(column, 16), origin), scale);
      const i0 = f64x2.add(f64x2.pmin(f64x2.pmax(t0, zero), last), integers);
      const i1 = f64x2.add(f64x2.pmin(f64x2.pmax(t1, zero), last), integers);
      const shift = levels * j;
      cell0 = i64x2.add(cell0, i64x2.shl(i64x2.sub(i0, integers), shift));
      cell1 = i64x2.add(cell1, i64x2.shl(i64x2.sub(i1, integers), shift));
    }
    v128.store(found + half, cell0);
    v128.store(found + half, cell1, 16);
  }
}

/** Which of the candidates in a list is nearest to a point: of equally near ones the first. */
function nearestOf(cells: Cells, point: usize, list: usize): i32 {
  const bytes = cells.bytes;
  const d = cells.d;
  const end = at4(list, load<i32>(list));
  let nearest = Infinity;
  let label = 0;
  while (list < end) {
    list += 4;
    const c = load<i32>(list);
    let m = at8(cells.centroids, c * d);
    let sum = 0.0;
    for (let x = point; x < point + <usize>(d * bytes); x += bytes) {
      const e = (bytes == 4 ? <f64>load<f32>(x) : load<f64>(x)) - load<f64>(m);
      sum += e * e;
      m += 8;
    }
    label = sum < nearest ? c : label;
    nearest = sum < nearest ? sum : nearest;
  }
  return label;
}
