import type { Input } from "./input/file.js";
import { loadDuckDB, type DuckDB } from "./platform/node.js";
import { columnOf, type Batch } from "./rows/batch.js";

/**
 * What reads a file: DuckDB, or undefined, which is the readers of this package.
 *
 * @param obstacle why DuckDB cannot read what is in the file, if it cannot
 */
export async function duckdbFor(
  { name, path }: Input,
  engine: "duckdb" | "javascript" | undefined,
  obstacle?: string,
): Promise<DuckDB | undefined> {
  if (engine === "javascript") return undefined;
  const why =
    obstacle ?? (path === undefined ? "reads paths only, no URL or Blob" : patternIn(path));
  const duckdb = why === undefined ? await loadDuckDB() : undefined;
  if (duckdb || engine === undefined) return duckdb;
  const needs = "needs DuckDB; install it with: npm install @duckdb/node-api";
  throw new Error(`${name}: engine: "duckdb" ${why ?? needs}`);
}

/** In a path DuckDB takes some signs for a pattern, which may match other files. */
function patternIn(path: string): string | undefined {
  return /[*?[\]{}]/.test(path) ? "reads no path with * ? [ ] { } in it" : undefined;
}

/**
 * Runs a query whose columns are all DOUBLE or FLOAT and without nulls, and gives its rows in order.
 *
 * @param first which row of the table the first of the result is
 */
export async function* duckdbBatches(
  { DuckDBInstance }: DuckDB,
  sql: string,
  columns: number,
  first: number,
): AsyncGenerator<Batch, void, undefined> {
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    try {
      // Rows would come in another order at every pass; and nothing here needs the network.
      await connection.run("SET preserve_insertion_order = true");
      await connection.run("SET autoinstall_known_extensions = false");
      const result = await connection.stream(sql);
      for (let row = first; ;) {
        const chunk = await result.fetchChunk();
        if (!chunk || chunk.rowCount === 0) break;
        const count = chunk.rowCount;
        const values = Array.from({ length: columns }, (_, index) =>
          columnOf((chunk.getColumnVector(index) as { items: Float64Array }).items),
        );
        yield { first: row, count, columns: values };
        row += count;
      }
    } finally {
      connection.interrupt();
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
