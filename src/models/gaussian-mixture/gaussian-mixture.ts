import type { StreamOptions } from "../../streams/fit-stream.js";
import type { MiniBatchOptions } from "../../streams/mini-batch.js";
import type { StreamLabels } from "../../streams/predict-stream.js";
import type { StreamSource } from "../../streams/source.js";
import { asCalled, checkInteger, checkRecord, checkSeed } from "../../check.js";
import type { AnswerOptions, AsyncOptions } from "../../fitting/fit-async.js";
import { drain } from "../../fitting/steps.js";
import { checkSealed, sealed } from "../sealed.js";
import type { PointsLike } from "../../points/points.js";
import type { Diagnostic, Numbers, Precision, Standardization, Steps } from "../../types.js";
import {
  answerCost,
  logDensities,
  mixtureLabels,
  responsibilities,
} from "../../questions/mixture-answers.js";
import { conditionalDeviations, mahalanobisDistances } from "../../questions/whitened.js";
import type { Covariance, Covariances, GivenCovariances } from "./covariance/form.js";
import { checkCovariance, COVARIANCE_FORMS, nest } from "./covariance/forms.js";
import type { Part } from "../../data/part.js";
import type { Talk } from "../../data/pending.js";
import { inRanges, VALUE_COST } from "../../data/sweep.js";
import { shapeOf, withRows } from "../../fitting/asking.js";
import {
  type Rowwise,
  type RowwiseOptions,
  takesNoOptions,
  withRowsRowwise,
} from "../../fitting/rowwise.js";
import { stepsOf, unpack } from "../../fitting/fit.js";
import {
  checkScoreOptions,
  type ScoreOptions,
  type Weighed,
  withWeights,
} from "../../fitting/weighing.js";
import { type GaussianComponents, gaussianComponents } from "./covariance/components.js";
import {
  checkTotalWeight,
  type GaussianMixtureOptions,
  type GaussianMixtureState,
  type GaussianMixtureStep,
  iterations,
  fitting,
  opened,
  snapshot,
} from "./fit.js";
import { type GaussianMixtureJSON, readGaussianMixture, writeGaussianMixture } from "./json.js";
import { copyOfStandardization, densityShift, inUsersUnits } from "../../fitting/standardize.js";
import { copyOfDiagnostic, type ToJSONOptions, wantsLabels } from "../../fitting/json.js";
import { orPreset } from "../../fitting/options.js";
import { checkParameters } from "./covariance/parameters.js";
import { type InformationCriteria, informationCriteria, logLikelihoodOf } from "./likelihood.js";
import { precisionsOf } from "./precisions.js";
import { drawSample } from "./sample.js";
import type { Statistics } from "../../statistics/statistics.js";
import { type MixtureStatisticsOptions, solvedMixture, statisticsOfMixture } from "./statistics.js";
import type { UpdateOptions } from "../../fitting/updating.js";
import { joinedBy } from "./joined.js";
import { updated } from "./update.js";
import { whiteningOf } from "./whitening.js";

/** A GaussianMixture of what was fitted or read. */
export function made<C extends Covariance>(state: GaussianMixtureState): GaussianMixture<C> {
  return sealed(GaussianMixture, "GaussianMixture", state) as GaussianMixture<C>;
}

/** What is asked of rows under a mixture. */
type Question<Answer> = (part: Part, k: number, components: GaussianComponents) => Talk<Answer>;

/** The logarithm of the density at every row, in the user's units. */
function* logDensitiesInNats(
  part: Part,
  k: number,
  components: GaussianComponents,
): Talk<Float64Array> {
  const densities = yield* logDensities(part, k, components);
  const shift = (first: number, count: number) => {
    for (let i = first; i < first + count; i++) densities[i] += components.shift;
  };
  yield* inRanges(densities.length, VALUE_COST, shift, part.pace);
  return densities;
}

/** What a mixture takes that passes through the rows once. */
export interface GaussianMixtureMiniBatchOptions<C extends Covariance = Covariance>
  extends Omit<GaussianMixtureOptions<C>, "weights">, MiniBatchOptions {
  /**
   * α of the steps t^−α, t the number of batches: above 0.5, at most 1. With 1, the default, all batches
   * count alike; with less, what was learned under early hypotheses is forgotten sooner.
   */
  readonly exponent?: number | undefined;
}

/** The parameters of a mixture, as {@link GaussianMixture.from} takes them. */
export interface GaussianMixtureParameters<C extends Covariance = Covariance> {
  /** π of each component: k numbers of at least 0 that sum to 1. */
  readonly weights: Numbers;
  /** k × d; numbers alone are means in one dimension. */
  readonly means: PointsLike;
  /** Of the form that `covariance` names. */
  readonly covariances: GivenCovariances[C];
  /** What is free about the covariances, and so their form. Default `"spherical"`. */
  readonly covariance?: C | undefined;
}

