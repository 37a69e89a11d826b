/**
 * Gaussian mixtures as a textbook has them (MacKay 2003, chapter 22), in plain
 * TypeScript: what the compiled core is checked against and raced against. It
 * keeps variances from nothing, so it is for data on which none collapses.
 */

import { type Point, squaredDistance } from "./k-means.js";
import { sizes, update } from "./soft-k-means.js";

/** What a covariance is written as: σ² each, variances each, one Σ for all, or Σ each. */
export interface Covariances {
  spherical: number[];
  diagonal: number[][];
  tied: number[][];
  full: number[][][];
}
export type Covariance = keyof Covariances;

/** θ: the mixing portions π, the means μ and the covariances. */
export interface Parameters<C extends Covariance> {
  readonly weights: number[];
  readonly means: number[][];
  readonly covariances: Covariances[C];
}

const LOG_2PI = Math.log(2 * Math.PI);

/** The lower triangular L with L Lᵀ = Σ. */
export function cholesky(covariance: readonly Point[]): number[][] {
  const factor = covariance.map((row) => row.map(() => 0));
  for (let i = 0; i < factor.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = covariance[i][j];
      for (let l = 0; l < j; l++) rest -= factor[i][l] * factor[j][l];
      factor[i][j] = i === j ? Math.sqrt(rest) : rest / factor[j][j];
    }
  }
  return factor;
}

/** log N(x | μ, L Lᵀ): z = L⁻¹ (x − μ) has the squared Mahalanobis length, L's diagonal has √|Σ|. */
function logGaussian(x: Point, mean: Point, factor: readonly Point[]): number {
  const z: number[] = [];
  let sum = x.length * LOG_2PI;
  for (let j = 0; j < x.length; j++) {
    let rest = x[j] - mean[j];
    for (let l = 0; l < j; l++) rest -= factor[j][l] * z[l];
    z.push(rest / factor[j][j]);
    sum += z[j] * z[j] + 2 * Math.log(factor[j][j]);
  }
  return -sum / 2;
}

/** log N(x | μ, σ² I). */
function logSpherical(x: Point, mean: Point, variance: number): number {
  return -(x.length * (LOG_2PI + Math.log(variance)) + squaredDistance(x, mean) / variance) / 2;
}

/** log N(x | μ, diag(σ²)). */
function logDiagonal(x: Point, mean: Point, variances: Point): number {
  let sum = x.length * LOG_2PI;
  for (let j = 0; j < x.length; j++) {
    sum += (x[j] - mean[j]) ** 2 / variances[j] + Math.log(variances[j]);
  }
  return -sum / 2;
}

/** For each form, what is done once for all points, and then for each point and component. */
const DENSITY: {
  [C in Covariance]: (covariances: Covariances[C]) => (x: Point, m: Point, c: number) => number;
} = {
  spherical: (variances) => (x, m, c) => logSpherical(x, m, variances[c]),
  diagonal: (variances) => (x, m, c) => logDiagonal(x, m, variances[c]),
  tied: (covariance) => {
    const factor = cholesky(covariance);
    return (x, m) => logGaussian(x, m, factor);
  },
  full: (covariances) => {
    const factors = covariances.map(cholesky);
    return (x, m, c) => logGaussian(x, m, factors[c]);
  },
};

/** log N(x_n | μ_k, Σ_k) of every point (rows) under every component (columns). */
export function logDensities<C extends Covariance>(
  points: readonly Point[],
  { means, covariances }: Parameters<C>,
  covariance: C,
): number[][] {
  const density = DENSITY[covariance](covariances);
  return points.map((x) => means.map((m, c) => density(x, m, c)));
}

/** Each point's r_k = π_k N_k / Σ_j π_j N_j, and log Σ_k π_k N_k, the largest term taken out first. */
function eStep<C extends Covariance>(
  points: readonly Point[],
  parameters: Parameters<C>,
  covariance: C,
): { readonly shares: number[]; readonly logDensity: number }[] {
  const logWeights = parameters.weights.map((weight) => Math.log(weight));
  return logDensities(points, parameters, covariance).map((densities) => {
    const scores = densities.map((density, c) => logWeights[c] + density);
    const largest = Math.max(...scores);
    const terms = scores.map((score) => Math.exp(score - largest));
    const sum = sumOf(terms);
    return { shares: terms.map((t) => t / sum), logDensity: largest + Math.log(sum) };
  });
}

/** r_nk: what share of point n component k has to answer for. */
export function responsibilities<C extends Covariance>(
  points: readonly Point[],
  parameters: Parameters<C>,
  covariance: C,
): number[][] {
  return eStep(points, parameters, covariance).map(({ shares }) => shares);
}

