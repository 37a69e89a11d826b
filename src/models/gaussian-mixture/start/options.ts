import type { Talk } from "../../../data/pending.js";
import type { Pace } from "../../../data/sweep.js";
import { checkOneOf, checkRecord } from "../../../check.js";
import type { PointsLike } from "../../../points/points.js";
import { centroidsAmong } from "../../../fitting/given-start.js";
import { standardized } from "../../../fitting/standardize.js";
import type { Numbers, Standardization } from "../../../types.js";
import type {
  Covariance,
  CovarianceForm,
  GivenCovariances,
  MixtureParameters,
} from "../covariance/form.js";
import { checkParameters } from "../covariance/parameters.js";
import { checkStart, type Start, type SoftKMeansStart } from "../../../starts/options.js";

/** Where a fit of `GaussianMixture` starts. */
export type GaussianMixtureStart<C extends Covariance = Covariance> =
  | SoftKMeansStart
  | "k-means"
  | {
      readonly weights: Numbers;
      readonly means: PointsLike;
      readonly covariances: GivenCovariances[C];
    };

/** Where a fit of a mixture starts, checked. */
export type MixtureStart =
  | Start
  | { readonly kind: "k-means" }
  | { readonly kind: "parameters"; readonly parameters: MixtureParameters };

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
    const others = ", { centroids }, { labels } or { weights, means, covariances }";
    checkOneOf("start", start, WORDS, others);
    return yield* checkStart(start, k, n, d, pace);
  }
  const given = start as Record<string, unknown>;
  if (PARAMETERS.every((name) => given[name] === undefined)) {
    const known = ["centroids", "labels", ...PARAMETERS];
    const { centroids, labels } = checkRecord("start", start, known);
    return yield* checkStart({ centroids, labels }, k, n, d, pace);
  }
  const { weights, means, covariances } = checkRecord("start", start, PARAMETERS);
  const parameters = { weights, means, covariances };
  return {
    kind: "parameters",
    parameters: checkParameters("start.", parameters, form, { k, d }),
  };
}

/** A start, given in the user's units, as it is among standardized rows. */
export function startAmong(
  start: MixtureStart,
  standardization: Standardization | undefined,
  form: CovarianceForm,
): MixtureStart {
  if (standardization === undefined) return start;
  const d = standardization.means.length;
  if (start.kind !== "parameters") return centroidsAmong(start, standardization, d);
  const { weights, means, covariances } = start.parameters;
  const inverse = standardization.scales.map((scale) => 1 / scale);
  const scaled = form.scaled(covariances, d, inverse);
  return {
    ...start,
    parameters: {
      weights,
      means: standardized(means, standardization),
      covariances: scaled,
      factors: form.factors(scaled, d),
    },
  };
}
