import { openNpy } from "mixtura-data";
import { describe, expect, test } from "vitest";
import { npyOf, pointsOf, refusalOf } from "./files.js";

const file = (...of: Parameters<typeof npyOf>) => new File([npyOf(...of)], "t.npy");

test.each<[string, ArrayBufferView, number[]]>([
  ["<f8", Float64Array.of(0.1, -2), [0.1, -2]],
  ["<f4", Float32Array.of(0.5, -2), [0.5, -2]],
  ["|i1", Int8Array.of(-128, 127), [-128, 127]],
  ["|u1", Uint8Array.of(255, 1), [255, 1]],
  ["|b1", Uint8Array.of(1, 0), [1, 0]],
  ["<i2", Int16Array.of(-32768, 7), [-32768, 7]],
  ["<u2", Uint16Array.of(65535, 7), [65535, 7]],
  ["<i4", Int32Array.of(-(2 ** 31), 7), [-(2 ** 31), 7]],
  ["<u4", Uint32Array.of(2 ** 32 - 1, 7), [2 ** 32 - 1, 7]],
  ["<i8", BigInt64Array.of(-5n, 2n ** 53n - 1n), [-5, 2 ** 53 - 1]],
  ["<u8", BigUint64Array.of(5n, 7n), [5, 7]],
  [">i2", Uint8Array.of(1, 0, 0, 2), [256, 2]],
  [">f8", new Uint8Array(Float64Array.of(7, 1.5).buffer).reverse(), [1.5, 7]],
])("reads %s", async (type, numbers, expected) => {
  for (const [shape, dimensions] of [
    [[2], 1],
    [[2, 1], 1],
    [[1, 2], 2],
  ] as const) {
    const source = await openNpy(file(numbers, type, shape));
    expect([source.rows, source.dimensions]).toEqual([2 / dimensions, dimensions]);
    expect(source.precision).toBe(type === "<f4" ? "float32" : "float64");
    expect(await pointsOf(source)).toEqual(expected);
  }
});

test("takes columns by number", async () => {
  const numbers = Float64Array.of(1, 2, 3, 4, 5, 6);
  const source = await openNpy(file(numbers, "<f8", [2, 3]), { columns: ["column3", "column1"] });
  expect(await pointsOf(source)).toEqual([3, 1, 6, 4]);
});

test("reads large arrays in parts", async () => {
  const numbers = Float64Array.from({ length: 600_000 }, (_, i) => i);
  for (const isFortran of [false, true]) {
    const source = await openNpy(file(numbers, "<f8", [300_000, 2], isFortran));
    const at = (row: number) => (isFortran ? [row, 300_000 + row] : [2 * row, 2 * row + 1]);
    const got = await pointsOf(source, { rowStart: 131_070 });
    expect(got).toHaveLength(2 * (300_000 - 131_070));
    expect(got.slice(0, 4)).toEqual([...at(131_070), ...at(131_071)]);
    expect(got.slice(-2)).toEqual(at(299_999));
  }
});

describe("refuses", () => {
  test.each<[Parameters<typeof npyOf>, string]>([
    [[Float64Array.of(1, NaN), "<f8", [1, 2]], 'column "column2", row 1: a value is missing'],
    [[BigInt64Array.of(1n, 2n ** 60n), "<i8", [2]], 'column "column1", row 2: integers beyond'],
    [[Uint8Array.of(1, 2), "<f2", [1]], "expected an array of numbers (f4, f8, i1"],
    [[Uint8Array.of(1, 2), "|O", [1]], "expected an array of numbers"],
    [
      [Float64Array.of(1), "<f8", [1, 1, 1]],
      "expected an array of rows and columns, got one of shape (1, 1, 1)",
    ],
    [[Float64Array.of(1), "<f8", [2]], "the file is cut off: expected 16 bytes of numbers, got 8"],
    [[Float64Array.of(1, 2), "<f8", [1]], "there is more than one array: expected 8 bytes"],
  ])("array %#", async (of, reason) => {
    expect(await refusalOf(() => openNpy(file(...of)))).toContain(`t.npy: ${reason}`);
  });

  test("other files, and ends of headers", async () => {
    const bytes = npyOf(Float64Array.of(1), "<f8", [1]);
    const part = (end: number) =>
      refusalOf(() => openNpy(new File([bytes.slice(0, end)], "t.npy")));
    expect(await part(3)).toBe("t.npy: this is no .npy file: it does not start as one");
    expect(await part(11)).toBe("t.npy: the file is cut off in its header");
    expect(await part(60)).toBe("t.npy: the file is cut off in its header");
  });
});
