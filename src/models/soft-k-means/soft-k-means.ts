import { asCalled } from "../../check.js";
import type { StreamOptions } from "../../streams/fit-stream.js";
import type { StreamLabels } from "../../streams/predict-stream.js";
import type { StreamSource } from "../../streams/source.js";
import type { AnswerOptions, AsyncOptions } from "../../fitting/fit-async.js";
import { drain } from "../../fitting/steps.js";
import { checkSealed, sealed } from "../sealed.js";
import type { PointsLike } from "../../points/points.js";
import type { Diagnostic, Precision, Standardization, Steps } from "../../types.js";
import { EXPONENTIAL } from "../../questions/mixture-sweep.js";
import type { Part } from "../../data/part.js";
import { shapeOf, withRows } from "../../fitting/asking.js";
import {
  type Rowwise,
  type RowwiseOptions,
  takesNoOptions,
  withRowsRowwise,
} from "../../fitting/rowwise.js";
import { stepsOf, unpack } from "../../fitting/fit.js";
import { copyOfStandardization, inUsersUnits } from "../../fitting/standardize.js";
import { copyOfDiagnostic, type ToJSONOptions, wantsLabels } from "../../fitting/json.js";
import {
  iterations,
  fitting,
  opened,
  snapshot,
  type SoftKMeansOptions,
  type SoftKMeansState,
  type SoftKMeansStep,
} from "./fit.js";
import { readSoftKMeans, type SoftKMeansJSON, writeSoftKMeans } from "./json.js";
import { type Distance, softLabels, softShares } from "./model.js";
import type { StatisticsOptions } from "../../statistics/options.js";
import type { Statistics } from "../../statistics/statistics.js";
import { solvedSoftKMeans, statisticsOfSoftKMeans } from "./statistics.js";

/** A SoftKMeans of what was fitted or read. */
export function made(state: SoftKMeansState): SoftKMeans {
  return sealed(SoftKMeans, "SoftKMeans", state);
}

/**
 * Finds groups whose borders are as soft as you choose: each point is shared among k centroids in
 * proportion to exp(−β × distance). This is soft k-means (MacKay, Information Theory, Inference, and
 * Learning Algorithms, 2003, section 20.2). At stiffness β = Infinity it is hard k-means.
 *
 * A model is the result of a fit and does not change.
 *
 * @example
 * const model = SoftKMeans.fit([0, 1, 9, 10], { k: 2, stiffness: 1 });
 * const [toFirst, toSecond] = model.responsibilities([5]);
 * Math.abs(toFirst + toSecond - 1) < 1e-12; // true
 */
export class SoftKMeans {
  /** How many components were asked for. */
  readonly k: number;
  /** d, the number of values in a point. */
  readonly dimensions: number;
  /** How the data of the fit was kept. */
  readonly precision: Precision;
  /** β: 0 to Infinity. */
  readonly stiffness: number;
  /** What β multiplies: ½‖x − m‖², ‖x − m‖ or 1 − cos. */
  readonly distance: Distance;
  /** What `standardize` has done to the columns; undefined without it. */
  readonly standardization: Standardization | undefined;
  /**
   * k × d, in your units: the mean of all points, weighted by each component's responsibility for
   * them; with `distance: "cosine"` its direction, of length 1 (of standardized points where the fit
   * was to `standardize`).
   */
  readonly centroids: number[][];
  /**
   * −(1/β) Σ w log Σ_k exp(−β d), in units of the distance d: lower is better. With `standardize`
   * distances are in standard deviations. At β = 0 and k > 1 it is −Infinity.
   */
  readonly freeEnergy: number;
  /**
   * The most responsible component of each point: its nearest centroid. Empty if the model came from
   * JSON without labels. Names come of it by `Array.from(labels, (i) => names[i])`, and a list for
   * JSON by `Array.from(labels)`: what its own `map` makes is an Int32Array too, and
   * `JSON.stringify` makes an object of it.
   */
  readonly labels: Int32Array;
  /** Σ w r of each component: their sum is the number of points where there are no weights. */
  readonly sizes: number[];
  /** How many times the centroids moved in the winning restart. */
  readonly iterations: number;
  /** Whether it stopped by itself rather than at `maxIterations`. */
  readonly converged: boolean;
  /** The free energy after each iteration. */
  readonly history: number[];
  /** What is worth knowing: `not-converged`, `merged-components`, `empty-component`, `fewer-distinct-points`. */
  readonly diagnostics: Diagnostic[];
  /** What was fitted; what users do to the lists above does not reach it. */
  readonly #state: SoftKMeansState;

  private constructor(state: SoftKMeansState, key: symbol) {
    checkSealed(key, "a SoftKMeans is made by SoftKMeans.fit or SoftKMeans.fromJSON");
    this.k = state.k;
    this.dimensions = state.dimensions;
    this.precision = state.precision;
    this.stiffness = state.stiffness;
    this.distance = state.distance;
    this.standardization = copyOfStandardization(state.standardization);
    this.centroids = unpack(inUsersUnits(state.centroids, state.standardization), state.k);
    this.freeEnergy = state.freeEnergy;
    this.labels = state.labels.slice();
    this.sizes = [...state.sizes];
    this.iterations = state.iterations;
    this.converged = state.converged;
    this.history = [...state.history];
    this.diagnostics = state.diagnostics.map(copyOfDiagnostic);
    this.#state = state;
  }

