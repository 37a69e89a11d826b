import {
  checkInteger,
  checkLength,
  checkOneOf,
  checkRecord,
  rangeError,
  show,
  typeError,
} from "./check.js";
import { answered, begin, type Talk } from "./data/pending.js";
import { atOnce, type Pace } from "./data/sweep.js";
import { type FitProgress, type Report, reported, workInSlices } from "./fitting/fit-async.js";
import type { ThreadOptions } from "./threads/threads.js";
import { meanSilhouette } from "./metrics/silhouette.js";
import {
  checkPrecision,
  isPoints,
  Points,
  type PointsLike,
  pointsFrom,
  pointsOf,
  pointsSource,
} from "./points/points.js";
import type { DiagnosticCode, SignalLike } from "./types.js";
import { comparedLogLikelihood } from "./models/gaussian-mixture/compared-likelihood.js";
import { checkWeights, type Weights } from "./fitting/data.js";
import type { Covariance } from "./models/gaussian-mixture/covariance/form.js";
import {
  fitting as gaussianMixture,
  type GaussianMixtureOptions,
} from "./models/gaussian-mixture/fit.js";
import {
  GaussianMixture,
  made as madeGaussianMixture,
} from "./models/gaussian-mixture/gaussian-mixture.js";
import { fitting as kMeans, type KMeansOptions } from "./models/k-means/fit.js";
import { KMeans, made as madeKMeans } from "./models/k-means/k-means.js";
import { fitting as softKMeans, type SoftKMeansOptions } from "./models/soft-k-means/fit.js";
import { made as madeSoftKMeans, SoftKMeans } from "./models/soft-k-means/soft-k-means.js";

/** What `selectK` compares numbers of components by. */
export type Criterion = "bic" | "aic" | "silhouette";

/** The numbers of components to try, and how to compare them. */
interface Choice<C extends Criterion> {
  /** Numbers of components to try: integers in 1..n. */
  readonly k: ArrayLike<number>;
  /**
   * `"bic"` or `"aic"`, of which the lowest wins, for mixtures; `"silhouette"`, of which the
   * highest wins, for all. Default `"bic"` for mixtures and `"silhouette"` for the others.
   */
  readonly criterion?: C | undefined;
}

/** Options of {@link selectK}: those of the fits, with several k. */
export type SelectKOptions<Options, C extends Criterion = Criterion> = Omit<Options, "k"> &
  Choice<C>;

/** One fit of {@link selectK}. */
interface Row {
  readonly k: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** The codes of the fit's diagnostics; none where all went well. */
  readonly diagnostics: DiagnosticCode[];
  /** The mean silhouette coefficient, where it was asked for; 0 for k = 1. */
  readonly silhouette?: number;
}

/** One fit of a `KMeans`. */
export interface KMeansRow extends Row {
  readonly inertia: number;
}

/** One fit of a `SoftKMeans`. */
export interface SoftKMeansRow extends Row {
  readonly freeEnergy: number;
}

/** One fit of a `GaussianMixture`. */
export interface GaussianMixtureRow extends Row {
  readonly logLikelihood: number;
  readonly parameterCount: number;
  readonly aic: number;
  readonly bic: number;
  /**
   * What was compared by `"bic"` or `"aic"` where a component has collapsed onto its variance
   * floor: the criterion without what that adds to the likelihood.
   */
  readonly compared?: number;
}

type AnyRow = KMeansRow | SoftKMeansRow | GaussianMixtureRow;

/** What {@link selectK} found. */
export interface Selection<Model, TableRow> {
  /** The fit of the best k; of equally good ones, the first that was named. */
  readonly best: Model;
  /** One row for each k, in the order in which they were named. */
  readonly table: TableRow[];
}

type Fitted = KMeans | SoftKMeans | GaussianMixture;

/** What selection needs to know of a class of models. */
interface Kind {
  /** The default first. */
  readonly criteria: readonly Criterion[];
  readonly fit: (points: Points, options: object, pace: Pace, report: Report) => Talk<Fitted>;
}

function kindOf(Model: unknown): Kind {
  switch (Model) {
    case KMeans:
      return {
        criteria: ["silhouette"],
        *fit(...asked) {
          return madeKMeans(yield* reported(kMeans, ...asked));
        },
      };
    case SoftKMeans:
      return {
        criteria: ["silhouette"],
        *fit(...asked) {
          return madeSoftKMeans(yield* reported(softKMeans, ...asked));
        },
      };
    case GaussianMixture:
      return {
        criteria: ["bic", "aic", "silhouette"],
        *fit(...asked) {
          return madeGaussianMixture(yield* reported(gaussianMixture, ...asked));
        },
      };
    default:
      throw typeError("Model", "KMeans, SoftKMeans or GaussianMixture", show(Model));
  }
}

