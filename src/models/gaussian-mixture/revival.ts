import { likelihood } from "../../questions/likelihood.js";
import { type Part, totalWeight } from "../../data/part.js";
import type { Talk } from "../../data/pending.js";
import type { CovarianceForm, FactoredCovariances, MixtureParameters } from "./covariance/form.js";
import { gaussianComponents, type VarianceUnits } from "./covariance/components.js";
import { ownCovariance, withCovariances } from "./covariance/own.js";

/**
 * A component without weight stays so by EM alone: nothing times anything is nothing. It goes to
 * the point that the others make least likely, with the covariance of one of them, wherever that
 * makes the points as a whole likelier; so the likelihood never falls by it.
 *
 * Looked for after the M-step, and before it: where others have just widened to take in the
 * points it should have, it finds them only among the narrower ones of before.
 */

/** The covariances of so many components, the heaviest, are tried. */
const TRIED = 2;

/** How many components are brought back in one M-step: each takes several passes over the rows. */
const MOST_AT_ONCE = 3;

/** What the log-likelihood per point has to gain: less is no reason to move a component. */
const LEAST_GAIN = 1e-6;

/** A squared distance from a mean, in its own variances, at which a point coincides with it. */
const COINCIDES = 2 ** -20;

/**
 * The mixture with dead components, those of weight 0, brought back where that is of use.
 *
 * @param next after the M-step
 * @param before it
 * @param units of the variances, in which densities are compared
 * @param floors of the variances, d numbers
 */
export function* revive<Theta extends MixtureParameters>(
  next: Theta,
  before: Theta,
  dead: readonly number[],
  data: Part,
  form: CovarianceForm,
  units: VarianceUnits,
  floors: readonly number[],
): Talk<Theta> {
  const total = totalWeight(data);
  const rate = function* (theta: Theta): Talk<Rated<Theta>> {
    const components = gaussianComponents(theta, form, units);
    const { sum, least } = yield* likelihood(data, theta.weights.length, components);
    return { theta, likelihood: sum, least };
  };
  const after = yield* rate(next);
  let best = next;
  let most = after.likelihood + LEAST_GAIN * total;
  for (const theta of [next, before]) {
    const base = theta === next ? after : yield* rate(before);
    let current = base;
    // One alone may be of no use where two are. More come back after the next M-steps.
    for (const c of dead.slice(0, MOST_AT_ONCE)) {
      const x = current.least;
      if (coincides(x, current.theta, form)) break;
      // A point's worth of weight, which EM multiplies from there; or a fair part, of before.
      const share = base === after ? 1 / (data.rows.count + 1) : 1 / next.weights.length;
      const { theta: others } = current;
      let likeliest: Rated<Theta> | undefined;
      for (const own of candidates(others, form, floors)) {
        const rated = yield* rate(withComponent(others, c, share, x, own));
        if (likeliest === undefined || rated.likelihood > likeliest.likelihood) likeliest = rated;
      }
      current = likeliest!;
      if (current.likelihood > most) {
        most = current.likelihood;
        best = current.theta;
      }
    }
  }
  return best;
}

/** A mixture, and how likely it makes the points. */
interface Rated<Theta> {
  readonly theta: Theta;
  readonly likelihood: number;
  /** The row it makes least likely. */
  readonly least: readonly number[];
}

function withComponent<Theta extends MixtureParameters>(
  theta: Theta,
  c: number,
  share: number,
  mean: readonly number[],
  own: FactoredCovariances | undefined,
): Theta {
  const k = theta.weights.length;
  const d = mean.length;
  const covariances =
    own === undefined ? {} : withCovariances(theta, k, (of) => (of === c ? own : undefined));
  return {
    ...theta,
    weights: theta.weights.map((weight, of) => (of === c ? share : weight * (1 - share))),
    means: theta.means.map((value, i) => (Math.floor(i / d) === c ? mean[i % d] : value)),
    ...covariances,
  };
}

/** Covariances a component may come back with; undefined: that which all share. */
function candidates(
  theta: MixtureParameters,
  form: CovarianceForm,
  floors: readonly number[],
): (FactoredCovariances | undefined)[] {
  if (form.shared) return [undefined];
  const { weights } = theta;
  const k = weights.length;
  const order = weights.map((_, c) => c).sort((a, b) => weights[b] - weights[a]);
  const heaviest = order.slice(0, TRIED).filter((c) => weights[c] > 0);
  return heaviest.flatMap((c) => {
    const own = ownCovariance(theta, c, k);
    const narrow = narrowed(own, k);
    const { variances } = narrow.factors;
    // Not so narrow that the next M-step would have to widen it.
    const allowed = floors.every((floor, j) => variances[j % variances.length] >= floor);
    return allowed ? [own, narrow] : [own];
  });
}

/** What is left of a covariance where its component shares its points with k − 1 others. */
function narrowed({ covariances, factors }: FactoredCovariances, k: number): FactoredCovariances {
  const shrink = (value: number) => value / (k * k);
  return {
    covariances: covariances.map(shrink),
    factors: { variances: factors.variances.map(shrink), lower: factors.lower },
  };
}

/** Whether a point is where a component with weight has its mean already. */
function coincides(
  x: readonly number[],
  { weights, means, covariances }: MixtureParameters,
  form: CovarianceForm,
): boolean {
  const d = x.length;
  return weights.some((weight, c) => {
    let squared = 0;
    for (let j = 0; j < d; j++) {
      const e = x[j] - means[c * d + j];
      squared += (e * e) / form.variance(covariances, d, c, j);
    }
    return weight > 0 && squared <= COINCIDES;
  });
}
