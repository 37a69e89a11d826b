export { KMeans } from "./models/k-means.js";
export type { KMeansOptions, KMeansStep } from "./models/k-means-fit.js";
export type { KMeansStart } from "./models/start-options.js";
export type { KMeansJSON } from "./models/k-means-json.js";
export { Points } from "./points.js";
export type { Column, PointsLike, PointsOptions } from "./points.js";
export type { CommonOptions } from "./models/options.js";
export type { Diagnostic, DiagnosticCode, FlatPoints, Numbers, Precision } from "./types.js";
