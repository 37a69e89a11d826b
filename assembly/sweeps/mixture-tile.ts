import { scoreSquares, scoreTile } from "../score/densities";
import { DIAGONAL, isMatrix, meansOf, SPHERICAL } from "../score/forms";
import { shareTile } from "../share/exp";
import { largestScores } from "../share/share";
import { addFour, addProducts, addTile, spreadBytes, squaresAbout } from "../sums/moments";
import { COLUMN } from "../lanes/tile";
import { MixtureSweep } from "./mixture-sweep";

/**
 * The E-step of one tile under some of the components: score, share, add, so that nothing of it
 * leaves the first-level cache.
 *
 * Of k components `count` are listed, each an i32, in ascending order; columns of scores follow the list.
 */

/** Where in scratch a tile's work lies. T is usize for addresses, or u64 where sizes are counted. */
function differencesOf<T extends number>(d: T): T {
  return <T>(d * <T>COLUMN);
}

function scoresOf<T extends number>(d: T): T {
  return <T>((<T>3 * d + <T>1) * <T>COLUMN);
}

function squaresOf<T extends number>(d: T, k: T): T {
  return <T>(scoresOf<T>(d) + k * <T>COLUMN);
}

/** Four columns: the largest scores, the sums of shares, weights, and a product. */
function largestOf<T extends number>(d: T, k: T): T {
  return <T>(squaresOf<T>(d, k) + k * <T>COLUMN);
}

/** The list of all components, k i32 in whole columns. */
function everyOf<T extends number>(d: T, k: T): T {
  return <T>(largestOf<T>(d, k) + <T>(4 * COLUMN));
}

/** Bytes of scratch of a tile. */
export function tileScratchBytes<T extends number>(d: T, k: T): T {
  return <T>(everyOf<T>(d, k) + ((k * <T>4 + <T>(COLUMN - 1)) & (<T>~63)));
}

/** The list of all components, in scratch. */
export function everyComponent(mixture: MixtureSweep): usize {
  const k = mixture.k;
  const list = mixture.scratch + everyOf<usize>(<usize>mixture.d, <usize>k);
  for (let c = 0; c < k; c++) store<i32>(list + ((<usize>c) << 2), c);
  return list;
}

/**
 * Scores the tile in scratch under listed components, and finds each row's largest score.
 *
 * @param list in, count i32
 */
export function scoreListed(mixture: MixtureSweep, list: usize, count: i32): void {
  const d = mixture.d;
  const k = mixture.k;
  const form = mixture.form;
  const parameters = mixture.parameters;
  const tile = mixture.scratch;
  const scores = tile + scoresOf<usize>(<usize>d);
  const squares = tile + squaresOf<usize>(<usize>d, <usize>k);
  const largest = tile + largestOf<usize>(<usize>d, <usize>k);
  if (form <= DIAGONAL) {
    scoreSquares(tile, d, parameters, k, form, list, count, scores, squares, largest);
  } else {
    // Forms with a matrix are scored under all components.
    const z = tile + differencesOf<usize>(<usize>d);
    scoreTile(tile, d, d, parameters, 0, k, k, form, z, scores, COLUMN, 0);
    largestScores(scores, count, COLUMN, largest);
  }
}

/** Makes shares of the scores of a tile, as {@link shareTile} does. */
export function shareListed(mixture: MixtureSweep, count: i32, stiffness: f64): void {
  const d = <usize>mixture.d;
  const k = <usize>mixture.k;
  const scores = mixture.scratch + scoresOf<usize>(d);
  const largest = mixture.scratch + largestOf<usize>(d, k);
  if (count == 1) {
    // All of each row is the only component's: e^0, without an exponential.
    const one = f64x2.splat(1);
    for (let at: usize = 0; at < COLUMN; at += 16) {
      v128.store(scores + at, one);
      v128.store(largest + COLUMN + at, one);
    }
    return;
  }
  shareTile(scores, count, COLUMN, stiffness, largest, largest + COLUMN);
}

/** Where each row's largest score stands, and one column on the sum of its shares. */
export function largestColumn(mixture: MixtureSweep): usize {
  return mixture.scratch + largestOf<usize>(<usize>mixture.d, <usize>mixture.k);
}

