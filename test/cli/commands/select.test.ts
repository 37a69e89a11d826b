import { beforeAll, describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, selectK } from "mixtura";
import { workspace } from "../command.js";
import { measuredPenguins, measurements, penguins } from "../penguins.js";

const { mixtura, write } = workspace();
const columns = ["--columns", measurements.join()];

beforeAll(async () => {
  await write("groups.csv", "x\n0\n1\n2\n50\n51\n52\n100\n101\n102\n");
});

describe("mixtura select", () => {
  it("finds what selectK finds, by BIC", async () => {
    const args = ["-a", "gaussian", "--covariance", "full", "--restarts", "3", "--json"];
    const { stdout } = await mixtura(["select", penguins, "-k", "1..5", ...columns, ...args]);
    const options = { k: [1, 2, 3, 4, 5], covariance: "full", restarts: 3 } as const;
    const { best, table } = selectK(GaussianMixture, measuredPenguins(), options);
    const printed = JSON.parse(stdout) as { best: number; criterion: string; table: unknown };
    expect(printed).toMatchObject({ best: best.k, criterion: "bic", columns: measurements });
    expect(printed.table).toEqual(JSON.parse(JSON.stringify(table)));
    expect(best.k).toBe(3);
  });

  it("finds what selectK finds, on one scale by silhouettes", async () => {
    const args = ["--k", "2,3,5", "--standardize", "--json", "--seed", "4"];
    const { stdout } = await mixtura(["select", penguins, ...columns, ...args]);
    const options = { k: [2, 3, 5], standardize: true, seed: 4 };
    const { best, table } = selectK(KMeans, measuredPenguins(), options);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ algorithm: "kmeans", criterion: "silhouette", best: best.k },
      table: JSON.parse(JSON.stringify(table)) as unknown,
    });
  });

  it("shows a table, a chart and the choice in words", async () => {
    const { stdout, stderr } = await mixtura(["select", "groups.csv", "-k", "1..4"]);
    expect(stderr).toBe("note: columns used: x\n");
    expect(stdout).toBe(
      `
k-means, on 9 rows × 1 column of groups.csv

k  inertia  silhouette
──────────────────────────────────────────────────
1   15,006       0.000  █
2     3756       0.689  █████████████████
3        6       0.973  ████████████████████████ ←
4      4.5       0.704  ██████████████████

k = 3 suits best: its silhouette is the highest, 0.269 above that of k = 4
one start, seed 0
`.slice(1),
    );
  });

  it("says what was passed over, and why", async () => {
    const args = ["-k", "1..3", "--criterion", "davies-bouldin"];
    const { stdout } = await mixtura(["select", "groups.csv", ...args]);
    expect(stdout).toContain("k = 1 was passed over: all points are in one cluster");
    expect(stdout).toContain("k = 3 suits best: its Davies–Bouldin is the lowest");
  });

  it.each([
    [["-k", "3..1"], "Expected numbers of clusters such as 1..8 or 2,4,8."],
    [["-k", "0..3"], "Expected numbers of clusters such as 1..8 or 2,4,8."],
    [["-k", "2,2"], "2 is named twice."],
    [["-k", "two"], "Expected numbers of clusters such as 1..8 or 2,4,8."],
    [["-k", "1..999999999"], "At most 200 of them."],
    [["-k", "1..3", "--criterion", "bic"], "with -a kmeans is silhouette, calinski-harabasz"],
    [["-k", "1..3", "-a", "soft"], "-a soft needs option '--stiffness <β>' here"],
    [["-k", "1..3", "--criterion", "bix"], "'--criterion <name>' argument 'bix' is invalid"],
    [[], "required option '-k, --k <clusters>' not specified"],
  ])("refuses %j as wrong usage", async (args, words) => {
    const { code, stderr } = await mixtura(["select", "groups.csv", ...args]);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });

  it("wants as many rows as clusters", async () => {
    const { code, stderr } = await mixtura(["select", "groups.csv", "-k", "8..10"]);
    expect(stderr).toContain("cannot find 10 clusters in 9 rows");
    expect(code).toBe(1);
  });
});
