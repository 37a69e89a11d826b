import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { workspace } from "../command.js";
import { arrow, npy, parquet, writers, xlsx } from "./writers.js";

const { mixtura, write } = workspace();

const good = { x: [1, 2, 3], y: [4, 5, 6] };

/** What the command says of a file. */
async function refused(name: string, content: string | Uint8Array, ...args: string[]) {
  await write(name, content);
  const { code, stdout, stderr } = await mixtura(["fit", name, "-k", "1", ...args]);
  expect({ code, stdout, stderr }).toMatchObject({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^(?:note: .*\n)*error: .*\n$/);
  return stderr.slice(stderr.indexOf("error: ") + "error: ".length, -1);
}

const ends = ["json", "ndjson", "arrow", "arrows", "parquet", "npy", "xlsx"];

function contentOf(end: string): Uint8Array {
  if (end === "npy") return npy("<f8", [3, 2], new Float64Array([1, 4, 2, 5, 3, 6]));
  return Buffer.from(writers[end](good));
}

describe.each(ends)("a .%s file", (end) => {
  it("that is cut off is refused wherever that is", async () => {
    const content = contentOf(end);
    for (const share of [0.05, 0.3, 0.6, 0.9]) {
      const cut = content.subarray(0, Math.max(1, Math.floor(share * content.length)));
      expect(await refused(`cut.${end}`, cut)).toMatch(
        /^cut\.\w+(?: line \d+)?: (?:.*cut off|.*is damaged|this is no|the record that starts here is not JSON)/,
      );
    }
  });

  it("that is something else is refused by its first bytes", async () => {
    const text = "x,y\n1,2\n3,4\n";
    expect(await refused(`other.${end}`, text)).toMatch(
      /^other\.\w+(?: line 1: expected an array|: this is no|.* line 1: the record.* not JSON)/,
    );
  });

  it("that is empty is said to be so", async () => {
    expect(await refused(`empty.${end}`, "")).toBe(`empty.${end}: the file is empty`);
  });

  it("without the column asked for has its columns named", async () => {
    const [first, second] = end === "npy" ? ["column 1", "column 2"] : ["x", "y"];
    expect(await refused(`good.${end}`, contentOf(end), "--columns", "zzz")).toBe(
      `good.${end}: no column "zzz" (it has ${first} and ${second})`,
    );
  });
});

describe("text in a column of numbers is named by its place", () => {
  const text = { x: [1, "oops", 3], y: [4, 5, 6] };
  it.each([
    ["json", "line 6"],
    ["ndjson", "line 2"],
    ["arrow", "row 1"],
    ["parquet", "row 1"],
    ["xlsx", "row 3"],
  ])("in .%s", async (end, place) => {
    const strings = { x: ["abc", "oops", "3"], y: [4, 5, 6] };
    const columns = end === "arrow" || end === "parquet" ? strings : text;
    const got = columns === strings ? "abc" : "oops";
    expect(await refused(`text.${end}`, writers[end](columns), "--columns", "x,y")).toBe(
      `text.${end} ${place}: column "x" expected a number, got "${got}"`,
    );
  });
});

describe("gzip", () => {
  const packed = gzipSync(`x,y\n${"1,2\n".repeat(1000)}`);

  it("that is cut off or damaged is said to be so", async () => {
    const cut = packed.subarray(0, packed.length - 12);
    expect(await refused("cut.csv.gz", cut)).toBe("cut.csv.gz: the gzip file is cut off");
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 12, 24);
    expect(await refused("bad.csv.gz", damaged)).toBe("bad.csv.gz: the gzip file is damaged");
  });
});

