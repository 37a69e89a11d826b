import type { Result } from "../algorithms/result.js";
import { matchedClusters } from "./match-clusters.js";

/** A result whose clusters stand beside those of another. */
export interface LinedUp {
  readonly result: Result;
  /** The component of the model that stands in the place of cluster 0, 1, … */
  readonly order: readonly number[];
}

/** Puts the clusters of all beside those of the first that they share rows with. */
export function linedUp(results: readonly [Result, ...Result[]]): LinedUp[] {
  const leader = results[0].clustering.model;
  return results.map((result) => ({
    result,
    order: matchedClusters(leader.labels, result.clustering.model.labels, leader.k),
  }));
}
