import type { Result } from "../algorithms/result.js";
import { readingAsJson } from "../files/reading.js";
import { predictionsAsCsv } from "./predictions.js";

/** One label a data row, null where the row was dropped. */
function labelOfEachRow({ clustering, dataset }: Result): (number | null)[] {
  const labels = new Array<number | null>(dataset.rows).fill(null);
  dataset.kept.forEach((row, i) => {
    labels[row] = clustering.model.labels[i];
  });
  return labels;
}

export function resultAsJson(result: Result): string {
  const { algorithm, dataset, settings, clustering } = result;
  const { k, iterations, converged, diagnostics, standardization = null } = clustering.model;
  const { rows, dropped, columns } = dataset;
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

/** Loads with fromJSON of the model's class, which passes over how the table was read. */
export function modelAsJson({ clustering, dataset }: Result): string {
  const json = clustering.model.toJSON({ labels: false });
  const { standardization = null } = json;
  return `${JSON.stringify({ ...json, ...readingAsJson(dataset), standardization })}\n`;
}

export function labelsAsCsv({ clustering, dataset }: Result): string {
  const { k, labels } = clustering.model;
  return predictionsAsCsv(dataset, { k, labels });
}
