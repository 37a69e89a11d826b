import { at8 } from "../lanes/address";
import { COLUMN, ROWS } from "../lanes/tile";
import { TIED } from "../score/forms";
import { addFour, addProducts, addTile, differencesBytes } from "../sums/moments";
import { MixtureSweep } from "./mixture-sweep";
import { gatherListed, LIST, rowsLabelled, STRIP_COLUMN } from "./strip";

/**
 * Sums about one matrix for all, with one product of differences a row, however many components
 * share in it.
 *
 * Of a row of weight w let b be its best component, e = x − a_b, and δ = a_b − a_c. Its shares add up to w, so
 *
 *   Σ_c w r_c (x − a_c)(x − a_c)ᵀ = w e eᵀ + Σ_c w r_c (e δᵀ + δ eᵀ + δ δᵀ),
 *
 * and what stands on the right but for w e eᵀ follows from V_bc = Σ w r_c e and N_bc = Σ w r_c of all rows of b,
 * c ≠ b. Nothing is cancelled that is large beside what is left: b is as near to x as c is, in the
 * measure of the matrix, and so neither e nor δ is much longer than x − a_c.
 */

/** The most bytes that sums of pairs of components may take. */
const MOST_BYTES: i32 = 1 << 20;

/** N and V of a pair, each entry a pair of lanes. */
function pairLength<T extends number>(d: T): T {
  return <T>(d + <T>1);
}

/** Bytes of the sums of all pairs; 0 where there are none, or too many to be kept apart. */
export function pairsBytes<T extends number>(spread: i32, d: T, k: T): T {
  // Squares of many components leave the range of addresses.
  const bytes = <u64>k * <u64>k * <u64>pairLength<T>(d) * 16;
  return spread == TIED && bytes <= <u64>MOST_BYTES ? <T>bytes : <T>0;
}

/**
 * Adds the rows of a strip.
 *
 * @param x in, rows of d f64
 * @param rows of the strip
 * @param labels in, rows i64: the best component of each
 * @param weights in, rows f64
 * @param shares in, k columns of a strip
 * @param factors in, rows f64: weight / sum of shares
 * @param columns scratch of `tiles` times differencesBytes
 * @param own scratch, a list and a column more, and two columns of a strip
 * @param pairs in and out, pairsBytes
 * @param sums in and out, as mixtureBlock's
 */
export function addTied(
  mixture: MixtureSweep,
  x: usize,
  rows: i32,
  labels: usize,
  weights: usize,
  shares: usize,
  factors: usize,
  columns: usize,
  tiles: i32,
  own: usize,
  pairs: usize,
  sums: usize,
): void {
  const d = mixture.d;
  const k = mixture.k;
  const spread = mixture.spread;
  const tile = mixture.scratch;
  const bytes = (<usize>d) << 3;
  const length = pairLength<usize>(<usize>d) << 4;
  const sizes = sums + 32;
  const means = sizes + ((<usize>k) << 4);
  const products = means + ((<usize>(k * d)) << 4);
  const ownWeights = own + LIST + COLUMN;
  const ownFactors = ownWeights + STRIP_COLUMN;
  for (let b = 0; b < k; b++) {
    const count = rowsLabelled(labels, 8, b, rows, own);
    for (let i = 0; i < count; i++) {
      const row = <i32>load<u16>(own + ((<usize>i) << 1));
      store<f64>(at8(ownWeights, i), load<f64>(at8(weights, row)));
      store<f64>(at8(ownFactors, i), load<f64>(at8(factors, row)));
    }
    for (let i = count; i & (ROWS - 1); i++) {
      store<f64>(at8(ownWeights, i), 0);
      store<f64>(at8(ownFactors, i), 0);
    }
    const anchor = mixture.anchors + <usize>b * bytes;
    const size = sizes + ((<usize>b) << 4);
    const sum = means + <usize>b * (bytes << 1);
    const ownPairs = pairs + <usize>(b * k) * length;
    for (let i = 0; i < count; i += tiles * ROWS) {
      const end = min(i + tiles * ROWS, count);
      let differences = columns;
      let some = 0;
      for (let j = i; j < end; j += ROWS) {
        const list = own + ((<usize>j) << 1);
        const w = at8(ownWeights, j);
        gatherListed(x, d, d, list, tile);
        addTile(tile, d, spread, anchor, w, differences, size, sum, products);
        addPairs(mixture, b, differences, shares, list, at8(ownFactors, j), ownPairs);
        differences += differencesBytes(d);
        some++;
      }
      addProducts(columns, d, some, products);
    }
  }
}

