import { loadOne, loadPair } from "../lanes/lanes";

/**
 * Sufficient statistics of hard k-means, as f64:
 *
 *   [ cost, changed, N_0 … N_{k-1}, S_0 … S_{k-1}, J_0 … J_{k-1} ]
 *
 * N_c = Σ w, S_c = Σ w (x − m_c), d values, and J_c = Σ w‖x − m_c‖², over the rows of
 * component c. cost = Σ J_c, and changed, how many labels differ from before, are for
 * whoever holds the rows to fill in: no kernel reads or writes them.
 * Sums are about a centroid, the current one or that of an iteration before, not the
 * origin: far from the origin they keep their digits.
 */

/** Where N_0 stands among statistics. */
export function sizesOf(statistics: usize): usize {
  return statistics + 16;
}

/** Where S_0 stands among statistics. */
export function sumsOf(statistics: usize, k: i32): usize {
  return statistics + ((<usize>(2 + k)) << 3);
}

/** Where J_0 stands among statistics. */
function costsOf(statistics: usize, k: i32, d: i32): usize {
  return sumsOf(statistics, k) + ((<usize>(k * d)) << 3);
}

/**
 * Adds rows to their components' statistics: N, S and J.
 *
 * A pass of its own, after the labels are known: with the labels found in the same loop it took
 * 3 times as long (100k × 2, k = 4), since every row waited for its own search. It does what
 * addDifference does, but without a call: with it whole fits of 2 dimensions took 1.05 to 1.1
 * times as long.
 *
 * @param x in, rows × d of `bytes` bytes each, 4 or 8, row-major
 * @param centroids in, k × d f64, row-major: what sums and distances are about
 * @param weights in, rows f64, or 0 where every weight is 1
 * @param labels in, rows i32, each in 0..k-1
 * @param statistics in and out, 2 + 2 k + k × d f64
 */
export function addRows(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  weights: usize,
  labels: usize,
  statistics: usize,
): void {
  if (bytes == 4) add<f32>(x, rows, d, centroids, k, weights, labels, statistics);
  else add<f64>(x, rows, d, centroids, k, weights, labels, statistics);
}

function add<T extends number>(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  weights: usize,
  labels: usize,
  statistics: usize,
): void {
  const sizes = sizesOf(statistics);
  const sums = sumsOf(statistics, k);
  const costs = costsOf(statistics, k, d);
  const bytes = (<usize>d) << 3;
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels + ((<usize>row) << 2));
    assert(label >= 0 && label < k, "a label names a component");
    const weight = weights ? load<f64>(weights + ((<usize>row) << 3)) : 1.0;
    const w = f64x2.splat(weight);
    addTo(sizes + ((<usize>label) << 3), weight);
    let m = centroids + <usize>label * bytes;
    let sum = sums + <usize>label * bytes;
    let square0 = f64x2.splat(0);
    let square1 = square0;
    let j = 0;
    for (; j + 4 <= d; j += 4) {
      const e0 = f64x2.sub(loadPair<T>(x), v128.load(m));
      const e1 = f64x2.sub(loadPair<T>(x + 2 * sizeof<T>()), v128.load(m, 16));
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(w, e0)));
      v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.mul(w, e1)), 16);
      square0 = f64x2.add(square0, f64x2.mul(e0, e0));
      square1 = f64x2.add(square1, f64x2.mul(e1, e1));
      x += 4 * sizeof<T>();
      m += 32;
      sum += 32;
    }
    if (j + 2 <= d) {
      const e = f64x2.sub(loadPair<T>(x), v128.load(m));
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(w, e)));
      square0 = f64x2.add(square0, f64x2.mul(e, e));
      x += 2 * sizeof<T>();
      m += 16;
      sum += 16;
      j += 2;
    }
    square0 = f64x2.add(square0, square1);
    let square = f64x2.extract_lane(square0, 0) + f64x2.extract_lane(square0, 1);
    if (j < d) {
      const e = loadOne<T>(x) - load<f64>(m);
      store<f64>(sum, load<f64>(sum) + weight * e);
      square += e * e;
      x += sizeof<T>();
    }
    addTo(costs + ((<usize>label) << 3), weight * square);
  }
}

