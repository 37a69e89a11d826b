import { describe, expect, it } from "vitest";
import { workspace } from "../command.js";

const { mixtura } = workspace();

// Blank lines and a row without a value: lines, rows and rows of the fit are counted apart.
const above = "name,x,y\r\n\r\na,1,2\nb,NA,3\n";
const columns = ["--columns", "x,y"];
const dropped = "note: dropped 1 of 3 rows with missing values (line 4)\n";
const most = "(at most 3.4e+153 here)";
const advice = "if it marks a missing value, leave it empty\n";

describe("a number too large to compute with", () => {
  it.each([
    ["k-means", ["fit"]],
    ["soft k-means", ["fit", "-a", "soft", "--stiffness", "2"]],
    ["a mixture", ["fit", "-a", "gaussian"]],
    ["a mixture of full covariances", ["fit", "-a", "gaussian", "--covariance", "full"]],
    ["a comparison", ["compare"]],
  ])("is named by file, line and column for %s", async (_, [command, ...args]) => {
    const all = [command, "-", "-k", "1", ...columns, ...args];
    expect(await mixtura(all, `${above}c,3,1e300\n`)).toEqual({
      code: 1,
      stdout: "",
      stderr:
        `${dropped}error: standard input line 5: column "y" has 1e+300, too large to compute with ` +
        `${most}; ${advice}`,
    });
  });

  it.each([
    ["the first of several", "c,-3.5e153,1e300\n", ' 5: column "x" has -3.5e+153, '],
    ["the one just beyond the limit", "c,3,3.3520e153\n", ' 5: column "y" has 3.352e+153, '],
    ["none in a row without a value", "c,1e300,\nd,4,1e200\n", ' 6: column "y" has 1e+200, '],
  ])("is %s", async (_, rows, message) => {
    const { code, stderr } = await mixtura(["fit", "-", "-k", "1", ...columns], above + rows);
    expect(code).toBe(1);
    expect(stderr).toContain(`error: standard input line${message}`);
  });

  it.each([
    ["just within the limit", "c,3,3.3519e153\n", []],
    ["in another column", "1e300,3,4\n", []],
    ["on one scale with the others", "c,3,1e300\n", ["--standardize"]],
    ["on one scale, and as far apart as can be", "c,8.9e307,-8.9e307\n", ["--standardize"]],
  ])("is none %s", async (_, row, args) => {
    const { code, stdout } = await mixtura(
      ["fit", "-", "-k", "1", ...columns, ...args],
      above + row,
    );
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/NaN|∞/);
  });

  it("is one that cannot be subtracted where columns are standardized", async () => {
    const rows = "c,3,1.7e308\nd,4,-1.7e308\n";
    const args = ["fit", "-", "-k", "1", ...columns, "--standardize"];
    expect((await mixtura(args, above + rows)).stderr).toContain(
      'line 5: column "y" has 1.7e+308, too large to compute with (at most 9.0e+307 here); ',
    );
  });
});
