import { describe, expect, it } from "vitest";
import { mayBeId } from "../../../cli/src/table/id-note.js";
import { examples, workspace } from "../command.js";

const { json, mixtura } = workspace();

/** Whole numbers in no order, the same in every run: a linear congruential generator. */
function drawn(count: number, least: number, most: number, seed = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return least + Math.floor((state / 2 ** 31) * (most - least + 1));
  });
}

function counting(count: number, from: number, step = 1): number[] {
  return Array.from({ length: count }, (_, row) => from + row * step);
}

/** The same numbers in no order. */
function shuffled(values: readonly number[]): number[] {
  const keys = drawn(values.length, 0, 1e6);
  return Array.from(values, (value, i) => ({ value, key: keys[i] }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

describe("mayBeId", () => {
  it.each<[string, string, number[]]>([
    ["rows counted from 1", "x", counting(10, 1)],
    ["rows counted from 0", "x", counting(12, 0)],
    ["rows counted down", "x", counting(10, 344, -1)],
    ["a year a row", "year", counting(31, 1990)],
    ["numbers given without gaps, in no order", "x", shuffled(counting(40, 7000))],
    ["numbers given with gaps, in no order", "x", shuffled(counting(400, 17, 9))],
    ["days as numbers", "date", [...counting(31, 20240301), ...counting(30, 20240401)]],
    ["far apart, if the name says so", "customer_id", [90017, 4, 3300412]],
    ["a name in capitals", "ID", [3, 1]],
    ["a name in one word", "PassengerId", [3, 1, 900]],
    ["a name with a point", "Lfd. Nr.", [3, 1, 900]],
    ["a name with a space", "sample no", [3, 1, 900]],
    ["a name alone", "Index", [3, 1, 900]],
    ["a sign alone", "#", [3, 1, 900]],
    ["what pandas writes", "Unnamed: 0", [0, 2, 5]],
  ])("sees one in %s", (_, name, values) => {
    expect(mayBeId({ name, values: Float64Array.from(values) })).toBe(true);
  });

  it.each<[string, string, number[]]>([
    [
      "heights in millimetres of ten people",
      "height",
      [1712, 1805, 1655, 1780, 1698, 1841, 1733, 1620, 1901, 1764],
    ],
    ["measured values of a wide range", "income", [...new Set(drawn(200, 12_000, 900_000))]],
    ["few sorted values", "x", [1, 2, 5, 9, 12, 20, 31, 40, 55, 70]],
    ["few that count", "x", counting(9, 1)],
    ["a count with a jump", "x", [...counting(9, 1), 11, 12]],
    ["regular steps over few rows", "minute", counting(20, 0, 15)],
    ["values that come again", "x", [...counting(40, 1), 40]],
    ["few numbers without gaps, in no order", "x", shuffled(counting(20, 1))],
    ["a length of something", "code length", [3, 1, 2]],
    ["many measured values", "x", drawn(1000, 0, 2000)],
    ["fractions", "id", [1, 2.5, 3]],
    ["an id that comes again", "id", [1, 2, 2]],
    ["an id that is missing in a row", "id", [1, NaN, 3]],
    ["one row", "id", [1]],
    ["an index of something", "price_index", [101, 117, 98]],
    ["a number of something", "mach number", [3, 1, 2]],
    ["names that end as an id does", "humid", [31, 40, 55]],
    ["names that end as a number does", "piano", [31, 40, 55]],
  ])("sees none in %s", (_, name, values) => {
    expect(mayBeId({ name, values: Float64Array.from(values) })).toBe(false);
  });
});

describe("the note on ids", () => {
  const table = (head: string, rows: number, row: (i: number) => string) =>
    `${head}\n${Array.from({ length: rows }, (_, i) => `${row(i)}\n`).join("")}`;

  it("names the column and how to leave it out, and the way works", async () => {
    const csv = table("id,x,y", 12, (i) => `${1000 + i},${i % 3},${i % 2}`);
    const said =
      "note: columns used: id, x and y\n" +
      "note: id has another whole number in every row: an id? --columns x,y leaves it out\n";
    for (const command of ["fit", "compare"]) {
      const { stderr } = await mixtura([command, "-", "-k", "1", "--standardize"], csv);
      expect(stderr).toContain(said);
      const args = [command, "-", "-k", "1", "--standardize", "--columns", "x,y"];
      expect((await mixtura(args, csv)).stderr).toBe("");
    }
  });

  it("names several, and no list of names that a shell would take apart", async () => {
    const csv = table('nr,"height, cm",row', 12, (i) => `${i},${i % 5},${40 - 2 * i}`);
    expect((await json(csv, "-k", "1")).notes).toContain(
      "note: nr and row have another whole number in every row: ids? " +
        "--columns with the other names leaves them out\n",
    );
    const bare = csv.slice(csv.indexOf("\n") + 1);
    expect((await json(bare, "-k", "1", "--no-header")).notes).toContain(
      "note: column 1 has another whole number in every row: an id? --columns with ",
    );
  });

  it.each([
    ["that are chosen", "id,x\n1,2\n3,5\n", ["--columns", "id,x"]],
    ["that are all there is", "id,nr\n1,2\n3,5\n", []],
    ["with a row that lacks it", "id,x\n1,2\n,5\n", []],
  ])("is not about columns %s", async (_, csv, args) => {
    expect((await json(csv, "-k", "1", ...args)).notes).not.toContain("whole number");
  });

  it("is not about penguins", async () => {
    const { stderr } = await mixtura(["fit", `${examples}penguins.csv`, "-k", "2"]);
    expect(stderr).toContain("columns used: ");
    expect(stderr).not.toContain("whole number");
  });
});