describe("JSON", () => {
  it.each([
    ["text", '\n"x"', 'line 2: expected an array of records, or an object of columns, got "\\""'],
    ["numbers", "[\n1, 2]", 'line 2: expected a record, as {"x": 1, "y": 2}, got "1"'],
    [
      "an array among records",
      '[{"x": 1},\n[1]]',
      'line 2: expected a record, as {"x": 1, "y": 2}, got "["',
    ],
    [
      "no comma",
      '[{"x": 1}\n{"x": 2}]',
      'line 2: expected a comma or the end of the array, got "{"',
    ],
    ["text behind", '[{"x": 1}]\n]', 'line 2: expected nothing after the array, got "]"'],
    [
      "a comma too many",
      '[{"x": 1},\n]',
      'line 2: expected a record, as {"x": 1, "y": 2}, got "]"',
    ],
    [
      "no end",
      '[{"x": 1},\n{"x": "]',
      "line 2: the file is cut off: its array of records has no end",
    ],
    ["no values", '[{"x": 1},\n{"x": oops}]', "line 2: the record that starts here is not JSON"],
    [
      "another column",
      '[{"x": 1},\n{"x": 2, "z": 3}]',
      'line 2: "z" is not in the first record (it has x)',
    ],
    ["no columns", "[{}]", "line 1: the first record, which names the columns, is empty"],
  ])("with %s is refused", async (_, text, message) => {
    expect(await refused("bad.json", text)).toBe(`bad.json ${message}`);
  });

  it.each([
    ["a record among them", '[[1],\n{"x": 1}]', 'line 2: expected an array, as [1, 2], got "{"'],
    ["one that is longer", "[[1, 2],\n[3, 4, 5]]", "line 2: expected 2 fields as on line 1, got 3"],
    ["no values", "[[1],\n[2,]]", "line 2: the row that starts here is not JSON"],
    ["no columns", "[[], [1]]", "line 1: the first row is empty"],
    ["no end", "[[1],\n[2]", "line 2: the file is cut off: its array of records has no end"],
    ["text", '[[1],\n["a"]]', 'line 2: column "column 1" expected a number, got "a"'],
  ])("arrays with %s are refused", async (_, text, message) => {
    expect(await refused("bad.json", text, "--columns", "1")).toBe(`bad.json ${message}`);
  });

  it.each([
    [
      "a single record",
      '{"x": 1}\n{"x": 2}',
      'line 1: expected an array of the values of "x", got "1"; a record a line is --format ndjson',
    ],
    [
      "values by row",
      '{"x": {"0": 1}}',
      'line 1: expected an array of the values of "x", got "{"; ' +
        'pandas writes records by orient="records"',
    ],
    ["a shorter one", '{"x": [1, 2],\n"y": [3]}', 'line 2: column "y" has 1 value, and "x" has 2'],
    ["a word", '{"x": [1,\n\n oops, 3]}', 'line 3: value 2 of "x" is not JSON: "oops"'],
    ["nothing between commas", '{"x": [1,\n, 2]}', 'line 2: value 2 of "x" is not JSON: ""'],
    ["a comma too many", '{"x": [1, 2,\n]}', 'line 2: value 3 of "x" is not JSON: ""'],
    ["a comma behind", '{"x": [1],\n}', 'line 2: expected the name of a column, got "}"'],
    ["no colon", '{"x" [1]}', 'line 1: expected a colon after the name, got "["'],
    ["an odd name", '{"\\q": [1]}', "line 1: the name that starts here is not JSON"],
    [
      "another bracket",
      '{"x": [1}',
      'line 1: expected a comma or the end of the values of "x", got "}"',
    ],
    ["no comma", '{"x": [1]\n"y"', 'line 2: expected a comma or the end of the object, got "\\""'],
    ["text behind", '{"x": [1]}\n[', 'line 2: expected nothing after the object, got "["'],
    [
      "no end",
      '{"x": [1],\n"y": [1',
      "line 2: the file is cut off: its object of columns has no end",
    ],
    ["text", '{"x": [1, 2, "a"]}', 'row 3: column "x" expected a number, got "a"'],
    ["no column", "{}", 'line 1: expected the name of a column, got "}"'],
  ])("columns with %s are refused", async (_, text, message) => {
    expect(await refused("bad.json", text, "--columns", "x")).toBe(`bad.json ${message}`);
  });

  it.each([
    ["numbers", '{"x": 1}\n2\n', 'line 2: expected a record, as {"x": 1, "y": 2}, got "2"'],
    ["arrays", "[1, 2]\n", 'line 1: expected a record, as {"x": 1, "y": 2}, got an array'],
    ["another column", '{"x": 1}\n\n{"y": 3}', 'line 3: "y" is not in the first record (it has x)'],
  ])("a record a line, with %s, is refused", async (_, text, message) => {
    expect(await refused("bad.ndjson", text)).toBe(`bad.ndjson ${message}`);
  });

  it("with an endless record is refused in little memory", async () => {
    const long = `{"x": "${"a".repeat(33e6)}`;
    const most = "line 1: the record that starts here is longer than 32 MB; is its end missing?";
    expect(await refused("long.json", `[${long}`)).toBe(`long.json ${most}`);
    expect(await refused("columns.json", `{"x": ["${"a".repeat(33e6)}`)).toBe(
      `columns.json ${most.replace("record", "value")}`,
    );
    expect(await refused("long.ndjson", long)).toBe(`long.ndjson ${most}`);
  });
});

