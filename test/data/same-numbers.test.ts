import { openSource, type DataSource, type SourceOptions } from "mixtura-data";
import { describe, expect, test } from "vitest";
import { arrowOf, csvOf, npyOf, parquetOf, pointsOf, rowMajor, sample, written } from "./files.js";

const rows = 5003;
const table = sample(rows);
const expected = rowMajor(table);
const byColumn = Float64Array.from([...table.x, ...table.y, ...table.count]);

const kinds: [kind: string, name: string, content: string | Uint8Array<ArrayBuffer>][] = [
  ["CSV", "t.csv", csvOf(table)],
  [
    "CSV with carriage returns",
    "t.csv",
    csvOf({ ...table, place: table.place.map(() => "-") }).replaceAll("\n", "\r\n"),
  ],
  ["Parquet", "t.parquet", parquetOf(table)],
  ["an Arrow file", "t.arrow", arrowOf(table)],
  ["an Arrow stream", "t.arrows", arrowOf(table, "stream")],
  [".npy", "t.npy", npyOf(expected, "<f8", [rows, 3])],
  [".npy by columns", "t.npy", npyOf(byColumn, "<f8", [rows, 3], true)],
];

type Open = (options?: SourceOptions) => Promise<DataSource>;

for (const [kind, name, content] of kinds) {
  const path = written(name, content);
  const file = new File([content], name);
  const ways: [way: string, open: Open][] = [
    ["a path", (options = {}) => openSource(path, options)],
    [
      "a path without DuckDB",
      (options = {}) => openSource(path, { ...options, engine: "javascript" }),
    ],
    ["a File", (options = {}) => openSource(file, options)],
  ];
  describe.each(ways)(`${kind} from %s`, (_, open) => {
    test("gives all numbers, pass after pass", async () => {
      const source = await open();
      expect(source.dimensions).toBe(3);
      expect(source.precision).toBe("float64");
      if (kind.startsWith("CSV")) expect(source.rows).toBeUndefined();
      else expect(source.rows).toBe(rows);
      expect(Float64Array.from(await pointsOf(source))).toEqual(expected);
      expect(Float64Array.from(await pointsOf(source))).toEqual(expected);
    });

    test.each([
      [0, 1],
      [699, 701],
      [1, 4999],
      [2048, 4097],
      [5002, 9999],
      [17, 17],
      [6000, 7000],
    ])("gives rows [%i, %i)", async (rowStart, rowEnd) => {
      const source = await open({ chunkRows: 333 });
      const wanted = rowMajor(table, rowStart, rowEnd);
      expect(Float64Array.from(await pointsOf(source, { rowStart, rowEnd }))).toEqual(wanted);
    });

    test("fills chunks", async () => {
      const source = await open({ chunkRows: 1000 });
      const sizes: number[] = [];
      for await (const chunk of source.open()) sizes.push((chunk as Float64Array).length / 3);
      expect(sizes).toEqual([1000, 1000, 1000, 1000, 1000, 3]);
    });

    test("takes columns by name, in the order asked for, and one as weights", async () => {
      const names = name === "t.npy" ? ["column1", "column2"] : ["x", "y"];
      const source = await open({ columns: [names[1]] });
      expect(source.columns).toEqual([names[1]]);
      expect(Float64Array.from(await pointsOf(source))).toEqual(table.y);
      const weighted = await open({ weights: name === "t.npy" ? "column3" : "count" });
      expect(weighted.columns).toEqual(names);
      for await (const chunk of weighted.open({ rowEnd: 1 })) {
        expect(chunk).toEqual({
          points: Float64Array.of(table.x[0], table.y[0]),
          weights: Float64Array.of(0),
        });
      }
      await expect(pointsOf(weighted)).rejects.toThrow(
        /column "(count|column3)", row 2.*weight of 0 or more, got -1/,
      );
    });
  });
}
