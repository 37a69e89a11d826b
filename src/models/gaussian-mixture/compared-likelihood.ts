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
 * The log-likelihood by which a fit is compared with others: without what collapsed components
 * gain by it, the plain one where none has collapsed.
 *
 * @param points those of the fit
 * @param options those of the fit
 */
export function* comparedLogLikelihood(
  model: GaussianMixture,
  points: Points,
  { weights: given, regularization }: Fitted,
  pace: Pace,
): Talk<number> {
  const { k, dimensions: d, covariance, weights, logLikelihood } = model;
  const collapsed = new Set(collapsedComponents(model));
  if (collapsed.size === 0) return logLikelihood;
  const form = COVARIANCE_FORMS[covariance];
  const of = (mixture: GaussianMixture) => {
    const covariances = flat(mixture.covariances);
    return { covariances, factors: form.factors(covariances, d) };
  };
  const fair = withoutCollapse({ weights, ...of(model) }, collapsed, form, d, () =>
    of(GaussianMixture.fit(points, { k: 1, covariance, weights: given, regularization })),
  );
  const means = model.means.flat();
  const components = gaussianComponents({ weights, means, ...fair }, form);
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
  return Math.min(sum, logLikelihood);
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