/**
 * Finds groups that have sizes, widths and shapes of their own, says how far each answers for a
 * point, how likely a point is, and, by BIC, how many groups there are: for tables of measurements,
 * segments and outliers. It is a mixture of k Gaussians, fitted by expectation and maximization
 * (Dempster, Laird & Rubin, Maximum likelihood from incomplete data via the EM algorithm, 1977;
 * MacKay, Information Theory, Inference, and Learning Algorithms, 2003, chapter 22). With spherical
 * covariances it is MacKay's Gaussian k-means.
 *
 * A model does not change. Its parameters are π (`weights`, the mixing portions), μ
 * (`means`) and Σ (`covariances`).
 *
 * @example
 * const model = GaussianMixture.fit([1, 2, 3, 11, 12, 13], { k: 2 });
 * model.weights.every((weight) => Math.abs(weight - 0.5) < 1e-6); // true
 */
export class GaussianMixture<C extends Covariance = Covariance> {
  /** How many components were asked for. */
  readonly k: number;
  /** d, the number of values in a point. */
  readonly dimensions: number;
  /** How the data of the fit was kept. */
  readonly precision: Precision;
  /** What is free about the covariances. */
  readonly covariance: C;
  /** π: the share of each component, k numbers that sum to 1. */
  readonly weights: number[];
  /** μ: k × d, in your units. */
  readonly means: number[][];
  /** What `standardize` has done to the columns; undefined without it. */
  readonly standardization: Standardization | undefined;
  /**
   * Spherical: σ² of each component. Diagonal: k × d variances. Tied: d × d. Full: k × d × d. In
   * squared units of the columns; but spherical ones after `standardize`, which no one unit suits, in
   * squared standard deviations: along column j σ² × `standardization.scales[j]`².
   */
  readonly covariances: Covariances[C];
  /**
   * Σ w ln p(x), in nats, of densities in your units: higher is better. 0 for a mixture that has
   * seen no data.
   */
  readonly logLikelihood: number;
  /** How many numbers were free: k − 1 weights, k × d means, and the covariances. */
  readonly parameterCount: number;
  /**
   * To compare mixtures by, lower is better: 2 parameters − 2 log-likelihood (Akaike's information
   * criterion, 1974). Weights count points: let them sum to n.
   */
  readonly aic: number;
  /**
   * To find the number of components by, lower is better: parameters × ln Σw − 2 log-likelihood
   * (Schwarz's Bayesian information criterion, 1978). Weights count points: let them sum to n, for
   * with a sum of 1 the largest k is best.
   */
  readonly bic: number;
  /**
   * The most responsible component of each point. Empty if the model has none from a fit. Names come
   * of it by `Array.from(labels, (i) => names[i])`, and a list for JSON by `Array.from(labels)`: what
   * its own `map` makes is an Int32Array too, and `JSON.stringify` makes an object of it.
   */
  readonly labels: Int32Array;
  /** Σ w r of each component: their sum is the number of points where there are no weights. */
  readonly sizes: number[];
  /** How many M-steps the winning restart took. */
  readonly iterations: number;
  /** Whether it stopped by itself rather than at `maxIterations`. */
  readonly converged: boolean;
  /** The log-likelihood after each iteration. */
  readonly history: number[];
  /** What is worth knowing: `not-converged`, `variance-floored`, `empty-component`, `fewer-distinct-points`, `order-dependent`. */
  readonly diagnostics: Diagnostic[];
  /** What was fitted; what users do to the lists above does not reach it. */
  readonly #state: GaussianMixtureState;
  /** Flat; found when they are first asked for. */
  #precisions: readonly number[] | undefined;

  private constructor(state: GaussianMixtureState, key: symbol) {
    checkSealed(
      key,
      "a GaussianMixture is made by GaussianMixture.fit, GaussianMixture.from or GaussianMixture.fromJSON",
    );
    const { k, dimensions: d, covariance, totalWeight } = state;
    const { shape, scaled, parameterCount } = COVARIANCE_FORMS[covariance];
    this.k = k;
    this.dimensions = d;
    this.precision = state.precision;
    this.covariance = covariance as C;
    this.weights = [...state.weights];
    this.standardization = copyOfStandardization(state.standardization);
    this.means = unpack(inUsersUnits(state.means, state.standardization), k);
    const covariances = scaled(state.covariances, d, state.standardization?.scales);
    this.covariances = nest(covariances, shape(k, d)) as Covariances[C];
    const shift = densityShift(state.standardization) * totalWeight;
    this.logLikelihood = state.logLikelihood + shift;
    this.parameterCount = k - 1 + k * d + parameterCount(k, d);
    const criteria = informationCriteria(this.logLikelihood, this.parameterCount, totalWeight);
    this.aic = criteria.aic;
    this.bic = criteria.bic;
    this.labels = state.labels.slice();
    this.sizes = [...state.sizes];
    this.iterations = state.iterations;
    this.converged = state.converged;
    this.history = state.history.map((logLikelihood) => logLikelihood + shift);
    this.diagnostics = state.diagnostics.map(copyOfDiagnostic);
    this.#state = state;
  }

