import { type Covariance, GaussianMixture } from "mixtura";
import type { Laid, Match } from "../match.js";
import { centroidsAt, drawnRows } from "../starts.js";
import type { Table } from "../../problems/problem.js";
import { timed } from "./timed.js";

const ITERATIONS = 10;

/** From means at rows, and as wide as the data, so that all take part in many points at first. */
export function mixture({ table, points, threads, ask }: Laid, covariance: Covariance): Match {
  const { k, d } = table;
  const rows = drawnRows(table);
  const variance = meanVariance(table);
  const options = {
    k,
    covariance,
    regularization: 0,
    start: startOf(covariance, centroidsAt(points.data, d, { rows }), variance),
    maxIterations: ITERATIONS,
    tolerance: 0,
  };
  const algorithm = covariance === "diagonal" ? "diag" : covariance;
  const problem = { algorithm, rows, variance, iterations: ITERATIONS };
  const fit = () =>
    threads === 1
      ? GaussianMixture.fit(points, options)
      : GaussianMixture.fitAsync(points, { ...options, threads });
  return {
    own: () =>
      timed(fit, ({ logLikelihood: objective, iterations }) => ({ objective, iterations })),
    rivals: new Map([[algorithm, (by) => ask(by, "mixture", problem)]]),
  };
}

/** Equal weights, these means, and the same variance every way. */
function startOf(covariance: Covariance, means: number[][], variance: number) {
  const weights = means.map(() => 1 / means.length);
  const round = means[0].map((_, i) => means[0].map((_, j) => (i === j ? variance : 0)));
  switch (covariance) {
    case "spherical":
      return { weights, means, covariances: means.map(() => variance) };
    case "diagonal":
      return { weights, means, covariances: means.map((m) => m.map(() => variance)) };
    case "tied":
      return { weights, means, covariances: round };
    case "full":
      return { weights, means, covariances: means.map(() => round) };
  }
}

/** The mean of the features' variances. */
function meanVariance({ data, n, d }: Table): number {
  let total = 0;
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let i = j; i < data.length; i += d) mean += data[i] / n;
    for (let i = j; i < data.length; i += d) total += (data[i] - mean) ** 2;
  }
  return total / (n * d);
}
