/** What can be said of reading rows from anywhere. */
export interface RowOptions {
  /**
   * What happens to a row with a missing value, which is a null, a NaN or an empty field: `"error"`
   * refuses it by column and row; `"drop"` leaves the row out and counts it. Infinities and text
   * are always refused.
   *
   * @defaultValue "error"
   */
  readonly missing?: "error" | "drop";
  /** Hears after each pass that came to its end how many rows it left out, where it left out any. */
  readonly onDropped?: (rows: number) => void;
  /** How many rows a chunk has, but for the last one. @defaultValue 16384 */
  readonly chunkRows?: number;
}

/** What can be said of reading a table. */
export interface SourceOptions extends RowOptions {
  /** Names of the columns to read, in this order. @defaultValue all that hold numbers */
  readonly columns?: readonly string[];
  /** Name of a column with the weight of each row: 0 or more. It is no coordinate then. */
  readonly weights?: string;
  /** What reads a Parquet or CSV file at a path. @defaultValue "duckdb" if installed */
  readonly engine?: "duckdb" | "javascript";
}

/** What can be said of reading CSV. */
export interface CsvOptions extends SourceOptions {
  /** One character between fields. @defaultValue a comma; a tab in files that end in .tsv */
  readonly delimiter?: string;
  /** Whether the first line has the names; if not, columns are column1, column2, … @defaultValue true */
  readonly header?: boolean;
}

/** Checks what JavaScript callers may have got wrong. */
export function checkOptions(options: CsvOptions): void {
  const { missing, chunkRows, columns, delimiter, engine } = options;
  oneOf("missing", missing, ["error", "drop"]);
  oneOf("engine", engine, ["duckdb", "javascript"]);
  if (chunkRows !== undefined && !(Number.isSafeInteger(chunkRows) && chunkRows > 0)) {
    throw new RangeError(`chunkRows: expected a whole number of at least 1, got ${chunkRows}`);
  }
  if (columns !== undefined && columns.length === 0) {
    throw new RangeError("columns: expected at least one name, got none");
  }
  const twice = columns?.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw new RangeError(`columns: "${twice}" is named twice`);
  if (delimiter !== undefined && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
    throw new RangeError(
      `delimiter: expected one character, no quote or line break, got ${JSON.stringify(delimiter)}`,
    );
  }
}

function oneOf(option: string, value: string | undefined, values: readonly string[]): void {
  if (value === undefined || values.includes(value)) return;
  const allowed = values.map((each) => `"${each}"`).join(" or ");
  throw new RangeError(`${option}: expected ${allowed}, got ${JSON.stringify(value)}`);
}
