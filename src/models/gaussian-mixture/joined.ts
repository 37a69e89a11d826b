import { triangle } from "../../core/forms.js";
import { answerTo, type Talk } from "../../data/pending.js";
import { NOTHING } from "../../fitting/means.js";
import type { Weighed } from "../../fitting/weighing.js";
import { mixtureSums } from "../../questions/mixture-choice.js";
import { LARGEST, LOG_SHARES, SIZES } from "../../questions/mixture-statistics.js";
import type { MixtureStatistics } from "../../questions/mixture-sums.js";
import { gaussianComponents, unitsOfPart } from "./covariance/components.js";
import type { CovarianceForm, MixtureParameters, Raised } from "./covariance/form.js";
import type { Floors } from "./floors/floors.js";

/** A mixture once rows have joined it, and how likely they were before. */
export interface Joined {
  readonly mixture: MixtureParameters & { readonly raised: readonly Raised[] };
  /** Σ w ln p(x) of the rows, as weights count for users. */
  readonly logLikelihood: number;
}

/**
 * A mixture once rows have joined it: an E-step over them, and an M-step from s ← (1 − γ) s + γ ŝ
 * (Cappé & Moulines, On-line expectation–maximization algorithm for latent data models, 2009). ŝ are
 * the rows' statistics, and s those of which the mixture is the M-step.
 *
 * @param share γ: what of all statistics those of the rows are to be, 0 to 1
 */
export function* joinedBy(
  mixture: MixtureParameters,
  form: CovarianceForm,
  floors: Floors,
  { part, total, unit }: Weighed,
  share: number,
): Talk<Joined> {
  const units = unitsOfPart(part, form);
  const sums = mixtureSums(part, mixture.weights.length, form.inCore);
  try {
    const components = gaussianComponents(mixture, form, units);
    const statistics = yield* answerTo(sums.eStep(components, mixture.means));
    const logLikelihood = units.shift * total + (statistics[LARGEST] + statistics[LOG_SHARES]);
    return {
      mixture: blended(mixture, form, floors, statistics, total, share),
      logLikelihood: logLikelihood * unit,
    };
  } finally {
    sums.release();
  }
}

/** The M-step from the statistics of both, each for a weight of 1, about the means of before. */
function blended(
  mixture: MixtureParameters,
  form: CovarianceForm,
  floors: Floors,
  statistics: MixtureStatistics,
  total: number,
  share: number,
) {
  const { weights, means } = mixture;
  const k = weights.length;
  const d = means.length / k;
  const kept = 1 - share;
  const fresh = share / total;
  const sizes = weights.map((weight, c) => {
    const size = kept * weight + fresh * statistics[SIZES + c];
    return size < NOTHING ? 0 : size;
  });
  const sum = sizes.reduce((all, size) => all + size, 0);
  const shifts = means.map((_, i) => {
    const size = sizes[Math.floor(i / d)];
    return size === 0 ? 0 : (fresh * statistics[SIZES + k + i]) / size;
  });
  const moved = means.map((mean, i) => mean + shifts[i]);
  const first = SIZES + k + k * d;
  const second = secondMoments(mixture, form, d).map(
    (moment, i) => kept * moment + fresh * statistics[first + i],
  );
  const scatter = { k, d, sizes, means: moved, shifts, second, previous: () => mixture };
  return {
    weights: sizes.map((size) => size / sum),
    means: moved,
    ...form.estimate(scatter, floors),
  };
}

/** Second moments about its own means that a mixture is the M-step of, as statistics hold them. */
function secondMoments(
  { weights, covariances }: MixtureParameters,
  { matrices, shared, ownUnits }: CovarianceForm,
  d: number,
): number[] {
  if (!matrices) {
    const each = covariances.length / weights.length;
    // One variance for all columns is that of the sum over them, d times over.
    const columns = ownUnits ? 1 : d;
    return covariances.map((variance, i) => weights[Math.floor(i / each)] * variance * columns);
  }
  const own = triangle(d);
  const second = new Array<number>(own * (covariances.length / (d * d)));
  for (let at = 0, c = 0; at < second.length; at += own, c++) {
    const weight = shared ? 1 : weights[c];
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        second[at + triangle(i) + j] = weight * covariances[(c * d + i) * d + j];
      }
    }
  }
  return second;
}
