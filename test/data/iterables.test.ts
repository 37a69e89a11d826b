import { fromIterable, fromWebStream, type IterableOptions, type Rowlike } from "mixtura-data";
import { describe, expect, test } from "vitest";
import { pointsOf, refusalOf } from "./files.js";

const numbers = [1, 2, 3, 4, 5, 6];

const forms: [form: string, items: () => Rowlike[]][] = [
  [
    "rows",
    () => [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ],
  ["typed rows", () => [Float64Array.of(1, 2), Float64Array.of(3, 4), Float64Array.of(5, 6)]],
  ["arrays of several rows", () => [[1, 2, 3, 4], [], [5, 6]]],
  ["arrays of rows", () => [[[1, 2], Float64Array.of(3, 4)], [Float32Array.of(5, 6)]]],
  ["typed chunks", () => [Float32Array.of(1, 2, 3, 4), Float64Array.of(5, 6)]],
  ["points without weights", () => [{ points: Float64Array.from(numbers) }]],
];

describe.each(forms)("%s", (_, items) => {
  const ways: [string, () => Iterable<Rowlike> | AsyncIterable<Rowlike>][] = [
    ["at once", items],
    [
      "in time",
      async function* () {
        for (const item of items()) yield await Promise.resolve(item);
      },
    ],
  ];
  test.each(ways)("%s", async (_, iterate) => {
    const source = fromIterable(iterate, { dimensions: 2 });
    expect([source.dimensions, source.rows, source.columns]).toEqual([
      2,
      undefined,
      ["column1", "column2"],
    ]);
    expect(await pointsOf(source)).toEqual(numbers);
    expect(await pointsOf(source, { rowStart: 1, rowEnd: 2 })).toEqual([3, 4]);
  });

  test("from a web stream", async () => {
    const stream = () =>
      new ReadableStream<Rowlike>({
        start: (controller) => {
          for (const item of items()) controller.enqueue(item);
          controller.close();
        },
      });
    const source = fromWebStream(stream, { dimensions: 2 });
    expect(await pointsOf(source)).toEqual(numbers);
    expect(await pointsOf(source)).toEqual(numbers);
  });
});

test("one array may be used for all rows", async () => {
  const source = fromIterable(
    function* () {
      const row = [0, 0];
      for (let i = 0; i < 5; i++) {
        row.fill(i);
        yield row;
      }
    },
    { dimensions: 2, chunkRows: 2 },
  );
  expect(await pointsOf(source)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
});

test("weights come along", async () => {
  const chunk = { points: Float64Array.of(1, 2, 3), weights: Float64Array.of(0, 0.5, 2) };
  const source = fromIterable(() => [chunk], { dimensions: 1, weighted: true, rows: 3 });
  expect([source.rows, source.tableRows]).toEqual([3, 3]);
  for await (const got of source.open({ rowStart: 1 })) {
    expect(got).toEqual({ points: Float64Array.of(2, 3), weights: Float64Array.of(0.5, 2) });
  }
});

test.each([1, 3, 7, 8, 9, 16, 50])("bytes in pieces of %i", async (size) => {
  for (const [Numbers, bytes] of [
    [Float64Array, "float64"],
    [Float32Array, "float32"],
  ] as const) {
    const all = new Uint8Array(Numbers.from(numbers).buffer);
    function* pieces() {
      for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
    }
    const source = fromIterable(pieces, { dimensions: 2, bytes, precision: bytes });
    expect(source.precision).toBe(bytes);
    for await (const chunk of source.open()) expect(chunk).toEqual(Numbers.from(numbers));
  }
});

const refused: [Rowlike[], Partial<IterableOptions>, string][] = [
  [[[1, 2], [3]], {}, "rows, behind row 1: expected numbers in rows of 2, got 1"],
  [
    [
      [1, 2],
      [3, NaN],
    ],
    {},
    'rows: column "column2", row 2: a value is missing',
  ],
  [[[1, Infinity]], { columns: ["a", "b"] }, 'column "b", row 1: expected a finite number'],
  [[[1, "x" as unknown as number]], {}, 'rows: column "column2", row 1'],
  [[[1, 2]], { rows: 2 }, "rows: expected 2 rows, got 1"],
  [[[1, 2]], { weighted: true }, "rows, behind row 0: expected points with weights, got none"],
  [[new Uint8Array(16)], {}, "rows: expected numbers, got bytes; say what they are with bytes"],
  [[new Uint8Array(17)], { bytes: "float64" }, "rows, behind row 1: 1 bytes are no whole row"],
  [[{ points: Float64Array.of(1, 2), weights: Float64Array.of(1) }], {}, "expected no weights"],
  [
    [{ points: Float64Array.of(1, 2), weights: Float64Array.of(1, 2) }],
    { weighted: true },
    "expected 1 weights, got 2",
  ],
  [
    [{ points: Float64Array.of(1, 2), weights: Float64Array.of(-1) }],
    { weighted: true },
    'column "weights", row 1: expected a weight of 0 or more, got -1',
  ],
  [[], { dimensions: 0 }, "dimensions: expected a whole number of at least 1, got 0"],
  [[], { columns: ["a"] }, "columns: expected 2 names, got 1"],
];
test.each(refused)("%j with %j is refused", async (items, options, reason) => {
  const open = () => Promise.resolve(fromIterable(() => items, { dimensions: 2, ...options }));
  expect(await refusalOf(() => Promise.resolve().then(open))).toContain(reason);
});

test.each([
  [{ rowStart: -1 }],
  [{ rowStart: 0.5 }],
  [{ rowStart: 2, rowEnd: 1 }],
  [{ rowEnd: NaN }],
])("a range of %j is refused", (range) => {
  const source = fromIterable(() => [], { dimensions: 1 });
  expect(() => source.open(range)).toThrow("expected whole numbers 0 ≤ rowStart ≤ rowEnd");
});
