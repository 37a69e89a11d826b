import type { Covariance, Covariances, Factors } from "./covariance/form.js";
import { checkCovariance, COVARIANCE_FORMS, nest } from "./covariance/forms.js";
import { unpack } from "../../fitting/fit.js";
import type { GaussianMixtureState } from "./fit.js";
import {
  checkUsersUnits,
  type ModelJSON,
  openJSON,
  readCommon,
  readFinite,
  readList,
  readMatrix,
  readNonNegative,
  readShape,
  writeModel,
} from "../../fitting/json.js";
import { checkParameters } from "./covariance/parameters.js";

/** What `GaussianMixture.toJSON` gives: plain JSON, with a version. */
export interface GaussianMixtureJSON extends ModelJSON<"GaussianMixture"> {
  /** What is free about the covariances. */
  readonly covariance: Covariance;
  /** π: k numbers that sum to 1. */
  readonly weights: number[];
  /** k × d: the means μ. */
  readonly means: number[][];
  /** The covariances Σ, in the form that `covariance` names. */
  readonly covariances: Covariances[Covariance];
  /** Matrices as products L D Lᵀ: D, and the rows of L below its diagonal. */
  readonly factors?: { readonly variances: number[]; readonly lower: number[] };
  /** Σ w ln p(x) of the points of the fit, in nats. */
  readonly logLikelihood: number;
  /** Σ w: the number of points where there are no weights. */
  readonly totalWeight: number;
  /** The log-likelihood after each iteration. */
  readonly history: number[];
}

export function writeGaussianMixture(
  state: GaussianMixtureState,
  labels: boolean,
): GaussianMixtureJSON {
  const { k, dimensions, covariance } = state;
  const { shape, matrices } = COVARIANCE_FORMS[covariance];
  const own = {
    covariance,
    weights: [...state.weights],
    means: unpack(state.means, k),
    covariances: nest(state.covariances, shape(k, dimensions)),
    ...(matrices ? { factors: copyOf(state.factors) } : {}),
    logLikelihood: state.logLikelihood,
    totalWeight: state.totalWeight,
    history: [...state.history],
  };
  return writeModel("GaussianMixture", state, own, labels);
}

export function readGaussianMixture(json: unknown): GaussianMixtureState {
  const field = openJSON(json, "GaussianMixture");
  const covariance = checkCovariance("json.covariance", field("covariance"));
  const { k, dimensions: d } = readShape(field);
  const given = {
    weights: field("weights"),
    means: { data: readMatrix("json.means", field("means"), k, d), shape: [k, d] },
    covariances: field("covariances"),
    factors: field("factors"),
  };
  const form = COVARIANCE_FORMS[covariance];
  const { weights, means, covariances, factors } = checkParameters("json.", given, form, { k, d });
  const common = readCommon(field);
  checkUsersUnits("json.means", means, common.standardization);
  return {
    ...common,
    covariance,
    weights,
    means,
    covariances,
    factors,
    logLikelihood: readFinite(field("logLikelihood"), "json.logLikelihood"),
    totalWeight: readNonNegative(field("totalWeight"), "json.totalWeight"),
    history: readList("json.history", field("history"), common.iterations, readFinite),
  };
}

function copyOf({ variances, lower }: Factors) {
  // −0 becomes 0, as JSON would have it.
  return { variances: [...variances], lower: lower.map((value) => value + 0) };
}
