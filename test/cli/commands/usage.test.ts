import { readFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { threads } from "../../../cli/src/options/parsers.js";
import { workspace } from "../command.js";

const { mixtura, path, read, shell, write } = workspace();

describe("one file under two names", () => {
  it("is refused before anything is written, by links or on standard input", async () => {
    const csv = "x\n1\n2\n";
    await write("linked.csv", csv);
    await symlink("linked.csv", path("link.csv"));
    await write("out", "");
    await symlink("out", path("out2"));
    for (const [args, message] of [
      [["linked.csv", "--labels", "link.csv"], "DATA and --labels are the same file"],
      [["linked.csv", "--labels", "out", "--model", "out2"], "are the same file"],
    ] as const) {
      const { code, stderr } = await mixtura(["fit", "-k", "2", ...args]);
      expect(code).toBe(2);
      expect(stderr).toContain(message);
    }
    const piped = await shell('"$0" "$1" fit - -k 2 --labels linked.csv < linked.csv', "");
    expect(piped.code).toBe(2);
    expect(await read("linked.csv")).toBe(csv);
  });

  it("is refused by links to a file that is not there yet", async () => {
    await write("d.csv", "x\n1\n2\n");
    await symlink("not-yet.csv", path("first.csv"));
    await symlink("first.csv", path("second.csv"));
    for (const other of ["not-yet.csv", "./not-yet.csv", "second.csv"]) {
      const outputs = ["--output", "first.csv", "--labels", other];
      const { code, stderr } = await mixtura(["fit", "d.csv", "-k", "2", ...outputs]);
      expect(code).toBe(2);
      expect(stderr).toBe("error: --labels and --output are the same file, first.csv\n");
    }
  });
});

describe("wrong usage", () => {
  const soft = ["fit", "-", "-k", "1", "-a", "soft"];
  const soft2 = [...soft, "--stiffness", "2"];
  const gaussian = ["fit", "-", "-k", "1", "-a", "gaussian"];

  it.each([
    ["no -k", ["fit", "-"], "required option '-k <clusters>' not specified"],
    [
      "no data",
      ["fit", "-k", "2"],
      "missing required argument 'data': name a file, or - for standard input",
    ],
    ["two files", ["fit", "a.csv", "b.csv", "-k", "2"], "too many arguments"],
    ["an unknown command", ["fti"], "unknown command 'fti'"],
    ["an unknown option", ["fit", "-", "-k", "2", "--sed", "1"], "unknown option '--sed'"],
    ["-k 3x", ["fit", "-", "-k", "3x"], "Expected an integer of at least 1, or auto."],
    ["-k 2.5", ["fit", "-", "-k", "2.5"], "Expected an integer"],
    ["-k 0", ["fit", "-", "-k", "0"], "Expected an integer"],
    ["-k -3", ["fit", "-", "-k", "-3"], "Expected an integer"],
    ["-k 0x3", ["fit", "-", "-k", "0x3"], "Expected an integer"],
    ["-k Infinity", ["fit", "-", "-k", "Infinity"], "Expected an integer"],
    ["-k 25e-1", ["fit", "-", "-k", "25e-1"], "Expected an integer"],
    ["-k 1e16", ["fit", "-", "-k", "1e16"], "Expected an integer below 2^53."],
    ["an empty -k", ["fit", "-", "-k", ""], "Expected an integer"],
    ["--seed -1", ["fit", "-", "-k", "2", "--seed", "-1"], "an integer of at least 0."],
    ["a seed too large", ["fit", "-", "-k", "2", "--seed", "9007199254740992"], "below 2^53."],
    ["--restarts 0", ["fit", "-", "-k", "2", "--restarts", "0"], "an integer of at least 1."],
    ["2^32 restarts", ["fit", "-", "-k", "2", "--restarts", "4294967296"], "below 2^32."],
    [
      "--max-iterations -1",
      ["fit", "-", "-k", "2", "--max-iterations", "-1"],
      "an integer of at least 0.",
    ],
    ["--threads 0", ["fit", "-", "-k", "2", "--threads", "0"], "auto or an integer from 1 to 256."],
    [
      "--threads 257",
      ["fit", "-", "-k", "2", "--threads", "257"],
      "auto or an integer from 1 to 256.",
    ],
    ["--threads x", ["fit", "-", "-k", "2", "--threads", "x"], "auto or an integer from 1 to 256."],
    ["--threads 1.5", ["compare", "-", "-k", "2", "--threads", "1.5"], "auto or an integer from 1"],
    ["--threads AUTO", ["compare", "-", "-k", "2", "--threads", "AUTO"], "auto or an integer from"],
    ["no threads", ["fit", "-", "-k", "2", "--threads", ""], "auto or an integer from 1 to 256."],
    ["--tolerance -1", ["fit", "-", "-k", "2", "--tolerance", "-1"], "a number of 0 or more"],
    ["--tolerance x", ["fit", "-", "-k", "2", "--tolerance", "x"], "a number of 0 or more"],
    ["--tolerance 1e999", ["fit", "-", "-k", "2", "--tolerance", "1e999"], "a number of 0 or"],
    ["no tolerance", ["fit", "-", "-k", "2", "--tolerance"], "argument missing"],
    ["an empty column name", ["fit", "-", "-k", "2", "--columns", "a,,b"], "Expected column names"],
    ["no column name", ["fit", "-", "-k", "2", "--columns", ""], "Expected column names"],
    ["an open quote", ["fit", "-", "-k", "2", "--columns", 'a,"b'], "Expected column names"],
    ["a stray quote", ["fit", "-", "-k", "2", "--columns", '"a"b'], "Expected column names"],
    ["two lines", ["fit", "-", "-k", "2", "--columns", "a\nb"], "Expected column names"],
    ["a column twice", ["fit", "-", "-k", "2", "--columns", "a,b, a"], '"a" is named twice'],
    ["--describe ''", ["fit", "-", "-k", "2", "--describe", " "], "Expected the name of a column"],
    ["no delimiter", ["fit", "-", "-k", "1", "--delimiter", ""], "Expected one character"],
    ["two delimiters", ["fit", "-", "-k", "1", "--delimiter", ";;"], "or the word tab or space."],
    ["a quote for a delimiter", ["fit", "-", "-k", "1", "--delimiter", '"'], "one character"],
    ["a line for a delimiter", ["fit", "-", "-k", "1", "--delimiter", "\n"], "one character"],
    ["another word", ["fit", "-", "-k", "1", "--delimiter", "comma"], "Expected one character"],
    ["another decimal mark", ["fit", "-", "-k", "1", "--decimal", "comma"], 'Expected "." or ",".'],
    ["no decimal mark", ["compare", "-", "-k", "1", "--decimal", ""], 'Expected "." or ",".'],
    ["--labels -", ["fit", "-", "-k", "2", "--labels", "-"], "Expected the path of a file"],
    ["--model ''", ["fit", "-", "-k", "2", "--model", ""], "Expected the path of a file"],
    ["an unknown algorithm", ["fit", "-", "-k", "1", "-a", "em"], "kmeans, soft or gaussian."],
    ["--stiffness -1", [...soft, "--stiffness", "-1"], "a number of 0 or more, or Infinity."],
    ["--stiffness 1e999", [...soft, "--stiffness", "1e999"], "a number of 0 or more, or Infinity."],
    ["--stiffness -inf", [...soft, "--stiffness", "-inf"], "a number of 0 or more, or Infinity."],
    ["--stiffness NaN", [...soft, "--stiffness", "NaN"], "a number of 0 or more, or Infinity."],
    [
      "another distance",
      [...soft2, "--distance", "l1"],
      "Expected euclidean, cosine or half-squared.",
    ],
    ["another form", [...gaussian, "--covariance", "fulll"], "spherical, diagonal, tied or full."],
    ["--regularization -1", [...gaussian, "--regularization", "-1"], "a number of 0 or more"],
    [
      "another start",
      [...gaussian, "--start", "best"],
      "Expected k-means++, k-means||, sample, optimal or k-means.",
    ],
    [
      "--start k-means with k-means",
      ["fit", "-", "-k", "1", "--start", "k-means"],
      "option '--start' with -a kmeans is k-means++, k-means||, sample or optimal, not k-means",
    ],
    [
      "--start k-means with soft k-means",
      [...soft2, "--start", "k-means"],
      "option '--start' with -a soft is k-means++, k-means|| or sample, not k-means",
    ],
    [
      "--stiffness with k-means",
      ["fit", "-", "-k", "1", "--stiffness", "2"],
      "option '--stiffness <β>' belongs to -a soft; -a kmeans does not have it",
    ],
    [
      "--distance with a mixture",
      [...gaussian, "--distance", "euclidean"],
      "option '--distance <kind>' belongs to -a kmeans and soft; -a gaussian does not have it",
    ],
    [
      "--covariance with k-means",
      ["fit", "-", "-k", "1", "--algorithm", "kmeans", "--covariance", "spherical"],
      "option '--covariance <form>' belongs to -a gaussian; -a kmeans does not have it",
    ],
    [
      "--regularization with soft k-means",
      [...soft2, "--regularization", "0"],
      "option '--regularization <r>' belongs to -a gaussian; -a soft does not have it",
    ],
    ["no -k to compare", ["compare", "-"], "required option '-k <clusters>' not specified"],
    [
      "one path for two files",
      ["fit", "-", "-k", "2", "--model", "out", "--labels", "./x/../out"],
      "--model and --labels are the same file",
    ],
    [
      "the data's path for the labels",
      ["fit", "points.csv", "-k", "1", "--labels", "./points.csv"],
      "DATA and --labels are the same file",
    ],
  ])("refuses %s", async (_, args, message) => {
    await write("points.csv", "x\n1\n");
    const { code, stdout, stderr } = await mixtura(args, "x\n1\n2\n");
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^error: .*\S\n$/);
  });

  it.each([
    ["--k for -k", ["fit", "-", "--k", "3"], "'--k' (did you mean -k?)"],
    ["--k=3 for -k 3", ["compare", "-", "--k=3"], "'--k' (did you mean -k?)"],
    ["-K for -k", ["fit", "-", "-K", "3"], "'-K' (did you mean -k?)"],
    ["one dash for two", ["fit", "-", "-k", "1", "-columns", "x"], "(did you mean --columns?)"],
    ["a typing error", ["fit", "-", "-k", "1", "--sede", "1"], "'--sede' (did you mean --seed?)"],
    ["the start of a name", ["compare", "-", "-k", "1", "--cov", "full"], "mean --covariance?)"],
    [
      "--json of fit",
      ["compare", "-", "-k", "1", "--json"],
      "'--json' (fit, select or status has it)",
    ],
    [
      "--labels of fit",
      ["compare", "-", "-k", "1", "--labels=x"],
      "'--labels' (fit or predict has it)",
    ],
    ["--model of fit", ["compare", "-", "-k", "1", "--model", "x"], "'--model' (fit has it)"],
    ["-a of fit", ["compare", "-", "-k", "1", "-a", "soft"], "'-a' (fit or select has it)"],
    ["nothing known", ["fit", "-", "-k", "1", "-x"], "'-x'"],
  ])("guesses what is meant by an unknown option: %s", async (_, args, message) => {
    const { code, stdout, stderr } = await mixtura(args, "x\n1\n2\n");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: unknown option .*\n$/);
    expect(stderr.trimEnd().endsWith(message)).toBe(true);
  });

  it.each([
    ["a flag", ["fit", "-", "-k", "1", "--standardize=1"], "'--standardize'", "'=1'"],
    [
      "a flag of compare",
      ["compare", "-", "-k", "1", "--standardize=yes"],
      "'--standardize'",
      "'=yes'",
    ],
    ["--no-header", ["fit", "-", "-k", "1", "--no-header=true"], "'--no-header'", "'=true'"],
    ["another flag, before the data", ["fit", "--json=", "-", "-k", "1"], "'--json'", "'='"],
    ["the help", ["fit", "--help=1"], "'--help'", "'=1'"],
    ["the short help", ["compare", "-h=x=y"], "'-h'", "'=x=y'"],
    ["the help of all", ["--help=1"], "'--help'", "'=1'"],
    ["the version", ["--version=2\n"], "'--version'", "'=2 '"],
    [
      "a flag, as a word",
      ["fit", "-", "-k", "1", "--standardize", "true"],
      "'--standardize'",
      "'true'",
    ],
    ["a flag, before the data", ["fit", "--json", "1", "-", "-k", "1"], "'--json'", "'1'"],
  ])("says that no value belongs to %s", async (_, args, flag, value) => {
    const { code, stdout, stderr } = await mixtura(args, "x\n1\n2\n");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(`error: option ${flag} takes no value; leave out ${value}\n`);
  });

  it("takes a word behind a flag for data where there is no other", async () => {
    await write("true", "x\n1\n2\n");
    const { code, stderr } = await mixtura(["fit", "-k", "1", "--columns", "x", "--json", "true"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const two = await mixtura(["fit", "-k", "1", "--json", "a.csv", "b.csv"]);
    expect(two.stderr).toContain("too many arguments");
  });

  it("shows the help that is asked for beside an unknown option", async () => {
    for (const flag of ["-h", "--help"]) {
      const { code, stdout } = await mixtura(["fit", "--k", "3", flag]);
      expect(code).toBe(0);
      expect(stdout).toContain("Usage: mixtura fit ");
    }
  });

  it.each([
    ["an existing file", "points"],
    ["a CSV file that does not exist", "nowhere.CSV"],
    ["a TSV file", "nowhere.tsv"],
    ["a .tab file", "nowhere.tab"],
    ["standard input", "-"],
  ])("guesses at fit where %s is the command", async (_, data) => {
    await write("points", "x\n1\n");
    expect(await mixtura([data, "-k", "3"])).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: unknown command '${data}'; did you mean: mixtura fit ${data} …?\n`,
    });
  });

  it("quotes a path that a shell would take apart", async () => {
    const { code, stderr } = await mixtura(["it's mine.csv"]);
    expect(code).toBe(2);
    expect(stderr).toContain(`did you mean: mixtura fit 'it'\\''s mine.csv' …?\n`);
  });

  it.each([
    [["."], "unknown command '.'"],
    [["-k", "3"], "unknown option '-k'"],
  ])("does not guess at fit for %j", async (args, message) => {
    await write("-k", "x\n1\n");
    const { code, stderr } = await mixtura(args);
    expect(code).toBe(2);
    expect(stderr).toBe(`error: ${message}\n`);
  });

  it("runs a command though a file has its name", async () => {
    await write("fit", "x\n1\n");
    await write("help", "x\n1\n");
    expect((await mixtura(["help"])).code).toBe(0);
    const { code, stderr } = await mixtura(["fit", "-", "-k", "1", "--json"], "x\n1\n");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "note: columns used: x\n" });
  });

  it("shows the help to someone who gives no command", async () => {
    const { code, stdout, stderr } = await mixtura([]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("Usage: mixtura ");
  });
});

