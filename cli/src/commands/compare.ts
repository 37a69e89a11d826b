import { Option, type Command } from "commander";
import type { Covariance, KMeans } from "mixtura";
import type { Running, Settings } from "../algorithms/algorithm.js";
import { covariances, gaussianMixture } from "../algorithms/gaussian-mixture.js";
import { kMeans } from "../algorithms/k-means.js";
import { resultOf, type Result } from "../algorithms/result.js";
import { softKMeans } from "../algorithms/soft-k-means.js";
import { oneOf, stiffness } from "../options/parsers.js";
import {
  clusterCountOption,
  dataArgument,
  dataOptions,
  settingOptions,
} from "../options/shared.js";
import { hiddenPlaces } from "../report/attributes.js";
import { comparison } from "../report/comparison.js";
import { linedUp } from "../report/line-up.js";
import { remark } from "../report/remark.js";
import { readDataset, type DataOptions } from "../table/dataset.js";
import { noteScales } from "../table/scale-note.js";
import { note } from "../text/notes.js";
import { colorsFor, widthFor } from "../text/terminal.js";
import { alternatives, oneLine } from "../text/wording.js";
import { interruptible } from "./interruptible.js";

interface CompareOptions extends DataOptions, Settings, Pick<Running, "threads"> {
  readonly stiffness?: number;
  readonly covariance: Covariance;
}

export function addCompareCommand(program: Command): void {
  const command = program
    .command("compare")
    .summary("show what the three algorithms find, side by side")
    .description(
      "Finds k clusters by k-means, by soft k-means and by a mixture of Gaussians, and\n" +
        "shows them side by side.",
    )
    .usage("<data> -k <clusters> [options]")
    .addArgument(dataArgument());
  for (const option of [
    clusterCountOption(),
    ...dataOptions("show the commonest values of a column in place of the centroids"),
    ...settingOptions(),
    new Option(
      "--stiffness <β>",
      "of soft k-means (default: 1/σ², to two digits, where σ² is the mean variance " +
        "of a column within the clusters of k-means)",
    ).argParser(stiffness),
    new Option("--covariance <form>", `of the mixture: ${alternatives(covariances)}`)
      .argParser(oneOf(covariances))
      .default("full", "full, unlike fit -a gaussian, whose default is spherical"),
  ]) {
    command.addOption(option);
  }
  command.action(compare);
}

async function compare(data: string, options: CompareOptions): Promise<void> {
  const { stdout } = process;
  const compared = await interruptible((signal) => comparisonOf(data, options, signal));
  stdout.write(comparison(compared.results, compared.footer, widthFor(stdout), colorsFor(stdout)));
}

/** What the three find, and what there is to say below. */
async function comparisonOf(data: string, options: CompareOptions, signal: AbortSignal) {
  const dataset = await readDataset(data, options.k, options, signal);
  const { k, seed, restarts, maxIterations, covariance } = options;
  const settings: Settings = { k, seed, restarts, maxIterations };
  const running = { threads: options.threads, signal };

  const spheres = !gaussianMixture.adaptsToScale({ ...settings, covariance });
  noteScales(dataset, spheres ? [] : ["k-means", "soft k-means"]);
  const hard = await resultOf(kMeans, dataset, settings, running);
  const stiffness = options.stiffness ?? stiffnessWithin(hard);
  const soft = await resultOf(softKMeans, dataset, { ...settings, stiffness }, running);
  const mixture = await resultOf(gaussianMixture, dataset, { ...settings, covariance }, running);

  const results = linedUp([hard, soft, mixture]);
  for (const { result, order } of results) {
    const { title, model } = result.clustering;
    for (const diagnostic of model.diagnostics) {
      note(`${title[0]}: ${remark(diagnostic, dataset, (component) => order.indexOf(component))}`);
    }
  }
  const described = dataset.description !== undefined;
  const hidden = described ? null : hiddenPlaces(dataset, "mixtura fit with --json");
  const footer = [
    ...(hidden === null ? [] : [hidden]),
    "clusters of the other two are lined up with those of k-means by shared rows",
    "sizes of the other two are sums of shares" +
      (described ? "; rows count by their largest share" : ""),
  ];
  if (options.stiffness === undefined) {
    footer.push("β = 1/σ², where σ² is the variance within the clusters of k-means");
  }
  if (dataset.description !== undefined) {
    const column = oneLine(dataset.description.name);
    footer.push(`adjusted Rand index: agreement of clusters and ${column}, 1 in full, 0 by chance`);
  }
  return { results, footer };
}

/** 1/σ², to two digits, σ² the variance that k-means leaves within its clusters. */
function stiffnessWithin({ clustering, dataset }: Result<KMeans>): number {
  const { inertia } = clustering.model;
  const values = dataset.kept.length * dataset.columns.length;
  return Number((values / inertia).toPrecision(2));
}
