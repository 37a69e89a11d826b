import type { Model } from "../algorithms/algorithm.js";
import { algorithmOf } from "../algorithms/all.js";
import { cosineTitle, isCosine } from "../algorithms/cosine.js";
import type { TableSummary } from "../table/summary.js";
import { counts, percent } from "../text/figures.js";
import type { Colors } from "../text/terminal.js";
import { figureAttribute } from "./attributes.js";
import { clusterTable } from "./cluster-table.js";
import { heading } from "./run.js";

/** What a model is, as a heading says it. */
export function modelTitle(model: Model): string[] {
  const distance = isCosine(model) ? [cosineTitle] : [];
  return [algorithmOf(model).title, ...distance, `k = ${model.k}`];
}

/** Rows by the cluster that a model has put them into. */
export interface Counted {
  readonly table: TableSummary;
  readonly sizes: readonly number[];
}

/** How many rows a model has put into which cluster, and how many it had in its fit. */
export function predictionReport(
  model: Model,
  { table, sizes }: Counted,
  width: number,
  colors: Colors,
): string {
  const { k } = model;
  const fitted = model.sizes.reduce((sum, size) => sum + size, 0);
  const attributes = [
    figureAttribute("size", counts(sizes, 0)),
    figureAttribute(
      "share",
      sizes.map((size) => percent(size / table.count)),
    ),
    ...(fitted > 0
      ? [
          figureAttribute(
            "share in the fit",
            model.sizes.map((size) => percent(size / fitted)),
          ),
        ]
      : []),
  ];
  return [
    heading(modelTitle(model), table, width, colors),
    "",
    clusterTable(attributes, k, width, colors),
    "",
  ].join("\n");
}
