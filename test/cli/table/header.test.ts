import { describe, expect, it } from "vitest";
import { workspace, type FitJson } from "../command.js";

const { json, mixtura, read, write } = workspace();

const flowers = "5.1,3.5,setosa\n4.9,3.1,setosa\n6.2,3.3,virginica\n";

describe("--no-header", () => {
  it("reads the first line as a row", async () => {
    const { columns, rows, labels, centroids, notes } = await json(
      flowers,
      "-k",
      "1",
      "--no-header",
    );
    expect({ columns, rows, labels }).toEqual({
      columns: ["column 1", "column 2"],
      rows: 3,
      labels: [0, 0, 0],
    });
    expect(centroids[0][0]).toBeCloseTo(5.4, 12);
    expect(notes).toBe(
      "note: columns used: column 1 and column 2\n" +
        'note: columns left out: column 3 ("setosa" on line 1)\n',
    );
  });

  it.each([
    ["names", "column 2,column 1", "column 3"],
    ["numbers", "2,1", "3"],
    ["both", "column 2,1", "3"],
  ])("lets columns be chosen by %s", async (_, chosen, described) => {
    const args = ["--no-header", "--columns", chosen, "--describe", described];
    const { columns, description, notes } = await json(flowers, "-k", "1", ...args);
    expect(columns).toEqual(["column 2", "column 1"]);
    expect(description).toEqual({
      column: "column 3",
      clusters: [
        [
          { value: "setosa", count: 2 },
          { value: "virginica", count: 1 },
        ],
      ],
    });
    expect(notes).toBe("");
  });

  it.each([
    ["4", 'no column "4" (it has column 1, column 2 and column 3)'],
    ["0", 'no column "0" (it has '],
    ["column4", 'no column "column4"; did you mean "column 1"?'],
    ["2,column 2", '"column 2" is named twice in --columns'],
  ])("refuses --columns %s", async (columns, message) => {
    const args = ["fit", "-", "-k", "1", "--no-header", "--columns", columns];
    const { code, stderr } = await mixtura(args, flowers);
    expect(code).toBe(1);
    expect(stderr).toContain(`error: standard input: ${message}`);
  });

  it("names lines, with blank ones and a byte order mark above", async () => {
    const args = ["fit", "-", "-k", "1", "--no-header"];
    const text = "\ufeff\n\n1,2\n3,4\n5\n";
    expect((await mixtura(args, text)).stderr).toBe(
      "error: standard input line 5: expected 2 fields as on line 3, got 1\n",
    );
    const chosen = await mixtura([...args, "--columns", "1"], "\n1\nNA\noops\n");
    expect(chosen.stderr).toBe(
      'error: standard input line 4: column "column 1" expected a number, got "oops"\n',
    );
    expect((await mixtura(args, "\n")).stderr).toBe("error: standard input: the file is empty\n");
  });

  it("compares, and counts rows in the labels from the first line", async () => {
    await write("flowers.tsv", flowers.replaceAll(",", "\t"));
    const args = ["compare", "flowers.tsv", "-k", "1", "--no-header", "--describe", "3"];
    const { code, stdout } = await mixtura(args);
    expect(code).toBe(0);
    expect(stdout).toContain(" on 3 rows × 2 columns of flowers.tsv\n");
    expect(stdout).toContain("\nastray, in a cluster mostly of another column 3, of 3 rows:\n");
    await json(flowers, "-k", "1", "--no-header", "--labels", "labels.csv");
    expect(await read("labels.csv")).toBe("row,label\n1,0\n2,0\n3,0\n");
  });

  it("speaks of the first line where it has other delimiters", async () => {
    const { stderr } = await mixtura(["fit", "-", "-k", "1", "--no-header"], "1;2\n3;4\n");
    expect(stderr).toBe(
      'error: standard input: the first line has no comma but 1 semicolon; try --delimiter ";"\n',
    );
  });
});

describe("a first line that may be a row", () => {
  const wayOut = "; --no-header reads it as a row\n";

  it.each([
    ["numbers only", "1,2\n3,4\n", "holds numbers only"],
    ["a number", "1\n3\n", "holds numbers only"],
    ["decimal commas", "1,5;2\n3;4\n", "holds numbers only", "--decimal", ","],
    ["a text that is there again", flowers, "looks like the rows below"],
    ["texts that are there again", "a,1,b\na,2,c\nd,3,b\n", "looks like the rows below"],
  ])("with %s is wondered at", async (_, csv, what, ...args) => {
    const { notes } = await json(csv, "-k", "1", ...args);
    expect(notes).toContain(`note: the first line was read as column names, but ${what}${wayOut}`);
  });

  it.each([
    ["a name", "1,x\n3,4\n"],
    ["years beside a name", "country,1990,1991\na,1,2\na,3,4\n"],
    ["a text that is there again in another column", "a,1,x\nb,2,a\nx,3,c\n"],
    ["one of two texts that is there again", "a,1,x\na,2,b\n"],
    ["names that are there again", "x,name\n1,name\n"],
  ])("with %s is not", async (_, csv) => {
    expect((await json(csv, "-k", "1")).notes).not.toContain("first line");
  });

  it.each([
    ["two equal numbers", "1,1\n2,3\n", [], '2 columns are named "1" '],
    ["a missing number", "1,\n2,3\n", [], "column 2 has no name in the header; "],
    ["no other line", "1,2\n", [], "no data rows below the header; "],
    [
      "columns chosen by number",
      "5.1,3.5\n1,2\n",
      ["--columns", "1,2"],
      'no columns "1" and "2" (it has ',
    ],
  ])("is named in the complaint about %s", async (_, csv, args, message) => {
    for (const command of ["fit", "compare"]) {
      const { code, stderr } = await mixtura([command, "-", "-k", "1", ...args], csv);
      expect(code).toBe(1);
      expect(stderr).toContain(`error: standard input: ${message}`);
      expect(stderr).toMatch(/; if the first line is a row, add --no-header\n$/);
    }
  });

  it("is not guessed at in a complaint about names", async () => {
    const args = ["fit", "-", "-k", "1", "--json"];
    for (const csv of ["x,x\n2,3\n", "x,\n2,3\n", "x,2\n"]) {
      expect((await mixtura(args, csv)).stderr).not.toContain("--no-header");
    }
    const { stdout } = await mixtura([...args, "--columns", "2019"], "country,2019\na,1\n");
    expect((JSON.parse(stdout) as FitJson).columns).toEqual(["2019"]);
  });
});
