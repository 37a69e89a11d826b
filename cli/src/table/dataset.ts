import type { FlatPoints } from "mixtura";
import { indicatorNames, type Reading } from "../files/reading.js";
import { sourceOf, type Format, type Source } from "../files/source.js";
import { note } from "../text/notes.js";
import { counted, listed } from "../text/wording.js";
import { completeRows } from "./complete-rows.js";
import { checkMagnitudes } from "./magnitude-check.js";
import { filledWithMeans, meansOf } from "./missing-means.js";
import { readTable, type Choice, type Layout, type TextColumn } from "./read-table.js";
import { noteConstants } from "./scale-note.js";
import { noteSentinels } from "./sentinel-note.js";
import { spreadOf } from "./spread.js";
import type { TableSummary } from "./summary.js";

/** What is to be clustered, and what is known of it. */
export interface Dataset extends TableSummary {
  /** Index of each row without a missing value among the data rows. */
  readonly kept: readonly number[];
  /** Lines or rows of the file that were dropped. */
  readonly dropped: readonly number[];
  /** The rows that were kept, in original units. */
  readonly points: FlatPoints & { readonly data: Float64Array };
  /** The column that describes the clusters. */
  readonly description: TextColumn | undefined;
  /** Of the whole file. */
  readonly layout: Layout;
}

/** What becomes of rows that lack a value: they are dropped, or the value is the column's mean. */
export type Missing = "drop" | "mean";

/** How data is to be read. */
export interface DataOptions extends Format {
  readonly columns?: string[];
  readonly oneHot?: string[];
  readonly missing?: Missing;
  readonly standardize?: true;
  readonly describe?: string;
  /** To read it as another was, whatever the options before this say. */
  readonly reading?: Reading | undefined;
}

/**
 * @param data a path, or where its bytes come from
 * @param k How many clusters will be looked for: there have to be as many rows.
 */
export async function readDataset(
  data: string | Source,
  k: number,
  options: DataOptions,
  signal?: AbortSignal,
): Promise<Dataset> {
  const { reading } = options;
  const choice = reading === undefined ? choiceBy(options) : choiceLike(reading);
  const asRead = await readTable(
    typeof data === "string" ? sourceOf(data, options) : data,
    choice,
    signal,
  );
  const { source } = asRead;
  if (reading === undefined) noteSentinels(asRead.columns);
  const means =
    reading === undefined && options.missing === "mean" ? meansOf(asRead) : reading?.means;
  const table =
    means === undefined ? asRead : filledWithMeans(asRead, means, reading && " in the fit");
  const complete = completeRows(
    table,
    source,
    reading === undefined ? "; choose other columns with --columns" : "",
  );
  const { data: values, shape, kept, dropped } = complete;
  const rows = table.lines.length;
  if (dropped.length > 0) {
    note(
      `dropped ${dropped.length.toLocaleString("en-US")} of ${counted(rows, "row")} with missing values ` +
        `(${source.place}${dropped.length === 1 ? "" : "s"} ${listed(dropped, 5)})`,
    );
  }
  checkEnoughRows(k, { count: kept.length, rows }, source.name);
  const columns = table.columns.map(({ name }) => name);
  const spreads = columns.map((_, j) => spreadOf(values, j, columns.length));
  const standardize = options.standardize ?? false;
  if (standardize) noteConstants({ columns, spreads });
  // On one scale its own values are near 0 however large they were; a constant column stays as it is.
  const own = standardize
    ? spreads.map(({ deviation }) => (deviation === 0 ? 1 : Infinity))
    : undefined;
  checkMagnitudes(complete, reading?.scales ?? own, table, source);
  return {
    title: source.title,
    rows,
    count: kept.length,
    place: source.place,
    kept,
    dropped,
    columns,
    indicators: table.indicators,
    oneHot: table.oneHot,
    means,
    lineOf: (row) => table.lines[kept[row]],
    spreads,
    standardize,
    points: { data: values, shape },
    description: table.description,
    layout: table.layout,
  };
}

function choiceBy({ columns, describe, oneHot }: DataOptions): Choice {
  return { columns, description: describe, oneHot: oneHot?.map((column) => ({ column })) };
}

function choiceLike({ columns, indicators, oneHot }: Reading): Choice {
  const others = columns.slice(0, columns.length - indicatorNames(oneHot).length);
  return { columns: others, indicators, description: undefined, oneHot };
}

/** Refuses a table of another width than a model has. */
export function checkDimensions(
  title: string,
  columns: readonly string[],
  dimensions = columns.length,
): void {
  if (columns.length === dimensions) return;
  throw new Error(
    `${title}: ${counted(columns.length, "column")} hold numbers ` +
      `(${listed(columns, 10)}), and the model has ${counted(dimensions, "dimension")}; ` +
      "it does not say which they are",
  );
}

/** @param source what to call the table in a message */
export function checkEnoughRows(
  k: number,
  { count, rows }: Pick<TableSummary, "count" | "rows">,
  source: string,
): void {
  if (k <= count) return;
  const those =
    count === rows ? counted(rows, "row") : `the ${counted(count, "row")} left after dropping`;
  throw new Error(
    `${source}: cannot find ${counted(k, "cluster")} in ${those}; -k can be at most ${count}`,
  );
}
