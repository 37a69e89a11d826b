import { KMeans, type KMeansDistance } from "mixtura";
import type { TableSummary } from "../table/summary.js";
import { counts, figure, percent } from "../text/figures.js";
import type {
  Algorithm,
  Clustering,
  Measure,
  Running,
  Settings,
  SettingsOfAnyK,
} from "./algorithm.js";
import { cosineTitle, directionsRule, isCosine, meanCosine, withoutDirection } from "./cosine.js";
import { ofClusters } from "./criteria.js";
import { fittedTo, type Rows } from "./rows.js";

interface Own {
  readonly start?: "k-means++" | "k-means||" | "sample" | "optimal";
  readonly distance?: KMeansDistance;
}

export const kMeans = {
  name: "kmeans",
  title: "k-means",
  Model: KMeans,
  options: () => [],
  starts: ["k-means++", "k-means||", "sample", "optimal"],
  distances: ["euclidean", "cosine"],
  criteria: ofClusters,
  stops:
    "when no centroid is about to move farther than this share of the radius of its own cluster " +
    "(default: 1e-3)",

  adaptsToScale: () => false,

  objective,

  check({ title, columns }: TableSummary, { start }: SettingsOfAnyK & Own): void {
    if (start === "optimal" && columns.length > 1) {
      throw new Error(
        `${title}: --start optimal is for a single column, not ${columns.length}; ` +
          "name it by --columns",
      );
    }
  },

  fit(rows: Rows, settings: Settings & Own, running: Running): Promise<KMeans> {
    const { k, seed, restarts, maxIterations, tolerance, start, distance } = settings;
    return fittedTo(KMeans, rows, {
      ...{ k, seed, restarts, maxIterations, tolerance, start, distance },
      standardize: rows.standardize,
      ...running,
    });
  },

  failure: withoutDirection,

  shown(model: KMeans, table: TableSummary, { start }: Settings & Own): Clustering<KMeans> {
    const { centroids, sizes, inertia, distance } = model;
    const cosine = isCosine(model);
    const quality = qualityOf(model, table);
    const breaks = start === "optimal" ? model.breaks : undefined;
    return {
      model,
      title: [kMeans.title, ...(cosine ? [cosineTitle] : [])],
      sizes: counts(Array.from(sizes), 0),
      shares: {
        name: "share",
        values: Array.from(sizes, (size) => size / table.count),
      },
      centers: centroids,
      deviations: null,
      closing: [
        `inertia ${figure(inertia)}${quality === undefined ? "" : ` (${quality.sentence})`}`,
        ...(cosine ? [directionsRule(table)] : []),
        ...(breaks === undefined ? [] : [`breaks ${breaks.map(figure).join(", ")}`]),
      ],
      measures: [objective(inertia), ...(quality === undefined ? [] : [quality.measure])],
      json: { distance, sizes: Array.from(sizes), centroids, inertia, ...(breaks && { breaks }) },
    };
  },
} satisfies Algorithm<Own>;

function objective(inertia: number): Measure {
  return { name: "inertia", text: figure(inertia) };
}

/** How good clusters are, where inertias of other tables are no measure; undefined where nobody can say. */
function qualityOf(
  model: KMeans,
  table: TableSummary,
): { readonly sentence: string; readonly measure: Measure } | undefined {
  if (isCosine(model)) {
    const text = meanCosine(model.inertia, table).toFixed(4);
    return {
      sentence: `mean cosine of rows and their centroids ${text}`,
      measure: { name: "mean cosine", text },
    };
  }
  const explained = explainedShare(model, table);
  if (explained === undefined) return undefined;
  const text = percent(explained);
  return {
    sentence: `${text} of the total sum of squares explained`,
    measure: { name: "variance explained", text },
  };
}

/** The share of the total sum of squares that the clusters explain; undefined where there is none. */
function explainedShare(
  { inertia, standardization }: KMeans,
  { count, spreads }: TableSummary,
): number | undefined {
  let total = 0;
  spreads.forEach(({ deviation }, j) => {
    total += count * (deviation / (standardization?.scales[j] ?? 1)) ** 2;
  });
  if (total === 0 || !Number.isFinite(total)) return undefined;
  // Rounding may put the inertia of a single cluster a hair above the total.
  return Math.max(0, 1 - inertia / total);
}
