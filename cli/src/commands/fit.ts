import { Option, type Command } from "commander";
import type { Criterion } from "mixtura";
import type { Table } from "mixtura-cluster";
import type { Algorithm, Running, SettingsOfAnyK } from "../algorithms/algorithm.js";
import { answerOptions, askedOption, foreignAnswer } from "../algorithms/answer-options.js";
import {
  algorithmOption,
  chosenAlgorithm,
  distanceOption,
  ownOptions,
  startAndTolerance,
} from "../algorithms/choice.js";
import { chosenCriterion, criterionOption, type CriterionOptions } from "../algorithms/criteria.js";
import { resultForBestK, resultOf, type Result } from "../algorithms/result.js";
import { answersOf, type Asked } from "../algorithms/row-answers.js";
import type { OutputFile } from "../files/output.js";
import { outputOption } from "../options/output.js";
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
  clusterCountOrAutoOption,
  dataArgument,
  dataOptions,
  settingOptions,
} from "../options/shared.js";
import { loadedCluster } from "../cluster/package.js";
import { DistributedFit } from "../cluster/distributed-fit.js";
import { redisUrl } from "../cluster/redis.js";
import { distributedMistake, distributedOptions, isDistributed } from "../options/cluster.js";
import type { DistributedOptions } from "../cluster/settings.js";
import { streamMistake, streamOption, type StreamOption } from "../options/stream.js";
import { pictureFiles, printPicture } from "../pictures/output.js";
import type { Picture } from "../pictures/content/picture.js";
import { resultPicture } from "../pictures/result-picture.js";
import type { AnyResult } from "../report/attributes.js";
import { report } from "../report/fit-report.js";
import { modelAsJson, resultAsJson, streamedAsJson } from "../report/machine-readable.js";
import { predictionsAsCsv } from "../report/predictions.js";
import { remark } from "../report/remark.js";
import { choiceNote } from "../report/selection.js";
import { readDataset, type DataOptions } from "../table/dataset.js";
import { noteScales } from "../table/scale-note.js";
import { note } from "../text/notes.js";
import { colorsFor, widthFor } from "../text/terminal.js";
import { fittedStream } from "./fit-stream.js";
import { interruptible } from "./interruptible.js";
import { checkPaths } from "./paths.js";
import { streamOutput } from "./stream-output.js";
import {
  outputFile,
  reportStream,
  tableOutput,
  writeWithTable,
  type TableOutput,
} from "./table-output.js";

interface FitOptions
  extends
    DataOptions,
    SettingsOfAnyK,
    PlotOptions,
    CriterionOptions,
    Asked,
    StreamOption,
    DistributedOptions,
    Pick<Running, "threads"> {
  readonly k: number | "auto";
  readonly model?: string;
  readonly labels?: string;
  readonly output?: string;
  readonly json?: true;
}

/** How many clusters, or what tells how many. */
type Wanted = { readonly k: number } | { readonly by: Criterion };

