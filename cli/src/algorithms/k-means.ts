import { KMeans } from "mixtura";
import type { Dataset } from "../table/dataset.js";
import { counts, figure, percent } from "../text/figures.js";
import type { Algorithm, Clustering, Measure, Running, Settings } from "./algorithm.js";

interface Own {
  readonly start?: "k-means++" | "sample" | "optimal";
}

export const kMeans = {
  name: "kmeans",
  title: "k-means",
  Model: KMeans,
  options: () => [],
  starts: ["k-means++", "sample", "optimal"],
  stops:
    "when no centroid is about to move farther than this share of the radius of its own cluster " +
    "(default: 1e-3)",

  adaptsToScale: () => false,

  objective,

  async fit(
    dataset: Dataset,
    settings: Settings & Own,
    running: Running,
  ): Promise<Clustering<KMeans>> {
    const { k, seed, restarts, maxIterations, tolerance, start } = settings;
    const columns = dataset.columns.length;
    if (start === "optimal" && columns > 1) {
      throw new Error(
        `${dataset.title}: --start optimal is for a single column, not ${columns}; ` +
          "name it by --columns",
      );
    }
    const model = await KMeans.fitAsync(dataset.points, {
      ...{ k, seed, restarts, maxIterations, tolerance, start },
      standardize: dataset.standardize,
      ...running,
    });
    const { centroids, sizes, inertia } = model;
    const explained = explainedShare(model, dataset);
    const breaks = start === "optimal" ? model.breaks : undefined;
    return {
      model,
      title: [kMeans.title],
      sizes: counts(Array.from(sizes), 0),
      shares: {
        name: "share",
        values: Array.from(sizes, (size) => size / dataset.kept.length),
      },
      centers: centroids,
      deviations: null,
      closing: [
        explained === undefined
          ? `inertia ${figure(inertia)}`
          : `inertia ${figure(inertia)} (${percent(explained)} of the total sum of squares explained)`,
        ...(breaks === undefined ? [] : [`breaks ${breaks.map(figure).join(", ")}`]),
      ],
      measures: [
        objective(inertia),
        ...(explained === undefined
          ? []
          : [{ name: "variance explained", text: percent(explained) }]),
      ],
      json: { sizes: Array.from(sizes), centroids, inertia, ...(breaks && { breaks }) },
    };
  },
} satisfies Algorithm<Own>;

function objective(inertia: number): Measure {
  return { name: "inertia", text: figure(inertia) };
}

/** The share of the total sum of squares that the clusters explain; undefined where there is none. */
function explainedShare(
  { inertia, standardization }: KMeans,
  { kept, spreads }: Dataset,
): number | undefined {
  let total = 0;
  spreads.forEach(({ deviation }, j) => {
    total += kept.length * (deviation / (standardization?.scales[j] ?? 1)) ** 2;
  });
  if (total === 0 || !Number.isFinite(total)) return undefined;
  // Rounding may put the inertia of a single cluster a hair above the total.
  return Math.max(0, 1 - inertia / total);
}
