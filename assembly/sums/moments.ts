import { DIAGONAL, FULL, isMatrix, SPHERICAL, spreadLength, triangle } from "../score/forms";
import { COLUMN } from "../lanes/tile";

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

/** sum += a, lane by lane. `sum`: in and out, a pair of lanes. */
export function addOne(sum: usize, a: v128): void {
  v128.store(sum, f64x2.add(v128.load(sum), a));
}

/** sum += a + b + c + d, lane by lane. `sum`: in and out, a pair of lanes. */
export function addFour(sum: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(sum, f64x2.add(v128.load(sum), f64x2.add(f64x2.add(a, b), f64x2.add(c, d))));
}

/**
 * Adds a tile's share of one component to its sums, but for products of coordinates.
 *
 * @param tile in, d columns
 * @param anchor in, d f64
 * @param share in, 1 column: w r of each row
 * @param columns out where products are to follow, 2 d columns: x − a and w r (x − a)
 * @param size in and out, N_c
 * @param sum in and out, S_c
 * @param spread in and out, this component's part of Q where that is of squares
 */
export function addTile(
  tile: usize,
  d: i32,
  form: i32,
  anchor: usize,
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

  const matrix = isMatrix(form);
  const width = <usize>d * COLUMN;
  let q0 = f64x2.splat(0);
  let q1 = q0;
  let q2 = q0;
  let q3 = q0;
  for (let at: usize = 0; at < width; at += COLUMN) {
    const a = v128.load64_splat(anchor);
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
      const u = e + width;
      v128.store(u, u0);
      v128.store(u, u1, 16);
      v128.store(u, u2, 32);
      v128.store(u, u3, 48);
    }
    anchor += 8;
    sum += 16;
  }
  if (form == SPHERICAL) addFour(spread, q0, q1, q2, q3);
}

/** ‖x − a‖² of a tile's rows, or the largest number. `squares`: out, 1 column. */
export function squaresAbout(tile: usize, d: i32, anchor: usize, squares: usize): void {
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (const end = tile + <usize>d * COLUMN; tile < end; tile += COLUMN) {
    const a = v128.load64_splat(anchor);
    const e0 = f64x2.sub(v128.load(tile), a);
    const e1 = f64x2.sub(v128.load(tile, 16), a);
    const e2 = f64x2.sub(v128.load(tile, 32), a);
    const e3 = f64x2.sub(v128.load(tile, 48), a);
    sum0 = f64x2.add(sum0, f64x2.mul(e0, e0));
    sum1 = f64x2.add(sum1, f64x2.mul(e1, e1));
    sum2 = f64x2.add(sum2, f64x2.mul(e2, e2));
    sum3 = f64x2.add(sum3, f64x2.mul(e3, e3));
    anchor += 8;
  }
  const most = f64x2.splat(f64.MAX_VALUE);
  v128.store(squares, f64x2.pmin(most, sum0));
  v128.store(squares, f64x2.pmin(most, sum1), 16);
  v128.store(squares, f64x2.pmin(most, sum2), 32);
  v128.store(squares, f64x2.pmin(most, sum3), 48);
}

/** Bytes of the differences of a tile: 2 d columns, and one that an odd d lets products read. */
export function differencesBytes(d: i32): usize {
  return <usize>(2 * d + 1) * COLUMN;
}

/**
 * Q_ij += Σ rows u_i e_j for j ≤ i, with e = x − a and u = w r (x − a).
 *
 * Two by two products share what they load and are summed in registers over all tiles.
 * Where d is odd, the last pair has a second half that means nothing, and is not kept.
 *
 * @param columns in, for each tile d columns of e and d of u, differencesBytes(d) apart
 * @param tiles how many, at least 1
 * @param spread in and out, a lower triangle of pairs of lanes
 */
export function addProducts(columns: usize, d: i32, tiles: i32, spread: usize): void {
  const stride = differencesBytes(d);
  const end = columns + <usize>tiles * stride;
  const width = <usize>d * COLUMN;
  for (let i = 0; i < d; i += 2) {
    const u = <usize>i * COLUMN + width;
    const next = spread + ((<usize>(i + 1)) << 4);
    const whole = i + 1 < d;
    for (let j = 0; j <= i; j += 2) {
      let q00 = f64x2.splat(0);
      let q01 = q00;
      let q10 = q00;
      let q11 = q00;
      const e = <usize>j * COLUMN;
      for (let tile = columns; tile < end; tile += stride) {
        const left = tile + u;
        const right = tile + e;
        let ui = v128.load(left, 0);
        let un = v128.load(left, 64);
        let ej = v128.load(right, 0);
        let en = v128.load(right, 64);
        q00 = f64x2.add(q00, f64x2.mul(ui, ej));
        q01 = f64x2.add(q01, f64x2.mul(ui, en));
        q10 = f64x2.add(q10, f64x2.mul(un, ej));
        q11 = f64x2.add(q11, f64x2.mul(un, en));
        ui = v128.load(left, 16);
        un = v128.load(left, 80);
        ej = v128.load(right, 16);
        en = v128.load(right, 80);
        q00 = f64x2.add(q00, f64x2.mul(ui, ej));
        q01 = f64x2.add(q01, f64x2.mul(ui, en));
        q10 = f64x2.add(q10, f64x2.mul(un, ej));
        q11 = f64x2.add(q11, f64x2.mul(un, en));
        ui = v128.load(left, 32);
        un = v128.load(left, 96);
        ej = v128.load(right, 32);
        en = v128.load(right, 96);
        q00 = f64x2.add(q00, f64x2.mul(ui, ej));
        q01 = f64x2.add(q01, f64x2.mul(ui, en));
        q10 = f64x2.add(q10, f64x2.mul(un, ej));
        q11 = f64x2.add(q11, f64x2.mul(un, en));
        ui = v128.load(left, 48);
        un = v128.load(left, 112);
        ej = v128.load(right, 48);
        en = v128.load(right, 112);
        q00 = f64x2.add(q00, f64x2.mul(ui, ej));
        q01 = f64x2.add(q01, f64x2.mul(ui, en));
        q10 = f64x2.add(q10, f64x2.mul(un, ej));
        q11 = f64x2.add(q11, f64x2.mul(un, en));
      }
      const at = (<usize>j) << 4;
      addOne(spread + at, q00);
      if (j < i) addOne(spread + at + 16, q01);
      if (whole) {
        addOne(next + at, q10);
        addOne(next + at + 16, q11);
      }
    }
    spread = next + ((<usize>(i + 2)) << 4);
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