  /**
   * Fits a mixture of k Gaussians to points. It is synchronous: the model is there when it returns, and
   * nothing else in its thread runs meanwhile. Where that would take too long, `fitAsync` gives the
   * same model as a promise.
   *
   * @param points n × d: rows, flat data with a shape, numbers or {@link Points}
   * @param options `k`, and whatever else {@link GaussianMixtureOptions} has
   * @throws TypeError or RangeError on bad input; not converging is a result, not an error
   * @example
   * const points = [[0, 0], [1, 1], [0, 1], [1, 0], [8, 8], [9, 9], [8, 9], [9, 8]];
   * GaussianMixture.fit(points, { k: 2, covariance: "full" }).covariances.length; // 2
   */
  static fit<const C extends Covariance = "spherical">(
    points: PointsLike,
    options: GaussianMixtureOptions<C>,
  ): GaussianMixture<C> {
    return made(drain(iterations(opened(points, options))));
  }

  /**
   * The same fit, to the bit, without holding up the thread: it works in slices of some 10 ms,
   * between which events and frames go on. Leave the points alone until it is done.
   *
   * @param points n × d: rows, flat data with a shape, numbers or {@link Points}
   * @param options those of `fit`; `signal` to end it, `onProgress` to hear how far it is, `threads`
   * to have workers share the rows
   * @returns a promise of the model; rejected with a TypeError or RangeError on bad input, or
   * with the signal's reason
   * @example
   * const model = await GaussianMixture.fitAsync([1, 2, 10, 11], { k: 2 });
   * model.logLikelihood === GaussianMixture.fit([1, 2, 10, 11], { k: 2 }).logLikelihood; // true
   */
  static async fitAsync<const C extends Covariance = "spherical">(
    points: PointsLike,
    options: GaussianMixtureOptions<C> & AsyncOptions,
  ): Promise<GaussianMixture<C>> {
    const given = asCalled(options);
    const { fitInSlices } = await import("../../later.js");
    return made(await fitInSlices(fitting, points, given));
  }

  /**
   * The same model as `fit` makes of the same rows, to the bit, from rows that are read in chunks,
   * again in each pass: of tables larger than memory. What is needed does not grow with their number;
   * `labels` is empty, and {@link GaussianMixture.predictStream} gives them as they are read. Weights come with
   * the chunks. A start by labels or responsibilities is refused; of large tables `"k-means||"`
   * takes the fewest passes.
   *
   * @param source the rows: of files by `mixtura-data`, or anything that is a {@link StreamSource}
   * @param options as of `fitAsync`, and how much memory may be used to keep rows
   * @throws TypeError or RangeError on bad input; Error where a source ends early, gives too much or
   * other rows than before; whatever the source throws
   * @example
   * const source = { dimensions: 1, open: () => [[1, 2, 10], [11]] };
   * (await GaussianMixture.fitStream(source, { k: 2 })).converged; // true
   */
  static async fitStream<const C extends Covariance = "spherical">(
    source: StreamSource,
    options: GaussianMixtureOptions<C> & StreamOptions,
  ): Promise<GaussianMixture<C>> {
    const given = asCalled(options);
    const { fitFromStream } = await import("../../streamed.js");
    return made<C>(await fitFromStream(fitting, source, given));
  }

  /**
   * A model from one pass through rows that are read in chunks: stepwise EM (Cappé & Moulines, On-line
   * expectation–maximization algorithm for latent data models, 2009). The first rows are fitted as `fit`
   * does it; each batch then moves the statistics of all a step towards its own, s ← (1 − γ) s + γ ŝ.
   *
   * It depends on the order of the rows, as its diagnostic `order-dependent` says; not on where chunks end. What
   * it does not know is told as it passed: `logLikelihood`, and with it AIC and BIC, is the sum of each
   * batch's under the mixture of its time, `history` that sum after each batch, `iterations` the number
   * of batches. `converged` is false and `labels` empty. With `standardize` the first rows give the
   * scales.
   *
   * @param source the rows: of files by `mixtura-data`, or anything that is a {@link StreamSource}
   * @param options those of `fit` for the first rows, `batchRows` and `exponent`; weights come with the chunks
   * @throws TypeError or RangeError on bad input; whatever the source throws
   * @example
   * const source = { dimensions: 1, open: () => [[1, 2, 10], [11]] };
   * (await GaussianMixture.fitMiniBatch(source, { k: 2 })).k; // 2
   */
  static async fitMiniBatch<const C extends Covariance = "spherical">(
    source: StreamSource,
    options: GaussianMixtureMiniBatchOptions<C>,
  ): Promise<GaussianMixture<C>> {
    const given = asCalled(options);
    const { fitMixtureMiniBatch } = await import("../../streamed.js");
    const parts = { fitting, forms: COVARIANCE_FORMS, joinedBy };
    return made<C>(await fitMixtureMiniBatch(parts, source, given));
  }

