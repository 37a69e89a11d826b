import fc from "fast-check";
import { openCsv, type CsvOptions } from "mixtura-data";
import { describe, expect, test } from "vitest";
import { CsvRecords } from "../../data/src/formats/csv/records.js";
import { pointsOf, refusalOf, written } from "./files.js";

/** The same from the path with DuckDB, from the path without, and from a Blob. */
async function everyWay(text: string, options: CsvOptions = {}): Promise<number[]> {
  const path = written("t.csv", text);
  const all: number[][] = [];
  for (const source of [
    await openCsv(path, { ...options, engine: "duckdb" }),
    await openCsv(path, { ...options, engine: "javascript" }),
    await openCsv(new Blob([text]), options),
  ]) {
    all.push(await pointsOf(source));
  }
  expect(all[1]).toEqual(all[0]);
  expect(all[2]).toEqual(all[0]);
  return all[0];
}

async function everyRefusal(text: string, options: CsvOptions = {}): Promise<string> {
  const path = written("t.csv", text);
  const file = new File([text], path.slice(path.lastIndexOf("/") + 1));
  const all: string[] = [];
  for (const open of [
    () => openCsv(path, { ...options, engine: "duckdb" }),
    () => openCsv(path, { ...options, engine: "javascript" }),
    () => openCsv(file, options),
  ]) {
    all.push(await refusalOf(open));
  }
  expect(all[1]).toBe(all[0]);
  expect(all[2]).toBe(all[0]);
  return all[0].replace(/^\d+-/, "");
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(1e-320, Number.MAX_VALUE, 0.1 + 0.2, 2 ** 53, -5e-324),
);
const unit = fc.constantFrom("a", "b", " ", '"', ",", ";", "\n", "\t", "é", "😀");
const text = fc.string({ unit });
const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;

test("gives back what was written", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(number, text, number), { minLength: 1, maxLength: 40 }),
      fc.constantFrom(",", ";", "\t", "|"),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      async (rows, delimiter, end, quotes) => {
        const numeral = (value: number) => (quotes ? `"${value}"` : String(value));
        const lines = rows.map(([x, words, y]) =>
          [numeral(x), quoted(words), numeral(y)].join(delimiter),
        );
        const all = ["x", "words", "y"].join(delimiter) + end + lines.join(end) + end;
        const numbers = await everyWay(all, { delimiter, columns: ["y", "x"] });
        // JavaScript writes −0 as 0.
        expect(numbers).toEqual(rows.flatMap(([x, , y]) => [y + 0, x + 0]));
      },
    ),
    { numRuns: 60 },
  );
});

test("splits records the same wherever text is cut", () => {
  const fields = fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), { maxLength: 6 });
  fc.assert(
    fc.property(
      fields,
      fc.array(fc.nat(60), { maxLength: 8 }),
      fc.boolean(),
      (rows, cuts, ends) => {
        const whole =
          rows.map((row) => row.map(quoted).join(",")).join("\r\n") + (ends ? "\n" : "");
        const got: string[][] = [];
        const records = new CsvRecords(",", (record) => got.push(record));
        let at = 0;
        for (const cut of cuts.toSorted((a, b) => a - b)) {
          records.write(whole.slice(at, Math.max(at, cut)));
          at = Math.max(at, cut);
        }
        records.write(whole.slice(at), true);
        const isBlankEnd = rows.length === 0 && ends;
        expect(got).toEqual(isBlankEnd ? [[""]] : rows);
      },
    ),
    { numRuns: 500 },
  );
});

describe("numbers", () => {
  test.each([
    ["1e5", 1e5],
    ["+1", 1],
    [".5", 0.5],
    ["5.", 5],
    [" 7 ", 7],
    ["1_000", 1000],
    ["-0", -0],
    ["1e-400", 0],
  ])("%j is one", async (field, value) => {
    expect(await everyWay(`a;b\n${field};1\n`, { delimiter: ";" })).toEqual([value, 1]);
  });

  test.each(["0x10", "0b1", "1,5", "1d", "true", "NA", "１", "--1", "1 2", "_1", "1__0"])(
    "%j is text",
    async (field) => {
      expect(await everyRefusal(`a;b\n1;2\n${field};4\n`, { delimiter: ";", columns: ["a"] })).toBe(
        `t.csv: column "a", row 2 (line 3): expected a number, got ${JSON.stringify(field)}`,
      );
    },
  );

  test.each([["inf"], ["-Infinity"], ["1e999"]])(
    "%s is refused, dropping or not",
    async (field) => {
      for (const missing of ["error", "drop"] as const) {
        expect(await everyRefusal(`a,b\n\n1,2\n3,${field}\n`, { missing, columns: ["b"] })).toMatch(
          /^t\.csv: column "b", row 2 \(line 4\): expected a finite number, got -?Infinity$/,
        );
      }
    },
  );
});

