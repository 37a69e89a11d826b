import type { Part } from "../../data/part.js";
import { answerTo, type Talk } from "../../data/pending.js";
import { type Shape, withRows } from "../../fitting/asking.js";
import { directionsOf } from "../../fitting/means.js";
import { type Weighed, withWeights } from "../../fitting/weighing.js";
import { HardPass } from "../../questions/hard.js";
import {
  type ExactContent,
  exactContent,
  exactMeans,
  exactSummary,
} from "../../statistics/exact-content.js";
import { type Identity, identityOf } from "../../statistics/identity.js";
import { checkStatisticsOptions, rangeOf } from "../../statistics/options.js";
import { afterStep } from "../../statistics/steps.js";
import type { Statistics } from "../../statistics/statistics.js";
import { insideFor, statisticsOf } from "../../statistics/taken.js";
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
  finish?: (content: ExactContent, weighed: Weighed) => Talk<ExactContent>,
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
        const finished = finish === undefined ? content : yield* finish(content, weighed);
        const head = { ...identity, range, rows };
        return statisticsOf({ head, content: finished, summary: exactSummary(finished) });
      } finally {
        pass.release();
      }
    });
  });
}

/** Centroids after an M-step from exact statistics. */
export function solvedExactly(
  content: ExactContent,
  state: Pick<KMeansState, "dimensions" | "precision" | "centroids">,
  unitLength: boolean,
): number[] {
  const means = exactMeans(content, state.centroids);
  return unitLength ? directionsOf(means, state, state.centroids) : means;
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
  const { content, sizes, objective } = insideFor(statistics, hardIdentity(state), "exact");
  const centroids = solvedExactly(content, state, state.distance === "cosine");
  const step = afterStep(sizes, state, objective, [state.centroids], [centroids]);
  return { ...state, ...step, centroids, inertia: objective };
}
