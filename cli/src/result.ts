import type { Algorithm, Clustering, Model, Settings } from "./algorithms/algorithm.js";
import type { Dataset } from "./dataset.js";
import { valuesByCluster, type ValueCount } from "./describe.js";

/** All that is known after a fit; the report, the JSON and the files are views of it. */
export interface Result<M extends Model = Model> {
  readonly algorithm: string;
  readonly dataset: Dataset;
  readonly settings: Settings;
  readonly clustering: Clustering<M>;
  readonly description: { column: string; clusters: ValueCount[][] } | null;
}

/** Lets an algorithm find clusters. */
export function resultOf<Own, M extends Model>(
  algorithm: Algorithm<Own, M>,
  dataset: Dataset,
  settings: Settings & Own,
): Result<M> {
  const clustering = algorithm.fit(dataset, settings);
  const { labels, k } = clustering.model;
  const { description, kept } = dataset;
  return {
    algorithm: algorithm.name,
    dataset,
    settings,
    clustering,
    description:
      description === undefined
        ? null
        : { column: description.name, clusters: valuesByCluster(description, labels, kept, k) },
  };
}

/** One label a data row, null where the row was dropped. */
export function labelOfEachRow({ clustering, dataset }: Result): (number | null)[] {
  const labels = new Array<number | null>(dataset.rows).fill(null);
  dataset.kept.forEach((row, i) => {
    labels[row] = clustering.model.labels[i];
  });
  return labels;
}

export function resultAsJson(result: Result): string {
  const { algorithm, dataset, settings, clustering } = result;
  const { k, iterations, converged, diagnostics } = clustering.model;
  const { rows, dropped, columns, standardization } = dataset;
  const json = {
    algorithm,
    k,
    seed: settings.seed,
    restarts: settings.restarts,
    rows,
    dropped,
    columns,
    standardization,
    ...clustering.json,
    iterations,
    converged,
    diagnostics,
    labels: labelOfEachRow(result),
    ...(result.description === null ? {} : { description: result.description }),
  };
  return `${JSON.stringify(json, withInfinities)}\n`;
}

/** JSON has no infinite numbers; the library's has the words for them. */
function withInfinities(_: string, value: unknown): unknown {
  return value === Infinity || value === -Infinity ? String(value) : value;
}

/** Loads with fromJSON of the model's class, which passes over the two keys added here. */
export function modelAsJson({ clustering, dataset }: Result): string {
  const { columns, standardization } = dataset;
  const json = clustering.model.toJSON({ labels: false });
  return `${JSON.stringify({ ...json, columns, standardization })}\n`;
}

export function labelsAsCsv(result: Result): string {
  const lines = labelOfEachRow(result).map((label, row) => `${row + 1},${label ?? ""}\n`);
  return `row,label\n${lines.join("")}`;
}
