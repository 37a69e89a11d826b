import { BLOCK_ROWS, forEachBlock } from "../core/blocks.js";
import { carve, carvedBytes, core } from "../core/core.js";
import { tileBytes } from "../core/rows.js";
import type { Part } from "../data/part.js";
import { Pending, type Talk } from "../data/pending.js";

/** Bytes of linear memory that {@link assign} needs. */
export function assignBytes(n: number, d: number, k: number): number {
  return carvedBytes(layout(n, d, k * d, 4));
}

/** The label of every row under these centroids (k × d), ties to the lowest index. */
export function* assign(part: Part, centroids: readonly number[], k: number): Talk<Int32Array> {
  const { memory } = core();
  const { count: n, dimensions: d, kernels, valueBytes } = part.rows;
  const labels = new Int32Array(n);
  yield* distanceBlocks(part, centroids, 4, (x, first, rows, m, out, tile) => {
    kernels.assignBlock(x, valueBytes, rows, d, m, k, out, tile);
    labels.set(memory.i32(out, rows), first);
  });
  return labels;
}

/** Euclidean distances of every row to every centroid, n × k, row-major. */
export function* distances(
  part: Part,
  centroids: readonly number[],
  k: number,
): Talk<Float64Array> {
  const { memory } = core();
  const { count: n, dimensions: d, kernels, valueBytes } = part.rows;
  const result = new Float64Array(n * k);
  yield* distanceBlocks(part, centroids, k * 8, (x, first, rows, m, out, tile) => {
    kernels.distancesBlock(x, valueBytes, rows, d, m, k, out, tile);
    result.set(memory.f64(out, rows * k), first * k);
  });
  return result;
}

function layout(n: number, d: number, values: number, rowBytes: number) {
  return {
    centroids: values * 8,
    out: Math.min(BLOCK_ROWS, n) * rowBytes,
    tile: tileBytes(d),
  };
}

/**
 * Runs a pass block by block over one block-sized output, so that linear memory
 * holds nothing beside the rows that grows with n.
 *
 * @param rowBytes bytes of output per row
 */
export function* distanceBlocks(
  { rows, pace }: Part,
  centroids: readonly number[],
  rowBytes: number,
  pass: (
    x: number,
    first: number,
    rows: number,
    centroids: number,
    out: number,
    tile: number,
  ) => void,
): Talk<void> {
  const space = carve(layout(rows.count, rows.dimensions, centroids.length, rowBytes));
  const [m, out, tile] = space.addresses;
  try {
    core().memory.f64(m, centroids.length).set(centroids);
    const swept = pace(rows.count, {
      stride: BLOCK_ROWS,
      rowCost: centroids.length,
      visit: (first, count) => {
        forEachBlock(first, count, (row, some) => {
          pass(rows.address(row), row, some, m, out, tile);
        });
      },
      answer: () => undefined,
    });
    if (swept instanceof Pending) yield swept;
  } finally {
    space.region.release();
  }
}
