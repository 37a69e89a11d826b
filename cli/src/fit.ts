import type { Command } from "commander";
import { KMeans } from "mixtura";
import { colorsFor } from "./colors.js";
import { completeRows } from "./complete-rows.js";
import { valuesByCluster } from "./describe.js";
import { fileIdentity } from "./file-identity.js";
import { note } from "./notes.js";
import {
  columnName,
  columnNames,
  delimiter,
  filePath,
  integerFrom,
  nonNegative,
} from "./options.js";
import { checkWritable, writeFiles, type OutputFile } from "./output-files.js";
import { readTable } from "./read-table.js";
import { report } from "./report.js";
import { labelsAsCsv, modelAsJson, resultAsJson, type Result } from "./result.js";
import { sourceOf, type Source } from "./source.js";
import { inOriginalUnits, spreadOf, standardizationFor, standardized } from "./standardize.js";
import { counted, listed } from "./wording.js";

interface FitOptions {
  readonly k: number;
  readonly delimiter?: string;
  readonly columns?: string[];
  readonly standardize?: true;
  readonly seed: number;
  readonly restarts: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly describe?: string;
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

  Keep the model and a label for every row:
  $ mixtura fit penguins.csv -k 3 --model model.json --labels labels.csv

  In a pipe:
  $ cut -d, -f3-6 penguins.csv | mixtura fit - -k 3 --json | jq .sizes
`;

export function addFitCommand(program: Command): void {
  const count = integerFrom(1, 32);
  program
    .command("fit")
    .summary("find k clusters in a table")
    .description(
      "Finds k clusters in the rows of a table by k-means and shows their centroids.\n" +
        "Rows that lack a value in a used column are dropped.",
    )
    .usage("<data> -k <clusters> [options]")
    .argument("<data>", "a CSV file, a TSV file (.tsv, .tab), or - for CSV on standard input")
    .requiredOption("-k <clusters>", "how many clusters (required)", integerFrom(1, 53))
    .option(
      "--delimiter <char>",
      "the character between fields, or the word tab (default: comma; in .tsv and .tab files tab)",
      delimiter,
    )
    .option("--columns <a,b,…>", "columns to use (default: all that hold numbers)", columnNames)
    .option("--standardize", "give every column mean 0 and standard deviation 1 first")
    .option("--seed <n>", "start of the random numbers", integerFrom(0, 53), 0)
    .option("--restarts <n>", "keep the best of this many fits", count, 1)
    .option("--max-iterations <n>", "stop a fit after this many iterations", count, 300)
    .option(
      "--tolerance <t>",
      "stop when the inertia falls by no more than this share of the total sum of squares",
      nonNegative,
      1e-9,
    )
    .option("--describe <column>", "show the commonest values of a column by cluster", columnName)
    .option("--model <file>", "write the model, for KMeans.fromJSON", filePath)
    .option("--labels <file>", "write a CSV with the cluster of every row", filePath)
    .option("--json", "print the result as JSON")
    .addHelpText("after", examples)
    .action(fit);
}

async function fit(data: string, options: FitOptions, command: Command): Promise<void> {
  await refuseSharedPaths(data, options, command);
  const source = sourceOf(data, options.delimiter);
  for (const path of [options.model, options.labels]) {
    if (path !== undefined) await checkWritable(path);
  }
  const result = await fitted(source, options);
  for (const { message } of result.model.diagnostics) note(message);

  const files: OutputFile[] = [];
  if (options.model !== undefined) files.push({ path: options.model, text: modelAsJson(result) });
  if (options.labels !== undefined) files.push({ path: options.labels, text: labelsAsCsv(result) });
  await writeFiles(files);
  process.stdout.write(options.json ? resultAsJson(result) : shown(result));
}

/** One file would silently take the place of another. */
async function refuseSharedPaths(
  data: string,
  options: FitOptions,
  command: Command,
): Promise<void> {
  const uses = [
    ["DATA", data],
    ["--model", options.model],
    ["--labels", options.labels],
  ] as const;
  const seen = new Map<string, string>();
  for (const [use, path] of uses) {
    if (path === undefined) continue;
    const file = await fileIdentity(path);
    const other = seen.get(file);
    if (other !== undefined) {
      command.error(`error: ${other} and ${use} are the same file, ${path}`);
    }
    seen.set(file, use);
  }
}

async function fitted(source: Source, options: FitOptions): Promise<Result> {
  const { k, seed, restarts, maxIterations, tolerance } = options;
  const table = await readTable(source, {
    columns: options.columns,
    description: options.describe,
  });
  const { data, shape, kept, dropped } = completeRows(table, source);
  const rows = table.lines.length;
  if (dropped.length > 0) {
    note(
      `dropped ${dropped.length.toLocaleString("en-US")} of ${counted(rows, "row")} with missing values ` +
        `(${dropped.length === 1 ? "line" : "lines"} ${listed(dropped, 5)})`,
    );
  }
  checkEnoughRows(k, kept.length, rows, source);

  const columns = table.columns.map(({ name }) => name);
  const spreads = columns.map((_, j) => spreadOf(data, j, columns.length));
  const standardization = options.standardize ? standardizationFor(spreads) : null;
  if (standardization !== null) {
    const constant = columns.filter((_, j) => spreads[j].deviation === 0);
    if (constant.length > 0) {
      note(`constant, so only centred: ${listed(constant, 10)}`);
    }
  }
  const points = standardization === null ? data : standardized(data, standardization);
  const model = KMeans.fit(
    { data: points, shape },
    { k, seed, restarts, maxIterations, tolerance },
  );
  return {
    model,
    seed,
    restarts,
    title: source.title,
    rows,
    kept,
    dropped,
    columns,
    spreads,
    standardization,
    centroids:
      standardization === null
        ? model.centroids
        : inOriginalUnits(model.centroids, standardization),
    description:
      table.description === undefined
        ? null
        : {
            column: table.description.name,
            clusters: valuesByCluster(table.description, model.labels, kept, k),
          },
  };
}

function checkEnoughRows(k: number, kept: number, rows: number, source: Source): void {
  if (k <= kept) return;
  const those =
    kept === rows ? counted(rows, "row") : `the ${counted(kept, "row")} left after dropping`;
  throw new Error(
    `${source.name}: cannot find ${counted(k, "cluster")} in ${those}; -k can be at most ${kept}`,
  );
}

function shown(result: Result): string {
  const { isTTY, columns } = process.stdout;
  return report(result, (isTTY && columns) || 80, colorsFor(process.stdout));
}
