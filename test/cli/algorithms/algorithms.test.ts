import { readFileSync } from "node:fs";
import {
  GaussianMixture,
  KMeans,
  SoftKMeans,
  type Covariance,
  type GaussianMixtureOptions,
  type SoftKMeansOptions,
} from "mixtura";
import { describe, expect, it } from "vitest";
import { worstError } from "../../data.js";
import { examples, workspace, type CommonJson } from "../command.js";

const { mixtura, read } = workspace();

interface HardJson extends CommonJson {
  readonly centroids: number[][];
  readonly inertia: number;
}

interface SoftJson extends CommonJson {
  readonly stiffness: number | "Infinity";
  readonly distance: string;
  readonly centroids: number[][];
  readonly freeEnergy: number | "-Infinity";
}

interface GaussianJson extends CommonJson {
  readonly covariance: Covariance;
  readonly weights: number[];
  readonly means: number[][];
  readonly covariances: number[] | number[][] | number[][][];
  readonly logLikelihood: number;
  readonly parameterCount: number;
  readonly aic: number;
  readonly bic: number;
}

const before = ["algorithm", "k", "seed", "restarts", "rows", "dropped", "columns"];
const after = ["iterations", "converged", "diagnostics", "labels"];

const penguins = `${examples}penguins.csv`;
const bills = ["fit", penguins, "-k", "3", "--columns", "bill_length_mm,bill_depth_mm"];

/** Lengths and depths of the bills that were measured, read by other means. */
function measuredBills(): number[][] {
  const lines = readFileSync(penguins, "utf8").trimEnd().split("\n").slice(1);
  return lines.map((line) => line.split(",").slice(2, 4).map(Number)).filter((row) => row[0] > 0);
}

async function printed<Json>(args: readonly string[], input = ""): Promise<Json> {
  const { code, stdout, stderr } = await mixtura([...args, "--json"], input);
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
  return JSON.parse(stdout) as Json;
}

function labelled({ labels }: CommonJson): (number | null)[] {
  return labels.filter((label) => label !== null);
}

// A slanting cloud around (3, 40): variances 2 and 200, covariance 14.
const cloud = "x,y\n1,20\n2,50\n3,30\n4,40\n5,60\n";

describe("-a kmeans", () => {
  const column = ["fit", penguins, "-k", "4", "--start", "optimal"];

  it("finds the optimum of a single column", async () => {
    const lengths = measuredBills().map(([length]) => length);
    const model = KMeans.fit(lengths, { k: 4, start: "optimal" });
    const json = await printed<HardJson>([...column, "--columns", "bill_length_mm"]);
    expect(json).toMatchObject({ inertia: model.inertia, centroids: model.centroids });
    expect(labelled(json)).toEqual(Array.from(model.labels));
    expect(json).toMatchObject({ breaks: model.breaks });
    const { stdout } = await mixtura([...column, "--columns", "bill_length_mm"]);
    expect(stdout).toContain("\nbreaks 39.06, 43.82, 48.64\n");
    const scaled = [...column, "--columns", "bill_length_mm", "--standardize"];
    const standardized = await printed<{ breaks: number[] }>(scaled);
    expect(worstError(standardized.breaks, model.breaks!)).toBeLessThan(1e-12);
  });

  it("says what to do about several", async () => {
    const { code, stderr } = await mixtura([...column, "--columns", "bill_length_mm,year"]);
    expect(code).toBe(1);
    expect(stderr).toContain("--start optimal is for a single column, not 2; name it by --columns");
  });
});

