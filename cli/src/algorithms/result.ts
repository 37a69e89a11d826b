import type { Criterion } from "mixtura";
import type { Dataset } from "../table/dataset.js";
import type { TableSummary } from "../table/summary.js";
import { statusLine } from "../text/status-line.js";
import type {
  Algorithm,
  Clustering,
  Model,
  Running,
  Settings,
  SettingsOfAnyK,
} from "./algorithm.js";
import { fitStatus, startStatus } from "./fit-status.js";
import { inWords } from "./in-words.js";
import { selectionOf, usualCounts, type Selection } from "./selection.js";
import { valuesByCluster, type ValueCount } from "./values-by-cluster.js";

/**
 * All that is known after a fit; the report, the JSON and the files are views of it.
 *
 * @typeParam Table what is known of the rows: by default, all of them
 */
export interface Result<M extends Model = Model, Table extends TableSummary = Dataset> {
  readonly algorithm: string;
  readonly dataset: Table;
  readonly settings: Settings;
  readonly clustering: Clustering<M>;
  /** By which k was chosen, where it was. */
  readonly selection?: Selection;
  readonly description: { column: string; clusters: ValueCount[][] } | null;
}

/** Lets an algorithm find clusters, and shows how far it is. */
export async function resultOf<Own, M extends Model>(
  algorithm: Algorithm<Own, M>,
  dataset: Dataset,
  settings: Settings & Own,
  running: Running = {},
): Promise<Result<M>> {
  const status = fitStatus(algorithm);
  statusLine.show(startStatus(algorithm));
  const model = await inWords(algorithm, dataset, settings, () =>
    algorithm.fit(dataset, settings, {
      ...running,
      onProgress: (progress) => statusLine.show(status(progress)),
    }),
  );
  return resultWith(algorithm, model, dataset, settings);
}

/** The result for the k that suits best of several, each of which is fitted once. */
export async function resultForBestK(
  algorithm: Algorithm,
  dataset: Dataset,
  criterion: Criterion,
  settings: SettingsOfAnyK,
  running: Running,
): Promise<Result & { readonly selection: Selection }> {
  const counts = usualCounts(criterion, dataset);
  const selection = await selectionOf(algorithm, dataset, { criterion, counts }, settings, running);
  const { best } = selection;
  const result = resultWith(algorithm, best, dataset, { ...settings, k: best.k });
  return { ...result, selection };
}

function resultWith<Own, M extends Model>(
  algorithm: Algorithm<Own, M>,
  model: M,
  dataset: Dataset,
  settings: Settings & Own,
): Result<M> {
  const { labels, k } = model;
  const { description, kept } = dataset;
  return {
    algorithm: algorithm.name,
    dataset,
    settings,
    clustering: algorithm.shown(model, dataset, settings),
    description:
      description === undefined
        ? null
        : { column: description.name, clusters: valuesByCluster(description, labels, kept, k) },
  };
}
