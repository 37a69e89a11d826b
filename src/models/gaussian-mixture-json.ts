import { checkFinite, checkNonNegative, rangeError, show, typeError } from "../check.js";
import { multiply } from "../cholesky.js";
import {
  COVARIANCE_FORMS,
  type Covariance,
  type Covariances,
  type Factors,
  nest,
  TINY,
} from "./covariances.js";
import { unpack } from "./fit.js";
import { checkCovariance, type GaussianMixtureState } from "./gaussian-mixture-fit.js";
import {
  type ModelJSON,
  openJSON,
  readCommon,
  readFinite,
  readList,
  readMatrix,
  readShape,
  writeModel,
} from "./json.js";
import { type CheckedParameters, checkParameters } from "./mixture-parameters.js";

/** What `GaussianMixture.toJSON` gives: plain JSON, with a version. */
export interface GaussianMixtureJSON extends ModelJSON<"GaussianMixture"> {
  readonly covariance: Covariance;
  readonly weights: number[];
  readonly means: number[][];
  readonly covariances: Covariances[Covariance];
  /** Matrices as products L D Lᵀ: D, and the rows of L below its diagonal. */
  readonly factors?: { readonly variances: number[]; readonly lower: number[] };
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
    ...(COVARIANCE_FORMS[covariance].matrices ? { factors: copyOf(state.factors) } : {}),
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
  };
  const parameters = checkParameters("json.", given, covariance, { k, d });
  const { weights, means, covariances } = parameters;
  const common = readCommon(field, 0);
  return {
    ...common,
    covariance,
    weights,
    means,
    covariances,
    factors: readFactors(field("factors"), parameters, covariance),
    logLikelihood: checkFinite("json.logLikelihood", field("logLikelihood")),
    totalWeight: checkNonNegative("json.totalWeight", field("totalWeight")),
    history: readList("json.history", field("history"), common.iterations, readFinite),
  };
}

function copyOf({ variances, lower }: Factors) {
  return { variances: [...variances], lower: [...lower] };
}

/** How far the product of factors may be from the covariances, relative to the variances. */
const AGREEMENT = 1e-6;

/** The factors of matrices as they were fitted, if the JSON has them and they are of its covariances. */
function readFactors(
  factors: unknown,
  { k, d, factors: computed, covariances }: CheckedParameters,
  covariance: Covariance,
): Factors {
  if (factors === undefined || !COVARIANCE_FORMS[covariance].matrices) return computed;
  if (typeof factors !== "object" || factors === null) {
    throw typeError("json.factors", "an object", show(factors));
  }
  const { variances, lower } = factors as Record<string, unknown>;
  const read = {
    variances: readList(
      "json.factors.variances",
      variances,
      computed.variances.length,
      readPositive,
    ),
    lower: readList("json.factors.lower", lower, computed.lower.length, readFinite),
  };
  const matrices = covariance === "full" ? k : 1;
  for (let c = 0; c < matrices; c++) {
    const product = multiply({
      variances: read.variances.slice(c * d, (c + 1) * d),
      lower: read.lower.slice((c * d * (d - 1)) / 2, ((c + 1) * d * (d - 1)) / 2),
    });
    const matrix = covariances.slice(c * d * d, (c + 1) * d * d);
    const agree = product.every((value, i) => {
      const [row, column] = [Math.floor(i / d), i % d];
      const scale = Math.sqrt(matrix[row * d + row]) * Math.sqrt(matrix[column * d + column]);
      return Math.abs(value - matrix[i]) <= AGREEMENT * scale;
    });
    if (!agree) throw rangeError("json.factors", "the factors of json.covariances", "others");
  }
  return read;
}

function readPositive(value: unknown, name: string): number {
  const number = checkFinite(name, value);
  if (number < TINY) throw rangeError(name, `a number of at least ${TINY}`, show(number));
  return number;
}
