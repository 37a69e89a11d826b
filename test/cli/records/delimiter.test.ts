import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { delimiterChecked } from "../../../cli/src/records/delimiter-check.js";
import { workspace, type FitJson } from "../command.js";

const { json, mixtura, read, write } = workspace();

describe("--delimiter", () => {
  it.each([
    ["semicolons", ";", "x;y, in cm\n1;2\n6;7\n"],
    ["pipes", "|", "x|y, in cm\n1|2\n6|7\n"],
    ["tabs by name", "tab", "x\ty, in cm\n1\t2\n6\t7\n"],
    ["tabs", "\t", "x\ty, in cm\n1\t2\n6\t7\n"],
    ["spaces", " ", 'x "y, in cm"\n1 2\n6 7\n'],
    ["a character of two bytes", "¦", "x¦y, in cm\n1¦2\n6¦7\n"],
    ["semicolons and quotes", ";", '"x";"y, in cm"\n"1";2\n6;"7"\n'],
  ])("reads %s", async (_, delimiter, csv) => {
    const { columns, centroids } = await json(csv, "-k", "2", "--delimiter", delimiter);
    expect(columns).toEqual(["x", "y, in cm"]);
    expect(centroids.toSorted((a, b) => a[0] - b[0])).toEqual([
      [1, 2],
      [6, 7],
    ]);
  });

  it("has the last word over the name of the file", async () => {
    for (const name of ["commas.tsv", "commas.psv"]) {
      await write(name, "x,y\n1,2\n6,7\n");
      const { stdout } = await mixtura(["fit", name, "-k", "2", "--json", "--delimiter", ","]);
      expect((JSON.parse(stdout) as FitJson).columns).toEqual(["x", "y"]);
    }
  });

  it("leaves the labels a CSV with commas", async () => {
    await json("x;y\n1;2\n", "-k", "1", "--delimiter", ";", "--labels", "labels.csv");
    expect(await read("labels.csv")).toBe("row,label\n1,0\n");
  });
});

