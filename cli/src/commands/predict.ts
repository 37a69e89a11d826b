import { Argument, Option, type Command } from "commander";
import type { ModelClass, Running } from "../algorithms/algorithm.js";
import { answerOptions, foreignAnswer } from "../algorithms/answer-options.js";
import { answersOf, type Asked, type RowAnswers } from "../algorithms/row-answers.js";
import { type SavedModel, readModel } from "../files/model-file.js";
import { checkWritable } from "../files/output.js";
import { sharedPath } from "../files/identity.js";
import { outputOption } from "../options/output.js";
import { filePath } from "../options/parsers.js";
import { dataArgument, formatOptions, threadsOption } from "../options/shared.js";
import { predictionsAsCsv } from "../report/predictions.js";
import { predictionReport } from "../report/prediction-report.js";
import { readDataset, type DataOptions, type Dataset } from "../table/dataset.js";
import { note } from "../text/notes.js";
import { colorsFor, widthFor } from "../text/terminal.js";
import { counted, listed } from "../text/wording.js";
import { interruptible } from "./interruptible.js";
import {
  outputFile,
  reportStream,
  tableOutput,
  writeWithTable,
  type TableOutput,
} from "./table-output.js";

interface PredictOptions
  extends
    Pick<DataOptions, "format" | "delimiter" | "decimal" | "header">,
    Asked,
    Pick<Running, "threads"> {
  readonly labels?: string;
  readonly output?: string;
}

const examples = `
Examples:
  The clusters of yesterday for the penguins of today:
  $ mixtura fit penguins.csv -k 3 -a gaussian --covariance full \\
      --columns bill_length_mm,body_mass_g --model mixture.json
  $ mixtura predict mixture.json new-penguins.csv --labels labels.csv

  Their table, with the clusters as a further column:
  $ mixtura predict mixture.json new-penguins.csv --output clustered.csv

  Which of them are unlike all others, and in which column:
  $ mixtura predict mixture.json new-penguins.csv --log-density --deviations
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
  const shared = await sharedPath([
    ["MODEL", path],
    ["DATA", data],
    ["--labels", options.labels],
    ["--output", outputFile(options)],
  ]);
  if (shared !== undefined) command.error(`error: ${shared}`);
  if (options.labels !== undefined) await checkWritable(options.labels);
  const saved = await readModel(path);
  checkAsked(saved, options);
  const output = await tableOutput(data, options, command);
  const { dataset, answers } = await interruptible((signal) =>
    predicted(saved, data, options, output, signal),
  );
  const stream = reportStream(options);
  stream.write(
    options.labels === undefined && output === undefined
      ? predictionsAsCsv(dataset, answers)
      : predictionReport(saved.model, dataset, answers, widthFor(stream), colorsFor(stream)),
  );
}

/** Asks the model, and writes the file that is asked for. */
async function predicted(
  saved: SavedModel,
  data: string,
  options: PredictOptions,
  output: TableOutput | undefined,
  signal: AbortSignal,
): Promise<{ dataset: Dataset; answers: RowAnswers }> {
  const { model, columns } = saved;
  const dataset = await readDataset(
    output?.kept.source ?? data,
    1,
    { ...options, ...(columns && { columns: [...columns] }) },
    signal,
  );
  if (dataset.columns.length !== model.dimensions) {
    throw new Error(
      `${dataset.title}: ${counted(dataset.columns.length, "column")} hold numbers ` +
        `(${listed(dataset.columns, 10)}), and the model has ${counted(model.dimensions, "dimension")}; ` +
        "it does not say which they are",
    );
  }
  const { points } = dataset;
  const how = { signal, threads: options.threads };
  const labels = await model.predictAsync(points, how);
  const answers = await answersOf(model, labels, points, options, how);
  const files =
    options.labels === undefined
      ? []
      : [{ path: options.labels, content: predictionsAsCsv(dataset, answers) }];
  await writeWithTable(files, output, dataset, answers, signal);
  if (columns === undefined)
    note(`the model names no columns; taken in their order: ${listed(dataset.columns, 10)}`);
  return { dataset, answers };
}

/** Refuses what this model cannot tell. */
function checkAsked({ path, model }: SavedModel, options: PredictOptions): void {
  const foreign = foreignAnswer(options, model.constructor as ModelClass);
  if (foreign === undefined) return;
  throw new Error(`${path}: a model of ${model.constructor.name}, which has no ${foreign}`);
}
