import type { FlatPoints } from "mixtura";
import { indicatorNames, type Indicator, type OneHot, type Reading } from "../files/reading.js";
import { sourceOf, type Format, type Source } from "../files/source.js";
import { note } from "../text/notes.js";
import { counted, listed } from "../text/wording.js";
import { completeRows } from "./complete-rows.js";
import { checkMagnitudes } from "./magnitude-check.js";
import { filledWithMeans, meansOf } from "./missing-means.js";
import { readTable, type Choice, type Layout, type TextColumn } from "./read-table.js";
import { noteSentinels } from "./sentinel-note.js";
import { spreadOf, type Spread } from "./spread.js";

/** What is to be clustered, and what is known of it. */
export interface Dataset {
  /** What to call it in a heading. */
  readonly title: string;
  /** How many data rows the file has. */
  readonly rows: number;
  /** Index of each row without a missing value among the data rows. */
  readonly kept: readonly number[];
  /** What the file counts, to point into it. */
  readonly place: "line" | "row";
  /** Lines or rows of the file that were dropped. */
  readonly dropped: readonly number[];
  readonly columns: readonly string[];
  /** Those of the columns that a name with a category has chosen. */
  readonly indicators: readonly Indicator[];
  /** Columns of categories, of which the last of the columns are made. */
  readonly oneHot: readonly OneHot[];
  /** What stands where a value is missing, of each column; undefined: such rows are dropped. */
  readonly means: readonly number[] | undefined;
  /** The line or row of the file of each row that was kept. */
  readonly lines: readonly number[];
  /** Of each column, in original units. */
  readonly spreads: readonly Spread[];
  /** Whether columns are to be put on one scale for a fit. */
  readonly standardize: boolean;
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
  checkEnoughRows(k, kept.length, rows, source.name);
  const columns = table.columns.map(({ name }) => name);
  const spreads = columns.map((_, j) => spreadOf(values, j, columns.length));
  const standardize = options.standardize ?? false;
  const constant = columns.filter((_, j) => spreads[j].deviation === 0);
  if (standardize && constant.length > 0) {
    note(`constant, so left as it is: ${listed(constant, 10)}`);
  }
  // On one scale its own values are near 0 however large they were; a constant column stays as it is.
  const own = standardize
    ? spreads.map(({ deviation }) => (deviation === 0 ? 1 : Infinity))
    : undefined;
  checkMagnitudes(complete, reading?.scales ?? own, table, source);
  return {
    title: source.title,
    rows,
    place: source.place,
    kept,
    dropped,
    columns,
    indicators: table.indicators,
    oneHot: table.oneHot,
    means,
    lines: kept.map((row) => table.lines[row]),
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

function checkEnoughRows(k: number, kept: number, rows: number, source: string): void {
  if (k <= kept) return;
  const those =
    kept === rows ? counted(rows, "row") : `the ${counted(kept, "row")} left after dropping`;
  throw new Error(
    `${source}: cannot find ${counted(k, "cluster")} in ${those}; -k can be at most ${kept}`,
  );
}
