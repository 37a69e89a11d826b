import type { Input } from "./input/file.js";
import { loadDuckDB, type DuckDB } from "./platform/node.js";
import { columnOf, type Batch } from "./rows/batch.js";

/** What reads a file: DuckDB, or undefined, which is the readers of this package. */
export async function duckdbFor(
  { name, path }: Input,
  engine: "duckdb" | "javascript" | undefined,
): Promise<DuckDB | undefined> {
  if (engine === "javascript") return undefined;
  // In a path DuckDB takes these for patterns, which may match other files.
  const isReadable = path !== undefined && !/[*?[\]{}]/.test(path);
  const duckdb = isReadable ? await loadDuckDB() : undefined;
  if (duckdb || engine === undefined) return duckdb;
  throw new Error(
    isReadable
      ? `${name}: engine: "duckdb" needs DuckDB; install it with: npm install @duckdb/node-api`
      : `${name}: engine: "duckdb" reads files at paths without * ? [ ] { }, and nothing else`,
  );
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
