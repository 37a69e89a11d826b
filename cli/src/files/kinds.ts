/** The kinds of files that hold a table. */
export type Kind = "csv" | "tsv" | "json" | "ndjson" | "arrow" | "parquet" | "npy" | "xlsx";

interface Traits {
  /** Ends of file names, in lower case. */
  readonly extensions: readonly string[];
  /** What messages count to point into it, from 1: lines of text, or rows. */
  readonly place: "line" | "row";
  /** Whether the first row names the columns, or the format, or nobody. */
  readonly names: "first row" | "format" | "nobody";
}

export const kinds: Readonly<Record<Kind, Traits>> = {
  csv: { extensions: [".csv", ".txt"], place: "line", names: "first row" },
  tsv: { extensions: [".tsv", ".tab"], place: "line", names: "first row" },
  json: { extensions: [".json"], place: "line", names: "format" },
  ndjson: { extensions: [".ndjson", ".jsonl"], place: "line", names: "format" },
  arrow: { extensions: [".arrow", ".feather", ".arrows"], place: "row", names: "format" },
  parquet: { extensions: [".parquet"], place: "row", names: "format" },
  npy: { extensions: [".npy"], place: "row", names: "nobody" },
  xlsx: { extensions: [".xlsx"], place: "row", names: "first row" },
};

export const kindNames = Object.keys(kinds) as Kind[];

/** The kind of a file, by its name, with or without .gz; undefined where it does not tell. */
export function kindOf(path: string): Kind | undefined {
  const name = path.toLowerCase().replace(/\.gz$/, "");
  return kindNames.find((kind) => kinds[kind].extensions.some((end) => name.endsWith(end)));
}