/**
 * Fits a model for each of several k and says which suits the points best: by Schwarz's
 * Bayesian information criterion (1978) or Akaike's (1974), or by the mean silhouette
 * coefficient (Rousseeuw 1987), of a seeded sample where there are more than 10,000 points.
 * The likelihood of a component that has collapsed onto its variance floor is what the floor
 * makes it, and no merit: BIC and AIC are compared as if such components had the mean covariance
 * of the others (`compared` in the table). BIC and AIC take weights for numbers of points: let them
 * sum to n. Weights that sum to 1 or less are refused there: every k would look too good or too bad.
 *
 * @param Model `KMeans`, `SoftKMeans` or `GaussianMixture`
 * @param points n × d: rows, flat data with a shape, numbers or {@link Points}
 * @param options `k`: the numbers to try; `criterion`; and the options of each fit
 * @throws TypeError or RangeError on bad input; a start of your own suits a single k alone
 * @example
 * const points = [0, 1, 2, 50, 51, 52, 100, 101, 102];
 * selectK(KMeans, points, { k: [2, 3, 4] }).best.k; // 3
 * selectK(GaussianMixture, points, { k: [1, 2, 3] }).table.length; // 3
 */
export function selectK(
  Model: typeof KMeans,
  points: PointsLike,
  options: SelectKOptions<KMeansOptions, "silhouette">,
): Selection<KMeans, KMeansRow>;
export function selectK(
  Model: typeof SoftKMeans,
  points: PointsLike,
  options: SelectKOptions<SoftKMeansOptions, "silhouette">,
): Selection<SoftKMeans, SoftKMeansRow>;
export function selectK<const C extends Covariance = "spherical">(
  Model: typeof GaussianMixture,
  points: PointsLike,
  options: SelectKOptions<GaussianMixtureOptions<C>>,
): Selection<GaussianMixture<C>, GaussianMixtureRow>;
export function selectK(
  Model: unknown,
  points: PointsLike,
  options: object,
): Selection<Fitted, AnyRow> {
  return answered(begin(selecting(Model, points, options, atOnce, () => {})));
}

/** How far a selection is: how far the fit for this k is, and of the whole `fraction` is done. */
export interface SelectKProgress extends FitProgress {
  readonly k: number;
}

/** What a selection that takes its time has beside the options of {@link selectK}. */
export interface SelectKAsyncOptions extends ThreadOptions {
  /** Ends it: its promise is rejected with the signal's reason, and nothing of it is kept. */
  readonly signal?: SignalLike | undefined;
  /** Told how far it is: at most every 50 ms, and at its end. What it throws ends it. */
  readonly onProgress?: ((progress: SelectKProgress) => void) | undefined;
}

/**
 * {@link selectK}, to the bit, without holding up the thread: it works in slices of some 10 ms,
 * between which events and frames go on. Leave the points alone until it is done.
 *
 * @param options those of `selectK`; `signal` to end it, `onProgress` to hear how far it is, `threads`
 * to have workers share the rows
 * @returns a promise; rejected with a TypeError or RangeError on bad input, or with the signal's
 * reason
 * @example
 * const points = [0, 1, 2, 50, 51, 52, 100, 101, 102];
 * const { best } = await selectKAsync(KMeans, points, { k: [2, 3, 4] });
 * best.k; // 3
 */
export function selectKAsync(
  Model: typeof KMeans,
  points: PointsLike,
  options: SelectKOptions<KMeansOptions, "silhouette"> & SelectKAsyncOptions,
): Promise<Selection<KMeans, KMeansRow>>;
export function selectKAsync(
  Model: typeof SoftKMeans,
  points: PointsLike,
  options: SelectKOptions<SoftKMeansOptions, "silhouette"> & SelectKAsyncOptions,
): Promise<Selection<SoftKMeans, SoftKMeansRow>>;
export function selectKAsync<const C extends Covariance = "spherical">(
  Model: typeof GaussianMixture,
  points: PointsLike,
  options: SelectKOptions<GaussianMixtureOptions<C>> & SelectKAsyncOptions,
): Promise<Selection<GaussianMixture<C>, GaussianMixtureRow>>;
export function selectKAsync(
  Model: unknown,
  points: PointsLike,
  options: object,
): Promise<Selection<Fitted, AnyRow>> {
  return workInSlices(options, (report, pace) => selecting(Model, points, options, pace, report));
}

