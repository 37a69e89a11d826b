import type { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import type { Dataset } from "../table/dataset.js";
import { counts, percent } from "../text/figures.js";
import type { Colors } from "../text/terminal.js";
import { clusterTable } from "./cluster-table.js";
import type { RowAnswers } from "./predictions.js";
import { heading } from "./run.js";

const titles = {
  KMeans: "k-means",
  SoftKMeans: "soft k-means",
  GaussianMixture: "Gaussian mixture",
};

/** How many rows a model has put into which cluster, and how many it had in its fit. */
export function predictionReport(
  model: KMeans | SoftKMeans | GaussianMixture,
  dataset: Dataset,
  { labels }: RowAnswers,
  width: number,
  colors: Colors,
): string {
  const { k } = model;
  const sizes = new Array<number>(k).fill(0);
  for (const label of labels) sizes[label]++;
  const fitted = model.sizes.reduce((sum, size) => sum + size, 0);
  const attribute = (name: string, texts: readonly string[]) => ({
    name,
    entries: texts.map((text) => [text]),
    align: "right" as const,
  });
  const attributes = [
    attribute("size", counts(sizes, 0)),
    attribute(
      "share",
      sizes.map((size) => percent(size / labels.length)),
    ),
    ...(fitted > 0
      ? [
          attribute(
            "share in the fit",
            model.sizes.map((size) => percent(size / fitted)),
          ),
        ]
      : []),
  ];
  const { name } = model.constructor as { readonly name: keyof typeof titles };
  return [
    heading([titles[name], `k = ${k}`], dataset, width, colors),
    "",
    clusterTable(attributes, k, width, colors),
    "",
  ].join("\n");
}
