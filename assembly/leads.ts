import { nearestTwo } from "./score";
import { gatherTile, ROWS, tileDistances, tileLabels, tileSeconds } from "./tile";

/**
 * Hamerly's bound (2010), in one number a row: its lead, by how much its own centroid is
 * nearer than the second nearest. A lead shrinks by no more than the own centroid's move and
 * the farthest move of another, so while moves so far sum up to less, the label holds and
 * nothing is computed.
 *
 * A lead is kept as lead + what its component had spent when it was found, so that rows that
 * hold are only read. All lengths are × unit, a power of two that brings the data near 1, and
 * every rounding is away from "holds": labels stay exact.
 */

/** 2^-26: more than the relative error of a distance summed over up to 2^25 values. */
const INEXACT: f64 = 1.4901161193847656e-8;

/** 2^-22: more than the relative error of a sum rounded to f32. */
const ROUNDED: f64 = 2.384185791015625e-7;

/** 2^-120: more than the error of f32 where numbers are subnormal. */
const TINY: f64 = 7.52316384526264e-37;

/** 2^100: no f32 overflows below. */
const HUGE: f64 = 1.2676506002282294e30;

/**
 * Labels every row of a block, searching only those whose lead may be spent.
 *
 * @param x in, rows × d of T, row-major
 * @param centroids in, k × d f64, row-major
 * @param labels in (the labels before) and out, rows i32
 * @param leads in and out, rows f32
 * @param spent in, k f64: for each component the sum over iterations of its own move and the
 *   farthest move of another
 * @param searched scratch, rows i32
 * @param tile scratch, d + 3 columns
 * @returns how many labels changed
 */
export function leadBlock<T extends number>(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  unit: f64,
  labels: usize,
  leads: usize,
  spent: usize,
  searched: usize,
  tile: usize,
): i32 {
  const distances = tileDistances(tile, d);
  const seconds = tileSeconds(tile, d);
  const found = tileLabels(tile, d);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 2;
    const gone = load<f64>(spent + ((<usize>load<i32>(labels + at)) << 3));
    // Written in any case and kept only where the row fails: no branch to mispredict.
    store<i32>(searched + ((<usize>count) << 2), row);
    count += i32(!(<f64>load<f32>(leads + at) > gone));
  }
  let changed = 0;
  for (; count > 0; count -= ROWS) {
    const some = min(ROWS, count);
    gatherTile<T>(x, searched, some, d, tile);
    nearestTwo(tile, d, centroids, k, distances, seconds, found);
    for (let r = 0; r < some; r++) {
      const at = (<usize>load<i32>(searched)) << 2;
      const lane = (<usize>r) << 3;
      const label = <i32>load<i64>(found + lane);
      changed += i32(label != load<i32>(labels + at));
      store<i32>(labels + at, label);
      const own = sqrt(load<f64>(distances + lane)) * (1 + INEXACT);
      const second = sqrt(load<f64>(seconds + lane)) * (1 - INEXACT);
      const lead = (second - own) * unit + load<f64>(spent + ((<usize>label) << 3));
      const kept = min(lead, HUGE);
      store<f32>(leads + at, <f32>(kept - abs(kept) * ROUNDED - TINY));
      searched += 4;
    }
  }
  return changed;
}
