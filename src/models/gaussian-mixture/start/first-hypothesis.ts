import { totalWeight } from "../../../data/part.js";
import { inUnits } from "../../../questions/scaled-rows.js";
import { after, answerTo, begin, type Talk } from "../../../data/pending.js";
import { best, type Model } from "../../../em.js";
import { inRanges, type Pace, VALUE_COST } from "../../../data/sweep.js";
import { responsibleSumsBytes } from "../../../questions/responsible-sums.js";
import type { Random } from "../../../random.js";
import { COST, type HardStatistics } from "../../../questions/hard.js";
import { paged } from "../../../questions/elsewhere.js";
import { MixturePass } from "../../../questions/mixture-statistics.js";
import type { RowLabels } from "../../../questions/mixture-sums.js";
import type { CovarianceForm } from "../covariance/form.js";
import type { FirstHypothesis, GaussianModel, GaussianTheta } from "../model.js";
import { HARD_TOLERANCE, HardModel } from "../../k-means/model.js";
import type { Kept, MixtureStart } from "./options.js";
import type { ResponsibilitiesStart, Start } from "../../../starts/options.js";
import { openStartRows, type StartRows, startRowsBytes, unscaled } from "./rows.js";

/** How many short runs a start by k-means makes, and how many iterations of EM each. */
const SHORT_RUNS = 3;
const SHORT_ITERATIONS = 5;

/** How many rows short runs look at, at most, or for each component where these are many. */
const SHORT_ROWS = 2 ** 12;
const SHORT_ROWS_A_COMPONENT = 64;

/** Two runs of k-means whose costs are this near each other, of one of them, have found the same. */
const SAME_COST = 1e-4;

/** How many iterations of hard k-means may go before the first hypothesis. */
const HARD_ITERATIONS = 300;

function mostShortRows(k: number): number {
  return Math.max(SHORT_ROWS, SHORT_ROWS_A_COMPONENT * k);
}

/** How a fit that starts so finds its first hypothesis. */
export function firstHypothesis(start: MixtureStart): FirstHypothesis {
  switch (start.kind) {
    case "parameters":
      return () => ({ ...start.parameters, raised: [] });
    case "k-means":
      return (model, random) =>
        after(begin(bestOfShortRuns(model, random)), (found) => keeping(start.keep, found));
    case "responsibilities":
      return (model, random) => begin(fromResponsibilities(model, start, random));
    default: {
      const keep = "keep" in start ? start.keep : undefined;
      return (model, random) =>
        after(begin(fromNearest(model, start, random)), (found) => keeping(keep, found));
    }
  }
}

/** What was found, but for what is given. */
function keeping(keep: Kept | undefined, found: GaussianTheta): GaussianTheta {
  if (keep === undefined) return found;
  const { weights = found.weights, means = found.means, covariances } = keep;
  return {
    ...found,
    weights,
    means,
    // What is given stands at no floor yet: the first M-step raises it.
    ...(covariances && { ...covariances, raised: [] }),
  };
}

/** Bytes of linear memory that finding it takes at most. */
export function firstHypothesisBytes(
  n: number,
  d: number,
  k: number,
  start: MixtureStart,
  form: CovarianceForm,
): number {
  const scaled = form.ownUnits;
  switch (start.kind) {
    case "parameters":
      return 0;
    case "k-means": {
      const most = mostShortRows(k);
      const count = Math.min(n, most);
      const short =
        startRowsBytes(n, d, most, scaled) +
        MixturePass.bytes(count, d, k, form.inCore) +
        HardModel.bytes(count, d, k, { kind: "k-means++" });
      if (n <= most) return short;
      const seeding = { kind: "k-means++" } as const;
      return Math.max(
        short,
        startRowsBytes(n, d, Infinity, scaled) + HardModel.bytes(n, d, k, seeding),
      );
    }
    case "responsibilities":
      return (
        startRowsBytes(n, d, Infinity, scaled) +
        HardModel.bytes(n, d, k, start) +
        responsibleSumsBytes(n, d, form.inCore)
      );
    default:
      return startRowsBytes(n, d, Infinity, scaled) + HardModel.bytes(n, d, k, start);
  }
}

/** The units distances are measured in: undefined where the form has one for all columns. */
function unitsOf({ form, scales }: GaussianModel): readonly number[] | undefined {
  return form.ownUnits ? scales.nearSpreads : undefined;
}

/**
 * The best of a few short runs of EM, each from k-means of its own. On 20 tables it left 40 % less
 * of what the best known likelihood was above than one start by k-means++ in raw units, for as
 * many iterations in all (decision 0013). Of a large table a part serves, for it is only a start.
 *
 * Where two runs of k-means agree there is one thing to start from, and no short run is needed.
 */
