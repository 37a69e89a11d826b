import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { blobs, uniforms } from "../data.js";
import * as mixture from "../reference/gaussian-mixture.js";
import { kMeans } from "../reference/k-means.js";
import * as soft from "../reference/soft-k-means.js";

interface Fit {
  logLikelihood: number;
  weights: number[];
  sizesByLabel: number[];
  means?: number[][];
  covariances?: number[];
}
interface SoftFit {
  freeEnergy: number;
  sizes: number[];
  centroids?: number[][];
}
interface Iris {
  points: number[][];
  species: number[];
  gaussianMixtureFromSpecies: Record<mixture.Covariance, Fit>;
  gaussianMixtureK1: Record<"spherical" | "diagonal" | "full", number>;
  softKMeansFromSpeciesMeans: Record<string, SoftFit> & { criticalStiffness: number };
}
interface Waiting {
  points: number[];
  gaussianMixture: {
    logLikelihood: number;
    weights: number[];
    means: number[];
    standardDeviations: number[];
  };
  tied: { logLikelihood: number; weights: number[]; means: number[]; standardDeviation: number };
}

function oracle(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../oracles/${name}.json`, import.meta.url), "utf8"));
}
const iris = oracle("iris") as Iris;
const waiting = oracle("waiting") as Waiting;

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;

/** The largest relative error of any number, however deep the arrays. */
function error(got: unknown, expected: unknown): number {
  const [a, b] = [got, expected].map((value) => [value].flat(3) as number[]);
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]) / Math.abs(b[i])));
}

function labelsOf(responsibilities: readonly number[][]): number[] {
  return responsibilities.map((r) => r.indexOf(Math.max(...r)));
}

function counts(labels: readonly number[], k: number): number[] {
  return Array.from({ length: k }, (_, c) => labels.filter((label) => label === c).length);
}

const oneHot = iris.species.map((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0)));
const speciesMeans = soft.update(iris.points, oneHot);

describe("the reference for mixtures", () => {
  it.each(FORMS)("gives mclust's fit of iris from the species, %s", (covariance) => {
    const expected = iris.gaussianMixtureFromSpecies[covariance];
    const start = mixture.fromLabels(iris.points, iris.species, covariance);
    const fit = mixture.gaussianMixture(iris.points, start, { covariance, maxIterations: 500 });
    expect(error(fit.logLikelihood, expected.logLikelihood)).toBeLessThan(1e-8);
    expect(error(fit.weights, expected.weights)).toBeLessThan(1e-6);
    if (expected.means) expect(error(fit.means, expected.means)).toBeLessThan(1e-6);
    if (expected.covariances) {
      expect(error(fit.covariances, expected.covariances)).toBeLessThan(1e-6);
    }
    expect(counts(labelsOf(fit.responsibilities), 3)).toEqual(expected.sizesByLabel);
    expect(
      error(
        fit.sizes,
        fit.weights.map((weight) => weight * 150),
      ),
    ).toBeLessThan(1e-12);
  });

  it.each(FORMS)("gives the closed form for one component, %s", (covariance) => {
    const labels = iris.points.map(() => 0);
    const theta = mixture.fromLabels(iris.points, labels, covariance);
    const expected = iris.gaussianMixtureK1[covariance === "tied" ? "full" : covariance];
    expect(error(mixture.logLikelihood(iris.points, theta, covariance), expected)).toBeLessThan(
      1e-11,
    );
  });

  const times = waiting.points.map((x) => [x]);
  const late = waiting.points.map((x) => (x > 67 ? 1 : 0));

  it.each(["spherical", "diagonal", "full"] as const)(
    "gives mclust's fit of the waiting times, whose one dimension makes forms equal, %s",
    (covariance) => {
      const start = mixture.fromLabels(times, late, covariance);
      const fit = mixture.gaussianMixture(times, start, { covariance });
      const { logLikelihood, weights, means, standardDeviations } = waiting.gaussianMixture;
      expect(error(fit.logLikelihood, logLikelihood)).toBeLessThan(1e-11);
      expect(error(fit.weights, weights)).toBeLessThan(1e-6);
      expect(error(fit.means.flat(), means)).toBeLessThan(1e-6);
      const variances = standardDeviations.map((s) => s * s);
      expect(error(([fit.covariances] as unknown[]).flat(3), variances)).toBeLessThan(1e-6);
    },
  );

  it("gives mclust's fit of the waiting times, tied", () => {
    const start = mixture.fromLabels(times, late, "tied");
    const fit = mixture.gaussianMixture(times, start, { covariance: "tied" });
    const { logLikelihood, weights, means, standardDeviation } = waiting.tied;
    expect(error(fit.logLikelihood, logLikelihood)).toBeLessThan(1e-11);
    expect(error(fit.weights, weights)).toBeLessThan(1e-6);
    expect(error(fit.means.flat(), means)).toBeLessThan(1e-6);
    expect(error(fit.covariances, [[standardDeviation ** 2]])).toBeLessThan(1e-6);
  });

  it.each(FORMS)("never lets the likelihood fall, %s", (covariance) => {
    const mislabelled = iris.species.map((label, i) => (i % 4 === 0 ? (label + 1) % 3 : label));
    const start = mixture.fromLabels(iris.points, mislabelled, covariance);
    const options = { covariance, maxIterations: 60 };
    const { history } = mixture.gaussianMixture(iris.points, start, options);
    expect(history).toHaveLength(60);
    history.slice(1).forEach((value, i) => {
      expect(value).toBeGreaterThan(history[i] - 1e-12 * Math.abs(history[i]));
    });
    expect(history[59]).toBeGreaterThan(history[0] + 1);
  });

  it.each(FORMS)("takes a weight of 2 for a point given twice, %s", (covariance) => {
    const points = blobs(90, 3, 3);
    const labels = points.map((_, i) => i % 3);
    const twice = points.map((_, i) => 1 + (i % 2));
    const repeated = <T>(values: T[]) => values.flatMap((v, i) => (twice[i] === 2 ? [v, v] : [v]));
    const options = { covariance, maxIterations: 4 };
    const weighted = mixture.gaussianMixture(
      points,
      mixture.fromLabels(points, labels, covariance, twice),
      { ...options, weights: twice },
    );
    const doubled = mixture.gaussianMixture(
      repeated(points),
      mixture.fromLabels(repeated(points), repeated(labels), covariance),
      options,
    );
    expect(error(weighted.history, doubled.history)).toBeLessThan(1e-12);
    expect(error(weighted.sizes, doubled.sizes)).toBeLessThan(1e-12);
    expect(error(weighted.covariances, doubled.covariances)).toBeLessThan(1e-9);
  });

  it("shares out a point 1000 σ from every component", () => {
    const theta = { weights: [0.5, 0.5], means: [[0], [1]], covariances: [1, 1] };
    const [r] = mixture.responsibilities([[1000]], theta, "spherical");
    expect(r).toEqual([0, 1]);
    const expected = -(999 ** 2 + Math.log(2 * Math.PI)) / 2 + Math.log(0.5);
    expect(mixture.logLikelihood([[1000]], theta, "spherical")).toBeCloseTo(expected, 8);
  });
});

describe("the reference for soft k-means", () => {
  it.each([
    ["0.25", 5000],
    ["1", 300],
    ["5", 300],
    ["50", 300],
  ])("gives R's fit of iris from the species' means, stiffness %s", (beta, maxIterations) => {
    const expected = iris.softKMeansFromSpeciesMeans[beta];
    const options = { stiffness: Number(beta), maxIterations };
    const fit = soft.softKMeans(iris.points, speciesMeans, options);
    expect(error(fit.freeEnergy, expected.freeEnergy)).toBeLessThan(1e-9);
    expect(error(fit.sizes, expected.sizes)).toBeLessThan(1e-6);
    if (expected.centroids) expect(error(fit.centroids, expected.centroids)).toBeLessThan(1e-6);
  });

  it("merges all means below the critical stiffness and parts them above", () => {
    const { criticalStiffness } = iris.softKMeansFromSpeciesMeans;
    const spread = (stiffness: number) => {
      const options = { stiffness, maxIterations: 5000 };
      const { centroids } = soft.softKMeans(iris.points, speciesMeans, options);
      return Math.max(...centroids.map((m) => Math.abs(m[2] - centroids[0][2])));
    };
    expect(spread(0.98 * criticalStiffness)).toBeLessThan(1e-9);
    expect(spread(1.02 * criticalStiffness)).toBeGreaterThan(0.1);
  });

  it("never lets the free energy rise", () => {
    const points = blobs(200, 3, 4);
    const { history, freeEnergy } = soft.softKMeans(points, points.slice(0, 4), {
      stiffness: 0.7,
      maxIterations: 60,
    });
    expect(history).toHaveLength(60);
    expect(history[59]).toBe(freeEnergy);
    history.slice(1).forEach((value, i) => {
      expect(value).toBeLessThan(history[i] + 1e-12 * Math.abs(history[i]));
    });
  });

  it("is hard k-means where β is large", () => {
    const points = blobs(120, 2, 3);
    const start = points.slice(0, 3);
    const hard = kMeans(points, start);
    const fit = soft.softKMeans(points, start, { stiffness: 1e9, maxIterations: hard.iterations });
    expect(labelsOf(fit.responsibilities)).toEqual(hard.labels);
    expect(error(fit.centroids, hard.centroids)).toBeLessThan(1e-12);
    expect(error(fit.freeEnergy, hard.inertia / 2)).toBeLessThan(1e-9);
  });

  it("is a mixture of equal portions whose variances are held at 1/β", () => {
    const points = blobs(50, 3, 2);
    const means = points.slice(0, 4);
    const [beta, k, d, n] = [0.8, 4, 3, 50];
    const theta = {
      weights: means.map(() => 1 / k),
      means,
      covariances: means.map(() => 1 / beta),
    };
    const r = soft.responsibilities(points, means, beta);
    mixture.responsibilities(points, theta, "spherical").forEach((row, i) => {
      row.forEach((share, c) => expect(Math.abs(share - r[i][c])).toBeLessThan(1e-12));
    });
    const constant = n * (Math.log(k) + (d / 2) * Math.log((2 * Math.PI) / beta));
    const logLikelihood = mixture.logLikelihood(points, theta, "spherical");
    const freeEnergy = soft.freeEnergy(points, means, beta);
    expect(error(-beta * freeEnergy - constant, logLikelihood)).toBeLessThan(1e-12);
  });

  it("weighs by distance itself where that is asked for", () => {
    // prettier-ignore
    const [points, centroids] = [[[0, 0], [1, 0], [1e6, 0]], [[0, 0], [3, 4]]];
    const r = soft.responsibilities(points, centroids, 2, "euclidean");
    expect(r[0][0]).toBeCloseTo(1 / (1 + Math.exp(-10)), 14);
    expect(r[1][1]).toBeCloseTo(1 / (1 + Math.exp(-2 * (1 - Math.sqrt(20)))), 14);
    r.forEach((row) => expect(row[0] + row[1]).toBeCloseTo(1, 14));
    expect(soft.freeEnergy([[0, 0]], centroids, 2, "euclidean")).toBeCloseTo(
      -Math.log1p(Math.exp(-10)) / 2,
      14,
    );
  });

  it("takes a weight of 2 for a point given twice, and one of 0 for none", () => {
    const points = blobs(60, 2, 3);
    const uniform = uniforms(5);
    const weights = points.map(() => Math.floor(3 * uniform()));
    const repeated = points.flatMap((x, i) => new Array<number[]>(weights[i]).fill(x));
    const options = { stiffness: 1.5, maxIterations: 5 };
    const start = points.slice(0, 3);
    const weighted = soft.softKMeans(points, start, { ...options, weights });
    const doubled = soft.softKMeans(repeated, start, options);
    expect(error(weighted.history, doubled.history)).toBeLessThan(1e-12);
    expect(error(weighted.freeEnergy, doubled.freeEnergy)).toBeLessThan(1e-12);
    expect(error(weighted.sizes, doubled.sizes)).toBeLessThan(1e-12);
  });
});