/** Where the column of scores, or shares, of the first listed component stands. */
export function scoreColumns(mixture: MixtureSweep): usize {
  return mixture.scratch + scoresOf<usize>(<usize>mixture.d);
}

/** Dimensions from which on a component without a share in a tile is worth looking for. */
const LOOKED_FOR: i32 = 16;

/**
 * Adds the tile to the sums of listed components.
 *
 * @param list in, count i32
 * @param own whether sums are about the means that points were scored by
 * @param sums in and out, mixtureLength(spread, k, d) pairs of lanes
 */
export function addListed(
  mixture: MixtureSweep,
  list: usize,
  count: i32,
  own: bool,
  sums: usize,
): void {
  const d = mixture.d;
  const k = mixture.k;
  const spread = mixture.spread;
  const matrix = isMatrix(spread);
  const tile = mixture.scratch;
  const columns = tile + differencesOf<usize>(<usize>d);
  const factor = tile + largestOf<usize>(<usize>d, <usize>k) + 2 * COLUMN;
  const f0 = v128.load(factor);
  const f1 = v128.load(factor, 16);
  const f2 = v128.load(factor, 32);
  const f3 = v128.load(factor, 48);
  const width = (<usize>d) << 3;
  const sizes = sums + 32;
  const means = sizes + ((<usize>k) << 4);
  const spreads = means + ((<usize>(k * d)) << 4);
  const step = spreadBytes(spread, d);
  let shares = tile + scoresOf<usize>(<usize>d);
  let squares = tile + squaresOf<usize>(<usize>d, <usize>k);
  for (const end = list + ((<usize>count) << 2); list < end; list += 4) {
    const r0 = f64x2.mul(v128.load(shares), f0);
    const r1 = f64x2.mul(v128.load(shares, 16), f1);
    const r2 = f64x2.mul(v128.load(shares, 32), f2);
    const r3 = f64x2.mul(v128.load(shares, 48), f3);
    // A component far from all eight rows has no share in them, and adds nothing.
    if (d < LOOKED_FOR || v128.any_true(v128.or(v128.or(r0, r1), v128.or(r2, r3)))) {
      const c = <usize>load<i32>(list);
      let anchor = mixture.anchors + c * width;
      const size = sizes + (c << 4);
      let sum = means + c * (width << 1);
      let q = spreads + c * step;
      if (matrix) {
        v128.store(shares, r0);
        v128.store(shares, r1, 16);
        v128.store(shares, r2, 32);
        v128.store(shares, r3, 48);
        addTile(tile, d, spread, anchor, shares, columns, size, sum, q);
        addProducts(columns, d, 1, q);
      } else {
        // As addTile, but in line and without what products need: with a call, which takes vectors by
        // way of memory, and one for the exponential, fits at d = 2 took 1.08 times as long.
        addFour(size, r0, r1, r2, r3);
        if (spread == SPHERICAL && !own) squaresAbout(tile, d, anchor, squares);
        const bytes = <usize>d * COLUMN;
        for (let at: usize = 0; at < bytes; at += COLUMN) {
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
          if (spread == DIAGONAL) {
            const q0 = f64x2.mul(u0, e0);
            const q1 = f64x2.mul(u1, e1);
            addFour(q, q0, q1, f64x2.mul(u2, e2), f64x2.mul(u3, e3));
            q += 16;
          }
          anchor += 8;
          sum += 16;
        }
        if (spread == SPHERICAL) {
          const q0 = f64x2.mul(r0, v128.load(squares));
          const q1 = f64x2.mul(r1, v128.load(squares, 16));
          const q2 = f64x2.mul(r2, v128.load(squares, 32));
          addFour(q, q0, q1, q2, f64x2.mul(r3, v128.load(squares, 48)));
        }
      }
    }
    shares += COLUMN;
    squares += COLUMN;
  }
}

/** Whether sums are about the means that points are scored by. */
export function aboutMeans(mixture: MixtureSweep): bool {
  const k = mixture.k;
  const means = meansOf(mixture.parameters, k);
  return memory.compare(mixture.anchors, means, (<usize>(k * mixture.d)) << 3) == 0;
}
