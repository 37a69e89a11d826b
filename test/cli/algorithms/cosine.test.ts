import { DOMParser } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";
import { KMeans, SoftKMeans } from "mixtura";
import { workspace } from "../command.js";
import { measuredPenguins, measurements, penguins } from "../penguins.js";

const { mixtura, read, write } = workspace();
const cosine = ["--distance", "cosine"];
const columns = ["--columns", measurements.join()];

/** Of two directions, with lengths from 1 to 100. */
const rays = [[1, 0.1], [50, 4], [100, 11], [0.1, 1], [6, 50], [10, 100]]; // prettier-ignore

beforeAll(async () => {
  await write("rays.csv", `a,b\n${rays.map((row) => row.join()).join("\n")}\n`);
  await write("zeros.csv", 'a,b\n1,2\n"0",-0\n3,1\n');
});

describe("--distance cosine", () => {
  it.each([[[]], [["--standardize"]]])("fits what KMeans fits %j", async (scaled) => {
    const args = ["fit", penguins, "-k", "3", ...columns, ...cosine, ...scaled];
    const { stdout } = await mixtura([...args, "--json"]);
    const options = { k: 3, distance: "cosine", standardize: scaled.length > 0 } as const;
    const model = KMeans.fit(measuredPenguins(), options);
    const printed = JSON.parse(stdout) as Record<string, unknown> & { labels: unknown[] };
    const { centroids, inertia } = model;
    expect(printed).toMatchObject({ distance: "cosine", centroids, inertia });
    expect(printed.labels.filter((label) => label !== null)).toEqual(Array.from(model.labels));
  });

  it("fits what SoftKMeans fits, with the β of von Mises–Fisher distributions", async () => {
    const args = ["fit", "rays.csv", "-k", "2", "-a", "soft", ...cosine, "--json"];
    const { stdout } = await mixtura(args);
    const { inertia } = KMeans.fit(rays, { k: 2, distance: "cosine" });
    const r = 1 - inertia / (2 * rays.length);
    const stiffness = Number(((r * (2 - r * r)) / (1 - r * r)).toPrecision(2));
    const model = SoftKMeans.fit(rays, { k: 2, stiffness, distance: "cosine" });
    const { centroids, freeEnergy } = model;
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ stiffness, distance: "cosine", centroids, freeEnergy },
      labels: Array.from(model.labels),
    });
  });

  it("shows directions, and how close rows are to them", async () => {
    const { stdout } = await mixtura(["fit", "rays.csv", "-k", "2", ...cosine]);
    const { inertia } = KMeans.fit(rays, { k: 2, distance: "cosine" });
    const mean = (1 - inertia / (2 * rays.length)).toFixed(4);
    expect(stdout).toMatch(/^k-means, by cosine, k = 2, on 6 rows/);
    expect(stdout).toContain(`(mean cosine of rows and their centroids ${mean})\n`);
    expect(stdout).toContain("centroids are directions, of length 1\n");
    expect(stdout).not.toContain("explained");
    const soft = await mixtura(["fit", "rays.csv", "-k", "2", "-a", "soft", ...cosine]);
    expect(soft.stdout).toMatch(/^soft k-means, β = \d+, by cosine, k = 2,/);
    expect(soft.stdout).toContain(
      "β = r(d − r²)/(1 − r²), with r the mean cosine within clusters of k-means\n",
    );
    const scaled = await mixtura(["fit", "rays.csv", "-k", "2", ...cosine, "--standardize"]);
    expect(scaled.stdout).toContain("at length 1 from the means, in standard deviations\n");
  });

  it("is kept by the model, and applied by predict", async () => {
    await mixtura(["fit", "rays.csv", "-k", "2", ...cosine, "--model", "rays.json"]);
    const model = JSON.parse(await read("rays.json")) as Record<string, unknown>;
    expect(model).toMatchObject({ model: "KMeans", distance: "cosine" });
    const points = "a,b\n9000,100\n0.001,0.02\n";
    const { stdout } = await mixtura(["predict", "rays.json", "-"], points);
    const [first, , , second] = KMeans.fit(rays, { k: 2, distance: "cosine" }).labels;
    expect(stdout).toBe(`row,label\n1,${first}\n2,${second}\n`);
    const args = ["predict", "rays.json", "-", "--labels", "rays-labels.csv"];
    expect((await mixtura(args, points)).stdout).toMatch(/^k-means, by cosine, k = 2, on 2 rows/);
    const zeros = await mixtura(["predict", "rays.json", "zeros.csv"]);
    expect(zeros).toMatchObject({ code: 1, stdout: "" });
    expect(zeros.stderr).toContain("zeros.csv line 3: every value in use is 0");
  });

  it("compares k-means and soft k-means by it, and says that mixtures have none", async () => {
    const args = ["compare", penguins, "-k", "3", ...columns, ...cosine, "--standardize"];
    const { stdout, stderr } = await mixtura([...args, "--details"]);
    expect(stderr).toContain(
      "note: Gaussian mixture: it has no cosine distance, and takes rows with their lengths\n",
    );
    const { inertia } = KMeans.fit(measuredPenguins(), {
      ...{ k: 3, distance: "cosine", standardize: true },
    });
    expect(stdout).toMatch(new RegExp(`inertia +${inertia.toFixed(2)}\\n`));
    expect(stdout).toContain("mean cosine");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    const soft = await mixtura([...args.with(0, "fit"), "-a", "soft"]);
    const [beta] = /β = [\d.]+/.exec(stdout)!;
    expect(soft.stdout).toContain(`${beta},`);
  });

  it("selects by it", async () => {
    const { stdout } = await mixtura(["select", "rays.csv", "-k", "1..4", ...cosine]);
    expect(stdout).toMatch(/^k-means, by cosine, on 6 rows/);
    expect(stdout).toContain("k = 2 suits best");
  });

  it("draws centres as far out as their rows", async () => {
    await mixtura(["fit", "rays.csv", "-k", "2", ...cosine, "--plot", "rays.svg"]);
    const svg = await read("rays.svg");
    expect(svg).toContain(">k-means, by cosine, k = 2<");
    expect(svg).toContain("clusters by direction from 0 alone (cosine)");
    const document = new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as Document;
    const numbers = document.querySelectorAll('g[aria-label="text"] text');
    const places = Array.from(numbers, (text) =>
      /\(([\d.]+),([\d.]+)\)/.exec(text.getAttribute("transform")!)!.slice(1).map(Number),
    );
    expect(places).toHaveLength(2);
    // At length 1, both would be in one corner.
    const [[x, y], [u, v]] = places;
    expect(Math.hypot(x - u, y - v)).toBeGreaterThan(200);
  });

  it("draws one column with the border at 0, or at its mean", async () => {
    for (const [scaled, from] of [
      [[], "0"],
      [["--standardize"], "the means of the columns"],
    ] as const) {
      const args = ["fit", "-", "-k", "2", ...cosine, ...scaled, "--plot", "line.svg"];
      expect((await mixtura(args, "x\n1\n-2\n3\n-4\n9\n")).code).toBe(0);
      expect(await read("line.svg")).toContain(`clusters by direction from ${from} alone`);
    }
  });

  it.each([
    [["fit", "zeros.csv", "-k", "2"], "zeros.csv line 3: every value in use is 0, so the row has"],
    [["fit", "zeros.csv", "-k", "2", "-a", "soft"], "zeros.csv line 3: every value in use is 0"],
    [["select", "zeros.csv", "-k", "1..2"], "zeros.csv line 3: every value in use is 0"],
    [["compare", "zeros.csv", "-k", "2"], "zeros.csv line 3: every value in use is 0"],
    [
      ["fit", "mean.json", "-k", "2", "--standardize"],
      "mean.json line 2: every value in use is the mean of its column, so the row has no direction",
    ],
  ])("names the row that has no direction: %j", async (args, message) => {
    await write("mean.json", '[{"x":-1,"y":-2},\n{"x":0,"y":0},\n{"x":1,"y":2}]');
    const { code, stdout, stderr } = await mixtura([...args, ...cosine]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("refuses distances of other algorithms", async () => {
    const hard = await mixtura(["fit", "rays.csv", "-k", "2", "--distance", "half-squared"]);
    expect(hard.code).toBe(2);
    expect(hard.stderr).toContain("with -a kmeans is euclidean or cosine, not half-squared");
    const mixture = await mixtura(["select", "rays.csv", "-k", "2", "-a", "gaussian", ...cosine]);
    expect(mixture.code).toBe(2);
    expect(mixture.stderr).toContain("-a gaussian does not have it");
  });
});
