import { Option, type Command } from "commander";
import type { Criterion } from "mixtura";
import type { Algorithm, Running, SettingsOfAnyK } from "../algorithms/algorithm.js";
import {
  algorithmOption,
  chosenAlgorithm,
  distanceOption,
  ownOptions,
  startAndTolerance,
} from "../algorithms/choice.js";
import { isCosine, cosineTitle } from "../algorithms/cosine.js";
import { chosenCriterion, criterionOption } from "../algorithms/criteria.js";
import { selectionOf, type Selection } from "../algorithms/selection.js";
import { writeFiles } from "../files/output.js";
import { plotFile, plotMistake, plotOption, type PlotOptions } from "../options/plot.js";
import { clusterCounts } from "../options/range.js";
import { dataArgument, dataOptions, settingOptions } from "../options/shared.js";
import type { Picture } from "../pictures/content/picture.js";
import { pictureFiles, printPicture } from "../pictures/output.js";
import { selectionPicture } from "../pictures/selection-picture.js";
import { selectionAsJson } from "../report/machine-readable.js";
import { selectionReport } from "../report/selection.js";
import { readDataset, type DataOptions, type Dataset } from "../table/dataset.js";
import { noteScales } from "../table/scale-note.js";
import { colorsFor, speaksUnicode, widthFor } from "../text/terminal.js";
import { interruptible } from "./interruptible.js";
import { checkPaths } from "./paths.js";

interface SelectOptions
  extends
    Omit<DataOptions, "describe">,
    SettingsOfAnyK,
    Pick<PlotOptions, "plot">,
    Pick<Running, "threads"> {
  readonly k: number[];
  readonly json?: true;
}

/** What came of a selection, whatever the algorithm. */
interface Selected {
  readonly dataset: Dataset;
  readonly selection: Selection;
  /** The algorithm and its distance. */
  readonly title: readonly string[];
  readonly picture: Picture | undefined;
}

const examples = `
Examples:
  How many groups of penguins there are, by BIC:
  $ mixtura select penguins.csv -k 1..8 -a gaussian --covariance full \\
      --columns bill_length_mm,body_mass_g --restarts 5

  By how well clusters of k-means stand apart:
  $ mixtura select penguins.csv -k 2..8 --columns bill_length_mm,body_mass_g \\
      --standardize --restarts 10 --plot silhouettes.svg
`;

export function addSelectCommand(program: Command): void {
  const command = program
    .command("select")
    .summary("find out how many clusters there are")
    .description(
      "Fits for each of several numbers of clusters, and says which suits the table\n" +
        "best: mixtures by BIC, the others by the mean silhouette, if no --criterion is\n" +
        "given.",
    )
    .usage("<data> -k <from>..<to> [options]")
    .addArgument(dataArgument());
  for (const option of [
    new Option("-k, --k <clusters>", "numbers of clusters to try, as 1..8 or 2,4,8 (required)")
      .argParser(clusterCounts)
      .makeOptionMandatory(),
    algorithmOption(),
    criterionOption(),
    ...dataOptions("").filter(({ long }) => long !== "--describe"),
    ...settingOptions(),
    ...startAndTolerance(),
    distanceOption(({ name }) => name),
    plotOption("the criterion against k"),
    new Option("--json", "print the table as JSON"),
    ...ownOptions(({ name }) => `-a ${name}`),
  ]) {
    command.addOption(option);
  }
  command.addHelpText("after", examples).action(select);
}

async function select(data: string, options: SelectOptions, command: Command): Promise<void> {
  const algorithm = chosenAlgorithm(command);
  const criterion = chosenCriterion(algorithm, command);
  const mistake = plotMistake(options);
  if (mistake !== undefined) command.error(mistake);
  await checkPaths(command, [["DATA", data]], [["--plot", plotFile(options)]]);
  const { dataset, selection, title, picture } = await interruptible((signal) =>
    selectedBy(data, algorithm, criterion, options, signal),
  );
  const { stdout } = process;
  stdout.write(
    options.json
      ? selectionAsJson(algorithm.name, dataset, selection, options)
      : selectionReport({ ...options, title }, dataset, selection, {
          width: widthFor(stdout),
          colors: colorsFor(stdout),
          unicode: speaksUnicode(),
        }),
  );
  printPicture(picture, options.plot, stdout);
}

async function selectedBy(
  data: string,
  algorithm: Algorithm,
  criterion: Criterion,
  options: SelectOptions,
  signal: AbortSignal,
): Promise<Selected> {
  const { k: counts, threads } = options;
  const dataset = await readDataset(data, Math.max(...counts), options, signal);
  if (!algorithm.adaptsToScale(options)) noteScales(dataset);
  const choice = { criterion, counts };
  const selection = await selectionOf(algorithm, dataset, choice, options, { threads, signal });
  const title = [algorithm.title, ...(isCosine(selection.best) ? [cosineTitle] : [])];
  const picture =
    options.plot === undefined ? undefined : selectionPicture(title, dataset, selection);
  await writeFiles(await pictureFiles(picture, plotFile(options)), signal);
  return { dataset, selection, title, picture };
}
