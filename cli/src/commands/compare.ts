import { Option, type Command } from "commander";
import type { Running, Settings } from "../algorithms/algorithm.js";
import { distanceOption, ownOptions } from "../algorithms/choice.js";
import { gaussianMixture, type MixtureOptions } from "../algorithms/gaussian-mixture.js";
import { kMeans } from "../algorithms/k-means.js";
import { resultOf } from "../algorithms/result.js";
import {
  hardDistance,
  measuredStiffness,
  softKMeans,
  stiffnessRule,
  type SoftOptions,
} from "../algorithms/soft-k-means.js";
import {
  plotColumnsOption,
  plotFile,
  plotMistake,
  plotOption,
  plottedColumns,
  type PlotOptions,
} from "../options/plot.js";
import {
  clusterCountOption,
  dataArgument,
  dataOptions,
  settingOptions,
} from "../options/shared.js";
import { writeFiles } from "../files/output.js";
import { pictureFiles, printPicture } from "../pictures/output.js";
import { comparedPicture } from "../pictures/result-picture.js";
import { hiddenPlaces } from "../report/attributes.js";
import { comparison, type Extent } from "../report/comparison.js";
import { linedUp } from "../report/line-up.js";
import { remark } from "../report/remark.js";
import { readDataset, type DataOptions, type Dataset } from "../table/dataset.js";
import { noteScales } from "../table/scale-note.js";
import { elapsed } from "../text/duration.js";
import { note } from "../text/notes.js";
import { colorsFor, widthFor } from "../text/terminal.js";
import { oneLine } from "../text/wording.js";
import { interruptible } from "./interruptible.js";
import { checkPaths } from "./paths.js";

interface CompareOptions
  extends
    DataOptions,
    Settings,
    PlotOptions,
    Pick<Running, "threads">,
    Omit<SoftOptions, "start">,
    Omit<MixtureOptions, "start"> {
  readonly details?: true;
}

const examples = `
Examples:
  What the three make of penguins, and how many each puts with another species:
  $ mixtura compare penguins.csv -k 3 --standardize --covariance full \\
      --columns bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g \\
      --restarts 10 --describe species

  Their objectives and how they agree as well, and a picture of all three:
  $ mixtura compare penguins.csv -k 3 --standardize --details \\
      --columns bill_length_mm,bill_depth_mm --plot three.svg
`;

export function addCompareCommand(program: Command): void {
  const command = program
    .command("compare")
    .summary("show what the three algorithms find, side by side")
    .description(
      "Finds k clusters by k-means, by soft k-means and by a mixture of Gaussians, and\n" +
        "shows them side by side. With --describe it tells how many rows are in a cluster\n" +
        "mostly of another value.",
    )
    .usage("<data> -k <clusters> [options]")
    .addArgument(dataArgument());
  for (const option of [
    clusterCountOption(),
    ...dataOptions("show the commonest values of a column in place of the centroids"),
    ...settingOptions(),
    new Option(
      "--details",
      "show sizes, objectives, BIC and AIC, agreement and iterations too, and how to read them",
    ),
    distanceOption(({ title }) => title),
    plotOption("what the three find, side by side"),
    plotColumnsOption(),
    ...ownOptions(({ title }) => title),
  ]) {
    command.addOption(option);
  }
  command.addHelpText("after", examples).action(compare);
}

async function compare(data: string, options: CompareOptions, command: Command): Promise<void> {
  const { stdout } = process;
  const mistake = plotMistake(options);
  if (mistake !== undefined) command.error(mistake);
  await checkPaths(command, [["DATA", data]], [["--plot", plotFile(options)]]);
  const compared = await interruptible((signal) => comparisonOf(data, options, signal));
  stdout.write(comparison(compared.results, compared, widthFor(stdout), colorsFor(stdout)));
  printPicture(compared.picture, options.plot, stdout);
  // Not a part of the result, which is the same each time.
  note(`the three fits took ${elapsed(compared.time)}`);
}

/** What the three find, what there is to say below, and how long it took. */
async function comparisonOf(data: string, options: CompareOptions, signal: AbortSignal) {
  const dataset = await readDataset(data, options.k, options, signal);
  const chosen = plottedColumns(options, dataset);
  const running = { threads: options.threads, signal };

  const spheres = !gaussianMixture.adaptsToScale(options);
  noteScales(dataset, spheres ? [] : ["k-means", "soft k-means"]);
  const began = performance.now();
  const distance = hardDistance(options);
  if (distance === "cosine") {
    note(`${gaussianMixture.title}: it has no cosine distance, and takes rows with their lengths`);
  }
  const hard = await resultOf(kMeans, dataset, { ...options, distance }, running);
  const stiffness =
    options.stiffness ?? measuredStiffness(hard.clustering.model.inertia, dataset, options);
  const soft = await resultOf(softKMeans, dataset, { ...options, stiffness }, running);
  const mixture = await resultOf(gaussianMixture, dataset, options, running);
  const time = performance.now() - began;

  const results = linedUp([hard, soft, mixture]);
  for (const { result, order } of results) {
    const { title, model } = result.clustering;
    const names = { ...dataset, covariance: "covariance" in model ? model.covariance : undefined };
    for (const diagnostic of model.diagnostics) {
      note(`${title[0]}: ${remark(diagnostic, names, (component) => order.indexOf(component))}`);
    }
  }
  const details = options.details ?? false;
  const picture = options.plot === undefined ? undefined : comparedPicture(results, chosen);
  await writeFiles(await pictureFiles(picture, plotFile(options)), signal);
  return { results, details, footer: footer(dataset, options), time, picture };
}

/** How to read the table. */
function footer(dataset: Dataset, options: CompareOptions): Extent["footer"] {
  const { description } = dataset;
  const sums = "sizes of the other two are sums of shares";
  const hidden =
    description === undefined ? hiddenPlaces(dataset, "mixtura fit with --json") : null;
  const sentences = hidden === null ? [] : [hidden];
  if (!options.details) return description === undefined ? [...sentences, sums] : sentences;
  sentences.push(
    "clusters of the other two are lined up with those of k-means by shared rows",
    description === undefined ? sums : `${sums}; rows count by their largest share`,
  );
  if (options.stiffness === undefined) sentences.push(stiffnessRule(options));
  if (description !== undefined) {
    const column = oneLine(description.name);
    sentences.push(
      `adjusted Rand index: agreement of clusters and ${column}, 1 in full, 0 by chance`,
    );
  }
  return sentences;
}