  /**
   * Fits k centroids between which points are shared out. It is synchronous: the model is there when it returns, and
   * nothing else in its thread runs meanwhile. Where that would take too long, `fitAsync` gives the
   * same model as a promise.
   *
   * @param points n × d: rows, flat data with a shape, numbers or {@link Points}
   * @param options `k`, `stiffness`, and whatever else {@link SoftKMeansOptions} has
   * @throws TypeError or RangeError on bad input; not converging is a result, not an error
   * @example
   * SoftKMeans.fit([-1, 1], { k: 2, stiffness: 0.5 }).centroids.every(([m]) => Math.abs(m) < 1e-3); // true
   */
  static fit(points: PointsLike, options: SoftKMeansOptions): SoftKMeans {
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
   * const model = await SoftKMeans.fitAsync([1, 2, 10, 11], { k: 2, stiffness: 2 });
   * model.freeEnergy === SoftKMeans.fit([1, 2, 10, 11], { k: 2, stiffness: 2 }).freeEnergy; // true
   */
  static async fitAsync(
    points: PointsLike,
    options: SoftKMeansOptions & AsyncOptions,
  ): Promise<SoftKMeans> {
    const given = asCalled(options);
    const { fitInSlices } = await import("../../later.js");
    return made(await fitInSlices(fitting, points, given));
  }

  /**
   * The same model as `fit` makes of the same rows, to the bit, from rows that are read in chunks,
   * again in each pass: of tables larger than memory. What is needed does not grow with their number;
   * `labels` is empty, and {@link SoftKMeans.predictStream} gives them as they are read. Weights come with
   * the chunks. A start by labels or responsibilities is refused; of large tables `"k-means||"`
   * takes the fewest passes.
   *
   * @param source the rows: of files by `mixtura-data`, or anything that is a {@link StreamSource}
   * @param options as of `fitAsync`, and how much memory may be used to keep rows
   * @throws TypeError or RangeError on bad input; Error where a source ends early, gives too much or
   * other rows than before; whatever the source throws
   * @example
   * const source = { dimensions: 1, open: () => [[1, 2, 10], [11]] };
   * (await SoftKMeans.fitStream(source, { k: 2, stiffness: 2 })).converged; // true
   */
  static async fitStream(
    source: StreamSource,
    options: SoftKMeansOptions & StreamOptions,
  ): Promise<SoftKMeans> {
    const given = asCalled(options);
    const { fitFromStream } = await import("../../streamed.js");
    return made(await fitFromStream(fitting, source, given));
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
   * for (const { iteration, freeEnergy } of SoftKMeans.steps([1, 2, 10, 11], { k: 2, stiffness: 1 })) {
   *   console.log(iteration, freeEnergy);
   * }
   */
  static steps(points: PointsLike, options: SoftKMeansOptions): Steps<SoftKMeansStep, SoftKMeans> {
    const fit = opened(points, options);
    return stepsOf(fit, iterations(fit), (iteration) => snapshot(fit, iteration), made);
  }

  /**
   * A model from what `toJSON` gave. Keys it does not know are ignored.
   *
   * @param json what `toJSON` gave, through JSON.parse or as it was
   * @throws TypeError or RangeError that names the field that is wrong
   * @example
   * const model = SoftKMeans.fit([1, 2, 10, 11], { k: 2, stiffness: Infinity });
   * SoftKMeans.fromJSON(JSON.parse(JSON.stringify(model))).stiffness; // Infinity
   */
  static fromJSON(json: unknown): SoftKMeans {
    return made(readSoftKMeans(json));
  }

  /**
   * The most responsible component of each point: the nearest centroid, by squared distance
   * summed in float64 from the first coordinate up, ties to the lowest index.
   *
   * @param points n × d
   * @returns n labels
   * @throws TypeError or RangeError on bad points or other dimensions than the model has, and on
   * options, which `predictAsync` takes; a number is let be, for `map` hands its index along
   * @example
   * const model = SoftKMeans.fit([1, 2, 10, 11], { k: 2, stiffness: 2, start: { centroids: [0, 9] } });
   * model.predict([3, 9, 4]); // [0, 1, 0]
   */
  predict(points: PointsLike): Int32Array;
  predict(points: PointsLike, none?: unknown): Int32Array {
    takesNoOptions(none, "predictAsync");
    return withRows(points, this.#shape, this.#labelling);
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
   * const model = SoftKMeans.fit([1, 2, 10, 11], { k: 2, stiffness: 2, start: { centroids: [0, 9] } });
   * await model.predictAsync([3, 9, 4]); // [0, 1, 0]
   */
  async predictAsync(points: PointsLike, options: AnswerOptions = {}): Promise<Int32Array> {
    const rowCost = this.k * this.dimensions;
    const given = asCalled(options);
    const { withRowsAsync } = await import("../../later.js");
    return await withRowsAsync(points, this.#shape, given, rowCost, this.#labelling);
  }

  /**
   * The labels that `predict` gives, of the rows of a source as they are read.
   *
   * @param source the rows
   * @param options when to end it, and how many worker threads to use
   * @throws TypeError or RangeError on bad input; whatever the source throws
   * @example
   * const model = SoftKMeans.fit([1, 2, 10, 11], { k: 2, stiffness: 2 });
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
   * r_nk = exp(−β d_nk) / Σ_j exp(−β d_nj): how far each component is responsible for each
   * point. A point's responsibilities sum to 1.
   *
   * @param points n × d
   * @param options `rows: true` for a list of k numbers for each point; default: one flat list
   * @returns n × k, row-major, or with `rows` n lists of k
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad options
   * @example
   * const model = SoftKMeans.fit([1, 3], { k: 2, stiffness: Infinity, start: { centroids: [1, 3] } });
   * model.responsibilities([0, 4]); // [1, 0, 0, 1]
   * model.responsibilities([0, 4], { rows: true }); // [[1, 0], [0, 1]]
   */
  responsibilities<const Rows extends boolean | undefined = false>(
    points: PointsLike,
    options: RowwiseOptions<Rows> = {},
  ): Rowwise<Rows> {
    const taker = "responsibilitiesAsync";
    return withRowsRowwise(points, this.#shape, options, this.k, this.#sharing, taker);
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
   * const model = SoftKMeans.fit([1, 3], { k: 2, stiffness: Infinity, start: { centroids: [1, 3] } });
   * await model.responsibilitiesAsync([0, 4]); // [1, 0, 0, 1]
   */
  async responsibilitiesAsync<const Rows extends boolean | undefined = false>(
    points: PointsLike,
    options: AnswerOptions & RowwiseOptions<Rows> = {},
  ): Promise<Rowwise<Rows>> {
    const { k } = this;
    const rowCost = k * (2 * this.dimensions + EXPONENTIAL);
    const given = asCalled(options);
    const { withRowsRowwiseAsync } = await import("../../later.js");
    return await withRowsRowwiseAsync(points, this.#shape, given, rowCost, k, this.#sharing);
  }

  /**
   * What an E-step under this model sums up of points, all that `solve` needs. {@link Statistics.merge}
   * adds up parts: with a `rowStart` to the bits of all rows at once, else but for the last digits. At
   * stiffness Infinity sums are exact, as those of {@link KMeans}.
   *
   * @param points n × d
   * @param options `rowStart`: which row of the whole table the first is, a multiple of 2,048; default:
   * a table of its own. `weights`: how often each point counts; default: each once
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad options
   * @example
   * const model = SoftKMeans.fit([1, 2, 10, 11], { k: 2, stiffness: 1 });
   * model.statistics([1, 2, 10, 11]).objective === model.freeEnergy; // true
   */
  statistics(points: PointsLike, options: StatisticsOptions = {}): Statistics {
    return statisticsOfSoftKMeans(this.#state, this.#shape, points, options);
  }

  /**
   * The model after an M-step from statistics: bit for bit the centroids of a fit of all rows with
   * `start: model` and `maxIterations: 1`, where these are the statistics of all rows. It has no labels;
   * `sizes`, `freeEnergy` and the last of `history` are those that the statistics have, under the
   * centroids before; `converged` says that no centroid moved at all. A component without a point keeps
   * its centroid, and `empty-component` says so; and where one moves a thousand times the largest
   * magnitude of the points, a fit would take its sums again.
   *
   * @param statistics those under this very model, of one part or merged
   * @throws TypeError where it is no Statistics, RangeError where it is that of another model
   * @example
   * const model = SoftKMeans.fit([1, 2, 10, 12], { k: 2, stiffness: 9, start: { centroids: [0, 9] }, maxIterations: 0 });
   * model.solve(model.statistics([1, 2, 10, 12])).centroids; // [[1.5], [11]]
   */
  solve(statistics: Statistics): SoftKMeans {
    return made(solvedSoftKMeans(this.#state, statistics));
  }

  /**
   * Plain JSON that {@link SoftKMeans.fromJSON} reads. `JSON.stringify(model)` calls it.
   * Numbers JSON does not have are written as "Infinity" and "-Infinity".
   *
   * @param options `labels: false` leaves the labels out, for a small file that only predicts
   * @throws TypeError on unknown options
   * @example
   * const model = SoftKMeans.fit([1, 2, 10, 11], { k: 2, stiffness: Infinity });
   * model.toJSON({ labels: false }).stiffness; // "Infinity"
   */
  toJSON(options?: ToJSONOptions): SoftKMeansJSON {
    return writeSoftKMeans(this.#state, wantsLabels(options));
  }

  get #labelling() {
    const { centroids, sizes, stiffness } = this.#state;
    return (part: Part) => softLabels(part, centroids, sizes, stiffness);
  }

  get #sharing() {
    const state = this.#state;
    return (part: Part) => softShares(part, state.centroids, state.sizes, state);
  }

  get #shape() {
    return shapeOf(this.#state, "centroids", this.#state.centroids, this.distance === "cosine");
  }
}
