import { describe, expect, it } from "vitest";
import { workspace, type FitJson } from "../command.js";

const { json, mixtura, read, write } = workspace();

/** Refused whether or not the column is asked for. */
async function refused(csv: string, reason: string, ...args: string[]): Promise<void> {
  const fit = ["fit", "-", "-k", "1", ...args];
  expect(await mixtura([...fit, "--columns", "x,y"], csv)).toEqual({
    code: 1,
    stdout: "",
    stderr: `error: standard input ${reason}\n`,
  });
  expect(await mixtura(fit, csv)).toEqual({
    code: 1,
    stdout: "",
    stderr: `error: standard input ${reason} (--columns can leave the column out)\n`,
  });
}

const got = (field: string) => `line 3: column "y" expected a number, got "${field}"; `;

describe("commas in numbers", () => {
  const advice = "numbers need a decimal point and no commas";

  it.each([
    ["3,5", "3.5"],
    ["-3,5", "-3.5"],
    ["+0,25e3", "250"],
    [",5", "0.5"],
  ])("are refused in %s, and it is said how to read them", async (field, value) => {
    const reason = `${got(field)}${advice} (--decimal , reads it as ${value})`;
    await refused(`x;y\n1;2\n3;${field}\n`, reason, "--delimiter", ";");
  });

  it("may be between thousands", async () => {
    const thousands =
      "numbers need a decimal point and nothing between thousands: take the commas out";
    const only = " (--decimal , only if the comma is the decimal mark)";
    const csv = (field: string) => `x;y\n1;2\n3;${field}\n`;
    await refused(csv("1,234"), `${got("1,234")}${thousands}${only}`, "--delimiter", ";");
    await refused(csv("1,234,567.8"), `${got("1,234,567.8")}${thousands}`, "--delimiter", ";");
  });

  it("are text in JSON, which no option reads", async () => {
    const args = ["fit", "-", "-k", "1", "--format", "ndjson"];
    const { stderr } = await mixtura(args, '{"x":"2,5"}\n');
    expect(stderr).toContain("numbers need a decimal point and no commas (--columns can");
  });

  it("and signs beside numbers are said to be in the way", async () => {
    const { notes } = await json("x,y,z\n1,32%,$88.50\n", "-k", "1");
    const out = "take the % or the sign of the currency out to make it a number";
    expect(notes).toContain(`y ("32%" on line 2; ${out}) and z ("$88.50" on line 2; ${out})`);
    const chosen = await mixtura(["fit", "-", "-k", "1", "--columns", "y"], "y\n32 %\n");
    expect(chosen.stderr).toContain(`got "32 %"; ${out}`);
  });

  it.each(["1.234,5", "1 234,5"])("are refused in %s", (field) =>
    refused(`x;y\n1;2\n3;${field}\n`, `${got(field)}${advice}`, "--delimiter", ";"),
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

describe("--decimal ,", () => {
  const numbers = [
    [1.5, 1000],
    [-0.25, 7],
  ];
  const rows = "1,5;1e3\n-,25;7,\n";

  it.each([
    ["semicolons", "-", `x;y\n${rows}`, []],
    ["semicolons that are asked for", "-", `x;y\n${rows}`, ["--delimiter", ";"]],
    ["tabs", "decimal.tsv", `x\ty\n${rows.replaceAll(";", "\t")}`, []],
    ["tabs that are asked for", "-", `x\ty\n${rows.replaceAll(";", "\t")}`, ["--delimiter", "tab"]],
    ["spaces", "-", `x y\n${rows.replaceAll(";", "  ")}`, ["--delimiter", "space"]],
    ["quotes and commas", "-", 'x,y\n"1,5",1e3\n"-,25","7,"\n', ["--delimiter", ","]],
    ["no header", "-", rows, ["--no-header"]],
  ])("reads numbers between %s", async (_, data, text, args) => {
    await write("decimal.tsv", text);
    const fit = ["fit", data, "-k", "2", "--decimal", ",", "--json", ...args];
    const { code, stdout } = await mixtura(fit, text);
    expect(code).toBe(0);
    const { centroids } = JSON.parse(stdout) as FitJson;
    expect(centroids.toSorted((a, b) => b[0] - a[0])).toEqual(numbers);
  });

  it("compares, and writes numbers with a point", async () => {
    const { code, stdout } = await mixtura(
      ["compare", "-", "-k", "1", "--decimal", ","],
      "x\n1,5\n",
    );
    expect(code).toBe(0);
    expect(stdout).toContain("  1.5 ");
    await json("x\n1,5\n", "-k", "1", "--decimal", ",", "--labels", "labels.csv");
    expect(await read("labels.csv")).toBe("row,label\n1,0\n");
  });

  it.each(["1.5", ".5", "-1.5e3", "1.234", "1.234,5", "1.234.567"])(
    "leaves no meaning to the point in %s",
    (field) =>
      refused(
        `x;y\n1;2\n3;${field}\n`,
        `${got(field)}with --decimal , numbers need a decimal comma and no points`,
        "--decimal",
        ",",
      ),
  );

  it("takes a point for a missing value, and dates for text", async () => {
    const csv = "x;y;date\n1,5;.;24.12.2024\n2;3;31.12.2024\n";
    const { columns, dropped } = await json(csv, "-k", "1", "--decimal", ",");
    expect({ columns, dropped }).toEqual({ columns: ["x", "y"], dropped: [2] });
  });

  it("finds that commas separate fields", async () => {
    const args = ["fit", "-", "-k", "1", "--decimal", ","];
    expect((await mixtura(args, 'x,y\n"1,5","2"\n')).stderr).toBe(
      'error: standard input: the header has no semicolon but 1 comma; try --delimiter ","\n',
    );
  });

  it.each([
    [
      "numbers without quotes",
      "x,y\n1,5,2,5\n",
      [],
      " line 2: expected 2 fields as in the header, got 4; ",
    ],
    [
      "such numbers as the first line",
      "1,5,2,5\n3,5,4,5\n",
      ["--no-header"],
      ": no number has a decimal comma, ",
    ],
    ["whole numbers", "x,y\n1,5\n", [], ": no number has a decimal comma, "],
    ["a comma in text alone", 'x,name\n1,"a,b"\n', [], ": no number has a decimal comma, "],
  ])("is refused beside --delimiter , for %s", async (_, csv, args, message) => {
    const fit = ["fit", "-", "-k", "1", "--decimal", ",", "--delimiter", ",", ...args];
    const { code, stdout, stderr } = await mixtura(fit, csv);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`error: standard input${message}`);
    expect(stderr).toContain(
      'between commas, a number with a decimal comma has to be in quotes, as "3,5"',
    );
    expect(stderr).toMatch(/^.*\n$/);
  });
});
