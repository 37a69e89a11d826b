import { beforeAll, describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import { workspace } from "../command.js";
import { measuredPenguins, measurements, penguins } from "../penguins.js";

const { mixtura, read, write } = workspace();
const fit = (...args: string[]) =>
  mixtura(["fit", penguins, "-k", "3", "--columns", measurements.join(), ...args]);

/** The cells of a CSV without quotes. */
const cells = (csv: string) =>
  csv
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));

beforeAll(async () => {
  await fit("--standardize", "--model", "kmeans.json", "--labels", "labels.csv");
  await fit("-a", "soft", "--model", "soft.json");
  await fit("-a", "gaussian", "--covariance", "full", "--standardize", "--model", "mixture.json");
});

describe("mixtura predict", () => {
  it.each([
    ["kmeans.json", KMeans],
    ["soft.json", SoftKMeans],
    ["mixture.json", GaussianMixture],
  ])("gives the labels of the fit, and of fromJSON: %s", async (file, Model) => {
    const { code, stdout, stderr } = await mixtura(["predict", file, penguins]);
    expect(code).toBe(0);
    expect(stderr).toBe("note: dropped 2 of 344 rows with missing values (lines 5 and 273)\n");
    const model = Model.fromJSON(JSON.parse(await read(file)));
    const [head, ...rows] = cells(stdout);
    expect(head).toEqual(["row", "label"]);
    expect(rows).toHaveLength(344);
    const labels = rows.flatMap(([, label]) => (label === "" ? [] : [Number(label)]));
    expect(labels).toEqual(Array.from(model.predict(measuredPenguins())));
    if (file === "kmeans.json") expect(stdout).toBe(await read("labels.csv"));
  });

  it("finds columns by their names, in whatever order", async () => {
    const rows = measuredPenguins().slice(0, 40);
    const turned = rows.map((row, i) => `p${i},${[...row].reverse().join()}`);
    await write("turned.csv", `name,${[...measurements].reverse().join()}\n${turned.join("\n")}\n`);
    const { stdout } = await mixtura(["predict", "mixture.json", "turned.csv"]);
    const model = GaussianMixture.fromJSON(JSON.parse(await read("mixture.json")));
    const labels = cells(stdout)
      .slice(1)
      .map(([, label]) => Number(label));
    expect(labels).toEqual(Array.from(model.predict(rows)));
  });

  it("adds shares, densities and deviations where they are asked for", async () => {
    const args = ["--responsibilities", "--log-density", "--deviations"];
    const { stdout } = await mixtura(["predict", "mixture.json", penguins, ...args]);
    const model = GaussianMixture.fromJSON(JSON.parse(await read("mixture.json")));
    const rows = measuredPenguins();
    const [head, first, , , dropped] = cells(stdout);
    expect(head).toEqual([
      ...["row", "label", "share_0", "share_1", "share_2", "log_density"],
      ...measurements.map((name) => `deviation_${name}`),
    ]);
    expect(first.slice(2).map(Number)).toEqual([
      ...model.responsibilities(rows.slice(0, 1)),
      ...model.logDensity(rows.slice(0, 1)),
      ...model.deviations(rows.slice(0, 1)),
    ]);
    expect(dropped).toEqual(["4", ...new Array<string>(9).fill("")]);
  });

  it("writes a file, and shows how many rows are where", async () => {
    const { stdout } = await mixtura(["predict", "kmeans.json", penguins, "--labels", "new.csv"]);
    expect(await read("new.csv")).toBe(await read("labels.csv"));
    expect(stdout).toMatch(/^k-means, k = 3, on 342 rows × 4 columns of penguins.csv\n\ncluster/);
    expect(stdout).toContain("share in the fit");
  });

  it("takes a model without names by the order of columns, and says so", async () => {
    const model = KMeans.fit([[0, 0], [9, 9]], { k: 2 }); // prettier-ignore
    await write("bare.json", JSON.stringify(model));
    await write("two.csv", "a,b\n1,1\n8,8\n");
    const { stdout, stderr } = await mixtura(["predict", "bare.json", "two.csv"]);
    expect(
      cells(stdout)
        .slice(1)
        .map(([, label]) => Number(label)),
    ).toEqual(
      Array.from(model.predict([[1, 1], [8, 8]])), // prettier-ignore
    );
    expect(stderr).toContain("the model names no columns; taken in their order: a and b");
    await write("three.csv", "a,b,c\n1,1,1\n");
    const wrong = await mixtura(["predict", "bare.json", "three.csv"]);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(
      "3 columns hold numbers (a, b and c), and the model has 2 dimensions",
    );
  });

  it.each([
    ["a missing column", "kmeans.json", "x,bill_length_mm\n1,2\n", "no column"],
    ["no model", "none.json", "x\n1\n", "cannot read none.json: no such file or folder"],
    [
      "a table for a model",
      "table.csv",
      "x\n1\n",
      "table.csv: a table, it seems, where a model belongs; the model comes first",
    ],
    ["text for a model", "text.json", "x\n1\n", "text.json: no JSON"],
    ["other JSON", "other.json", "x\n1\n", "other.json: no model of mixtura"],
    ["a broken model", "broken.json", "x\n1\n", 'broken.json: "json.centroids" expected'],
  ])("refuses %s in one line", async (_, file, csv, words) => {
    await write("table.csv", "x\n1\n");
    await write("text.json", "k = 3");
    await write("other.json", '{ "k": 3 }');
    const model = KMeans.fit([1, 9], { k: 2 }).toJSON();
    await write("broken.json", JSON.stringify({ ...model, centroids: [[1]] }));
    await write("data.csv", csv);
    const { code, stdout, stderr } = await mixtura(["predict", file, "data.csv"]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("refuses what the model cannot tell, and files that are the same", async () => {
    const hard = await mixtura(["predict", "kmeans.json", penguins, "--log-density"]);
    expect(hard).toMatchObject({ code: 1 });
    expect(hard.stderr).toContain("kmeans.json: a model of KMeans, which has no --log-density");
    const same = await mixtura(["predict", "kmeans.json", penguins, "--labels", "kmeans.json"]);
    expect(same).toMatchObject({ code: 2 });
    expect(same.stderr).toContain("MODEL and --labels are the same file");
  });

  it("draws the rows in the clusters of the model", async () => {
    const drawn = ["--plot", "rows.svg", "--plot-columns", measurements.slice(0, 2).join()];
    const { stdout } = await mixtura(["predict", "mixture.json", penguins, ...drawn]);
    expect(stdout).toBe((await mixtura(["predict", "mixture.json", penguins])).stdout);
    const svg = await read("rows.svg");
    expect(svg).toContain(">Gaussian mixture, k = 3<");
    expect(svg).toContain(">342 rows × 4 columns of penguins.csv<");
    expect(svg).toContain("ellipses: one and two standard deviations");
    expect(svg.match(/<circle/g)).toHaveLength(342 + 3 + 3);

    const labels = ["--labels", "rows.csv"];
    const below = await mixtura(["predict", "kmeans.json", penguins, ...labels, "--plot", "-"]);
    const report = await mixtura(["predict", "kmeans.json", penguins, ...labels]);
    expect(below.stdout.startsWith(`${report.stdout}\nk-means, k = 3\n`)).toBe(true);
    expect(below.stdout).toContain("clusters: a 0, b 1, c 2");
  });

  it.each([
    [["--plot", "-"], 2, "--plot - and the CSV both print to standard output"],
    [["--plot-columns", "x"], 2, "'--plot', which is not given"],
    [["--plot", "x.svg", "--labels", "./x.svg"], 2, "the same file"],
    [["--plot", "no/x.svg"], 1, "cannot write no/x.svg"],
    [["--plot", "x.svg", "--plot-columns", "species"], 1, "is not a column in use"],
  ])("refuses %j", async (args, exit, message) => {
    const { code, stdout, stderr } = await mixtura(["predict", "kmeans.json", penguins, ...args]);
    expect({ code, stdout }).toEqual({ code: exit, stdout: "" });
    expect(stderr).toContain(message);
  });
});

describe("mixtura sample", () => {
  it("draws what GaussianMixture draws, under the names of the columns", async () => {
    const { code, stdout } = await mixtura(["sample", "mixture.json", "-n", "25", "--seed", "3"]);
    expect(code).toBe(0);
    const model = GaussianMixture.fromJSON(JSON.parse(await read("mixture.json")));
    const { points } = model.sample(25, { seed: 3 });
    const [head, ...rows] = cells(stdout);
    expect(head).toEqual(measurements);
    expect(rows.flat().map(Number)).toEqual(Array.from(points));
  });

  it("tells the component of each row where that is asked for", async () => {
    const { stdout } = await mixtura(["sample", "mixture.json", "-n", "12", "--cluster"]);
    const model = GaussianMixture.fromJSON(JSON.parse(await read("mixture.json")));
    const [head, ...rows] = cells(stdout);
    expect(head.at(-1)).toBe("cluster");
    expect(rows.map((row) => Number(row.at(-1)))).toEqual(Array.from(model.sample(12).labels));
  });

  it("refuses models that know no shapes, and no number of rows", async () => {
    const hard = await mixtura(["sample", "kmeans.json", "-n", "5"]);
    expect(hard).toMatchObject({ code: 1, stdout: "" });
    expect(hard.stderr).toContain(
      "kmeans.json: a model of KMeans, which knows centres and no shapes",
    );
    expect((await mixtura(["sample", "mixture.json", "-n", "0"])).code).toBe(2);
    expect((await mixtura(["sample", "mixture.json"])).code).toBe(2);
  });
});

it("draws a single row among the clusters of the model, on axes that tell them apart", async () => {
  const centers = [0, 100, 200].map((at) => [at, at / 2, 300 - at]);
  const rows = centers.flatMap((center) =>
    [0, 1, 2, 3, 4].map((i) => center.map((value, j) => value + ((i * (j + 2)) % 5)).join(",")),
  );
  const mixture = ["-k", "3", "-a", "gaussian", "--covariance", "spherical", "--restarts", "5"];
  await write("three.csv", ["a,b,c", ...rows].join("\n"));
  await mixtura(["fit", "three.csv", ...mixture, "--model", "three.json"]);
  await write("single.csv", "a,b,c\n1,2,299\n");
  const files = ["--labels", "single-labels.csv", "--plot", "single.svg"];
  expect((await mixtura(["predict", "three.json", "single.csv", ...files])).code).toBe(0);
  const shares = (await read("single.svg")).match(/component, ([\d.]+) %/g) ?? [];
  expect(shares).toHaveLength(2);
  expect(shares[0]).toMatch(/component, (?:9\d|100)\./);
});
