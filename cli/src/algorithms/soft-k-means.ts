import { Option } from "commander";
import { KMeans, SoftKMeans, type Distance } from "mixtura";
import { oneOf, stiffness } from "../options/parsers.js";
import type { Dataset } from "../table/dataset.js";
import { counts, figure } from "../text/figures.js";
import { statusLine } from "../text/status-line.js";
import { alternatives } from "../text/wording.js";
import type { Algorithm, Clustering, Measure, Running, Settings } from "./algorithm.js";
import { fitStatus } from "./fit-status.js";
import { kMeans } from "./k-means.js";

/** What it alone is told. */
export interface SoftOptions {
  readonly start?: "k-means++" | "sample";
  /** Measured where it is not given. */
  readonly stiffness?: number;
  readonly distance?: Known;
}

/** The distances that the command knows. */
type Known = Exclude<Distance, "cosine">;

/** What depends on the distance that β multiplies. */
interface Kind {
  readonly title: readonly string[];
  /** β for clusters of this variance in a column, and how it is written. */
  stiffness(variance: number): number;
  readonly rule: string;
}

const distances: Readonly<Record<Known, Kind>> = {
  "half-squared": { title: [], stiffness: (variance) => 1 / variance, rule: "1/σ²" },
  euclidean: {
    title: ["Euclidean distance"],
    stiffness: (variance) => 1 / Math.sqrt(variance),
    rule: "1/σ",
  },
};

/** The library's default. */
const usual: Known = "half-squared";

const kinds = Object.keys(distances);

export const softKMeans = {
  name: "soft",
  title: "soft k-means",
  Model: SoftKMeans,
  options: () => [
    new Option(
      "--stiffness <β>",
      "how firmly rows belong to their nearest centroid, 0 to Infinity, which is k-means " +
        "(default: 1/σ², to two digits, where σ² is the mean variance of a column within the " +
        "clusters of k-means; 1/σ with --distance euclidean)",
    ).argParser(stiffness),
    new Option(
      "--distance <kind>",
      `what β multiplies: ${alternatives(kinds)} (default: ${usual})`,
    ).argParser(oneOf(kinds)),
  ],
  starts: ["k-means++", "sample"],
  stops:
    "when no centroid is about to move farther than this many 1/√β (default: 1e-4; with an infinite " +
    "stiffness as k-means)",

  adaptsToScale: () => false,

  objective,

  async fit(
    dataset: Dataset,
    settings: Settings & SoftOptions,
    running: Running,
  ): Promise<Clustering<SoftKMeans>> {
    const { k, seed, restarts, maxIterations, tolerance, start } = settings;
    const given = settings.stiffness;
    const stiffness =
      given ??
      measuredStiffness(await inertiaOfKMeans(dataset, settings, running), dataset, settings);
    const model = await SoftKMeans.fitAsync(dataset.points, {
      ...{ k, seed, restarts, maxIterations, tolerance, start },
      ...{ stiffness, distance: settings.distance, standardize: dataset.standardize },
      ...running,
    });
    const { centroids, sizes, freeEnergy } = model;
    const { distance = usual } = settings;
    const beta = model.stiffness === Infinity ? "∞" : String(model.stiffness);
    return {
      model,
      title: [softKMeans.title, `β = ${beta}`, ...distances[distance].title],
      sizes: counts(sizes, 1),
      shares: { name: "share", values: sizes.map((size) => size / dataset.kept.length) },
      centers: centroids,
      deviations: null,
      closing: [
        `free energy ${figure(freeEnergy)}`,
        ...(given === undefined ? [stiffnessRule(settings)] : []),
      ],
      measures: [objective(freeEnergy)],
      json: { stiffness: model.stiffness, distance, sizes, centroids, freeEnergy },
    };
  },
} satisfies Algorithm<SoftOptions>;

/** β, to two digits, from the variance that k-means leaves within its clusters. */
export function measuredStiffness(
  inertia: number,
  { kept, columns }: Dataset,
  { distance = usual }: SoftOptions,
): number {
  const variance = inertia / (kept.length * columns.length);
  return Number(distances[distance].stiffness(variance).toPrecision(2));
}

/** How β was measured, in words. */
export function stiffnessRule({ distance = usual }: SoftOptions): string {
  return `β = ${distances[distance].rule}, where σ² is the variance within the clusters of k-means`;
}

/** As `mixtura compare` fits it, so that both take the same β. */
async function inertiaOfKMeans(
  dataset: Dataset,
  { k, seed, restarts, maxIterations }: Settings,
  running: Running,
): Promise<number> {
  const status = fitStatus(kMeans);
  const { inertia } = await KMeans.fitAsync(dataset.points, {
    ...{ k, seed, restarts, maxIterations, standardize: dataset.standardize },
    ...running,
    onProgress: (progress) => statusLine.show(status(progress)),
  });
  return inertia;
}

function objective(freeEnergy: number): Measure {
  return { name: "free energy", text: figure(freeEnergy) };
}