describe("-a soft", () => {
  const soft = [...bills, "-a", "soft", "--stiffness", "0.3"];

  it("is the library's fit, with the library's defaults", async () => {
    const json = await printed<SoftJson>(soft);
    const model = SoftKMeans.fit(measuredBills(), { k: 3, stiffness: 0.3 });
    expect(Object.keys(json)).toEqual([
      ...[...before, "standardization"],
      ...["stiffness", "distance", "sizes", "centroids", "freeEnergy"],
      ...after,
    ]);
    const { sizes, centroids, freeEnergy, iterations } = model;
    expect(json).toMatchObject({
      algorithm: "soft",
      stiffness: 0.3,
      distance: "half-squared",
      ...{ sizes, centroids, freeEnergy, iterations },
    });
    expect(labelled(json)).toEqual(Array.from(model.labels));
  });

  it.each<[string, string[], Partial<SoftKMeansOptions>]>([
    ["stiffness", ["--stiffness", "0.7"], { stiffness: 0.7 }],
    ["infinite stiffness", ["--stiffness", "Infinity"], { stiffness: Infinity }],
    ["inf", ["--stiffness", "inf"], { stiffness: Infinity }],
    ["distance", ["--distance", "euclidean"], { distance: "euclidean" }],
    ["start", ["--start", "sample"], { start: "sample" }],
    ["tolerance", ["--tolerance", "0.01"], { tolerance: 0.01 }],
    ["restarts", ["--restarts", "7", "--seed", "3"], { restarts: 7, seed: 3 }],
    ["iterations", ["--max-iterations", "2"], { maxIterations: 2 }],
  ])("hands on %s", async (_, args, options) => {
    const plain = SoftKMeans.fit(measuredBills(), { k: 3, stiffness: 0.3 });
    const model = SoftKMeans.fit(measuredBills(), { k: 3, stiffness: 0.3, ...options });
    // Otherwise the case would not tell whether the option has arrived.
    expect(model.freeEnergy).not.toBe(plain.freeEnergy);
    const json = await printed<SoftJson>([...soft, ...args]);
    expect(json).toMatchObject({ freeEnergy: model.freeEnergy, centroids: model.centroids });
  });

  it("has the library's words for infinite numbers", async () => {
    const hard = await printed<SoftJson>([...bills, "-a", "soft", "--stiffness", "∞"]);
    expect(hard.stiffness).toBe("Infinity");
    const none = await printed<SoftJson>([...bills, "-a", "soft", "--stiffness", "0"]);
    expect(none).toMatchObject({ stiffness: 0, freeEnergy: "-Infinity" });
  });

  it("shows centroids in original units", async () => {
    const args = ["fit", "-", "-k", "1", "-a", "soft", "--stiffness", "1", "--standardize"];
    const { centroids, sizes } = await printed<SoftJson>(args, cloud);
    expect(centroids[0][0]).toBeCloseTo(3, 12);
    expect(centroids[0][1]).toBeCloseTo(40, 12);
    expect(sizes).toEqual([5]);
  });

  it("saves a model that loads again and predicts the same labels", async () => {
    const args = [...bills, "-a", "soft", "--stiffness", "inf", "--model", "soft.json"];
    const json = await printed<SoftJson>(args);
    const saved = JSON.parse(await read("soft.json")) as Record<string, unknown>;
    expect(saved).toMatchObject({
      columns: ["bill_length_mm", "bill_depth_mm"],
      standardization: null,
    });
    expect(saved).not.toHaveProperty("labels");
    const model = SoftKMeans.fromJSON(saved);
    expect(model.stiffness).toBe(Infinity);
    expect(Array.from(model.predict(measuredBills()))).toEqual(labelled(json));
  });

  it("reports β, and sizes to a tenth of a row", async () => {
    const { stdout } = await mixtura(
      ["fit", "-", "-k", "1", "-a", "soft", "--stiffness", "2"],
      cloud,
    );
    expect(stdout).toBe(
      `
soft k-means, β = 2, k = 1, on 5 rows × 2 columns of standard input

cluster  size    share  x   y
─────────────────────────────
      0   5.0  100.0 %  3  40

free energy 505
converged after 1 iteration, one start, seed 0
`.slice(1),
    );
    const far = ["fit", "-", "-k", "1", "-a", "soft", "--stiffness", "INF"];
    const infinite = await mixtura([...far, "--distance", "euclidean"], cloud);
    expect(infinite.stdout).toContain("soft k-means, β = ∞, Euclidean distance, k = 1,");
    const none = await mixtura(["fit", "-", "-k", "2", "-a", "soft", "--stiffness", "0"], cloud);
    expect(none.stdout).toContain("  2.5  50.0 %  3  40\n\nfree energy -∞\n");
  });
});

