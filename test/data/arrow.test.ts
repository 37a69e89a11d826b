import {
  bool,
  columnFromArray,
  CompressionType,
  dateDay,
  decimal,
  dictionary,
  fixedSizeBinary,
  fixedSizeList,
  float16,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
  largeList,
  largeUtf8,
  list,
  map,
  nullType,
  runEndEncoded,
  setCompressionCodec,
  struct,
  tableFromColumns,
  tableToIPC,
  timestamp,
  uint16,
  uint32,
  uint64,
  uint8,
  union,
  UnionMode,
  utf8,
  type DataType,
} from "@uwdata/flechette";
import { openArrow } from "mixtura-data";
import { describe, expect, test } from "vitest";
import { pointsOf, refusalOf } from "./files.js";

type Columns = Record<string, [values: unknown[], type: DataType]>;

function arrow(columns: Columns, options: { maxBatchRows?: number; codec?: 0 | 1 } = {}): File {
  const { maxBatchRows = 1000, codec } = options;
  const made = Object.entries(columns).map(([name, [values, type]]) => {
    return [name, columnFromArray(values, type, { maxBatchRows })] as const;
  });
  const bytes = tableToIPC(tableFromColumns(made as [string, never][]), {
    format: "file",
    ...(codec === undefined ? {} : { codec }),
  })!;
  return new File([new Uint8Array(bytes)], "t.arrow");
}

describe("types of numbers", () => {
  test.each<[string, DataType]>([
    ["int8", int8()],
    ["int16", int16()],
    ["int32", int32()],
    ["int64", int64()],
    ["float16", float16()],
    ["float32", float32()],
    ["float64", float64()],
  ])("%s", async (name, type) => {
    const values = Array.from({ length: 100 }, (_, i) => i - 50);
    const of = name === "int64" ? values.map(BigInt) : values;
    const source = await openArrow(arrow({ x: [of, type] }, { maxBatchRows: 33 }));
    expect(await pointsOf(source)).toEqual(values);
    expect(source.precision).toBe(/float(16|32)/.test(name) ? "float32" : "float64");
  });

  test("those without a sign go as far as they go", async () => {
    const source = await openArrow(
      arrow({
        a: [[255], uint8()],
        b: [[65535], uint16()],
        c: [[4294967295], uint32()],
        d: [[BigInt(Number.MAX_SAFE_INTEGER)], uint64()],
      }),
    );
    expect(await pointsOf(source)).toEqual([255, 65535, 4294967295, Number.MAX_SAFE_INTEGER]);
  });

  test.each([64, 128, 256] as const)("decimals of %i bits", async (bits) => {
    const values = [1.1, -0.35, 99999.99, 0.07];
    const source = await openArrow(arrow({ x: [values, decimal(9, 2, bits)] }));
    expect(await pointsOf(source)).toEqual(values);
  });

  test("halves that are not whole, and some that are no numbers", async () => {
    const file = arrow({ x: [[0.5, -0.25, 6e-8, NaN, 65504], float16()] });
    const kept = await pointsOf(await openArrow(file, { missing: "drop" }));
    expect(kept).toEqual([0.5, -0.25, 2 ** -24, 65504]);
  });

  test("integers beyond 2^53 are refused", async () => {
    for (const [type, value] of [
      [int64(), -(2n ** 53n)],
      [uint64(), 2n ** 64n - 1n],
    ] as const) {
      expect(await refusalOf(() => openArrow(arrow({ id: [[1n, value], type] })))).toMatch(
        /^t\.arrow: column "id", row 2: integers beyond 2\^53 lose digits as numbers, got about/,
      );
    }
  });
});

const idOf = (value: unknown): number => (typeof value === "number" ? 0 : 1);

test("columns of all types may stand before one of numbers", async () => {
  const file = arrow(
    {
      none: [[null, null, null, null], nullType()],
      yes: [[true, null, false, true], bool()],
      words: [["a", "bc", null, ""], utf8()],
      more: [["a", "bc", null, ""], largeUtf8()],
      coded: [["a", "b", "a", null], dictionary(utf8())],
      bytes: [[1, 2, 3, 4].map((i) => Uint8Array.of(i, i)), fixedSizeBinary(2)],
      pair: [[[1, 2], [3, 4], null, [5, 6]], fixedSizeList(float64(), 2)],
      many: [[[1], [], null, [2, 3]], list(int8())],
      large: [[["x"], [], null, ["y"]], largeList(utf8())],
      oneOf: [[1, "a", 2, "b"], union(UnionMode.Dense, [int32(), utf8()], [0, 1], idOf)],
      sparse: [[1, "a", 2, "b"], union(UnionMode.Sparse, [int32(), utf8()], [0, 1], idOf)],
      both: [
        [{ a: 1, b: "x" }, null, { a: 2, b: "y" }, { a: 3, b: "z" }],
        struct({ a: int32(), b: utf8() }),
      ],
      named: [[[["k", 1]], [], null, [["l", 2]]], map(utf8(), int32())],
      runs: [["a", "a", "b", "b"], runEndEncoded(int32(), utf8())],
      day: [[new Date(0), null, new Date(1e9), new Date(0)], dateDay()],
      time: [[0, null, 1, 2], timestamp()],
      x: [[1.5, 2.5, 3.5, 4.5], float64()],
    },
    { maxBatchRows: 3 },
  );
  const source = await openArrow(file);
  expect(source.columns).toEqual(["x"]);
  expect(await pointsOf(source)).toEqual([1.5, 2.5, 3.5, 4.5]);
  for (const [name, reason] of Object.entries({
    words: "holds text or bytes",
    coded: "holds values by a dictionary",
    both: "holds nested values",
    day: "holds dates or times",
    time: "holds dates or times",
    yes: "holds true and false",
  })) {
    const open = openArrow(file, { columns: [name] });
    await expect(open).rejects.toThrow(`t.arrow: column "${name}" ${reason}`);
  }
});

