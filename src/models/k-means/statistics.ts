import type { Part } from "../../data/part.js";
import { answerTo, type Talk } from "../../data/pending.js";
import { type Shape, withRows } from "../../fitting/asking.js";
import { withoutPoints } from "../../fitting/diagnostics.js";
import { directionsOf } from "../../fitting/means.js";
import { type Weighed, withWeights } from "../../fitting/weighing.js";
import { HardPass } from "../../questions/hard.js";
import { type ExactContent, exactContent, exactMeans } from "../../statistics/exact-content.js";
import type { Identity } from "../../statistics/identity.js";
import { identityOf } from "../../statistics/identity.js";
import { checkStatisticsOptions, rangeOf } from "../../statistics/options.js";
import { contentFor, type Statistics, statisticsOf } from "../../statistics/statistics.js";
import type { KMeansState } from "./fit.js";

/** Centroids, and what points have to be prepared as to be theirs. */
interface Centroids {
  readonly k: number;
  readonly centroids: readonly number[];
}

/**
 * The statistics of hard k-means.
 *
 * @param half whether distances are half-squared
 * @param finish what has yet to be asked of the rows
 */
export function exactStatistics(
  points: unknown,
  options: unknown,
  shape: Shape,
  identity: Identity,
  { k, centroids }: Centroids,
  half = false,
  finish: (content: ExactContent, weighed: Weighed) => Talk<ExactContent> = unchanged,
): Statistics {
  const { rowStart, weights } = checkStatisticsOptions(options);
  return withRows(points, shape, function* (part: Part): Talk<Statistics> {
    const range = rangeOf(rowStart, part.rows.count);
    return yield* withWeights(part, weights, shape.centres, function* (weighed) {
      const pass = new HardPass(weighed.part, k, "one");
      try {
        yield* answerTo(pass.eStep(centroids));
        const sums = yield* answerTo(pass.exact());
        const content = exactContent(sums, centroids, weighed.unit, half);
        const rows = weighed.part.rows.count;
        return statisticsOf({ ...identity, range, rows }, yield* finish(content, weighed));
      } finally {
        pass.release();
      }
    });
  });
}

// eslint-disable-next-line require-yield
function* unchanged(content: ExactContent): Talk<ExactContent> {
  return content;
}

/** What a class of hard k-means has after an M-step from exact statistics. */
export function afterExactStep(
  statistics: Statistics,
  content: ExactContent,
  state: Pick<KMeansState, "dimensions" | "precision" | "centroids" | "iterations" | "history">,
  unitLength: boolean,
) {
  const means = exactMeans(content, state.centroids);
  const centroids = unitLength ? directionsOf(means, state, state.centroids) : means;
  return { ...afterStep(statistics, state), ...ended(centroids, state.centroids) };
}

/** What every class has after an M-step: its objective is that under the θ before. */
export function afterStep(
  { k, sizes, objective }: Statistics,
  { iterations, history }: Pick<KMeansState, "iterations" | "history">,
) {
  const empty = sizes.flatMap((size, c) => (size === 0 ? [c] : []));
  return {
    labels: new Int32Array(0),
    sizes: [...sizes],
    iterations: iterations + 1,
    history: [...history, objective],
    diagnostics: withoutPoints(empty, k, false),
  };
}

function ended(centroids: readonly number[], before: readonly number[]) {
  return { centroids, converged: centroids.every((value, i) => value === before[i]) };
}

function hardIdentity(state: KMeansState): Identity {
  return identityOf("KMeans", state, state.distance, [state.centroids]);
}

/** What {@link KMeans.statistics} gives. */
export function statisticsOfKMeans(
  state: KMeansState,
  shape: Shape,
  points: unknown,
  options: unknown,
): Statistics {
  return exactStatistics(points, options, shape, hardIdentity(state), state);
}

/** What {@link KMeans.solve} makes a model of. */
export function solvedKMeans(state: KMeansState, statistics: unknown): KMeansState {
  const content = contentFor(statistics, hardIdentity(state), "exact");
  const given = statistics as Statistics;
  const next = afterExactStep(given, content, state, state.distance === "cosine");
  return { ...state, ...next, inertia: given.objective };
}