/** Fits for one k after the other, at this pace. */
function* selecting(
  Model: unknown,
  points: PointsLike,
  options: object,
  pace: Pace,
  report: Report,
): Talk<Selection<Fitted, AnyRow>> {
  const kind = kindOf(Model);
  const { k, criterion: chosen, ...rest } = checkOptionsObject(options);
  const criterion = checkOneOf(
    "criterion",
    chosen === undefined ? kind.criteria[0] : chosen,
    kind.criteria,
  );
  const source = pointsSource("points", points);
  const weights = yield* checkWeights(rest["weights"], source.count, pace);
  const numbers = checkNumbers(k, source.count, weights?.positive.length);
  if (
    criterion !== "silhouette" &&
    weights !== undefined &&
    weights.positive.length > 1 &&
    weights.total <= 1 + SUM_SLACK
  ) {
    const n = `(let them sum to n = ${weights.positive.length})`;
    const expected = `a sum above 1 for "${criterion}", which counts them as points ${n}`;
    throw rangeError("weights", expected, String(weights.total));
  }
  if (
    numbers.some((each) => each !== numbers[0]) &&
    typeof rest["start"] === "object" &&
    rest["start"] !== null
  ) {
    const expected = 'a word such as "k-means++" where there are several k';
    throw typeError("start", expected, show(rest["start"]));
  }
  const precision = checkPrecision(rest["precision"]) ?? source.precision;
  const data = isPoints(points) ? points : yield* pointsFrom(points, precision, pace);
  let scored = data;
  try {
    if (
      criterion === "silhouette" &&
      weights !== undefined &&
      weights.positive.length < data.count
    ) {
      // Rows of weight 0 are as if absent from a silhouette, too.
      scored = pointsOf(data, weights.positive);
    }
    const table: AnyRow[] = [];
    let best: { readonly model: Fitted; readonly loss: number } | undefined;
    let last: Omit<SelectKProgress, "elapsed"> | undefined;
    for (const [index, each] of numbers.entries()) {
      const model = yield* kind.fit(data, { ...rest, k: each }, pace, (progress) => {
        // A silhouette takes about as long as the fit that it is of.
        const share = criterion === "silhouette" ? progress.fraction / 2 : progress.fraction;
        last = { ...progress, k: each, fraction: (index + share) / numbers.length };
        report(last);
      });
      const fitted = { ...rest, weights: weights?.values };
      const row = {
        ...rowOf(model),
        ...(criterion === "silhouette"
          ? { silhouette: yield* silhouetteOf(model, scored, weights, rest["seed"], pace) }
          : yield* comparedOf(model, criterion, data, fitted, pace)),
      };
      table.push(row);
      const loss = lossOf(row, criterion);
      if (best === undefined || loss < best.loss) best = { model, loss };
    }
    if (last !== undefined) report({ ...last, fraction: 1 }, true);
    return { best: best!.model, table };
  } finally {
    if (scored !== data) scored.dispose();
    if (data !== points) data.dispose();
  }
}

/** How far weights meant to sum to 1 may sum to more. */
const SUM_SLACK = 1e-6;

function checkOptionsObject(options: unknown): Record<string, unknown> {
  const keys = typeof options === "object" && options !== null ? Object.keys(options) : [];
  // Which names are known is for the fits to say.
  return checkRecord("options", options, keys, "an object such as { k: [1, 2, 3] }");
}

/** Numbers of components, each in 1..n; n counts points of positive weight alone. */
function checkNumbers(k: unknown, n: number, positive = n): number[] {
  const length = checkLength("k", k, "a list of integers such as [1, 2, 3]");
  if (length === 0) throw rangeError("k", "at least one integer", "none");
  const what = positive === n ? "" : " points of positive weight";
  const range = `1..n (n = ${positive}${what})`;
  const numbers: number[] = [];
  for (let i = 0; i < length; i++) {
    numbers.push(checkInteger(`k[${i}]`, (k as ArrayLike<unknown>)[i], 1, positive, range));
  }
  return numbers;
}

/** What is the lower the better: a silhouette turned round, or the criterion as fits are compared. */
function lossOf(row: AnyRow, criterion: Criterion): number {
  const { compared, ...values } = row as Partial<Record<Criterion | "compared", number>>;
  return criterion === "silhouette" ? -values.silhouette! : (compared ?? values[criterion]!);
}

function rowOf(model: Fitted): AnyRow {
  const { k, iterations, converged } = model;
  const diagnostics = model.diagnostics.map(({ code }) => code);
  return { k, ...objective(model), iterations, converged, diagnostics };
}

function* silhouetteOf(
  { labels }: Fitted,
  scored: Points,
  weights: Weights | undefined,
  seed: unknown,
  pace: Pace,
): Talk<number> {
  const own = weights === undefined ? labels : weights.positive.map((row) => labels[row]);
  return yield* meanSilhouette(scored, own, { seed: seed as number | undefined }, pace);
}

/** What a mixture is compared by, where it is not the criterion as it stands. */
function* comparedOf(
  model: Fitted,
  criterion: "bic" | "aic",
  points: Points,
  options: object,
  pace: Pace,
): Talk<{ compared?: number }> {
  if (!(model instanceof GaussianMixture)) return {};
  const excess = model.logLikelihood - (yield* comparedLogLikelihood(model, points, options, pace));
  return excess === 0 ? {} : { compared: model[criterion] + 2 * excess };
}

function objective(model: Fitted) {
  if (model instanceof KMeans) return { inertia: model.inertia };
  if (model instanceof SoftKMeans) return { freeEnergy: model.freeEnergy };
  const { logLikelihood, parameterCount, aic, bic } = model;
  return { logLikelihood, parameterCount, aic, bic };
}
