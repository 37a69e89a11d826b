import type { Field } from "@uwdata/flechette";
import { withBytes, type Bytes, type Input } from "../../input/file.js";
import { inputOf, type SourceInput } from "../../input/input.js";
import { latin1 } from "../../latin1.js";
import { checkOptions, type SourceOptions } from "../../options.js";
import { columnOf, type Batch, type Rows } from "../../rows/batch.js";
import { chosenColumns } from "../../rows/choose.js";
import { tableSource } from "../../rows/table-source.js";
import type { DataSource } from "../../source.js";
import { columnReader } from "./column.js";
import { arrowIndex, type RecordBatch } from "./messages.js";
import { columnOfField, foundField, placesOf, schemaOf } from "./schema.js";

const magic = "ARROW1";

/** How many rows are read at once. */
const step = 2 ** 16;

/**
 * Opens a file in Arrow's IPC format, as a file (.arrow, .feather) or a stream (.arrows), packed by
 * LZ4, Zstandard or not at all, from a path, a URL or a Blob. Of the columns that are read, some rows are in memory at a time, or
 * a batch where it is packed. Dates, times, true and false, dictionaries, and decimals of more than
 * 15 digits are refused by name, and so are integers beyond 2^53 where they stand.
 *
 * @throws Error where the file is damaged or cut off, a name is missing, or no column holds numbers
 * @throws RangeError where an option has a value it cannot have
 *
 * @example
 * ```ts
 * import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
 * import { openArrow } from "mixtura-data";
 *
 * const bytes = tableToIPC(tableFromArrays({ x: [1.5, 2.5], y: [3.5, 4.5] }), {});
 * const source = await openArrow(new Blob([bytes!]));
 * console.log(source.columns, source.rows); // ["x", "y"] 2
 * ```
 */
export async function openArrow(
  input: SourceInput,
  options: SourceOptions = {},
): Promise<DataSource> {
  checkOptions(options);
  const file = await inputOf(input);
  const { fields, batches } = await withBytes(file, async (bytes) => {
    const start = await startOf(file, bytes);
    return await readable(file, async () => {
      const index = await arrowIndex(file, bytes, start);
      return { fields: schemaOf(index.schema).fields, batches: index.batches };
    });
  });
  const { columns, weights } = chosenColumns(file.name, fields.map(foundField), options);
  const indices = weights === undefined ? columns : [...columns, weights];
  return tableSource(
    {
      name: file.name,
      columns: columns.map((index) => columnOfField(fields[index])),
      weights: weights === undefined ? undefined : columnOfField(fields[weights]),
      rows: batches.reduce((sum, { rows }) => sum + rows, 0),
      checkUnchanged: () => file.checkUnchanged(),
      batches: (rows) => arrowBatches(file, fields, batches, indices, rows),
    },
    options,
  );
}

/** Where the first message is. */
async function startOf({ name, size }: Input, bytes: Bytes): Promise<number> {
  const textAt = async (start: number): Promise<string> =>
    latin1(await bytes.read(start, start + 6));
  const first = size < 8 ? "" : await textAt(0);
  if (first === magic) {
    if ((await textAt(size - 6)) === magic) return 8;
    throw new Error(`${name}: the file is cut off: it does not end as Arrow files do`);
  }
  if (first.startsWith("\xff\xff\xff\xff")) return 0;
  throw new Error(`${name}: this is no Arrow file: it does not start as one`);
}

async function* arrowBatches(
  file: Input,
  fields: readonly Field[],
  batches: readonly RecordBatch[],
  indices: readonly number[],
  { rowStart, rowEnd }: Rows,
): AsyncGenerator<Batch, void, undefined> {
  const bytes = await file.open();
  try {
    let first = 0;
    for (const batch of batches) {
      const from = Math.max(0, rowStart - first);
      const to = Math.min(batch.rows, rowEnd - first);
      if (from < to) {
        const columns = await readable(file, async () => {
          const places = placesOf(fields, batch);
          return await Promise.all(
            indices.map((index) => columnReader(bytes, batch, places[index], fields[index].type)),
          );
        });
        for (let start = from; start < to; start += step) {
          const end = Math.min(start + step, to);
          const values = await readable(file, () =>
            Promise.all(columns.map((read) => read(start, end))),
          );
          yield { first: first + start, count: end - start, columns: values.map(columnOf) };
        }
      }
      first += batch.rows;
    }
  } finally {
    await bytes.close();
  }
}

async function readable<Result>({ name }: Input, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${name}: this Arrow file cannot be read, or is damaged (${reason})`, {
      cause: error,
    });
  }
}
