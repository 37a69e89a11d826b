import { gzipSync } from "node:zlib";
import {
  bool,
  columnFromArray,
  dateDay,
  decimal,
  dictionary,
  int32,
  int64,
  tableFromColumns,
  tableToIPC,
  utf8,
} from "@uwdata/flechette";
import { describe, expect, it } from "vitest";
import { sourceOf } from "../../../cli/src/files/source.js";
import { readTable } from "../../../cli/src/table/read-table.js";
import { workspace, type FitJson } from "../command.js";
import { delimited, json, npy, parquet, records, writers, xlsx, type Columns } from "./writers.js";

const { mixtura, path, read, write } = workspace();

/** Numbers of every length and size. */
const numbers = {
  x: [0.1, -2.5, 1 / 3, 1e-7, 12345678901234.5, 3, 0.1 + 0.2, 5e-324, 7],
  y: [1e21, 2, 2 ** 53 + 2, -0, 1.797693134862315e30, 4.35, 1e-300, 2.2, 0.07],
};

const described: Columns = {
  name: ["a", "b b", "é", "a", "b b", "é", "a", "b b", null],
  x: [...numbers.x.slice(0, 3), null, ...numbers.x.slice(4)],
  y: numbers.y,
};

/** Columns as they are called where a format has no names. */
const exact = {
  "column 1": [0.1, -2.5, 1 / 3, null, 12345678901234.5, 1e-300, 0.1 + 0.2, 5e-324, 7],
  "column 2": [2 ** 53, 2, 2 ** 53 + 2, 8, 1.797693134862315e30, 4.35, -0, null, -1e-300],
};

/** Numbers that float32 and whole numbers of 32 bits have. */
const short = { "column 1": [1, -2, 0, 65536], "column 2": [3, 5, 7, -1e6] };

interface Form {
  readonly content: string | Uint8Array;
  /** How it has to be read. */
  readonly options?: readonly string[];
}

/** A table of numbers in every form there is, by how its name ends. */
function forms(columns: Columns): Readonly<Record<string, Form>> {
  const rows = records(columns).map((record) => Object.values(record));
  const shape = [rows.length, 2];
  const numbers = (values: Columns[string]) => values.map((value) => Number(value ?? NaN));
  const byRow = new Float64Array(rows.flatMap(numbers));
  const byColumn = new Float64Array(Object.values(columns).flatMap(numbers));
  return {
    ...Object.fromEntries(
      Object.entries(writers).map(([end, writer]) => [end, { content: writer(columns) }]),
    ),
    "comma.csv": {
      content: delimited(columns, ";", { decimal: "," }),
      options: ["--decimal", ","],
    },
    "spaces.txt": {
      content: delimited(columns, "  ", { missing: "NA" }),
      options: ["--delimiter", "space"],
    },
    "arrays.json": { content: json(rows) },
    "gzip.parquet": { content: parquet(columns, 3, "GZIP") },
    "zstd.parquet": { content: parquet(columns, 3, "ZSTD") },
    "plain.parquet": { content: parquet(columns, 100, "UNCOMPRESSED") },
    "rows.npy": { content: npy("<f8", shape, byRow) },
    "columns.npy": { content: npy("<f8", shape, byColumn, true) },
  };
}

function shortForms(columns: Columns): Readonly<Record<string, Form>> {
  const values = records(columns).flatMap((record) => Object.values(record).map(Number));
  const shape = [values.length / 2, 2];
  return {
    "f4.npy": { content: npy("<f4", shape, new Float32Array(values)) },
    "i4.npy": { content: npy("<i4", shape, new Int32Array(values)) },
    "big.npy": {
      content: npy(">f4", shape, Buffer.from(new Float32Array(values).buffer).swap32()),
    },
  };
}

/** The kind of a form, by the end of its name. */
function kindOf(end: string): string {
  const kind = end.split(".").at(-1)!;
  return { arrows: "arrow", txt: "csv" }[kind] ?? kind;
}

