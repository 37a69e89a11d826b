import { Option, type Command } from "commander";
import type { Algorithm, Running, Settings } from "../algorithms/algorithm.js";
import {
  algorithmOption,
  chosenAlgorithm,
  ownOptions,
  startAndTolerance,
} from "../algorithms/choice.js";
import { resultOf, type Result } from "../algorithms/result.js";
import { sharedPath } from "../files/identity.js";
import { checkWritable, writeFiles, type OutputFile } from "../files/output.js";
import { filePath } from "../options/parsers.js";
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
import { pictureFile, pictureText } from "../pictures/output.js";
import type { Picture } from "../pictures/content/picture.js";
import { resultPicture } from "../pictures/result-picture.js";
import { report } from "../report/fit-report.js";
import { labelsAsCsv, modelAsJson, resultAsJson } from "../report/machine-readable.js";
import { remark } from "../report/remark.js";
import { readDataset, type DataOptions } from "../table/dataset.js";
import { noteScales } from "../table/scale-note.js";
import { note } from "../text/notes.js";
import { colorsFor, widthFor } from "../text/terminal.js";
import { interruptible } from "./interruptible.js";

interface FitOptions extends DataOptions, Settings, PlotOptions, Pick<Running, "threads"> {
  readonly model?: string;
  readonly labels?: string;
  readonly json?: true;
}

const examples = `
Examples:
  Three clusters of penguins by two measurements on one scale, best of ten
  starts, with the species that fell into each:
  $ mixtura fit penguins.csv -k 3 --columns bill_length_mm,body_mass_g \\
      --standardize --restarts 10 --describe species

  A mixture of three Gaussians, each of its own size, shape and direction:
  $ mixtura fit penguins.csv -k 3 -a gaussian --covariance full \\
      --columns bill_length_mm,body_mass_g --standardize --restarts 10

  A picture of them:
  $ mixtura fit penguins.csv -k 3 --columns bill_length_mm,bill_depth_mm \\
      --standardize --plot penguins.svg

  Keep the model and a label for every row:
  $ mixtura fit penguins.csv -k 3 --columns bill_length_mm,bill_depth_mm \\
      --model model.json --labels labels.csv

  In a pipe:
  $ cut -d, -f3-6 penguins.csv |
      mixtura fit - -k 3 --standardize --json > clusters.json
`;

export function addFitCommand(program: Command): void {
  const command = program
    .command("fit")
    .summary("find k clusters in a table")
    .description(
      "Finds k clusters in the rows of a table by k-means, soft k-means or a mixture of\n" +
        "Gaussians and shows where they lie. Rows that lack a value in a used column are\n" +
        "dropped.",
    )
    .usage("<data> -k <clusters> [options]")
    .addArgument(dataArgument());
  for (const option of [
    clusterCountOption(),
    algorithmOption(),
    ...dataOptions("show the commonest values of a column by cluster"),
    ...settingOptions(),
    ...startAndTolerance(),
    new Option(
      "--model <file>",
      "write the model, for fromJSON of KMeans, SoftKMeans or GaussianMixture",
    ).argParser(filePath),
    new Option("--labels <file>", "write a CSV with the cluster of every row").argParser(filePath),
    plotOption("the clusters"),
    plotColumnsOption(),
    new Option("--json", "print the result as JSON"),
    ...ownOptions(({ name }) => `-a ${name}`),
  ]) {
    command.addOption(option);
  }
  command.addHelpText("after", examples).action(fit);
}

async function fit(data: string, options: FitOptions, command: Command): Promise<void> {
  const algorithm = chosenAlgorithm(command);
  const mistake = plotMistake(options);
  if (mistake !== undefined) command.error(mistake);
  const shared = await sharedPath([
    ["DATA", data],
    ["--model", options.model],
    ["--labels", options.labels],
    ["--plot", plotFile(options)],
  ]);
  if (shared !== undefined) command.error(`error: ${shared}`);
  for (const path of [options.model, options.labels, plotFile(options)]) {
    if (path !== undefined) await checkWritable(path);
  }
  const { result, picture } = await interruptible((signal) =>
    fitted(data, algorithm, options, signal),
  );
  // No longer interruptible: where nobody reads on, a write does not end before the process does.
  const { stdout } = process;
  stdout.write(
    options.json ? resultAsJson(result) : report(result, widthFor(stdout), colorsFor(stdout)),
  );
  if (options.plot === "-" && picture !== undefined) {
    stdout.write(`\n${pictureText(picture, stdout)}`);
  }
}

/** Reads, fits, and writes the files that are asked for. */
async function fitted(
  data: string,
  algorithm: Algorithm,
  options: FitOptions,
  signal: AbortSignal,
): Promise<{ result: Result; picture: Picture | undefined }> {
  const dataset = await readDataset(data, options.k, options, signal);
  const chosen = plottedColumns(options, dataset);
  if (!algorithm.adaptsToScale(options)) noteScales(dataset);
  // The options hold the algorithm's own too, and no other's.
  const result = await resultOf(algorithm, dataset, options, { threads: options.threads, signal });
  for (const diagnostic of result.clustering.model.diagnostics) {
    note(remark(diagnostic, dataset));
  }

  const files: OutputFile[] = [];
  if (options.model !== undefined)
    files.push({ path: options.model, content: modelAsJson(result) });
  if (options.labels !== undefined)
    files.push({ path: options.labels, content: labelsAsCsv(result) });
  const picture = options.plot === undefined ? undefined : resultPicture(result, chosen);
  const path = plotFile(options);
  if (picture !== undefined && path !== undefined) files.push(await pictureFile(picture, path));
  await writeFiles(files, signal);
  return { result, picture };
}
