import { BLOCK_ROWS } from "../core/blocks.js";
import { carve, carvedBytes, core, writeIntegers, writeReals } from "../core/core.js";
import type { Region } from "../core/memory.js";
import { CELLS, recordBytes } from "../core/records.js";
import { type Rows, tileBytes } from "../core/rows.js";
import { fixedPositions } from "../data/positions.js";

/**
 * Labels of new rows in few dimensions, found in a grid of cells: most cells have one centroid
 * that is nearest to all of them, and few have more than three to choose from.
 */
interface Cells {
  /** Labels a block of rows; whether it did. Where cells do not help, it does not any more. */
  readonly label: (x: number, rows: number, labels: number) => boolean;
  readonly release: () => void;
}

/** Rows by which the grid is laid: all but the outermost of them lie inside. */
const SAMPLE = 256;
const OUTERMOST = 4;

/**
 * Cells in one dimension, as a power of two: as many as there is work for, 2^16 at most in all; 0
 * where cells do not pay. Full search / cells: 0.4 to 0.8 for 4,096 rows of 2 and 3 dimensions, 1.2 to
 * 1.8 for 20,000 × 2 and k = 32 and 64, 0.8 to 1.2 for 200,000 × 3 and k = 16 and 32.
 */
function levelsFor(n: number, d: number, k: number): number {
  // Many centroids alone do not pay: each is weighed for many cells.
  if (d > 3 || n < 4096 || k < 16 * d || n * k < 2 ** (15 + 2 * d)) return 0;
  return Math.floor(Math.min(Math.log2(n * k) - 9, 16) / d);
}

function layout(d: number, k: number, levels: number) {
  const table = 2 ** (levels * d) * 4;
  return {
    record: recordBytes(CELLS),
    centroids: k * d * 8,
    grid: 3 * d * 8,
    box: 3 * d * 8,
    table,
    lists: (2 + 2 * d) * table + k * 64,
    doubtful: BLOCK_ROWS * 4,
    tile: tileBytes(d),
  };
}

/** Bytes of linear memory that cells need at most. */
export function cellsBytes(n: number, d: number, k: number): number {
  const levels = levelsFor(n, d, k);
  return levels === 0 ? 0 : carvedBytes(layout(d, k, levels));
}

/** Cells for these rows and centroids (k × d); undefined where they do not pay. */
export function cellsFor(rows: Rows, centroids: readonly number[], k: number): Cells | undefined {
  const { count: n, dimensions: d, valueBytes: bytes } = rows;
  const levels = levelsFor(n, d, k);
  if (levels === 0) return undefined;
  const reach = centroids.reduce((m, x) => Math.max(m, Math.abs(x)), rows.largestMagnitude());
  // Squares have to be far from the ends of what float64 holds.
  if (!(reach > 2 ** -400 && reach < 2 ** 400)) return undefined;
  const sizes = layout(d, k, levels);
  const { region, addresses } = carve(sizes);
  const { memory, kernels } = core();
  const { record, lists } = addresses;
  memory.f64(addresses.centroids, k * d).set(centroids);
  memory.f64(addresses.grid, 3 * d).set(gridOf(rows, 2 ** levels, reach));
  const listsEnd = lists;
  const roomEnd = lists + sizes.lists;
  writeReals(record, CELLS, { reach });
  writeIntegers(record, CELLS, { bytes, d, k, levels, listsEnd, roomEnd, ...addresses });
  kernels.buildCells(record);
  return cellsAt(record, k, region);
}

function cellsAt(record: number, k: number, region: Region): Cells {
  let helps = true;
  return {
    label(x, rows, labels) {
      if (!helps) return false;
      // A row at a time each distance takes three or four times as long as in a tile.
      helps = core().kernels.cellsBlock(record, x, rows, labels) * 4 < rows * k;
      return true;
    },
    release: () => region.release(),
  };
}

/** Origins, scales and widths of cells, so that `side` of them reach over most rows in each dimension. */
function gridOf(rows: Rows, side: number, reach: number): number[] {
  const { count, dimensions: d } = rows;
  const values = rows.view();
  const sample = fixedPositions(count, SAMPLE);
  const columns = Array.from({ length: d }, (_, j) =>
    Float64Array.from(sample, (row) => values[row * d + j]).sort(),
  );
  const origins = columns.map((column) => column[OUTERMOST]);
  const widths = columns.map((column, j) => {
    const width = (column[SAMPLE - 1 - OUTERMOST] - origins[j]) / (side - 1);
    // One cell for all, where they would be too narrow for their bounds to be told.
    return width > reach * 2 ** -40 ? width : 4 * reach;
  });
  return [...origins, ...widths.map((width) => 1 / width), ...widths];
}
