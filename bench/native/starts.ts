import { KMeans } from "mixtura";
import { uniforms } from "../../test/data.js";
import type { Table } from "./tables.js";

/** k different rows, drawn by chance. */
export function drawnRows({ n, d, k }: Table): number[] {
  return draw(uniforms(n + d + k), n, k, []);
}

/**
 * k different rows from which no component becomes empty: drawn by chance, and those whose
 * component does become empty are drawn again, until none does. What to do with an empty
 * component is a choice, in which libraries differ, and after it they solve different problems.
 */
export function keptRows(table: Table, iterations: number): number[] {
  const { n, d, k } = table;
  const uniform = uniforms(n + d + k);
  let rows = draw(uniform, n, k, []);
  for (;;) {
    const empty = emptied(table, rows, iterations);
    if (empty.size === 0) return rows;
    rows = draw(
      uniform,
      n,
      k,
      rows.filter((_, c) => !empty.has(c)),
    );
  }
}

/** Adds rows to those that stay until there are k. */
function draw(uniform: () => number, n: number, k: number, stay: readonly number[]): number[] {
  const rows = new Set(stay);
  while (rows.size < k) rows.add(Math.floor(uniform() * n));
  return [...rows];
}

/** The components that become empty first, where any do. */
function emptied({ data, n, d, k }: Table, rows: readonly number[], iterations: number) {
  const start = { centroids: centroidsAt(data, d, rows) };
  const options = { k, start, maxIterations: iterations, tolerance: 0 };
  for (const { sizes } of KMeans.steps({ data, shape: [n, d] }, options)) {
    const empty = new Set([...sizes.keys()].filter((c) => sizes[c] === 0));
    if (empty.size > 0) return empty;
  }
  return new Set<number>();
}

/** Those rows, as lists. */
export function centroidsAt(
  data: Float64Array | Float32Array,
  d: number,
  rows: readonly number[],
): number[][] {
  return rows.map((row) => Array.from(data.subarray(row * d, (row + 1) * d)));
}
