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
import { examples, timeNote, workspace } from "../command.js";

const { json, mixtura, start } = workspace();

// Three groups far from each other, of 4, 3 and 2 rows; one row lacks its name.
const groups = "name,x,y\na,0,0\na,0,1\na,1,0\na,1,1\n,90,0\nb,91,1\nb,90,2\nc,0,90\nb,2,92\nc,,\n";

describe("mixtura compare", () => {
  it("shows where clusters lie, each beside its like", async () => {
    const { stdout } = await mixtura(["compare", "-", "-k", "3", "--restarts", "5"], groups);
    expect(stdout).toBe(
      `
three algorithms, k = 3, on 9 rows × 2 columns of standard input

               k-means  soft k-means      Gaussian mixture
cluster                      β = 2.1  spherical covariance
──────────────────────────────────────────────────────────
      0  size        4           4.0                   4.0
         x        0.50          0.50            0.50 ± 0.5
         y         0.5           0.5             0.5 ± 0.5

      1  size        3           3.0                   3.0
         x       90.33         90.33           90.33 ± 0.7
         y         1.0           1.0             1.0 ± 0.7

      2  size        2           2.0                   2.0
         x        1.00          1.00            1.00 ± 1.0
         y        91.0          91.0            91.0 ± 1.0

sizes of the other two are sums of shares
best of 5 restarts, seed 0; --details has more
`.slice(1),
    );
  });

  it("shows what describes them, and how many rows are astray", async () => {
    const args = ["compare", "-", "-k", "3", "--restarts", "5", "--describe", "name"];
    const { stdout } = await mixtura(args, groups);
    expect(stdout).toBe(
      `
three algorithms, k = 3, on 9 rows × 2 columns of standard input
none of them has been told the name

                   k-means  soft k-means      Gaussian mixture
cluster                          β = 2.1  spherical covariance
──────────────────────────────────────────────────────────────
      0  name          a 4           a 4                   a 4

      1  name          b 2           b 2                   b 2
               (missing) 1   (missing) 1           (missing) 1

      2  name          c 1           c 1                   c 1
                       b 1           b 1                   b 1

best of 5 restarts, seed 0; --details has more

astray, in a cluster mostly of another name, of 8 rows:
1 by k-means, 1 by soft k-means, 1 by Gaussian mixture
`.slice(1),
    );
  });

  it("has no verdict where no row has a value", async () => {
    const { stdout } = await mixtura(
      ["compare", "-", "-k", "1", "--describe", "name", "--columns", "x"],
      "name,x\n,1\n,2\n",
    );
    expect(stdout).toContain("none of them has been told the name\n");
    expect(stdout).toMatch(/; --details has more\n$/);
  });

  it("says last of all, and to people alone, how long the fits took", async () => {
    const run = start(["compare", "-", "-k", "1"]);
    run.child.stdin.end("x\n1\n2\n");
    let stderr = "";
    run.child.stderr.on("data", (text: string) => (stderr += text));
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(stderr).toMatch(timeNote);
    expect(stderr.replace(timeNote, "")).toBe("note: columns used: x\n");
  });

  it("takes the options of the algorithms, and shows details", async () => {
    const args = ["compare", "-", "-k", "3", "--restarts", "5", "--details"];
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
    args.push("--covariance", "full", "--details");
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
    const args = ["compare", "-", "-k", "3", "--max-iterations", "1", "--seed", "1", "--details"];
    const slow = await mixtura(
      [...args, "--columns", "x"],
      "x\n0\n1\n3\n4\n7\n9\n12\n20\n21\n30\n",
    );
    expect(slow.stderr).toContain("note: Gaussian mixture: stopped before it converged; --max");
    expect(slow.stdout).toMatch(/ iterations .* 1 \(not converged\)\n/);
    const far = "x\n0\n1\n2\n1.5\n0.5\n3\n2.2\n9000\n";
    // Here the first component of the mixture is not the first cluster of k-means.
    const options = ["-", "-k", "2", "--columns", "x", "--seed", "2"];
    options.push("--covariance", "full");
    const alone = await mixtura(["fit", ...options, "-a", "gaussian"], far);
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

describe("β that is not given", () => {
  it.each([
    ["half-squared", 2.1, "β = 1/σ²"],
    // √2.077
    ["euclidean", 1.4, "β = 1/σ,"],
  ])("is measured alike by both commands, distance %s", async (distance, stiffness, rule) => {
    const args = ["-k", "3", "--restarts", "5", "--columns", "x,y", "--distance", distance];
    const { stdout } = await mixtura(["compare", "-", ...args, "--details"], groups);
    expect(stdout).toContain(`β = ${stiffness} `);
    expect(stdout).toContain(rule);
    const shown = await mixtura(["fit", "-", ...args, "-a", "soft"], groups);
    expect(shown.stdout).toContain(`soft k-means, β = ${stiffness}, `);
    expect(shown.stdout).toContain(`\n${rule}`);
    expect(await json(groups, ...args, "-a", "soft")).toMatchObject({ stiffness });
    const given = await mixtura(
      ["fit", "-", ...args, "-a", "soft", "--stiffness", `${stiffness}`],
      groups,
    );
    expect(given.stdout).toBe(shown.stdout.replace(/^β = .*\n/m, ""));
  });

  it("is infinite where clusters have no variance", async () => {
    const { stdout } = await mixtura(["fit", "-", "-k", "2", "-a", "soft"], "x\n1\n2\n");
    expect(stdout).toContain("soft k-means, β = ∞, k = 2,");
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
    const extent = { details: true, footer: ["remark ".repeat(11)] };
    const lines = (width: number, colors = pc.createColors(false)) =>
      comparison(linedUp([hard, soft, mixture]), extent, width, colors).split("\n");

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
