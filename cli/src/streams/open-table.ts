import type { Table } from "mixtura-cluster";
import type { CsvOptions, DataSource } from "mixtura-data";
import type { DistributedFit } from "../cluster/distributed-fit.js";
import { fileReason, WrongUsage } from "../files/errors.js";
import type { Kind } from "../files/kinds.js";
import { delimited, sourceOf, type Format, type Source } from "../files/source.js";
import { addedFrom } from "../table/added-columns.js";
import { checkDimensions } from "../table/dataset.js";
import { note } from "../text/notes.js";
import { alternatives, counted, listed } from "../text/wording.js";
import { StreamedTable, type StreamedTableOptions } from "./streamed-table.js";

/** What a table that is streamed is read by. */
export interface StreamOptions
  extends Format, Pick<StreamedTableOptions, "scales" | "sample" | "whenKnown"> {
  /** Undefined: all that hold numbers. */
  readonly columns?: readonly string[] | undefined;
  /** How many a model has that does not say which; undefined: there is none, or it does. */
  readonly dimensions?: number;
  readonly standardize?: true;
  /** What fits models to a table on other machines; undefined: nobody does. */
  readonly distributedOver?: ((table: Table) => DistributedFit) | undefined;
}

/** Kinds of files that can be read in parts, again and again. */
const streamed: readonly Kind[] = ["csv", "tsv", "parquet", "arrow", "npy"];

/**
 * Opens a file to read it as often as a fit needs, without holding its rows in memory.
 *
 * @param data a path
 * @throws WrongUsage where it is of a kind, or written in a way, that has to be read as a whole
 */
export async function openTable(data: string, options: StreamOptions): Promise<StreamedTable> {
  const source = sourceOf(data, options);
  const { columns, distributedOver } = options;
  refuseWhole(data, source, distributedOver === undefined ? "--stream" : "--redis");
  const wanted = columns?.map((name) => nameInFile(name, source));
  let file = await opened(data, source, wanted);
  if (columns === undefined) {
    const others = file.columns.slice(0, addedFrom(file.columns));
    const added = file.columns.slice(others.length);
    if (added.length > 0) file = await opened(data, source, others);
    note(`columns used: ${listed(namesShown(file, source), 10)}`);
    if (added.length > 0) {
      note(
        `left out as well, since --output adds columns of such names: ${listed(added, 10)} ` +
          "(--columns takes them)",
      );
    }
  }
  checkDimensions(data, namesShown(file, source), options.dimensions);
  const { standardize = false, whenKnown, ...rest } = options;
  return new StreamedTable(file, {
    ...{ name: data, title: source.title, columns: namesShown(file, source), standardize },
    ...{ scales: rest.scales, sample: rest.sample },
    distributed: distributedOver?.(tableOf(data, source, file)),
    whenKnown: (table) => {
      noteDropped(table);
      if (table.count === 0) {
        throw new Error(
          `${data}: no row has a value in every used column (${listed(table.columns, 10)})` +
            (rest.scales === undefined ? "; choose other columns with --columns" : ""),
        );
      }
      whenKnown?.(table);
    },
  });
}

/** What other machines read, as it is read here. */
function tableOf(location: string, { kind, delimiter, header }: Source, file: DataSource): Table {
  return {
    ...{ location, columns: file.columns, missing: "drop" },
    ...(delimited.has(kind) ? { delimiter, header } : {}),
  };
}

/** @param asked the option by which a table is read in parts */
function refuseWhole(
  data: string,
  { kind, decimal, delimiter }: Source,
  asked: "--stream" | "--redis",
): void {
  if (data === "-") {
    throw new WrongUsage(
      `${asked} reads a table several times, and standard input can be read once; name a file`,
    );
  }
  if (!streamed.includes(kind)) {
    throw new WrongUsage(
      `${asked} reads ${alternatives(streamed)}, and ${data} is read as ${kind}; ` +
        `leave ${asked} out, or convert the file`,
    );
  }
  if (/\.gz$/i.test(data)) {
    throw new WrongUsage(`${asked} reads no gzip; unpack ${data} first`);
  }
  if (decimal === ",") throw new WrongUsage(`${asked} reads numbers with a point, not --decimal ,`);
  if (delimiter === " ") throw new WrongUsage(`${asked} reads no fields between spaces`);
}

/** Opens it by the kind that its name or --format has told. */
async function opened(
  data: string,
  { kind, delimiter, header }: Source,
  columns: readonly string[] | undefined,
): Promise<DataSource> {
  const { openArrow, openCsv, openNpy, openParquet } = await import("mixtura-data");
  const options: CsvOptions = { missing: "drop", ...(columns === undefined ? {} : { columns }) };
  try {
    switch (kind) {
      case "parquet":
        return await openParquet(data, options);
      case "arrow":
        return await openArrow(data, options);
      case "npy":
        return await openNpy(data, options);
      default:
        return await openCsv(data, { ...options, delimiter, header });
    }
  } catch (error) {
    const reason = error instanceof Error ? fileReason(error.cause) : undefined;
    throw reason === undefined ? error : new Error(`${data}: ${reason}`, { cause: error });
  }
}

/** Columns without names are counted, `column 1`, and options may name them by the number alone. */
function nameInFile(name: string, { header }: Source): string {
  const number = header ? undefined : /^(?:column )?(\d+)$/.exec(name)?.[1];
  return number === undefined ? name : `column${Number(number)}`;
}

function namesShown({ columns }: DataSource, { header }: Source): string[] {
  return columns.map((name) => (header ? name : name.replace(/^column(\d+)$/, "column $1")));
}

function noteDropped({ rows, count }: StreamedTable): void {
  if (rows === count) return;
  note(
    `dropped ${(rows - count).toLocaleString("en-US")} of ${counted(rows, "row")} with missing values`,
  );
}
