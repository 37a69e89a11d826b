import { BLOCK_ROWS, forEachBlock } from "../core/blocks.js";
import { carve, carvedBytes, core, writeIntegers } from "../core/core.js";
import { CENTROID_SWEEP, recordBytes } from "../core/records.js";
import { tileBytes } from "../core/rows.js";
import type { Part } from "../data/part.js";
import { Pending, type Talk } from "../data/pending.js";
import { LabelsInIntegers, paysOnce } from "../search/labels.js";
import { cellsBytes, cellsFor } from "./cells.js";
import { elsewhere } from "./elsewhere.js";

/** Bytes of linear memory that {@link assign} needs. */
export function assignBytes(n: number, d: number, k: number): number {
  const integers = paysOnce(n, d, k) ? LabelsInIntegers.bytes(n, d, k) : 0;
  return carvedBytes(layout(n, d, k * d, 4)) + integers + cellsBytes(n, d, k);
}

/** The label of every row under these centroids (k × d), ties to the lowest index. */
export function* assign(part: Part, centroids: readonly number[], k: number): Talk<Int32Array> {
  const others = elsewhere(part)?.rowwise("assign", centroids, k);
  if (others !== undefined) return (yield others) as Int32Array;
  const { memory } = core();
  const { count: n, dimensions: d, kernels } = part.rows;
  const labels = new Int32Array(n);
  const integers = paysOnce(n, d, k) ? new LabelsInIntegers(part.rows, centroids, k) : undefined;
  // Rows of few dimensions, where integers do not pay.
  const cells = cellsFor(part.rows, centroids, k);
  try {
    yield* distanceBlocks(part, centroids, k, 4, (sweep, x, first, rows, out) => {
      if (integers !== undefined) integers.assign(first, rows, out);
      else if (cells?.label(x, rows, out) !== true) kernels.assignBlock(sweep, x, rows, out);
      labels.set(memory.i32(out, rows), first);
    });
  } finally {
    integers?.release();
    cells?.release();
  }
  return labels;
}

/** Euclidean distances of every row to every centroid, n × k, row-major. */
export function* distances(
  part: Part,
  centroids: readonly number[],
  k: number,
): Talk<Float64Array> {
  const others = elsewhere(part)?.rowwise("distances", centroids, k);
  if (others !== undefined) return (yield others) as Float64Array;
  const { memory } = core();
  const { count: n, kernels } = part.rows;
  const result = new Float64Array(n * k);
  yield* distanceBlocks(part, centroids, k, k * 8, (sweep, x, first, rows, out) => {
    kernels.distancesBlock(sweep, x, rows, out);
    result.set(memory.f64(out, rows * k), first * k);
  });
  return result;
}

function layout(n: number, d: number, values: number, rowBytes: number) {
  return {
    record: recordBytes(CENTROID_SWEEP),
    centroids: values * 8,
    out: Math.min(BLOCK_ROWS, n) * rowBytes,
    tile: tileBytes(d),
  };
}

/**
 * Runs a pass block by block over one block-sized output, so that linear memory
 * holds nothing beside the rows that grows with n.
 *
 * @param k how many centroids there are
 * @param rowBytes bytes of output per row
 * @param pass takes the address of a record for the kernels, and that of the output
 */
function* distanceBlocks(
  { rows, pace }: Part,
  centroids: readonly number[],
  k: number,
  rowBytes: number,
  pass: (sweep: number, x: number, first: number, rows: number, out: number) => void,
): Talk<void> {
  const space = carve(layout(rows.count, rows.dimensions, centroids.length, rowBytes));
  const { addresses } = space;
  const { record, out } = addresses;
  const { dimensions: d, valueBytes: bytes } = rows;
  try {
    core().memory.f64(addresses.centroids, centroids.length).set(centroids);
    writeIntegers(record, CENTROID_SWEEP, { bytes, d, k, ...addresses });
    const swept = pace(rows.count, {
      stride: BLOCK_ROWS,
      rowCost: centroids.length,
      visit: (first, count) => {
        forEachBlock(first, count, (row, some) => {
          pass(record, rows.address(row), row, some, out);
        });
      },
      answer: () => undefined,
    });
    if (swept instanceof Pending) yield swept;
  } finally {
    space.region.release();
  }
}