/**
 * Adds a tile of rows, of which component b is the best, to N and V of all others.
 *
 * @param e in, d columns: x − a_b
 * @param list in, ROWS u16
 * @param factors in, 1 column
 * @param pairs in and out, N and V of each
 */
function addPairs(
  mixture: MixtureSweep,
  b: i32,
  e: usize,
  shares: usize,
  list: usize,
  factors: usize,
  pairs: usize,
): void {
  const d = mixture.d;
  const k = mixture.k;
  const length = pairLength<usize>(<usize>d) << 4;
  const end = e + <usize>d * COLUMN;
  for (let c = 0; c < k; c++) {
    if (c != b) {
      const r0 = sharesOf(shares, list, factors);
      const r1 = sharesOf(shares, list + 4, factors + 16);
      const r2 = sharesOf(shares, list + 8, factors + 32);
      const r3 = sharesOf(shares, list + 12, factors + 48);
      if (v128.any_true(v128.or(v128.or(r0, r1), v128.or(r2, r3)))) {
        addFour(pairs, r0, r1, r2, r3);
        let sum = pairs + 16;
        for (let column = e; column < end; column += COLUMN) {
          addFour(
            sum,
            f64x2.mul(r0, v128.load(column)),
            f64x2.mul(r1, v128.load(column, 16)),
            f64x2.mul(r2, v128.load(column, 32)),
            f64x2.mul(r3, v128.load(column, 48)),
          );
          sum += 16;
        }
      }
    }
    pairs += length;
    shares += STRIP_COLUMN;
  }
}

/** What two rows of a list share, each times its factor. */
function sharesOf(shares: usize, list: usize, factors: usize): v128 {
  const first = v128.load64_zero(at8(shares, <i32>load<u16>(list)));
  const both = v128.load64_lane(at8(shares, <i32>load<u16>(list, 2)), first, 1);
  return f64x2.mul(both, v128.load(factors));
}

/**
 * Gives the sums of pairs to those of components.
 *
 * @param pairs in and out, pairsBytes: V becomes Σ w r_c (x − a_c)
 * @param sums in and out, as mixtureBlock's
 */
export function closePairs(mixture: MixtureSweep, pairs: usize, sums: usize): void {
  const d = mixture.d;
  const k = mixture.k;
  const anchors = mixture.anchors;
  const sizes = sums + 32;
  const means = sizes + ((<usize>k) << 4);
  const products = means + ((<usize>(k * d)) << 4);
  for (let b = 0; b < k; b++) {
    for (let c = 0; c < k; c++) {
      const n = joined(pairs);
      const v = pairs + 16;
      pairs += pairLength<usize>(<usize>d) << 4;
      if (b == c || n == 0) continue;
      addTo(sizes + ((<usize>c) << 4), n);
      addTo(sizes + ((<usize>b) << 4), -n);
      let q = products;
      for (let i = 0; i < d; i++) {
        const vi = joined(v + ((<usize>i) << 4));
        const away = load<f64>(at8(anchors, b * d + i)) - load<f64>(at8(anchors, c * d + i));
        const own = vi + n * away;
        addTo(means + ((<usize>(c * d + i)) << 4), own);
        addTo(means + ((<usize>(b * d + i)) << 4), -vi);
        // V_j of what came before has become Σ w r_c (x − a_c)_j.
        for (let j = 0; j < i; j++) {
          const other = load<f64>(at8(anchors, b * d + j)) - load<f64>(at8(anchors, c * d + j));
          addTo(q, vi * other + away * load<f64>(v + ((<usize>j) << 4)));
          q += 16;
        }
        addTo(q, vi * away + away * own);
        q += 16;
        store<f64>(v + ((<usize>i) << 4), own);
      }
    }
  }
}

/** `sum`: in and out, a pair of lanes. */
function addTo(sum: usize, value: f64): void {
  store<f64>(sum, load<f64>(sum) + value);
}

/** Both lanes of a sum together. */
function joined(sum: usize): f64 {
  return load<f64>(sum) + load<f64>(sum, 8);
}
