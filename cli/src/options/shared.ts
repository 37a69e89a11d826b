import { Argument, Option } from "commander";
import { kindNames } from "../files/kinds.js";
import { alternatives } from "../text/wording.js";
import {
  clusterCount,
  clusterCountOrAuto,
  columnName,
  columnNames,
  decimalMark,
  delimiter,
  integerFrom,
  oneOf,
  threads,
} from "./parsers.js";

/** What every command that clusters a table takes. */

export function dataArgument(): Argument {
  return new Argument(
    "<data>",
    "a file of CSV, TSV, JSON, NDJSON, Arrow, Parquet, .npy or .xlsx, each also as gzip; or - for " +
      "standard input, CSV unless --format says otherwise",
  );
}

export function clusterCountOption(): Option {
  return new Option("-k <clusters>", "how many clusters (required)")
    .argParser(clusterCount)
    .makeOptionMandatory();
}

/** As many as are named, or as suit the table. */
export function clusterCountOrAutoOption(): Option {
  return new Option(
    "-k <clusters>",
    "how many clusters, or auto: the best of 1 to 8, as mixtura select finds it (required)",
  )
    .argParser(clusterCountOrAuto)
    .makeOptionMandatory();
}

/**
 * How the data is read.
 *
 * @param described what `--describe` does
 */
export function dataOptions(described: string): Option[] {
  return [
    ...formatOptions(),
    new Option(
      "--columns <a,b,…>",
      "columns to use (default: all that hold numbers); with --no-header also 1,2,…",
    ).argParser(columnNames),
    new Option(
      "--one-hot <a,b,…>",
      "columns of categories to use besides, each category as a column of 0 and 1 named a=category",
    ).argParser(columnNames),
    new Option(
      "--missing <how>",
      "drop rows that lack a value in a used column, or put the mean of the column there: drop or mean",
    )
      .argParser(oneOf(["drop", "mean"]))
      .default("drop", "drop"),
    new Option(
      "--standardize",
      "first give every column mean 0 and standard deviation 1 (divided by n, not n − 1)",
    ),
    new Option("--describe <column>", described).argParser(columnName),
  ];
}

/** How a table is written. */
export function formatOptions(): Option[] {
  return [
    new Option(
      "--format <kind>",
      `${alternatives(kindNames)} (default: by the name of the file, csv for standard input)`,
    ).argParser(oneOf(kindNames)),
    new Option(
      "--delimiter <char>",
      "the character between fields, or the word tab or space, which stands for any number of " +
        "spaces (default: tab in .tsv and .tab files, semicolon with --decimal ',', else comma)",
    ).argParser(delimiter),
    new Option("--decimal <mark>", "what stands before the fraction of a number: . or ,")
      .argParser(decimalMark)
      .default(".", "."),
    new Option("--no-header", "the first line is a row; columns are named column 1, column 2, …"),
  ];
}

/** How any algorithm runs. */
export function settingOptions(): Option[] {
  return [
    new Option("--seed <n>", "start of the random numbers")
      .argParser(integerFrom(0, 53))
      .default(0),
    new Option("--restarts <n>", "keep the best of this many fits")
      .argParser(integerFrom(1, 32))
      .default(1),
    new Option("--max-iterations <n>", "stop a fit after this many iterations (0: at its start)")
      .argParser(integerFrom(0, 32))
      .default(300),
    threadsOption(),
  ];
}

export function threadsOption(): Option {
  return new Option(
    "--threads <n>",
    "work on this many threads, or auto: on as many as help; the result is the same, byte for byte",
  )
    .argParser(threads)
    .default("auto", "auto");
}