const examples = `
Examples:
  Three clusters of penguins by two measurements on one scale, best of ten
  starts, with the species that fell into each:
  $ mixtura fit penguins.csv -k 3 --columns bill_length_mm,body_mass_g \\
      --standardize --restarts 10 --describe species

  A mixture of three Gaussians, each of its own size, shape and direction:
  $ mixtura fit penguins.csv -k 3 -a gaussian --covariance full \\
      --columns bill_length_mm,body_mass_g --standardize --restarts 10

  As many as suit the table best by BIC:
  $ mixtura fit penguins.csv -k auto -a gaussian --covariance full \\
      --columns bill_length_mm,body_mass_g --restarts 10

  A picture of three:
  $ mixtura fit penguins.csv -k 3 --columns bill_length_mm,bill_depth_mm \\
      --standardize --plot penguins.svg

  Keep the model and a label for every row:
  $ mixtura fit penguins.csv -k 3 --columns bill_length_mm,bill_depth_mm \\
      --model model.json --labels labels.csv

  Keep the table with the cluster of every row beside its values:
  $ mixtura fit penguins.csv -k 3 --columns bill_length_mm,bill_depth_mm \\
      --output clustered.csv

  A file of any size, read again in each pass, with only some of its rows in
  memory; what is missing has to be an empty field there:
  $ grep -v NA penguins.csv > large.csv; mixtura fit large.csv -k 3 --stream \\
      --columns bill_length_mm,body_mass_g --start "k-means||" \\
      --model model.json --output clustered.csv

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
    .usage("<data> -k <clusters>|auto [options]")
    .addArgument(dataArgument());
  for (const option of [
    clusterCountOrAutoOption(),
    algorithmOption(),
    criterionOption("what -k auto chooses by: "),
    ...dataOptions("show the commonest values of a column by cluster"),
    streamOption(),
    ...settingOptions(),
    ...startAndTolerance(),
    distanceOption(({ name }) => name),
    new Option(
      "--model <file>",
      "write the model, for fromJSON of KMeans, SoftKMeans or GaussianMixture",
    ).argParser(filePath),
    new Option("--labels <file>", "write a CSV with the cluster of every row").argParser(filePath),
    outputOption(),
    ...answerOptions(),
    plotOption("the clusters"),
    plotColumnsOption(),
    new Option("--json", "print the result as JSON"),
    ...distributedOptions(),
    ...ownOptions(({ name }) => `-a ${name}`),
  ]) {
    command.addOption(option);
  }
  command.addHelpText("after", examples).action(fit);
}

async function fit(data: string, options: FitOptions, command: Command): Promise<void> {
  const algorithm = chosenAlgorithm(command);
  const mistake =
    plotMistake(options) ??
    answersMistake(options, algorithm) ??
    distributedMistake(options) ??
    (isDistributed(options)
      ? streamMistake(options, "--redis")
      : options.stream
        ? streamMistake(options, "--stream")
        : undefined);
  if (mistake !== undefined) command.error(mistake);
  if (options.k !== "auto" && options.criterion !== undefined) {
    command.error(
      "error: option '--criterion' tells what '-k auto' chooses by, and -k is a number",
    );
  }
  const wanted: Wanted =
    options.k === "auto" ? { by: chosenCriterion(algorithm, command) } : { k: options.k };
  await checkPaths(
    command,
    [["DATA", data]],
    [
      ["--model", options.model],
      ["--labels", options.labels],
      ["--output", outputFile(options)],
      ["--plot", plotFile(options)],
    ],
  );
  const { result, json, picture } =
    (options.stream || isDistributed(options)) && "k" in wanted
      ? await fitOfStream(data, algorithm, { ...options, ...wanted }, command)
      : await fitInMemory(data, algorithm, wanted, options, command);
  // No longer interruptible: where nobody reads on, a write does not end before the process does.
  const stream = reportStream(options);
  stream.write(options.json ? json() : report(result, widthFor(stream), colorsFor(stream)));
  printPicture(picture, options.plot, stream);
}

/** What a command shows in the end. */
interface Fitted {
  readonly result: AnyResult;
  readonly json: () => string;
  readonly picture: Picture | undefined;
}

async function fitOfStream(
  data: string,
  algorithm: Algorithm,
  options: FitOptions & { readonly k: number },
  command: Command,
): Promise<Fitted> {
  const form = await streamOutput(data, options, command);
  const distributedOver = isDistributed(options)
    ? await distribution(algorithm, options)
    : undefined;
  const { result, picture } = await interruptible((signal) =>
    fittedStream(data, algorithm, { ...options, distributedOver }, form, signal),
  );
  return { result, json: () => streamedAsJson(result), picture };
}

/** What fits models on the workers of a Redis, once it is told of a table. */
async function distribution({ Model }: Algorithm, options: DistributedOptions) {
  const redis = redisUrl(options.redis);
  const cluster = await loadedCluster("mixtura fit --redis");
  return (table: Table) => new DistributedFit(cluster, { ...options, redis }, Model.name, table);
}

async function fitInMemory(
  data: string,
  algorithm: Algorithm,
  wanted: Wanted,
  options: FitOptions,
  command: Command,
): Promise<Fitted> {
  const output = await tableOutput(data, options, command);
  const { result, picture } = await interruptible((signal) =>
    fitted(data, algorithm, wanted, options, output, signal),
  );
  return { result, json: () => resultAsJson(result), picture };
}

/** What is wrong with what is asked of rows; undefined: nothing. */
function answersMistake(options: FitOptions, { name, Model }: Algorithm): string | undefined {
  const asked = askedOption(options);
  if (asked !== undefined && options.labels === undefined && options.output === undefined) {
    return `error: option '${asked}' adds to what --labels or --output writes; give one of them`;
  }
  const foreign = foreignAnswer(options, Model);
  return foreign && `error: option '${foreign}' asks for what -a ${name} does not know`;
}

/** Reads, fits, and writes the files that are asked for. */
async function fitted(
  data: string,
  algorithm: Algorithm,
  wanted: Wanted,
  options: FitOptions,
  output: TableOutput | undefined,
  signal: AbortSignal,
): Promise<{ result: Result; picture: Picture | undefined }> {
  const { threads } = options;
  const source = output?.kept.source ?? data;
  const dataset = await readDataset(source, "by" in wanted ? 1 : wanted.k, options, signal);
  const chosen = plottedColumns(options, dataset);
  if (!algorithm.adaptsToScale(options)) noteScales(dataset);
  const running = { threads, signal };
  // The options hold the algorithm's own too, and no other's.
  const result =
    "by" in wanted
      ? await resultForBestK(algorithm, dataset, wanted.by, options, running)
      : await resultOf(algorithm, dataset, { ...options, ...wanted }, running);
  if (result.selection !== undefined) note(choiceNote(result.selection));
  const { model } = result.clustering;
  const covariance = "covariance" in model ? model.covariance : undefined;
  for (const diagnostic of model.diagnostics) {
    note(remark(diagnostic, { ...dataset, covariance }));
  }

  const answers = await answersOf(model, model.labels, dataset.points, options, running);
  const files: OutputFile[] = [];
  if (options.model !== undefined)
    files.push({ path: options.model, content: modelAsJson(result) });
  if (options.labels !== undefined)
    files.push({ path: options.labels, content: predictionsAsCsv(dataset, answers) });
  const picture = options.plot === undefined ? undefined : resultPicture(result, chosen);
  files.push(...(await pictureFiles(picture, plotFile(options))));
  await writeWithTable(files, output, dataset, answers, signal);
  return { result, picture };
}
