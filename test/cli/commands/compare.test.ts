import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { gaussianMixture } from "../../../cli/src/algorithms/gaussian-mixture.js";
import { kMeans } from "../../../cli/src/algorithms/k-means.js";
import { resultOf } from "../../../cli/src/algorithms/result.js";
import { softKMeans } from "../../../cli/src/algorithms/soft-k-means.js";
import { comparison } from "../../../cli/src/report/comparison.js";
import { linedUp } from "../../../cli/src/report/line-up.js";
import { matchedClusters } from "../../../cli/src/report/match-clusters.js";
import { readDataset } from "../../../cli/src/table/dataset.js";
import { examples, workspace } from "../command.js";

const { mixtura } = workspace();

// Three groups far from each other, of 4, 3 and 2 rows; one row lacks its name.
const groups = "name,x,y\na,0,0\na,0,1\na,1,0\na,1,1\n,90,0\nb,91,1\nb,90,2\nc,0,90\nb,2,92\nc,,\n";

describe("mixtura compare", () => {
  it("shows where clusters lie, each beside its like", async () => {
    const args = ["compare", "-", "-k", "3", "--restarts", "5", "--covariance", "spherical"];
    const { code, stdout, stderr } = await mixtura(args, groups);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: columns used: x and y\n.*\nnote: dropped 1 of 10 .*\n$/);
    // β: 9 rows × 2 columns / 8.667 = 2.077.
    expect(stdout).toBe(
      `
three algorithms, k = 3, on 9 rows × 2 columns of standard input

                             k-means  soft k-means      Gaussian mixture
cluster                                    β = 2.1  spherical covariance
────────────────────────────────────────────────────────────────────────
      0  size                      4           4.0                   4.0
         x                      0.50          0.50            0.50 ± 0.5
         y                       0.5           0.5             0.5 ± 0.5

      1  size                      3           3.0                   3.0
         x                     90.33         90.33           90.33 ± 0.7
         y                       1.0           1.0             1.0 ± 0.7

      2  size                      2           2.0                   2.0
         x                      1.00          1.00            1.00 ± 1.0
         y                      91.0          91.0            91.0 ± 1.0

         inertia               8.667
         variance explained  100.0 %
         free energy                         4.333
         log-likelihood                                            -27.1
         BIC                                                        78.4
         AIC                                                        76.2
         iterations                1             1                     1

clusters of the other two are lined up with those of k-means by shared rows
sizes of the other two are sums of shares
β = 1/σ², where σ² is the variance within the clusters of k-means
best of 5 restarts, seed 0
`.slice(1),
    );
  });

  it("describes clusters, and measures agreement over the rows that have a value", async () => {
    const args = ["compare", "-", "-k", "3", "--stiffness", "inf", "--describe", "name"];
    const { stdout } = await mixtura(args, groups);
    expect(stdout).toContain("soft k-means  Gaussian mixture\n");
    expect(stdout).toContain("β = ∞   full covariance\n");
    expect(stdout).not.toContain("β = 1/σ²");
    expect(stdout).toMatch(/ name {2,}a 4 {2,}a 4 {2,}a 4\n/);
    expect(stdout).toMatch(/ name {2,}c 1 {2,}c 1 {2,}c 1\n {9,}b 1 {2,}b 1 {2,}b 1\n/);
    // Of 28 pairs of named rows 8 are together in clusters, 9 in names, 7 in both.
    expect(stdout).toMatch(/ adjusted Rand index {2,}0\.747 {2,}0\.747 {2,}0\.747\n/);
    expect(stdout).toContain(" sums of shares; rows count by their largest share\n");
    expect(stdout).toContain("\nadjusted Rand index: agreement of clusters and name, ");
    expect(stdout).not.toMatch(/\d ± \d/);
  });

  it("hands on what the library remarks, with the numbers of the table", async () => {
    const args = ["compare", "-", "-k", "3", "--max-iterations", "1", "--seed", "1", "--columns"];
    const slow = await mixtura([...args, "x"], "x\n0\n1\n3\n4\n7\n9\n12\n20\n21\n30\n");
    expect(slow.stderr).toContain("note: Gaussian mixture: stopped before it converged; --max");
    expect(slow.stdout).toMatch(/ iterations .* 1 \(not converged\)\n/);
    const far = "x\n0\n1\n2\n1.5\n0.5\n3\n2.2\n9000\n";
    // Here the first component of the mixture is not the first cluster of k-means.
    const options = ["-", "-k", "2", "--columns", "x", "--seed", "2"];
    const alone = await mixtura(["fit", ...options, "-a", "gaussian", "--covariance", "full"], far);
    const beside = await mixtura(["compare", ...options], far);
    // Otherwise the case would not tell one numbering from the other.
    expect(alone.stderr).toContain("note: cluster 1 is one row, far from the others (line 9); ");
    expect(beside.stderr).toContain("note: Gaussian mixture: cluster 0 is one row, far from ");
    expect(beside.stdout).toMatch(/ 0 {2}size .* 1\.0\n {9}x .* 9000 ± 0\.0000\n/);
  });

  it("says that there are fewer rows than clusters", async () => {
    const { code, stdout, stderr } = await mixtura(["compare", "-", "-k", "3"], "x\n1\n2\n");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("error: standard input: cannot find 3 clusters in 2 rows;");
  });

  it("takes clusters without variance for a reason to be hard", async () => {
    const { code, stdout } = await mixtura(["compare", "-", "-k", "2"], "x\n1\n2\n");
    expect(code).toBe(0);
    expect(stdout).toContain("β = ∞");
  });
});

