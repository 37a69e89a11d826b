import { loadOne, loadPair } from "./lanes";

/**
 * Sufficient statistics of hard k-means, as f64:
 *
 *   [ cost, changed, N_0 … N_{k-1}, S_0 … S_{k-1} ]
 *
 * cost = Σ w‖x − m‖², changed = how many labels differ from before,
 * N_c = Σ w and S_c = Σ w (x − m_c), d values, over the rows of component c.
 * Sums are about the current centroid, not the origin: far from the origin
 * they keep their digits, and equal points give their own value back exactly.
 */

/** How many f64 the statistics of k components in d dimensions take. */
export function statisticsLength(k: i32, d: i32): i32 {
  return 2 + k + k * d;
}

/** Where N_0 stands among statistics. */
export function sizesOf(statistics: usize): usize {
  return statistics + 16;
}

/** Where S_0 stands among statistics. */
export function sumsOf(statistics: usize, k: i32): usize {
  return statistics + ((<usize>(2 + k)) << 3);
}

/** size += weight. `size`: in and out, 1 f64. */
export function addSize(size: usize, weight: f64): void {
  store<f64>(size, load<f64>(size) + weight);
}

/**
 * sum += weight × (x − m).
 *
 * @param sum in and out, d f64
 * @param x in, d of T
 * @param m in, d f64
 */
export function addDifference<T extends number>(
  sum: usize,
  x: usize,
  m: usize,
  d: i32,
  weight: f64,
): void {
  const w = f64x2.splat(weight);
  let j = 0;
  for (; j + 2 <= d; j += 2) {
    const e = f64x2.sub(loadPair<T>(x), v128.load(m));
    v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(w, e)));
    x += 2 * sizeof<T>();
    m += 16;
    sum += 16;
  }
  if (j < d) store<f64>(sum, load<f64>(sum) + weight * (loadOne<T>(x) - load<f64>(m)));
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
