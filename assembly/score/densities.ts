import { whiten } from "./ldl";
import {
  APART,
  DIAGONAL,
  FULL,
  negHalfPrecisionsOf,
  lowerOf,
  meansOf,
  SPHERICAL,
  TIED,
  triangle,
} from "./forms";
import { COLUMN } from "../lanes/tile";

/**
 * Scores of a tile under a component: the logarithm of π N(x; m, Σ), or −‖x − m‖. Each is a
 * column of ROWS f64.
 *
 * Of d coordinates only the first may be asked for. What they come to is an upper bound of
 * the score: every further coordinate is added to the same sum, and none adds above 0.
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

/** offset + Σ_j half_j (z_j − m_j)² of one component where all share a matrix, z being whitened. `negHalfPrecisions`: in, −½ / D_j. */
function diagonalScore(
  tile: usize,
  coordinates: i32,
  offset: usize,
  mean: usize,
  negHalfPrecisions: usize,
  score: usize,
): void {
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  const end = tile + <usize>coordinates * COLUMN;
  for (let column = tile; column < end; column += COLUMN) {
    const mj = v128.load64_splat(mean);
    const half = v128.load64_splat(negHalfPrecisions);
    const e0 = f64x2.sub(v128.load(column), mj);
    const e1 = f64x2.sub(v128.load(column, 16), mj);
    const e2 = f64x2.sub(v128.load(column, 32), mj);
    const e3 = f64x2.sub(v128.load(column, 48), mj);
    sum0 = f64x2.add(sum0, f64x2.mul(half, f64x2.mul(e0, e0)));
    sum1 = f64x2.add(sum1, f64x2.mul(half, f64x2.mul(e1, e1)));
    sum2 = f64x2.add(sum2, f64x2.mul(half, f64x2.mul(e2, e2)));
    sum3 = f64x2.add(sum3, f64x2.mul(half, f64x2.mul(e3, e3)));
    mean += 8;
    negHalfPrecisions += 8;
  }
  storeScores(score, v128.load64_splat(offset), sum0, sum1, sum2, sum3);
}

/** offset + Σ_j half_j z_j² of one component, from whitened columns. */
function whitenedScore(
  z: usize,
  coordinates: i32,
  offset: usize,
  negHalfPrecisions: usize,
  score: usize,
): void {
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  const end = z + <usize>coordinates * COLUMN;
  for (let column = z; column < end; column += COLUMN) {
    const half = v128.load64_splat(negHalfPrecisions);
    const z0 = v128.load(column);
    const z1 = v128.load(column, 16);
    const z2 = v128.load(column, 32);
    const z3 = v128.load(column, 48);
    sum0 = f64x2.add(sum0, f64x2.mul(half, f64x2.mul(z0, z0)));
    sum1 = f64x2.add(sum1, f64x2.mul(half, f64x2.mul(z1, z1)));
    sum2 = f64x2.add(sum2, f64x2.mul(half, f64x2.mul(z2, z2)));
    sum3 = f64x2.add(sum3, f64x2.mul(half, f64x2.mul(z3, z3)));
    negHalfPrecisions += 8;
  }
  storeScores(score, v128.load64_splat(offset), sum0, sum1, sum2, sum3);
}

/**
 * What listed components score a tile, and the largest score of each row, in one go for forms
 * without a matrix: while the next component is scored, the largest so far stay in registers.
 *
 * @param tile in, d columns
 * @param parameters in, as forms.ts lays them out for k components of d dimensions
 * @param form SPHERICAL, DIAGONAL or DISTANCE
 * @param list in, count i32: which components
 * @param scores out, count columns
 * @param squares out where SPHERICAL, count columns: ‖x − m‖², or the largest number
 * @param largest out, 1 column
 */
