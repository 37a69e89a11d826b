import type { KMeans } from "mixtura";
import type { ValueCount } from "./describe.js";
import type { Spread, Standardization } from "./standardize.js";

/** All that is known after a fit; the report, the JSON and the files are views of it. */
export interface Result {
  readonly model: KMeans;
  readonly seed: number;
  readonly restarts: number;
  /** What to call the data in a heading. */
  readonly title: string;
  /** How many data rows the file has. */
  readonly rows: number;
  /** Index of each fitted row among the data rows. */
  readonly kept: readonly number[];
  /** Lines of the file with the rows that were dropped. */
  readonly dropped: readonly number[];
  readonly columns: readonly string[];
  /** Of each column, in original units. */
  readonly spreads: readonly Spread[];
  readonly standardization: Standardization | null;
  /** In original units. */
  readonly centroids: readonly (readonly number[])[];
  readonly description: { column: string; clusters: ValueCount[][] } | null;
}

/** One label a data row, null where the row was dropped. */
export function labelOfEachRow({ model, rows, kept }: Result): (number | null)[] {
  const labels = new Array<number | null>(rows).fill(null);
  kept.forEach((row, i) => {
    labels[row] = model.labels[i];
  });
  return labels;
}

/** The share of the total sum of squares that the clusters explain; undefined where there is none. */
export function explainedShare(result: Result): number | undefined {
  const { model, kept, spreads, standardization } = result;
  let total = 0;
  spreads.forEach(({ deviation }, j) => {
    total += kept.length * (deviation / (standardization?.scales[j] ?? 1)) ** 2;
  });
  if (total === 0 || !Number.isFinite(total)) return undefined;
  // Rounding may put the inertia of a single cluster a hair above the total.
  return Math.max(0, 1 - model.inertia / total);
}

export function resultAsJson(result: Result): string {
  const { model } = result;
  const { k, sizes, inertia, iterations, converged, diagnostics } = model;
  const { seed, restarts, rows, dropped, columns, standardization, centroids } = result;
  const json = {
    algorithm: "kmeans",
    k,
    seed,
    restarts,
    rows,
    dropped,
    columns,
    standardization,
    sizes: Array.from(sizes),
    centroids,
    inertia,
    iterations,
    converged,
    diagnostics,
    labels: labelOfEachRow(result),
    ...(result.description === null ? {} : { description: result.description }),
  };
  return `${JSON.stringify(json)}\n`;
}

/** Loads with KMeans.fromJSON, which passes over the two keys added here. */
export function modelAsJson({ model, columns, standardization }: Result): string {
  return `${JSON.stringify({ ...model.toJSON({ labels: false }), columns, standardization })}\n`;
}

export function labelsAsCsv(result: Result): string {
  const lines = labelOfEachRow(result).map((label, row) => `${row + 1},${label ?? ""}\n`);
  return `row,label\n${lines.join("")}`;
}
