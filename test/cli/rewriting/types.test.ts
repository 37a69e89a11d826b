import { readFile } from "node:fs/promises";
import {
  Bool,
  Dictionary,
  Float64,
  Int32,
  Int64,
  Table,
  TimestampMicrosecond,
  Utf8,
  makeBuilder,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
  type DataType,
} from "apache-arrow";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, it } from "vitest";
import { workspace } from "../command.js";

const { mixtura, path, write } = workspace();

async function rewritten(file: string, output: string): Promise<Buffer> {
  const args = ["fit", file, "-k", "2", "--columns", "x", "--output", output];
  expect(await mixtura(args)).toMatchObject({ code: 0, stderr: "" });
  return await readFile(path(output));
}

type Elements = NonNullable<Parameters<typeof parquetWriteBuffer>[0]["schema"]>;

const maybe = "OPTIONAL" as const;

/** A column each, its element or elements of the schema first. */
const stored: readonly (readonly [Elements, unknown[]])[] = [
  [[{ name: "x", type: "DOUBLE", repetition_type: "REQUIRED" }], [1, 2, 9]],
  [[{ name: "f", type: "FLOAT", repetition_type: maybe }], [1.5, null, 2.25]],
  [[{ name: "i", type: "INT64", repetition_type: maybe }], [9007199254740993n, null, -1n]],
  [
    [{ name: "u", type: "INT32", converted_type: "UINT_32", repetition_type: maybe }],
    [4294967295, null, 0],
  ],
  [[{ name: "b", type: "BOOLEAN", repetition_type: maybe }], [true, null, false]],
  [
    [{ name: "s", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: maybe }],
    ["a", null, "☃"],
  ],
  [
    [{ name: "bytes", type: "BYTE_ARRAY", repetition_type: maybe }],
    [Uint8Array.of(255, 0), null, Uint8Array.of()],
  ],
  [
    [{ name: "day", type: "INT32", converted_type: "DATE", repetition_type: maybe }],
    [20000, null, -1],
  ],
  [
    [
      {
        name: "ns",
        type: "INT64",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" },
        repetition_type: maybe,
      },
    ],
    [1700000000000000001n, null, -5n],
  ],
  [
    [
      {
        name: "price",
        type: "INT32",
        converted_type: "DECIMAL",
        scale: 2,
        precision: 9,
        repetition_type: maybe,
      },
    ],
    [12.34, null, -0.01],
  ],
  [
    [
      { name: "list", converted_type: "LIST", num_children: 1, repetition_type: maybe },
      { name: "list", num_children: 1, repetition_type: "REPEATED" },
      { name: "element", type: "DOUBLE", repetition_type: maybe },
    ],
    [[1, null, 2], null, []],
  ],
];

function parquetOf(columns: typeof stored): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      schema: [
        { name: "root", num_children: columns.length },
        ...columns.flatMap(([elements]) => elements),
      ],
      columnData: columns.map(([[{ name }], data]) => ({ name, data })),
      rowGroupSize: 2,
      kvMetadata: [
        { key: "pandas", value: "{}" },
        { key: "ARROW:schema", value: "of fewer columns" },
      ],
    }),
  );
}

/** What is stored, without a meaning. */
async function plainly(bytes: Uint8Array): Promise<unknown[]> {
  const same = <Value>(value: Value) => value;
  return await parquetReadObjects({
    file: new Uint8Array(bytes).buffer,
    utf8: false,
    parsers: { dateFromDays: same, timestampFromNanoseconds: same, stringFromBytes: same },
  });
}

it("keeps what Parquet stores, and how it is to be understood", async () => {
  const before = parquetOf(stored);
  await write("a.parquet", before);
  const after = await rewritten("a.parquet", "b.parquet");
  const expected = (await plainly(before)) as object[];
  expect(await plainly(after)).toEqual(
    expected.map((row, i) => ({ ...row, cluster: i === 2 ? 1 : 0 })),
  );
  const { schema, row_groups, key_value_metadata } = parquetMetadata(new Uint8Array(after).buffer);
  expect(schema.slice(1, -1)).toEqual(
    parquetMetadata(before.buffer as ArrayBuffer).schema.slice(1),
  );
  expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([2n, 1n]);
  expect(key_value_metadata).toEqual([{ key: "pandas", value: "{}" }]);
});

it("writes all digits of Parquet into text", async () => {
  await write("c.parquet", parquetOf(stored));
  expect(String(await rewritten("c.parquet", "c.csv"))).toBe(
    [
      "x,f,i,u,b,s,bytes,day,ns,price,list,cluster",
      '1,1.5,9007199254740993,4294967295,true,a,\ufffd\0,2024-10-04T00:00:00.000Z,2023-11-14T22:13:20.000Z,12.34,"[1,null,2]",0',
      "2,,,,,,,,,,,0",
      "9,2.25,-1,0,false,☃,,1969-12-31T00:00:00.000Z,1970-01-01T00:00:00.000Z,-0.01,[],1\n",
    ].join("\n"),
  );
});

it("refuses to write Parquet that would not be the same", async () => {
  const decimal = {
    name: "long",
    type: "INT64",
    converted_type: "DECIMAL",
    scale: 2,
    precision: 18,
  } as const;
  await write("d.parquet", parquetOf([stored[0], [[decimal], [1, 2, 3]]]));
  const run = await mixtura(["fit", "d.parquet", "-k", "2", "--output", "e.parquet"]);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(
    'error: cannot write e.parquet: d.parquet: column "long" is DECIMAL of 18 digits, which cannot ' +
      "be written again as Parquet; --output with a name that ends in .csv or .ndjson can\n",
  );
});

it("keeps the types and batches of Arrow", async () => {
  const batches = ([1, 2] as const).map((length, which) => {
    const of = <Values>(values: Values[]) => (which === 0 ? values.slice(0, 1) : values.slice(1));
    const vector = (type: DataType, values: unknown[]) => {
      const builder = makeBuilder({ type, nullValues: [null] });
      for (const value of of(values)) builder.append(value);
      return builder.finish().toVector();
    };
    return new Table({
      x: vector(new Float64(), [1, 2, 9]),
      i: vector(new Int64(), [9007199254740993n, null, -1n]),
      b: vector(new Bool(), [true, null, false]),
      t: vector(new TimestampMicrosecond(), [1700000000000, null, 0]),
      s: vector(new Utf8(), ["a", null, "☃"]),
    }).slice(0, length);
  });
  const dictionary = vectorFromArray(["p", "q", "p"], new Dictionary(new Utf8(), new Int32()));
  const table = batches[0].concat(batches[1]).assign(new Table({ d: dictionary }));
  await write("a.arrow", tableToIPC(table, "file"));
  const after = tableFromIPC(await rewritten("a.arrow", "b.arrow"));
  const types = (one: Table) =>
    one.schema.fields.map(({ name, type }) => `${name}: ${String(type)}`);
  expect(types(after)).toEqual([...types(table), "cluster: Int32"]);
  expect(after.batches.map(({ numRows }) => numRows)).toEqual(
    tableFromIPC(await readFile(path("a.arrow"))).batches.map(({ numRows }) => numRows),
  );
  const rows = (one: Table) => one.toArray().map((row: { toJSON(): object }) => row.toJSON());
  expect(rows(after)).toEqual(
    rows(table).map((row: object, i: number) => ({ ...row, cluster: i === 2 ? 1 : 0 })),
  );
});