describe("integers", () => {
  it.each(["2", "2e0", "0.2E+1", "20e-1", "2.0", "2."])("may be written as %s", async (text) => {
    const fit = ["fit", "-", "-k", text, "--seed", "0e1", "--restarts", "1e1", "--json"];
    const { code, stdout } = await mixtura(fit, "x\n1\n2\n");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ k: 2, seed: 0, restarts: 10 });
  });
});

describe("threads", () => {
  it.each([
    ["auto", "auto"],
    ["1", 1],
    ["2", 2],
    ["1.6e1", 16],
  ])("may be %s", (text, value) => {
    expect(threads(text)).toBe(value);
  });
});

describe("help", () => {
  it.each([[["--help"]], [["-h"]], [["help"]]])("%j names the commands", async (args) => {
    const { code, stdout, stderr } = await mixtura(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("fit [options] <data>");
    expect(stdout).toContain("compare [options] <data>");
  });

  it.each(["fit", "compare"])("%s --help fits 80 columns", async (command) => {
    const { code, stdout, stderr } = await mixtura([command, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});

it("prints its version", async () => {
  const { version } = JSON.parse(
    readFileSync(new URL("../../../cli/package.json", import.meta.url), "utf8"),
  ) as { version: string };
  const { code, stdout } = await mixtura(["--version"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
});

it("refuses a sample of more rows than memory can hold in the command's own words", async () => {
  await write("two.csv", "x,y\n1,1\n2,3\n9,9\n8,9\n");
  const model = ["--model", "m.json"];
  expect((await mixtura(["fit", "two.csv", "-k", "1", "-a", "gaussian", ...model])).code).toBe(0);
  expect(await mixtura(["sample", "m.json", "-n", "2147483647"])).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "error: -n 2147483647: 2 columns of so many rows do not fit in memory; 1073741823 is the most\n",
  });
});
