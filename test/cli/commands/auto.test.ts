import { beforeAll, describe, expect, it } from "vitest";
import { GaussianMixture, selectK } from "mixtura";
import { workspace } from "../command.js";
import { measuredPenguins, measurements, penguins } from "../penguins.js";

const { mixtura, read, write } = workspace();
const columns = ["--columns", measurements.join()];
const groups = "x\n0\n1\n2\n50\n51\n52\n100\n101\n102\n";

/** What `fit --json` prints of a choice. */
interface Chosen {
  readonly k: number;
  readonly labels: number[];
  readonly selection: { criterion: string; best: number; table: { k: number }[] };
}

async function fitted(data: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await mixtura(["fit", data, "-k", "auto", ...args]);
  expect(code, stderr).toBe(0);
  return { stdout, stderr };
}

async function chosen(data: string, ...args: readonly string[]): Promise<Chosen> {
  return JSON.parse((await fitted(data, ...args, "--json")).stdout) as Chosen;
}

beforeAll(async () => {
  await write("groups.csv", groups);
});

describe("mixtura fit -k auto", () => {
  it("goes on as if the k that select finds had been given, and says which and why", async () => {
    const mixture = ["-a", "gaussian", "--covariance", "full", "--restarts", "2", ...columns];
    const files = (name: string) => ["--model", `${name}.json`, "--labels", `${name}.csv`];
    const auto = await fitted(penguins, ...mixture, ...files("auto"), "--plot", "auto.svg");
    const given = await mixtura(["fit", penguins, "-k", "3", ...mixture, ...files("given")]);
    expect(auto.stdout).toBe(given.stdout);
    expect(auto.stderr).toBe(
      given.stderr +
        "note: k = 3 of 1 to 8 suits best: its BIC is the lowest, 33.2 below that of k = 2\n",
    );
    expect(await read("auto.json")).toBe(await read("given.json"));
    expect(await read("auto.csv")).toBe(await read("given.csv"));
    expect(await read("auto.svg")).toContain(">Gaussian mixture, full covariance, k = 3<");

    const { selection } = await chosen(penguins, ...mixture);
    const k = [1, 2, 3, 4, 5, 6, 7, 8];
    const options = { k, covariance: "full", restarts: 2 } as const;
    const { table } = selectK(GaussianMixture, measuredPenguins(), options);
    const expected: unknown = JSON.parse(JSON.stringify(table));
    expect(selection).toEqual({ criterion: "bic", best: 3, table: expected });
  });

  it.each([
    ["silhouette", [], [1, 2, 3, 4, 5, 6, 7, 8]],
    ["silhouette", ["-a", "soft", "--stiffness", "1"], [1, 2, 3, 4, 5, 6, 7, 8]],
    ["davies-bouldin", ["--criterion", "davies-bouldin"], [2, 3, 4, 5, 6, 7, 8]],
    ["calinski-harabasz", ["--criterion", "calinski-harabasz"], [2, 3, 4, 5, 6, 7, 8]],
  ])("tries 1 to 8, or 2 to 8 where one cluster has no value: %s %j", async (name, args, ks) => {
    const { k, selection } = await chosen("groups.csv", ...args);
    expect(k).toBe(3);
    expect(selection).toMatchObject({ criterion: name, best: 3 });
    expect(selection.table.map((row) => row.k)).toEqual(ks);
  });

  it("tries no more clusters than there are rows", async () => {
    await write("two.csv", "x\n0\n1\nNA\n");
    const two = await chosen("two.csv");
    expect(two.selection.table.map((row) => row.k)).toEqual([1, 2]);
    await write("one.csv", "x\n5\n");
    const { stderr } = await fitted("one.csv");
    expect(stderr).toContain("note: k = 1 suits best: its silhouette is the highest\n");
    const one = await fitted("one.csv", "--criterion", "davies-bouldin");
    expect(one.stderr).toContain("note: k = 1 alone was tried\n");
  });

  it("says where clusters of its choice have collapsed, and leads by what is compared", async () => {
    const near = Array.from({ length: 40 }, (_, i) => `${(i * 7) % 11},${(i * 5) % 13}`);
    const far = near.map((row) => row.replace(/\d+$/, (y) => String(Number(y) + 90)));
    await write("far.csv", ["x,y", ...near, ...far, "-9999,5", "-9999,8", "5,-9999"].join("\n"));
    const { stderr } = await fitted("far.csv", "-a", "gaussian", "--covariance", "diagonal");
    expect(stderr).toMatch(/suits best, though clusters of it have collapsed: without what that/);
    expect(stderr).toContain("and select and -k auto do not count it");
    expect(stderr).not.toContain("cannot be compared");
    expect(stderr).not.toContain("--covariance diagonal");
  });

  it("points to select where a k was passed over", async () => {
    await write("three.csv", "x\n0\n1\n7\n");
    const { stderr } = await fitted("three.csv", "--criterion", "davies-bouldin");
    expect(stderr).toMatch(/^note: k = 2 of 2 to 3 suits best.*; mixtura select tells why others/m);
  });

  it.each([
    [["-k", "3", "--criterion", "silhouette"], "'--criterion' tells what '-k auto' chooses by"],
    [["-k", "auto", "-a", "soft"], "-a soft needs option '--stiffness <β>' here"],
    [["-k", "auto", "--criterion", "bic"], "with -a kmeans is silhouette, calinski-harabasz or"],
    [["-k", "Auto"], "Expected an integer of at least 1, or auto."],
  ])("refuses %j as wrong usage", async (args, words) => {
    const { code, stdout, stderr } = await mixtura(["fit", "groups.csv", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
  });

  it("belongs to fit alone", async () => {
    const { code, stderr } = await mixtura(["compare", "groups.csv", "-k", "auto"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Expected an integer of at least 1.");
  });
});
