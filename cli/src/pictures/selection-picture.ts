import type { Selection } from "../algorithms/selection.js";
import { dataOf } from "../report/run.js";
import { criteria, passedOver, valuesOf } from "../report/selection.js";
import type { Dataset } from "../table/dataset.js";
import { listed } from "../text/wording.js";
import { criterionPicture } from "./content/criterion-picture.js";
import type { Picture, Point } from "./content/picture.js";

/** A picture of how each of several k does. */
export function selectionPicture(
  title: readonly string[],
  dataset: Dataset,
  { criterion, best, table }: Selection,
): Picture {
  const { title: name, best: wanted } = criteria[criterion];
  const found = valuesOf(criterion, best.k, table);
  const values = table.map(({ k }, i): Point => [k, found[i] ?? NaN]).sort(([a], [b]) => a - b);
  const infinite = values.filter(([, height]) => height === Infinity).map(([k]) => k);
  const beyond =
    infinite.length === 0
      ? []
      : [
          `not drawn: ${name} of k = ${listed(infinite, infinite.length)} is infinite, for no cluster has any spread`,
        ];
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
  return { ...picture, caption: [...picture.caption, ...beyond, ...passedOver(table)] };
}
