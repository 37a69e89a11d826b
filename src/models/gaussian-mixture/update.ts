import type { Talk } from "../../data/pending.js";
import { shapeOf, withRows } from "../../fitting/asking.js";
import { checkUpdateOptions, updatedDiagnostics } from "../../fitting/updating.js";
import { type Weighed, withWeights } from "../../fitting/weighing.js";
import type { CovarianceForm } from "./covariance/form.js";
import { checkTotalWeight, type GaussianMixtureState, REGULARIZATION } from "./fit.js";
import { Floors } from "./floors/floors.js";
import { joinedBy } from "./joined.js";

/** A mixture once these points have joined those it has had. */
export function updated(
  state: GaussianMixtureState,
  form: CovarianceForm,
  points: unknown,
  options: unknown,
): GaussianMixtureState {
  const { weights, kept } = checkUpdateOptions(options);
  const shape = shapeOf(state, "means", state.means);
  const work = function* (weighed: Weighed): Talk<GaussianMixtureState> {
    const weight = weighed.total * weighed.unit;
    const totalWeight = state.totalWeight * kept + weight;
    checkTotalWeight({ total: totalWeight });
    const floors = floorsOf(state, form, weighed.part.rows.largestMagnitude());
    const joined = yield* joinedBy(state, form, floors, weighed, weight / totalWeight);
    const { weights, means, covariances, factors } = joined.mixture;
    const logLikelihood = state.logLikelihood * kept + joined.logLikelihood;
    return {
      ...state,
      ...updatedDiagnostics(state, weights),
      weights,
      means,
      covariances,
      factors,
      logLikelihood,
      totalWeight,
      sizes: weights.map((share) => share * totalWeight),
      history: [logLikelihood],
    };
  };
  return withRows(points, shape, (part) => withWeights(part, weights, shape.centres, work));
}

/** Floors of variances by the spread of the mixture itself, for the points it has had are gone. */
function floorsOf(state: GaussianMixtureState, form: CovarianceForm, magnitude: number): Floors {
  const { weights, means, covariances, dimensions: d } = state;
  const columns = () => {
    const all = Array.from({ length: d }, (_, j) => {
      const mean = weights.reduce((sum, weight, c) => sum + weight * means[c * d + j], 0);
      const square = weights.reduce((sum, weight, c) => {
        const away = means[c * d + j] - mean;
        return sum + weight * (form.variance(covariances, d, c, j) + away * away);
      }, 0);
      return { spread: Math.sqrt(square), magnitude: Math.abs(mean) };
    });
    const spreads = all.map(({ spread }) => spread);
    return { spreads, nearSpreads: spreads, magnitudes: all.map((column) => column.magnitude) };
  };
  const reach = means.reduce((most, mean) => Math.max(most, Math.abs(mean)), magnitude);
  const widest = covariances.reduce((most, variance) => Math.max(most, variance), 0);
  return new Floors(columns, REGULARIZATION, reach + Math.sqrt(widest));
}
