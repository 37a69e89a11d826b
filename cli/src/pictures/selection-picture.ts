import type { Selection } from "../algorithms/selection.js";
import { dataOf } from "../report/run.js";
import { criteria, passedOver } from "../report/selection.js";
import type { Dataset } from "../table/dataset.js";
import { criterionPicture } from "./content/criterion-picture.js";
import type { Picture, Point } from "./content/picture.js";

/** A picture of how each of several k does. */
export function selectionPicture(
  title: readonly string[],
  dataset: Dataset,
  { criterion, best, table }: Selection,
): Picture {
  const { title: name, value, best: wanted } = criteria[criterion];
  const values = table.map((row): Point => [row.k, value(row) ?? NaN]).sort(([a], [b]) => a - b);
  if (values.every(([, height]) => !Number.isFinite(height))) {
    throw new Error(
      `${dataset.title}: --plot has nothing to draw; no k that was tried has a value of ${name}`,
    );
  }
  const ks = values.map(([k]) => k);
  const tried = ks.length === 1 ? "" : ` of ${ks[0]} to ${ks[ks.length - 1]}`;
  const picture = criterionPicture({
    title: `${title.join(", ")}, k = ${best.k}${tried}`,
    subtitle: dataOf(dataset),
    name,
    best: wanted,
    values,
    chosen: best.k,
  });
  return { ...picture, caption: [...picture.caption, ...passedOver(table)] };
}
