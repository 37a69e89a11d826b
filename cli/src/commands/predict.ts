import { Argument, Option, type Command } from "commander";
import type { ModelClass, Running } from "../algorithms/algorithm.js";
import { answerOptions, foreignAnswer } from "../algorithms/answer-options.js";
import { withoutDirection } from "../algorithms/cosine.js";
import { answersOf, type Asked, type RowAnswers } from "../algorithms/row-answers.js";
import { type SavedModel, readModel } from "../files/model-file.js";
import { print, type OutputFile } from "../files/output.js";
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
import { streamOption, type StreamOption } from "../options/stream.js";
import { dataArgument, formatOptions, threadsOption } from "../options/shared.js";
import type { Picture } from "../pictures/content/picture.js";
import { pictureFiles, printPicture } from "../pictures/output.js";
import { modelPicture } from "../pictures/result-picture.js";
import { predictionsAsCsv } from "../report/predictions.js";
import { modelTitle, predictionReport } from "../report/prediction-report.js";
import { checkDimensions, readDataset, type DataOptions, type Dataset } from "../table/dataset.js";
import { note } from "../text/notes.js";
import { colorsFor, widthFor } from "../text/terminal.js";
import { listed } from "../text/wording.js";
import { interruptible } from "./interruptible.js";
import { checkPaths } from "./paths.js";
import { predictedStream } from "./predict-stream.js";
import { streamOutput } from "./stream-output.js";
import {
  outputFile,
  reportStream,
  tableOutput,
  writeWithTable,
  type TableOutput,
} from "./table-output.js";

interface PredictOptions
  extends
    PlotOptions,
    Pick<DataOptions, "format" | "delimiter" | "decimal" | "header">,
    Asked,
    StreamOption,
    Pick<Running, "threads"> {
  readonly labels?: string;
  readonly output?: string;
}

const examples = `
Examples:
  Keep a model, and find by it the clusters of any table with its columns:
  $ mixtura fit penguins.csv -k 3 -a gaussian --covariance full \\
      --columns bill_length_mm,body_mass_g --model mixture.json
  $ mixtura predict mixture.json penguins-2009.csv --labels labels.csv \\
      --plot penguins-2009.svg

  Their table, with the clusters as a further column:
  $ mixtura predict mixture.json penguins-2009.csv --output clustered.csv

  A file of any size, with only some of its rows in memory:
  $ mixtura sample mixture.json -n 100000 > large.csv
  $ mixtura predict mixture.json large.csv --stream --output clustered.csv

  Which rows are unlike all others, and in which column:
  $ mixtura predict mixture.json penguins-2009.csv --log-density --deviations
`;

export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .summary("apply a model to another table")
    .description(
      "Finds the cluster of every row of a table by a model that mixtura fit has\n" +
        "written. Columns are found by their names, and scaled as in the fit. Without\n" +
        "--labels and --output it prints CSV, a line for every row.",
    )
    .usage("<model> <data> [options]")
    .addArgument(new Argument("<model>", "a model that mixtura fit --model has written"))
    .addArgument(dataArgument());
  for (const option of [
    ...formatOptions(),
    new Option(
      "--labels <file>",
      "write the CSV to a file, and show how many rows are where",
    ).argParser(filePath),
    outputOption(),
    ...answerOptions(),
    plotOption("the rows in the clusters of the model"),
    plotColumnsOption(),
    streamOption(),
    threadsOption(),
  ]) {
    command.addOption(option);
  }
  command.addHelpText("after", examples).action(predict);
}

async function predict(
  path: string,
  data: string,
  options: PredictOptions,
  command: Command,
): Promise<void> {
  const mistake = plotMistake(options);
  if (mistake !== undefined) command.error(mistake);
  if (options.stream && options.plot !== undefined) {
    command.error(
      "error: --plot draws rows that are in memory, and --stream holds only some; leave one of them out",
    );
  }
  if (options.plot === "-" && options.labels === undefined && options.output === undefined) {
    command.error(
      "error: --plot - and the CSV both print to standard output; give --plot or --labels a file",
    );
  }
  await checkPaths(
    command,
    [
      ["MODEL", path],
      ["DATA", data],
    ],
    [
      ["--labels", options.labels],
      ["--output", outputFile(options)],
      ["--plot", plotFile(options)],
    ],
  );
  const saved = await readModel(path);
  checkAsked(saved, options);
  if (options.stream) {
    await predictOfStream(saved, data, options, command);
    return;
  }
  const output = await tableOutput(data, options, command);
  const { dataset, answers, picture } = await interruptible((signal) =>
    predicted(saved, data, options, output, signal),
  );
  const stream = reportStream(options);
  if (options.labels === undefined && output === undefined) {
    await print(predictionsAsCsv(dataset, answers));
  } else {
    const sizes = new Array<number>(saved.model.k).fill(0);
    for (const label of answers.labels) sizes[label]++;
    const counted = { table: dataset, sizes };
    stream.write(predictionReport(saved.model, counted, widthFor(stream), colorsFor(stream)));
  }
  printPicture(picture, options.plot, stream);
}

async function predictOfStream(
  saved: SavedModel,
  data: string,
  options: PredictOptions,
  command: Command,
): Promise<void> {
  const form = await streamOutput(data, options, command);
  const counted = await interruptible((signal) =>
    predictedStream(saved, data, options, form, signal),
  );
  if (options.labels === undefined && form === undefined) return;
  const stream = reportStream(options);
  stream.write(predictionReport(saved.model, counted, widthFor(stream), colorsFor(stream)));
}

/** Asks the model, and writes the file that is asked for. */
async function predicted(
  saved: SavedModel,
  data: string,
  options: PredictOptions,
  output: TableOutput | undefined,
  signal: AbortSignal,
): Promise<{ dataset: Dataset; answers: RowAnswers; picture: Picture | undefined }> {
  const { model, reading } = saved;
  const source = output?.kept.source ?? data;
  const dataset = await readDataset(source, 1, { ...options, reading }, signal);
  checkDimensions(dataset.title, dataset.columns, model.dimensions);
  const chosen = plottedColumns(options, dataset);
  const { points } = dataset;
  const how = { signal, threads: options.threads };
  const labels = await labelsOf(model, dataset, how);
  const answers = await answersOf(model, labels, points, options, how);
  const files: OutputFile[] = [];
  if (options.labels !== undefined) {
    files.push({ path: options.labels, content: predictionsAsCsv(dataset, answers) });
  }
  const picture =
    options.plot === undefined
      ? undefined
      : modelPicture(model, answers.labels, {
          title: modelTitle(model).join(", "),
          ...{ dataset, seed: 0, chosen, ofOtherRows: true },
        });
  files.push(...(await pictureFiles(picture, plotFile(options))));
  await writeWithTable(files, output, dataset, answers, signal);
  if (reading === undefined)
    note(`the model names no columns; taken in their order: ${listed(dataset.columns, 10)}`);
  return { dataset, answers, picture };
}

async function labelsOf(
  model: SavedModel["model"],
  dataset: Dataset,
  how: Running,
): Promise<Int32Array> {
  try {
    return await model.predictAsync(dataset.points, how);
  } catch (error) {
    throw withoutDirection(error, dataset) ?? error;
  }
}

/** Refuses what this model cannot tell. */
function checkAsked({ path, model }: SavedModel, options: PredictOptions): void {
  const foreign = foreignAnswer(options, model.constructor as ModelClass);
  if (foreign === undefined) return;
  throw new Error(`${path}: a model of ${model.constructor.name}, which has no ${foreign}`);
}
