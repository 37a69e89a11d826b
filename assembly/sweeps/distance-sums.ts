import { at4, at8 } from "../lanes/address";
import { COLUMN, gatherTile, tileDistances } from "../lanes/tile";
import { squaredDistances } from "../score/distances";

/**
 * Sums of distances between rows, by cluster. Fields and their order are those of DISTANCE_SUMS in
 * src/core/records.ts.
 */
@unmanaged
export class DistanceSums {
  /** Bytes of a value of the rows, 4 or 8. */
  bytes: i32;
  d: i32;
  /** In, n × d, row-major. */
  x: usize;
  /** In, n i32: the rows, cluster by cluster. */
  order: usize;
  /** In, n i32: the cluster of each row. */
  clusters: usize;
  /** In and out, k × ROWS f64: Σ of the distances of each of a tile's rows to those of each cluster. */
  sums: usize;
  /** In and out, n f64 in that order: Σ of the distances of each row to those of tiles. */
  mirrored: usize;
  /** Scratch, tileBytes(d). */
  tile: usize;
}

/**
 * Adds the distances of a tile of rows to those at `begin` to `end` − 1 in the order: each to the
 * sums of its tile's row, and for `mirror` to that of the other row too, for they are the same.
 *
 * A pair measured once for both rows took 0.54 of measuring it twice at d = 64; two rows at a time
 * 0.77 of one at d = 2, and 0.85 at d = 64.
 *
 * @param rows in, count i32: the rows of the tile
 * @param count 1 to ROWS
 */
export function addDistances(
  sweep: DistanceSums,
  rows: usize,
  count: i32,
  begin: i32,
  end: i32,
  mirror: bool,
): void {
  const bytes = sweep.bytes;
  const d = sweep.d;
  const x = sweep.x;
  const tile = sweep.tile;
  const stride = <usize>(d * bytes);
  const distances = tileDistances(tile, d);
  gatherTile(x, bytes, rows, count, d, tile);
  // Lanes past the last row repeat it: their distances count for nothing.
  const counted = i64x2.splat(count);
  const lanes = i64x2(0, 1);
  const two = i64x2.splat(2);
  const mask0 = i64x2.gt_s(counted, lanes);
  const mask1 = i64x2.gt_s(counted, i64x2.add(lanes, two));
  const mask2 = i64x2.gt_s(counted, i64x2.add(lanes, i64x2.splat(4)));
  const mask3 = i64x2.gt_s(counted, i64x2.add(lanes, i64x2.splat(6)));
  for (let at = begin; at < end;) {
    const cluster = load<i32>(at4(sweep.clusters, load<i32>(at4(sweep.order, at))));
    const sums = sweep.sums + <usize>cluster * COLUMN;
    let sum0 = v128.load(sums);
    let sum1 = v128.load(sums, 16);
    let sum2 = v128.load(sums, 32);
    let sum3 = v128.load(sums, 48);
    // Two rows at a time, the last of them twice where it is alone.
    while (at < end) {
      const row = load<i32>(at4(sweep.order, at));
      if (load<i32>(at4(sweep.clusters, row)) != cluster) break;
      let next = row;
      if (at + 1 < end) {
        const following = load<i32>(at4(sweep.order, at + 1));
        if (load<i32>(at4(sweep.clusters, following)) == cluster) next = following;
      }
      squaredDistances(
        tile,
        d,
        x + <usize>row * stride,
        x + <usize>next * stride,
        bytes,
        distances,
      );
      for (let from = distances; from <= distances + (next == row ? 0 : COLUMN); from += COLUMN) {
        const d0 = v128.and(mask0, f64x2.sqrt(v128.load(from)));
        const d1 = v128.and(mask1, f64x2.sqrt(v128.load(from, 16)));
        const d2 = v128.and(mask2, f64x2.sqrt(v128.load(from, 32)));
        const d3 = v128.and(mask3, f64x2.sqrt(v128.load(from, 48)));
        sum0 = f64x2.add(sum0, d0);
        sum1 = f64x2.add(sum1, d1);
        sum2 = f64x2.add(sum2, d2);
        sum3 = f64x2.add(sum3, d3);
        if (mirror) {
          const all = f64x2.add(f64x2.add(d0, d1), f64x2.add(d2, d3));
          const other = at8(sweep.mirrored, at);
          store<f64>(
            other,
            load<f64>(other) + (f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1)),
          );
        }
        at++;
      }
    }
    v128.store(sums, sum0);
    v128.store(sums, sum1, 16);
    v128.store(sums, sum2, 32);
    v128.store(sums, sum3, 48);
  }
}
