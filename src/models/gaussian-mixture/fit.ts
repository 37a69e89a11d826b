import { checkNonNegative, rangeError, show } from "../../check.js";
import { type Part, unweighted } from "../../data/part.js";
import { answered, answerTo, begin, type Running, type Talk } from "../../data/pending.js";
import { atOnce, inRanges, type Pace } from "../../data/sweep.js";
import type { Iteration } from "../../em.js";
import type { Diagnostic, Standardization } from "../../types.js";
import { DIAGONAL } from "../../core/forms.js";
import { COST, HardPass } from "../../questions/hard.js";
import { logarithmsBytes } from "../../core/logarithms.js";
import {
  eachMixtureLabel,
  mixtureLabels,
  mixtureLabelsBytes,
} from "../../questions/mixture-answers.js";
import { MixturePass, statisticsLength } from "../../questions/mixture-statistics.js";
import { EXPONENTIAL } from "../../questions/mixture-sweep.js";
import type { MixtureStatistics } from "../../questions/mixture-sums.js";
import { ColumnScales } from "./floors/column-scales.js";
import type {
  Covariance,
  CovarianceForm,
  Covariances,
  MixtureParameters,
  Raised,
} from "./covariance/form.js";
import { checkCovariance, COVARIANCE_FORMS, nest } from "./covariance/forms.js";
import type { FitData, Weights } from "../../fitting/data.js";
import { notConverged, withoutPoints } from "../../fitting/diagnostics.js";
import { type Fit, IN_MEMORY, type Origin, positionsIn, run, unpack } from "../../fitting/fit.js";
import { GaussianModel, type GaussianTheta } from "./model.js";
import { floorDiagnostics } from "./floors/diagnostics.js";
import { gaussianComponents } from "./covariance/components.js";
import { firstHypothesis, firstHypothesisBytes } from "./start/first-hypothesis.js";
import type { CommonState } from "../../fitting/json.js";
import { densityShift, inUsersUnits as pointsInUsersUnits } from "../../fitting/standardize.js";
import {
  checkMixtureStart,
  type GaussianMixtureStart,
  type MixtureStart,
  startAmong,
} from "./start/options.js";
import { checkCommon, type CommonOptions, orPreset } from "../../fitting/options.js";
import { isDrawn } from "../../starts/options.js";

