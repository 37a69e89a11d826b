import { describe, expect, it } from "vitest";
import { dominantColumns } from "../../cli/src/scale-note.js";
import { workspace } from "./command.js";

const { mixtura } = workspace();

const grams = "length,mass\n1,3000\n2,4000\n3,5100\n4,4200\n";

describe("the note on scales", () => {
  const said = "note: mass has most of the variance; --standardize puts the columns on one scale\n";

  it.each([
    ["k-means", ["fit"], said],
    ["soft k-means", ["fit", "-a", "soft", "--stiffness", "1e-5"], said],
    ["a mixture of spheres", ["fit", "-a", "gaussian", "--covariance", "spherical"], said],
    ["a mixture by default", ["fit", "-a", "gaussian"], said],
    ["a diagonal mixture", ["fit", "-a", "gaussian", "--covariance", "diagonal"], ""],
    ["a tied mixture", ["fit", "-a", "gaussian", "--covariance", "tied"], ""],
    ["a full mixture", ["fit", "-a", "gaussian", "--covariance", "full"], ""],
    ["a comparison", ["compare"], said],
    ["standardized columns", ["fit", "--standardize"], ""],
    ["a standardized comparison", ["compare", "--standardize"], ""],
  ])("for %s", async (_, [command, ...args], expected) => {
    const all = [command, "-", "-k", "1", "--columns", "length,mass", ...args];
    const { code, stderr } = await mixtura(all, grams);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expected });
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