  /**
   * The same fit one iteration at a time: yields the state after each and returns the model.
   *
   * A fit that is left half-way holds its memory until `return` is called, which leaving a
   * `for … of` does, or until the garbage collector finds it.
   *
   * @param points n × d: rows, flat data with a shape, numbers or {@link Points}
   * @param options those of `fit`
   * @throws TypeError or RangeError on bad input, at once
   * @example
   * for (const { iteration, logLikelihood } of GaussianMixture.steps([1, 2, 10, 11], { k: 2 })) {
   *   console.log(iteration, logLikelihood);
   * }
   */
  static steps<const C extends Covariance = "spherical">(
    points: PointsLike,
    options: GaussianMixtureOptions<C>,
  ): Steps<GaussianMixtureStep<C>, GaussianMixture<C>> {
    const fit = opened(points, options);
    return stepsOf(
      fit,
      iterations(fit),
      (iteration): GaussianMixtureStep<C> => snapshot(fit, iteration),
      (state) => made<C>(state),
    );
  }

  /**
   * A mixture of known parameters. It has seen no data: its log-likelihood is 0, its sizes
   * are 0, its labels empty.
   *
   * @param parameters `weights`, `means` and `covariances`, of the form that `covariance` names
   * @throws TypeError or RangeError where shapes do not agree, weights do not sum to 1 or a
   * covariance is not positive definite
   * @example
   * const model = GaussianMixture.from({ weights: [0.5, 0.5], means: [-1, 1], covariances: [1, 1] });
   * model.responsibilities([0]); // [0.5, 0.5]
   */
  static from<const C extends Covariance = "spherical">(
    parameters: GaussianMixtureParameters<C>,
  ): GaussianMixture<C> {
    const names = ["weights", "means", "covariances", "covariance"];
    const given = checkRecord("parameters", parameters, names);
    const covariance = checkCovariance("covariance", orPreset(given, "covariance", "spherical"));
    const { weights, means, covariances } = given;
    const { k, d, ...checked } = checkParameters(
      "",
      { weights, means, covariances },
      COVARIANCE_FORMS[covariance],
    );
    return made({
      k,
      dimensions: d,
      precision: "float64",
      standardization: undefined,
      covariance,
      ...checked,
      logLikelihood: 0,
      totalWeight: 0,
      labels: new Int32Array(0),
      sizes: new Array<number>(k).fill(0),
      iterations: 0,
      converged: true,
      history: [],
      diagnostics: [],
    });
  }

  /**
   * A model from what `toJSON` gave. Keys it does not know are ignored.
   *
   * @param json what `toJSON` gave, through JSON.parse or as it was
   * @throws TypeError or RangeError that names the field that is wrong
   * @example
   * const model = GaussianMixture.fit([1, 2, 10, 11], { k: 2 });
   * const copy = GaussianMixture.fromJSON(JSON.parse(JSON.stringify(model)));
   * copy.logDensity([3])[0] === model.logDensity([3])[0]; // true
   */
  static fromJSON(json: unknown): GaussianMixture {
    return made(readGaussianMixture(json));
  }

  /**
   * The most responsible component of each point, ties to the lowest index.
   *
   * @param points n × d
   * @returns n labels
   * @throws TypeError or RangeError on bad points or other dimensions than the model has, and on
   * options, which `predictAsync` takes; a number is let be, for `map` hands its index along
   * @example
   * const model = GaussianMixture.from({ weights: [0.5, 0.5], means: [0, 9], covariances: [1, 1] });
   * model.predict([1, 8, 4.5]); // [0, 1, 0]
   */
  predict(points: PointsLike): Int32Array;
  predict(points: PointsLike, none?: unknown): Int32Array {
    takesNoOptions(none, "predictAsync");
    return this.#answer(points, mixtureLabels);
  }

  /**
   * What `predict` gives, to the bit, without holding up the thread: it works in slices of some
   * 10 ms, or with `threads` in workers; where there can be none, without them. Leave the points
   * alone until it is done; rows of a {@link Points} stay with the workers for the next question.
   *
   * @param points n × d
   * @param options `signal` to end it, `threads` and `workerUrl`; default: none
   * @returns a promise of n labels; rejected with a TypeError or RangeError on bad points, other
   * dimensions than the model has or bad options, or with the signal's reason
   * @example
   * const model = GaussianMixture.from({ weights: [0.5, 0.5], means: [0, 9], covariances: [1, 1] });
   * await model.predictAsync([1, 8, 4.5]); // [0, 1, 0]
   */
  async predictAsync(points: PointsLike, options: AnswerOptions = {}): Promise<Int32Array> {
    return await this.#answerAsync(points, options, mixtureLabels);
  }

  /**
   * The labels that `predict` gives, of the rows of a source as they are read.
   *
   * @param source the rows
   * @param options when to end it, and how many worker threads to use
   * @throws TypeError or RangeError on bad input; whatever the source throws
   * @example
   * const model = GaussianMixture.fit([1, 2, 10, 11], { k: 2 });
   * for await (const { rowStart, labels } of model.predictStream({ dimensions: 1, open: () => [[3, 9]] })) {
   *   rowStart; // 0
   *   labels; // [0, 1]
   * }
   */
  async *predictStream(
    source: StreamSource,
    options: AnswerOptions = {},
  ): AsyncGenerator<StreamLabels, void, undefined> {
    const { labelsOfStream } = await import("../../streamed.js");
    yield* labelsOfStream(source, options, (points, own) => this.predictAsync(points, own));
  }

