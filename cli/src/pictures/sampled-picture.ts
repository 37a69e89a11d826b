import type { StreamedTable } from "../streams/streamed-table.js";
import type { Model } from "../algorithms/algorithm.js";
import type { Result } from "../algorithms/result.js";
import type { Picture } from "./content/picture.js";
import { modelPicture, type Shown } from "./result-picture.js";

/**
 * A picture of what a fit has found in a table that is streamed, with some of its rows.
 *
 * @param values of those rows, row-major
 */
export function sampledPicture(
  { dataset: table, settings, clustering }: Result<Model, StreamedTable>,
  values: Float64Array,
  chosen: Shown["chosen"],
): Picture {
  const { model } = clustering;
  const d = table.columns.length;
  const { title, count, columns, standardize } = table;
  const points = { data: values, shape: [values.length / d, d] as [number, number] };
  const picture = modelPicture(model, model.predict(points), {
    title: [...clustering.title, `k = ${settings.k}`].join(", "),
    dataset: { title, count, columns, standardize, points },
    ...{ seed: settings.seed, chosen },
  });
  const drawn = points.shape[0];
  if (drawn === count) return picture;
  const caption =
    `${drawn.toLocaleString("en-US")} of ${count.toLocaleString("en-US")} rows are drawn, ` +
    `taken at random (seed ${settings.seed})`;
  return { ...picture, caption: [caption, ...picture.caption] };
}
