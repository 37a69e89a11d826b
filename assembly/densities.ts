import { whiten } from "./cholesky";
import { DIAGONAL, FULL, halvesOf, lowerOf, meansOf, SPHERICAL, TIED, triangle } from "./forms";
import { COLUMN } from "./tile";

/**
 * Scores of a tile under every component: the logarithm of π N(x; m, Σ), or −‖x − m‖.
 * Each is a column of ROWS f64.
 */

/**
 * No score falls below this, −2^1023, however far its point: what overflows would become
 * −Infinity, and where all components do, NaN. Components then share alike.
 */
const FLOOR: f64 = -8.98846567431158e307;

/** score = offset + max(FLOOR, exponent). A NaN, from Infinity − Infinity, is FLOOR too. */
function storeScores(scores: usize, offset: v128, e0: v128, e1: v128, e2: v128, e3: v128): void {
  const floor = f64x2.splat(FLOOR);
  v128.store(scores, f64x2.add(offset, f64x2.pmax(floor, e0)));
  v128.store(scores, f64x2.add(offset, f64x2.pmax(floor, e1)), 16);
  v128.store(scores, f64x2.add(offset, f64x2.pmax(floor, e2)), 32);
  v128.store(scores, f64x2.add(offset, f64x2.pmax(floor, e3)), 48);
}

/** −‖x − m‖, or with `halves`, offset − ‖x − m‖² / 2σ². */
function distanceScores(
  tile: usize,
  d: i32,
  offsets: usize,
  means: usize,
  halves: usize,
  k: i32,
  scores: usize,
): void {
  const end = tile + <usize>d * COLUMN;
  for (let c = 0; c < k; c++) {
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    for (let column = tile; column < end; column += COLUMN) {
      const mj = v128.load64_splat(means);
      const e0 = f64x2.sub(v128.load(column), mj);
      const e1 = f64x2.sub(v128.load(column, 16), mj);
      const e2 = f64x2.sub(v128.load(column, 32), mj);
      const e3 = f64x2.sub(v128.load(column, 48), mj);
      sum0 = f64x2.add(sum0, f64x2.mul(e0, e0));
      sum1 = f64x2.add(sum1, f64x2.mul(e1, e1));
      sum2 = f64x2.add(sum2, f64x2.mul(e2, e2));
      sum3 = f64x2.add(sum3, f64x2.mul(e3, e3));
      means += 8;
    }
    if (halves) {
      const half = v128.load64_splat(halves);
      sum0 = f64x2.mul(half, sum0);
      sum1 = f64x2.mul(half, sum1);
      sum2 = f64x2.mul(half, sum2);
      sum3 = f64x2.mul(half, sum3);
      halves += 8;
    } else {
      sum0 = f64x2.neg(f64x2.sqrt(sum0));
      sum1 = f64x2.neg(f64x2.sqrt(sum1));
      sum2 = f64x2.neg(f64x2.sqrt(sum2));
      sum3 = f64x2.neg(f64x2.sqrt(sum3));
    }
    storeScores(scores, v128.load64_splat(offsets), sum0, sum1, sum2, sum3);
    offsets += 8;
    scores += COLUMN;
  }
}

/** offset + Σ_j half_j (x_j − m_j)² of one component. `halves`: in, d f64, −½ / D_j. */
function diagonalScore(
  tile: usize,
  d: i32,
  offset: usize,
  mean: usize,
  halves: usize,
  score: usize,
): void {
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  const end = tile + <usize>d * COLUMN;
  for (let column = tile; column < end; column += COLUMN) {
    const mj = v128.load64_splat(mean);
    const half = v128.load64_splat(halves);
    const e0 = f64x2.sub(v128.load(column), mj);
    const e1 = f64x2.sub(v128.load(column, 16), mj);
    const e2 = f64x2.sub(v128.load(column, 32), mj);
    const e3 = f64x2.sub(v128.load(column, 48), mj);
    sum0 = f64x2.add(sum0, f64x2.mul(half, f64x2.mul(e0, e0)));
    sum1 = f64x2.add(sum1, f64x2.mul(half, f64x2.mul(e1, e1)));
    sum2 = f64x2.add(sum2, f64x2.mul(half, f64x2.mul(e2, e2)));
    sum3 = f64x2.add(sum3, f64x2.mul(half, f64x2.mul(e3, e3)));
    mean += 8;
    halves += 8;
  }
  storeScores(score, v128.load64_splat(offset), sum0, sum1, sum2, sum3);
}

/** offset + Σ_j half_j z_j² of one component, from whitened columns. */
function whitenedScore(z: usize, d: i32, offset: usize, halves: usize, score: usize): void {
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  const end = z + <usize>d * COLUMN;
  for (let column = z; column < end; column += COLUMN) {
    const half = v128.load64_splat(halves);
    const z0 = v128.load(column);
    const z1 = v128.load(column, 16);
    const z2 = v128.load(column, 32);
    const z3 = v128.load(column, 48);
    sum0 = f64x2.add(sum0, f64x2.mul(half, f64x2.mul(z0, z0)));
    sum1 = f64x2.add(sum1, f64x2.mul(half, f64x2.mul(z1, z1)));
    sum2 = f64x2.add(sum2, f64x2.mul(half, f64x2.mul(z2, z2)));
    sum3 = f64x2.add(sum3, f64x2.mul(half, f64x2.mul(z3, z3)));
    halves += 8;
  }
  storeScores(score, v128.load64_splat(offset), sum0, sum1, sum2, sum3);
}

/**
 * Scores a tile under k components.
 *
 * @param tile in, d columns
 * @param parameters in, as forms.ts lays them out
 * @param z scratch, d columns
 * @param scores out, k columns
 */
export function scoreTile(
  tile: usize,
  d: i32,
  parameters: usize,
  k: i32,
  form: i32,
  z: usize,
  scores: usize,
): void {
  const means = meansOf(parameters, k);
  let halves = halvesOf(parameters, k, d);
  const bytes = (<usize>d) << 3;
  if (form == DIAGONAL) {
    for (let c = 0; c < k; c++) {
      const at = <usize>c * bytes;
      const offset = parameters + ((<usize>c) << 3);
      diagonalScore(tile, d, offset, means + at, halves + at, scores + <usize>c * COLUMN);
    }
  } else if (form == TIED) {
    const lower = lowerOf(parameters, k, d, d);
    const origin = lower + ((<usize>(triangle(d) - d)) << 3);
    whiten(tile, d, origin, lower, z);
    for (let c = 0; c < k; c++) {
      const offset = parameters + ((<usize>c) << 3);
      diagonalScore(z, d, offset, means + <usize>c * bytes, halves, scores + <usize>c * COLUMN);
    }
  } else if (form == FULL) {
    let lower = lowerOf(parameters, k, d, k * d);
    const lowerBytes = (<usize>(triangle(d) - d)) << 3;
    for (let c = 0; c < k; c++) {
      whiten(tile, d, means + <usize>c * bytes, lower, z);
      whitenedScore(z, d, parameters + ((<usize>c) << 3), halves, scores + <usize>c * COLUMN);
      halves += bytes;
      lower += lowerBytes;
    }
  } else {
    distanceScores(tile, d, parameters, means, form == SPHERICAL ? halves : 0, k, scores);
  }
}
