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
  /** Hears after each pass over all rows how many it left out, where it left out any. */
  readonly onDropped?: (rows: number) => void;
  /** How many rows a chunk has, but for the last one. @defaultValue 16384, fewer beyond 128 columns */
  readonly chunkRows?: number;
}

/** What can be said of reading a table. */
export interface SourceOptions extends RowOptions {
  /** Names of the columns to read, in this order. @defaultValue all that hold numbers */
  readonly columns?: readonly string[];
  /** Name of a column with the weight of each row: 0 or more. It is no coordinate then. */
  readonly weights?: string;
  /** What reads a Parquet or CSV file at a path; only JavaScript reads others. @defaultValue "duckdb" if installed */
  readonly engine?: "duckdb" | "javascript";
}

/** What can be said of reading CSV. */
export interface CsvOptions extends SourceOptions {
  /** One character between fields. @defaultValue a comma; a tab in files that end in .tsv */
  readonly delimiter?: string;
  /** Whether the first line has the names; if not, columns are column1, column2, … @defaultValue true */
  readonly header?: boolean;
}

const FILE_OPTIONS = [
  ...["missing", "onDropped", "chunkRows", "columns", "weights", "engine"],
  ...["delimiter", "header"],
];

/**
 * Checks what JavaScript callers may have got wrong.
 *
 * @param known names of the options there are; default: those of files
 */
export function checkOptions(options: CsvOptions, known: readonly string[] = FILE_OPTIONS): void {
  if (typeof options !== "object" || (options as unknown) === null) {
    throw new TypeError(`options: expected an object, got ${JSON.stringify(options)}`);
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const meant = known.find((name) => alike(name) === alike(unknown));
    const hint = meant === undefined ? "" : ` (did you mean "${meant}"?)`;
    throw new TypeError(`options: expected ${known.join(", ")}, got "${unknown}"${hint}`);
  }
  const { missing, onDropped, chunkRows, columns, weights, delimiter, header, engine } = options;
  ofType("onDropped", onDropped, "function", "a function");
  ofType("weights", weights, "string", "the name of a column");
  ofType("header", header, "boolean", "true or false");
  ofType("delimiter", delimiter, "string", "one character");
  if (columns !== undefined && !isNames(columns)) {
    throw new TypeError('columns: expected an array of names, such as ["x", "y"]');
  }
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

/** Names that are mistaken for each other: in another case, or in the singular. */
function alike(name: string): string {
  return name.toLowerCase().replace(/s$/, "");
}

function isNames(columns: unknown): boolean {
  return Array.isArray(columns) && columns.every((name) => typeof name === "string");
}

function ofType(option: string, value: unknown, type: string, expected: string): void {
  if (value === undefined || typeof value === type) return;
  throw new TypeError(`${option}: expected ${expected}, got ${JSON.stringify(value)}`);
}

function oneOf(option: string, value: string | undefined, values: readonly string[]): void {
  if (value === undefined || values.includes(value)) return;
  const allowed = values.map((each) => `"${each}"`).join(" or ");
  throw new RangeError(`${option}: expected ${allowed}, got ${JSON.stringify(value)}`);
}
