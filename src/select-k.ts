import {
  asCalled,
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
import type { FitProgress, Report, reported as reportedFit } from "./fitting/reported.js";
import { drain } from "./fitting/steps.js";
import type { ThreadOptions } from "./threads/threads.js";
import { hasVarianceRatio, varianceRatio } from "./metrics/calinski-harabasz.js";
import { overlapOf } from "./metrics/davies-bouldin.js";
import { dispersionOf } from "./metrics/dispersion.js";
import { meanSilhouette } from "./metrics/silhouette.js";
import {
  checkPrecision,
  isPoints,
  Points,
  type PointsLike,
  pointsFrom,
  pointsOf,
  preparedPoints,
  pointsSource,
} from "./points/points.js";
import type { DiagnosticCode, SignalLike } from "./types.js";
import type { Dispersion } from "./questions/dispersion.js";
import {
  collapsedComponents,
  likelihoodOfCollapse,
} from "./models/gaussian-mixture/compared-likelihood.js";
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

/**
 * What `selectK` compares numbers of components by: `"bic"` and `"aic"` of mixtures, or what judges
 * the labels of any model, as the functions of `mixtura/metrics` do that are called so.
 */
export type Criterion = "bic" | "aic" | "silhouette" | "calinski-harabasz" | "davies-bouldin";

/** Those for models of every class. As a type without a name of its own, so that messages list the words. */
const OF_LABELS = ["silhouette", "calinski-harabasz", "davies-bouldin"] as const;

/** The numbers of components to try, and how to compare them. */
interface Choice<C extends Criterion> {
  /** Numbers of components to try: integers in 1..n. */
  readonly k: ArrayLike<number>;
  /**
   * Of `"bic"` and `"aic"`, which mixtures alone have, and `"davies-bouldin"` the lowest wins; of
   * `"silhouette"` and `"calinski-harabasz"` the highest. Default `"bic"` for mixtures and
   * `"silhouette"` for the others.
   */
  readonly criterion?: C | undefined;
}

/** Options of {@link selectK}: those of the fits, with several k. */
export type SelectKOptions<Options, C extends Criterion = Criterion> = Omit<Options, "k"> &
  Choice<C>;

/** The classes that {@link selectK} fits models of. */
export type ModelClass = typeof KMeans | typeof SoftKMeans | typeof GaussianMixture;

/** The options of {@link selectK} for a class of models; C is the form of covariance of mixtures. */
export type SelectKOptionsOf<
  Class extends ModelClass,
  C extends Covariance = Covariance,
> = Class extends typeof GaussianMixture
  ? SelectKOptions<GaussianMixtureOptions<C>>
  : Class extends typeof SoftKMeans
    ? SelectKOptions<SoftKMeansOptions, (typeof OF_LABELS)[number]>
    : SelectKOptions<KMeansOptions, (typeof OF_LABELS)[number]>;

/** What {@link selectK} finds for a class of models. */
export type SelectionOf<
  Class extends ModelClass,
  C extends Covariance = Covariance,
> = Class extends typeof GaussianMixture
  ? Selection<GaussianMixture<C>, GaussianMixtureRow>
  : Class extends typeof SoftKMeans
    ? Selection<SoftKMeans, SoftKMeansRow>
    : Selection<KMeans, KMeansRow>;

/** One fit of {@link selectK}. */
interface Row {
  /** How many components this fit has. */
  readonly k: number;
  /** How many iterations the fit took. */
  readonly iterations: number;
  /** Whether the fit stopped by itself. */
  readonly converged: boolean;
  /** The codes of the fit's diagnostics; none where all went well. */
  readonly diagnostics: DiagnosticCode[];
  /** The mean silhouette coefficient, where it was asked for; 0 for k = 1. */
  readonly silhouette?: number;
  /**
   * Caliński and Harabasz's variance ratio, where it was asked for and there is one: at least two
   * clusters of more points than clusters. Without any spread within clusters it is 1, and wins.
   */
  readonly calinskiHarabasz?: number;
  /**
   * Davies and Bouldin's index, where it was asked for and there is one: at least two clusters of
   * more points than clusters.
   */
  readonly daviesBouldin?: number;
  /**
   * Why this k is not the best, where the table does not show it: a sentence for people, only where
   * the criterion looks better than that of the best, or where it could not be compared.
   */
  readonly passedOver?: string;
}

/** One fit of a `KMeans`. */
export interface KMeansRow extends Row {
  /** Σ w‖x − m‖²: it falls as k grows, so it is no criterion. */
  readonly inertia: number;
}

/** One fit of a `SoftKMeans`. */
export interface SoftKMeansRow extends Row {
  /** The free energy: it falls as k grows, so it is no criterion. */
  readonly freeEnergy: number;
}

/** One fit of a `GaussianMixture`. */
export interface GaussianMixtureRow extends Row {
  /** Σ w ln p(x), in nats: it rises as k grows, so it is no criterion. */
  readonly logLikelihood: number;
  /** How many numbers were free. */
  readonly parameterCount: number;
  /** Akaike's information criterion: lower is better. */
  readonly aic: number;
  /** Schwarz's: lower is better, and the default to choose by. */
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
  /** The fit of the best k; of equally good ones, the one with the fewest components. */
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

/** How a model is fitted: as one that takes its time tells how far it is, or at once. */
type Way = typeof reportedFit;

const quietly: Way = function* ({ prepare, iterations }, points, options, pace) {
  return drain(iterations(yield* prepare(points, options, pace)));
};

function kindOf(Model: unknown, fitted: Way): Kind {
  switch (Model) {
    case KMeans:
      return {
        criteria: OF_LABELS,
        *fit(...asked) {
          return madeKMeans(yield* fitted(kMeans, ...asked));
        },
      };
    case SoftKMeans:
      return {
        criteria: OF_LABELS,
        *fit(...asked) {
          return madeSoftKMeans(yield* fitted(softKMeans, ...asked));
        },
      };
    case GaussianMixture:
      return {
        criteria: ["bic", "aic", ...OF_LABELS],
        *fit(...asked) {
          return madeGaussianMixture(yield* fitted(gaussianMixture, ...asked));
        },
      };
    default:
      throw typeError("Model", "KMeans, SoftKMeans or GaussianMixture", show(Model));
  }
}

/**
 * Fits a model for each of several k and says which suits the points best: by Schwarz's
 * Bayesian information criterion (1978) or Akaike's (1974), or by what judges the labels of any
 * model: the mean silhouette coefficient (Rousseeuw 1987), of a seeded sample where there are more
 * than 10,000 points, Caliński and Harabasz's variance ratio (1974) or Davies and Bouldin's index
 * (1979), which take a time like that of one E-step. These two compare clusters with each other: a
 * single cluster has no value, and is the best only where nothing else is there to choose.
 * The likelihood of a component that has collapsed onto its variance floor is what the floor
 * makes it, and no merit: BIC and AIC are compared as if such components had the mean covariance
 * of the others (`compared` in the table, and `passedOver` says so where a row looks better than it
 * is). A fit with more components than there are distinct points, or with an empty one, is the best
 * only where all are so. BIC, AIC and the variance ratio take weights for numbers of points: let them sum to n.
 * Weights that sum to 1 or less, or for the variance ratio to less than k, are refused there: every
 * k would look too good or too bad.
 *
 * @param Model `KMeans`, `SoftKMeans` or `GaussianMixture`
 * @param points n × d: rows, flat data with a shape, numbers or {@link Points}
 * @param options `k`: the numbers to try; `criterion`; and the options of each fit
 * @throws TypeError or RangeError on bad input; a start of your own suits a single k alone
 * @example
 * const points = [0, 1, 2, 50, 51, 52, 100, 101, 102];
 * selectK(KMeans, points, { k: [2, 3, 4] }).best.k; // 3
 * selectK(GaussianMixture, points, { k: [1, 2, 3] }).table.length; // 3
 * selectK(KMeans, points, { k: [2, 3, 4], criterion: "davies-bouldin" }).best.k; // 3
 */
export function selectK<Class extends ModelClass, const C extends Covariance = "spherical">(
  Model: Class,
  points: PointsLike,
  options: SelectKOptionsOf<Class, C>,
): SelectionOf<Class, C> {
  const selected = selecting(Model, points, options, quietly, atOnce, () => {});
  return answered(begin(selected)) as SelectionOf<Class, C>;
}

/** How far a selection is: how far the fit for this k is, and of the whole `fraction` is done. */
export interface SelectKProgress extends FitProgress {
  /** The number of components that is being fitted. */
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
 * @param Model `KMeans`, `SoftKMeans` or `GaussianMixture`
 * @param points n × d: rows, flat data with a shape, numbers or {@link Points}
 * @param options those of `selectK`; `signal` to end it, `onProgress` to hear how far it is, `threads`
 * to have workers share the rows
 * @returns a promise; rejected with a TypeError or RangeError on bad input, or with the signal's
 * reason
 * @example
 * const points = [0, 1, 2, 50, 51, 52, 100, 101, 102];
 * const { best } = await selectKAsync(KMeans, points, { k: [2, 3, 4] });
 * best.k; // 3
 */
export async function selectKAsync<
  Class extends ModelClass,
  const C extends Covariance = "spherical",
>(
  Model: Class,
  points: PointsLike,
  options: SelectKOptionsOf<Class, C> & SelectKAsyncOptions,
): Promise<SelectionOf<Class, C>> {
  const given = asCalled(options);
  const { reported, workInSlices } = await import("./later.js");
  const selected = await workInSlices(given, (report, pace) =>
    selecting(Model, points, given, reported, pace, report),
  );
  return selected as SelectionOf<Class, C>;
}

/** Fits for one k after the other, at this pace. */
function* selecting(
  Model: unknown,
  points: PointsLike,
  options: object,
  way: Way,
  pace: Pace,
  report: Report,
): Talk<Selection<Fitted, AnyRow>> {
  const kind = kindOf(Model, way);
  const { k, criterion: chosen, ...rest } = checkOptionsObject(options);
  const criterion = checkOneOf(
    "criterion",
    chosen === undefined ? kind.criteria[0] : chosen,
    kind.criteria,
  );
  const source = pointsSource("points", points);
  const weights = yield* checkWeights(rest["weights"], source.count, pace);
  const numbers = checkNumbers(k, source.count, weights?.positive.length);
  checkCounting(criterion, weights, numbers);
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
  let seen: Points | undefined;
  let scored: Points | undefined;
  try {
    const candidates: Candidate[] = [];
    let last: Omit<SelectKProgress, "elapsed"> | undefined;
    for (const [index, each] of numbers.entries()) {
      const model = yield* kind.fit(data, { ...rest, k: each }, pace, (progress) => {
        // A silhouette takes about as long as the fit that it is of.
        const share = criterion === "silhouette" ? progress.fraction / 2 : progress.fraction;
        last = { ...progress, k: each, fraction: (index + share) / numbers.length };
        report(last);
      });
      seen ??= yield* asSeenBy(model, data, pace);
      // Rows of weight 0 are as if absent from a silhouette, too.
      scored ??=
        criterion === "silhouette" && weights !== undefined && weights.positive.length < data.count
          ? pointsOf(seen, weights.positive)
          : seen;
      const given = { seen, scored, weights, options: rest };
      candidates.push({ model, ...(yield* judged(model, criterion, given, pace)) });
    }
    const best = candidates.reduce((a, b) => (isBetter(b, a) ? b : a));
    if (last !== undefined) report({ ...last, fraction: 1 }, true);
    return { best: best.model, table: candidates.map((each) => rowOf(each, best)) };
  } finally {
    for (const made of [scored, seen, data]) if (made !== points) made?.dispose();
  }
}

/** Fewer components do as well as more; those that no points are left for are no clusters. */
function isBetter(one: Candidate, other: Candidate): boolean {
  const [idle, otherIdle] = [hasIdleComponents(one.model), hasIdleComponents(other.model)];
  if (idle !== otherIdle) return otherIdle;
  return one.loss === other.loss ? one.model.k < other.model.k : one.loss < other.loss;
}

function hasIdleComponents({ diagnostics }: Fitted): boolean {
  return diagnostics.some(
    ({ code }) => code === "fewer-distinct-points" || code === "empty-component",
  );
}

/** Points in the units in which a model tells them apart: standardized, or of length 1. */
function* asSeenBy(model: Fitted, points: Points, pace: Pace): Talk<Points> {
  const { standardization, precision } = model;
  const unitLength = "distance" in model && model.distance === "cosine";
  if (standardization === undefined && !unitLength) return points;
  return yield* preparedPoints(points, precision, { standardization, unitLength }, pace);
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

/** Refuses weights that are no numbers of points, where a criterion takes them for that. */
function checkCounting(
  criterion: Criterion,
  weights: Weights | undefined,
  numbers: readonly number[],
): void {
  if (weights === undefined || weights.positive.length === 1) return;
  const n = `(let them sum to n = ${weights.positive.length})`;
  const counting = `for "${criterion}", which counts them as points ${n}`;
  if (criterion === "calinski-harabasz") {
    const most = numbers.reduce((a, b) => Math.max(a, b));
    if (weights.total >= most - SUM_SLACK) return;
    const expected = `a sum of at least k (here up to ${most}) ${counting}`;
    throw rangeError("weights", expected, String(weights.total));
  }
  if ((criterion === "bic" || criterion === "aic") && weights.total <= 1 + SUM_SLACK) {
    throw rangeError("weights", `a sum above 1 ${counting}`, String(weights.total));
  }
}

/** What the criteria are of, beside a model. */
interface Given {
  /** The points as models see them. */
  readonly seen: Points;
  /** Those of positive weight. */
  readonly scored: Points;
  readonly weights: Weights | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

/** How good a fit is by a criterion. */
interface Judgement {
  /** What its row has of it. */
  readonly values: Pick<AnyRow, "silhouette" | "calinskiHarabasz" | "daviesBouldin"> & {
    readonly compared?: number;
  };
  /** The criterion as the row shows it, the lower the better; undefined where there is none. */
  readonly shown?: number;
  /** What is compared, the lower the better; Infinity where nothing can be. */
  readonly loss: number;
  /** Why it is not the best, where that cannot be seen. */
  readonly reason?: (best: Candidate) => string;
}

/** A fit, judged. */
interface Candidate extends Judgement {
  readonly model: Fitted;
}

function* judged(model: Fitted, criterion: Criterion, given: Given, pace: Pace): Talk<Judgement> {
  switch (criterion) {
    case "silhouette": {
      const silhouette = yield* silhouetteOf(model, given, pace);
      return { values: { silhouette }, shown: -silhouette, loss: -silhouette };
    }
    case "calinski-harabasz":
      return byVarianceRatio(yield* dispersionIn(model, given, pace));
    case "davies-bouldin":
      return yield* byOverlap(yield* dispersionIn(model, given, pace), pace);
    default:
      return yield* byLikelihood(model as GaussianMixture, criterion, given, pace);
  }
}

function* silhouetteOf(
  { labels }: Fitted,
  { scored, weights, options: { seed } }: Given,
  pace: Pace,
): Talk<number> {
  const own = weights === undefined ? labels : weights.positive.map((row) => labels[row]);
  return yield* meanSilhouette(scored, own, { seed: seed as number | undefined }, pace);
}

function dispersionIn({ labels }: Fitted, { seen, weights }: Given, pace: Pace): Talk<Dispersion> {
  return dispersionOf(seen, labels, { weights: weights?.values }, pace);
}

function byVarianceRatio(dispersion: Dispersion): Judgement {
  if (!hasVarianceRatio(dispersion)) return incomparable(dispersion);
  const value = varianceRatio(dispersion);
  return {
    values: { calinskiHarabasz: value },
    shown: -value,
    loss: dispersion.within === 0 && dispersion.between > 0 ? -Infinity : -value,
    reason: ({ model }) =>
      `the clusters of k = ${model.k} have no spread at all, so that its 1 stands for a quotient by 0, above every other`,
  };
}

function* byOverlap(dispersion: Dispersion, pace: Pace): Talk<Judgement> {
  if (dispersion.clusters < 2 || dispersion.clusters === dispersion.rows) {
    return incomparable(dispersion);
  }
  const { value, coincide } = yield* overlapOf(dispersion, pace);
  return {
    values: { daviesBouldin: value },
    shown: value,
    loss: coincide ? Infinity : value,
    reason: () =>
      "two of its clusters have the same mean, and the index leaves such a pair out, though none could overlap more",
  };
}

function incomparable({ clusters, rows }: Dispersion): Judgement {
  const why =
    clusters < 2
      ? "all points are in one cluster, and the criterion compares clusters with each other"
      : `it has ${clusters} clusters of ${rows} points, and the criterion needs points to spare`;
  return { values: {}, loss: Infinity, reason: () => why };
}

/** The criterion of a mixture without what components gain that have collapsed. */
function* byLikelihood(
  model: GaussianMixture,
  criterion: "bic" | "aic",
  { seen, weights, options }: Given,
  pace: Pace,
): Talk<Judgement> {
  const shown = model[criterion];
  const fitted = { ...options, weights: weights?.values };
  const excess = yield* likelihoodOfCollapse(model, seen, fitted, pace);
  if (excess === 0) return { values: {}, shown, loss: shown };
  const compared = shown + 2 * excess;
  const reason = ({ model: { k }, loss }: Candidate) => {
    const [own, others, low, owed] = inWords(compared, loss, shown, 2 * excess);
    return `its ${criterion.toUpperCase()} of ${low} owes ${owed} to ${collapsedIn(model)}; without that it is ${own}, which is not below the ${others} of k = ${k}`;
  };
  return { values: { compared }, shown, loss: compared, reason };
}

function collapsedIn(model: GaussianMixture): string {
  if (model.covariance === "tied") return "its covariance, which has collapsed onto its floor";
  const all = collapsedComponents(model).sort((a, b) => a - b);
  if (all.length === 1) return `component ${all[0]}, which has collapsed onto its variance floor`;
  const list = `${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}`;
  return `components ${list}, which have collapsed onto their variance floors`;
}

/** Numbers with five digits, or as many as it takes to tell the first two apart. */
function inWords(...values: readonly number[]): string[] {
  let words: string[];
  let digits = 5;
  do {
    words = values.map((value) => String(Number(value.toPrecision(digits))));
  } while (words[0] === words[1] && values[0] !== values[1] && digits++ < 17);
  return words;
}

/** A fit's row in the table, beside that of the best. */
function rowOf(candidate: Candidate, best: Candidate): AnyRow {
  const { model, values, shown, loss, reason } = candidate;
  const { k, iterations, converged } = model;
  const diagnostics = model.diagnostics.map(({ code }) => code);
  const idle = hasIdleComponents(model) && loss < best.loss;
  const hidden = loss === Infinity || shown! < (best.shown ?? Infinity);
  const why = idle ? idleIn(model) : hidden ? reason?.(best) : undefined;
  return {
    k,
    ...objective(model),
    iterations,
    converged,
    diagnostics,
    ...values,
    ...(candidate !== best && why !== undefined ? { passedOver: why } : {}),
  };
}

function idleIn({ k, labels }: Fitted): string {
  return `only ${new Set(labels).size} of its ${k} components have points of their own`;
}

function objective(model: Fitted) {
  if (model instanceof KMeans) return { inertia: model.inertia };
  if (model instanceof SoftKMeans) return { freeEnergy: model.freeEnergy };
  const { logLikelihood, parameterCount, aic, bic } = model;
  return { logLikelihood, parameterCount, aic, bic };
}
