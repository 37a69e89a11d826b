import { KMeans } from "mixtura";
import { uniforms } from "../../test/data.js";
import type { Table } from "../problems/problem.js";

/** k rows to start from. */
export interface Start {
  readonly rows: readonly number[];
  /** How far from its row each centroid is in fact, k × d; absent where it is the row itself. */
  readonly aside?: readonly number[] | undefined;
}

/** k different rows, drawn by chance. */
export function drawnRows({ n, d, k }: Table): number[] {
  return draw(uniforms(n + d + k), n, k, []);
}

/** So many starts, each of {@link keptStart}. */
export function keptStarts(table: Table, count: number, iterations: number): Start[] {
  return Array.from({ length: count }, (_, i) => keptStart(table, i, iterations));
}

/**
 * k different rows from which no component becomes empty: drawn by chance, and those whose
 * component does become empty are drawn again, until none does. What to do with an empty
 * component is a choice, in which libraries differ, and after it they solve different problems.
 *
 * Whole numbers lie exactly as far from one row as from another, more often than not, and then
 * rounding decides. So where the values are whole numbers centroids start a fraction aside.
 */
function keptStart(table: Table, which: number, iterations: number): Start {
  const { n, d, k } = table;
  const uniform = uniforms(n + d + k + 1e6 * which);
  const aside = table.data.every(Number.isInteger)
    ? Array.from({ length: k * d }, uniform)
    : undefined;
  let rows = draw(uniform, n, k, []);
  for (;;) {
    const empty = emptied(table, { rows, aside }, iterations);
    if (empty.size === 0) return { rows, aside };
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
function emptied({ data, n, d, k }: Table, from: Start, iterations: number) {
  const start = { centroids: centroidsAt(data, d, from) };
  const options = { k, start, maxIterations: iterations, tolerance: 0 };
  for (const { sizes } of KMeans.steps({ data, shape: [n, d] }, options)) {
    const empty = new Set([...sizes.keys()].filter((c) => sizes[c] === 0));
    if (empty.size > 0) return empty;
  }
  return new Set<number>();
}

/** What fits start from, as lists. */
export function centroidsAt(
  data: Float64Array | Float32Array,
  d: number,
  { rows, aside }: Start,
): number[][] {
  return rows.map((row, c) =>
    Array.from(
      data.subarray(row * d, (row + 1) * d),
      (value, j) => value + (aside?.[c * d + j] ?? 0),
    ),
  );
}
