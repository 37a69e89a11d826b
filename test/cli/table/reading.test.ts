import { describe, expect, it } from "vitest";
import { workspace } from "../command.js";

const { json, mixtura, write } = workspace();

async function refused(csv: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await mixtura(["fit", "-", "-k", "1", ...args], csv);
  expect(code).toBe(1);
  expect(stdout).toBe("");
  const lines = stderr.trimEnd().split("\n");
  expect(lines.filter((line) => !line.startsWith("note: "))).toHaveLength(1);
  return lines[lines.length - 1];
}

describe("formats", () => {
  const expected = [
    [2, 3],
    [6, 7],
  ];

  it.each([
    ["LF", "x,y\n1,2\n3,4\n6,7\n"],
    ["LF without a last one", "x,y\n1,2\n3,4\n6,7"],
    ["CR LF", "x,y\r\n1,2\r\n3,4\r\n6,7\r\n"],
    ["mixed line ends", "x,y\r\n1,2\n3,4\r\n6,7\n"],
    ["a byte order mark", "\ufeffx,y\n1,2\n3,4\n6,7\n"],
    ["quotes", '"x","y"\n"1",2\n3,"4"\n6,7\n'],
    ["blank lines", "x,y\n\n1,2\n3,4\n\n\n6,7\n\n"],
    ["spaces around fields", "x , y\n 1,2 \n3,4\n6, 7\n"],
  ])("reads CSV with %s", async (_, csv) => {
    const { columns, centroids, rows } = await json(csv, "-k", "2");
    expect(columns).toEqual(["x", "y"]);
    expect(rows).toBe(3);
    expect(centroids.toSorted((a, b) => a[0] - b[0])).toEqual(expected);
  });

  it.each(["points.tsv", "points.tab", "POINTS.TSV"])("reads tabs in %s", async (name) => {
    await write(name, "x\ty, in cm\n1\t2\n3\t4\n6\t7\n");
    const { code, stdout } = await mixtura(["fit", name, "-k", "2", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ columns: ["x", "y, in cm"], rows: 3 });
  });

  it("reads a file as it reads standard input", async () => {
    const csv = "x,y\n1,2\n3,4\n6,7\n";
    await write("points.csv", csv);
    const file = await mixtura(["fit", "points.csv", "-k", "2", "--json"]);
    const piped = await mixtura(["fit", "-", "-k", "2", "--json"], csv);
    expect(file).toEqual(piped);
    expect(file.code).toBe(0);
  });

  it("takes decimal numbers in every notation", async () => {
    const { centroids } = await json("x\n+1.5e1\n-.5\n2E-1\n7.\n", "-k", "4");
    expect(centroids.flat().toSorted((a, b) => a - b)).toEqual([-0.5, 0.2, 7, 15]);
  });

  it.each([".xls", ".sav", ".sav.gz"])("refuses %s", async (extension) => {
    await write(`points${extension}`, "x\n1\n");
    const { code, stderr } = await mixtura(["fit", `points${extension}`, "-k", "1"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: points\.\S+: expected a name that ends in \.csv, .*got \.\w+\n$/,
    );
  });
});

describe("files that cannot be used", () => {
  it("says that there is no such file", async () => {
    const { code, stderr } = await mixtura(["fit", "nowhere.csv", "-k", "1"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "error: nowhere.csv: no such file or folder\n",
    });
  });

  it("says that a folder is not a file", async () => {
    const { code, stderr } = await mixtura(["fit", "/", "-k", "1"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "error: /: is a folder, not a file\n" });
  });

  it.each([
    ["nothing", ""],
    ["a byte order mark", "\ufeff"],
    ["blank lines", "\n\n"],
  ])("says that a file with %s is empty", async (_, csv) => {
    expect(await refused(csv)).toBe("error: standard input: the file is empty");
  });

  it.each([
    ["json", '[{"x":1,"y":2},{"x":3,"y":4}]'],
    ["json", '[\n {"x": 1, "y": 2}\n]'],
    ["ndjson", '{"x":1,"y":2}\n{"x":3,"y":4}\n'],
  ])("says that text may be JSON, as --format %s reads: %s", async (kind, text) => {
    expect(await refused(text)).toMatch(
      new RegExp(`^error: standard input.*; it may be JSON: try --format ${kind}$`),
    );
  });

  it("says that there is only a header", async () => {
    expect(await refused("x,y\n")).toBe("error: standard input: no data rows below the header");
  });

  it.each([
    ["too few", "x,y\n1,2\n\n3\n", 4, 1],
    ["too many", "x,y\n1,2\n3,4,5\n", 3, 3],
  ])("names the line with %s fields", async (_, csv, line, got) => {
    expect(await refused(csv)).toBe(
      `error: standard input line ${line}: expected 2 fields as in the header, got ${got}`,
    );
  });

  it("says that one field was expected below a header of one", async () => {
    expect(await refused("x\n1\n2,3\n")).toBe(
      "error: standard input line 3: expected 1 field as in the header, got 2",
    );
  });

  it("counts lines inside quotes, whatever ends them", async () => {
    const csv = 'name,x\r\n"a\r\nb",1\r\n"c\nd\re",2\r\nf,oops\r\n';
    expect(await refused(csv, "--columns", "x")).toBe(
      'error: standard input line 7: column "x" expected a number, got "oops"',
    );
  });

  it("names the first line of a record that spans several", async () => {
    expect(await refused('x,name\n1,a\noops,"b\nc"\n', "--columns", "x")).toContain(
      "standard input line 3: ",
    );
  });

  it.each([
    ["never closed", 'x,y\n1,2\n"3,4\n5,6\n', 3, "a quote that opens here is never"],
    ["followed by text", 'x,y\n1,2\n"3"4,5\n', 3, "text between a closing quote and the end"],
  ])("says where a quote is %s", async (_, csv, line, message) => {
    expect(await refused(csv)).toContain(`error: standard input line ${line}: ${message}`);
  });

  it("takes a quote inside a field for text, as other readers do", async () => {
    const csv = 'x,name\n"1\n",2" pipe\n2"3,\n';
    expect(await refused(csv, "--columns", "x")).toBe(
      'error: standard input line 4: column "x" expected a number, got "2\\"3"',
    );
  });
});

describe("columns", () => {
  it("uses those that are asked for, in that order", async () => {
    const { columns, centroids, notes } = await json(
      "a,b,c\n1,2,3\n",
      "-k",
      "1",
      "--columns",
      "c, a",
    );
    expect(columns).toEqual(["c", "a"]);
    expect(centroids).toEqual([[3, 1]]);
    expect(notes).toBe("");
  });

  it("takes a name in quotes, with a comma", async () => {
    const { columns } = await json(
      '"height, cm",b\n1,2\n',
      "-k",
      "1",
      "--columns",
      '"height, cm",b',
    );
    expect(columns).toEqual(["height, cm", "b"]);
  });

  it("uses all that hold numbers if none are asked for, and says so", async () => {
    const csv = "name,x,empty,y,late\nA,1,,2,3\nB,4,NA,,5\nC,6,?,7,oops\n";
    const { columns, labels, notes } = await json(csv, "-k", "1");
    expect(columns).toEqual(["x", "y"]);
    expect(labels).toEqual([0, null, 0]);
    expect(notes).toBe(
      "note: columns used: x and y\n" +
        'note: columns left out: name ("A" on line 2), late ("oops" on line 4) and ' +
        "empty (no values)\n" +
        "note: dropped 1 of 3 rows with missing values (line 3)\n",
    );
  });

  it("asks about text that may stand for a missing value", async () => {
    const { columns, notes } = await json("x,y,z\n1,2,a\n3,-,b\n4,6,c\n", "-k", "1");
    expect(columns).toEqual(["x"]);
    expect(notes).toContain(
      'note: columns left out: z ("a" on line 2) and y ("-" on line 3); ' +
        'if "-" stands for a missing value, make it an empty field\n',
    );
  });

  it("uses columns that are called nearly as --output would, and names those that are", async () => {
    const own = await json("x,cluster_1,cluster_2\n1,2,3\n", "-k", "1");
    expect(own.columns).toEqual(["x", "cluster_1", "cluster_2"]);
    expect(await refused("x,cluster\na,1\n")).toBe(
      'error: standard input: no column holds numbers only: x ("a" on line 2); left out as well, ' +
        "since --output adds columns of such names: cluster (--columns takes them)",
    );
  });

  it("says that no column holds numbers", async () => {
    expect(await refused("x,y\na,1\n,b\n")).toBe(
      "error: standard input: no column holds numbers only: " +
        'x ("a" on line 2) and y ("b" on line 3)',
    );
  });

  it("lists the columns there are, and the one that was meant", async () => {
    expect(await refused("bill_length,mass\n1,2\n", "--columns", "bil_lenght")).toBe(
      'error: standard input: no column "bil_lenght"; did you mean "bill_length"? ' +
        "(it has bill_length and mass)",
    );
    expect(await refused("bill_length,mass\n1,2\n", "--columns", "zzz")).toBe(
      'error: standard input: no column "zzz" (it has bill_length and mass)',
    );
  });

  it("says so for the describing column too", async () => {
    expect(await refused("species,mass\na,2\n", "--describe", "specis")).toContain(
      'no column "specis"; did you mean "species"?',
    );
  });

  it("takes the start of a name for what was meant, rather than a name as short", async () => {
    for (const option of ["--describe", "--columns"]) {
      expect(await refused("sex,Species,mass\nf,a,2\n", option, "sPEC")).toContain(
        'no column "sPEC"; did you mean "Species"?',
      );
    }
  });

  it("refuses names that two used columns share", async () => {
    const twice = 'error: standard input: 2 columns are named "x" (columns 1 and 3)';
    expect(await refused("x,y,x\n1,2,3\n")).toContain(twice);
    expect(await refused("x,y,x\n1,2,3\n", "--columns", "x")).toContain(twice);
    expect(await refused("x,y,x\n1,2,3\n", "--columns", "y", "--describe", "x")).toContain(twice);
  });

  it("lets columns that are not used share a name", async () => {
    expect((await json("a,y,a\nu,2,v\n", "-k", "1")).columns).toEqual(["y"]);
    expect((await json("x,y,x\n1,2,3\n", "-k", "1", "--columns", "y")).columns).toEqual(["y"]);
  });

  it("refuses a used column without a name", async () => {
    expect(await refused("x,\n1,2\n")).toContain("column 2 has no name in the header");
    expect((await json(",x\na,2\n", "-k", "1")).columns).toEqual(["x"]);
  });
});

describe("values", () => {
  it.each(["", " ", "NA", "N/A", "n/a", "#N/A", "<NA>", "None", "-nan", "null", "?", ".", " NA "])(
    'takes "%s" as missing',
    async (field) => {
      const { labels, dropped, rows } = await json(`x,y\n1,2\n3,${field}\n5,6\n`, "-k", "2");
      expect(labels).toEqual([expect.any(Number), null, expect.any(Number)]);
      expect(dropped).toEqual([3]);
      expect(rows).toBe(3);
    },
  );

  it("names the lines it dropped by where they stand in the file", async () => {
    const { dropped } = await json('name,x\n"a\nb",1\n\nc,NA\nd,2\n"e\nf",\n', "-k", "1");
    expect(dropped).toEqual([5, 7]);
  });

  it("drops no row for a value missing in a column that is not used", async () => {
    const { dropped, notes } = await json("x,y\n1,\n2,3\n", "-k", "1", "--columns", "x");
    expect(dropped).toEqual([]);
    expect(notes).toBe("");
  });

  it.each([
    [2, "lines 2 and 3"],
    [5, "lines 2, 3, 4, 5 and 6"],
    [6, "lines 2, 3, 4, 5, 6 and 7"],
    [17, "lines 2, 3, 4, 5, 6 and 12 more"],
  ])("says which of the rows it dropped if there are %i", async (count, lines) => {
    const { notes } = await json(`x\n${"NA\n".repeat(count)}1\n`, "-k", "1", "--columns", "x");
    expect(notes).toBe(
      `note: dropped ${count} of ${count + 1} rows with missing values (${lines})\n`,
    );
  });

  it("says that no row is left", async () => {
    expect(await refused("x,y\n1,\n,2\n")).toContain(
      "error: standard input: no row has a value in every used column (x and y)",
    );
  });

  it.each(["abc", "0x1f", "Infinity", "1 2", "--1", "3x"])(
    'refuses "%s" as a number',
    async (field) => {
      expect(await refused(`x,y\n1,2\n3,"${field}"\n`, "--columns", "x,y")).toBe(
        `error: standard input line 3: column "y" expected a number, got "${field}"`,
      );
    },
  );

  it.each(["1e999", "-2E400"])("refuses %s, for there is no such float64", async (field) => {
    const got =
      `error: standard input line 3: column "y" expected a number, got "${field}"; ` +
      "numbers end at 1.8e308";
    expect(await refused(`x,y\n1,2\n3,${field}\n`, "--columns", "x,y")).toBe(got);
    expect(await refused(`x,y\n1,2\n3,${field}\n`)).toBe(
      `${got} (--columns can leave the column out)`,
    );
  });

  it("shortens what it quotes, and lets no control character through", async () => {
    const line = await refused(`x\n"\u001b[31m\u0007\n${"a".repeat(100)}"\n`, "--columns", "x");
    expect(line).toContain('got "\\u001b[31m\\u0007\\naaaa');
    expect(line.length).toBeLessThan(120);
    const unusable = await refused('"x\u001b[31m"\noops\n');
    expect(unusable).not.toContain("\u001b");
    const { code, stdout, stderr } = await mixtura(["fit", "-", "-k", "1"], '"x\u001b[31m"\n1\n');
    expect(code).toBe(0);
    expect(stderr).toContain("columns used: x [31m\n");
    expect(stdout).toContain("  x [31m\n");
  });
});