describe("comparison", () => {
  it("puts those that the width does not hold below", async () => {
    const dataset = await readDataset(`${examples}penguins.csv`, 3, {
      columns: ["bill_length_mm", "body_mass_g"],
      standardize: true,
    });
    const settings = { k: 3, seed: 0, restarts: 10, maxIterations: 300 };
    const hard = await resultOf(kMeans, dataset, settings);
    const soft = await resultOf(softKMeans, dataset, { ...settings, stiffness: 3 });
    const mixture = await resultOf(gaussianMixture, dataset, { ...settings, covariance: "full" });
    const lines = (width: number, colors = pc.createColors(false)) =>
      comparison(linedUp([hard, soft, mixture]), ["remark ".repeat(11)], width, colors).split("\n");

    const beside = lines(80);
    expect(beside.filter((line) => line.startsWith("      0  size"))).toHaveLength(1);
    const below = lines(60);
    for (const line of below) expect(line.length).toBeLessThanOrEqual(60);
    const heads = below.filter((line) => /(k-means|Gaussian mixture)$/.test(line));
    expect(heads.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["k-means", "soft k-means"],
      ["Gaussian mixture"],
    ]);
    expect(below.filter((line) => line.startsWith("      0  size"))).toHaveLength(2);
    expect(below.filter((line) => line.includes("  inertia "))).toHaveLength(1);
    expect(below.filter((line) => line.includes("  iterations "))).toHaveLength(2);

    const coloured = lines(80, pc.createColors(true));
    const plainAgain = coloured.map((line) => stripVTControlCharacters(line));
    expect(plainAgain).toEqual(beside);
    expect(coloured).not.toEqual(beside);
  });
});

describe("matchedClusters", () => {
  it.each<[string, number[], number[], number[]]>([
    ["the same under other names", [0, 0, 1, 2], [2, 2, 0, 1], [2, 0, 1]],
    // 0 shares 2 rows with 0 and 1 shares 3 with it, so 0 has to do with the 1 it shares with 1.
    ["the pair that shares most first", [0, 0, 1, 1, 1, 0, 2], [0, 0, 0, 0, 0, 1, 2], [1, 0, 2]],
    ["of equals the lowest", [1, 0, 0, 2], [0, 1, 0, 2], [0, 1, 2]],
    ["empty ones with what is left", [1, 1, 1, 1], [2, 2, 2, 0], [0, 2, 1]],
  ])("pairs %s", (_, first, second, expected) => {
    expect(matchedClusters(first, second, 3)).toEqual(expected);
  });
});
