import { powerOfTwoWithin } from "../../linear-algebra/power-of-two.js";
import type { Whitening } from "../../questions/whitened.js";
import type { CovarianceForm, MixtureParameters } from "./covariance/form.js";

/** A mixture's components as rows are measured by them. */
export function whiteningOf(
  { weights, means, covariances, factors }: MixtureParameters,
  form: CovarianceForm,
): Whitening {
  const k = weights.length;
  const d = means.length / k;
  const count = form.shared ? 1 : k;
  const units = new Float64Array(count * d);
  const variances = new Float64Array(count * d);
  const lower = new Float64Array(factors.lower.length);
  for (let c = 0, below = 0; c < count; c++) {
    const own = c * d;
    for (let j = 0; j < d; j++) {
      const unit = powerOfTwoWithin(Math.sqrt(form.variance(covariances, d, c, j)));
      units[own + j] = unit;
      variances[own + j] = factors.variances[form.ownUnits ? own + j : c] / unit / unit;
      if (lower.length === 0) continue;
      for (let p = 0; p < j; p++, below++) {
        lower[below] = (factors.lower[below] * units[own + p]) / unit;
      }
    }
  }
  return { d, means: Float64Array.from(means), units, variances, lower };
}
