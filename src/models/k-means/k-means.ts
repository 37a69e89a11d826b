import { asCalled } from "../../check.js";
import type { StreamOptions } from "../../streams/fit-stream.js";
import type { MiniBatchOptions } from "../../streams/mini-batch.js";
import type { StreamLabels } from "../../streams/predict-stream.js";
import type { StreamSource } from "../../streams/source.js";
import type { AnswerOptions, AsyncOptions } from "../../fitting/fit-async.js";
import { drain } from "../../fitting/steps.js";
import { checkSealed, sealed } from "../sealed.js";
import type { PointsLike } from "../../points/points.js";
import type { Diagnostic, Precision, Standardization, Steps } from "../../types.js";
import type { Part } from "../../data/part.js";
import { answerTo, type Talk } from "../../data/pending.js";
import { distances } from "../../questions/distances.js";
import { COST, HardPass } from "../../questions/hard.js";
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
  type KMeansDistance,
  type KMeansOptions,
  type KMeansState,
  type KMeansStep,
  fitting,
  opened,
  snapshot,
} from "./fit.js";
import { assignOccupied, occupied } from "../../fitting/occupied.js";
import {
  checkScoreOptions,
  type ScoreOptions,
  type Weighed,
  withWeights,
} from "../../fitting/weighing.js";
import type { UpdateOptions } from "../../fitting/updating.js";
import { type KMeansJSON, readKMeans, writeKMeans } from "./json.js";
import type { StatisticsOptions } from "../../statistics/options.js";
import type { Statistics } from "../../statistics/statistics.js";
import { solvedKMeans, statisticsOfKMeans } from "./statistics.js";
import { updated } from "./update.js";

/** A KMeans of what was fitted or read. */
export function made(state: KMeansState): KMeans {
  return sealed(KMeans, "KMeans", state);
}

/**
 * Puts each point into one of k groups, that of the nearest centroid: for palettes, places,
 * embeddings, and whatever falls into groups of similar width. This is hard k-means (Lloyd 1957;
 * MacKay, Information Theory, Inference, and Learning Algorithms, 2003, section 20.1).
 *
 * A model is the result of a fit and does not change.
 *
 * @example
 * const model = KMeans.fit([[0, 0], [0, 1], [9, 9], [9, 8]], { k: 2, seed: 7 });
 * model.inertia; // 1
 * model.predict([[8, 8]])[0] === model.labels[2]; // true
 */
export class KMeans {
  /** How many components were asked for. */
  readonly k: number;
  /** d, the number of values in a point. */
  readonly dimensions: number;
  /** How the data of the fit was kept. */
  readonly precision: Precision;
  /** How points are told apart. */
  readonly distance: KMeansDistance;
  /** What `standardize` has done to the columns; undefined without it. */
  readonly standardization: Standardization | undefined;
  /**
   * k × d, in your units: the mean of each component's points; with `distance: "cosine"` its
   * direction, of length 1 (of standardized points where the fit was to `standardize`).
   */
  readonly centroids: number[][];
  /**
   * Σ w‖x − m‖² over all points: the within-cluster sum of squares, in squared units of the points.
   * With `standardize` in squared standard deviations; with `distance: "cosine"` 2 Σ w(1 − cos).
   */
  readonly inertia: number;
  /**
   * The component of each point; empty if the model came from JSON without labels. Names come of it
   * by `Array.from(labels, (i) => names[i])`, and a list for JSON by `Array.from(labels)`: what its
   * own `map` makes is an Int32Array too, and `JSON.stringify` makes an object of it.
   */
  readonly labels: Int32Array;
  /** Σ of the weights in each component: the number of points where there are no weights. */
  readonly sizes: number[];
  /** How many times the centroids moved in the winning restart. */
  readonly iterations: number;
  /** Whether it stopped by itself rather than at `maxIterations`. */
  readonly converged: boolean;
  /** The inertia after each iteration. */
  readonly history: number[];
  /** What is worth knowing: `not-converged`, `empty-component`, `fewer-distinct-points`, `order-dependent`. */
  readonly diagnostics: Diagnostic[];
  /** What was fitted; what users do to the lists above does not reach it. */
  readonly #state: KMeansState;

