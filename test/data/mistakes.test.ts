import { expect, test } from "vitest";
import { fromIterable, fromWebStream, openCsv, openSource } from "../../data/src/index.js";

const file = new File(["x,y\n1,2\n3,\n5,6\n"], "t.csv");
type Any = never;

test.each([
  [{ weight: "y" }, 'got "weight" (did you mean "weights"?)'],
  [{ column: ["x"] }, 'got "column" (did you mean "columns"?)'],
  [{ chunkrows: 5 }, 'got "chunkrows" (did you mean "chunkRows"?)'],
  [{ colour: 1 }, 'got "colour"'],
  [{ onDropped: 5 }, "onDropped: expected a function, got 5"],
  [{ columns: "x" }, "columns: expected an array of names"],
  [{ weights: 1 }, "weights: expected the name of a column, got 1"],
  [{ header: "no" }, 'header: expected true or false, got "no"'],
  [null, "options: expected an object, got null"],
])("options %j are refused", async (options, message) => {
  await expect(openCsv(file, options as Any)).rejects.toThrow(message);
});

test("what can be read once is refused where it is handed in", () => {
  const once = [[1, 2]].values();
  expect(() => fromIterable(once as Any, { dimensions: 2 })).toThrow(
    "read once: () => it gives it",
  );
  expect(() => fromIterable(() => [[1, 2]], undefined as Any)).toThrow(
    "options: expected an object",
  );
  expect(() => fromIterable(() => [[1, 2]], { dimension: 2 } as Any)).toThrow('mean "dimensions"?');
  const { body } = new Response("");
  expect(() => fromWebStream(body as Any, { dimensions: 2 })).toThrow(
    "a function that gives a stream",
  );
});

test("rows that are left out are counted once, whatever is read again", async () => {
  const told: number[] = [];
  const source = await openSource(file, {
    missing: "drop",
    onDropped: (rows) => told.push(rows),
  });
  for await (const chunk of source.open()) expect(chunk).toEqual(new Float64Array([1, 2, 5, 6]));
  for await (const chunk of source.open({ rowStart: 1 })) {
    expect(chunk).toEqual(new Float64Array([5, 6]));
  }
  expect(source.dropped).toBe(1);
  expect(told).toEqual([1]);
});

test("what is missing in rows of one's own is no 0, and text no digits", async () => {
  const source = (rows: unknown, missing: "drop" | "error" = "error") =>
    fromIterable(() => rows as never, { dimensions: 2, missing });
  const all = async (rows: unknown, missing?: "drop") => {
    const given: number[] = [];
    for await (const chunk of source(rows, missing).open()) given.push(...(chunk as Float64Array));
    return given;
  };
  await expect(all([[[null, 1]]])).rejects.toThrow("a value is missing");
  await expect(all([[1, undefined]])).rejects.toThrow("a value is missing");
  expect(
    await all(
      [
        [
          [null, 1],
          [2, 3],
        ],
      ],
      "drop",
    ),
  ).toEqual([2, 3]);
  await expect(all([["12", "34"]])).rejects.toThrow('expected a number, got "12"');
  await expect(all([null])).rejects.toThrow("expected rows of numbers, got null");
  await expect(all(["1,2"])).rejects.toThrow('expected rows of numbers, got "1,2"');
  expect(await all([new Int32Array([1, 2])])).toEqual([1, 2]);
});

test("a wide table comes in chunks of few rows", async () => {
  const d = 2 ** 20;
  const source = fromIterable(() => [new Float64Array(3 * d)], { dimensions: d });
  const sizes: number[] = [];
  for await (const chunk of source.open()) sizes.push((chunk as Float64Array).length / d);
  expect(sizes).toEqual([2, 1]);
});
