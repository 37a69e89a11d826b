import { GaussianMixture, KMeans, type FlatPoints } from "mixtura";
import type { Model, Running } from "./algorithm.js";

/** What a model says of rows, each in the order of those that were kept. */
export interface RowAnswers {
  readonly k: number;
  readonly labels: Int32Array;
  /** rows × k */
  readonly responsibilities?: Float64Array;
  readonly logDensity?: Float64Array;
  /** rows × columns */
  readonly deviations?: Float64Array;
}

/** What a model is asked beside the clusters. */
export interface Asked {
  readonly responsibilities?: true;
  readonly logDensity?: true;
  readonly deviations?: true;
}

/** What is asked for, and the model has. */
export async function answersOf(
  model: Model,
  labels: Int32Array,
  points: FlatPoints,
  { responsibilities, logDensity, deviations }: Asked,
  { signal, threads }: Pick<Running, "signal" | "threads">,
): Promise<RowAnswers> {
  const how = { signal, threads };
  return {
    k: model.k,
    labels,
    ...(responsibilities && !(model instanceof KMeans)
      ? { responsibilities: await model.responsibilitiesAsync(points, how) }
      : {}),
    ...(logDensity && model instanceof GaussianMixture
      ? { logDensity: await model.logDensityAsync(points, how) }
      : {}),
    ...(deviations && model instanceof GaussianMixture
      ? { deviations: await model.deviationsAsync(points, { signal }) }
      : {}),
  };
}
