/**
 * How good a clustering is, and how well two of them agree.
 *
 * @module mixtura/metrics
 */

export { adjustedRandIndex } from "./metrics/adjusted-rand-index.js";
export { calinskiHarabasz } from "./metrics/calinski-harabasz.js";
export { daviesBouldin } from "./metrics/davies-bouldin.js";
export type { DispersionOptions } from "./metrics/dispersion.js";
export type { Label, Labels } from "./metrics/labels.js";
export { normalizedMutualInformation } from "./metrics/normalized-mutual-information.js";
export { silhouette, silhouetteAsync } from "./metrics/silhouette.js";
export type { SilhouetteOptions } from "./metrics/silhouette.js";
export { silhouetteByCluster, silhouetteByClusterAsync } from "./metrics/silhouette-by-cluster.js";
export type { ClusterSilhouette } from "./metrics/silhouette-by-cluster.js";
export type { AnswerOptions } from "./fitting/fit-async.js";
export type { PointsLike } from "./points/points.js";