/**
 * Takes rows whose label changed out of the statistics of their old component and adds them to
 * those of the new one.
 *
 * In late iterations some rows of a thousand change: 0.1 to 0.3 of the time of `addRows`.
 *
 * @param x in, rows × d of `bytes` bytes each, 4 or 8, row-major
 * @param centroids in, k × d f64, row-major: what the statistics are about
 * @param before in, rows i32: the labels that the statistics were taken under
 * @param labels in, rows i32
 * @param statistics in and out, 2 + 2 k + k × d f64, of rows that all weigh 1
 */
export function moveRows(
  x: usize,
  bytes: i32,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  before: usize,
  labels: usize,
  statistics: usize,
): void {
  if (bytes == 4) move<f32>(x, rows, d, centroids, k, before, labels, statistics);
  else move<f64>(x, rows, d, centroids, k, before, labels, statistics);
}

function move<T extends number>(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  before: usize,
  labels: usize,
  statistics: usize,
): void {
  const sizes = sizesOf(statistics);
  const sums = sumsOf(statistics, k);
  const costs = costsOf(statistics, k, d);
  const bytes = (<usize>d) << 3;
  const stride = <usize>d * sizeof<T>();
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 2;
    // Four labels at once, where four are left and none has changed.
    if (row + 4 <= rows) {
      const same = i32x4.eq(v128.load(before + at), v128.load(labels + at));
      if (i32x4.all_true(same)) {
        row += 3;
        continue;
      }
    }
    const from = load<i32>(before + at);
    const to = load<i32>(labels + at);
    if (from == to) continue;
    addTo(sizes + ((<usize>from) << 3), -1);
    addTo(sizes + ((<usize>to) << 3), 1);
    const old = <usize>from * bytes;
    const now = <usize>to * bytes;
    const point = x + <usize>row * stride;
    const gone = addDifference<T>(sums + old, point, centroids + old, d, -1);
    addTo(costs + ((<usize>from) << 3), -gone);
    const come = addDifference<T>(sums + now, point, centroids + now, d, 1);
    addTo(costs + ((<usize>to) << 3), come);
  }
}

/** sum += value. `sum`: in and out, 1 f64. */
function addTo(sum: usize, value: f64): void {
  store<f64>(sum, load<f64>(sum) + value);
}

/**
 * sum += weight × (x − m).
 *
 * @param sum in and out, d f64
 * @param x in, d of T
 * @param m in, d f64
 * @returns ‖x − m‖²
 */
function addDifference<T extends number>(sum: usize, x: usize, m: usize, d: i32, weight: f64): f64 {
  const w = f64x2.splat(weight);
  let squares = f64x2.splat(0);
  let j = 0;
  for (; j + 2 <= d; j += 2) {
    const e = f64x2.sub(loadPair<T>(x), v128.load(m));
    v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(w, e)));
    squares = f64x2.add(squares, f64x2.mul(e, e));
    x += 2 * sizeof<T>();
    m += 16;
    sum += 16;
  }
  let square = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  if (j < d) {
    const e = loadOne<T>(x) - load<f64>(m);
    store<f64>(sum, load<f64>(sum) + weight * e);
    square += e * e;
  }
  return square;
}

/**
 * target += source, element by element: one knot of the tree in which blocks
 * are folded.
 *
 * @param target in and out, length f64
 * @param source in, length f64
 */
export function fold(target: usize, source: usize, length: i32): void {
  let i = 0;
  for (; i + 2 <= length; i += 2) {
    v128.store(target, f64x2.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
  }
  if (i < length) store<f64>(target, load<f64>(target) + load<f64>(source));
}