/** Fits a form of a table as a file, the same packed, and from a pipe: each gives what CSV gives. */
async function sameModel(columns: Columns, end: string, { content, options = [] }: Form) {
  const fitted = async (args: readonly string[], input?: string | Uint8Array) => {
    const fixed = ["-k", "2", "--columns", "column 1,column 2", "--model", "model.json"];
    const { code, stderr } = await mixtura(["fit", ...args, ...fixed], input);
    if (code !== 0) throw new Error(stderr);
    return await read("model.json");
  };
  await write("plain.csv", delimited(columns, ","));
  await write(`form.${end}`, content);
  await write(`form.${end}.gz`, gzipSync(content));
  const expected = await fitted(["plain.csv"]);
  expect(await fitted([`form.${end}`, ...options])).toBe(expected);
  expect(await fitted([`form.${end}.gz`, ...options])).toBe(expected);
  expect(await fitted(["-", "--format", kindOf(end), ...options], content)).toBe(expected);
  // A workbook has no zero with a sign.
  const signed = (values: number[][]) =>
    end === "xlsx" ? values.map((column) => column.map((value) => value + 0)) : values;
  expect(await numbersIn(`form.${end}`, options)).toEqual(signed(await numbersIn("plain.csv")));
}

/** What is read, which shows the sign of a zero as well. */
async function numbersIn(name: string, [option, value]: readonly string[] = []) {
  const format = {
    ...(option === "--decimal" && { decimal: value as "," }),
    ...(option === "--delimiter" && { delimiter: " " }),
  };
  const choice = { columns: ["column 1", "column 2"], description: undefined };
  const { columns } = await readTable(sourceOf(path(name), format), choice);
  return columns.map(({ values }) => [...values]);
}

const fit = ["-k", "2", "--json", "--columns", "x,y"];

async function resultOf(args: readonly string[], input?: string): Promise<FitJson> {
  const { code, stdout, stderr } = await mixtura(["fit", ...args], input);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as FitJson;
}

/** Apart from the places, which are lines or rows. */
function withoutPlaces({ dropped, ...rest }: FitJson) {
  return { ...rest, dropped: dropped.length };
}

describe("every format gives the same bits", () => {
  it.each(Object.entries(writers))("in points.%s", async (end, writer) => {
    await write("points.csv", writers["csv"](described));
    await write(`points.${end}`, writer(described));
    const options = [...fit, "--describe", "name", "--standardize"];
    const expected = await resultOf(["points.csv", ...options, "--model", "expected.json"]);
    const got = await resultOf([`points.${end}`, ...options, "--model", "got.json"]);
    expect(withoutPlaces(got)).toEqual(withoutPlaces(expected));
    expect(await read("got.json")).toBe(await read("expected.json"));
    expect(expected.labels).toContain(null);
  });

  it.each(Object.entries(forms(exact)))(
    "in exact.%s, in the same packed, and on standard input",
    { timeout: 30_000 },
    (end, form) => sameModel(exact, end, form),
  );

  it.each(Object.entries({ ...shortForms(short), ndjson: forms(short)["ndjson"] }))(
    "of whole numbers, in short.%s",
    { timeout: 30_000 },
    (end, form) => sameModel(short, end, form),
  );

  it.each([
    ["rows", "<f8", false],
    ["columns", "<f8", true],
    ["swapped bytes", ">f8", false],
  ])("in .npy by %s", async (_, descr, fortran) => {
    const { x, y } = numbers;
    const values = new Float64Array(fortran ? [...x, ...y] : x.flatMap((one, i) => [one, y[i]]));
    if (descr.startsWith(">")) Buffer.from(values.buffer).swap64();
    await write("points.npy", npy(descr, [x.length, 2], values, fortran));
    await write("plain.csv", writers["csv"](numbers));
    const options = ["-k", "2", "--json"];
    const got = await resultOf(["points.npy", ...options]);
    const expected = await resultOf(["plain.csv", ...options]);
    expect(got).toEqual({ ...expected, columns: ["column 1", "column 2"] });
  });

  it("by --format on standard input, and in a file of any name", async () => {
    const ndjson = writers["ndjson"](described) as string;
    const expected = await resultOf(["-", ...fit], writers["csv"](described) as string);
    const piped = await resultOf(["-", ...fit, "--format", "ndjson"], ndjson);
    expect(withoutPlaces(piped)).toEqual(withoutPlaces(expected));
    await write("points.dat", gzipSync(parquet(described)));
    const named = await resultOf(["points.dat", ...fit, "--format", "parquet"]);
    expect(withoutPlaces(named)).toEqual(withoutPlaces(expected));
  });
});

