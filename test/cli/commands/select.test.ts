import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, selectK } from "mixtura";
import { examples, hasTerminal, workspace } from "../command.js";
import { measuredPenguins, measurements, penguins } from "../penguins.js";

const { mixtura, path, read, shell, startOnTerminal, write } = workspace();
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

k  inertia  silhouette  longer is better
──────────────────────────────────────────────────────────────────
1   15,006       0.000  ▏
2     3756       0.689  ████████████████████████████▎
3        6       0.973  ████████████████████████████████████████ ←
4      4.5       0.704  █████████████████████████████

k = 3 suits best: its silhouette is the highest, 0.269 above that of k = 4
one start, seed 0
`.slice(1),
    );
  });

  it("says where the criterion decides little", async () => {
    const { stdout } = await mixtura([
      ...["select", `${examples}penguins-2007-2008.csv`, "--decimal", ",", "-k", "1..4"],
      ...["-a", "gaussian", "--covariance", "full", "--restarts", "10", ...columns],
    ]);
    expect(stdout).toContain(
      "k = 2 suits best: its BIC is the lowest, but only 3.8 below that of k = 3: below\n" +
        "  6 the difference says little\n",
    );
  });

  it("says what was passed over, and why", async () => {
    const args = ["-k", "1..3", "--criterion", "davies-bouldin"];
    const { stdout } = await mixtura(["select", "groups.csv", ...args]);
    expect(stdout).toContain("k = 1 was passed over: all points are in one cluster");
    expect(stdout).toContain("k = 3 suits best: its Davies–Bouldin is the lowest");
  });

  it("draws its chart in ASCII where there are no other letters", async () => {
    const line = 'LC_ALL=C "$0" "$1" select - -k 1..3';
    const { code, stdout } = await shell(line, "x\n0\n1\n50\n51\n");
    expect(code).toBe(0);
    const bars = stdout.split("\n").map((row) => /#+(?: <-)?$/.exec(row)?.[0] ?? "");
    expect(bars.filter((bar) => bar !== "")).toEqual([
      "#",
      `${"#".repeat(40)} <-`,
      expect.stringMatching(/^#{15,30}$/),
    ]);
    expect(stdout).not.toMatch(/[█←]/);
  });

  it.runIf(hasTerminal)("keeps the chart within the terminal, beside remarks", async () => {
    const args = ["select", "groups.csv", "-k", "1..3", "--max-iterations", "0"];
    const running = startOnTerminal(args, 60);
    await running.ended;
    const rows = running.said.split(/\r?\n/).filter((row) => /^\d /.test(row));
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(60);
    expect(running.said).toContain("not converged");
  });

  it("says where values are equal, and where there are none", async () => {
    await write("same.csv", "x\n5\n5\n5\n");
    const equal = await mixtura(["select", "same.csv", "-k", "1..2"]);
    expect(equal.stdout).toContain(
      "k = 1 suits best: its silhouette is the highest, and equal to that of k = 2",
    );
    const by = ["--criterion", "davies-bouldin"];
    const none = await mixtura(["select", "same.csv", "-k", "2,1", ...by]);
    expect(none.stdout).toContain("no k has a Davies–Bouldin to compare; k = 1 is the smallest");
    const alone = await mixtura(["select", "same.csv", "-k", "1", ...by]);
    expect(alone.stdout).toContain("k = 1 alone was tried");
  });

  it("chooses no more clusters than there are different rows", async () => {
    const four = "x,y\n" + "0,0\n0,9\n9,0\n9,9\n".repeat(5);
    const { stdout } = await mixtura(["select", "-", "-k", "8,2,4"], four);
    expect(stdout).toContain("k = 4 suits best: its silhouette is the highest, and equal to that");
    const beyond = await mixtura(["select", "-", "-k", "8,2"], four);
    expect(beyond.stdout).toContain("k = 8 was passed over: only 4 of its 8 components have");
    expect(beyond.stdout).toContain("k = 2 suits best: its silhouette is the highest\n");
  });

  it("shows the variance ratio of clusters without spread as infinite, and longest", async () => {
    await write("four.csv", "x,y\n" + "0,0\n0,9\n9,0\n9,9\n".repeat(5));
    const args = ["-k", "2..5", "--criterion", "calinski-harabasz", "--restarts", "20"];
    const { stdout } = await mixtura(["select", "four.csv", ...args, "--plot", "four.svg"]);
    expect(stdout).toMatch(/^3 .* {2}█{10}$/m);
    expect(stdout).toMatch(/^4 +0 +∞ {2}█{10} ←$/m);
    expect(stdout).toMatch(/^5 +0 +∞ /m);
    expect(await read("four.svg")).toContain("of k = 4 and 5 is infinite");
  });

  it("prints as JSON what it has read and tried", async () => {
    const args = ["-k", "1,2", "--standardize", "--restarts", "2", "--json"];
    const { stdout } = await mixtura(["select", "-", ...args], "x,y\n1,2\n,4\n3,3\n");
    const printed = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(printed)).toEqual([
      ...["algorithm", "seed", "restarts", "rows", "dropped", "columns", "standardization"],
      ...["criterion", "best", "table"],
    ]);
    expect(printed).toMatchObject({
      ...{ seed: 0, restarts: 2, rows: 3, dropped: [3], columns: ["x", "y"] },
      standardization: { means: [2, 2.5], scales: [1, 0.5] },
    });
  });

  it("draws the criterion against k", async () => {
    const args = ["select", "groups.csv", "-k", "4,1,3,2"];
    expect((await mixtura([...args, "--plot", "k.svg"])).code).toBe(0);
    const svg = await read("k.svg");
    expect(svg).toContain(">k-means, k = 3 of 1 to 4<");
    expect(svg).toContain(">9 rows × 1 column of groups.csv<");
    expect(svg).toContain(">silhouette<");
    // Four, and a ring around the choice.
    expect(svg.match(/<circle/g)).toHaveLength(5);
    const { stdout } = await mixtura([...args, "--plot", "-"]);
    const without = await mixtura(args);
    expect(stdout.startsWith(`${without.stdout}\nk-means, k = 3 of 1 to 4\n`)).toBe(true);
    expect(stdout).toContain("└");
    const by = ["--criterion", "davies-bouldin", "--plot"];
    await mixtura([...args, ...by, "passed.svg"]);
    const passed = await read("passed.svg");
    expect(passed.match(/<circle/g)).toHaveLength(4);
    expect(passed).toContain("k = 1 was passed over: all points are in one cluster");
  });

  it.each([
    [["--plot", "-", "--json"], 2, "both print to standard output"],
    [["--plot", "x.pdf"], 2, "ends in .svg or .png"],
    [["--plot", "no/x.svg"], 1, "cannot write no/x.svg"],
    [["--plot", "x.svg", "--criterion", "davies-bouldin"], 1, "--plot has nothing to draw; no k"],
  ])("refuses %j", async (args, exit, message) => {
    const { code, stdout, stderr } = await mixtura(["select", "groups.csv", "-k", "1", ...args]);
    expect({ code, stdout }).toEqual({ code: exit, stdout: "" });
    expect(stderr).toContain(message);
    expect(existsSync(path("x.svg"))).toBe(false);
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
