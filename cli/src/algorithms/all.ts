import type { Algorithm, Model } from "./algorithm.js";
import { gaussianMixture } from "./gaussian-mixture.js";
import { kMeans } from "./k-means.js";
import { softKMeans } from "./soft-k-means.js";

/** What `--algorithm` may name, the default first. */
export const algorithms: readonly Algorithm[] = [kMeans, softKMeans, gaussianMixture];

/** The algorithm that a model is of. */
export function algorithmOf(model: Model): Algorithm {
  return algorithms.find(({ Model }) => model instanceof Model)!;
}
