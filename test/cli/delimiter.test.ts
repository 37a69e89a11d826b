import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { headerChecked } from "../../cli/src/header-check.js";
import { workspace, type FitJson } from "./command.js";

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
      delimiter: ",",
      delimiterAsked: false,
      open: () => Readable.from([]),
    };
    const out: Buffer[] = [];
    const passed = async (bytes: Buffer) => {
      const chunks: Buffer[] = [];
      for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
      out.length = 0;
      for await (const chunk of headerChecked(Readable.from(chunks), source)) out.push(chunk);
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

describe("decimal commas", () => {
  const advice = "numbers need a decimal point and no commas";

  it.each(["3,5", "-3,5", "+0,25e3", ",5", "1.234,5", "1 234,5", "1,234", "1,234,567.8"])(
    "are refused in %s",
    async (field) => {
      const csv = `x;y\n1;2\n3;${field}\n`;
      const fit = ["fit", "-", "-k", "1", "--delimiter", ";"];
      const got = `error: standard input line 3: column "y" expected a number, got "${field}"; ${advice}`;
      const asked = await mixtura([...fit, "--columns", "x,y"], csv);
      expect(asked).toEqual({ code: 1, stdout: "", stderr: `${got}\n` });
      const unasked = await mixtura(fit, csv);
      expect(unasked).toEqual({
        code: 1,
        stdout: "",
        stderr: `${got} (--columns can leave the column out)\n`,
      });
    },
  );

  it("are no concern in columns of text", async () => {
    const csv = "x;y;name\n1;2;a\n3;5;1,5\n";
    expect((await json(csv, "-k", "1", "--delimiter", ";")).columns).toEqual(["x", "y"]);
    const chosen = ["-k", "1", "--delimiter", ";", "--columns", "x"];
    expect((await json("x;y\n1;1,5\n", ...chosen)).columns).toEqual(["x"]);
  });

  it.each(["a,5", "1,2,3", "1234,567,890", ",", "1, 2"])("are not seen in %s", async (field) => {
    const csv = `x;y\n1;2\n3;${field}\n`;
    const { columns } = await json(csv, "-k", "1", "--delimiter", ";");
    expect(columns).toEqual(["x"]);
  });
});