  private constructor(state: KMeansState, key: symbol) {
    checkSealed(key, "a KMeans is made by KMeans.fit or KMeans.fromJSON");
    this.k = state.k;
    this.dimensions = state.dimensions;
    this.precision = state.precision;
    this.distance = state.distance;
    this.standardization = copyOfStandardization(state.standardization);
    this.centroids = unpack(inUsersUnits(state.centroids, state.standardization), state.k);
    this.inertia = state.inertia;
    this.labels = state.labels.slice();
    this.sizes = [...state.sizes];
    this.iterations = state.iterations;
    this.converged = state.converged;
    this.history = [...state.history];
    this.diagnostics = state.diagnostics.map(copyOfDiagnostic);
    this.#state = state;
  }

  /**
   * Groups points around k centroids. It is synchronous: the model is there when it returns, and
   * nothing else in its thread runs meanwhile. Where that would take too long, `fitAsync` gives the
   * same model as a promise.
   *
   * @param points n × d: rows, flat data with a shape, numbers or {@link Points}
   * @param options `k`, and whatever else {@link KMeansOptions} has
   * @throws TypeError or RangeError on bad input; not converging is a result, not an error
   * @example
   * KMeans.fit([1, 2, 10, 11], { k: 2 }).sizes; // [2, 2]
   */
  static fit(points: PointsLike, options: KMeansOptions): KMeans {
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
   * const model = await KMeans.fitAsync([1, 2, 10, 11], { k: 2 });
   * model.inertia === KMeans.fit([1, 2, 10, 11], { k: 2 }).inertia; // true
   */
  static async fitAsync(
    points: PointsLike,
    options: KMeansOptions & AsyncOptions,
  ): Promise<KMeans> {
    const given = asCalled(options);
    const { fitInSlices } = await import("../../later.js");
    return made(await fitInSlices(fitting, points, given));
  }

  /**
   * The same model as `fit` makes of the same rows, to the bit, from rows that are read in chunks,
   * again in each pass: of tables larger than memory. What is needed does not grow with their number;
   * `labels` is empty, and {@link KMeans.predictStream} gives them as they are read. Weights come with
   * the chunks. A start by labels or responsibilities is refused; of large tables `"k-means||"`
   * takes the fewest passes.
   *
   * @param source the rows: of files by `mixtura-data`, or anything that is a {@link StreamSource}
   * @param options as of `fitAsync`, and how much memory may be used to keep rows
   * @throws TypeError or RangeError on bad input; Error where a source ends early, gives too much or
   * other rows than before; whatever the source throws
   * @example
   * const source = { dimensions: 1, open: () => [[1, 2, 10], [11]] };
   * (await KMeans.fitStream(source, { k: 2 })).sizes; // [2, 2]
   */
  static async fitStream(
    source: StreamSource,
    options: KMeansOptions & StreamOptions,
  ): Promise<KMeans> {
    const given = asCalled(options);
    const { fitFromStream } = await import("../../streamed.js");
    return made(await fitFromStream(fitting, source, given));
  }

  /**
   * A model from one pass through rows that are read in chunks: k-means by mini-batches (Sculley,
   * Web-scale k-means clustering, 2010). The first rows are fitted as `fit` does it, by default with ten restarts; each batch then
   * moves every centroid to the mean of all it has had. A centroid that is missed little where it is,
   * such as one without rows, goes to rows far from all others.
   *
   * It depends on the order of the rows, as its diagnostic `order-dependent` says; not on where chunks end. What
   * it does not know is told as it passed: `inertia` is the sum of each batch's under the centroids of
   * its time, `history` that sum after each batch, `iterations` the number of batches. `converged` is
   * false and `labels` empty. With `standardize` the first rows give the scales.
   *
   * @param source the rows: of files by `mixtura-data`, or anything that is a {@link StreamSource}
   * @param options those of `fit` for the first rows, and `batchRows`; weights come with the chunks
   * @throws TypeError or RangeError on bad input; whatever the source throws
   * @example
   * const source = { dimensions: 1, open: () => [[1, 2, 10], [11]] };
   * (await KMeans.fitMiniBatch(source, { k: 2 })).sizes; // [2, 2]
   */
  static async fitMiniBatch(
    source: StreamSource,
    options: Omit<KMeansOptions, "weights"> & MiniBatchOptions,
  ): Promise<KMeans> {
    const given = asCalled(options);
    const { fitHardMiniBatch } = await import("../../streamed.js");
    return made(await fitHardMiniBatch(fitting, source, given));
  }

  /**
   * The same fit one iteration at a time: yields the state after each and
   * returns the model.
   *
   * A fit that is left half-way holds its memory until `return` is called, which leaving a
   * `for … of` does, or until the garbage collector finds it.
   *
   * @param points n × d: rows, flat data with a shape, numbers or {@link Points}
   * @param options those of `fit`
   * @throws TypeError or RangeError on bad input, at once
   * @example
   * for (const { iteration, inertia } of KMeans.steps([1, 2, 10, 11], { k: 2 })) {
   *   console.log(iteration, inertia);
   * }
   */
  static steps(points: PointsLike, options: KMeansOptions): Steps<KMeansStep, KMeans> {
    const fit = opened(points, options);
    return stepsOf(fit, iterations(fit), (iteration) => snapshot(fit, iteration), made);
  }

  /**
   * A model from what `toJSON` gave. Keys it does not know are ignored.
   *
   * @param json what `toJSON` gave, through JSON.parse or as it was
   * @throws TypeError or RangeError that names the field that is wrong
   * @example
   * const model = KMeans.fit([1, 2, 10, 11], { k: 2 });
   * const copy = KMeans.fromJSON(JSON.parse(JSON.stringify(model)));
   * copy.predict([3])[0] === model.labels[0]; // true
   */
  static fromJSON(json: unknown): KMeans {
    return made(readKMeans(json));
  }

  /**
   * The label of each point's nearest centroid: argmin_c Σ_j (x_j − m_cj)²
   * summed in float64 from j = 0 up, ties to the lowest index. A component that has no points
   * of the fit gets none of these either, unless none has any.
   *
   * @param points n × d
   * @returns n labels
   * @throws TypeError or RangeError on bad points or other dimensions than the model has, and on
   * options, which `predictAsync` takes; a number is let be, for `map` hands its index along
   * @example
   * const model = KMeans.fit([1, 2, 10, 11], { k: 2, start: { centroids: [0, 9] } });
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
   * const model = KMeans.fit([1, 2, 10, 11], { k: 2, start: { centroids: [0, 9] } });
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
   * const model = KMeans.fit([1, 2, 10, 11], { k: 2 });
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
   * Euclidean distances to every centroid, ‖x − m‖: in units of the points, or with `standardize` in
   * standard deviations. With `distance: "cosine"`, of rows scaled to length 1: 1 − cos is half its
   * square.
   *
   * @param points n × d
   * @param options `rows: true` for a list of k numbers for each point; default: one flat list
   * @returns n × k, row-major, or with `rows` n lists of k
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad options
   * @example
   * const model = KMeans.fit([1, 2, 10, 11], { k: 2, start: { centroids: [0, 9] } });
   * model.distances([1.5, 3.5]); // [0, 9, 2, 7]
   * model.distances([1.5, 3.5], { rows: true }); // [[0, 9], [2, 7]]
   */
  distances<const Rows extends boolean | undefined = false>(
    points: PointsLike,
    options: RowwiseOptions<Rows> = {},
  ): Rowwise<Rows> {
    const { k } = this;
    const { centroids } = this.#state;
    const work = (part: Part) => distances(part, centroids, k);
    return withRowsRowwise(points, this.#shape, options, k, work);
  }

  /**
   * Minus the inertia these points would have: higher is better. Of the points and weights of the
   * fit it is minus the model's `inertia`, to the bit.
   *
   * @param points n × d
   * @param options `weights`: how often each point counts; default: each once
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad
   * options
   * @example
   * const model = KMeans.fit([1, 2, 10, 11], { k: 2, start: { centroids: [0, 9] } });
   * model.score([1.5, 3.5]); // -4
   * model.score([1.5, 3.5], { weights: [7, 2] }); // -8
   */
  score(points: PointsLike, options: ScoreOptions = {}): number {
    const weights = checkScoreOptions(options);
    const { components, centroids } = occupied(this.#state.centroids, this.#state.sizes);
    const shape = this.#shape;
    const inertia = function* ({ part, unit }: Weighed): Talk<number> {
      const pass = new HardPass(part, components.length, "one");
      try {
        return (yield* answerTo(pass.eStep(centroids)))[COST] * unit;
      } finally {
        pass.release();
      }
    };
    return -withRows(points, shape, (part) => withWeights(part, weights, shape.centres, inertia));
  }

  /**
   * What an E-step under this model sums up of points, all that `solve` needs: sizes and sums with
   * nothing rounded off. Added up over parts by {@link Statistics.merge}, they are those of all rows,
   * whatever the split and the order. Components without points of the fit take part like all others.
   *
   * @param points n × d
   * @param options `rowStart`: which row of the whole table the first is; default: a table of its own.
   * `weights`: how often each point counts; default: each once
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad options
   * @example
   * const model = KMeans.fit([1, 2, 10, 12], { k: 2, start: { centroids: [0, 9] }, maxIterations: 0 });
   * const statistics = model.statistics([1, 2, 10, 12]);
   * statistics.sizes; // [2, 2]
   * statistics.objective === model.inertia; // true
   */
  statistics(points: PointsLike, options: StatisticsOptions = {}): Statistics {
    return statisticsOfKMeans(this.#state, this.#shape, points, options);
  }

  /**
   * The model after an M-step from statistics: bit for bit the centroids of
   * `KMeans.fit(all, { k, start: model, maxIterations: 1 })` where these are the statistics of all rows.
   * It has no labels; `sizes`, `inertia` and the last of `history` are those that the statistics have,
   * under the centroids before; `converged` says that no centroid moved. A component without a point
   * keeps its centroid, for statistics know no far point to give it, and `empty-component` says so.
   *
   * @param statistics those under this very model, of one part or merged
   * @throws TypeError where it is no Statistics, RangeError where it is that of another model
   * @example
   * const model = KMeans.fit([1, 2, 10, 12], { k: 2, start: { centroids: [0, 9] }, maxIterations: 0 });
   * const next = model.solve(model.statistics([1, 2, 10, 12]));
   * next.centroids; // [[1.5], [11]]
   * next.solve(next.statistics([1, 2, 10, 12])).converged; // true
   */
  solve(statistics: Statistics): KMeans {
    return made(solvedKMeans(this.#state, statistics));
  }

  /**
   * The model once further points have joined: each centroid becomes the mean of all it has had, that
   * of the new points nearest to it included. This one stays as it is.
   *
   * The order of updates has a say in the result. Of the new model `sizes` and `inertia` are sums, each point's
   * inertia under the centroids of its time; `labels` is empty, `iterations` 1, `converged` false.
   *
   * @param points n × d
   * @param options `weights`: how often each point counts, default: each once; `forget`: the share of
   * the old weight that is dropped first, at least 0 and below 1, default 0
   * @throws TypeError or RangeError on bad points, other dimensions than the model has or bad
   * options
   * @example
   * const model = KMeans.fit([1, 2, 10, 11], { k: 2, start: { centroids: [0, 9] } });
   * const next = model.update([3, 12, 15], { weights: [1, 1, 0] });
   * next.centroids; // [[2], [11]]
   * next.sizes; // [3, 3]
   */
  update(points: PointsLike, options: UpdateOptions = {}): KMeans {
    return made(updated(this.#state, points, options));
  }

  /**
   * Plain JSON that {@link KMeans.fromJSON} reads. `JSON.stringify(model)` calls it.
   *
   * @param options `labels: false` leaves the labels out, for a small file that only predicts
   * @throws TypeError on unknown options
   * @example
   * const model = KMeans.fit([1, 2, 10, 11], { k: 2, start: { centroids: [0, 9] } });
   * model.toJSON({ labels: false }).centroids; // [[1.5], [10.5]]
   */
  toJSON(options?: ToJSONOptions): KMeansJSON {
    return writeKMeans(this.#state, wantsLabels(options));
  }

  /**
   * In one dimension, the borders between neighbouring clusters, ascending: half-way between their
   * centroids, where `predict` changes from one to the other. Components without points have none;
   * undefined in more dimensions. After `start: "optimal"` these are Jenks' natural breaks.
   *
   * @example
   * const values = [1, 2, 3, 9, 10, 11, 50];
   * KMeans.fit(values, { k: 3, start: "optimal" }).breaks; // [6, 30]
   */
  get breaks(): number[] | undefined {
    if (this.dimensions > 1) return undefined;
    const { centroids } = occupied(this.#state.centroids, this.#state.sizes);
    const ascending = [...centroids].sort((a, b) => a - b);
    const borders = ascending.slice(1).map((centroid, i) => ascending[i] / 2 + centroid / 2);
    return inUsersUnits(borders, this.#state.standardization).map((border) => border + 0);
  }

  get #labelling() {
    const { centroids, sizes } = this.#state;
    return (part: Part) => assignOccupied(part, centroids, sizes);
  }

  get #shape() {
    return shapeOf(this.#state, "centroids", this.#state.centroids, this.distance === "cosine");
  }
}