test("nulls are found wherever a range begins", async () => {
  const values = Array.from({ length: 200 }, (_, i) => (i % 5 === 3 ? null : i));
  const file = arrow({ x: [values, int32()] }, { maxBatchRows: 90 });
  expect(await refusalOf(() => openArrow(file))).toContain('column "x", row 4: a value is missing');
  const source = await openArrow(file, { missing: "drop" });
  for (let rowStart = 0; rowStart < 20; rowStart++) {
    const wanted = values.filter((value) => value !== null).slice(rowStart, rowStart + 100);
    expect(await pointsOf(source, { rowStart, rowEnd: rowStart + 100 })).toEqual(wanted);
  }
});

describe("packed", () => {
  const x = Array.from({ length: 20_000 }, (_, i) => i % 7);
  const bytes = new Uint8Array(Float64Array.from(x).buffer);
  const uint32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);

  /** Literals, and then the same again and again: a frame of one block. */
  const lz4 = (period: number): Uint8Array => {
    const long = (length: number) => [
      ...Array<number>(Math.floor(length / 255)).fill(255),
      length % 255,
    ];
    const start = [0xff, ...long(period - 15), ...bytes.subarray(0, period), period, 0];
    const middle = long(bytes.length - period - 8 - 4 - 15);
    const block = [...start, ...middle, 0x80, ...bytes.subarray(-8)];
    const head = [4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0];
    return Uint8Array.from([...head, ...uint32(block.length), ...block, 0, 0, 0, 0]);
  };
  /** The bytes of x as the program zstd packs them. */
  const zstd = Buffer.from(
    "KLUv/aQAcQIAFAEAWAAA8D8AQAAIEBQYCQC3/1tlAA+AO+AYcLLiLhAYDIMDWEUAAAgAAQD88A6E1XjQog==",
    "base64",
  );

  const frames = [
    ["LZ4", CompressionType.LZ4_FRAME, lz4(56)],
    ["Zstandard", CompressionType.ZSTD, new Uint8Array(zstd)],
  ] as const;

  test.each(frames)("by %s", async (_, codec, frame) => {
    // What does not become smaller is left as it is.
    const encode = (part: Uint8Array) => (part.length === bytes.length ? frame : part);
    setCompressionCodec(codec, { encode, decode: (part) => part });
    const y = x.map((value, i) => (i === 2500 ? null : value));
    const file = arrow({ x: [x, float64()], y: [y, float64()] }, { codec, maxBatchRows: 20_000 });
    expect(file.size).toBeLessThan(7000);
    const source = await openArrow(file, { columns: ["x"] });
    expect(await pointsOf(source)).toEqual(x);
    expect(await pointsOf(source, { rowStart: 999, rowEnd: 1002 })).toEqual([5, 6, 0]);
    expect(await refusalOf(() => openArrow(file))).toContain('column "y", row 2501');
  });

  test.each(frames)("by %s, and claiming more than there is", async (_, codec, frame) => {
    const encode = (part: Uint8Array) => (part.length === bytes.length ? frame : part);
    setCompressionCodec(codec, { encode, decode: (part) => part });
    const file = arrow({ x: [x, float64()] }, { codec, maxBatchRows: 20_000 });
    const damaged = new Uint8Array(await file.arrayBuffer());
    const view = new DataView(damaged.buffer);
    for (const claim of [2n ** 40n, 2n ** 28n, 8n, -2n]) {
      for (let at = 0; at + 8 <= damaged.length; at += 8) {
        if (view.getBigInt64(at, true) !== BigInt(bytes.length)) continue;
        view.setBigInt64(at, claim, true);
        const refusal = await refusalOf(() => openArrow(new File([damaged], "t.arrow")));
        expect(refusal).toMatch(/^t\.arrow: this Arrow file cannot be read, or is damaged/);
        // Before room is made; what is not too much for that is unpacked, and found too short.
        if (claim !== 2n ** 28n) expect(refusal).toContain(`claims ${claim} bytes where 160000`);
        view.setBigInt64(at, BigInt(bytes.length), true);
      }
    }
  });
});