function* bestOfShortRuns(model: GaussianModel, random: Random): Talk<GaussianTheta> {
  const most = mostShortRows(model.k);
  const found = yield* bestOnRows(model, most, random);
  if (model.data.rows.count <= most) return found;
  // A few rows far away may be in no part of a table, but the seeding of all of it meets them.
  const seeded = yield* fromNearest(model, { kind: "k-means++" }, random.split(SHORT_RUNS));
  const costOf = function* (theta: GaussianTheta): Talk<number> {
    return yield* answerTo(model.compared(yield* answerTo(model.eStep(theta)), theta));
  };
  return (yield* costOf(seeded)) < (yield* costOf(found)) ? seeded : found;
}

function* bestOnRows(model: GaussianModel, most: number, random: Random): Talk<GaussianTheta> {
  const rows = yield* openStartRows(model.data, most, unitsOf(model));
  try {
    const short = model.onRows(rows.raw, totalWeight(rows.raw));
    try {
      const found: Clustering[] = [];
      // One component is the same from every start.
      const runs = model.k === 1 ? 1 : SHORT_RUNS;
      for (let run = 0; run < runs; run++) {
        const next = yield* clusterByKMeans(model.k, rows, random.split(run));
        if (found.some(({ cost }) => Math.abs(cost - next.cost) <= SAME_COST * cost)) break;
        found.push(next);
      }
      const starts: GaussianTheta[] = [];
      for (const { labels, centroids } of found) {
        starts.push(yield* short.ofLabels(labels, centroids));
      }
      return starts.length === 1 ? starts[0] : yield* bestAfterShortRun(short, starts, random);
    } finally {
      short.release();
    }
  } finally {
    rows.release();
  }
}

/** The hypothesis that is best after a few iterations from each of these. */
function* bestAfterShortRun(
  model: GaussianModel,
  starts: readonly GaussianTheta[],
  random: Random,
): Talk<GaussianTheta> {
  let next = 0;
  const runs = model.startingFrom(() => starts[next++]);
  const limits = { restarts: starts.length, maxIterations: SHORT_ITERATIONS };
  return (yield* best(runs, random, limits)).theta;
}

/** Labels and centroids of a k-means fit, and its cost. */
interface Clustering extends FirstLabels {
  readonly cost: number;
}

function* clusterByKMeans(k: number, rows: StartRows, random: Random): Talk<Clustering> {
  return yield* withHard(k, rows, { kind: "k-means++" }, function* (hard) {
    const limits = { restarts: 1, maxIterations: HARD_ITERATIONS };
    const { theta, statistics } = yield* best(hard, random, limits);
    return {
      labels: yield* answerTo(hard.labels()),
      centroids: yield* unscaled(theta, rows),
      cost: statistics[COST],
    };
  });
}

/** Each point in the component it is labelled with, or else in that of the nearest first centroid. */
function* fromNearest(model: GaussianModel, start: Start, random: Random): Talk<GaussianTheta> {
  const rows = yield* openStartRows(model.data, Infinity, unitsOf(model));
  let first: FirstLabels;
  try {
    const found = yield* withHard(model.k, rows, inUnitsOf(start, rows), (hard) =>
      firstLabels(hard, model.k, start, random, rows),
    );
    first = { ...found, centroids: yield* unscaled(found.centroids, rows) };
  } finally {
    rows.release();
  }
  return yield* model.ofLabels(first.labels, first.centroids);
}

/** The M-step under responsibilities, about the means they have among the scaled rows. */
function* fromResponsibilities(
  model: GaussianModel,
  start: ResponsibilitiesStart,
  random: Random,
): Talk<GaussianTheta> {
  const { k } = model;
  const rows = yield* openStartRows(model.data, Infinity, unitsOf(model));
  let { responsibilities } = start;
  let centroids: readonly number[];
  try {
    const hard = new HardModel(rows.scaled, k, start, HARD_TOLERANCE);
    try {
      const found = yield* answerTo(hard.start(random));
      centroids = yield* unscaled(found, rows);
      const missing = yield* missingFrom(responsibilities, k, model.data.pace);
      if (missing.includes(1)) {
        yield* answerTo(hard.eStep(found));
        const nearest = yield* answerTo(hard.labels());
        responsibilities = yield* givingTo(missing, responsibilities, nearest, model.data.pace);
      }
    } finally {
      hard.release();
    }
  } finally {
    rows.release();
  }
  return yield* model.ofResponsibilities(responsibilities, centroids);
}

