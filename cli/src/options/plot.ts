import { InvalidArgumentError, Option } from "commander";
import type { TableSummary } from "../table/summary.js";
import { nearest } from "../text/nearest.js";
import { listed, quoted } from "../text/wording.js";
import { columnNames, offering } from "./parsers.js";

/** How a picture is asked for. */
export interface PlotOptions {
  /** A path that ends in .svg or .png, or - for the terminal. */
  readonly plot?: string;
  /** One column or two. */
  readonly plotColumns?: string[];
}

/** @param what the picture shows */
export function plotOption(what: string): Option {
  return new Option(
    "--plot <file>",
    `draw ${what}: to a file that ends in .svg or .png, or - for the terminal`,
  ).argParser(plotPath);
}

export function plotColumnsOption(): Option {
  return new Option(
    "--plot-columns <a,b>",
    "columns to draw, two or one, of those in use (default: both, or the first two principal " +
      "components of more)",
  ).argParser(plotColumns);
}

const plotPath = offering("files", (text: string): string => {
  if (text !== "-" && !/[^/\\]\.(?:svg|png)$/i.test(text)) {
    throw new InvalidArgumentError(
      "Expected a path that ends in .svg or .png, or - for the terminal.",
    );
  }
  return text;
});

function plotColumns(text: string): string[] {
  const names = columnNames(text);
  if (names.length > 2) throw new InvalidArgumentError("Expected two column names, or one.");
  return names;
}

/** The file that is to be written; undefined: there is none. */
export function plotFile({ plot }: PlotOptions): string | undefined {
  return plot === "-" ? undefined : plot;
}

/** What is wrong with options that are right each by itself; undefined: nothing. */
export function plotMistake({
  plot,
  plotColumns,
  json,
}: PlotOptions & { readonly json?: true }): string | undefined {
  if (plotColumns !== undefined && plot === undefined) {
    return "error: option '--plot-columns' tells what to draw by '--plot', which is not given";
  }
  if (plot === "-" && json) {
    return "error: --plot - and --json both print to standard output; give --plot a file";
  }
  return undefined;
}

/** The chosen columns by their place among those in use; undefined: none are chosen. */
export function plottedColumns(
  { plotColumns }: PlotOptions,
  { columns, title }: Pick<TableSummary, "columns" | "title">,
): number[] | undefined {
  return plotColumns?.map((name) => {
    // As --columns takes them where there is no header.
    const index = columns.includes(name)
      ? columns.indexOf(name)
      : columns.indexOf(`column ${name}`);
    if (index >= 0) return index;
    const meant = nearest(name, columns);
    const hint = meant === undefined ? "" : `; did you mean ${quoted(meant)}?`;
    throw new Error(
      `${title}: --plot-columns ${quoted(name)} is not a column in use${hint} ` +
        `(they are ${listed(columns, 20)})`,
    );
  });
}
