import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dominantColumns } from "../../../cli/src/table/scale-note.js";
import { examples, workspace, type CommonJson } from "../command.js";

const { mixtura } = workspace();

const grams = "length,mass\n1,3000\n2,4000\n3,5100\n4,4200\n";

describe("the note on scales", () => {
  const said = "note: mass has most of the variance; --standardize puts the columns on one scale\n";
  const partly = said.replace(";", " to k-means and soft k-means;");

  it.each([
    ["k-means", ["fit"], said],
    ["soft k-means", ["fit", "-a", "soft", "--stiffness", "1e-5"], said],
    ["a mixture of spheres", ["fit", "-a", "gaussian", "--covariance", "spherical"], said],
    ["a mixture by default", ["fit", "-a", "gaussian"], said],
    ["a diagonal mixture", ["fit", "-a", "gaussian", "--covariance", "diagonal"], ""],
    ["a tied mixture", ["fit", "-a", "gaussian", "--covariance", "tied"], ""],
    ["a full mixture", ["fit", "-a", "gaussian", "--covariance", "full"], ""],
    ["a comparison with spheres", ["compare", "--covariance", "spherical"], said],
    ["a comparison", ["compare"], said],
    ["a comparison with full mixtures", ["compare", "--covariance", "full"], partly],
    ["a comparison with tied mixtures", ["compare", "--covariance", "tied"], partly],
    ["a comparison with diagonal mixtures", ["compare", "--covariance", "diagonal"], partly],
    ["a start by k-means", ["fit", "-a", "gaussian", "--start", "k-means"], said],
    ["standardized spheres", ["fit", "-a", "gaussian", "--standardize"], ""],
    ["standardized columns", ["fit", "--standardize"], ""],
    ["a standardized comparison", ["compare", "--standardize"], ""],
  ])("for %s", async (_, [command, ...args], expected) => {
    const all = [command, "-", "-k", "1", "--columns", "length,mass", ...args];
    const { code, stderr } = await mixtura(all, grams);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expected });
  });
});

describe("mixtures that the note leaves out", () => {
  const columns = "bill_length,bill_depth,flipper_length,body_mass";
  const lines = readFileSync(`${examples}penguins.csv`, "utf8").trimEnd().split("\n").slice(1);
  const rows = lines.map((line) => line.split(",")).filter((row) => Number(row[2]) > 0);

  /** The clusters of penguins whose bills' depths are measured in other units. */
  async function sizesIn(unit: number, covariance: string): Promise<number[]> {
    const csv = rows
      .map((row) => [row[2], Number(row[3]) * unit, row[4], row[5]].join())
      .join("\n");
    const args = ["fit", "-", "-k", "3", "-a", "gaussian", "--covariance", covariance, "--json"];
    const { stdout } = await mixtura(args, `${columns}\n${csv}\n`);
    return (JSON.parse(stdout) as CommonJson).sizes.toSorted((a, b) => a - b);
  }

  it.each([
    ["spherical", false],
    ["diagonal", true],
    ["tied", true],
    ["full", true],
  ])("are those that find the same in other units: %s, %s", async (covariance, same) => {
    const millimetres = await sizesIn(1, covariance);
    const micrometres = await sizesIn(1000, covariance);
    const apart = Math.max(...millimetres.map((size, i) => Math.abs(size - micrometres[i])));
    expect(apart < 0.1).toBe(same);
  });
});

describe("dominantColumns", () => {
  const names = ["a", "b", "c", "d"];

  it.each<[string, number[], string[]]>([
    ["none of one column", [5], []],
    ["none of constant columns", [0, 0], []],
    ["one whose variance is 100 times another's", [1, 10], ["b"]],
    ["none whose variance is 99.8 times another's", [1, 9.99], []],
    ["none beside a constant column alone", [0, 10], []],
    ["as many as have most together, the largest first", [30, 1, 40, 30], ["c", "a"]],
    ["none beside one that outweighs the rest", [25, 1, 30, 10], ["c"]],
    ["those whose variance is beyond numbers", [1e200, 1e180], ["a"]],
  ])("names %s", (_, deviations, expected) => {
    const spreads = deviations.map((deviation) => ({ mean: 0, deviation }));
    expect(dominantColumns(names.slice(0, spreads.length), spreads)).toEqual(expected);
  });
});