describe(".npy", () => {
  const values = new Float64Array([1, 2, 3, 4, 5, 6, 7, 8]);

  it.each([
    ["text", npy("<U4", [2], new Uint8Array(32)), /^expected an array of numbers .*, got "'<U4'"$/],
    [
      "three dimensions",
      npy("<f8", [2, 2, 2], values),
      /^expected .* got one of shape \(2, 2, 2\)$/,
    ],
    [
      "too few numbers",
      npy("<f8", [3, 3], values),
      /^the file is cut off: expected 72 bytes of numbers, got 64$/,
    ],
    [
      "more behind it",
      npy("<f8", [2, 2], values),
      /^there is more than one array: expected 32 bytes/,
    ],
    ["no rows", npy("<f8", [0, 2], new Float64Array(0)), /^no rows$/],
  ])("with %s is refused", async (_, content, message) => {
    const said = await refused("bad.npy", content);
    expect(said).toMatch(/^bad\.npy: /);
    expect(said.slice("bad.npy: ".length)).toMatch(message);
  });
});

describe("a workbook", () => {
  it("with a longer row is refused by its number", async () => {
    const sheet = xlsx({ x: [1, 2], y: [3, 4], "": [null, 7] });
    expect(await refused("ragged.xlsx", sheet)).toBe(
      "ragged.xlsx row 3: expected 2 fields as in the header, got 3",
    );
  });
});

it("rows beyond a row group are counted on", async () => {
  const x = ["1", "2", "3", "4", "oops"];
  expect(await refused("groups.parquet", parquet({ x }, 2), "--columns", "x")).toBe(
    'groups.parquet row 5: column "x" expected a number, got "oops"',
  );
  expect(await refused("groups.arrow", arrow({ x }), "--columns", "x")).toBe(
    'groups.arrow row 5: column "x" expected a number, got "oops"',
  );
});

describe("options that do not go with a format", () => {
  it.each([
    [
      ["points.json", "--delimiter", ";"],
      "--delimiter does not go with points.json, which is read as json",
    ],
    [
      ["points.npy", "--decimal", ","],
      "--decimal , does not go with points.npy, which is read as npy",
    ],
    [
      ["points.arrow", "--no-header"],
      "--no-header does not go with points.arrow, which is read as arrow",
    ],
  ])("are wrong usage: %s", async (args, message) => {
    const { code, stderr } = await mixtura(["fit", ...args, "-k", "1"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `error: ${message}\n` });
  });

  it("leave a sheet without a header", async () => {
    await write("plain.xlsx", xlsx({ 1: [3, 5], 2: [4, 6] }));
    const { stdout } = await mixtura(["fit", "plain.xlsx", "-k", "1", "--no-header", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ rows: 3, columns: ["column 1", "column 2"] });
  });
});
