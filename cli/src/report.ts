import { clusterTable, type Attribute } from "./cluster-table.js";
import type { Colors } from "./colors.js";
import type { ValueCount } from "./describe.js";
import { figure, figures, percent } from "./figures.js";
import { explainedShare, type Result } from "./result.js";
import { counted, oneLine, shortened } from "./wording.js";

/** What a person reads after a fit. */
export function report(result: Result, width: number, colors: Colors): string {
  const { k } = result.model;
  return [
    heading(result, colors),
    "",
    clusterTable(attributesOf(result), k, width, colors),
    "",
    ...closing(result, colors),
    "",
  ].join("\n");
}

function heading({ model, kept, columns, title, standardization }: Result, colors: Colors): string {
  const size = `${counted(kept.length, "row")} × ${counted(columns.length, "column")}`;
  const how = standardization === null ? "" : " (standardized)";
  return `${colors.bold(`k-means, k = ${model.k},`)} on ${size} of ${oneLine(title)}${how}`;
}

function attributesOf({ model, kept, columns, spreads, centroids, description }: Result) {
  const sizes = Array.from(model.sizes);
  const attributes: Attribute[] = [
    figureAttribute(
      "size",
      sizes.map((size) => size.toLocaleString("en-US")),
    ),
    figureAttribute(
      "share",
      sizes.map((size) => percent(size / kept.length)),
    ),
  ];
  columns.forEach((name, j) => {
    const values = centroids.map((centroid) => centroid[j]);
    attributes.push(figureAttribute(name, figures(values, spreads[j].deviation)));
  });
  if (description !== null) {
    const entries = description.clusters.map(commonest);
    attributes.push({ name: description.column, entries, align: "left" });
  }
  return attributes;
}

function figureAttribute(name: string, texts: readonly string[]): Attribute {
  return { name, entries: texts.map((text) => [text]), align: "right" };
}

/** `Adelie 124`, `Chinstrap 5`, and how many rows hold other values than the commonest three. */
function commonest(counts: readonly ValueCount[]): string[] {
  const shown = counts.length === 4 ? counts : counts.slice(0, 3);
  const texts = shown.map(({ value, count }) => {
    const text = value === null ? "(missing)" : shortened(oneLine(value), 24);
    return `${text} ${count.toLocaleString("en-US")}`;
  });
  const rest = counts.slice(shown.length).reduce((sum, { count }) => sum + count, 0);
  if (rest > 0) texts.push(`others ${rest.toLocaleString("en-US")}`);
  return texts;
}

function closing(result: Result, colors: Colors): string[] {
  const { model, restarts, seed } = result;
  const explained = explainedShare(result);
  const share =
    explained === undefined ? "" : ` (${percent(explained)} of the total sum of squares explained)`;
  const iterations = counted(model.iterations, "iteration");
  const end = model.converged
    ? `converged after ${iterations}`
    : colors.yellow(`not converged after ${iterations}`);
  const starts = restarts === 1 ? "one start" : `best of ${counted(restarts, "restart")}`;
  return [`inertia ${figure(model.inertia)}${share}`, `${end}, ${starts}, seed ${seed}`];
}
