import { describe, expect, it } from "vitest";
import { sentinelsIn } from "../../../cli/src/table/sentinels.js";
import { workspace } from "../command.js";

const { json } = workspace();

describe("a number that may stand for a missing value", () => {
  it("is asked about, in one note for all columns", async () => {
    const csv = "x,y,z\n1,20,1\n2,-9999,2\n3,25,99\n4,-9999,98\n5,21,\n6,22,3\n";
    const { notes } = await json(csv, "-k", "1", "--columns", "x,y,z");
    expect(notes).toContain(
      "note: y has -9999 in 2 rows, far from all its other values: " +
        "if it stands for a missing value, make it an empty field\n",
    );
    const two = await json("x,y\n1,5\n999,7\n3,-99\n2,6\n5,4\n", "-k", "1", "--columns", "x,y");
    expect(two.notes).toContain(
      "note: x has 999 in 1 row and y has -99 in 1 row, far from all their other values: " +
        "if these stand for missing values, make them empty fields\n",
    );
  });

  it.each([
    ["both ends", [-9999, 3, 5, 4, 2, 9999], [-9999, 9999]],
    ["one behind the other", [-999, -99, 3, 5, 4, 2, -99], [-999, -99]],
    ["a fraction", [99.9, 3, 5, 2, 4], [99.9]],
    ["fills of grids", [-1e30, 9.969209968386869e36, 3, 5, 2, 4], [-1e30, 9.969209968386869e36]],
    ["gaps beside it", [NaN, -9999, 3, 5, 2, 4], [-9999]],
    ["values as far apart", [999, 3, 700, 2, 4], []],
    ["a number of its kind", [97, 98, 99, 96], []],
    ["another far number", [-9998, 3, 5, 2, 4], []],
    ["a nine", [9, 1, 2, 1.5, 1.2], []],
    ["two values alone", [1, 99, 1, 1, 1, 1], []],
    ["few values", [1, 99, 2, 3], []],
    ["nothing but it", [-9999, -9999], []],
    ["no values", [NaN, NaN], []],
  ])("is told by its distance from the others: %s", (_, values, expected) => {
    expect(sentinelsIn(Float64Array.from(values)).map(({ value }) => value)).toEqual(expected);
  });
});
