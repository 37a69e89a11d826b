import { checkNonNegative, checkOneOf, rangeError, show } from "../check.js";
import type { Iteration } from "../em.js";
import { pointsSource } from "../points.js";
import { mixtureLabels, type MixtureStatistics } from "../wasm/mixture.js";
import { COVARIANCE_FORMS, type Covariance, type Covariances, nest } from "./covariances.js";
import type { Weights } from "./data.js";
import { notConverged } from "./diagnostics.js";
import { type Fit, largest, openFit, run, unpack } from "./fit.js";
import { GaussianModel, type GaussianTheta } from "./gaussian.js";
import { gaussianComponents } from "./gaussian-components.js";
import type { CommonState } from "./json.js";
import type { MixtureParameters } from "./mixture-parameters.js";
import { checkMixtureStart, type GaussianMixtureStart } from "./mixture-start.js";
import { checkCommon, type CommonOptions, orPreset } from "./options.js";
import { isDrawn } from "./start-options.js";

export interface GaussianMixtureOptions<C extends Covariance = Covariance> extends CommonOptions {
  /**
   * What is free about the covariances. `"spherical"` (default): one variance a component,
   * MacKay's Gaussian k-means. `"diagonal"`: one a component and coordinate. `"tied"`: one
   * matrix for all components. `"full"`: a matrix each.
   */
  readonly covariance?: C | undefined;
  /**
   * The floor of variances, relative to the data's mean variance of a coordinate. Default
   * 1e-6. At 0 a variance may fall as far as rounding can tell it from 0. For matrices the
   * floor holds for what the coordinates before leave unexplained of each.
   */
  readonly regularization?: number | undefined;
  /**
   * `"k-means++"` (default), `"sample"` and `{ centroids }`: each point begins in the
   * component of its nearest first centroid; `"k-means"`: in that of a k-means fit;
   * `{ labels }`: in the one you name. `{ weights, means, covariances }`: the first
   * hypothesis itself. What draws nothing makes `restarts` pointless.
   */
  readonly start?: GaussianMixtureStart<C> | undefined;
  /**
   * Stop when the log-likelihood per point rises by less than this. Default 1e-6; 0, or less
   * than rounding shows: when the means have come to rest, which may take many iterations.
   */
  readonly tolerance?: number | undefined;
}

/** The state of a fit after one iteration; every field is a copy of its own. */
export interface GaussianMixtureStep<C extends Covariance = Covariance> {
  /** Which restart this belongs to, from 0. */
  readonly restart: number;
  /** How many iterations this restart has made, from 1. */
  readonly iteration: number;
  readonly weights: number[];
  readonly means: number[][];
  readonly covariances: Covariances[C];
  readonly labels: Int32Array;
  readonly sizes: number[];
  readonly logLikelihood: number;
  /** Whether this restart stops here because it has converged. */
  readonly converged: boolean;
}

/** Everything a fitted model consists of. */
export interface GaussianMixtureState extends CommonState, MixtureParameters {
  readonly covariance: Covariance;
  readonly logLikelihood: number;
  /** Σ w: the number of points where there are no weights. */
  readonly totalWeight: number;
  readonly history: number[];
}

export type GaussianFit = Fit<GaussianModel> & { readonly covariance: Covariance };

type GaussianIteration = Iteration<GaussianTheta, MixtureStatistics>;

export const COVARIANCES = ["spherical", "diagonal", "tied", "full"] as const;

const OWN = ["covariance", "regularization"];

export function prepare(points: unknown, options: unknown): GaussianFit {
  const source = pointsSource("points", points);
  const { count: n, dimensions: d } = source;
  const common = checkCommon(options, OWN, n, source.precision, 1e-6);
  const { k, tolerance, given } = common;
  const covariance = checkCovariance("covariance", orPreset(given, "covariance", "spherical"));
  const regularization = checkRegularization(orPreset(given, "regularization", 1e-6));
  checkTotalWeight(common.weights);
  const start = checkMixtureStart(common.start, k, n, d, covariance);
  const fit = openFit(points, source, common, {
    start,
    bytes: GaussianModel.bytes(n, d, k, start, covariance),
    given:
      start.kind === "parameters"
        ? { name: "start.means", magnitude: largest(start.parameters.means) }
        : {
            name: "start.centroids",
            magnitude: start.kind === "centroids" ? largest(start.centroids) : 0,
          },
    drawn: isDrawn(start),
    make: ({ data }, fitted) =>
      new GaussianModel(data, k, fitted, tolerance, covariance, regularization),
  });
  return { ...fit, covariance };
}

/** Beyond this a floor could be more than any number. */
const MOST_REGULARIZATION = 1e6;

function checkRegularization(value: unknown): number {
  const regularization = checkNonNegative("regularization", value);
  if (regularization <= MOST_REGULARIZATION) return regularization;
  throw rangeError("regularization", `a number in 0..${MOST_REGULARIZATION}`, show(value));
}

/** A log-likelihood is a sum of w ln p, and ln p may be some hundreds of thousands. */
const MOST_WEIGHT = 1e300;

function checkTotalWeight(weights: Weights | undefined): void {
  if (weights === undefined || weights.total <= MOST_WEIGHT) return;
  throw rangeError("weights", `a sum of at most ${MOST_WEIGHT}`, String(weights.total));
}

export function checkCovariance(name: string, value: unknown): Covariance {
  return checkOneOf(name, value, COVARIANCES);
}

/** Runs a fit to its end. */
export function iterations(fit: GaussianFit): Generator<GaussianIteration, GaussianMixtureState> {
  return run(fit, (last) => finish(fit, last));
}

function finish(fit: GaussianFit, last: GaussianIteration): GaussianMixtureState {
  const { totalWeight, unit, all } = fit.points;
  const history = last.history.map((cost) => -cost * unit + 0);
  return {
    k: fit.k,
    dimensions: all.dimensions,
    precision: fit.precision,
    covariance: fit.covariance,
    weights: last.theta.weights,
    means: last.theta.means,
    covariances: last.theta.covariances,
    factors: last.theta.factors,
    ...describe(fit, last),
    totalWeight: totalWeight * unit,
    iterations: history.length,
    history,
    diagnostics: [...notConverged(last), ...fit.model.diagnose(last.theta)],
  };
}

/** What `GaussianMixture.steps` yields. */
export function snapshot(
  fit: GaussianFit,
  iteration: GaussianIteration,
): GaussianMixtureStep<never> {
  const { restart, history, theta } = iteration;
  const { shape } = COVARIANCE_FORMS[fit.covariance];
  return {
    restart,
    iteration: history.length,
    weights: [...theta.weights],
    means: unpack(theta.means, fit.k),
    covariances: nest(theta.covariances, shape(fit.k, fit.points.all.dimensions)) as never,
    ...describe(fit, iteration),
  };
}

/** What a state and a model have in common, in the user's units. */
function describe(fit: GaussianFit, { theta, statistics, converged }: GaussianIteration) {
  const { unit, all } = fit.points;
  return {
    labels: mixtureLabels(all, fit.k, gaussianComponents(theta, fit.covariance)),
    sizes: fit.model.sizes(statistics).map((size) => size * unit),
    // −0 becomes 0, as JSON would have it.
    logLikelihood: -fit.model.cost(statistics) * unit + 0,
    converged,
  };
}