/** Σ_n w_n log Σ_k π_k N(x_n | μ_k, Σ_k). */
export function logLikelihood<C extends Covariance>(
  points: readonly Point[],
  parameters: Parameters<C>,
  covariance: C,
  weights?: readonly number[],
): number {
  return total(eStep(points, parameters, covariance), weights);
}

function total(each: readonly { readonly logDensity: number }[], weights?: readonly number[]) {
  return each.reduce((sum, { logDensity }, i) => sum + (weights?.[i] ?? 1) * logDensity, 0);
}

/** Σ w r (x − μ)² of each coordinate: a second pass, for Σ w r x² − N μ² would cancel. */
function squares(points: readonly Point[], wr: Point, mean: Point): number[] {
  const sums = mean.map(() => 0);
  for (let i = 0; i < points.length; i++) {
    for (let j = 0; j < sums.length; j++) sums[j] += wr[i] * (points[i][j] - mean[j]) ** 2;
  }
  return sums;
}

/** Σ w r (x − μ)(x − μ)ᵀ. */
function products(points: readonly Point[], wr: Point, mean: Point): number[][] {
  const sums = mean.map(() => mean.map(() => 0));
  for (let i = 0; i < points.length; i++) {
    const difference = mean.map((m, j) => points[i][j] - m);
    for (let j = 0; j < mean.length; j++) {
      const scaled = wr[i] * difference[j];
      for (let l = 0; l < mean.length; l++) sums[j][l] += scaled * difference[l];
    }
  }
  return sums;
}

function sumOf(values: Point): number {
  return values.reduce((a, b) => a + b);
}

/** For each form, the covariances of greatest likelihood; `wr[c][n]` is w r of point n. */
const ESTIMATE: {
  [C in Covariance]: (
    points: readonly Point[],
    wr: readonly Point[],
    means: readonly Point[],
  ) => Covariances[C];
} = {
  spherical: (points, wr, means) =>
    means.map((m, c) => sumOf(squares(points, wr[c], m)) / (m.length * sumOf(wr[c]))),
  diagonal: (points, wr, means) =>
    means.map((m, c) => squares(points, wr[c], m).map((s) => s / sumOf(wr[c]))),
  tied: (points, wr, means) => {
    const each = means.map((m, c) => products(points, wr[c], m));
    const n = sumOf(wr.map(sumOf));
    return each[0].map((row, j) => row.map((_, l) => sumOf(each.map((one) => one[j][l])) / n));
  },
  full: (points, wr, means) =>
    means.map((m, c) => products(points, wr[c], m).map((row) => row.map((s) => s / sumOf(wr[c])))),
};

/** M-step: the parameters under which these responsibilities' data is likeliest. */
export function maximize<C extends Covariance>(
  points: readonly Point[],
  shares: readonly Point[],
  covariance: C,
  weights?: readonly number[],
): Parameters<C> {
  const totals = sizes(shares, weights);
  const means = update(points, shares, weights);
  const wr = means.map((_, c) => shares.map((r, i) => (weights?.[i] ?? 1) * r[c]));
  return {
    weights: totals.map((size) => size / sumOf(totals)),
    means,
    covariances: ESTIMATE[covariance](points, wr, means),
  };
}

/** The M-step from labels, as responsibilities of 0 and 1. */
export function fromLabels<C extends Covariance>(
  points: readonly Point[],
  labels: readonly number[],
  covariance: C,
  weights?: readonly number[],
): Parameters<C> {
  const k = Math.max(...labels) + 1;
  const oneHot = labels.map((label) => Array.from({ length: k }, (_, c) => (c === label ? 1 : 0)));
  return maximize(points, oneHot, covariance, weights);
}

export interface ReferenceMixtureFit<C extends Covariance> extends Parameters<C> {
  readonly responsibilities: number[][];
  readonly sizes: number[];
  readonly logLikelihood: number;
  readonly history: number[];
}

/** M-step and E-step in turn, for as many iterations as are asked for: the likelihood cannot fall. */
export function gaussianMixture<C extends Covariance>(
  points: readonly Point[],
  start: Parameters<C>,
  options: {
    readonly covariance: C;
    readonly maxIterations?: number;
    readonly weights?: readonly number[];
  },
): ReferenceMixtureFit<C> {
  const { covariance, maxIterations = 300, weights } = options;
  let parameters = start;
  let each = eStep(points, parameters, covariance);
  const history: number[] = [];
  while (history.length < maxIterations) {
    const shares = each.map((one) => one.shares);
    parameters = maximize(points, shares, covariance, weights);
    each = eStep(points, parameters, covariance);
    history.push(total(each, weights));
  }
  const shares = each.map((one) => one.shares);
  return {
    ...parameters,
    responsibilities: shares,
    sizes: sizes(shares, weights),
    logLikelihood: total(each, weights),
    history,
  };
}
