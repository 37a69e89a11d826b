import { DuckDBInstance } from "@duckdb/node-api";
import { closeSync, openSync, statSync, writeSync } from "node:fs";

/** Columns of the tables that are dropped. */
const COLUMNS = 8;
const NAMES = Array.from({ length: COLUMNS }, (_, j) => `x${j}`);

/** Rows that are made of text at a time. */
const STEP = 20_000;

/**
 * Writes a table of six clusters in eight columns as CSV.
 *
 * @param bytes how large the file gets, or some rows larger
 * @returns how many rows there are
 */
export function writeCsv(path: string, bytes: number): number {
  const file = openSync(path, "w");
  let rows = 0;
  try {
    let size = writeSync(file, `${NAMES.join()}\n`);
    while (size < bytes) {
      size += writeSync(file, rowsFrom(rows, STEP));
      rows += STEP;
    }
  } finally {
    closeSync(file);
  }
  return rows;
}

/** Values of three decimals, other ones in each step. */
function rowsFrom(first: number, count: number): string {
  let state = (first * 2654435761) >>> 0;
  let text = "";
  for (let i = first; i < first + count; i++) {
    for (let j = 0; j < COLUMNS; j++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const value = 10 * (((i % 6) * (j + 2)) % 7) + (8 * state) / 2 ** 32 - 20;
      text += j === 0 ? value.toFixed(3) : `,${value.toFixed(3)}`;
    }
    text += "\n";
  }
  return text;
}

/**
 * Writes the same rows as Parquet.
 *
 * @param groupRows rows of a row group
 */
export async function writeParquet(csv: string, path: string, groupRows: number): Promise<void> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const types = NAMES.map((name) => `'${name}': 'DOUBLE'`).join();
    // In the order of the file.
    await connection.run(
      `SET preserve_insertion_order = true;
       COPY (SELECT * FROM read_csv('${csv}', header = true, columns = {${types}}))
       TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE ${groupRows})`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** In MB. */
export const megabytes = (path: string) => statSync(path).size / 1e6;