/** What a fit of {@link GaussianMixture} is asked for; `k` alone is needed. */
export interface GaussianMixtureOptions<C extends Covariance = Covariance> extends CommonOptions {
  /**
   * What is free about the covariances. `"spherical"` (default): one variance a component,
   * MacKay's Gaussian k-means. `"diagonal"`: one a component and coordinate. `"tied"`: one
   * matrix for all components. `"full"`: a matrix each.
   */
  readonly covariance?: C | undefined;
  /**
   * The floor of variances: none falls below this share of its column's squared spread, the
   * spread being a robust deviation that far points do not move. Default 1e-12, a millionth of
   * the spread as a deviation; 0 leaves only what rounding needs. A spherical variance keeps
   * above the mean of the columns' floors. A matrix keeps above them in every direction: with
   * columns in units of their floors' deviations no eigenvalue is below 1, and for matrices of
   * two and more dimensions the share is never below 2^-38. Where a component stands at its
   * floor, `variance-floored` says why.
   */
  readonly regularization?: number | undefined;
  /**
   * Where it starts. `"k-means"` (default): each point begins in the component of its cluster in a
   * k-means fit; of up to three such fits that differ, the best after five iterations goes on (of
   * tables of more than 4,096 rows, or 64 a component, so many serve for that). `"k-means++"`,
   * `"k-means||"` (in seven passes over the points, however many components there are), `"sample"` and
   * `{ centroids }`: in the component of its nearest first centroid; `{ labels }`: in the one you
   * name; `{ responsibilities }`, n × k: in each by its share. Distances are in units of the columns'
   * spreads, for spherical covariances as they are.
   *
   * `{ weights, means, covariances }`: the first hypothesis itself. Of some of them, these stay as
   * given: with means the rest is that of `{ centroids: means }`, without that of `"k-means"`,
   * whose order of components is for the seed to say. A fitted mixture of the same k, d and
   * covariance form: its fit goes on, bit for bit. Only words, and parts without means, draw at
   * random, so that `restarts` and `seed` matter.
   *
   * @example
   * const points = [1, 2, 3, 11, 12, 13];
   * const start = { means: [2, 12], weights: [0.25, 0.75] };
   * GaussianMixture.fit(points, { k: 2, start, maxIterations: 0 }).weights; // [0.25, 0.75]
   * const first = GaussianMixture.fit(points, { k: 2, maxIterations: 1 });
   * GaussianMixture.fit(points, { k: 2, start: first }).converged; // true
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
  /** π after this iteration: k numbers that sum to 1. */
  readonly weights: number[];
  /** μ after this iteration: k × d, in your units. */
  readonly means: number[][];
  /** Σ after this iteration, in the form that `covariance` names. */
  readonly covariances: Covariances[C];
  /** n labels: the component of each point. */
  readonly labels: Int32Array;
  /** Of each component: Σ of weights × responsibilities. */
  readonly sizes: number[];
  /** Σ w ln p(x) after this iteration, in nats: higher is better. */
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

export type GaussianFit = Fit<GaussianModel>;

type GaussianIteration = Iteration<GaussianTheta, MixtureStatistics>;

const OWN = ["covariance", "regularization"];

/** No component narrower than a millionth of a column's spread: what no healthy fit comes near. */
export const REGULARIZATION = 1e-12;

export function* prepare(
  points: unknown,
  options: unknown,
  pace: Pace,
  origin: Origin = IN_MEMORY,
): Talk<GaussianFit> {
  const shape = origin.shapeOf(points);
  const { count: n, dimensions: d, precision } = shape;
  const common = yield* checkCommon(options, OWN, n, precision, pace);
  const { k, tolerance = 1e-6, given } = common;
  const covariance = checkCovariance("covariance", orPreset(given, "covariance", "spherical"));
  const form = COVARIANCE_FORMS[covariance];
  const regularization = checkRegularization(orPreset(given, "regularization", REGULARIZATION));
  checkTotalWeight(common.weights);
  const start = yield* checkMixtureStart(common.start, k, n, d, form, pace);
  const opening = {
    start,
    startAmong: (by: Standardization | undefined) => startAmong(start, by, form, d),
    unitLength: false,
    bytes: bytesOf(n, d, k, start, form),
    rowCost: 2 * statisticsLength(form.inCore, k, d) + EXPONENTIAL * k,
    given: (own: MixtureStart) =>
      own.kind === "parameters"
        ? positionsIn({ ...own, centroids: own.parameters.means }, "start.means")
        : positionsIn(own, "keep" in own ? "start.means" : undefined),
    drawn: isDrawn(start),
    make: ({ fitted, totalWeight }: FitData, own: MixtureStart) =>
      new GaussianModel(
        fitted,
        totalWeight,
        k,
        tolerance,
        form,
        new ColumnScales(fitted, regularization),
        firstHypothesis(own),
      ),
    lookAhead: (model: GaussianModel) => model.scales.lookAhead(),
  };
  return yield* origin.open(points, shape, common, opening, pace);
}

/** Bytes of linear memory a fit needs beside its points. */
function bytesOf(n: number, d: number, k: number, start: MixtureStart, form: CovarianceForm) {
  return (
    MixturePass.bytes(n, d, k, form.inCore) +
    MixturePass.bytes(n, d, 1, DIAGONAL) +
    mixtureLabelsBytes(n, d, k, form.inCore) +
    logarithmsBytes(k + k * d) +
    firstHypothesisBytes(n, d, k, start, form)
  );
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

export function checkTotalWeight(weights: Pick<Weights, "total"> | undefined): void {
  if (weights === undefined || weights.total <= MOST_WEIGHT) return;
  throw rangeError("weights", `a sum of at most ${MOST_WEIGHT}`, String(weights.total));
}

/** Runs a fit to its end. */
export function iterations(fit: GaussianFit): Running<GaussianIteration, GaussianMixtureState> {
  return run(fit, (last) => finish(fit, last));
}

function* finish(fit: GaussianFit, last: GaussianIteration): Talk<GaussianMixtureState> {
  const { totalWeight, unit, all } = fit.points;
  const history = last.history.map((cost) => logLikelihoodOf(fit, cost));
  const described = yield* describe(fit, last);
  return {
    k: fit.k,
    dimensions: all.rows.dimensions,
    precision: fit.precision,
    standardization: fit.points.standardization,
    covariance: fit.model.form.name,
    weights: last.theta.weights,
    means: last.theta.means,
    covariances: last.theta.covariances,
    factors: last.theta.factors,
    ...described,
    totalWeight: totalWeight * unit,
    iterations: history.length,
    history,
    diagnostics: [...notConverged(last), ...(yield* diagnose(fit, last, described))],
  };
}

/** Says which components have no point, and which stand at their floors and why. */
function* diagnose(
  fit: GaussianFit,
  { theta, statistics }: GaussianIteration,
  { labels, sizes }: { readonly labels: Int32Array; readonly sizes: readonly number[] },
): Talk<Diagnostic[]> {
  const { model, points, k } = fit;
  const empty = model.empty(statistics);
  const there = (of: readonly Raised[]) =>
    of.flatMap((raised) => {
      const components = raised.components.filter((c) => !empty.includes(c));
      return components.length === 0 ? [] : [{ ...raised, components }];
    });
  const { fitted, kept } = points;
  const components = gaussianComponents(theta, model.form);
  const own = kept?.map((row) => labels[row]) ?? labels;
  return [
    ...withoutPoints(empty, k, empty.length > 0 && (yield* allCoincide(fitted, theta, empty))),
    ...(yield* floorDiagnostics({
      form: model.form,
      scales: model.scales,
      raised: there(theta.raised),
      collapses: there(model.collapses(theta)),
      means: theta.means,
      sizes,
      standardization: points.standardization,
      data: {
        part: fitted,
        eachLabel: (visit) =>
          points.labelled
            ? inRanges(
                own.length,
                1,
                (first, n) => visit(first, own.subarray(first, first + n)),
                atOnce,
              )
            : eachMixtureLabel(fitted, k, components, visit),
        index: points.numberOf,
      },
    })),
  ];
}

/** Whether every point coincides with the mean of a component that has points. */
function* allCoincide(
  part: Part,
  { means }: GaussianTheta,
  empty: readonly number[],
): Talk<boolean> {
  const d = part.rows.dimensions;
  const others = means.filter((_, i) => !empty.includes(Math.floor(i / d)));
  const pass = new HardPass(unweighted(part), others.length / d, "one");
  try {
    return (yield* answerTo(pass.eStep(others)))[COST] === 0;
  } finally {
    pass.release();
  }
}

/** The log-likelihood after an iteration, in the user's units. */
export function objectiveOf(fit: GaussianFit, { statistics }: GaussianIteration): number {
  return inUsersUnits(fit, logLikelihoodOf(fit, fit.model.cost(statistics)));
}

/** What `GaussianMixture.steps` yields. */
export function snapshot(
  fit: GaussianFit,
  iteration: GaussianIteration,
): GaussianMixtureStep<never> {
  const { restart, history, theta } = iteration;
  const { form } = fit.model;
  const { standardization } = fit.points;
  const d = fit.points.all.rows.dimensions;
  const { logLikelihood, ...described } = answered(begin(describe(fit, iteration)));
  const covariances = form.scaled(theta.covariances, d, standardization?.scales);
  return {
    restart,
    iteration: history.length,
    weights: [...theta.weights],
    means: unpack(pointsInUsersUnits(theta.means, standardization), fit.k),
    covariances: nest(covariances, form.shape(fit.k, d)) as never,
    ...described,
    logLikelihood: inUsersUnits(fit, logLikelihood),
  };
}

/** The log-likelihood of the rows as the model sees them where this is the cost. −0 becomes 0, as JSON would have it. */
function logLikelihoodOf(fit: GaussianFit, cost: number): number {
  return fit.model.logLikelihood(cost) * fit.points.unit + 0;
}

/** The log-likelihood of the user's points where this is that of the rows as the model sees them. */
function inUsersUnits({ points }: GaussianFit, logLikelihood: number): number {
  const { standardization, totalWeight, unit } = points;
  return logLikelihood + densityShift(standardization) * totalWeight * unit;
}

/** What a state and a step have in common. */
function* describe(fit: GaussianFit, { theta, statistics, converged }: GaussianIteration) {
  const { unit, all, labelled } = fit.points;
  const components = gaussianComponents(theta, fit.model.form);
  return {
    labels: labelled ? yield* mixtureLabels(all, fit.k, components) : new Int32Array(0),
    sizes: fit.model.sizes(statistics).map((size) => size * unit),
    logLikelihood: logLikelihoodOf(fit, fit.model.cost(statistics)),
    converged,
  };
}

/** A fit whose rows answer at once. */
export function opened(points: unknown, options: unknown): GaussianFit {
  return answered(begin(prepare(points, options, atOnce)));
}

/** How a fit is run in slices of time. */
export const fitting = {
  prepare,
  iterations,
  objectiveOf,
  objective: ({ logLikelihood, totalWeight, standardization }: GaussianMixtureState) =>
    logLikelihood + densityShift(standardization) * totalWeight,
};
