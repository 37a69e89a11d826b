import { Argument, Option, type Command } from "commander";
import { GaussianMixture } from "mixtura";
import { WrongUsage } from "../files/errors.js";
import { readModel } from "../files/model-file.js";
import { integerFrom } from "../options/parsers.js";
import { csvLine } from "../report/csv.js";
import { bar, statusLine, type Status } from "../text/status-line.js";
import { counted } from "../text/wording.js";

interface SampleOptions {
  readonly n: number;
  readonly seed: number;
  readonly cluster?: true;
}

const examples = `
Examples:
  A thousand rows that might have been in the table:
  $ mixtura fit penguins.csv -k 3 -a gaussian --covariance full \\
      --columns bill_length_mm,body_mass_g --model mixture.json
  $ mixtura sample mixture.json -n 1000 > more-penguins.csv
`;

/** Rows that are written at a time: all of them may be more than a string can hold. */
const chunk = 10_000;

/** Numbers from which on drawing takes so long that a word is due. */
const many = 1_000_000;

export function addSampleCommand(program: Command): void {
  program
    .command("sample")
    .summary("draw rows from a Gaussian mixture")
    .description(
      "Draws rows from a Gaussian mixture that mixtura fit has written, and prints them\n" +
        "as CSV, in the units and with the columns of the table that it was fitted to.",
    )
    .usage("<model> -n <rows> [options]")
    .addArgument(
      new Argument("<model>", "a model that mixtura fit -a gaussian --model has written"),
    )
    .addOption(
      new Option("-n <rows>", "how many rows (required)")
        .argParser(integerFrom(1, 31))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--seed <n>", "start of the random numbers")
        .argParser(integerFrom(0, 53))
        .default(0),
    )
    .addOption(
      new Option("--cluster", "add a column with the component that each row was drawn from"),
    )
    .addHelpText("after", examples)
    .action(sample);
}

async function sample(path: string, { n, seed, cluster }: SampleOptions): Promise<void> {
  const { model, reading } = await readModel(path);
  if (!(model instanceof GaussianMixture)) {
    throw new Error(
      `${path}: a model of ${model.constructor.name}, which knows centres and no shapes; ` +
        "rows can be drawn from a Gaussian mixture alone",
    );
  }
  const d = model.dimensions;
  const most = Math.floor((2 ** 31 - 1) / d);
  if (n > most) {
    throw new WrongUsage(
      `-n ${n}: ${counted(d, "column")} of so many rows do not fit in memory; ${most} is the most`,
    );
  }
  const names = reading?.columns ?? Array.from({ length: d }, (_, j) => `x${j + 1}`);
  // On a terminal, the rows themselves tell.
  const shown = process.stdout.isTTY ? undefined : statusLine;
  if (n * d >= many) shown?.showAtOnce(drawStatus(n));
  const { points, labels } = model.sample(n, { seed });
  process.stdout.write(csvLine(cluster ? [...names, "cluster"] : names));
  for (let first = 0; first < n; first += chunk) {
    const lines: string[] = [];
    for (let i = first; i < Math.min(first + chunk, n); i++) {
      const row = Array.from(points.subarray(i * d, (i + 1) * d), String);
      lines.push(csvLine(cluster ? [...row, String(labels[i])] : row));
    }
    shown?.show(printStatus(n, first));
    if (!process.stdout.write(lines.join("")) && !(await wantsMore(process.stdout))) break;
  }
  shown?.clear();
}

function drawStatus(n: number): Status {
  return { parts: [{ text: `drawing ${counted(n, "row")} …`, rank: 0 }] };
}

function printStatus(n: number, printed: number): Status {
  const share = printed / n;
  return {
    share,
    parts: [
      { text: `printing ${counted(n, "row")} …`, rank: 0 },
      { text: bar, rank: 2 },
      { text: `${Math.floor(100 * share)} %`, rank: 1 },
    ],
  };
}

/** Waits until a stream has taken what was written; false: nobody reads on. */
function wantsMore(stream: NodeJS.WriteStream): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (wants: boolean) => {
      stream.off("drain", drained).off("error", failed);
      resolve(wants);
    };
    const drained = () => settle(true);
    const failed = () => settle(false);
    stream.on("drain", drained).on("error", failed);
  });
}
