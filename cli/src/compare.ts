import { Option, type Command } from "commander";
import type { Covariance, KMeans } from "mixtura";
import type { Settings } from "./algorithms/algorithm.js";
import { covariances, gaussianMixture } from "./algorithms/gaussian-mixture.js";
import { kMeans } from "./algorithms/k-means.js";
import { softKMeans } from "./algorithms/soft-k-means.js";
import { comparison } from "./comparison.js";
import { readDataset, type DataOptions } from "./dataset.js";
import { note } from "./notes.js";
import { oneOf, stiffness } from "./options.js";
import { resultOf, type Result } from "./result.js";
import { clusterCountOption, dataArgument, dataOptions, settingOptions } from "./shared-options.js";
import { colorsFor, widthFor } from "./terminal.js";
import { alternatives, oneLine } from "./wording.js";

interface CompareOptions extends DataOptions, Settings {
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
      .default("full", "full"),
  ]) {
    command.addOption(option);
  }
  command.action(compare);
}

async function compare(data: string, options: CompareOptions): Promise<void> {
  const dataset = await readDataset(data, options.k, options);
  const { k, seed, restarts, maxIterations, covariance } = options;
  const settings: Settings = { k, seed, restarts, maxIterations };

  const hard = resultOf(kMeans, dataset, settings);
  const stiffness = options.stiffness ?? stiffnessWithin(hard);
  const soft = resultOf(softKMeans, dataset, { ...settings, stiffness });
  const mixture = resultOf(gaussianMixture, dataset, { ...settings, covariance });

  const results = [hard, soft, mixture] as const;
  for (const { clustering } of results) {
    for (const { message, components } of clustering.model.diagnostics) {
      // The table shows them in the places of k-means' clusters.
      const which = components === undefined ? "" : ", in its own numbering";
      note(`${clustering.title[0]}${which}: ${message}`);
    }
  }
  const remarks = ["beside each cluster of k-means stand those that share most rows with it"];
  if (options.stiffness === undefined) {
    remarks.push("β = 1/σ², where σ² is the variance within the clusters of k-means");
  }
  if (dataset.description !== undefined) {
    const column = oneLine(dataset.description.name);
    remarks.push(
      `adjusted Rand index: agreement of clusters and ${column}, 1 in full, 0 by chance`,
    );
  }
  const { stdout } = process;
  stdout.write(comparison(results, remarks, widthFor(stdout), colorsFor(stdout)));
}

/** 1/σ², to two digits, σ² the variance that k-means leaves within its clusters. */
function stiffnessWithin({ clustering, dataset }: Result<KMeans>): number {
  const { inertia } = clustering.model;
  const values = dataset.kept.length * dataset.columns.length;
  return Number((values / inertia).toPrecision(2));
}
