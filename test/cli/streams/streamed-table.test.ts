import { KMeans } from "mixtura";
import { describe, expect, it } from "vitest";
import { openTable } from "../../../cli/src/streams/open-table.js";
import { StreamedTable } from "../../../cli/src/streams/streamed-table.js";
import { workspace } from "../command.js";
import { npy } from "../formats/writers.js";

const { path, write } = workspace();

const rows = 90_000;
const hasGap = (row: number) => row % 4001 === 3 || (row > 30_000 && row < 50_000);
const values = Float64Array.from({ length: 2 * rows }, (_, i) =>
  i % 2 === 0 && hasGap(i >> 1) ? NaN : Math.sin(i) + 4 * (i % 3),
);
const complete = values.filter((_, i) => !hasGap(i >> 1));

async function opened(): Promise<StreamedTable> {
  await write("table.npy", npy("<f8", [rows, 2], values));
  return await openTable(path("table.npy"), {
    columns: ["1", "column 2"],
    whenKnown: undefined,
  });
}

async function numbersOf(table: StreamedTable, rowStart?: number): Promise<Float64Array> {
  const all: number[] = [];
  for await (const chunk of table.chunks(rowStart === undefined ? {} : { rowStart })) {
    for (const value of chunk) all.push(value);
  }
  return Float64Array.from(all);
}

describe("a table that is streamed", () => {
  it("knows after the first time how many rows it has, and where they lie", async () => {
    const table = await opened();
    expect(table.columns).toEqual(["column 1", "column 2"]);
    expect(table.rowsAhead).toBe(rows);
    expect(await numbersOf(table)).toEqual(complete);
    const count = complete.length / 2;
    expect(table).toMatchObject({ rows, count, place: "complete row" });
    table.spreads.forEach(({ mean, deviation }, j) => {
      const own = complete.filter((_, i) => i % 2 === j);
      const average = own.reduce((sum, value) => sum + value, 0) / count;
      const squares = own.reduce((sum, value) => sum + (value - average) ** 2, 0);
      expect(mean).toBeCloseTo(average, 12);
      expect(deviation).toBeCloseTo(Math.sqrt(squares / count), 12);
    });
  });

  it("goes on at any of the rows that lack no value", async () => {
    const table = await opened();
    await numbersOf(table);
    for (const row of [1, 16_383, 16_384, 29_994, 29_995, 40_000, complete.length / 2 - 1]) {
      expect(await numbersOf(table, row)).toEqual(complete.subarray(2 * row));
    }
  });

  it("gives the library the same rows in every pass", async () => {
    const { source } = await opened();
    const options = { k: 4, precision: "float64" } as const;
    const streamed = await KMeans.fitStream(source, { ...options, memory: 2 ** 20 });
    const points = { data: complete, shape: [complete.length / 2, 2] as [number, number] };
    const kept = KMeans.fit(points, options);
    expect(streamed.toJSON({ labels: false })).toEqual(kept.toJSON({ labels: false }));
  });
});