describe("values of other types", () => {
  it.each([
    ["<f4", new Float32Array([1.5, -2])],
    ["|i1", new Int8Array([1, -2])],
    ["<i2", new Int16Array([1, -2])],
    ["<i4", new Int32Array([1, -2])],
    ["<i8", new BigInt64Array([1n, -2n])],
    ["|u1", new Uint8Array([1, 2])],
    ["<u2", new Uint16Array([1, 2])],
    ["<u4", new Uint32Array([1, 2])],
    ["<u8", new BigUint64Array([1n, 2n])],
    ["|b1", new Uint8Array([1, 0])],
  ])("are read from .npy as %s", async (descr, values) => {
    await write("types.npy", npy(descr, [2], values));
    const { centroids } = await resultOf(["types.npy", "-k", "1", "--json"]);
    expect(centroids).toEqual([[(Number(values[0]) + Number(values[1])) / 2]]);
  });

  it("are text where they are no numbers", async () => {
    const records = [
      { x: 1, when: true, list: [1], box: { a: 1 } },
      { x: 2, when: false, list: [], box: null },
    ];
    await write("types.json", JSON.stringify(records));
    const { code, stderr } = await mixtura(["fit", "types.json", "-k", "1"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        "note: columns used: x\n" +
        'note: columns left out: when ("true" on line 1), list ("[…]" on line 1) and ' +
        'box ("{…}" on line 1)\n',
    });
  });

  it("are read from Arrow as the same text would be", async () => {
    const table = tableFromColumns({
      decimal: columnFromArray([30n, 123456789012n], decimal(18, 2, 128)),
      long: columnFromArray([2n ** 60n + 1n, -5n], int64()),
      day: columnFromArray([new Date(0), new Date(86_400_000)], dateDay()),
      sure: columnFromArray([true, false], bool()),
      kind: columnFromArray(["a", "b"], dictionary(utf8(), int32())),
    });
    await write("types.arrow", tableToIPC(table, { format: "file" })!);
    const options = ["-k", "2", "--json", "--columns", "decimal,long"];
    const { centroids } = await resultOf(["types.arrow", ...options]);
    expect(centroids.toSorted((a, b) => a[0] - b[0])).toEqual([
      [0.3, 2 ** 60],
      [1234567890.12, -5],
    ]);
    const { stderr } = await mixtura(["fit", "types.arrow", "-k", "1"]);
    expect(stderr).toContain(
      'note: columns left out: day ("1970-01-01T00:00:00.000Z" on row 1), ' +
        'sure ("true" on row 1) and kind ("a" on row 1)\n',
    );
  });

  it("are missing where a record lacks them", async () => {
    const ndjson = '{"x": 1, "y": 2}\n\n{"y": 3}\n{"x": null, "y": 3}\n{"x": "NA", "y": 4}\n';
    const { dropped, labels } = await resultOf(
      ["-", ...fit.with(1, "1"), "--format", "ndjson"],
      ndjson,
    );
    expect(dropped).toEqual([3, 4, 5]);
    expect(labels).toEqual([0, null, null, null]);
  });

  it("are those of the first sheet, which a note says", async () => {
    await write("two.xlsx", xlsx({ x: [1, 3] }, { x: [7, 9] }));
    const { stdout, stderr } = await mixtura(["fit", "two.xlsx", "-k", "1", "--json"]);
    expect((JSON.parse(stdout) as FitJson).centroids).toEqual([[2]]);
    expect(stderr).toContain('note: two.xlsx: read "Sheet1", the first of 2 sheets\n');
  });
});
