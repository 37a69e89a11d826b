import { DISTANCE } from "../../core/forms.js";
import { answerTo } from "../../data/pending.js";
import type { Shape } from "../../fitting/asking.js";
import { directionsOf, meansFrom, NOTHING } from "../../fitting/means.js";
import { LARGEST, MixturePass, SIZES } from "../../questions/mixture-statistics.js";
import { withCost } from "../../statistics/exact-content.js";
import { type Identity, identityOf } from "../../statistics/identity.js";
import { momentsOfAll } from "../../statistics/moments-content.js";
import { checkStatisticsOptions } from "../../statistics/options.js";
import type { Statistics } from "../../statistics/statistics.js";
import { insideFor } from "../../statistics/taken.js";
import { afterStep } from "../../statistics/steps.js";
import { momentsStatistics } from "../../statistics/taking.js";
import { exactStatistics, solvedExactly } from "../k-means/statistics.js";
import type { SoftKMeansState } from "./fit.js";
import { softComponents, SoftModel } from "./model.js";

function softIdentity(state: SoftKMeansState): Identity {
  return identityOf("SoftKMeans", state, state.distance, [[state.stiffness], state.centroids]);
}

/** What {@link SoftKMeans.statistics} gives. */
export function statisticsOfSoftKMeans(
  state: SoftKMeansState,
  shape: Shape,
  points: unknown,
  options: unknown,
): Statistics {
  if (state.stiffness === Infinity) return statisticsAtLimit(state, shape, points, options);
  const { k, centroids, stiffness } = state;
  const checked = checkStatisticsOptions(options);
  return momentsStatistics(
    points,
    checked,
    shape,
    softIdentity(state),
    DISTANCE,
    (weighed, pass) => {
      const start = { kind: "centroids", centroids } as const;
      const model = new SoftModel(weighed.part, weighed.total, k, start, 0, state, pass);
      return {
        eStep: () => model.eStep(centroids),
        meaning: { stiffness, units: [], shifts: [0, 0] },
      };
    },
  );
}

/** At β = Infinity, where labels decide. */
function statisticsAtLimit(
  state: SoftKMeansState,
  shape: Shape,
  points: unknown,
  options: unknown,
): Statistics {
  const { k, centroids, distance } = state;
  const identity = softIdentity(state);
  if (distance !== "euclidean") {
    return exactStatistics(points, options, shape, identity, state, true);
  }
  return exactStatistics(
    points,
    options,
    shape,
    identity,
    state,
    false,
    function* (content, weighed) {
      const pass = new MixturePass(weighed.part, k, DISTANCE);
      try {
        const components = softComponents(centroids, k, state);
        const statistics = yield* answerTo(pass.eStep(components, centroids));
        return withCost(content, -statistics[LARGEST] * weighed.unit);
      } finally {
        pass.release();
      }
    },
  );
}

/** What {@link SoftKMeans.solve} makes a model of. */
export function solvedSoftKMeans(state: SoftKMeansState, statistics: unknown): SoftKMeansState {
  const { centroids, sizes, objective } = solved(state, statistics);
  const step = afterStep(sizes, state, objective, [state.centroids], [centroids]);
  return { ...state, ...step, centroids, freeEnergy: objective };
}

function solved(state: SoftKMeansState, statistics: unknown) {
  const { k, dimensions, centroids, stiffness, distance } = state;
  const unitLength = distance === "cosine";
  const identity = softIdentity(state);
  if (stiffness === Infinity) {
    const { content, ...summary } = insideFor(statistics, identity, "exact");
    return { ...summary, centroids: solvedExactly(content, state, unitLength) };
  }
  const { content, ...summary } = insideFor(statistics, identity, "moments");
  const all = momentsOfAll(content, k, dimensions);
  const means = meansFrom(all, SIZES, centroids, k, NOTHING);
  return { ...summary, centroids: unitLength ? directionsOf(means, state, centroids) : means };
}
