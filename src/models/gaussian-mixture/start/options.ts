import type { Talk } from "../../../data/pending.js";
import type { Pace } from "../../../data/sweep.js";
import { checkOneOf, checkRecord, rangeError, show } from "../../../check.js";
import type { PointsLike } from "../../../points/points.js";
import type { Numbers } from "../../../types.js";
import type {
  Covariance,
  CovarianceForm,
  GivenCovariances,
  MixtureParameters,
} from "../covariance/form.js";
import { checkParameters } from "../covariance/parameters.js";
import { type FittedModel, type FittedState, fittedState } from "../../../starts/fitted.js";
import { checkStart, type SoftKMeansStart, type Start } from "../../../starts/options.js";

/** Where a fit of `GaussianMixture` starts. */
export type GaussianMixtureStart<C extends Covariance = Covariance> =
  | SoftKMeansStart
  | "k-means"
  | FittedModel<"GaussianMixture">
  | {
      readonly weights: Numbers;
      readonly means: PointsLike;
      readonly covariances: GivenCovariances[C];
    };

/** Where a fit of a mixture starts, checked. */
export type MixtureStart =
  | Start
  | { readonly kind: "k-means" }
  | {
      readonly kind: "parameters";
      readonly parameters: MixtureParameters;
      /** The model that they are of. */
      readonly of?: FittedState | undefined;
    };

/** The state of a mixture, as far as a start takes it. */
interface FittedMixture extends FittedState, MixtureParameters {
  readonly covariance: Covariance;
}

const WORDS = ["k-means", "k-means++", "sample"] as const;
const PARAMETERS = ["weights", "means", "covariances"] as const;

export function* checkMixtureStart(
  start: unknown,
  k: number,
  n: number,
  d: number,
  form: CovarianceForm,
  pace: Pace,
): Talk<MixtureStart> {
  if (start === undefined || start === "k-means") return { kind: "k-means" };
  if (typeof start !== "object" || start === null || Array.isArray(start)) {
    const others =
      ", { centroids }, { labels }, { weights, means, covariances } or a fitted GaussianMixture";
    checkOneOf("start", start, WORDS, others);
    return yield* checkStart(start, "GaussianMixture", k, n, d, pace);
  }
  const state = fittedState(start, "GaussianMixture", k, d);
  if (state !== undefined) return parametersOf(state as FittedMixture, form);
  const given = start as Record<string, unknown>;
  if (PARAMETERS.every((name) => given[name] === undefined)) {
    const known = ["centroids", "labels", ...PARAMETERS];
    const { centroids, labels } = checkRecord("start", start, known);
    return yield* checkStart({ centroids, labels }, "GaussianMixture", k, n, d, pace);
  }
  const { weights, means, covariances } = checkRecord("start", start, PARAMETERS);
  const parameters = { weights, means, covariances };
  return {
    kind: "parameters",
    parameters: checkParameters("start.", parameters, form, { k, d }),
  };
}

/** The parameters of a model with their factors, so that a fit goes on from the very bits. */
function parametersOf(state: FittedMixture, { name }: CovarianceForm): MixtureStart {
  const { weights, means, covariances, factors, covariance } = state;
  if (covariance !== name) {
    throw rangeError("start", `a model of covariance "${name}"`, `one of ${show(covariance)}`);
  }
  return { kind: "parameters", parameters: { weights, means, covariances, factors }, of: state };
}
