export { adjustedRandIndex } from "./metrics/adjusted-rand-index.js";
export type { Labels } from "./metrics/labels.js";
export { silhouette } from "./metrics/silhouette.js";
export type { SilhouetteOptions } from "./metrics/silhouette.js";
export type { PointsLike } from "./points/points.js";
