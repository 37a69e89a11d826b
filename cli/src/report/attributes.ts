import type { Clustering, Model } from "../algorithms/algorithm.js";
import type { Result } from "../algorithms/result.js";
import type { ValueCount } from "../algorithms/values-by-cluster.js";
import type { TableSummary } from "../table/summary.js";
import { widest } from "../text/display-width.js";
import { deviationFigures, figures, percent } from "../text/figures.js";
import { counted, oneLine, shortened } from "../text/wording.js";
import type { Attribute } from "./cluster-table.js";

/** Of rows in memory or elsewhere. */
export type AnyResult = Result<Model, TableSummary>;

export function sizes({ clustering }: AnyResult): Attribute {
  return figureAttribute("size", clustering.sizes);
}

export function shares({ clustering: { shares } }: AnyResult): Attribute {
  return figureAttribute(shares.name, shares.values.map(percent));
}

/** Nobody reads a table of more columns than this. */
const mostPlaces = 60;

/**
 * Where the clusters lie in each column, or in the first of many: `38.21`, or `38.85 ± 2.7` if they
 * are known to have a width.
 */
export function places({ clustering, dataset }: AnyResult): Attribute[] {
  return dataset.columns
    .slice(0, mostPlaces)
    .map((name, j) => figureAttribute(name, placesIn(j, clustering, dataset.spreads[j].deviation)));
}

/** What to say below a table that does not show all places; null where it does. */
export function hiddenPlaces({ columns }: TableSummary, whereAllAre: string): string | null {
  if (columns.length <= mostPlaces) return null;
  const all = counted(columns.length, "column");
  return `the first ${mostPlaces} of ${all} are shown; ${whereAllAre} has all`;
}

/** What the clusters are made of, if a column is to describe them. */
export function descriptions({ description }: AnyResult): Attribute[] {
  if (description === null) return [];
  const { column, clusters } = description;
  return [{ name: column, entries: clusters.map(commonest), align: "left" }];
}

export function figureAttribute(name: string, texts: readonly string[]): Attribute {
  return { name, entries: texts.map((text) => [text]), align: "right" };
}

function placesIn(
  column: number,
  { centers, deviations }: Clustering,
  deviation: number,
): string[] {
  const centre = figures(
    centers.map((center) => center[column]),
    deviation,
  );
  if (deviations === null) return centre;
  const spread = deviationFigures(deviations.map((of) => of[column]));
  const longest = widest(spread);
  return centre.map((text, cluster) => `${text} ± ${spread[cluster].padStart(longest)}`);
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
