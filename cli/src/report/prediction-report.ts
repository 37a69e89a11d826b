import type { Model } from "../algorithms/algorithm.js";
import { algorithmOf } from "../algorithms/all.js";
import { cosineTitle, isCosine } from "../algorithms/cosine.js";
import type { RowAnswers } from "../algorithms/row-answers.js";
import type { Dataset } from "../table/dataset.js";
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

/** How many rows a model has put into which cluster, and how many it had in its fit. */
export function predictionReport(
  model: Model,
  dataset: Dataset,
  { labels }: RowAnswers,
  width: number,
  colors: Colors,
): string {
  const { k } = model;
  const sizes = new Array<number>(k).fill(0);
  for (const label of labels) sizes[label]++;
  const fitted = model.sizes.reduce((sum, size) => sum + size, 0);
  const attributes = [
    figureAttribute("size", counts(sizes, 0)),
    figureAttribute(
      "share",
      sizes.map((size) => percent(size / labels.length)),
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
    heading(modelTitle(model), dataset, width, colors),
    "",
    clusterTable(attributes, k, width, colors),
    "",
  ].join("\n");
}
