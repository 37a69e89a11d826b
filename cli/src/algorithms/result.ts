import type { Dataset } from "../table/dataset.js";
import { statusLine } from "../text/status-line.js";
import type { Algorithm, Clustering, Model, Running, Settings } from "./algorithm.js";
import { fitStatus, startStatus } from "./fit-status.js";
import { valuesByCluster, type ValueCount } from "./values-by-cluster.js";

/** All that is known after a fit; the report, the JSON and the files are views of it. */
export interface Result<M extends Model = Model> {
  readonly algorithm: string;
  readonly dataset: Dataset;
  readonly settings: Settings;
  readonly clustering: Clustering<M>;
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
  const clustering = await algorithm.fit(dataset, settings, {
    ...running,
    onProgress: (progress) => statusLine.show(status(progress)),
  });
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
