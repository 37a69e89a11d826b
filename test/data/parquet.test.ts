import { DuckDBInstance } from "@duckdb/node-api";
import { parquetWriteBuffer } from "hyparquet-writer";
import { openCsv, openParquet, type SourceOptions } from "mixtura-data";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parquetOf, pointsOf, refusalOf, sample, written } from "./files.js";

let instance: DuckDBInstance;

beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
});

afterAll(() => instance.closeSync());

/** A file that DuckDB writes. */
async function parquetBy(query: string, settings = "CODEC snappy"): Promise<string> {
  const path = written("by-duckdb.parquet", "");
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, ${settings})`);
  connection.closeSync();
  return path;
}

/** The same from the path with DuckDB, from the path without, and from a Blob. */
async function everyWay(path: string, options: SourceOptions = {}): Promise<number[]> {
  const all = await Promise.all([
    openParquet(path, { ...options, engine: "duckdb" }).then((source) => pointsOf(source)),
    openParquet(path, { ...options, engine: "javascript" }).then((source) => pointsOf(source)),
    openParquet(new Blob([readFileSync(path)]), options).then((source) => pointsOf(source)),
  ]);
  expect(all[1]).toEqual(all[0]);
  expect(all[2]).toEqual(all[0]);
  return all[0];
}

async function everyRefusal(path: string, options: SourceOptions = {}): Promise<string> {
  const file = new File([readFileSync(path)], path.slice(path.lastIndexOf("/") + 1));
  const all = await Promise.all([
    refusalOf(() => openParquet(path, { ...options, engine: "duckdb" })),
    refusalOf(() => openParquet(path, { ...options, engine: "javascript" })),
    refusalOf(() => openParquet(file, options)),
  ]);
  expect(all[1]).toBe(all[0]);
  expect(all[2]).toBe(all[0]);
  return all[0];
}

describe("types of numbers", () => {
  const types = "TINYINT SMALLINT INTEGER BIGINT UTINYINT USMALLINT UINTEGER UBIGINT HUGEINT";
  test.each([...types.split(" "), "FLOAT", "DOUBLE", "DECIMAL(4,1)", "DECIMAL(15,3)"])(
    "%s",
    async (type) => {
      const path = await parquetBy(`SELECT CAST(range AS ${type}) AS x FROM range(120)`);
      expect(await everyWay(path)).toEqual(Array.from({ length: 120 }, (_, i) => i));
    },
  );

  test("decimals are the nearest numbers", async () => {
    const path = await parquetBy("SELECT CAST(range / 100 AS DECIMAL(12,2)) AS x FROM range(2000)");
    expect(await everyWay(path)).toEqual(Array.from({ length: 2000 }, (_, i) => i / 100));
  });

  test.each([1, 5000])("those that repeat, %i times", async (rows) => {
    const path = await parquetBy(
      `SELECT 4294967295::UINTEGER AS x, 9007199254740991::UBIGINT AS y,
         -0.35::DECIMAL(9,2) AS z, -0.5::FLOAT AS v, -7::TINYINT AS w FROM range(${rows})`,
    );
    const row = [4294967295, 9007199254740991, -0.35, -0.5, -7];
    expect(await everyWay(path)).toEqual(Array.from({ length: rows }, () => row).flat());
  });

  test("FLOAT alone is kept in float32", async () => {
    const path = await parquetBy("SELECT 0.1::FLOAT AS x, 2::FLOAT AS y, 0.1::DOUBLE AS w");
    for (const input of [path, new Blob([readFileSync(path)])]) {
      const source = await openParquet(input, { weights: "w" });
      expect(source.precision).toBe("float32");
      for await (const chunk of source.open()) {
        expect(chunk).toEqual({ points: Float32Array.of(0.1, 2), weights: Float64Array.of(0.1) });
      }
      expect((await openParquet(input)).precision).toBe("float64");
    }
  });

  test.each([
    ["DATE '2026-01-01'", "holds dates or times"],
    ["TIMESTAMP '2026-01-01 00:00:00'", "holds dates or times"],
    ["TIME '00:00:00'", "holds dates or times"],
    ["true", "holds true and false"],
    ["'a'", "holds text or bytes"],
    ["[1, 2]", "holds nested values"],
    ["{'a': 1}", "holds nested values"],
    ["1::DECIMAL(20,2)", "holds decimals of more than 15 digits"],
  ])("%s is refused if asked for, and left out if not", async (value, reason) => {
    const path = await parquetBy(`SELECT 1.5::DOUBLE AS x, ${value} AS "odd one"`);
    expect(await everyWay(path)).toEqual([1.5]);
    expect(await everyRefusal(path, { columns: ["x", "odd one"] })).toContain(
      `column "odd one" ${reason}`,
    );
  });

  test("integers beyond 2^53 are refused where they stand", async () => {
    const path = await parquetBy(
      "SELECT if(range = 4000, 9007199254740993, -9007199254740991) AS id FROM range(5000)",
    );
    expect(await everyRefusal(path)).toMatch(
      /^\d+-by-duckdb\.parquet: column "id", row 4001: integers beyond 2\^53 lose digits/,
    );
  });
});

describe("missing values", () => {
  const query = `SELECT range::DOUBLE AS x, if(range % 3 = 1, NULL, range::INTEGER) AS y,
    if(range = 6000, 'NaN'::DOUBLE, 1.0) AS z FROM range(10000)`;

  test("are refused by column and row", async () => {
    const path = await parquetBy(query);
    expect(await everyRefusal(path)).toMatch(/column "y", row 2: a value is missing/);
    expect(await everyRefusal(path, { columns: ["x", "z"] })).toMatch(/column "z", row 6001/);
  });

  test("leave out their rows, which are counted", async () => {
    const path = await parquetBy(query, "CODEC zstd, ROW_GROUP_SIZE 2048");
    const kept = Array.from({ length: 10000 }, (_, i) => i).filter(
      (i) => i % 3 !== 1 && i !== 6000,
    );
    expect(await everyWay(path, { missing: "drop" })).toEqual(kept.flatMap((i) => [i, i, 1]));
    for (const input of [path, new Blob([readFileSync(path)])]) {
      const told: number[] = [];
      const source = await openParquet(input, {
        missing: "drop",
        onDropped: (rows) => told.push(rows),
        chunkRows: 1000,
      });
      expect([source.rows, source.tableRows, source.dropped]).toEqual([undefined, 10000, 0]);
      const sizes: number[] = [];
      for await (const chunk of source.open()) sizes.push((chunk as Float64Array).length / 3);
      expect(sizes).toEqual([1000, 1000, 1000, 1000, 1000, 1000, 666]);
      expect(source.dropped).toBe(3334);
      expect(told).toEqual([3334]);
      // Ranges count the rows that are given.
      expect(await pointsOf(source, { rowStart: 1, rowEnd: 3 })).toEqual([2, 2, 1, 3, 3, 1]);
    }
  });

  test("infinities are refused even then", async () => {
    const path = await parquetBy("SELECT unnest(['1', 'NaN', '-inf'])::DOUBLE AS x");
    expect(await everyRefusal(path, { missing: "drop" })).toContain(
      'column "x", row 3: expected a finite number, got -Infinity',
    );
  });
});

test.each(["uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli"])(
  "packed as %s, with pages of both versions",
  async (codec) => {
    for (const version of ["V1", "V2"]) {
      const path = await parquetBy(
        "SELECT (range % 10)::DOUBLE AS few, sin(range) AS many, range AS id FROM range(20000)",
        `CODEC ${codec}, PARQUET_VERSION ${version}, ROW_GROUP_SIZE 6144`,
      );
      expect((await everyWay(path)).slice(-3)).toEqual([9, Math.sin(19999), 19999]);
    }
  },
);

test("rows keep their order, however many threads read them", async () => {
  const path = await parquetBy("SELECT range AS id FROM range(2000000)", "ROW_GROUP_SIZE 20480");
  const source = await openParquet(path, { engine: "duckdb" });
  for (const rowStart of [0, 700_001]) {
    let next = rowStart;
    for await (const chunk of source.open({ rowStart })) {
      const ids = chunk as Float64Array;
      // One by one with expect would take as long as all else.
      expect(ids.findIndex((id, i) => id !== next + i)).toBe(-1);
      next += ids.length;
    }
    expect(next).toBe(2_000_000);
  }
});

test("names with quotes, dots and blanks", async () => {
  const path = await parquetBy(`SELECT 1 AS "a ""b"".c", 2 AS "it's"`);
  expect(await everyWay(path)).toEqual([1, 2]);
  expect(await everyWay(path, { columns: ["it's"] })).toEqual([2]);
});

test("a path with a quote or a pattern in it", async () => {
  const bytes = parquetOf(sample(3));
  for (const name of ["it's.parquet", "a[b]*.parquet"]) {
    const source = await openParquet(written(name, bytes), { columns: ["count"] });
    expect(await pointsOf(source)).toEqual([0, -1, 2]);
  }
  await expect(openParquet(written("a*.parquet", bytes), { engine: "duckdb" })).rejects.toThrow(
    'a*.parquet: engine: "duckdb" reads no path with * ? [ ] { } in it',
  );
});

test("a path with a name and a value in it, which some readers take for a column", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "mixtura-data-")), "x=7");
  mkdirSync(folder);
  const parquet = join(folder, "t.parquet");
  writeFileSync(parquet, readFileSync(await parquetBy("SELECT 1 AS x, 2 AS y")));
  expect(await everyWay(parquet)).toEqual([1, 2]);
  const csv = join(folder, "t.csv");
  writeFileSync(csv, "x,y\n1,2\n");
  expect(await pointsOf(await openCsv(csv, { engine: "duckdb" }))).toEqual([1, 2]);
});

test("names that differ in case alone, or that DuckDB has for itself", async () => {
  for (const names of [
    ["a", "A"],
    ["file_row_number", "b"],
  ]) {
    const columnData = names.map((name, i) => ({ name, data: Float64Array.of(i, i + 0.5) }));
    const path = written("t.parquet", new Uint8Array(parquetWriteBuffer({ columnData })));
    expect(await pointsOf(await openParquet(path))).toEqual([0, 1, 0.5, 1.5]);
    expect(await pointsOf(await openParquet(path, { columns: [names[1]] }))).toEqual([1, 1.5]);
    await expect(openParquet(path, { engine: "duckdb" })).rejects.toThrow(
      'engine: "duckdb" reads no columns whose names differ in case alone',
    );
  }
});

test("a missing name is answered with those there are", async () => {
  const path = await parquetBy("SELECT 1 AS a, 2 AS b");
  expect(await everyRefusal(path, { columns: ["c"] })).toContain(
    'there is no column "c"; there are "a", "b"',
  );
});
