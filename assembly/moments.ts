import { DIAGONAL, FULL, SPHERICAL, spreadLength, TIED, triangle } from "./forms";
import { COLUMN } from "./tile";

/**
 * Sufficient statistics of a mixture, as f64:
 *
 *   [ A, B, N_0 … N_{k-1}, S_0 … S_{k-1}, Q ]
 *
 * A = Σ w × largest score and B = Σ w ln(sum of shares), so that the sum of log-sum-exps
 * is stiffness × A + B; N_c = Σ w r, S_c = Σ w r (x − a_c), and Q of the second order as
 * forms.ts says, all about points a_c near the means: variances about the origin would
 * lose their digits.
 *
 * While a block is summed, each is a pair of lanes: `sums`, 2 f64 an entry.
 */

/** How many f64 the statistics take. */
export function mixtureLength(form: i32, k: i32, d: i32): i32 {
  return 2 + k + k * d + spreadLength(form, k, d);
}

/** sum += a + b + c + d, lane by lane. `sum`: in and out, a pair of lanes. */
export function addFour(sum: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(sum, f64x2.add(v128.load(sum), f64x2.add(f64x2.add(a, b), f64x2.add(c, d))));
}

/**
 * Adds a tile's share of one component to its sums.
 *
 * @param tile in, d columns
 * @param about in, d f64
 * @param share in, 1 column: w r of each row
 * @param columns scratch, 2 d columns
 * @param size in and out, N_c
 * @param sum in and out, S_c
 * @param spread in and out, Q or this component's part of it
 */
export function addTile(
  tile: usize,
  d: i32,
  form: i32,
  about: usize,
  share: usize,
  columns: usize,
  size: usize,
  sum: usize,
  spread: usize,
): void {
  const r0 = v128.load(share);
  const r1 = v128.load(share, 16);
  const r2 = v128.load(share, 32);
  const r3 = v128.load(share, 48);
  addFour(size, r0, r1, r2, r3);

  const matrix = form == TIED || form == FULL;
  const span = <usize>d * COLUMN;
  let q0 = f64x2.splat(0);
  let q1 = q0;
  let q2 = q0;
  let q3 = q0;
  for (let at: usize = 0; at < span; at += COLUMN) {
    const a = v128.load64_splat(about);
    const e0 = f64x2.sub(v128.load(tile + at), a);
    const e1 = f64x2.sub(v128.load(tile + at, 16), a);
    const e2 = f64x2.sub(v128.load(tile + at, 32), a);
    const e3 = f64x2.sub(v128.load(tile + at, 48), a);
    const u0 = f64x2.mul(r0, e0);
    const u1 = f64x2.mul(r1, e1);
    const u2 = f64x2.mul(r2, e2);
    const u3 = f64x2.mul(r3, e3);
    addFour(sum, u0, u1, u2, u3);
    if (form == SPHERICAL) {
      q0 = f64x2.add(q0, f64x2.mul(u0, e0));
      q1 = f64x2.add(q1, f64x2.mul(u1, e1));
      q2 = f64x2.add(q2, f64x2.mul(u2, e2));
      q3 = f64x2.add(q3, f64x2.mul(u3, e3));
    } else if (form == DIAGONAL) {
      addFour(spread, f64x2.mul(u0, e0), f64x2.mul(u1, e1), f64x2.mul(u2, e2), f64x2.mul(u3, e3));
      spread += 16;
    } else if (matrix) {
      const e = columns + at;
      v128.store(e, e0);
      v128.store(e, e1, 16);
      v128.store(e, e2, 32);
      v128.store(e, e3, 48);
      const u = e + span;
      v128.store(u, u0);
      v128.store(u, u1, 16);
      v128.store(u, u2, 32);
      v128.store(u, u3, 48);
    }
    about += 8;
    sum += 16;
  }
  if (form == SPHERICAL) addFour(spread, q0, q1, q2, q3);
  if (matrix) addProducts(columns, columns + span, d, spread);
}

/**
 * spread_ij += Σ rows u_i e_j for j ≤ i.
 *
 * @param e in, d columns
 * @param u in, d columns
 */
function addProducts(e: usize, u: usize, d: i32, spread: usize): void {
  let last = e;
  for (let i = 0; i < d; i++) {
    const u0 = v128.load(u);
    const u1 = v128.load(u, 16);
    const u2 = v128.load(u, 32);
    const u3 = v128.load(u, 48);
    for (let column = e; column <= last; column += COLUMN) {
      addFour(
        spread,
        f64x2.mul(u0, v128.load(column)),
        f64x2.mul(u1, v128.load(column, 16)),
        f64x2.mul(u2, v128.load(column, 32)),
        f64x2.mul(u3, v128.load(column, 48)),
      );
      spread += 16;
    }
    u += COLUMN;
    last += COLUMN;
  }
}

/** Bytes of one component's part of Q while it is a pair of lanes; 0 where all share it. */
export function spreadBytes(form: i32, d: i32): usize {
  if (form == SPHERICAL) return 16;
  if (form == DIAGONAL) return (<usize>d) << 4;
  if (form == FULL) return (<usize>triangle(d)) << 4;
  return 0;
}

/** statistics = both lanes of each sum together. `sums`: in, length pairs. */
export function joinLanes(sums: usize, length: i32, statistics: usize): void {
  for (let i = 0; i < length; i++) {
    store<f64>(statistics, load<f64>(sums) + load<f64>(sums, 8));
    sums += 16;
    statistics += 8;
  }
}
