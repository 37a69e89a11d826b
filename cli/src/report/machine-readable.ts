import { withInfinities } from "./infinities.js";
import type { SettingsOfAnyK } from "../algorithms/algorithm.js";
import type { Result } from "../algorithms/result.js";
import type { Selection } from "../algorithms/selection.js";
import type { Dataset } from "../table/dataset.js";
import { readingAsJson } from "../files/reading.js";
import type { AnyResult } from "./attributes.js";

/** One label a data row, null where the row was dropped. */
function labelOfEachRow({ clustering, dataset }: Result): (number | null)[] {
  const labels = new Array<number | null>(dataset.rows).fill(null);
  dataset.kept.forEach((row, i) => {
    labels[row] = clustering.model.labels[i];
  });
  return labels;
}

export function resultAsJson(result: Result): string {
  return asJson(
    result,
    { dropped: result.dataset.dropped },
    {
      labels: labelOfEachRow(result),
      ...(result.selection === undefined ? {} : { selection: selectionMembers(result.selection) }),
      ...(result.description === null ? {} : { description: result.description }),
    },
  );
}

/** Without what there is one of for every row: of a table that is streamed, that has no end. */
export function streamedAsJson(result: AnyResult): string {
  const { rows, count } = result.dataset;
  return asJson(result, { droppedRows: rows - count }, {});
}

/**
 * @param dropped what is known of rows that were dropped
 * @param others members that come last
 */
function asJson(result: AnyResult, dropped: object, others: object): string {
  const { algorithm, dataset, settings, clustering } = result;
  const { k, iterations, converged, diagnostics, standardization = null } = clustering.model;
  const { rows, columns } = dataset;
  const json = {
    algorithm,
    k,
    seed: settings.seed,
    restarts: settings.restarts,
    rows,
    ...dropped,
    columns,
    standardization,
    ...clustering.json,
    iterations,
    converged,
    diagnostics,
    ...others,
  };
  return `${JSON.stringify(json, withInfinities)}\n`;
}

export function selectionAsJson(
  algorithm: string,
  { rows, dropped, columns }: Dataset,
  selection: Selection,
  { seed, restarts }: SettingsOfAnyK,
): string {
  const { standardization = null } = selection.best;
  const json = {
    ...{ algorithm, seed, restarts, rows, dropped, columns, standardization },
    ...selectionMembers(selection),
  };
  return `${JSON.stringify(json, withInfinities)}\n`;
}

function selectionMembers({ criterion, best, table }: Selection) {
  return { criterion, best: best.k, table };
}

/** Loads with fromJSON of the model's class, which passes over how the table was read. */
export function modelAsJson({ clustering, dataset }: AnyResult): string {
  const json = clustering.model.toJSON({ labels: false });
  const { standardization = null } = json;
  return `${JSON.stringify({ ...json, ...readingAsJson(dataset), standardization })}\n`;
}
