import { Option } from "commander";
import { KMeans, SoftKMeans, type Distance, type KMeansDistance } from "mixtura";
import { stiffness } from "../options/parsers.js";
import type { TableSummary } from "../table/summary.js";
import { counts, figure } from "../text/figures.js";
import { statusLine } from "../text/status-line.js";
import type { Algorithm, Clustering, Measure, Running, Settings } from "./algorithm.js";
import { cosineTitle, directionsRule, isCosine, meanCosine, withoutDirection } from "./cosine.js";
import { ofClusters } from "./criteria.js";
import { kMeans } from "./k-means.js";
import { fittedTo, type Rows } from "./rows.js";
import { statusOn } from "./stream-status.js";

/** What it alone is told. */
export interface SoftOptions {
  readonly start?: "k-means++" | "k-means||" | "sample";
  /** Measured where it is not given. */
  readonly stiffness?: number;
  readonly distance?: Distance;
}

/** What depends on the distance that β multiplies. */
interface Kind {
  readonly title: readonly string[];
  /** β for clusters of k-means of this inertia, and how it is written. */
  stiffness(inertia: number, table: TableSummary): number;
  readonly rule: string;
}

const distances: Readonly<Record<Distance, Kind>> = {
  "half-squared": {
    title: [],
    stiffness: (inertia, table) => 1 / variance(inertia, table),
    rule: "β = 1/σ², where σ² is the variance within the clusters of k-means",
  },
  euclidean: {
    title: ["Euclidean distance"],
    stiffness: (inertia, table) => 1 / Math.sqrt(variance(inertia, table)),
    rule: "β = 1/σ, where σ² is the variance within the clusters of k-means",
  },
  cosine: {
    title: [cosineTitle],
    stiffness: concentration,
    rule: "β = r(d − r²)/(1 − r²), with r the mean cosine within clusters of k-means",
  },
};

/** The mean variance of a column within clusters. */
function variance(inertia: number, { count, columns }: TableSummary): number {
  return inertia / (count * columns.length);
}

/** κ of von Mises–Fisher distributions by the mean cosine within clusters (Banerjee et al. 2005). */
function concentration(inertia: number, table: TableSummary): number {
  const r = meanCosine(inertia, table);
  return r === 1 ? Infinity : (r * (table.columns.length - r ** 2)) / (1 - r ** 2);
}

/** The library's default. */
const usual: Distance = "half-squared";

export const softKMeans = {
  name: "soft",
  title: "soft k-means",
  Model: SoftKMeans,
  options: () => [
    new Option(
      "--stiffness <β>",
      "how firmly rows belong to their nearest centroid, 0 to Infinity, which is k-means " +
        "(default: 1/σ², to two digits, where σ² is the mean variance of a column within the " +
        "clusters of k-means; 1/σ with --distance euclidean; with cosine by the mean cosine)",
    ).argParser(stiffness),
  ],
  starts: ["k-means++", "k-means||", "sample"],
  distances: [usual, ...Object.keys(distances).filter((name) => name !== usual)],
  criteria: ofClusters,
  stops:
    "when no centroid is about to move farther than this many 1/√β (default: 1e-4; with an infinite " +
    "stiffness as k-means)",

  adaptsToScale: () => false,

  objective,

  async fit(rows: Rows, settings: Settings & SoftOptions, running: Running): Promise<SoftKMeans> {
    const { k, seed, restarts, maxIterations, tolerance, start } = settings;
    const stiffness =
      settings.stiffness ??
      measuredStiffness(await inertiaOfKMeans(rows, settings, running), rows, settings);
    return fittedTo(SoftKMeans, rows, {
      ...{ k, seed, restarts, maxIterations, tolerance, start },
      ...{ stiffness, distance: settings.distance, standardize: rows.standardize },
      ...running,
    });
  },

  failure: withoutDirection,

  shown(
    model: SoftKMeans,
    table: TableSummary,
    settings: Settings & SoftOptions,
  ): Clustering<SoftKMeans> {
    const { centroids, sizes, freeEnergy, stiffness, distance } = model;
    const beta = stiffness === Infinity ? "∞" : String(stiffness);
    return {
      model,
      title: [softKMeans.title, `β = ${beta}`, ...distances[distance].title],
      sizes: counts(sizes, 1),
      shares: { name: "share", values: sizes.map((size) => size / table.count) },
      centers: centroids,
      deviations: null,
      closing: [
        `free energy ${figure(freeEnergy)}`,
        ...(isCosine(model) ? [directionsRule(table)] : []),
        ...(settings.stiffness === undefined ? [stiffnessRule(settings)] : []),
      ],
      measures: [objective(freeEnergy)],
      json: { stiffness, distance, sizes, centroids, freeEnergy },
    };
  },
} satisfies Algorithm<SoftOptions>;

/** β, to two digits, from what k-means by the same distance leaves within its clusters. */
export function measuredStiffness(
  inertia: number,
  table: TableSummary,
  { distance = usual }: SoftOptions,
): number {
  return Number(distances[distance].stiffness(inertia, table).toPrecision(2));
}

/** How β was measured, in words. */
export function stiffnessRule({ distance = usual }: SoftOptions): string {
  return distances[distance].rule;
}

/** The distance of the k-means that goes with one: it knows no other but the cosine. */
export function hardDistance({ distance }: SoftOptions): KMeansDistance {
  return distance === "cosine" ? distance : "euclidean";
}

/** As `mixtura compare` fits it, so that both take the same β. */
async function inertiaOfKMeans(
  rows: Rows,
  settings: Settings & SoftOptions,
  running: Running,
): Promise<number> {
  const { k, seed, restarts, maxIterations } = settings;
  const status = statusOn(kMeans, rows);
  const { inertia } = await fittedTo(KMeans, rows, {
    ...{ k, seed, restarts, maxIterations, standardize: rows.standardize },
    distance: hardDistance(settings),
    ...running,
    onProgress: (progress) => statusLine.show(status(progress)),
  });
  return inertia;
}

function objective(freeEnergy: number): Measure {
  return { name: "free energy", text: figure(freeEnergy) };
}