describe("-a gaussian", () => {
  const gaussian = [...bills, "-a", "gaussian"];

  it("is the library's fit, with the library's defaults", async () => {
    const json = await printed<GaussianJson>(gaussian);
    const model = GaussianMixture.fit(measuredBills(), { k: 3 });
    expect(Object.keys(json)).toEqual([
      ...[...before, "standardization"],
      ...["covariance", "sizes", "weights", "means", "covariances"],
      ...["logLikelihood", "parameterCount", "aic", "bic"],
      ...after,
    ]);
    const { sizes, weights, means, covariances, logLikelihood, parameterCount, aic, bic } = model;
    expect(json).toMatchObject({
      algorithm: "gaussian",
      covariance: "spherical",
      ...{ sizes, weights, means, covariances, logLikelihood, parameterCount, aic, bic },
    });
    expect(labelled(json)).toEqual(Array.from(model.labels));
  });

  it.each<[string, string[], Partial<GaussianMixtureOptions>]>([
    ["diagonal", ["--covariance", "diagonal"], { covariance: "diagonal" }],
    ["tied", ["--covariance", "tied"], { covariance: "tied" }],
    ["full", ["--covariance", "full"], { covariance: "full" }],
    ["regularization", ["--regularization", "0.5"], { regularization: 0.5 }],
    ["k-means++", ["--start", "k-means++", "--seed", "1"], { start: "k-means++", seed: 1 }],
    ["sample", ["--start", "sample"], { start: "sample" }],
    ["tolerance", ["--tolerance", "0.01"], { tolerance: 0.01 }],
    ["restarts", ["--restarts", "2", "--seed", "11"], { restarts: 2, seed: 11 }],
    ["iterations", ["--max-iterations", "2"], { maxIterations: 2 }],
  ])("hands on %s", async (_, args, options) => {
    const plain = GaussianMixture.fit(measuredBills(), { k: 3 });
    const model = GaussianMixture.fit<Covariance>(measuredBills(), { k: 3, ...options });
    expect(model.logLikelihood).not.toBe(plain.logLikelihood);
    const json = await printed<GaussianJson>([...gaussian, ...args]);
    expect(json).toMatchObject({
      covariance: model.covariance,
      logLikelihood: model.logLikelihood,
      covariances: model.covariances,
    });
  });

  const matrix = [
    [2, 14],
    [14, 200],
  ];

  it.each<[Covariance, number[][] | number[][][]]>([
    ["spherical", [[2, 200]]],
    ["diagonal", [[2, 200]]],
    ["tied", matrix],
    ["full", [matrix]],
  ])("brings %s covariances back to original units", async (covariance, expected) => {
    const args = ["fit", "-", "-k", "1", "-a", "gaussian", "--covariance", covariance];
    const json = await printed<GaussianJson>([...args, "--standardize"], cloud);
    const rounded = (value: unknown): unknown =>
      Array.isArray(value) ? value.map(rounded) : Number((value as number).toFixed(9));
    expect(rounded(json.covariances)).toEqual(expected);
    expect(rounded(json.means)).toEqual([[3, 40]]);
  });

  it("saves a model that loads again and predicts the same labels", async () => {
    const args = [...gaussian, "--covariance", "full", "--standardize", "--model", "mixture.json"];
    const json = await printed<GaussianJson>(args);
    const saved = JSON.parse(await read("mixture.json")) as Pick<CommonJson, "standardization">;
    expect(saved.standardization).toEqual(json.standardization);
    expect(saved).not.toHaveProperty("labels");
    const model = GaussianMixture.fromJSON(saved);
    const points = measuredBills();
    expect(Array.from(model.predict(points))).toEqual(labelled(json));
    expect(model.logLikelihood).toBe(json.logLikelihood);
  });

  it.each<[Covariance, string, string]>([
    ["spherical", "3 ± 10", "40 ± 10"],
    ["diagonal", "3 ± 1.4", "40 ± 14"],
    ["tied", "3 ± 1.4", "40 ± 14"],
    ["full", "3 ± 1.4", "40 ± 14"],
  ])("reports a %s component's mean and width in every column", async (covariance, x, y) => {
    const args = ["fit", "-", "-k", "1", "-a", "gaussian", "--covariance", covariance];
    const { stdout } = await mixtura(args, cloud);
    expect(stdout).toContain(`Gaussian mixture, ${covariance} covariance, k = 1,`);
    expect(stdout).toContain(`\n      0   5.0  100.0 %  ${x}  ${y}\n`);
  });

  it("reports likelihood and criteria, the same on one scale", async () => {
    const args = ["fit", "-", "-k", "1", "-a", "gaussian", "--covariance", "full"];
    // −5 (1 + ln 2π + ½ ln |Σ|), |Σ| = 2 · 200 − 14².
    const shown = "\nlog-likelihood -27.5, 5 parameters\nBIC 63.0, AIC 65.0 (lower is better)\n";
    expect((await mixtura(args, cloud)).stdout).toContain(shown);
    expect((await mixtura([...args, "--standardize"], cloud)).stdout).toContain(shown);
  });
});
