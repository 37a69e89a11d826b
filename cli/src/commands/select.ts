import { Option, type Command } from "commander";
import { type Criterion, selectKAsync, type SelectKProgress } from "mixtura";
import type { Algorithm, Running, Settings } from "../algorithms/algorithm.js";
import {
  algorithmOption,
  chosenAlgorithm,
  ownOptions,
  startAndTolerance,
} from "../algorithms/choice.js";
import { fitStatus } from "../algorithms/fit-status.js";
import { oneOf } from "../options/parsers.js";
import { clusterCounts } from "../options/range.js";
import { dataArgument, dataOptions, settingOptions } from "../options/shared.js";
import { criteria, selectionReport, type SelectionRow } from "../report/selection.js";
import { readDataset, type DataOptions, type Dataset } from "../table/dataset.js";
import { noteScales } from "../table/scale-note.js";
import { statusLine } from "../text/status-line.js";
import { colorsFor, widthFor } from "../text/terminal.js";
import { alternatives } from "../text/wording.js";
import { interruptible } from "./interruptible.js";

interface SelectOptions
  extends Omit<DataOptions, "describe">, Omit<Settings, "k">, Pick<Running, "threads"> {
  readonly k: number[];
  readonly criterion?: Criterion;
  readonly json?: true;
}

/** What came of a selection, whatever the algorithm. */
interface Selected {
  readonly dataset: Dataset;
  readonly best: number;
  readonly table: readonly SelectionRow[];
}

const examples = `
Examples:
  How many groups of penguins there are, by BIC:
  $ mixtura select penguins.csv -k 1..8 -a gaussian --covariance full \\
      --columns bill_length_mm,body_mass_g --restarts 5

  By how well clusters of k-means stand apart:
  $ mixtura select penguins.csv -k 2..8 --columns bill_length_mm,body_mass_g \\
      --standardize --restarts 10
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
  const names = Object.keys(criteria);
  for (const option of [
    new Option("-k, --k <clusters>", "numbers of clusters to try, as 1..8 or 2,4,8 (required)")
      .argParser(clusterCounts)
      .makeOptionMandatory(),
    algorithmOption(),
    new Option(
      "--criterion <name>",
      `${alternatives(names)} (bic and aic: gaussian alone; default: bic for gaussian, else silhouette)`,
    ).argParser(oneOf(names)),
    ...dataOptions("").filter(({ long }) => long !== "--describe"),
    ...settingOptions(),
    ...startAndTolerance(),
    new Option("--json", "print the table as JSON"),
    ...ownOptions(({ name }) => `-a ${name}`),
  ]) {
    command.addOption(option);
  }
  command.addHelpText("after", examples).action(select);
}

async function select(data: string, options: SelectOptions, command: Command): Promise<void> {
  const algorithm = chosenAlgorithm(command);
  const criterion = options.criterion ?? (algorithm.name === "gaussian" ? "bic" : "silhouette");
  if (algorithm.name !== "gaussian" && (criterion === "bic" || criterion === "aic")) {
    command.error(
      `error: option '--criterion' with -a ${algorithm.name} is silhouette, calinski-harabasz or ` +
        `davies-bouldin, not ${criterion}`,
    );
  }
  if (algorithm.name === "soft" && (options as { stiffness?: number }).stiffness === undefined) {
    command.error(
      "error: -a soft needs option '--stiffness <β>' here: of a β measured anew for every k, fits " +
        "could not be compared",
    );
  }
  const selected = await interruptible((signal) =>
    selectedBy(data, algorithm, criterion, options, signal),
  );
  const { dataset, table, best } = selected;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ algorithm: algorithm.name, criterion, best, columns: dataset.columns, table })}\n`
      : selectionReport(
          { title: algorithm.title, criterion, restarts: options.restarts, seed: options.seed },
          selected,
          widthFor(process.stdout),
          colorsFor(process.stdout),
        ),
  );
}

async function selectedBy(
  data: string,
  algorithm: Algorithm,
  criterion: Criterion,
  options: SelectOptions,
  signal: AbortSignal,
): Promise<Selected> {
  const dataset = await readDataset(data, Math.max(...options.k), options, signal);
  if (!algorithm.adaptsToScale({ ...options, k: options.k[0] })) noteScales(dataset);
  const own = algorithm.options().map((option) => option.attributeName());
  const given = options as unknown as Record<string, unknown>;
  const { k, seed, restarts, maxIterations, tolerance, threads } = options;
  const status = fitStatus(algorithm);
  const asked = {
    ...{ k, seed, restarts, maxIterations, tolerance, threads, criterion, signal },
    ...Object.fromEntries([...own, "start"].map((name) => [name, given[name]])),
    standardize: dataset.standardize,
    onProgress: (progress: SelectKProgress) => {
      const { parts, ...rest } = status(progress);
      statusLine.show({ ...rest, parts: [{ text: `k = ${progress.k}`, rank: 0 }, ...parts] });
    },
  };
  // Which options belong to which class, the command has checked.
  const { best, table } = await selectKAsync(algorithm.Model, dataset.points, asked as never);
  return { dataset, best: best.k, table: table };
}
