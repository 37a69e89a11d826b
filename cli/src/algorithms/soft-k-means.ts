import { Option } from "commander";
import { SoftKMeans, type Distance } from "mixtura";
import { oneOf, stiffness } from "../options/parsers.js";
import type { Dataset } from "../table/dataset.js";
import { inOriginalUnits } from "../table/standardize.js";
import { counts, figure } from "../text/figures.js";
import { alternatives } from "../text/wording.js";
import type { Algorithm, Clustering, Measure, Running, Settings } from "./algorithm.js";

interface Own {
  readonly start?: "k-means++" | "sample";
  readonly stiffness: number;
  readonly distance?: Distance;
}

const distances: Readonly<Record<Distance, { title: readonly string[] }>> = {
  "half-squared": { title: [] },
  euclidean: { title: ["Euclidean distance"] },
  cosine: { title: ["cosine distance"] },
};

const kinds = Object.keys(distances);

const stiffnessOption = new Option(
  "--stiffness <β>",
  "how firmly rows belong to their nearest centroid, 0 to Infinity (required); 1/σ² suits " +
    "clusters of standard deviation σ, Infinity is k-means",
).argParser(stiffness);

const distanceOption = new Option(
  "--distance <kind>",
  `what β multiplies: ${alternatives(kinds)} (default: half-squared)`,
).argParser(oneOf(kinds));

export const softKMeans = {
  name: "soft",
  title: "soft k-means",
  options: [stiffnessOption, distanceOption],
  required: [stiffnessOption],
  starts: ["k-means++", "sample"],
  stops:
    "when no centroid is about to move farther than this many 1/√β (default: 1e-4; with an infinite " +
    "stiffness as k-means)",

  adaptsToScale: () => false,

  objective,

  async fit(
    dataset: Dataset,
    settings: Settings & Own,
    running: Running,
  ): Promise<Clustering<SoftKMeans>> {
    const { k, seed, restarts, maxIterations, tolerance, start } = settings;
    const model = await SoftKMeans.fitAsync(dataset.points, {
      ...{ k, seed, restarts, maxIterations, tolerance, start },
      ...{ stiffness: settings.stiffness, distance: settings.distance },
      ...running,
    });
    const { sizes, distance, freeEnergy } = model;
    const centroids = inOriginalUnits(model.centroids, dataset.standardization);
    const beta = model.stiffness === Infinity ? "∞" : String(model.stiffness);
    return {
      model,
      title: [softKMeans.title, `β = ${beta}`, ...distances[distance].title],
      sizes: counts(sizes, 1),
      shares: { name: "share", values: sizes.map((size) => size / dataset.kept.length) },
      centers: centroids,
      deviations: null,
      closing: [`free energy ${figure(freeEnergy)}`],
      measures: [objective(freeEnergy)],
      json: { stiffness: model.stiffness, distance, sizes, centroids, freeEnergy },
    };
  },
} satisfies Algorithm<Own>;

function objective(freeEnergy: number): Measure {
  return { name: "free energy", text: figure(freeEnergy) };
}
