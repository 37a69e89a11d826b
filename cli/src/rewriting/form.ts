import { WrongUsage } from "../files/errors.js";
import { kindOf, type Kind } from "../files/kinds.js";
import { usualDelimiter, type Source } from "../files/source.js";
import { alternatives } from "../text/wording.js";

/** What the table is written as. */
export interface OutputForm {
  /** - is standard output. */
  readonly path: string;
  readonly kind: Kind;
  readonly gzip: boolean;
  /** What separates the fields of delimited text that had another delimiter; undefined: none changes. */
  readonly otherDelimiter: string | undefined;
}

const text: readonly Kind[] = ["csv", "tsv", "json", "ndjson"];

/** The kinds that a kind of file can be written as. */
const written: Readonly<Record<Kind, readonly Kind[]>> = {
  csv: ["csv", "tsv"],
  tsv: ["csv", "tsv"],
  json: ["json"],
  ndjson: ["ndjson"],
  arrow: ["arrow", ...text],
  parquet: ["parquet", ...text],
  npy: ["npy", ...text],
  xlsx: ["xlsx", ...text],
};

/** By the name of the file; where that does not tell, the kind that the table has. */
export function outputForm(path: string, source: Source): OutputForm {
  const kind = (path === "-" ? undefined : kindOf(path)) ?? source.kind;
  if (!written[source.kind].includes(kind)) {
    throw new WrongUsage(
      `--output ${path}: a table in ${source.kind} can be written again as ` +
        `${alternatives(written[source.kind])}, not as ${kind}`,
    );
  }
  const usual = usualDelimiter(kind, source.decimal);
  const fields = source.kind === "csv" || source.kind === "tsv";
  const other = fields && kind !== source.kind && usual !== source.delimiter;
  return {
    path,
    kind,
    gzip: path.toLowerCase().endsWith(".gz"),
    otherDelimiter: other ? usual : undefined,
  };
}