export function scoreSquares(
  tile: usize,
  d: i32,
  parameters: usize,
  k: i32,
  form: i32,
  list: usize,
  count: i32,
  scores: usize,
  squares: usize,
  largest: usize,
): void {
  const floor = f64x2.splat(FLOOR);
  const most = f64x2.splat(f64.MAX_VALUE);
  const means = meansOf(parameters, k);
  const halves = negHalfPrecisionsOf(parameters, k, d);
  const bytes = (<usize>d) << 3;
  const end = tile + <usize>d * COLUMN;
  let most0 = f64x2.splat(-Infinity);
  let most1 = most0;
  let most2 = most0;
  let most3 = most0;
  for (let i = 0; i < count; i++) {
    const c = <usize>load<i32>(list + ((<usize>i) << 2));
    let mean = means + c * bytes;
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    if (form == DIAGONAL) {
      let half = halves + c * bytes;
      for (let column = tile; column < end; column += COLUMN) {
        const mj = v128.load64_splat(mean);
        const hj = v128.load64_splat(half);
        const e0 = f64x2.sub(v128.load(column), mj);
        const e1 = f64x2.sub(v128.load(column, 16), mj);
        const e2 = f64x2.sub(v128.load(column, 32), mj);
        const e3 = f64x2.sub(v128.load(column, 48), mj);
        sum0 = f64x2.add(sum0, f64x2.mul(hj, f64x2.mul(e0, e0)));
        sum1 = f64x2.add(sum1, f64x2.mul(hj, f64x2.mul(e1, e1)));
        sum2 = f64x2.add(sum2, f64x2.mul(hj, f64x2.mul(e2, e2)));
        sum3 = f64x2.add(sum3, f64x2.mul(hj, f64x2.mul(e3, e3)));
        mean += 8;
        half += 8;
      }
    } else {
      for (let column = tile; column < end; column += COLUMN) {
        const mj = v128.load64_splat(mean);
        const e0 = f64x2.sub(v128.load(column), mj);
        const e1 = f64x2.sub(v128.load(column, 16), mj);
        const e2 = f64x2.sub(v128.load(column, 32), mj);
        const e3 = f64x2.sub(v128.load(column, 48), mj);
        sum0 = f64x2.add(sum0, f64x2.mul(e0, e0));
        sum1 = f64x2.add(sum1, f64x2.mul(e1, e1));
        sum2 = f64x2.add(sum2, f64x2.mul(e2, e2));
        sum3 = f64x2.add(sum3, f64x2.mul(e3, e3));
        mean += 8;
      }
      if (form == SPHERICAL) {
        // What is too far to be squared adds nothing where it has no share.
        v128.store(squares, f64x2.pmin(most, sum0));
        v128.store(squares, f64x2.pmin(most, sum1), 16);
        v128.store(squares, f64x2.pmin(most, sum2), 32);
        v128.store(squares, f64x2.pmin(most, sum3), 48);
        squares += COLUMN;
        const h = v128.load64_splat(halves + (c << 3));
        sum0 = f64x2.mul(h, sum0);
        sum1 = f64x2.mul(h, sum1);
        sum2 = f64x2.mul(h, sum2);
        sum3 = f64x2.mul(h, sum3);
      } else {
        sum0 = f64x2.neg(f64x2.sqrt(sum0));
        sum1 = f64x2.neg(f64x2.sqrt(sum1));
        sum2 = f64x2.neg(f64x2.sqrt(sum2));
        sum3 = f64x2.neg(f64x2.sqrt(sum3));
      }
    }
    const offset = v128.load64_splat(parameters + (c << 3));
    sum0 = f64x2.add(offset, f64x2.pmax(floor, sum0));
    sum1 = f64x2.add(offset, f64x2.pmax(floor, sum1));
    sum2 = f64x2.add(offset, f64x2.pmax(floor, sum2));
    sum3 = f64x2.add(offset, f64x2.pmax(floor, sum3));
    v128.store(scores, sum0);
    v128.store(scores, sum1, 16);
    v128.store(scores, sum2, 32);
    v128.store(scores, sum3, 48);
    scores += COLUMN;
    most0 = f64x2.pmax(most0, sum0);
    most1 = f64x2.pmax(most1, sum1);
    most2 = f64x2.pmax(most2, sum2);
    most3 = f64x2.pmax(most3, sum3);
  }
  v128.store(largest, most0);
  v128.store(largest, most1, 16);
  v128.store(largest, most2, 32);
  v128.store(largest, most3, 48);
}

/**
 * What components `from` to `to` − 1, of a form with matrices, score a tile's first coordinates.
 *
 * @param tile in, coordinates columns
 * @param parameters in, as forms.ts lays them out for k components of d dimensions
 * @param z scratch, coordinates columns
 * @param scores out, a column for each, `stride` bytes apart
 * @param origin what a tied L whitens points about, or 0 for the origin behind it
 */
export function scoreTile(
  tile: usize,
  coordinates: i32,
  d: i32,
  parameters: usize,
  from: i32,
  to: i32,
  k: i32,
  form: i32,
  z: usize,
  scores: usize,
  stride: usize,
  origin: usize,
): void {
  if (form == APART) {
    scoreApart(tile, coordinates, d, parameters, from, to, k, z, scores, stride);
    return;
  }
  const bytes = (<usize>d) << 3;
  const negHalfPrecisions = negHalfPrecisionsOf(parameters, k, d);
  const lowerBytes = (<usize>(triangle(d) - d)) << 3;
  if (form == TIED) {
    const lower = lowerOf(parameters, k, d, d);
    whiten(tile, coordinates, origin ? origin : lower + lowerBytes, lower, z);
    tile = z;
  }
  const matrices = lowerOf(parameters, k, d, k * d);
  for (let c = from; c < to; c++) {
    const offset = parameters + ((<usize>c) << 3);
    const mean = meansOf(parameters, k) + <usize>c * bytes;
    if (form == FULL) {
      whiten(tile, coordinates, mean, matrices + <usize>c * lowerBytes, z);
      whitenedScore(z, coordinates, offset, negHalfPrecisions + <usize>c * bytes, scores);
    } else {
      diagonalScore(tile, coordinates, offset, mean, negHalfPrecisions, scores);
    }
    scores += stride;
  }
}

/**
 * The same where means lie apart: neighbours of one group at a time, as a tied form of its origin.
 * To look for the group of each component in the loop above took 3 to 4 % of tied fits at d = 1.
 */
function scoreApart(
  tile: usize,
  coordinates: i32,
  d: i32,
  parameters: usize,
  from: i32,
  to: i32,
  k: i32,
  z: usize,
  scores: usize,
  stride: usize,
): void {
  const groups = lowerOf(parameters, k, d, d) + ((<usize>(triangle(d) - d)) << 3);
  const origins = groups + ((<usize>k) << 3);
  while (from < to) {
    const group = load<f64>(groups + ((<usize>from) << 3));
    let end = from + 1;
    while (end < to && load<f64>(groups + ((<usize>end) << 3)) == group) end++;
    const origin = origins + ((<usize>group * <usize>d) << 3);
    scoreTile(tile, coordinates, d, parameters, from, end, k, TIED, z, scores, stride, origin);
    scores += <usize>(end - from) * stride;
    from = end;
  }
}
