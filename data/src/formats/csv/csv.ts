import { duckdbBatches, duckdbFor, identifier, literal } from "../../duckdb.js";
import type { Input } from "../../input/file.js";
import { inputOf, type SourceInput } from "../../input/input.js";
import { checkOptions, type CsvOptions } from "../../options.js";
import type { DuckDB } from "../../platform/node.js";
import type { Batch, Rows } from "../../rows/batch.js";
import { tableSource } from "../../rows/table-source.js";
import type { DataSource } from "../../source.js";
import { csvLayout, type CsvLayout } from "./layout.js";
import { csvBatches } from "./rows.js";

/**
 * Opens a CSV file: at a path with DuckDB where it is installed, else, and from a Blob or a URL, by lines.
 * Where no columns are named, those are read whose first 100 rows hold no more text than numbers;
 * text in them is then an error that shows it. Rows are not counted before reading, and a range
 * reads the rows before it too, without looking at their numbers.
 *
 * @throws Error where the file is empty, a name is missing, or no column holds numbers
 * @throws RangeError where an option has a value it cannot have
 *
 * @example
 * ```ts
 * import { openCsv } from "mixtura-data";
 *
 * const file = new Blob(["x,y,place\n1,2,Rome\n3,4,Oslo\n"]);
 * const source = await openCsv(file);
 * for await (const points of source.open()) console.log(points); // Float64Array [1, 2, 3, 4]
 * ```
 */
export async function openCsv(input: SourceInput, options: CsvOptions = {}): Promise<DataSource> {
  checkOptions(options);
  const file = await inputOf(input);
  const layout = await csvLayout(file, options);
  const duckdb = await duckdbFor(file, options.engine);
  const columns = layout.indices.map((index) => ({
    name: layout.names[index],
    isWide: false,
    isFloat32: false,
  }));
  const weights = layout.hasWeights ? columns.pop() : undefined;
  const drops = options.missing === "drop";
  return tableSource(
    {
      name: file.name,
      columns,
      weights,
      checkUnchanged: () => file.checkUnchanged(),
      batches: (rows) =>
        duckdb
          ? batchesOfDuckDB(duckdb, file, layout, rows, drops)
          : csvBatches(file, layout, rows),
    },
    options,
  );
}

/**
 * Reads with DuckDB as far as all is well. From where it is not, the lines are read here: that
 * tells the column, row and line of what is wrong in the same words as for a Blob.
 */
async function* batchesOfDuckDB(
  duckdb: DuckDB,
  file: Input,
  layout: CsvLayout,
  rows: Rows,
  drops: boolean,
): AsyncGenerator<Batch, void, undefined> {
  let next = rows.rowStart;
  let isWhole = true;
  try {
    const types = layout.names.map((_, index) => typeOf(index, layout));
    const names = layout.indices.map((index) => identifier(`c${index}`));
    const range = Number.isFinite(rows.rowEnd) ? ` LIMIT ${rows.rowEnd - next}` : "";
    const sql =
      `SELECT ${names.map((name) => `coalesce(${name}, 'NaN'::DOUBLE)`).join(", ")} ` +
      `FROM read_csv(${literal(file.path!)}, auto_detect = false, compression = 'none', ` +
      `hive_partitioning = false, ` +
      `header = ${layout.hasHeader}, delim = ${literal(layout.delimiter)}, ` +
      `quote = '"', escape = '"', columns = {${types.join(", ")}})${range} OFFSET ${next}`;
    for await (const batch of duckdbBatches(duckdb, sql, layout.indices.length, next)) {
      if (!isSound(batch, layout, drops)) {
        isWhole = false;
        break;
      }
      next += batch.count;
      yield batch;
    }
    if (isWhole) return;
  } catch {
    // What failed is told by reading on below, if it fails there too.
  }
  yield* csvBatches(file, layout, { rowStart: next, rowEnd: rows.rowEnd });
}

function typeOf(index: number, { indices }: CsvLayout): string {
  return `${literal(`c${index}`)}: ${indices.includes(index) ? "'DOUBLE'" : "'VARCHAR'"}`;
}

function isSound({ columns, count }: Batch, { hasWeights }: CsvLayout, drops: boolean): boolean {
  return columns.every(({ numbers }, column) => {
    const least = hasWeights && column === columns.length - 1 ? 0 : -Infinity;
    for (let i = 0; i < count; i++) {
      const value = numbers[i];
      const isFine = Math.abs(value) < Infinity && value >= least;
      if (!isFine && !(drops && Number.isNaN(value))) return false;
    }
    return true;
  });
}