/** 1 for each component that is responsible for no row. */
function* missingFrom(responsibilities: Float64Array, k: number, pace: Pace): Talk<Uint8Array> {
  const missing = new Uint8Array(k).fill(1);
  const look = (first: number, count: number) => {
    for (let i = first * k; i < (first + count) * k; i++) {
      if (responsibilities[i] > 0) missing[i % k] = 0;
    }
  };
  yield* inRanges(responsibilities.length / k, VALUE_COST * k, look, pace);
  return missing;
}

/** The responsibilities given, but rows nearest to a component that misses any are all its own. */
function* givingTo(
  missing: Uint8Array,
  responsibilities: Float64Array,
  nearest: Int32Array,
  pace: Pace,
): Talk<Float64Array> {
  const k = missing.length;
  const all = responsibilities.slice();
  const give = (first: number, count: number) => {
    for (let i = first; i < first + count; i++) {
      if (missing[nearest[i]] === 1) all.fill(0, i * k, (i + 1) * k)[i * k + nearest[i]] = 1;
    }
  };
  yield* inRanges(nearest.length, VALUE_COST, give, pace);
  return all;
}

/** Labels to start from, and centroids near the means of what they name. */
interface FirstLabels {
  readonly labels: RowLabels;
  readonly centroids: readonly number[];
}

/** Finds labels by hard k-means, whose memory is free again when they are used. */
function* withHard<Found extends FirstLabels>(
  k: number,
  { scaled }: StartRows,
  start: Start,
  find: (hard: HardModel) => Talk<Found>,
): Talk<Found> {
  const hard = new HardModel(scaled, k, start, HARD_TOLERANCE);
  try {
    return yield* find(hard);
  } finally {
    hard.release();
  }
}

function inUnitsOf(start: Start, { units }: StartRows): Start {
  if (start.kind !== "centroids" || units === undefined) return start;
  const d = units.length;
  return { ...start, centroids: start.centroids.map((value, i) => inUnits(value, units[i % d])) };
}

function* firstLabels(
  hard: HardModel,
  k: number,
  start: Start,
  random: Random,
  rows: StartRows,
): Talk<FirstLabels> {
  const centroids = yield* answerTo(hard.start(random));
  if (start.kind === "labels" && namesAll(start.labels, k)) {
    return { labels: start.labels, centroids };
  }
  const statistics = yield* answerTo(hard.eStep(centroids));
  if (start.kind === "labels") {
    const labels = withMissing(start.labels, yield* answerTo(hard.labels()), k);
    if (namesAll(labels, k)) return { labels, centroids };
  }
  const filling = untilFilled(hard, centroids, statistics);
  const maxIterations = isFilled(hard, statistics) ? 0 : HARD_ITERATIONS;
  const { theta } = yield* best(filling, random, { restarts: 1, maxIterations });
  const nearest = { k, centroids: theta, units: rows.units };
  const labels = paged(rows.scaled) ? nearest : yield* answerTo(hard.labels());
  return { labels, centroids: theta };
}

/**
 * Hard k-means that is at its end once every component has a point: one that starts without
 * seldom comes back in a mixture.
 *
 * @param first the statistics under the centroids it starts from
 */
function untilFilled(
  hard: HardModel,
  start: readonly number[],
  first: HardStatistics,
): Model<readonly number[], HardStatistics> {
  return {
    start: () => start,
    eStep: (centroids) => (centroids === start ? first : hard.eStep(centroids)),
    mStep: (statistics, centroids) => hard.mStep(statistics, centroids),
    cost: (statistics) => hard.cost(statistics),
    settled: (_, after) => isFilled(hard, after),
  };
}

/** Whether every component has a point, or all points coincide with centroids, so that none can be given one. */
function isFilled(hard: HardModel, statistics: HardStatistics): boolean {
  return hard.empty(statistics).length === 0 || hard.cost(statistics) === 0;
}

/** Which of k components some label names. */
function namedBy(labels: Int32Array, k: number): Uint8Array {
  const named = new Uint8Array(k);
  for (const label of labels) named[label] = 1;
  return named;
}

function namesAll(labels: Int32Array, k: number): boolean {
  return namedBy(labels, k).every(Boolean);
}

/** The labels given, but for points nearest to a component that none of them names. */
function withMissing(given: Int32Array, nearest: Int32Array, k: number): Int32Array {
  const named = namedBy(given, k);
  return given.map((label, i) => (named[nearest[i]] ? label : nearest[i]));
}