describe("missing values", () => {
  const table = 'a,b,c\n1,2,x\n\n3,,"y\nz"\nnan,5,\n" ",6,\n7,8,\n';

  test("are refused by column, row and line", async () => {
    expect(await everyRefusal(table)).toBe(
      't.csv: column "b", row 2 (line 4): a value is missing (null, NaN or empty); ' +
        'missing: "drop" leaves such rows out',
    );
    expect(await everyRefusal(table, { columns: ["a"] })).toContain('"a", row 3 (line 6)');
  });

  test("leave out their rows, but text does not", async () => {
    expect(await everyWay(table, { missing: "drop" })).toEqual([1, 2, 7, 8]);
    expect(await everyRefusal(`${table}9,ten,\n`, { missing: "drop" })).toContain(
      'column "b", row 6 (line 9): expected a number, got "ten"',
    );
  });

  test("in a file of one column are blank lines", async () => {
    expect(await everyRefusal("a\n1\n\n3\n")).toContain('column "a", row 2 (line 3)');
    expect(await everyWay("a\n1\n\n\n3", { missing: "drop" })).toEqual([1, 3]);
  });
});

describe("columns", () => {
  test("are those that hold numbers, as far as is looked", async () => {
    const source = await openCsv(new Blob(["id,name,empty,x\n1,a,,2\n2,b,,\n"]), {
      missing: "drop",
    });
    expect(source.columns).toEqual(["id", "x"]);
    const mixed = await openCsv(new Blob(["a,b,c\n1,NA,9\n,2,x\n2,3,y\n"]));
    expect(mixed.columns).toEqual(["a", "b"]);
    const long = `x,late\n${"1,2\n".repeat(200)}1,text\n`;
    expect(await everyRefusal(long)).toBe(
      't.csv: column "late", row 201 (line 202): expected a number, got "text"',
    );
  });

  test("take their names from the first line, or are numbered", async () => {
    expect(await everyWay("\ufeffa,b\n1,2\n", { columns: ["a"] })).toEqual([1]);
    expect(await everyWay("1,2\n3,4", { header: false, columns: ["column2"] })).toEqual([2, 4]);
    expect(await everyRefusal("1,2\n3,4\n")).toContain("line 1: expected names, got numbers");
    expect(await everyRefusal("a,a,b\n1,2,3\n")).toContain('more than one column is named "a"');
    expect(await everyWay("a,a,b\n1,2,3\n", { columns: ["b"] })).toEqual([3]);
  });

  test("none of which holds numbers", async () => {
    expect(await everyRefusal("a,b\nx,\n")).toBe(
      't.csv: no column holds numbers: "a" holds text; "b" is empty in the first 100 rows',
    );
    expect(await everyRefusal("")).toBe("t.csv: the file is empty");
  });
});

describe("what is no CSV", () => {
  test.each<[string, string, CsvOptions?]>([
    ["a,b\n1,2\n3\n", "line 3: expected 2 fields, got 1"],
    ["a,b\n1,2\n3,4,5\n", "line 3: expected 2 fields, got 3"],
    ['a,b\n1,2\n3,"x\n', "line 3: a quote opens in this record and never closes"],
    ['a,b\n1,2\n3,"x"y\n', "line 3: something stands between a closing quote and the next"],
    ["a;b\n1;2\n", 'line 1: no "," between fields; delimiter: ";" may be meant'],
    ["a,b\r1,2\r", "line 1: lines end by carriage returns alone"],
  ])("%j", async (text, reason, options) => {
    expect(await everyRefusal(text, options)).toContain(`t.csv ${reason}`);
  });

  test("a quote that opens and takes in all the rest is given up in time", async () => {
    const text = `a,b\n1,2\n3,"${"x\n".repeat(2 ** 23 + 2 ** 18)}`;
    expect(await everyRefusal(text)).toContain("line 3: a record of more than 16 MB starts here");
  });

  test("does not matter behind the rows that are wanted, nor in columns that are not", async () => {
    const text = 'a,b\n1,2\n3,4\nx,"y\n';
    for (const input of [written("t.csv", text), new Blob([text])]) {
      const source = await openCsv(input);
      expect(await pointsOf(source, { rowEnd: 2 })).toEqual([1, 2, 3, 4]);
      expect(await pointsOf(source, { rowStart: 1, rowEnd: 2 })).toEqual([3, 4]);
    }
    expect(await everyWay("a,b\n1,\u00ff\n2,3\n", { columns: ["a"] })).toEqual([1, 2]);
  });
});

test("text before a range is not looked at", async () => {
  const text = `x\n1\n${"word\n".repeat(9)}${"2\n".repeat(50_000)}`;
  for (const input of [written("t.csv", text), new Blob([text])]) {
    const source = await openCsv(input, { columns: ["x"] });
    expect(await pointsOf(source, { rowStart: 10, rowEnd: 12 })).toEqual([2, 2]);
    expect(await pointsOf(source, { rowStart: 40_000 })).toHaveLength(10_010);
  }
});

test.each<[CsvOptions, string]>([
  [{ delimiter: "ab" }, "delimiter: expected one character"],
  [{ delimiter: '"' }, "delimiter: expected one character"],
  [{ chunkRows: 0 }, "chunkRows: expected a whole number of at least 1, got 0"],
  [{ chunkRows: NaN }, "chunkRows: expected a whole number of at least 1, got NaN"],
  [{ columns: [] }, "columns: expected at least one name, got none"],
  [{ columns: ["a", "a"] }, 'columns: "a" is named twice'],
  [{ missing: "skip" as "drop" }, 'missing: expected "error" or "drop", got "skip"'],
  [{ columns: ["a"], weights: "a" }, 'column "a" cannot be both the weight and a coordinate'],
])("refuses %j", async (options, reason) => {
  await expect(openCsv(new Blob(["a,b\n1,2\n"]), options)).rejects.toThrow(reason);
});
