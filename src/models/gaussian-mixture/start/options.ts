import type { Talk } from "../../../data/pending.js";
import type { Pace } from "../../../data/sweep.js";
import { checkOneOf, checkRecord, rangeError, show, typeError } from "../../../check.js";
import type { PointsLike } from "../../../points/points.js";
import { centroidsAmong, pointsAmong } from "../../../fitting/given-start.js";
import { sameStandardization, standardized } from "../../../fitting/standardize.js";
import type { Numbers, Standardization } from "../../../types.js";
import type {
  Covariance,
  CovarianceForm,
  FactoredCovariances,
  GivenCovariances,
  MixtureParameters,
} from "../covariance/form.js";
import {
  checkFactored,
  checkMeans,
  checkParameters,
  checkWeightsSum,
  isDivisor,
} from "../covariance/parameters.js";
import { type FittedModel, type FittedState, fittedState } from "../../../starts/fitted.js";
import {
  checkStart,
  DRAWN,
  GIVEN,
  type GivenCentroids,
  type SoftKMeansStart,
  type Start,
} from "../../../starts/options.js";

/** Where a fit of `GaussianMixture` starts. */
export type GaussianMixtureStart<C extends Covariance = Covariance> =
  | SoftKMeansStart
  | "k-means"
  | FittedModel<"GaussianMixture">
  | {
      readonly weights?: Numbers | undefined;
      readonly means?: PointsLike | undefined;
      readonly covariances?: GivenCovariances[C] | undefined;
    };

/** What stays as it is given, whatever is found for the rest of the first hypothesis. */
export interface Kept {
  readonly weights: readonly number[] | undefined;
  readonly means: readonly number[] | undefined;
  readonly covariances: FactoredCovariances | undefined;
}

/** Where a fit of a mixture starts, checked. */
export type MixtureStart =
  | Start
  | (GivenCentroids & { readonly keep: Kept })
  | { readonly kind: "k-means"; readonly keep?: Kept | undefined }
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

const WORDS = ["k-means", ...DRAWN] as const;
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
      ", { centroids }, { labels }, { responsibilities }, any of { weights, means, covariances } or a fitted GaussianMixture";
    checkOneOf("start", start, WORDS, others);
    return yield* checkStart(start, "GaussianMixture", k, n, d, pace);
  }
  const state = fittedState(start, "GaussianMixture", k, d);
  if (state !== undefined) return parametersOf(state as FittedMixture, form);
  const parts = start as Record<string, unknown>;
  if (PARAMETERS.every((part) => parts[part] === undefined)) {
    const known = [...GIVEN, ...PARAMETERS];
    const { centroids, labels, responsibilities } = checkRecord("start", start, known);
    const given = { centroids, labels, responsibilities };
    if (GIVEN.every((name) => given[name] === undefined)) {
      const expected = `${GIVEN.map((name) => `{ ${name} }`).join(", ")} or any of { ${PARAMETERS.join(", ")} }`;
      throw typeError("start", expected, "none");
    }
    return yield* checkStart(given, "GaussianMixture", k, n, d, pace);
  }
  const { weights, means, covariances } = checkRecord("start", start, PARAMETERS);
  const given = { weights, means, covariances };
  if (PARAMETERS.every((part) => given[part] !== undefined)) {
    return { kind: "parameters", parameters: checkParameters("start.", given, form, { k, d }) };
  }
  const keep = {
    means: means === undefined ? undefined : checkMeans("start.means", means, k, d),
    weights: weights === undefined ? undefined : checkWeightsSum("start.weights", weights, k),
    covariances: covariances === undefined ? undefined : checkFactored("start.", given, form, k, d),
  };
  return keep.means === undefined
    ? { kind: "k-means", keep }
    : { kind: "centroids", centroids: keep.means, keep };
}

/** The parameters of a model with their factors, so that a fit goes on from the very bits. */
function parametersOf(state: FittedMixture, { name }: CovarianceForm): MixtureStart {
  const { weights, means, covariances, factors, covariance } = state;
  if (covariance !== name) {
    throw rangeError("start", `a model of covariance "${name}"`, `one of ${show(covariance)}`);
  }
  return { kind: "parameters", parameters: { weights, means, covariances, factors }, of: state };
}

/** A start as it is among the rows that a fit sees. */
export function startAmong(
  start: MixtureStart,
  standardization: Standardization | undefined,
  form: CovarianceForm,
  d: number,
): MixtureStart {
  const factored = (given: readonly number[], of?: FittedState) => {
    const from = of?.standardization;
    const scales = Array.from(
      { length: d },
      (_, j) => (from?.scales[j] ?? 1) / (standardization?.scales[j] ?? 1),
    );
    // One variance of all columns is, of another fit, in units of its own; else in those of this one.
    const covariances =
      form.ownUnits || of === undefined
        ? form.scaled(given, d, scales)
        : given.map((variance) => variance * meanSquare(scales));
    const factors = form.factors(covariances, d);
    if (covariances.every(isWithinRange) && factors.variances.every(isDivisor)) {
      return { covariances, factors };
    }
    const expected = "covariances that stay within range in the units of this fit";
    throw rangeError(of === undefined ? "start.covariances" : "start", expected, "others");
  };
  if (start.kind === "parameters") {
    const { of, parameters } = start;
    // The very bits, factors included, where its model has seen rows alike.
    if (sameStandardization(of?.standardization, standardization)) return start;
    const { weights, means, covariances } = parameters;
    return {
      ...start,
      parameters: {
        weights,
        means: pointsAmong(means, start, standardization),
        ...factored(covariances, of),
      },
    };
  }
  if (standardization === undefined) return start;
  const own = centroidsAmong(start, standardization, d);
  if (!("keep" in own) || own.keep === undefined) return own;
  const { weights, means, covariances } = own.keep;
  const keep = {
    weights,
    means: means && standardized(means, standardization),
    covariances: covariances && factored(covariances.covariances),
  };
  return { ...own, keep };
}

function isWithinRange(value: number): boolean {
  return Math.abs(value) < Number.MAX_VALUE;
}

function meanSquare(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}