describe("a header without the delimiter", () => {
  it.each([
    ["semi.csv", "a;b;c;d;e;f\n1;2;3;4;5;6\n", 'no comma but 5 semicolons; try --delimiter ";"'],
    ["two.csv", "a;b\n1;2\n", 'no comma but 1 semicolon; try --delimiter ";"'],
    ["decimal.csv", "a;b\n1,5;2,5\n", 'no comma but 1 semicolon; try --delimiter ";"'],
    ["tabs.txt", "a\tb\tc\n1\t2\t3\n", "no comma but 2 tabs; try --delimiter tab"],
    ["pipes.csv", "a|b|c\n1|2|3\n", 'no comma but 2 pipes; try --delimiter "|"'],
    ["commas.tsv", "a,b\n1,2\n", 'no tab but 1 comma; try --delimiter ","'],
    ["mixed.csv", "a|b;c;d\n1;2;3\n", 'no comma but 2 semicolons; try --delimiter ";"'],
    ["stray.csv", 'size 5";b\n1;2\n', 'no comma but 1 semicolon; try --delimiter ";"'],
    ["doubled.csv", '"a "";"", b";c\n1;2\n', 'no comma but 1 semicolon; try --delimiter ";"'],
    ["quotes.csv", '"a, b";"c"\n1;2\n', 'no comma but 1 semicolon; try --delimiter ";"'],
    [
      "below.csv",
      '\ufeff\r\n\n"a\r\nb;";c\r\n1;2\n',
      'no comma but 1 semicolon; try --delimiter ";"',
    ],
  ])("is refused in %s", async (name, text, message) => {
    await write(name, text);
    expect(await mixtura(["fit", name, "-k", "1"])).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: ${name}: the header has ${message}\n`,
    });
  });

  it("is one column where the delimiter is asked for", async () => {
    const semicolon = await json("price; EUR\n1\n2\n", "-k", "1", "--delimiter", ",");
    expect(semicolon.columns).toEqual(["price; EUR"]);
  });

  it.each([
    ["one column", "height (cm)\n1\n2\n", "height (cm)"],
    ["one column of text below", "x\n1\n;\n", undefined],
    ["one column with a semicolon in quotes", '"height; cm"\n1\n2\n', "height; cm"],
  ])("may have %s", async (_, csv, column) => {
    if (column !== undefined) expect((await json(csv, "-k", "1")).columns).toEqual([column]);
    else expect((await mixtura(["fit", "-", "-k", "1"], csv)).stderr).not.toContain("--delimiter");
  });

  it("may hold other delimiters beside it", async () => {
    expect((await json("a;b,c|d\n1,2\n", "-k", "1")).columns).toEqual(["a;b", "c|d"]);
  });

  it.each([1, 2, 3, 1000])("is found in chunks of %i bytes, and in UTF-16", async (size) => {
    const source = {
      name: "file",
      title: "file",
      kind: "csv" as const,
      place: "line" as const,
      delimiter: ",",
      delimiterAsked: false,
      decimal: "." as const,
      header: true,
      headerIsRow: true,
      typed: false,
      size: () => undefined,
      open: () => Readable.from([]),
    };
    const out: Buffer[] = [];
    const passed = async (bytes: Buffer) => {
      const chunks: Buffer[] = [];
      for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
      out.length = 0;
      for await (const chunk of delimiterChecked(Readable.from(chunks), source)) out.push(chunk);
      return Buffer.concat(out);
    };
    const semicolons = '"ä\n, ";b;c\n1;2\n3,4;5\n';
    const message = "the header has no comma but 2 semicolons";
    await expect(passed(Buffer.from(semicolons))).rejects.toThrow(message);
    expect(out).toEqual([]);
    await expect(passed(Buffer.from('"ä\n, ";b;c'))).rejects.toThrow(message);
    for (const good of ["", "\ufeff", "x", "x\n1\n2;3\n", "ä;,b\n1\n", '"never closed;\n1;2\n']) {
      expect((await passed(Buffer.from(good))).toString()).toBe(good);
    }
    if (size === 1) return;
    // U+013B holds the byte of a semicolon.
    await expect(passed(Buffer.from("\ufeffĻ;b;c\n", "utf16le"))).rejects.toThrow(message);
    const one = Buffer.from("\ufeffĻ\n1\n", "utf16le");
    expect(await passed(one)).toEqual(one);
  });
});

describe("--delimiter space", () => {
  const expected = [
    [1, 2],
    [6, 7],
  ];

  it.each([
    ["single spaces", "x y z\n1 2 a\n6 7 b\n"],
    ["runs of spaces", "x    y z\n1 2    a\n6     7 b\n"],
    ["spaces at the ends", "  x y z\n   1 2 a   \n6 7 b \n"],
    ["CR LF", "x y  z \r\n 1 2 a\r\n6 7   b \r\n"],
    ["lines of spaces", "   \nx y z\n     \n1 2 a\n\n6 7 b\n "],
    ["quotes", '"x"  y "z, or  more"\n1   "2" "a  b"\n"6" 7  "c\n\n  d"\n'],
  ])("reads %s", async (_, text) => {
    for (const delimiter of ["space", " "]) {
      const args = ["-k", "2", "--delimiter", delimiter];
      const { columns, centroids, rows } = await json(text, ...args);
      expect(columns).toEqual(["x", "y"]);
      expect(rows).toBe(2);
      expect(centroids.toSorted((a, b) => a[0] - b[0])).toEqual(expected);
    }
  });

  it("takes two quotes for a field, and counts lines and fields", async () => {
    const missing = await json('x  y\n1 2\n""   3\n', "-k", "1", "--delimiter", "space");
    expect(missing.dropped).toEqual([3]);
    const args = ["compare", "-", "-k", "1", "--delimiter", "space"];
    const { code, stderr } = await mixtura(args, "x  y\n\n  1    2 \n   \n 3\n");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "error: standard input line 5: expected 2 fields as in the header, got 1\n",
    });
  });

  it("reads UTF-16", async () => {
    await write("utf16.txt", Buffer.from("\ufeff x  y\n 1   2\n", "utf16le"));
    const args = ["fit", "utf16.txt", "-k", "1", "--delimiter", "space", "--json"];
    expect(JSON.parse((await mixtura(args)).stdout)).toMatchObject({ centroids: [[1, 2]] });
  });

  it.each<[name: string, text: string, words: number, line: string, ...args: string[]]>([
    ["single spaces", "x y z\n1 2 3\n", 3, "header"],
    ["runs of spaces", " x   y\n  1   2\n", 2, "header"],
    ["rows with text", "x kind\n1 a\n", 2, "header"],
    ["decimal commas", "x y\n1,5 ,25\n", 2, "header"],
    ["names of two words", '"bill length" mass\n1 2\n', 2, "header"],
    ["names of two words without quotes", "bill length mass\n-1.5 +.5\n", 3, "header"],
    ["no header", "1 2 a\n3 4 b\n", 3, "first line", "--no-header"],
    ["one line and no header", "1 2 -3", 3, "first line", "--no-header"],
  ])("is named to the owner of a file with %s", async (_, text, words, line, ...args) => {
    await write("spaces.tsv", text);
    for (const [data, delimiter] of [
      ["-", "comma"],
      ["spaces.tsv", "tab"],
    ]) {
      for (const columns of [[], ["--columns", "x"]]) {
        expect(await mixtura(["fit", data, "-k", "1", ...columns, ...args], text)).toEqual({
          code: 1,
          stdout: "",
          stderr:
            `error: ${data === "-" ? "standard input" : data}: the ${line} has no ${delimiter} but ` +
            `${words} words between spaces; try --delimiter space\n`,
        });
      }
    }
  });

  it.each([
    ["one column whose name has words", "height in cm\n170\n", "height in cm"],
    ["one column whose name has words, alone", "height (cm)\n\n", undefined],
    ["one column of texts", "full name\nJohn Smith\n", undefined],
    ["one column of texts with numbers", "street\n5 Main Street\n", undefined],
    ["one column of thousands", "people\n1 234 567\n", undefined],
    ["names with spaces", "bill length,mass\n1,2\n", "bill length"],
  ])("is no matter to %s", async (_, text, column) => {
    const { stdout, stderr } = await mixtura(["fit", "-", "-k", "1", "--json"], text);
    expect(stderr).not.toContain("--delimiter");
    if (column !== undefined) expect((JSON.parse(stdout) as FitJson).columns[0]).toBe(column);
  });

  it("is not guessed at where another is asked for", async () => {
    const { stderr } = await mixtura(["fit", "-", "-k", "1", "--delimiter", ","], "x y\n1 2\n");
    expect(stderr).toContain("no column holds numbers only");
  });
});
