import type { Algorithm } from "./algorithms/algorithm.js";
import { gaussianMixture } from "./algorithms/gaussian-mixture.js";
import { kMeans } from "./algorithms/k-means.js";
import { softKMeans } from "./algorithms/soft-k-means.js";

/** What `--algorithm` may name, the default first. */
export const algorithms: readonly Algorithm[] = [kMeans, softKMeans, gaussianMixture];
