import type { FlatPoints } from "mixtura";
import { sourceOf, type Format, type Source } from "../files/source.js";
import { note } from "../text/notes.js";
import { counted, listed } from "../text/wording.js";
import { completeRows } from "./complete-rows.js";
import { checkMagnitudes } from "./magnitude-check.js";
import { filledWithMeans } from "./missing-means.js";
import { readTable, type Layout, type TextColumn } from "./read-table.js";
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
  const source = typeof data === "string" ? sourceOf(data, options) : data;
  const asRead = await readTable(
    source,
    { columns: options.columns, description: options.describe, oneHot: options.oneHot },
    signal,
  );
  const table = options.missing === "mean" ? filledWithMeans(asRead) : asRead;
  const complete = completeRows(table, source);
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
  checkMagnitudes(complete, standardize ? spreads : undefined, table, source);
  return {
    title: source.title,
    rows,
    place: source.place,
    kept,
    dropped,
    columns,
    lines: kept.map((row) => table.lines[row]),
    spreads,
    standardize,
    points: { data: values, shape },
    description: table.description,
    layout: table.layout,
  };
}

function checkEnoughRows(k: number, kept: number, rows: number, source: string): void {
  if (k <= kept) return;
  const those =
    kept === rows ? counted(rows, "row") : `the ${counted(kept, "row")} left after dropping`;
  throw new Error(
    `${source}: cannot find ${counted(k, "cluster")} in ${those}; -k can be at most ${kept}`,
  );
}
