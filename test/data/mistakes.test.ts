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
