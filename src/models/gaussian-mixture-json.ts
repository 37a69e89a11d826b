import { checkFinite, checkNonNegative } from "../check.js";
import { COVARIANCE_FORMS, type Covariance, type Covariances, nest } from "./covariances.js";
import { unpack } from "./fit.js";
import { checkCovariance, type GaussianMixtureState } from "./gaussian-mixture-fit.js";
import {
  type ModelJSON,
  openJSON,
  readCommon,
  readFinite,
  readList,
  readShape,
  writeModel,
} from "./json.js";
import { checkParameters } from "./mixture-parameters.js";

/** What `GaussianMixture.toJSON` gives: plain JSON, with a version. */
export interface GaussianMixtureJSON extends ModelJSON<"GaussianMixture"> {
  readonly covariance: Covariance;
  readonly weights: number[];
  readonly means: number[][];
  readonly covariances: Covariances[Covariance];
  readonly logLikelihood: number;
  readonly totalWeight: number;
  readonly history: number[];
}

export function writeGaussianMixture(
  state: GaussianMixtureState,
  labels: boolean,
): GaussianMixtureJSON {
  const { k, dimensions, covariance } = state;
  const own = {
    covariance,
    weights: [...state.weights],
    means: unpack(state.means, k),
    covariances: nest(state.covariances, COVARIANCE_FORMS[covariance].shape(k, dimensions)),
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
    means: field("means"),
    covariances: field("covariances"),
  };
  const { weights, means, covariances } = checkParameters("json.", given, covariance, { k, d });
  const common = readCommon(field, 0);
  return {
    ...common,
    covariance,
    weights,
    means,
    covariances,
    logLikelihood: checkFinite("json.logLikelihood", field("logLikelihood")),
    totalWeight: checkNonNegative("json.totalWeight", field("totalWeight")),
    history: readList("json.history", field("history"), common.iterations, readFinite),
  };
}