  /**
   * r_nk = π_k N(x_n; μ_k, Σ_k) / p(x_n): how far each component is responsible for each
   * point. A point's responsibilities sum to 1, however far it is from every component.
   *
   * @param points n × d
   * @param options `rows: true` for a list of k numbers for each point; default: one flat list
   * @returns n × k, row-major, or with `rows` n lists of k
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad options
   * @example
   * const model = GaussianMixture.from({ weights: [0.5, 0.5], means: [-1, 1], covariances: [1, 1] });
   * model.responsibilities([0, 1e6]); // [0.5, 0.5, 0, 1]
   * model.responsibilities([0, 1e6], { rows: true }); // [[0.5, 0.5], [0, 1]]
   */
  responsibilities<const Rows extends boolean | undefined = false>(
    points: PointsLike,
    options: RowwiseOptions<Rows> = {},
  ): Rowwise<Rows> {
    const taker = "responsibilitiesAsync";
    return this.#answerRowwise(points, options, this.k, responsibilities, taker);
  }

  /**
   * What `responsibilities` gives, to the bit, without holding up the thread, as `predictAsync`
   * does for labels.
   *
   * @param points n × d
   * @param options `rows: true` for a list of k numbers for each point; `signal` to end it, `threads`
   * and `workerUrl`; default: none
   * @returns a promise of n × k numbers, row-major, or with `rows` of n lists of k; rejected with a
   * TypeError or RangeError on bad points, other dimensions than the model has or bad options, or
   * with the signal's reason
   * @example
   * const model = GaussianMixture.from({ weights: [0.5, 0.5], means: [-1, 1], covariances: [1, 1] });
   * await model.responsibilitiesAsync([0, 1e6]); // [0.5, 0.5, 0, 1]
   */
  async responsibilitiesAsync<const Rows extends boolean | undefined = false>(
    points: PointsLike,
    options: AnswerOptions & RowwiseOptions<Rows> = {},
  ): Promise<Rowwise<Rows>> {
    return await this.#answerRowwiseAsync(points, options, this.k, responsibilities);
  }

  /**
   * ln p(x) of each point, p the density of the whole mixture.
   *
   * @param points n × d
   * @returns n numbers
   * @throws TypeError or RangeError on bad points or other dimensions than the model has, and on
   * options, which `logDensityAsync` takes
   * @example
   * const normal = GaussianMixture.from({ weights: [1], means: [0], covariances: [1] });
   * normal.logDensity([0])[0].toFixed(4); // "-0.9189"
   */
  logDensity(points: PointsLike): Float64Array;
  logDensity(points: PointsLike, none?: unknown): Float64Array {
    takesNoOptions(none, "logDensityAsync");
    return this.#answer(points, logDensitiesInNats);
  }

  /**
   * What `logDensity` gives, to the bit, without holding up the thread, as `predictAsync` does for
   * labels.
   *
   * @param points n × d
   * @param options `signal` to end it, `threads` and `workerUrl`; default: none
   * @returns a promise of n numbers; rejected with a TypeError or RangeError on bad points, other
   * dimensions than the model has or bad options, or with the signal's reason
   * @example
   * const normal = GaussianMixture.from({ weights: [1], means: [0], covariances: [1] });
   * const [density] = await normal.logDensityAsync([0]);
   * density.toFixed(4); // "-0.9189"
   */
  async logDensityAsync(points: PointsLike, options: AnswerOptions = {}): Promise<Float64Array> {
    return await this.#answerAsync(points, options, logDensitiesInNats);
  }

  /**
   * The mean of ln p(x) over points, in nats: how well the mixture suits them, whatever their
   * number. Higher is better.
   *
   * @param points n × d
   * @param options `weights`: how often each point counts; default: each once
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad
   * options
   * @example
   * const normal = GaussianMixture.from({ weights: [1], means: [0], covariances: [1] });
   * normal.score([0, 2]).toFixed(4); // "-1.9189"
   * normal.score([0, 2], { weights: [3, 1] }).toFixed(4); // "-1.4189"
   */
  score(points: PointsLike, options: ScoreOptions = {}): number {
    const shift = densityShift(this.#state.standardization);
    return this.#weighed(points, options, ({ total }, sum) => sum / total + shift);
  }

  /**
   * The log-likelihood, AIC and BIC that points give the mixture: to compare mixtures on points
   * that none was fitted to. Of the points and weights of the fit they are the model's own
   * `logLikelihood`, `aic` and `bic`, up to rounding.
   *
   * @param points n × d
   * @param options `weights`: how often each point counts; default: each once. For BIC let them
   * sum to n
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad
   * options
   * @example
   * const model = GaussianMixture.fit([1, 2, 3, 11, 12, 13], { k: 2 });
   * model.criteria([1, 2, 3, 11, 12, 13]).bic === model.bic; // true
   * model.criteria([7, 8, 9]).logLikelihood < model.criteria([2, 12, 13]).logLikelihood; // true
   */
  criteria(points: PointsLike, options: ScoreOptions = {}): InformationCriteria {
    const shift = densityShift(this.#state.standardization);
    return this.#weighed(points, options, ({ total, unit }, sum) => {
      // −0 becomes 0, as in a model.
      const logLikelihood = sum * unit + 0 + shift * (total * unit);
      return informationCriteria(logLikelihood, this.parameterCount, total * unit);
    });
  }

