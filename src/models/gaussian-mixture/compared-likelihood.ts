import { partOf } from "../../data/part.js";
import type { Talk } from "../../data/pending.js";
import type { Pace } from "../../data/sweep.js";
import { openPoints, type Points, pointsSource } from "../../points/points.js";
import type { Numbers } from "../../types.js";
import { logDensities } from "../../questions/mixture-answers.js";
import { withoutCollapse } from "./floors/collapse.js";
import { COVARIANCE_FORMS } from "./covariance/forms.js";
import { gaussianComponents } from "./covariance/components.js";
import { GaussianMixture } from "./gaussian-mixture.js";

/** What the comparison has to know of how a mixture was fitted. */
interface Fitted {
  readonly weights?: Numbers | undefined;
  readonly regularization?: number | undefined;
}

/**
 * What of a fit's log-likelihood collapsed components have gained by their collapse, which is no
 * merit where fits are compared: 0 where none has collapsed.
 *
 * @param points those of the fit, standardized where it has done that
 * @param options those of the fit
 */
export function* likelihoodOfCollapse(
  fitted: GaussianMixture,
  points: Points,
  { weights: given, regularization }: Fitted,
  pace: Pace,
): Talk<number> {
  const collapsed = new Set(collapsedComponents(fitted));
  if (collapsed.size === 0) return 0;
  const {
    k,
    dimensions: d,
    covariance,
    weights,
    means,
    covariances,
    logLikelihood,
  } = amongStandardizedPoints(fitted);
  const form = COVARIANCE_FORMS[covariance];
  const of = (nested: GaussianMixture["covariances"]) => {
    const own = flat(nested);
    return { covariances: own, factors: form.factors(own, d) };
  };
  const fair = yield* withoutCollapse({ weights, ...of(covariances) }, collapsed, form, d, () =>
    of(
      GaussianMixture.fit(points, { k: 1, covariance, weights: given, regularization }).covariances,
    ),
  );
  const components = gaussianComponents({ weights, means: means.flat(), ...fair }, form);
  const source = pointsSource("points", points);
  const { rows, close } = yield* openPoints(points, source, source.precision, pace);
  let densities: Float64Array;
  try {
    densities = yield* logDensities({ ...partOf(rows), pace }, k, components);
  } finally {
    close();
  }
  let sum = 0;
  for (let i = 0; i < densities.length; i++)
    sum += (given?.[i] ?? 1) * (densities[i] + components.shift);
  return Math.max(logLikelihood - sum, 0);
}

/** The same mixture, of points that are standardized as it has done it: as its JSON has it. */
function amongStandardizedPoints(model: GaussianMixture): GaussianMixture {
  if (model.standardization === undefined) return model;
  return GaussianMixture.fromJSON({ ...model.toJSON({ labels: false }), standardization: null });
}

/** The components that have collapsed onto their variance floors; with a tied covariance all or none. */
export function collapsedComponents({ diagnostics }: GaussianMixture): number[] {
  return diagnostics
    .filter(({ code, cause }) => code === "variance-floored" && cause !== "data")
    .flatMap(({ components }) => components as number[]);
}

function flat(covariances: GaussianMixture["covariances"]): number[] {
  return (covariances as (number | number[] | number[][])[]).flat(2);
}
