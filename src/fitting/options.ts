import { checkBoolean, checkInteger, checkNonNegative, checkRecord, checkSeed } from "../check.js";
import type { Talk } from "../data/pending.js";
import { atOnce, type Pace } from "../data/sweep.js";
import { checkPrecision } from "../points/points.js";
import type { Numbers, Precision } from "../types.js";
import { checkWeights, type Weights } from "./data.js";

/** Options that all models share. */
export interface CommonOptions {
  /** How many components to fit: an integer in 1..n. */
  readonly k: number;
  /**
   * Best of so many fits, each from its own split of the seed. Default 1. Mixtures are compared by
   * their likelihood without what collapsed components add to it.
   */
  readonly restarts?: number | undefined;
  /** Where the random numbers start: an integer in 0..2^53 − 1. Default 0. */
  readonly seed?: number | undefined;
  /** The most iterations a fit may take; 0 gives the start itself. Default 300. */
  readonly maxIterations?: number | undefined;
  /** One non-negative number per point, as if it stood there so many times; a row of weight 0 is as if absent. BIC and AIC count points by them: let them sum to n there, not to 1. Default: all 1. */
  readonly weights?: Numbers | undefined;
  /**
   * `true` puts every column on one scale for the fit, mean 0 and standard deviation 1 (divided by n,
   * or by the sum of the weights; a column without spread stays as it is), so that salaries do not
   * outweigh ages. What is given and returned stays in your units: centroids, means, covariances,
   * starts, samples, the points of `predict`, and densities and log-likelihood of a mixture. In
   * standard deviations are `inertia`, `freeEnergy`, `distances` and `score` of the two k-means, the
   * stiffness β, and spherical variances. The model remembers the scales in `standardization`, and so
   * does its JSON, whose numbers are those of the standardized points. Default false.
   */
  readonly standardize?: boolean | undefined;
  /** How the data is kept. Default: float32 if it is a Float32Array, else float64. */
  readonly precision?: Precision | undefined;
}

/** The shared options, checked and filled in. */
export interface Common {
  readonly k: number;
  readonly restarts: number;
  readonly seed: number;
  readonly maxIterations: number;
  /** Undefined where the model's own default holds. */
  readonly tolerance: number | undefined;
  readonly weights: Weights | undefined;
  readonly standardize: boolean;
  readonly precision: Precision;
}

const COMMON = [
  "k",
  "start",
  "restarts",
  "seed",
  "maxIterations",
  "tolerance",
  "weights",
  "standardize",
  "precision",
] as const;

/** What answers take that do not come at once. */
export const ANSWER_OPTIONS = ["signal", "threads", "workerUrl"] as const;

/** What fits take beside that do not run at once. */
const ASYNC = [...ANSWER_OPTIONS, "onProgress"];

/** An option as it was given, or what stands for one left out. */
export function orPreset(
  given: Readonly<Record<string, unknown>>,
  name: string,
  preset: unknown,
): unknown {
  const value = given[name];
  return value === undefined ? preset : value;
}

/**
 * @param own names of the options that this model has beside the common ones
 * @param natural the precision that keeps the data as it is
 * @param pace how the fit runs
 */
export function* checkCommon(
  options: unknown,
  own: readonly string[],
  n: number,
  natural: Precision,
  pace: Pace,
): Talk<Common & { readonly start: unknown; readonly given: Record<string, unknown> }> {
  const known = [...COMMON, ...own, ...(pace === atOnce ? [] : ASYNC)];
  const taker = "fitAsync and selectKAsync take it";
  const expected = "an object such as { k: 3 }";
  const given = checkRecord("options", options, known, expected, ASYNC, taker);
  const { tolerance } = given;
  const or = (name: string, preset: unknown) => orPreset(given, name, preset);
  const weighed = given["weights"] !== undefined;
  const weights = weighed ? yield* checkWeights(given["weights"], n, pace) : undefined;
  const fitted = weights?.positive.length ?? n;
  const what = fitted === n ? "" : " points of positive weight";
  return {
    k: checkInteger("k", given["k"], 1, fitted, `1..n (n = ${fitted}${what})`),
    restarts: checkInteger("restarts", or("restarts", 1), 1, 2 ** 32 - 1),
    seed: checkSeed(or("seed", 0)),
    maxIterations: checkInteger("maxIterations", or("maxIterations", 300), 0, 2 ** 32 - 1),
    tolerance: tolerance === undefined ? undefined : checkNonNegative("tolerance", tolerance),
    weights,
    standardize: checkBoolean("standardize", or("standardize", false)),
    precision: checkPrecision(given["precision"]) ?? natural,
    start: given["start"],
    given,
  };
}
