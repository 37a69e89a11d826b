import { Argument, Option, type Command } from "commander";
import { GaussianMixture, KMeans } from "mixtura";
import type { Running } from "../algorithms/algorithm.js";
import { type SavedModel, readModel } from "../files/model-file.js";
import { checkWritable, writeFiles } from "../files/output.js";
import { sharedPath } from "../files/identity.js";
import { filePath } from "../options/parsers.js";
import { dataArgument, formatOptions, threadsOption } from "../options/shared.js";
import { predictionsAsCsv, type RowAnswers } from "../report/predictions.js";
import { predictionReport } from "../report/prediction-report.js";
import { readDataset, type DataOptions, type Dataset } from "../table/dataset.js";
import { note } from "../text/notes.js";
import { colorsFor, widthFor } from "../text/terminal.js";
import { counted, listed } from "../text/wording.js";
import { interruptible } from "./interruptible.js";

interface PredictOptions
  extends Pick<DataOptions, "delimiter" | "decimal" | "header">, Pick<Running, "threads"> {
  readonly labels?: string;
  readonly responsibilities?: true;
  readonly logDensity?: true;
  readonly deviations?: true;
}

const examples = `
Examples:
  Keep a model, and find by it the clusters of any table with its columns:
  $ mixtura fit penguins.csv -k 3 -a gaussian --covariance full \\
      --columns bill_length_mm,body_mass_g --model mixture.json
  $ mixtura predict mixture.json penguins.csv --labels labels.csv

  Which rows are unlike all others, and in which column:
  $ mixtura predict mixture.json penguins.csv --log-density --deviations
`;

export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .summary("apply a model to another table")
    .description(
      "Finds the cluster of every row of a table by a model that mixtura fit has\n" +
        "written. Columns are found by their names, and scaled as in the fit. Without\n" +
        "--labels it prints CSV, a line for every row.",
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
    new Option(
      "--responsibilities",
      "add how far each cluster answers for the row (soft, gaussian)",
    ),
    new Option("--log-density", "add how likely the row is (gaussian)"),
    new Option(
      "--deviations",
      "add how far each value is from what the others of its row let expect, in standard deviations (gaussian)",
    ),
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
  ]);
  if (shared !== undefined) command.error(`error: ${shared}`);
  if (options.labels !== undefined) await checkWritable(options.labels);
  const saved = await readModel(path);
  checkAsked(saved, options);
  const { dataset, answers } = await interruptible((signal) =>
    predicted(saved, data, options, signal),
  );
  process.stdout.write(
    options.labels === undefined
      ? predictionsAsCsv(dataset, answers)
      : predictionReport(
          saved.model,
          dataset,
          answers,
          widthFor(process.stdout),
          colorsFor(process.stdout),
        ),
  );
}

/** Asks the model, and writes the file that is asked for. */
async function predicted(
  saved: SavedModel,
  data: string,
  options: PredictOptions,
  signal: AbortSignal,
): Promise<{ dataset: Dataset; answers: RowAnswers }> {
  const { model, columns } = saved;
  const dataset = await readDataset(
    data,
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
  const { responsibilities, logDensity, deviations } = options;
  const answers: RowAnswers = {
    labels: await model.predictAsync(points, how),
    k: model.k,
    ...(responsibilities && !(model instanceof KMeans)
      ? { responsibilities: await model.responsibilitiesAsync(points, how) }
      : {}),
    ...(logDensity && model instanceof GaussianMixture
      ? { logDensity: await model.logDensityAsync(points, how) }
      : {}),
    ...(deviations && model instanceof GaussianMixture
      ? { deviations: await model.deviationsAsync(points, { signal }) }
      : {}),
  };
  if (options.labels !== undefined) {
    await writeFiles(
      [{ path: options.labels, content: predictionsAsCsv(dataset, answers) }],
      signal,
    );
  }
  if (columns === undefined)
    note(`the model names no columns; taken in their order: ${listed(dataset.columns, 10)}`);
  return { dataset, answers };
}

/** Refuses what this model cannot tell. */
function checkAsked({ path, model }: SavedModel, options: PredictOptions): void {
  const asked = [
    ["--responsibilities", options.responsibilities, !(model instanceof KMeans)],
    ["--log-density", options.logDensity, model instanceof GaussianMixture],
    ["--deviations", options.deviations, model instanceof GaussianMixture],
  ] as const;
  const foreign = asked.find(([, given, has]) => given && !has);
  if (foreign === undefined) return;
  throw new Error(`${path}: a model of ${model.constructor.name}, which has no ${foreign[0]}`);
}