  /**
   * √((x − μ)ᵀ Σ⁻¹ (x − μ)) of each point from each component: distances in standard deviations
   * (Mahalanobis, On the generalized distance in statistics, 1936).
   *
   * @param points n × d
   * @param options `rows: true` for a list of k numbers for each point; default: one flat list
   * @returns n × k, row-major, or with `rows` n lists of k
   * @throws TypeError or RangeError on bad points or other dimensions than the model has
   * @example
   * const model = GaussianMixture.from({ weights: [0.5, 0.5], means: [0, 9], covariances: [1, 4] });
   * model.mahalanobis([3, 9]); // [3, 3, 9, 0]
   */
  mahalanobis<const Rows extends boolean | undefined = false>(
    points: PointsLike,
    options: RowwiseOptions<Rows> = {},
  ): Rowwise<Rows> {
    const width = this.k;
    return withRowsRowwise(
      points,
      this.#shape,
      options,
      width,
      this.#measuring,
      "mahalanobisAsync",
    );
  }

  /**
   * What `mahalanobis` gives, to the bit, without holding up the thread: it works in slices of some
   * 10 ms. Leave the points alone until it is done.
   *
   * @param points n × d
   * @param options those of `mahalanobis`; `signal` to end it; `threads` and `workerUrl` are taken as elsewhere, but the work
   * is done in this thread
   * @returns a promise of n × k numbers, row-major; rejected with a TypeError or RangeError on bad
   * points, other dimensions than the model has or bad options, or with the signal's reason
   * @example
   * const model = GaussianMixture.from({ weights: [0.5, 0.5], means: [0, 9], covariances: [1, 4] });
   * await model.mahalanobisAsync([3, 9]); // [3, 3, 9, 0]
   */
  async mahalanobisAsync<const Rows extends boolean | undefined = false>(
    points: PointsLike,
    options: AnswerOptions & RowwiseOptions<Rows> = {},
  ): Promise<Rowwise<Rows>> {
    const given = asCalled(options);
    const { withRowsRowwiseAsync } = await import("../../later.js");
    return await withRowsRowwiseAsync(points, this.#shape, given, 0, this.k, this.#measuring);
  }

  /**
   * How far each value lies from what the row's other values let expect under the row's most
   * responsible component, in standard deviations, with its sign: (P e)_j / √P_jj, where e = x − μ
   * and P = Σ⁻¹. These are the residuals of the regression of one column on the others, each over
   * its standard deviation (Lauritzen, Graphical Models, 1996, section 5.1); where covariances are
   * diagonal they are e_j / σ_j. The column in which a row is odd has the largest.
   *
   * @param points n × d
   * @param options `rows: true` for a list of d numbers for each point; default: one flat list
   * @returns n × d, row-major, or with `rows` n lists of d
   * @throws TypeError or RangeError on bad points or other dimensions than the model has
   * @example
   * // Length and weight go together: of one so long so much weight is no wonder.
   * const model = GaussianMixture.from({
   *   covariance: "full",
   *   weights: [1],
   *   means: [[0, 0, 0]],
   *   covariances: [[[1, 0.96, 0], [0.96, 1, 0], [0, 0, 1]]],
   * });
   * const columns = ["length", "weight", "age"];
   * const odd = model.deviations([[2, 2, 1.5]]).map(Math.abs);
   * columns[odd.indexOf(Math.max(...odd))]; // "age"
   */
  deviations<const Rows extends boolean | undefined = false>(
    points: PointsLike,
    options: RowwiseOptions<Rows> = {},
  ): Rowwise<Rows> {
    const width = this.dimensions;
    return withRowsRowwise(points, this.#shape, options, width, this.#comparing, "deviationsAsync");
  }

  /**
   * What `deviations` gives, to the bit, without holding up the thread: it works in slices of some
   * 10 ms. Leave the points alone until it is done.
   *
   * @param points n × d
   * @param options those of `deviations`; `signal` to end it, `threads` and `workerUrl`, by which
   * workers find the components of the rows; the rest is done in this thread. Default: none
   * @returns a promise of n × d numbers, row-major; rejected with a TypeError or RangeError on bad
   * points, other dimensions than the model has or bad options, or with the signal's reason
   * @example
   * const model = GaussianMixture.from({ weights: [0.5, 0.5], means: [0, 9], covariances: [1, 4] });
   * await model.deviationsAsync([3, 7]); // [3, -1]
   */
  async deviationsAsync<const Rows extends boolean | undefined = false>(
    points: PointsLike,
    options: AnswerOptions & RowwiseOptions<Rows> = {},
  ): Promise<Rowwise<Rows>> {
    const { k, dimensions } = this;
    const rowCost = answerCost(k, dimensions, this.#components);
    const work = this.#comparing;
    const given = asCalled(options);
    const { withRowsRowwiseAsync } = await import("../../later.js");
    return await withRowsRowwiseAsync(points, this.#shape, given, rowCost, dimensions, work);
  }

  /**
   * Draws points from the mixture.
   *
   * @param count how many: at least 1, and count × d below 2^31
   * @param options `seed`: where the random numbers start, default 0
   * @returns `points`, count × d values in one flat array, row-major; `shape`, [count, d]; and
   * `labels`, the component each point came from. Fit them as `{ data: points, shape }`.
   * @throws TypeError or RangeError on a bad count or seed
   * @example
   * const model = GaussianMixture.from({ weights: [0.5, 0.5], means: [-9, 9], covariances: [1, 1] });
   * const { points, shape, labels } = model.sample(100, { seed: 1 });
   * points.every((x, i) => x > 0 === (labels[i] === 1)); // true
   * GaussianMixture.fit({ data: points, shape }, { k: 2 }).dimensions; // 1
   */
  sample(
    count: number,
    options: { readonly seed?: number | undefined } = {},
  ): { points: Float64Array; shape: [number, number]; labels: Int32Array } {
    const { seed = 0 } = checkRecord("options", options, ["seed"]);
    const most = Math.floor((2 ** 31 - 1) / this.dimensions);
    checkInteger("count", count, 1, most);
    const { points, labels } = drawSample(this.#state, this.#form, count, checkSeed(seed));
    if (this.standardization !== undefined) {
      const { means, scales } = this.#state.standardization!;
      for (let i = 0; i < points.length; i++) {
        const j = i % this.dimensions;
        points[i] = points[i] * scales[j] + means[j];
      }
    }
    return { points, shape: [count, this.dimensions], labels };
  }

  /**
   * What an E-step under this model sums up of points, all that `solve` needs: sizes, sums and second
   * moments of each component. {@link Statistics.merge} adds up parts: with a `rowStart`, and the
   * `units` of the first part, to the bits of all rows at once, else but for the last digits.
   *
   * @param points n × d
   * @param options `rowStart`: which row of the whole table the first is, a multiple of 2,048; default:
   * a table of its own. `weights`: how often each point counts; default: each once. `units`: what
   * densities are measured in
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad options
   * @example
   * const points = [1, 2, 10, 11];
   * const model = GaussianMixture.fit(points, { k: 2 });
   * model.statistics(points, { rowStart: 0 }).objective === model.logLikelihood; // true
   */
  statistics(points: PointsLike, options: MixtureStatisticsOptions = {}): Statistics {
    return statisticsOfMixture(this.#state, this.#shape, points, options);
  }

  /**
   * The mixture after an M-step from statistics: bit for bit that of a fit of all rows with
   * `start: model` and `maxIterations: 1`, where these are the statistics of all rows and it is healthy.
   * What only rows could tell is missing elsewhere: floors of variances follow the deviations of the
   * columns (a share of 1e-12 of their squares) instead of robust spreads; a component without a point
   * keeps mean and covariance at weight 0, and `empty-component` says so; and where a mean moves a thousand
   * of its deviations, a fit would take its sums again. The model has no labels; `sizes`, `logLikelihood` and
   * the last of `history` are those that the statistics have, under the parameters before; `converged` says
   * that no parameter moved at all.
   *
   * @param statistics those under this very model, of one part or merged
   * @throws TypeError where it is no Statistics, RangeError where it is that of another model
   * @example
   * let model = GaussianMixture.from({ weights: [0.5, 0.5], means: [0, 9], covariances: [9, 9] });
   * for (let i = 0; i < 20; i++) model = model.solve(model.statistics([1, 2, 3, 11, 12, 13]));
   * model.means.flat().map(Math.round); // [2, 12]
   */
  solve(statistics: Statistics): GaussianMixture<C> {
    return made(solvedMixture(this.#state, statistics));
  }

  /**
   * The mixture once further points have joined: one step of EM, from their statistics and those
   * the model stands for. This one stays as it is.
   *
   * The order of updates has a say in the result. Of the new model `sizes` and `logLikelihood` are sums, each
   * point's density under the mixture of its time; `labels` is empty, `iterations` 1, `converged` false.
   * A mixture of known parameters has no weight: points take it over at once.
   *
   * @param points n × d
   * @param options `weights`: how often each point counts, default: each once; `forget`: the share of
   * the old weight that is dropped first, at least 0 and below 1, default 0
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad
   * options
   * @example
   * const model = GaussianMixture.fit([1, 2, 3, 11, 12, 13], { k: 2 });
   * const next = model.update([2, 2], { weights: [3, 3] });
   * Math.max(...next.weights).toFixed(3); // "0.750"
   */
  update(points: PointsLike, options: UpdateOptions = {}): GaussianMixture<C> {
    return made(updated(this.#state, this.#form, points, options));
  }

  /**
   * Plain JSON that {@link GaussianMixture.fromJSON} reads. `JSON.stringify(model)` calls it.
   *
   * @param options `labels: false` leaves the labels out, for a small file that only predicts
   * @throws TypeError on unknown options
   * @example
   * const model = GaussianMixture.fit([1, 2, 10, 11], { k: 2, covariance: "diagonal" });
   * model.toJSON({ labels: false }).covariance; // "diagonal"
   */
  toJSON(options?: ToJSONOptions): GaussianMixtureJSON {
    return writeGaussianMixture(this.#state, wantsLabels(options));
  }

  /**
   * Σ⁻¹ of each component, in the shape of `covariances`: spherical 1/σ², k numbers; diagonal
   * k × d; tied d × d; full k × d × d. Matrices are symmetric to the bit. They are found when they
   * are first asked for, and each time a copy is given; JSON does not hold them. Of the units of
   * `covariances` they have the inverse.
   *
   * @example
   * const model = GaussianMixture.from({
   *   covariance: "full",
   *   weights: [1],
   *   means: [[0, 0]],
   *   covariances: [[[2, 0], [0, 4]]],
   * });
   * model.precisions; // [[[0.5, 0], [0, 0.25]]]
   */
  get precisions(): Covariances[C] {
    this.#precisions ??= this.#form.scaled(
      precisionsOf(this.#state, this.#form),
      this.dimensions,
      this.#state.standardization?.scales.map((scale) => 1 / scale),
    );
    return nest(this.#precisions, this.#form.shape(this.k, this.dimensions)) as Covariances[C];
  }

  #answer<Answer>(points: unknown, question: Question<Answer>): Answer {
    const components = this.#components;
    return withRows(points, this.#shape, (part) => question(part, this.k, components));
  }

  async #answerAsync<Answer>(
    points: unknown,
    options: AnswerOptions,
    question: Question<Answer>,
  ): Promise<Answer> {
    const { k, dimensions } = this;
    const components = this.#components;
    const rowCost = answerCost(k, dimensions, components);
    const work = (part: Part) => question(part, k, components);
    const given = asCalled(options);
    const { withRowsAsync } = await import("../../later.js");
    return await withRowsAsync(points, this.#shape, given, rowCost, work);
  }

  get #components(): GaussianComponents {
    const components = gaussianComponents(this.#state, this.#form);
    const shift = components.shift + densityShift(this.#state.standardization);
    return { ...components, shift };
  }

  /**
   * What follows from Σ w ln p(x), both as weights count in linear memory.
   *
   * @param answer takes the rows as they are weighed, and that sum
   */
  #weighed<Answer>(
    points: unknown,
    options: unknown,
    answer: (weighed: Weighed, sum: number) => Answer,
  ): Answer {
    const weights = checkScoreOptions(options);
    const state = this.#state;
    const form = this.#form;
    const shape = this.#shape;
    const work = function* (weighed: Weighed): Talk<Answer> {
      checkTotalWeight({ total: weighed.total * weighed.unit });
      return answer(weighed, yield* logLikelihoodOf(state, form, weighed));
    };
    return withRows(points, shape, (part) => withWeights(part, weights, shape.centres, work));
  }

  get #measuring() {
    return (part: Part) => mahalanobisDistances(part, whiteningOf(this.#state, this.#form));
  }

  get #comparing() {
    const state = this.#state;
    const form = this.#form;
    return function* (part: Part): Talk<Float64Array> {
      const components = gaussianComponents(state, form);
      const labels = yield* mixtureLabels(part, state.k, components);
      return yield* conditionalDeviations(part, labels, whiteningOf(state, form));
    };
  }

  /** A question that has `width` numbers for each point. */
  #answerRowwise<Rows extends boolean | undefined>(
    points: unknown,
    options: RowwiseOptions<Rows>,
    width: number,
    question: Question<Float64Array>,
    taker?: string,
  ): Rowwise<Rows> {
    const components = this.#components;
    const work = (part: Part) => question(part, this.k, components);
    return withRowsRowwise(points, this.#shape, options, width, work, taker);
  }

  async #answerRowwiseAsync<Rows extends boolean | undefined>(
    points: unknown,
    options: AnswerOptions & RowwiseOptions<Rows>,
    width: number,
    question: Question<Float64Array>,
  ): Promise<Rowwise<Rows>> {
    const { k, dimensions } = this;
    const components = this.#components;
    const rowCost = answerCost(k, dimensions, components);
    const work = (part: Part) => question(part, k, components);
    const given = asCalled(options);
    const { withRowsRowwiseAsync } = await import("../../later.js");
    return await withRowsRowwiseAsync(points, this.#shape, given, rowCost, width, work);
  }

  get #form() {
    return COVARIANCE_FORMS[this.covariance];
  }

  get #shape() {
    return shapeOf(this.#state, "means", this.#state.means);
  }
}
