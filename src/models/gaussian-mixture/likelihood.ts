import { logarithms } from "../../core/logarithms.js";
import { answerTo, type Talk } from "../../data/pending.js";
import type { Weighed } from "../../fitting/weighing.js";
import { mixtureSums } from "../../questions/mixture-choice.js";
import { LARGEST, LOG_SHARES } from "../../questions/mixture-statistics.js";
import { gaussianComponents, unitsOfPart } from "./covariance/components.js";
import type { CovarianceForm, MixtureParameters } from "./covariance/form.js";

/** How well a mixture suits points, its parameters counted against it. */
export interface InformationCriteria {
  /** Σ w ln p(x), in nats: higher is better. */
  readonly logLikelihood: number;
  /** Akaike's information criterion: 2 parameters − 2 log-likelihood, lower is better. */
  readonly aic: number;
  /** Schwarz's: parameters × ln Σw − 2 log-likelihood, lower is better. */
  readonly bic: number;
}

/** @param totalWeight Σ w: the number of points where there are no weights, 0 where there are no points */
export function informationCriteria(
  logLikelihood: number,
  parameterCount: number,
  totalWeight: number,
): InformationCriteria {
  // No data, no penalty: the logarithm is of the weight there is, or of 1.
  const [logarithm] = logarithms([totalWeight === 0 ? 1 : totalWeight]);
  return {
    logLikelihood,
    aic: 2 * parameterCount - 2 * logLikelihood,
    bic: parameterCount * logarithm - 2 * logLikelihood,
  };
}

/** Σ w ln p(x), as weights count in linear memory: by the sums of an E-step, as a fit has it. */
export function* logLikelihoodOf(
  mixture: MixtureParameters,
  form: CovarianceForm,
  { part, total }: Weighed,
): Talk<number> {
  const units = unitsOfPart(part, form);
  const sums = mixtureSums(part, mixture.weights.length, form.inCore);
  try {
    const components = gaussianComponents(mixture, form, units);
    const statistics = yield* answerTo(sums.eStep(components, mixture.means));
    return units.shift * total + (statistics[LARGEST] + statistics[LOG_SHARES]);
  } finally {
    sums.release();
  }
}
